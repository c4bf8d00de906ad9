"""What texts on the wire may mean: a schema picks among the readings, where conform lets the schema say how to read."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from email.parser import BytesParser
from email.policy import HTTP
from functools import partial
from itertools import chain, islice, product
from typing import Any
from urllib.parse import parse_qsl, unquote, unquote_plus

from jsonschema_rs import Validator

from scripts.document import is_array, is_object

Pairs = Sequence[tuple[str, str]]
_DELIMITERS = {"spaceDelimited": r"%20|\+| ", "pipeDelimited": r"\||%7[cC]"}
_MOST = 256


def parameter(definition: Mapping[str, Any], pairs: Pairs) -> list[Any]:
    """Return every reading of a parameter, out of all that was sent in its place; none at all where it was not sent."""
    name, place = str(definition["name"]), str(definition["in"])
    decode = unquote_plus if place == "query" else str.strip if place == "header" else unquote
    texts = [text for each, text in pairs if each == (name.lower() if place == "header" else name)]
    if "content" in definition:
        return [_json(decode(text)) for text in texts]
    style = definition.get("style") or ("form" if place in {"query", "cookie"} else "simple")
    if style == "deepObject":
        inner = [(re.fullmatch(rf"{re.escape(name)}\[([^\[\]]+)\]", each), text) for each, text in pairs]
        return _objects([(found[1], decode(text)) for found, text in inner if found])
    explode = bool(definition.get("explode", style == "form"))
    fields: Mapping[str, Any] = _properties(definition.get("schema"))
    if not texts and style == "form" and explode:
        return _objects([(each, decode(text)) for each, text in pairs if each in fields])
    parts = [part for text in texts for part in re.split(_DELIMITERS.get(style, ","), text)]
    return list(chain(*_of_texts(texts, parts, decode, explode=explode and style == "form"), _named(parts, decode)))


def form(content: bytes) -> dict[str, list[Any]]:
    """Return the fields of a form, each with its readings."""
    found: dict[str, list[str]] = {}
    for name, text in parse_qsl(content.decode(), keep_blank_values=True, strict_parsing=True):
        found.setdefault(name, []).append(text)
    return {name: _field([_nested(each) for each in texts]) for name, texts in found.items()}


def multipart(content: bytes, content_type: str) -> dict[str, list[Any]]:
    """Return the parts of a multipart form by name, each with its readings; a file is its bytes as text."""
    head = f"content-type: {content_type}\r\n\r\n".encode("latin-1")
    whole: Any = BytesParser(policy=HTTP).parsebytes(head + content)
    if not whole.is_multipart() or whole.defects:
        message = "not a multipart form"
        raise ValueError(message)
    found: dict[str, list[list[Any]]] = {}
    for part in whole.get_payload():
        name = part.get_param("name", header="content-disposition")
        payload: bytes = part.get_payload(decode=True)
        is_file = part.get_filename() is not None
        readings = [payload.decode("latin-1")] if is_file else _nested(payload.decode())
        found.setdefault(str(name), []).append(readings)
    return {name: _field(readings) for name, readings in found.items()}


def fitting(choices: Mapping[str, Sequence[Any]], validator: Validator) -> dict[str, Any]:
    """Choose the reading of each field with which the whole has the fewest faults."""
    value = {name: each[0] for name, each in choices.items()}

    def faults(name: str, reading: Any) -> int:
        return sum(1 for _ in validator.iter_errors({**value, name: reading}))

    for name, each in choices.items():
        value[name] = min(each, key=partial(faults, name))
    return value


def _of_texts(
    texts: Sequence[str], parts: Sequence[str], decode: Callable[[str], str], *, explode: bool
) -> Iterator[list[Any]]:
    """Read texts as one value, and as a list."""
    if len(texts) == 1:
        yield _scalars(decode(texts[0]))
    items = [_scalars(decode(each)) for each in (texts if explode else parts)]
    if texts and (explode or len(texts) == 1):
        yield [[each[0] for each in items], [each[-1] for each in items]]
        yield [list(each) for each in islice(product(*items), _MOST)]
        if not explode and texts == [""]:
            yield [[]]


def _named(parts: Sequence[str], decode: Callable[[str], str]) -> list[Any]:
    """Read the parts of a text as an object: `name=value`, or names and values in turn."""
    equal = [part.partition("=") for part in parts]
    found = _objects([(decode(name), decode(text)) for name, sign, text in equal if sign]) if parts else []
    return found if len(parts) % 2 else found + _objects([
        (decode(name), decode(text)) for name, text in zip(parts[::2], parts[1::2], strict=True)
    ])  # fmt: skip


def _objects(pairs: Pairs) -> list[Any]:
    readings = [_scalars(text) for _, text in pairs]
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        return []
    return [dict(zip(names, each, strict=True)) for each in islice(product(*readings), _MOST)] if pairs else []


def _field(readings: Sequence[list[Any]]) -> list[Any]:
    """Read what came under one name: as what it is where it came once, and as a list."""
    single = readings[0] if len(readings) == 1 else []
    return [*single, [each[0] for each in readings], [each[-1] for each in readings]]


def _nested(text: str) -> list[Any]:
    value = _json(text)
    return [text, value] if is_object(value) or is_array(value) else _scalars(text)


def _scalars(text: str) -> list[Any]:
    """Read a text as itself, and as the number, truth value or null that it spells."""
    value = _json(text) if text and text == text.strip() else text
    return [text] if isinstance(value, str | dict | list) else [text, value]


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=str)
    except ValueError:
        return text


def _properties(schema: Any) -> dict[str, Any]:
    return schema.get("properties") or {} if is_object(schema) else {}
