"""Whether what a file cites can be cited: a declared source, and lines, a file or a section that it has."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from scripts.document import Document
from scripts.evidence.check.texts import Texts
from scripts.evidence.sources import Sources
from scripts.evidence.statement import Locator, locators, source_faults
from scripts.problem import Problem
from scripts.validity import nodes

Said = tuple[str, str]
STATING = ("x-source", "x-inferred", "x-enum-evidence")


def citation_problems(document: Document, sources: Sources, texts: Texts) -> Iterator[Problem]:
    """Yield a problem for every `x-source` of a spec or an overlay that cites nothing."""
    for at, node in nodes(document.tree):
        if "x-source" in node:
            text = str(node["x-source"])
            found = [
                (fault, "write id:lines or id:place, several with ; between them") for fault in source_faults(text)
            ]
            found += [each for place in locators(text) for each in _faults(place, sources, texts)]
            where = f"{document.name}:{at}/x-source (line {document.line(f'{at}/x-source')})"
            yield from (Problem(where, what, cure) for what, cure in found)


def spelling_problems(document: Document) -> Iterator[Problem]:
    """Yield a problem for every key that is nearly one of those that state evidence."""
    for at, node in nodes(document.tree):
        for key in node:
            near = get_close_matches(key, STATING, n=1, cutoff=0.8) if key.startswith("x") else []
            if near and key != near[0]:
                where = f"{document.name}:{at}/{key} (line {document.line(f'{at}/{key}')})"
                yield Problem(where, f"nothing reads {key}", f"write {near[0]}")


def uncited_problems(documents: Iterable[Document], sources: Sources) -> Iterator[Problem]:
    """Yield a problem for every source on which nothing rests."""
    texts = [str(node["x-source"]) for each in documents for _, node in nodes(each.tree) if "x-source" in node]
    cited = {place.source for text in texts for place in locators(text)}
    for each in sources.by_id.values():
        if each.id not in cited:
            yield Problem(
                sources.where(each.at), f"nothing cites {each.id}", "delete it, or cite it where it says something"
            )


def _faults(place: Locator, sources: Sources, texts: Texts) -> Iterator[Said]:
    source = sources.by_id.get(place.source)
    if source is None:
        yield f"there is no source {place.source}", f"declare it in {sources.document.name}"
        return
    try:
        text = texts.of(place)
    except LookupError as error:
        yield str(error), "cite a file that is there"
        return
    lines = len(text.lines) if text else 0 if place.file else source.lines
    if place.ranges and not place.file and not source.lines:
        cure = "write sha256 and lines of the text, or cite a section by its heading"
        yield f"{place} cites lines of a text that is not pinned", cure
    elif source.lines and not place.ranges:
        yield f"{place} cites no lines of a text whose lines are known", "cite the lines"
    elif lines and any(last > lines for _, last in place.ranges):
        yield f"{place} is out of bounds: the text has {lines} lines", "cite lines that are there"
