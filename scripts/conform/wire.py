"""From the text on the wire to the values that schemas speak of: one reader for every style of parameter."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, unquote_plus

from scripts.conform.spec import Node, Parameter
from scripts.document import is_array, is_object

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")

Pairs = list[tuple[str, str]]
Plain = Callable[[str], str]


class MalformedError(Exception):
    """The text can't be taken apart; says what was expected."""


class UnjudgedError(Exception):
    """Nobody has written a reader for this yet."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a schema lets a text be, as far as that decides how to read it."""

    types: frozenset[str]
    items: "Kind | None"
    properties: Mapping[str, "Kind"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a parameter's text may mean, the likeliest first; and the names in the query that it took."""

    candidates: list[Any]
    names: frozenset[str]
    repeated: bool = False


_TEXT = Kind(frozenset(), None, {})
_PLAIN: dict[str, Plain] = {"path": unquote, "query": unquote_plus, "cookie": unquote, "header": str.strip}
_DELIMITERS = {
    "form": re.compile(","),
    "simple": re.compile(","),
    "spaceDelimited": re.compile(r"%20|\+| "),
    "pipeDelimited": re.compile(r"\||%7[cC]"),
}


def query_pairs(query: str) -> Pairs:
    """Split a query into names, decoded, and texts as they stood."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(unquote_plus(name), text) for name, _, text in pairs]


def cookie_pairs(header: str | None) -> Pairs:
    """Split a Cookie header into names and texts."""
    pairs = (part.strip().partition("=") for part in (header or "").split(";") if part.strip())
    return [(name, text) for name, _, text in pairs]


def kind_of(schema: Node | None, depth: int = 3) -> Kind:
    """Find the kind of a schema, through `$ref`, `allOf`, `oneOf` and `anyOf`."""
    if schema is None or not is_object(schema.value) or depth < 0:
        return _TEXT
    types = schema.field("type", [])
    found = set(types if is_array(types) else [types])
    found |= {_type_of(value) for value in [*schema.field("enum", []), *_const(schema)] if not types}
    items = kind_of(schema.get("items"), depth - 1) if "items" in schema.value else None
    listed = schema.get("properties")
    properties = {name: kind_of(node, depth - 1) for name, node in listed.items()} if listed else {}
    for keyword in ("allOf", "oneOf", "anyOf"):
        branches = schema.get(keyword)
        for _, node in branches.items() if branches else ():
            kind = kind_of(node, depth - 1)
            found |= kind.types
            items = items or kind.items
            properties = {**kind.properties, **properties}
    return Kind(frozenset(found), items, properties)


def read(parameter: Parameter, kind: Kind, pairs: Pairs) -> Reading | None:
    """Read what a parameter holds, out of all that was sent in its location; None where it was not sent."""
    plain = _PLAIN[parameter.location]
    if parameter.media is not None:
        return _read_content(parameter, pairs, plain)
    if parameter.style == "deepObject":
        return _read_deep(parameter, kind, pairs, plain)
    if parameter.style not in _DELIMITERS and any(name == parameter.name for name, _ in pairs):
        raise UnjudgedError(f"style {parameter.style}")
    if "object" in kind.types and parameter.style == "form" and parameter.explode:
        found = [(name, text) for name, text in pairs if name in kind.properties]
        return _reading([_object(found, kind, plain)], {name for name, _ in found}) if found else None
    texts = [text for name, text in pairs if name == parameter.name]
    if not texts:
        return None
    return _read_texts(parameter, kind, texts, plain)


def _read_texts(parameter: Parameter, kind: Kind, texts: list[str], plain: Plain) -> Reading:
    """Read a parameter that has all its values under its own name."""
    candidates: list[Any] = []
    split = _DELIMITERS[parameter.style].split
    exploded = parameter.explode and parameter.style != "simple"
    if "array" in kind.types:
        parts = texts if exploded else split(texts[0]) if texts[0] else []
        item = kind.items or _TEXT
        candidates += [[_typed(plain(each), item) for each in parts], [plain(each) for each in parts]]
    if "object" in kind.types:
        parts = split(texts[0]) if texts[0] else []
        candidates.append(_object(_entries(parts, explode=parameter.explode), kind, plain))
    if not candidates or kind.types - {"array", "object"}:
        text = plain(texts[0])
        typed = _typed(text, kind)
        candidates += [typed] if isinstance(typed, str) or "string" not in kind.types else [typed, text]
    repeated = len(texts) > 1 and not (exploded and "array" in kind.types)
    return Reading(candidates, frozenset({parameter.name}), repeated)


def _read_content(parameter: Parameter, pairs: Pairs, plain: Plain) -> Reading | None:
    texts = [plain(text) for name, text in pairs if name == parameter.name]
    if not texts:
        return None
    if parameter.media != "application/json":
        raise UnjudgedError(f"content {parameter.media}")
    try:
        return Reading([json.loads(texts[0])], frozenset({parameter.name}), len(texts) > 1)
    except ValueError:
        raise MalformedError("JSON") from None


def _read_deep(parameter: Parameter, kind: Kind, pairs: Pairs, plain: Plain) -> Reading | None:
    pattern = re.compile(rf"{re.escape(parameter.name)}\[([^\[\]]+)\]")
    found = [(match[1], name, text) for name, text in pairs if (match := pattern.fullmatch(name))]
    if not found:
        return None
    value = _object([(key, text) for key, _, text in found], kind, plain)
    return _reading([value], {name for _, name, _ in found})


def _reading(candidates: list[Any], names: Iterable[str]) -> Reading:
    return Reading(candidates, frozenset(names))


def _entries(parts: list[str], *, explode: bool) -> Pairs:
    if explode:
        return [(name, text) for name, equals, text in (each.partition("=") for each in parts) if equals]
    if len(parts) % 2:
        raise MalformedError("names and values in turn")
    return list(zip(parts[::2], parts[1::2], strict=True))


def _object(pairs: Pairs, kind: Kind, plain: Plain) -> dict[str, Any]:
    return {plain(name): _typed(plain(text), kind.properties.get(plain(name), _TEXT)) for name, text in pairs}


def _typed(text: str, kind: Kind) -> Any:
    """Make the value that a text spells, where the schema has room for such a value; else the text."""
    if "boolean" in kind.types and text in {"true", "false"}:
        return text == "true"
    if kind.types & {"integer", "number"} and _NUMBER.fullmatch(text):
        return json.loads(text)
    if "null" in kind.types and text == "null":
        return None
    return text


def _const(schema: Node) -> list[Any]:
    return [schema.field("const")] if "const" in schema.value else []


def _type_of(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    if isinstance(value, int | float):
        return "number"
    return "array" if is_array(value) else "object" if is_object(value) else "string"
