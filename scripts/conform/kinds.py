"""What schemas let a text be, as far as that decides how to read it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.conform.spec import Node
from scripts.document import is_array, is_object

_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Kind:
    """The types of a value, and the kinds of its parts; `rest` is that of fields that have no name here."""

    types: frozenset[str]
    items: "Kind | None"
    properties: Mapping[str, "Kind"]
    rest: "Kind | None" = None

    def of(self, name: str) -> "Kind":
        """Find the kind of a property."""
        return self.properties.get(name) or self.rest or TEXT


TEXT = Kind(frozenset(), None, {})


def kind_of(schema: Node | None, depth: int = _DEPTH) -> Kind:
    """Find the kind of a schema, through `$ref`, `allOf`, `oneOf` and `anyOf`."""
    if schema is None or not is_object(schema.value) or depth < 0:
        return TEXT
    types = schema.field("type", [])
    found = set(types if is_array(types) else [types])
    found |= {_type_of(value) for value in [*schema.field("enum", []), *_const(schema)] if not types}
    found |= {"object"} if not types and "properties" in schema.value else set()
    items = kind_of(schema.get("items"), depth - 1) if "items" in schema.value else None
    listed = schema.get("properties")
    properties = {name: kind_of(node, depth - 1) for name, node in _named(listed)}
    rest = kind_of(schema.get("additionalProperties"), depth - 1) if schema.field("additionalProperties") else None
    for node in _branches(schema):
        kind = kind_of(node, depth - 1)
        found |= kind.types
        items, rest = items or kind.items, rest or kind.rest
        properties = {**kind.properties, **properties}
    return Kind(frozenset(found), items, properties, rest)


def properties_of(schema: Node | None, depth: int = _DEPTH) -> dict[str, Node]:
    """Find the properties of an object, each with where its schema stands before its own `$ref`."""
    if schema is None or depth < 0:
        return {}
    found: dict[str, Node] = {}
    for node in _branches(schema):
        found |= properties_of(node, depth - 1)
    listed = schema.get("properties")
    names = listed.value if listed and is_object(listed.value) else {}
    at = listed.pointer if listed else ""
    owner = {name: Node(schema.root, schema.name, at, {"schema": value}) for name, value in names.items()}
    return found | owner


def _named(listed: Node | None) -> Iterator[tuple[str, Node]]:
    # A property may begin with x- without being an extension.
    for name in listed.value if listed and is_object(listed.value) else ():
        if listed and (node := listed.get(name)):
            yield name, node


def _branches(schema: Node) -> Iterator[Node]:
    for keyword in ("allOf", "oneOf", "anyOf"):
        listed = schema.get(keyword)
        for _, node in listed.items() if listed else ():
            yield node


def _const(schema: Node) -> list[Any]:
    return [schema.field("const")] if "const" in schema.value else []


def _type_of(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return "null" if value is None else "boolean"
    if isinstance(value, int | float):
        return "number"
    return "array" if is_array(value) else "object" if is_object(value) else "string"
