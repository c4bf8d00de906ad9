"""Mutants of the schemas that exchanges touch: one keyword looser, tighter or another."""

from collections.abc import Iterable, Iterator
from typing import Any

from scripts.document import escape, is_object, resolve, split
from tests.conformance.mutants.edits import put, rename
from tests.conformance.mutants.mutant import Mutant
from tests.conformance.mutants.samples import FORMATS, KINDS, RANGES, UNKNOWN, allows, misspelt, types_of
from tests.conformance.mutants.subject import Subject
from tests.conformance.mutants.touch import Asked, Touched
from tests.conformance.mutants.union_mutants import union_mutants

Schema = dict[str, Any]
Change = tuple[str, str, Schema]
Parted = tuple[str, str, Schema, str]
_BOUNDS = {
    "exclusiveMaximum": -1, "exclusiveMinimum": 1, "maxItems": -1, "maxLength": -1, "maxProperties": -1, "maximum": -1,
    "minItems": 1, "minLength": 1, "minProperties": 1, "minimum": 1,
}  # fmt: skip
# What else restricts a value, and is dropped as a whole.
_OTHERS = (
    "$ref", "allOf", "anyOf", "const", "contains", "dependentRequired", "dependentSchemas", "enum", "if", "items",
    "multipleOf", "not", "oneOf", "pattern", "patternProperties", "prefixItems", "propertyNames", "type",
    "unevaluatedItems", "unevaluatedProperties", "uniqueItems",
)  # fmt: skip

_PLAIN = {"const", "enum", "multipleOf", "pattern", "type", "uniqueItems"}


def schema_mutants(subject: Subject, touch: Touched) -> Iterator[Mutant]:
    """Change each keyword of each schema that is touched."""
    for pointer, asked in touch.schemas.items():
        calls = frozenset(each.match.operation.node.pointer for each in asked)
        schema: Schema = resolve(subject.tree, pointer)
        for kind, what, other, part in _changes(pointer, schema, asked, touch):
            tree = put(subject.tree, split(pointer), other)
            yield Mutant(kind, f"{pointer}: {what}", tree, calls, pointer, part)
        for what, tree in union_mutants(subject.tree, pointer, touch):
            yield Mutant("union", f"{pointer}: {what}", tree, calls, pointer)


def _changes(pointer: str, schema: Schema, asked: list[Asked], touch: Touched) -> Iterator[Parted]:
    texts = all(each.slot.text for each in asked) and "object" not in types_of(schema)
    for keyword in _OTHERS:
        if keyword == "type" and texts and allows(schema, "string"):
            continue
        if keyword in schema and (keyword != "items" or f"{pointer}/items" in touch.schemas):
            yield keyword, f"{keyword} dropped", _without(schema, keyword), "" if keyword in _PLAIN else "/"
    yield from ((*change, "") for change in (_types_of_text if texts else _types)(schema))
    for changes in (_values, _bounds):
        yield from ((*change, "") for change in changes(schema))
    objects = [each.value for each in asked if is_object(each.value)]
    if objects:
        yield from _required(schema)
        yield from _properties(pointer, schema, touch)
        yield from _additional(schema)


def _without(schema: Schema, keyword: str) -> Schema:
    return {name: each for name, each in schema.items() if name != keyword}


def _types_of_text(schema: Schema) -> Iterator[Change]:
    """Change the type of a single text on the wire: where any text is allowed, more types say nothing."""
    for kind, what, other in _types(schema, [kind for kind in KINDS if kind not in {"array", "object"}]):
        if not allows(schema, "string") or not allows(other, "string"):
            yield kind, what, other


def _types(schema: Schema, kinds: Iterable[str] = tuple(KINDS)) -> Iterator[Change]:
    types = types_of(schema)
    if not types:
        return
    missing = [kind for kind in kinds if not allows(schema, kind)]
    for kind in [each for each in missing if each == "null"] + [each for each in missing if each != "null"][-1:]:
        yield "type", f"type {kind} added", {**schema, "type": [*types, kind]}
    for kind in types if len(types) > 1 else ():
        yield "type", f"type {kind} dropped", {**schema, "type": [each for each in types if each != kind]}
    other = {"integer": "number", "number": "integer"}
    for kind in types:
        if kind in other and other[kind] not in types:
            swapped = [other.get(each, each) for each in types]
            yield "type", f"type {other[kind]} for {kind}", {**schema, "type": swapped}
    if missing:
        yield "type", f"type {missing[-1]} alone", {**schema, "type": missing[-1]}


def _values(schema: Schema) -> Iterator[Change]:
    values = schema.get("enum", [])
    for value in values if len(values) > 1 else ():
        yield "enum", f"value {value!r} dropped", {**schema, "enum": [each for each in values if each is not value]}
    if values:
        yield "enum", f"value {misspelt(values[0])!r} added", {**schema, "enum": [*values, misspelt(values[0])]}
    if "const" in schema:
        yield "const", f"const {misspelt(schema['const'])!r}", {**schema, "const": misspelt(schema["const"])}
    if "pattern" in schema:
        yield "pattern", "another pattern", {**schema, "pattern": "^[^\\s\\S]$"}
    known = schema.get("format")
    if known in FORMATS or known in RANGES:
        yield "format", "format dropped", _without(schema, "format")
        others = [each for each in (RANGES if known in RANGES else ("ipv4", "date")) if each != known]
        yield "format", f"format {others[0]}", {**schema, "format": others[0]}


def _bounds(schema: Schema) -> Iterator[Change]:
    for keyword, step in _BOUNDS.items():
        if keyword in schema:
            bound = schema[keyword]
            yield "bound", f"{keyword} dropped", _without(schema, keyword)
            for other in (bound + step, bound - step):
                if other >= 0 or keyword.endswith("imum"):
                    yield "bound", f"{keyword} {other}", {**schema, keyword: other}
    if "multipleOf" in schema:
        yield "multipleOf", "multipleOf doubled", {**schema, "multipleOf": schema["multipleOf"] * 2}


def _required(schema: Schema) -> Iterator[Parted]:
    names: list[str] = schema.get("required", [])
    for name in names:
        less = {**schema, "required": [each for each in names if each != name]}
        yield "required", f"required {name} dropped", less, f"/{escape(name)}"
    for name in schema.get("properties", {}):
        if name not in names:
            more = {**schema, "required": [*names, name]}
            yield "required", f"required {name} added", more, f"/{escape(name)}"


def _properties(pointer: str, schema: Schema, touch: Touched) -> Iterator[Parted]:
    properties: Schema = schema.get("properties", {})
    for name in properties:
        place = f"/{escape(name)}"
        if f"{pointer}/properties{place}" in touch.schemas:
            renamed = rename(properties, [name], f"{name}{UNKNOWN}")
            yield "property", f"property {name} dropped", {**schema, "properties": _without(properties, name)}, place
            yield "property", f"property {name} renamed", {**schema, "properties": renamed}, place


def _additional(schema: Schema) -> Iterator[Parted]:
    rest = schema.get("additionalProperties")
    part = "/" if is_object(rest) else f"/{UNKNOWN}"
    if rest is not None and rest is not True:
        yield "additionalProperties", "additionalProperties dropped", _without(schema, "additionalProperties"), part
    if rest is not False and ("properties" in schema or rest is not None):
        yield "additionalProperties", "additionalProperties false", {**schema, "additionalProperties": False}, part
    if rest is None and "properties" in schema:
        yield "additionalProperties", "additionalProperties true", {**schema, "additionalProperties": True}, part
