"""What was verified, on record: so that a description tells by itself whether it is still what was verified.

The texts of the documents stay outside of the repository, so whoever reads a change can't verify it again. But whether
a citation is among those that were verified can be told without them: by a digest of all that cites a source, which
`--record` writes beside the source in sources.yaml.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from scripts.document import Document, load, loads, write
from scripts.evidence.element import Elements, places_of
from scripts.evidence.sources import Source, Sources, sources_of
from scripts.problem import Refused, refuse

KEY = "verified"


def claims(found: Iterable[Elements], source: Source) -> list[tuple[str, ...]]:
    """Return all that effective specs say rests on a source: kind, name, pointer, place, what of it is inferred."""
    said = {
        (each.kind, each.name, each.at, str(place), *sorted(each.statement.parts))
        for elements in found
        for each in elements.found
        for place in places_of(each)
        if place.source == source.id
    }
    return sorted(said)


def digest(found: Iterable[Elements], source: Source) -> str:
    """Return a digest of what rests on a source, of what of it is left out, and of the text itself."""
    left_out = sorted([str(each.place), *each.names] for each in source.left_out)
    whole = [source.sha256, claims(found, source), left_out]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def standing(found: Sequence[Elements], source: Source) -> str:
    """Return how a source stands without its text: `verified`, `changed` since it was, or empty where it never was."""
    if not source.verified:
        return ""
    return "verified" if source.verified == digest(found, source) else "changed"


def record(path: Path, sources: Sources, found: Sequence[Elements], ids: Iterable[str]) -> None:
    """Write into sources.yaml that all that rests on the pages of these ids was verified; all else stays as it is."""
    document = load(path)
    for source in (sources.by_id[name] for name in ids if sources.by_id[name].sha256):
        document = loads(with_line(document, source, digest(found, source)), document.name)
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
