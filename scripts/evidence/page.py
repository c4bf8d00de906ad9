"""EVIDENCE.md: what each part of a description rests on, for a person who reviews a change or doubts a path."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from scripts import digest
from scripts.document import split
from scripts.evidence.element import IDENTITY, Element, Spec, plural
from scripts.evidence.grades import apart, coverage, grade, guessed
from scripts.evidence.record import citations, standing
from scripts.evidence.sources import Source, Sources
from scripts.evidence.statement import Locator

INTRODUCTION = """\
No vendor published this description: it was put together by hand. So each part of it says what it rests on:

- **documented**: the vendor printed it; the lines or the section follow;
- **observed**: no page of the vendor that we know has it, but a working client or somebody else's page does;
- **inferred**: nobody printed it; the reason follows. Where a part alone is inferred, such as the type, that is said
  after what the rest stands on.

Lines are held against the names that stand there; that types and words are meant so was read by a person.
"""
STANDINGS = {
    "verified": "each, in the text of that sha256",
    "changed": "**changed** since then",
    "": "no",
}
KINDS = list(IDENTITY)
SOUND = ("documented", "observed", "inferred")
ACTIVE = re.compile(r"[\\`<\[\]|*_&~]")
HOME = 3  # a pointer to an operation or a component has so many steps


def page(specs: Sequence[Spec], sources: Sources, calls: Mapping[str, str]) -> str:
    """Return the text of EVIDENCE.md, below its first line.

    Args:
        specs: the vendor's own effective spec, then those of its variants.
        sources: what they rest on.
        calls: the method of the client for each operation, by `GET /path`.
    """
    base, *variants = specs
    homes = _homes(base.elements.found)
    parts = [f"# {plain(base.tree['info']['title'])}: evidence", "", INTRODUCTION]
    parts += ["## How much rests on what", "", *_coverage(specs, sources)]
    parts += ["## Sources", "", *_sources(sources, specs)]
    for title, inside in (("Operations", True), ("Components and servers", False)):
        parts += [f"## {title}", ""]
        chosen = [(at, found) for at, found in homes.items() if at.startswith("/paths/") is inside]
        parts += [line for at, found in chosen for line in _home(at, found, sources, calls)]
    for each in variants:
        parts += [f"## Where the variant {plain(each.variant)} differs", "", *_differing(base, each, sources, calls)]
    return "\n".join([*parts, *_left_out(sources)]).rstrip("\n") + "\n"


def plain(text: str) -> str:
    """Return text that Markdown shows as it is, on one line, in a cell of a table too."""
    return ACTIVE.sub(r"\\\g<0>", " ".join(text.split()))


def code(text: str) -> str:
    """Return a name as Markdown shows code, in a cell of a table too."""
    return digest.code(" ".join(text.split())).replace("|", "\\|")


def said(element: Element, sources: Sources) -> str:
    """Return what an element rests on: what stands elsewhere, the rest, and what nobody printed."""
    statement = element.statement
    if element.unstated:
        return "**unstated**"
    named = element.naming != statement.whole or bool(element.deciding)
    elsewhere = [f"{_parts(parts)} {how}: {plain('; '.join(where))}" for parts, how, where in apart(element, sources)]
    inferred = [f"{_parts(parts)} **inferred**: {plain(why)}" for why, parts in guessed(element).items()]
    if statement.inferred:
        return "; ".join([f"**inferred**: {plain(statement.inferred)}", *inferred])
    on = sources.grade(statement.whole) or "undeclared"
    whole = [f"{on}: {_shown_places(statement.whole)}"] if statement.whole else []
    if named:
        # What it is comes first; then what the rest rests on.
        return "; ".join([*inferred, *elsewhere, *(f"the rest {each}" for each in whole)])
    return "; ".join([*whole, *elsewhere, *inferred])


def _parts(parts: Iterable[str]) -> str:
    return ", ".join(f"*{plain(part)}*" for part in parts)


def _shown_places(places: Iterable[Locator]) -> str:
    return plain("; ".join(map(str, places)))


def _coverage(specs: Sequence[Spec], sources: Sources) -> Iterator[str]:
    for each in specs:
        if each.variant:
            yield f"In the variant {plain(each.variant)}:\n"
        found = coverage(each.elements, sources)
        odd = [name for name in ("unstated", "undeclared") if any(counts[name] for counts in found.values())]
        columns = [*SOUND, *odd, "in part"]
        yield f"| | {' | '.join([*SOUND, *odd, 'of these, in part on less'])} |\n|{'---|' * (len(columns) + 1)}"
        for kind, counts in found.items():
            yield f"| {plural(kind)} | {' | '.join(str(counts[name] or '') for name in columns)} |"
        yield ""


def _sources(sources: Sources, specs: Sequence[Spec]) -> Iterator[str]:
    yield "| Id | What it is | What it is worth |\n|---|---|---|"
    for each in sources.by_id.values():
        yield f"| {code(each.id)} | {_described(each)} | {each.grade}: {plain(each.worth)} |"
    yield "\n| Id | Names that stand in it | Verified |\n|---|---|---|"
    for each in sources.by_id.values():
        count = citations(specs, each)
        yield f"| {code(each.id)} | {count or 'none'} | {STANDINGS[standing(specs, each)] if count else ''} |"
    yield ""


def _described(source: Source) -> str:
    title = plain(source.title)
    linked = f"[{title}]({source.address})" if re.fullmatch(r"https://[\w./?=&%#~+-]+", source.address) else title
    parts = [linked, "" if linked != title else plain(source.address), plain(source.revision), source.date]
    pinned = f"text of {source.lines} lines, sha256 {code(source.sha256[:12])}" if source.sha256 else ""
    return ", ".join(filter(None, [*parts, pinned]))


def _homes(found: Iterable[Element]) -> dict[str, list[Element]]:
    """Return the elements of each operation, path and component, by its pointer."""
    homes: dict[str, list[Element]] = {}
    for each in found:
        homes.setdefault("/" + "/".join(each.at.split("/")[1 : HOME + 1]), []).append(each)
    return homes


def _home(at: str, found: Sequence[Element], sources: Sources, calls: Mapping[str, str]) -> Iterator[str]:
    head = next((each for each in found if each.at == at), None)
    yield f"### {_title(at, head, calls)}\n"
    if head is not None:
        yield f"{said(head, sources)}\n"
    shared = [each for each in found if each.kind == "status" and each.via]
    rest = [each for each in found if each is not head and each not in shared]
    above = head.statement.below if head else None
    same = [each for each in rest if each.statement == above]
    others = [each for each in rest if each not in same]
    if others:
        yield "| | rests on |\n|---|---|"
        yield from (f"| {_shown(each, at)} | {said(each, sources)} |" for each in others)
        yield ""
    if shared:
        texts = [f"{code(each.name)} {_brief(each, sources)} ({_link(each.via)})" for each in shared]
        yield f"Statuses described below: {', '.join(texts)}.\n"
    if same:
        groups = groupby(sorted(same, key=lambda each: KINDS.index(each.kind)), key=lambda each: each.kind)
        texts = [_listed(kind, [path_of(each, at) for each in members]) for kind, members in groups]
        yield f"The same holds for: {'; '.join(texts)}.\n"


def _listed(kind: str, names: Sequence[str]) -> str:
    shown = ", ".join(code(name) for name in names if name)
    return f"{plural(kind) if len(names) > 1 else kind} {shown}".strip()


def _brief(element: Element, sources: Sources) -> str:
    """Return what an element rests on in a word or three; its component says the rest."""
    on = grade(element, sources)
    parts = "".join(f", {part} inferred" for part in element.statement.parts)
    return f"**{on}**" if on == "inferred" else f"{on}{parts}"


def _link(response: str) -> str:
    """Return a link to the heading of a response."""
    return f"[{plain(response)}](#response-{re.sub('[^a-z0-9_-]', '', response.lower())})"


def _title(at: str, head: Element | None, calls: Mapping[str, str]) -> str:
    tokens = split(at)
    if head is not None and head.kind == "operation":
        call = calls.get(head.name, "")
        return code(head.name) + (f": {code(call)}" if call else "")
    if at == "/info":
        return "the description as a whole"
    if at.startswith("/paths/"):
        return f"all operations of {code(tokens[1])}"
    kind = f"{head.kind} " if head else ""
    return f"{kind}{code(head.name if head and head.kind == 'server' else tokens[-1])}"


def _shown(element: Element, home: str) -> str:
    path = path_of(element, home)
    return f"{element.kind} {code(path)}" if path else element.kind


def path_of(element: Element, home: str) -> str:
    """Return what an element is called below its home: a property with those around it, a value with its property."""
    steps = split(element.at[len(home) :])
    side = {"requestBody": ["request"], "responses": steps[1:2]}.get(steps[0], []) if len(steps) > HOME else []
    names: list[str] = list(side)
    for before, step in zip(["", *steps], steps, strict=False):
        if before == "properties":
            names.append(step)
        elif step == "items" and len(names) > len(side):
            names[-1] += "[]"
    if element.kind in {"property", "inner schema"}:
        return ".".join(names) if len(names) > len(side) else "/".join(steps)
    return ".".join([*names, element.name]) if element.kind == "enum value" else element.name


def _differing(base: Spec, variant: Spec, sources: Sources, calls: Mapping[str, str]) -> Iterator[str]:
    known = {(each.kind, each.name, each.at): said(each, sources) for each in base.elements.found}
    changed = [
        each for each in variant.elements.found if known.get((each.kind, each.name, each.at)) != said(each, sources)
    ]
    for at, found in _homes(changed).items():
        yield from _home(at, found, sources, calls)


def _left_out(sources: Sources) -> Iterator[str]:
    rows = [(source, each) for source in sources.by_id.values() for each in source.left_out]
    if rows:
        yield "## Printed, and left out\n\n| Source | Lines | Names | Why |\n|---|---|---|---|"
    for source, each in rows:
        names = ", ".join(map(code, each.names)) or "all"
        yield f"| {code(source.id)} | {each.place.place} | {names} | {plain(each.reason)} |"
