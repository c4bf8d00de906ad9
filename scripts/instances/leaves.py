"""Values without parts: candidates by rule, of which the first that fits is taken."""

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from scripts.document import is_array, is_object
from scripts.runtime.dateformat import dated

# What a schema without any rule is given; whatever else is said of the same place goes before it.
ANYTHING = "anything"
_INSTANT = datetime(2026, 1, 2, 3, 4, 5, 678000, UTC)

TEXTS = {
    "byte": "YWNtZQ==",
    "binary": "bytes",
    "date": "2026-01-02",
    "date-time": "2026-01-02T03:04:05.678Z",
    "duration": "P1DT2H",
    "email": "ann@example.test",
    "hostname": "example.test",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "json-pointer": "/a/0",
    "time": "03:04:05Z",
    "uri": "https://example.test/a?b=c",
    "uri-reference": "/a",
    "uuid": "0b5e8a52-9df2-4f7c-8a0e-2f8f6d1c3b4a",
}
_IMPLIED = {
    "object": ("properties", "required", "additionalProperties", "patternProperties", "minProperties"),
    "array": ("items", "prefixItems", "minItems", "contains"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "string": ("pattern", "minLength", "maxLength", "format"),
}


def type_of(value: Any) -> str:
    """Tell the type of a value, as schemas call it."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    if isinstance(value, int | float):
        return "integer" if isinstance(value, int) else "number"
    return "array" if is_array(value) else "object" if is_object(value) else "string"


def kind_of(schema: Mapping[str, Any]) -> str:
    """Tell the one type of a schema, stated or implied by its keywords; empty where it may be anything."""
    stated = schema.get("type")
    if isinstance(stated, str):
        return stated
    return next((kind for kind, words in _IMPLIED.items() if any(word in schema for word in words)), "")


def stated(schema: Mapping[str, Any], kind: str) -> Iterator[Any]:
    """Go through the values that a schema itself shows, those of a type."""
    shown = [schema["const"]] if "const" in schema else schema.get("enum")
    values: list[Any] = shown or [
        *schema.get("examples", ()),
        *(schema[k] for k in ("example", "default") if k in schema),
    ]
    for value in values:
        found = type_of(value)
        if kind in {"", found} or (kind == "number" and found == "integer"):
            yield value


def leaf(schema: Mapping[str, Any], kind: str) -> Iterator[Any]:
    """Go through what a value of a type may be, what the schema shows first."""
    yield from stated(schema, kind)
    if kind in {"integer", "number"}:
        yield from _numbers(schema, kind)
    elif kind == "string":
        yield from _strings(schema)
    elif kind == "boolean":
        yield from (True, False)
    else:
        yield None if kind == "null" else ANYTHING


def _numbers(schema: Mapping[str, Any], kind: str) -> Iterator[int | float]:
    yield 7 if kind == "integer" else 12.5
    step = schema.get("multipleOf", 1)
    bounds = [schema[word] for word in ("minimum", "exclusiveMinimum") if word in schema]
    for bound in bounds:
        yield math.ceil(bound / step) * step
        yield (math.floor(bound / step) + 1) * step
    for word in ("maximum", "exclusiveMaximum"):
        if word in schema:
            yield math.floor(schema[word] / step) * step
            yield (math.ceil(schema[word] / step) - 1) * step
    yield from (step, 0, 7)
    if len(bounds) == 1 and kind == "number":
        yield bounds[0] + 0.001


def _strings(schema: Mapping[str, Any]) -> Iterator[str]:
    if "x-date-format" in schema:
        yield dated(_INSTANT, schema["x-date-format"])
    yield TEXTS.get(schema.get("format", ""), "text")
    least, most = schema.get("minLength", 0), schema.get("maxLength", 4)
    yield ("text" * (least // 4 + 1))[: max(least, min(most, 4))]
