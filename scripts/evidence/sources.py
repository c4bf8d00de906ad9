"""The documents and the public clients that a description rests on, as `sources.yaml` declares them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs

from scripts.document import Document, is_array, is_object, load, pointer
from scripts.evidence.statement import LINES, Locator
from scripts.problem import Problem, refuse, refuse_all

# Under which key an effective spec carries them.
CARRIED = "x-sources"
REQUIRED = ("id", "title", "address", "grade", "worth")
TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
LEFT_OUT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "lines": {
            "anyOf": [
                {"type": "string", "pattern": f"^(?:{LINES.pattern})$"},
                {"type": "integer", "minimum": 1, "maximum": 9_999_999},
            ]
        },
        "names": {"type": "array", "items": TEXT, "minItems": 1},
        "reason": TEXT,
    },
    "required": ["lines", "reason"],
    "additionalProperties": False,
}
SOURCE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$", "maxLength": 100},
        "title": TEXT,
        "address": TEXT,
        "revision": TEXT,
        "date": {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}){0,2}$"},
        "grade": {"enum": ["documented", "observed"]},
        "worth": TEXT,
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "lines": {"type": "integer", "minimum": 1},
        "text": TEXT,
        "verified": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "left-out": {"type": "array", "items": LEFT_OUT},
    },
    "required": list(REQUIRED),
    "additionalProperties": False,
    # A text of ours is its own pin.
    "dependentSchemas": {"text": {"properties": dict.fromkeys(("sha256", "lines", "verified"), False)}},
}
_VALIDATOR = jsonschema_rs.validator_for(SOURCE)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a document prints and the description leaves out: names on its lines, or all that stands there.

    Attributes:
        at: its place in sources.yaml.
    """

    place: Locator
    names: tuple[str, ...]
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document or a public client.

    Attributes:
        grade: `documented` where the vendor printed it, `observed` where a working client or another page shows it.
        worth: what it is good for, in a sentence.
        sha256: of the text whose lines the description cites, where we hold it.
        lines: how many lines that text has.
        text: the text itself, of a page that no vendor wrote.
        verified: the digest of all that was verified to rest on it (see `record`).
        at: its place in sources.yaml.
    """

    id: str
    title: str
    address: str
    grade: str
    worth: str
    revision: str = ""
    date: str = ""
    sha256: str = ""
    lines: int = 0
    text: str = ""
    verified: str = ""
    left_out: tuple[LeftOut, ...] = ()
    at: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """What a description rests on, by id; `document` is the file that declares it."""

    by_id: Mapping[str, Source]
    document: Document

    def where(self, at: str) -> str:
        """Return how messages name a place in the file."""
        return f"{self.document.name}:{at} (line {self.document.line(at)})"

    def grade(self, places: tuple[Locator, ...]) -> str:
        """Return what places are worth together; empty where none of their sources is declared."""
        grades = {self.by_id[each.source].grade for each in places if each.source in self.by_id}
        return "documented" if "documented" in grades else "observed" if grades else ""

    def declared(self) -> list[dict[str, Any]]:
        """Return the sources as a description carries them: all but the texts."""
        return [{key: value for key, value in each.items() if key != "text"} for each in self.document.tree["sources"]]


def load_sources(path: Path) -> Sources:
    """Read sources.yaml.

    Raises:
        Refused: it lists no sources, or one of them lacks something or holds something else.
    """
    return sources_of(load(path))


def carried(tree: Mapping[str, Any], name: str) -> Sources:
    """Return the sources that an effective spec carries; none where it carries none."""
    return sources_of(Document(name, {CARRIED: tree.get(CARRIED, [])}, "{}"), CARRIED)


def sources_of(document: Document, key: str = "sources") -> Sources:
    """Return the sources that a document declares under a key."""
    entries = document.tree.get(key)
    if not is_array(entries):
        refuse(f"{document.name}:/{key}", "is no list", "list the sources, each with " + ", ".join(REQUIRED))
    refuse_all(_problems(document, key, entries))
    found = [_source(entry, pointer([key, index])) for index, entry in enumerate(entries)]
    return Sources({each.id: each for each in found}, document)


def _problems(document: Document, key: str, entries: list[Any]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        at = pointer([key, index])
        where = f"{document.name}:{at} (line {document.line(at)})"
        missing = [key for key in REQUIRED if is_object(entry) and not entry.get(key)]
        if not is_object(entry):
            yield Problem(where, "is no source", "give it " + ", ".join(REQUIRED))
        elif missing:
            yield Problem(where, f"{', '.join(missing)} is missing", "say it")
        elif faults := list(_VALIDATOR.iter_errors(entry)):
            for each in faults:
                place = at + pointer(list(each.instance_path))
                where = f"{document.name}:{place} (line {document.line(place)})"
                yield Problem(where, _said(each.message), "write it as CONTRIBUTING.md says")
        elif entry["id"] in seen:
            yield Problem(where, f"the id {entry['id']} is there already", "give each source an id of its own")
        else:
            seen.add(entry["id"])


def _said(message: str) -> str:
    """Return what the validator says, without its way to write a pattern's quotation marks."""
    return re.sub(r"\s+", " ", message)


def _source(entry: Mapping[str, Any], at: str) -> Source:
    listed: list[Mapping[str, Any]] = entry.get("left-out", [])
    left_out = tuple(_left_out(entry["id"], each, f"{at}/left-out/{index}") for index, each in enumerate(listed))
    known: dict[str, Any] = {key: value for key, value in entry.items() if key != "left-out"}
    known["lines"] = entry["text"].removesuffix("\n").count("\n") + 1 if "text" in entry else entry.get("lines", 0)
    return Source(**known, left_out=left_out, at=at)


def _left_out(name: str, entry: Mapping[str, Any], at: str) -> LeftOut:
    return LeftOut(Locator(name, str(entry["lines"])), tuple(entry.get("names", ())), entry["reason"], at)
