"""What the generator gets to see of a lowered schema: its shape, and nothing that it would judge by itself."""

from collections.abc import Mapping
from typing import Any

from scripts.document import is_array, is_object
from scripts.lower.schemas import LISTS

_SEEN = ("type", "format", "const", "enum", "x-enum-varnames", "$ref")
_FORMATS = frozenset({"date", "date-time"})


def bare(schema: Any) -> Any:
    """Return what the generator gets to see of a schema: its shape, and properties under names that can't clash."""
    if not is_object(schema):
        return schema
    seen: dict[str, Any] = {key: schema[key] for key in _SEEN if key in schema}
    if "$ref" in seen:
        return {"$ref": seen["$ref"]}
    if seen.get("format") not in _FORMATS:
        seen.pop("format", None)
    for key in ("items", "additionalProperties"):
        if key in schema:
            seen[key] = bare(schema[key])
    for key in LISTS:
        if is_array(schema.get(key)):
            seen[key] = [bare(each) for each in schema[key]]
    if "properties" in schema:
        table: Mapping[str, Any] = schema["properties"]
        seen["properties"] = {f"p{index}": bare(each) for index, each in enumerate(table.values())}
        required = set(schema.get("required", ()))
        seen["required"] = [f"p{index}" for index, key in enumerate(table) if key in required]
    return seen
