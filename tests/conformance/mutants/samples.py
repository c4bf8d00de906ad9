"""Values that break one keyword of a schema, and values that are just allowed by it."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs as engine

from scripts.document import is_array, is_object

Edge = tuple[str, tuple[str, ...], Any]
UNKNOWN = "planted"
KINDS: dict[str, Any] = {
    "null": None,
    "boolean": True,
    "integer": 7,
    "number": 7.5,
    "string": UNKNOWN,
    "array": [{UNKNOWN: [None]}],
    "object": {UNKNOWN: [None]},
}
RANGES = {"int32": 2**31, "int64": 2**63}
# What JSON Schema 2020-12 calls a format; of others a validator need know nothing.
FORMATS = {
    "date", "date-time", "duration", "email", "hostname", "idn-email", "idn-hostname", "ipv4", "ipv6", "iri",
    "iri-reference", "json-pointer", "regex", "relative-json-pointer", "time", "uri", "uri-reference", "uri-template",
    "uuid",
}  # fmt: skip
# What a format of OpenAPI says of texts is not judged: any will do.
OPAQUE = {"binary", "double", "float", "password"}
# A value of each, for where a value may be of this format and none was sent.
_VALID = {
    "byte": "cGxhbnRlZA==",
    "date": "2026-01-02", "date-time": "2026-01-02T03:04:05Z", "duration": "P1D", "email": "a@acme.test",
    "hostname": "acme.test", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1", "json-pointer": "/a", "time": "03:04:05Z",
    "uri": "https://acme.test/", "uri-reference": "/a", "uuid": "123e4567-e89b-12d3-a456-426614174000",
}  # fmt: skip
_NO_FORMAT = ("planted", "{", "not a value of this kind \\", "/~")


def kind_of(value: Any) -> str:
    """Name the type of a value; a whole number is an integer."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    if isinstance(value, int | float):
        return "integer" if float(value).is_integer() else "number"
    return "array" if is_array(value) else "object" if is_object(value) else "string"


def allows(schema: dict[str, Any], kind: str) -> bool:
    """Whether the `type` of a schema has room for a type."""
    listed = types_of(schema)
    return not listed or kind in listed or (kind == "integer" and "number" in listed)


def types_of(schema: dict[str, Any]) -> list[str]:
    """List what `type` says."""
    named = schema.get("type", [])
    return list(named) if is_array(named) else [str(named)]


def misspelt(value: Any) -> Any:
    """Make another value of the same type, which no list of values is likely to have."""
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int | float):
        return value + 1000003
    return f"{value}?" if isinstance(value, str) else [value]


def breaking(schema: dict[str, Any], value: Any) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    """Give values that break a keyword: its name, where in the value the finding belongs, the value."""
    for kind, sample in KINDS.items():
        if "type" in schema and not allows(schema, kind):
            yield "type", (), sample
    if is_array(schema.get("enum")):
        yield from (("enum", (), misspelt(each)) for each in schema["enum"][:2] if misspelt(each) not in schema["enum"])
    if "const" in schema:
        yield "const", (), misspelt(schema["const"])
    if isinstance(value, str) or (types_of(schema) and allows(schema, "string")):
        yield from _strings(schema, value if isinstance(value, str) else KINDS["string"])
    is_number = kind_of(value) in {"integer", "number"}
    if is_number or (types_of(schema) and allows(schema, "integer")):
        yield from _numbers(schema, value if is_number else KINDS["integer"])
    if is_array(value):
        yield from _arrays(schema, value)
    if is_object(value):
        yield from _objects(schema, value)


def _strings(schema: dict[str, Any], value: str) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    if schema.get("format") in FORMATS:
        check = engine.Draft202012Validator({"format": schema["format"]}, validate_formats=True)
        yield from (("format", (), text) for text in _NO_FORMAT if not check.is_valid(text))
    if "pattern" in schema:
        fits = engine.Draft202012Validator({"pattern": schema["pattern"]}).is_valid
        yield from (("pattern", (), text) for text in (f"{value}?", "?", "") if not fits(text))
    if schema.get("minLength", 0):
        yield "minLength", (), (value * schema["minLength"])[: schema["minLength"] - 1]
    if "maxLength" in schema:
        yield "maxLength", (), (value or "x").ljust(schema["maxLength"] + 1, (value or "x")[-1])


def _numbers(schema: dict[str, Any], value: Any) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    if schema.get("format") in RANGES:
        yield "format", (), RANGES[schema["format"]]
    for keyword, step in (("minimum", -1), ("maximum", 1), ("exclusiveMinimum", 0), ("exclusiveMaximum", 0)):
        if keyword in schema:
            yield keyword, (), schema[keyword] + step
    if "multipleOf" in schema:
        yield "multipleOf", (), value + schema["multipleOf"] / 2


def _arrays(schema: dict[str, Any], value: list[Any]) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    if schema.get("minItems", 0):
        yield "minItems", (), value[: schema["minItems"] - 1]
    if "maxItems" in schema and value:
        yield "maxItems", (), (value * (schema["maxItems"] + 1))[: schema["maxItems"] + 1]
    if schema.get("uniqueItems") and value:
        yield "uniqueItems", (), [*value, value[0]]


def _objects(schema: dict[str, Any], value: dict[str, Any]) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    for name in schema.get("required", []):
        yield "required", (name,), {key: each for key, each in value.items() if key != name}
    keyword = "additionalProperties" if schema.get("additionalProperties") is False else "unknown"
    if ("properties" in schema and "additionalProperties" not in schema) or keyword != "unknown":
        yield keyword, (UNKNOWN,), {**value, UNKNOWN: UNKNOWN}
    if "minProperties" in schema:
        yield "minProperties", (), dict(list(value.items())[: schema["minProperties"] - 1])
    if "maxProperties" in schema:
        more = {f"{UNKNOWN}{index}": each for each in list(value.values())[:1] for index in range(99)}
        yield "maxProperties", (), dict(list({**value, **more}.items())[: schema["maxProperties"] + 1])


def edges(schema: dict[str, Any], value: Any) -> Iterator[Edge]:
    """Give values that a schema just allows, what they show, and which part of the value is another."""
    for each in schema.get("enum", []):
        yield f"the value {each!r}", (), each
    yield from _types(schema)
    if "number" in types_of(schema):
        yield "a whole number", (), 7
    yield from _limits(schema, value)
    if is_object(value):
        for name in value:
            if name not in schema.get("required", []):
                yield f"no {name}", (name,), {key: each for key, each in value.items() if key != name}
        if schema.get("additionalProperties") is True:
            yield "a field more", (UNKNOWN,), {**value, UNKNOWN: UNKNOWN}


def _types(schema: dict[str, Any]) -> Iterator[Edge]:
    is_choice = "anyOf" in schema or "oneOf" in schema
    for kind in KINDS if is_choice else types_of(schema):
        if kind != "string" or schema.get("format") in {None, *OPAQUE}:
            yield f"a value of type {kind}", (), KINDS[kind]
        if kind in {"array", "object"}:
            yield f"an empty {kind}", (), [] if kind == "array" else {}
    if schema.get("format") in _VALID and allows(schema, "string"):
        yield f"a {schema['format']}", (), _VALID[schema["format"]]


def _limits(schema: dict[str, Any], value: Any) -> Iterator[Edge]:
    for keyword, step in (("minimum", 0), ("maximum", 0), ("exclusiveMinimum", 1), ("exclusiveMaximum", -1)):
        if keyword in schema:
            yield f"the {keyword}", (), schema[keyword] + step
    if schema.get("format") in RANGES:
        yield "the largest number", (), RANGES[schema["format"]] - 1
    if "multipleOf" in schema:
        yield "the multiple itself", (), schema["multipleOf"]
    if isinstance(value, str):
        if "minLength" in schema:
            yield "the shortest", (), (value * schema["minLength"])[: schema["minLength"]]
        if "maxLength" in schema:
            yield "the longest", (), (value or "x").ljust(schema["maxLength"], (value or "x")[-1])
    if is_array(value):
        yield "the fewest items", (), value[: schema.get("minItems", 0)]
        yield "one item", (), value[:1]
        if "maxItems" in schema and value:
            yield "the most items", (), (value * schema["maxItems"])[: schema["maxItems"]]
