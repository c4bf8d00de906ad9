"""Bodies: which media type is meant, what its bytes say, and whether that fits the schema."""

from collections.abc import Iterable, Iterator
from typing import Any

from scripts.conform.faults import Fault
from scripts.conform.finding import Finding, Severity, show
from scripts.conform.forms import Form, multipart, urlencoded
from scripts.conform.media import Entry, Media, reader_of
from scripts.conform.schemas import Schemas
from scripts.conform.streams import events, lines
from scripts.conform.text import (
    MalformedError,
    UnjudgedError,
    charset_of,
    essence_of,
    is_charset,
    is_json,
    parse_json,
    text_of,
)
from scripts.conform.wire import typed
from scripts.document import is_array, is_object
from scripts.document import pointer as pointer_of

__all__ = ["Media", "is_json", "judge_body", "judge_value", "values_of"]


def judge_body(
    side: str, content: bytes, content_type: str | None, media: Media, schemas: Schemas
) -> Iterator[Finding]:
    """Judge a body that is there against the `content` of the description."""
    known, place = " or ".join(media.names), f"{side}.header.content-type"
    if content_type is None:
        yield Finding(f"{side}.content-type.missing", place, media.pointer, known, "nothing")
        return
    entry = media.entry(content_type)
    if entry is None:
        yield Finding(f"{side}.content-type.undocumented", place, media.pointer, known, show(content_type))
        return
    charset = charset_of(content_type) if "charset" in content_type.lower() else None
    if charset and not is_charset(charset):
        yield Finding(f"{side}.content-type.charset", place, entry.node.pointer, "a charset that there is", charset)
        return
    body, found = f"{side}.body", list[Finding]()
    try:
        found += _judge(side, content, content_type, entry, schemas)
    except MalformedError as error:
        what = essence_of(content_type) if is_json(content_type) else f"{essence_of(content_type)}: {error}"
        found.append(Finding(f"{side}.body.malformed", f"{body}{error.at}", entry.node.pointer, what, error.actual))
    except UnjudgedError as error:
        pointer = entry.schema or entry.node.pointer
        found.append(Finding(f"{side}.body.unjudged", body, pointer, "what conform reads", str(error), severity="note"))
    yield from found


def _judge(side: str, content: bytes, content_type: str, entry: Entry, schemas: Schemas) -> Iterator[Finding]:
    for at, value, found in values_of(side, content, content_type, entry, schemas):
        yield from found
        yield from judge_value(side, entry.schema, value, schemas, at)


def values_of(
    side: str, content: bytes, content_type: str, entry: Entry, schemas: Schemas
) -> Iterator[tuple[str, Any, Iterable[Finding]]]:
    """Take a body apart: its value, or each of a stream, with its place and what was found on the way.

    Raises:
        MalformedError: it can't be taken apart.
        UnjudgedError: nothing here reads its type.
    """
    how = reader_of(essence_of(content_type))
    if how == "json":
        yield "", parse_json(text_of(content)), ()
    elif how == "x-www-form-urlencoded":
        yield _whole(urlencoded(side, content, entry, schemas))
    elif how == "form-data":
        yield _whole(multipart(side, content, content_type, entry, schemas))
    elif how in {"event-stream", "lines"}:
        for at, value in (lines if how == "lines" else events)(content, entry):
            yield at, value, ()
    elif how == "text":
        yield "", typed(text_of(content, charset_of(content_type) or "utf-8"), entry.kind), ()
    elif not entry.is_text:
        # Of what is no text, a schema of an object says nothing that bytes could be held against.
        raise UnjudgedError(essence_of(content_type))
    elif entry.schema:
        # Of bytes it may say how many there are: one character for each.
        yield "", content.decode("latin-1"), ()


def _whole(form: Form) -> tuple[str, Any, Iterable[Finding]]:
    return "", form.value, form.findings


def judge_value(side: str, pointer: str | None, value: Any, schemas: Schemas, at: str = "") -> Iterator[Finding]:
    """Judge a body's value, or one of several at a place, against the schema at a pointer."""
    if pointer is None:
        return
    try:
        faults = schemas.faults(pointer, value, side)
    except UnicodeEncodeError:
        raise MalformedError("Unicode", at, "half of a surrogate pair") from None
    yield from _told(side, faults, at)
    if is_object(value) or is_array(value):
        for path, owner, extra in schemas.unknown(pointer, value, is_valid=not faults):
            place = f"{side}.body{at}{path}"
            yield Finding(f"{side}.body.unknown", place, owner, "no such field", show(extra), severity="note")


def _told(side: str, faults: Iterable[Fault], at: str) -> Iterator[Finding]:
    for fault in faults:
        place = f"{side}.body{at}{pointer_of(fault.path)}"
        severity: Severity = "note" if fault.keyword in {"readOnly", "writeOnly"} else "error"
        code = f"{side}.body.{fault.keyword}"
        yield Finding(code, place, fault.pointer, fault.expected, fault.actual, severity=severity)
