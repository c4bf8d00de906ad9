"""What was verified, on record: so that a description tells by itself whether it is still what was verified.

The texts of the documents stay outside of the repository, so whoever reads a change can't verify it again. But whether
a citation is among those that were verified can be told without them: by a digest of all that cites a source, which
`--record` writes beside the source in sources.yaml.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from scripts.document import Document, is_array, is_object, load, loads, resolve, write
from scripts.evidence.element import Element, Spec, places_of
from scripts.evidence.sources import Source, Sources, sources_of
from scripts.evidence.statement import Locator
from scripts.lower.tree import wire
from scripts.problem import Refused, refuse

KEY = "verified"
INDEXED = re.compile(r"/(parameters|enum)/[0-9]+(?=/|$)")
# What stands under these keys speaks for itself.
ELEMENTS = frozenset({"parameters", "properties", "requestBody", "responses", "headers", "operationId", "tags"})


def citations(specs: Iterable[Spec], source: Source) -> int:
    """Return how many names effective specs say stand in a source."""
    found = (_citation(spec, each, place) for spec, each, place in _resting(specs, source) if place in _naming(each))
    return len(set(found))


def _naming(element: Element) -> tuple[Locator, ...]:
    return places_of(element) if element.printed else ()


def digest(specs: Iterable[Spec], source: Source) -> str:
    """Return a digest of what rests on a source, with its types, of what of it is left out, and of the text itself."""
    said = {
        (spec.variant, *_citation(spec, each, place), _shape(spec, each))
        for spec, each, place in _resting(specs, source)
    }
    left_out = sorted([str(each.place), *each.names] for each in source.left_out)
    security = [spec.tree.get("security") for spec in specs]
    whole = [source.grade, source.sha256, sorted(said), left_out, security]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def _resting(specs: Iterable[Spec], source: Source) -> Iterator[tuple[Spec, Element, Locator]]:
    for spec in specs:
        for each in spec.elements.found:
            places = dict.fromkeys([*places_of(each), *each.statement.sources])
            yield from ((spec, each, place) for place in places if place.source == source.id)


def _citation(spec: Spec, element: Element, place: Locator) -> tuple[str, ...]:
    return element.kind, element.name, _unnumbered(spec, element.at), place.part, str(place)


def _unnumbered(spec: Spec, at: str) -> str:
    """Return a pointer in which parameters and values have their names: where in a list they stand says nothing."""

    def named(found: re.Match[str]) -> str:
        node: Any = resolve(dict(spec.tree), at[: found.end()])
        said = [node.get("in"), node.get("name"), node.get("$ref")] if is_object(node) else node
        return f"/{found[1]}/{json.dumps(said)}"

    return INDEXED.sub(named, at)


def _shape(spec: Spec, element: Element) -> str:
    """Return what a description says of an element on the wire, as text, without what is an element itself."""
    try:
        node: Any = resolve(dict(spec.tree), element.at)
    except KeyError:
        node = None
    kept = {key: value for key, value in node.items() if key not in ELEMENTS} if is_object(node) else node
    led = {key: _references(node[key]) for key in sorted(ELEMENTS & node.keys())} if is_object(node) else {}
    for key in ("enum", "required"):
        if is_object(kept) and is_array(kept.get(key)):
            kept[key] = sorted(kept[key], key=json.dumps)
    return json.dumps([wire(kept), led, sorted(element.statement.parts)], sort_keys=True)


def _references(node: Any) -> list[Any]:
    """Return which components parameters, a body or responses refer to; what stands there itself is told apart."""
    if is_object(node) and "$ref" in node:
        return [node["$ref"]]
    members = node.values() if is_object(node) else node if is_array(node) else []
    return sorted(str(each["$ref"]) for each in members if is_object(each) and "$ref" in each)


def standing(specs: Sequence[Spec], source: Source) -> str:
    """Return how a source stands without its text: `verified`, `changed` since it was, or empty where it never was."""
    if not source.verified:
        return ""
    return "verified" if source.verified == digest(specs, source) else "changed"


def record(path: Path, sources: Sources, specs: Sequence[Spec], ids: Iterable[str]) -> None:
    """Write into sources.yaml that all that rests on the pages of these ids was verified; all else stays as it is."""
    document = load(path)
    for source in (sources.by_id[name] for name in ids if sources.by_id[name].sha256):
        document = loads(with_line(document, source, digest(specs, source)), document.name)
    write(path, document.text)


def with_line(document: Document, source: Source, verified: str) -> str:
    """Return the text of sources.yaml with the digest of a source, on a line of its own."""
    lines = document.text.split("\n")
    line = f"{KEY}: {verified}"
    # A key that does not share its line with the dash of the list, or with all the others.
    taken = [document.line(source.at), *(document.line(f"{source.at}/{each}") for each in ("id", "title"))]
    places = {each: document.line(f"{source.at}/{each}") for each in (KEY, "worth", "grade", "address")}
    key = next((each for each, place in places.items() if place not in taken), "")
    if key:
        at = places[key] - 1
        indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        lines[at : at + (key == KEY)] = [indent + line]
    text = "\n".join(lines)
    if not key or not _only_change(document, text, source, verified):
        refuse(document.name, f"the line `{line}` of {source.id} has no place", "write each key on a line of its own")
    return text


def _only_change(document: Document, text: str, source: Source, verified: str) -> bool:
    """Tell whether a text declares what a document does, and of one source that it was verified."""
    before = sources_of(document).by_id
    try:
        after = sources_of(loads(text, document.name)).by_id
    except Refused:
        return False
    return after == {**before, source.id: replace(before[source.id], verified=verified)}
