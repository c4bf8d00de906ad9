"""From values to the bytes of a body, by its media type; a stream in pieces."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlencode

from scripts.conform.bodies import is_json
from scripts.conform.spec import Node
from scripts.document import is_array, is_object

Chunks: TypeAlias = tuple[tuple[int, int], ...]
Body: TypeAlias = tuple[str, bytes, Chunks]

_EVENTS = "text/event-stream"
_LINES = {"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"}
_FORM = "application/x-www-form-urlencoded"
_RANGES = {"*/*": "application/octet-stream", "text/*": "text/plain", "image/*": "image/png"}
_BYTES = bytes(range(256))
# Between the pieces of a stream.
_STEP = 20


class UnwritableError(Exception):
    """Nobody has written such a body yet."""


def concrete(media: str) -> str:
    """Choose a media type out of a range of them."""
    return _RANGES.get(media, "application/octet-stream") if media.endswith("/*") else media


def media_type(media: str) -> str:
    """Return the content type to send, with the charset of a text."""
    return f"{media}; charset=utf-8" if media.startswith("text/") and "charset" not in media else media


def write(
    values: Mapping[str, Any], media: str, schema: Node | None, streaming: Mapping[str, Any] | None
) -> Iterator[Body]:
    """Write a body for each value, by its label; a stream of items holds all of them at once."""
    essence = media.partition(";")[0].strip().lower()
    style = (streaming or {}).get("style") or ("events" if essence == _EVENTS else "lines" if essence in _LINES else "")
    if style == "events":
        end = [f"data: {streaming['done']}\n\n".encode()] if streaming and "done" in streaming else []
        yield _stream([f"data: {_line(each)}\n\n".encode() for each in values.values()] + end)
    elif style == "lines":
        yield _stream([f"{_line(each)}\n".encode() for each in values.values()])
    elif style == "text":
        yield from ((label, *_stream(_words(text_of(value)))[1:]) for label, value in values.items())
    else:
        yield from ((label, _whole(value, essence, schema), ()) for label, value in values.items())


def text_of(value: Any) -> str:
    """Write a value as the text of a header, or of a body that is text."""
    if is_array(value):
        return ",".join(map(text_of, value))
    if is_object(value):
        return ",".join(f"{name},{text_of(each)}" for name, each in value.items())
    return value if isinstance(value, str) else json.dumps(value)


def _whole(value: Any, essence: str, schema: Node | None) -> bytes:
    kind = schema.field("type") if schema else None
    if is_json(essence):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    if essence.startswith("text/"):
        return text_of(value).encode()
    if essence == _FORM and is_object(value):
        return urlencode({name: text_of(each) for name, each in value.items()}).encode()
    if kind in {None, "string"} and isinstance(value, str):
        return _BYTES
    raise UnwritableError


def _stream(pieces: list[bytes]) -> Body:
    return "full", b"".join(pieces), tuple((index * _STEP, len(each)) for index, each in enumerate(pieces) if each)


def _line(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _words(text: str) -> list[bytes]:
    half = len(text) // 2
    return [each.encode() for each in (text[:half], text[half:]) if each]
