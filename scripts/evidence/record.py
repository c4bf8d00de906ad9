"""What was verified, on record: so that a description tells by itself whether it is still what was verified.

The texts of the documents stay outside of the repository, so whoever reads a change can't verify it again. But whether
a citation is among those that were verified can be told without them: by a digest of all that cites a source, which
`--record` writes beside the source in sources.yaml.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from scripts.document import Document, load, loads, write
from scripts.evidence.element import Elements, places_of
from scripts.evidence.sources import Source, Sources, sources_of
from scripts.problem import refuse

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
    known = document.line(f"{source.at}/{KEY}") - 1
    if source.verified:
        lines[known] = lines[known][: lines[known].index(KEY)] + line
    else:
        # Before a key that does not share its line with the dash of the list.
        key = next(
            each for each in ("worth", "grade") if document.line(f"{source.at}/{each}") != document.line(source.at)
        )
        place = document.line(f"{source.at}/{key}") - 1
        lines.insert(place, lines[place][: lines[place].index(key)] + line)
    text = "\n".join(lines)
    after = sources_of(loads(text, document.name)).by_id
    if {key: each for key, each in after.items() if key != source.id} != {
        key: each for key, each in sources_of(document).by_id.items() if key != source.id
    } or after[source.id].verified != verified:
        refuse(document.name, f"the line `{line}` of {source.id} has no place", "write it by hand, a line of its own")
    return text
