"""A component that may be null keeps its name for what it is otherwise; null is said wherever it is referred to."""

from typing import Any

from scripts.document import is_array, is_object
from scripts.lower.schemas import SHAPES, choice_or_null, is_null, options, slots, target

Tree = dict[str, Any]


def lift(document: Tree) -> Tree:
    """Return the document in which no object and no enum of the components is null."""
    schemas: Tree = document.get("components", {}).get("schemas", {})
    lifted: set[str] = set()
    for name, schema in schemas.items():
        inner = _without_null(schema)
        if inner is not None:
            schemas[name] = inner
            lifted.add(name)
    if not lifted:
        return document
    for holder, key, at in slots(document):
        schema = holder[key]
        if not is_object(schema) or target(document, schema) not in lifted:
            continue
        place = at.split("/")
        if is_array(holder) and place[-2] in {"oneOf", "anyOf"}:
            if not any(map(is_null, holder)):
                holder.append({"type": "null"})
        elif not is_array(holder) or place[-2] != "allOf":
            # What a part of an `allOf` says together with the rest is never null.
            notes = {each: value for each, value in schema.items() if each != "$ref"}
            holder[key] = choice_or_null({"$ref": schema["$ref"]}, notes)
    return document


def _without_null(schema: Tree) -> Tree | None:
    """Return what a component is when it is not null, if it may be null and is a class otherwise."""
    values = schema.get("enum")
    if is_array(values) and None in values and len(values) > 1:
        kinds = [kind for kind in schema["type"] if kind != "null"] if is_array(schema.get("type")) else []
        rest = {"enum": [value for value in values if value is not None]}
        return {**schema, **rest, **({"type": kinds[0]} if len(kinds) == 1 else {})}
    keyword, members = options(schema)
    others = [each for each in members if not is_null(each)]
    if len(others) == len(members):
        return None
    if is_object(schema.get("discriminator")):
        return {**schema, keyword: others}
    if len(others) != 1 or schema.keys() & SHAPES - {keyword}:
        return None
    inner = others[0]
    if not is_object(inner) or not {"properties", "enum", "allOf", "discriminator"} & inner.keys():
        return None
    return {**inner, **{key: value for key, value in schema.items() if key not in SHAPES}}
