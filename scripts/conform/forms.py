"""Forms, urlencoded or in parts: an object, by what the schema and the `encoding` say of each field."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_plus

from scripts.conform.finding import Finding
from scripts.conform.kinds import TEXT, Kind, kind_of
from scripts.conform.media import Entry
from scripts.conform.multipart import Part, parts_of
from scripts.conform.parameters import Reader
from scripts.conform.schemas import Schemas
from scripts.conform.spec import Node, parameter
from scripts.conform.text import MalformedError, charset_of, essence_of, is_charset, is_json, parse_json, text_of
from scripts.conform.wire import Pairs, first_fitting, query_pairs, read, typed
from scripts.document import escape

_BROKEN = re.compile(r"%(?![0-9a-fA-F]{2})")


@dataclass(slots=True)
class Form:
    """What a form holds: its value, and what is wrong with the way in which it is written."""

    value: dict[str, Any] = field(default_factory=dict[str, Any])
    findings: list[Finding] = field(default_factory=list[Finding])


def urlencoded(side: str, content: bytes, entry: Entry, schemas: Schemas) -> Form:
    """Read a form as browsers send it."""
    text = text_of(content, "ascii")
    if found := _BROKEN.search(text):
        raise MalformedError("two hexadecimal digits after each percent sign", "", f"others at {found.start()}")
    pairs, form = query_pairs(text), Form()
    taken: set[str] = set()
    for name, node in entry.properties.items():
        reading = _field(entry, name, node, pairs, schemas)
        if reading is None:
            continue
        value, names, repeated = reading
        form.value[name] = value
        taken |= names
        form.findings += [_repeated(side, name, node)] if repeated else []
    for name, text in pairs:
        if name not in taken:
            for_rest = entry.kind.rest or TEXT
            form.value.setdefault(name, typed(unquote_plus(text), for_rest))
    return form


def multipart(side: str, content: bytes, content_type: str, entry: Entry, schemas: Schemas) -> Form:
    """Read a form in parts."""
    form, groups = Form(), dict[str, list[Part]]()
    for part in parts_of(content, content_type):
        groups.setdefault(part.name, []).append(part)
    for name, parts in groups.items():
        node, kind = entry.properties.get(name), entry.kind.of(name)
        is_list = "array" in kind.types and not is_json(parts[0].headers.get("content-type", ""))
        encoding = entry.node.at("encoding", name)
        item = (kind.items or TEXT) if is_list else kind
        values = [_part_value(each, item, encoding, f"/{escape(name)}") for each in parts]
        form.value[name] = values if is_list else values[0]
        if node and len(parts) > 1 and not is_list:
            form.findings.append(_repeated(side, name, node))
        for part in parts if encoding else ():
            form.findings += _judge_part(side, part, encoding, schemas) if encoding else ()
    return form


def _field(
    entry: Entry, name: str, node: Node, pairs: Pairs, schemas: Schemas
) -> tuple[Any, frozenset[str], bool] | None:
    """Read one field: as parameters of a query are, or as JSON where the encoding or its type ask for that."""
    encoding = entry.node.at("encoding", name)
    schema, kind = f"{node.pointer}/{escape(name)}", kind_of(node.get("schema"))

    def fits(value: Any) -> bool:
        return schemas.is_valid(schema, value)

    texts = [unquote_plus(text) for each, text in pairs if each == name]
    styled = any(encoding and encoding.field(each) is not None for each in ("style", "explode"))
    if texts and not styled and (found := _json_field(texts, kind, encoding)) is not None:
        return found[0], frozenset({name}), found[1]
    value = dict(node.value) | ({key: encoding.value[key] for key in ("style", "explode") if key in encoding.value}
                                if encoding else {})  # fmt: skip
    reading = read(parameter(Node(node.root, node.name, node.pointer, value), name, "query"), kind, pairs)
    if reading is None:
        return None
    return first_fitting(reading.candidates, fits), reading.names, reading.repeated


def _json_field(texts: list[str], kind: Kind, encoding: Node | None) -> tuple[Any, bool] | None:
    """Read a field that is JSON: an object, an array of objects, or what the encoding calls so."""
    stated = str(encoding.field("contentType") or "") if encoding else ""
    item = kind.items or TEXT
    is_list = "array" in kind.types and not (is_json(stated) and len(texts) == 1 and texts[0].startswith("["))
    is_nested = "object" in (item if is_list else kind).types
    if not is_json(stated) and not (is_nested and not stated and all(each[:1] in {"{", "["} for each in texts)):
        return None
    values = [parse_json(each) for each in texts]
    return (values, False) if is_list else (values[0], len(values) > 1)


def _part_value(part: Part, kind: Kind, encoding: Node | None, at: str) -> Any:
    stated = part.headers.get("content-type", "")
    expected = str(encoding.field("contentType") or "") if encoding else ""
    is_file = part.filename is not None or (stated and not stated.lower().startswith("text/"))
    if is_json(stated) or (not stated and (is_json(expected) or "object" in kind.types)):
        return parse_json(_text(part.content, "utf-8", at), at)
    if is_file:
        # Nothing is said of bytes but how many there may be: one character for each.
        return part.content.decode("latin-1")
    charset = charset_of(stated) or "utf-8"
    if not is_charset(charset):
        raise MalformedError("a charset that there is", at, charset)
    return typed(_text(part.content, charset, at), kind)


def _judge_part(side: str, part: Part, encoding: Node, schemas: Schemas) -> Iterator[Finding]:
    """Judge what a part says of itself."""
    place = f"{side}.body/{escape(part.name)}"
    allowed = str(encoding.field("contentType") or "")
    stated = essence_of(part.headers.get("content-type", "text/plain"))
    if allowed and not any(_within(stated, essence_of(each)) for each in allowed.split(",")):
        yield Finding(f"{side}.body.part-type", place, f"{encoding.pointer}/contentType", allowed, stated)
    listed = encoding.get("headers")
    for name, node in listed.items() if listed else ():
        if name.lower() != "content-type":
            reader = Reader.of(parameter(node, name, "header"), f"{side}.header", f"{side}.body/{escape(part.name)}")
            yield from reader.judge(list(part.headers.items()), schemas)[0]


def _within(essence: str, allowed: str) -> bool:
    return allowed in {essence, "*/*", f"{essence.partition('/')[0]}/*"}


def _repeated(side: str, name: str, node: Node) -> Finding:
    pointer = f"{node.pointer}/{escape(name)}"
    return Finding(f"{side}.body.repeated", f"{side}.body/{escape(name)}", pointer, "one value", "several")


def _text(content: bytes, charset: str, at: str) -> str:
    try:
        return text_of(content, charset)
    except MalformedError as error:
        raise MalformedError(str(error), at, error.actual) from None
