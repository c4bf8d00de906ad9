"""The values that a body brings: one for JSON, a text or a form, one an event or a line for a stream of JSON."""

import json
from collections.abc import Callable
from email import message_from_bytes
from typing import Any

from scripts.conform.bodies import is_json
from scripts.conform.spec import Node, Parameter
from scripts.conform.wire import MalformedError, Pairs, UnjudgedError, kind_of, query_pairs, read


def values_of(content_type: str, content: bytes, schema: Node) -> list[Any]:
    """Read a body as far as it can be read; what can't be is conform's to tell, and shows nothing here."""
    essence = content_type.partition(";")[0].strip().lower()
    try:
        if is_json(essence):
            return [json.loads(content)]
        if essence in _READERS:
            return _READERS[essence](content_type, content, schema)
        return [content.decode()] if essence.startswith("text/") else [""]
    except (ValueError, RecursionError, MalformedError, UnjudgedError):
        return []


def _form(content_type: str, content: bytes, schema: Node) -> list[Any]:
    del content_type
    return _from_pairs(query_pairs(content.decode()), schema)


def _parts(content_type: str, content: bytes, schema: Node) -> list[Any]:
    """Read a form in parts; what a file holds is no text, and its schema is for the file as a whole."""
    whole = message_from_bytes(b"content-type: " + content_type.encode() + b"\r\n\r\n" + content)
    found: dict[str, list[Any]] = {}
    for part in whole.walk():
        name = part.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            continue
        raw = part.get_payload(decode=True)
        data = raw if isinstance(raw, bytes) else b""
        is_file = part.get_filename() is not None
        found.setdefault(name, []).append("" if is_file else _value(data, part.get_content_type()))
    listed = kind_of(schema).properties
    arrays = {name for name, kind in listed.items() if "array" in kind.types}
    return [{name: values if name in arrays else values[-1] for name, values in found.items()}]


def _value(data: bytes, content_type: str) -> Any:
    return json.loads(data) if is_json(content_type) else data.decode()


def _from_pairs(pairs: Pairs, schema: Node) -> list[Any]:
    """Read a form by the reader of queries, since its text is the same: each field as a parameter."""
    found: dict[str, Any] = {}
    for name in dict.fromkeys(name for name, _ in pairs):
        kind = kind_of(schema).properties.get(name, kind_of(None))
        field = Parameter(name, "query", schema, False, "form", True, None, None, None)
        reading = read(field, kind, pairs)
        if reading:
            found[name] = reading.candidates[0]
    return [found]


def _events(content_type: str, content: bytes, schema: Node) -> list[Any]:
    del content_type, schema
    text = content.decode().replace("\r\n", "\n").replace("\r", "\n")
    found: list[Any] = []
    for event in text.split("\n\n"):
        data = [line[5:].removeprefix(" ") for line in event.split("\n") if line.startswith("data:")]
        if data:
            found.append(_json_or_text("\n".join(data)))
    return found


def _lines(content_type: str, content: bytes, schema: Node) -> list[Any]:
    del content_type, schema
    return [json.loads(line) for line in content.splitlines() if line.strip()]


def _json_or_text(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


_READERS: dict[str, Callable[[str, bytes, Node], list[Any]]] = {
    "application/x-www-form-urlencoded": _form,
    "multipart/form-data": _parts,
    "text/event-stream": _events,
    "application/x-ndjson": _lines,
    "application/jsonl": _lines,
    "application/x-jsonlines": _lines,
}
