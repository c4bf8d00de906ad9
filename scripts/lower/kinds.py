"""What can be said of a type in several ways is said in one.

- a list of types that share keywords becomes a choice, where one of them is an object, an array or an enum;
- an `allOf`, `anyOf` or `oneOf` of one reference is that reference; a choice of one is a part;
- a choice that says no more than which fields must come together is left to the service to judge;
- enums of mixed types, of fractions or of truth values are what their values are;
- `patternProperties` alone are a map, and so is an object of nothing; positions in an array are one kind of item.
"""

from typing import Any

from scripts.document import is_array, is_object
from scripts.lower.schemas import SHAPES, slots, target

Tree = dict[str, Any]

# Which keywords belong to which type.
OF_TYPE = {
    "object": ("properties", "required", "additionalProperties", "patternProperties", "discriminator"),
    "array": ("items", "prefixItems"),
    "string": ("format", "contentMediaType", "contentEncoding"),
    "number": ("format",),
    "integer": ("format",),
}
KINDS = {type(None): "null", float: "number", list: "array", dict: "object"}
SHAPED = frozenset({"properties", "items", "enum", "allOf", "anyOf", "oneOf", "additionalProperties"})


def say_once(document: Tree) -> Tree:
    """Return the document with all that said in one way."""
    schemas: Tree = document.get("components", {}).get("schemas", {})
    for holder, key, _ in slots(document):
        if is_object(holder[key]):
            said = _said(holder[key])
            holder[key] = said if holder is schemas and _is_heir(document, said) else _unwrapped(said)
    return document


def _said(schema: Tree) -> Tree:
    _constant(schema)
    _map(schema)
    _items(schema)
    _choice(schema)
    _values(schema)
    return _types(schema)


def _is_heir(document: Tree, schema: Tree) -> bool:
    """Tell whether a component builds upon one with a discriminator, so that it is one of those and not the same."""
    bases = [target(document, each) for each in schema.get("allOf", ()) if is_object(each)]
    return any("discriminator" in document["components"]["schemas"][each] for each in bases if each is not None)


def _unwrapped(schema: Tree) -> Tree:
    """Return the one part of an `allOf` that says more than words, with all words."""
    if set(schema) & SHAPES != {"allOf"}:
        return schema
    parts = [each for each in schema["allOf"] if is_object(each)]
    if sum(bool(SHAPES & each.keys()) for each in parts) > 1:
        return schema
    # The notes outside are about this place; those inside about the schema wherever it stands.
    del schema["allOf"]
    whole: Tree = {}
    for each in sorted(parts, key=lambda part: not SHAPES & part.keys()):
        whole |= each
    return {**whole, **schema}


def _map(schema: Tree) -> None:
    table = schema.pop("patternProperties", None)
    if is_object(table) and table and "properties" not in schema:
        values = [*table.values()]
        if is_object(schema.get("additionalProperties")):
            values.append(schema["additionalProperties"])
        schema["type"] = schema.get("type", "object")
        schema["additionalProperties"] = values[0] if len(values) == 1 else {"anyOf": values}
    if schema.get("properties") == {}:
        del schema["properties"]
    if "properties" in schema and "type" not in schema:
        schema["type"] = "object"


def _items(schema: Tree) -> None:
    positions = schema.pop("prefixItems", None)
    if positions:
        rest = schema.get("items", {})
        schema["items"] = {"anyOf": [*positions, *([rest] if is_object(rest) else [])]}
        schema["type"] = "array"
    if schema.get("items") is False:
        schema["items"] = {}
    if schema.get("type") == "array" or (is_array(schema.get("type")) and "array" in schema["type"]):
        schema.setdefault("items", {})


def _choice(schema: Tree) -> None:
    for keyword in ("oneOf", "anyOf"):
        members = schema.get(keyword)
        if not is_array(members):
            continue
        if members and all(is_object(each) and SHAPES & each.keys() <= {"required"} for each in members):
            del schema[keyword]
        elif len(members) == 1:
            schema.setdefault("allOf", []).extend(schema.pop(keyword))
            schema.pop("discriminator", None)
    if "oneOf" in schema and "anyOf" in schema:
        schema.setdefault("allOf", []).append({"anyOf": schema.pop("anyOf")})
    if "discriminator" in schema and not is_object(schema["discriminator"]):
        del schema["discriminator"]


def _constant(schema: Tree) -> None:
    if "const" not in schema or isinstance(schema["const"], str | bool | int):
        return
    # No type holds it alone; it is told in words.
    value = schema.pop("const")
    schema["type"] = KINDS[type(value)]
    schema["description"] = f"{schema.get('description', '')} Always {value!r}.".strip()


def _values(schema: Tree) -> None:
    values: list[Any] | None = schema.get("enum")
    if values is None:
        return
    distinct = list({f"{type(value)} {value}": value for value in values}.values())
    kinds: set[type[Any]] = {type(value) for value in distinct if value is not None}
    if kinds in ({str}, {int}):
        schema["enum"] = distinct
        schema.setdefault("type", "string" if kinds == {str} else "integer")
        if schema["type"] == "number":
            schema["type"] = "integer"
        if None in distinct and isinstance(schema["type"], str):
            schema["type"] = [schema["type"], "null"]
        return
    # No class holds them; they are told in words.
    del schema["enum"]
    if not kinds and distinct:
        schema["type"] = "null"
        return
    names = {str: "string", bool: "boolean", int: "integer", float: "number"}
    found = [names[kind] for kind in names if kind in kinds]
    if found and "type" not in schema:
        schema["type"] = [*found, *(["null"] if None in distinct else [])]
        schema["type"] = schema["type"][0] if len(schema["type"]) == 1 else schema["type"]
    if distinct:
        said = f"One of {', '.join(map(repr, distinct))}."
        schema["description"] = f"{schema.get('description', '')} {said}".strip()


def _types(schema: Tree) -> Tree:
    kinds = schema.get("type")
    for other in ("object", "array"):
        # Keywords of another type say nothing.
        if kinds is not None and kinds != other and other not in kinds:
            schema = {key: value for key, value in schema.items() if key not in OF_TYPE[other]}
    if not is_array(kinds):
        return schema
    if len(kinds) == 1:
        schema["type"] = kinds[0]
        return schema
    if not SHAPED & schema.keys():
        return schema
    if "enum" in schema and {*kinds} - {"null"} in ({"string"}, {"integer"}):
        # Null among the values is dealt with where the enum gets its name.
        schema["enum"] += [None] if "null" in kinds and None not in schema["enum"] else []
        return schema
    members: list[Tree] = []
    for kind in kinds:
        own = {key: schema[key] for key in OF_TYPE.get(kind, ()) if key in schema}
        if kind != "null":
            own |= {key: schema[key] for key in ("allOf", "anyOf", "oneOf") if key in schema}
        if "enum" in schema and kind in {"string", "integer"}:
            own["enum"] = [each for each in schema["enum"] if isinstance(each, str) == (kind == "string")]
        members.append({**own, "type": kind, "x-at": schema.get("x-at", "")})
    return {**{key: each for key, each in schema.items() if key not in SHAPES}, "anyOf": members}
