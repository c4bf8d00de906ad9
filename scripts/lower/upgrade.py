"""OpenAPI 3.0 said as 3.1 says it.

- `nullable` is one more type, value or choice, also beside a `$ref`, where 3.0 ignores what people mean;
- whatever else stands beside a `$ref` counts for nothing in 3.0, but for what people read;
- `exclusiveMinimum: true` turns the limit itself exclusive.
"""

from typing import Any

from scripts.document import is_array, is_object
from scripts.lower.schemas import NOTES, SHAPES, choice_or_null, slots

Tree = dict[str, Any]
LIMITS = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))


def upgrade(document: Tree) -> Tree:
    """Return the document as OpenAPI 3.1; one that is so already is not touched."""
    if not str(document.get("openapi", "")).startswith("3.0"):
        return document
    document["openapi"] = "3.1.0"
    for holder, key, _ in slots(document):
        if is_object(holder[key]):
            holder[key] = _upgraded(holder[key])
    return document


def _upgraded(schema: Tree) -> Tree:
    nullable = schema.pop("nullable", False) is True
    if "$ref" in schema:
        schema = {key: value for key, value in schema.items() if key in NOTES or key == "$ref" or key.startswith("x-")}
    for exclusive, limit in LIMITS:
        if schema.get(exclusive) is True and limit in schema:
            schema[exclusive] = schema.pop(limit)
        elif isinstance(schema.get(exclusive), bool):
            del schema[exclusive]
    return _nullable(schema) if nullable else schema


def _nullable(schema: Tree) -> Tree:
    kind = schema.get("type")
    if isinstance(kind, str) and SHAPES.isdisjoint({"allOf", "anyOf", "oneOf"} & schema.keys()):
        schema["type"] = [kind, "null"]
        if is_array(schema.get("enum")) and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
        return schema
    if SHAPES.isdisjoint(schema):
        # Nothing is said of the value, so that null fits already.
        return schema
    notes = {key: schema.pop(key) for key in list(schema) if key in NOTES or key.startswith("x-")}
    return choice_or_null(schema, notes)
