"""Bodies: which media type is meant, what its bytes say, and whether that fits the schema."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from scripts.conform.finding import Finding, show
from scripts.conform.schemas import Schemas
from scripts.conform.spec import Node
from scripts.conform.wire import MalformedError
from scripts.document import is_array, is_object
from scripts.document import pointer as pointer_of

_OPAQUE = {"text/event-stream"}


@dataclass(frozen=True, slots=True, eq=False)
class Media:
    """The `content` of a body, ready for look-ups: by type, the place of each entry and of its schema."""

    pointer: str
    names: tuple[str, ...]
    entries: Mapping[str, tuple[str, str | None]]

    @classmethod
    def of(cls, content: Node) -> "Media":
        """Read a `content` object."""
        entries = {
            _essence(name): (node.pointer, f"{node.pointer}/schema" if node.get("schema") else None)
            for name, node in content.items()
        }
        return cls(content.pointer, tuple(name for name, _ in content.items()), entries)

    def entry(self, essence: str) -> tuple[str, str | None] | None:
        """Find the entry that fits best: the type itself, its range, any."""
        ranges = (essence, f"{essence.partition('/')[0]}/*", "*/*")
        return next((self.entries[each] for each in ranges if each in self.entries), None)


def judge_body(
    side: str, content: bytes, content_type: str | None, media: Media, schemas: Schemas
) -> Iterator[Finding]:
    """Judge a body that is there against the `content` of the description."""
    known, place = " or ".join(media.names), f"{side}.header.content-type"
    if content_type is None:
        yield Finding(f"{side}.content-type.missing", place, media.pointer, known, "nothing")
        return
    essence = _essence(content_type)
    entry = media.entry(essence)
    if entry is None:
        yield Finding(f"{side}.content-type.undocumented", place, media.pointer, known, show(content_type))
        return
    pointer, schema = entry
    if schema is None:
        return
    decode = _decoder(essence)
    if decode is None:
        yield Finding(f"{side}.body.unjudged", f"{side}.body", schema, "JSON or text", essence, severity="note")
        return
    try:
        found = list(judge_value(side, schema, decode(content), schemas))
    except MalformedError as error:
        found = [Finding(f"{side}.body.malformed", f"{side}.body", pointer, essence, str(error))]
    yield from found


def judge_value(side: str, pointer: str, value: Any, schemas: Schemas) -> Iterator[Finding]:
    """Judge a body's value against the schema at a pointer."""
    try:
        faults = schemas.faults(pointer, value)
    except UnicodeEncodeError:
        raise MalformedError("half of a surrogate pair") from None
    for fault in faults:
        place = f"{side}.body{pointer_of(fault.path)}"
        yield Finding(f"{side}.body.{fault.keyword}", place, fault.pointer, fault.expected, fault.actual)
    if not faults and (is_object(value) or is_array(value)):
        for path, owner, extra in schemas.unknown(pointer, value):
            place = f"{side}.body{path}"
            yield Finding(f"{side}.body.unknown", place, owner, "no such field", show(extra), severity="note")


def is_json(content_type: str) -> bool:
    """Whether a content type is JSON or built on it."""
    essence = _essence(content_type)
    return essence == "application/json" or essence.endswith("+json")


def _essence(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _decoder(essence: str) -> Callable[[bytes], Any] | None:
    if is_json(essence):
        return _json
    return _text if essence.startswith("text/") and essence not in _OPAQUE else None


def _json(content: bytes) -> Any:
    try:
        return _DECODER.decode(content.decode())
    except json.JSONDecodeError as error:
        raise MalformedError(f"{error.msg} in line {error.lineno}, column {error.colno}") from None
    except (ValueError, RecursionError) as error:
        raise MalformedError(str(error)) from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name}, which JSON has not")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise MalformedError(str(error)) from None
