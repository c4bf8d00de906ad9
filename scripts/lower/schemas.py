"""Where schemas stand in a description, and how one refers to another."""

from collections.abc import Iterator
from typing import Any

from scripts.document import escape, is_array, is_object
from scripts.lower.tree import METHODS

Tree = dict[str, Any]

PREFIX = "#/components/schemas/"
# Keywords that hold one schema, a list of schemas, schemas by name.
ONE = frozenset(
    {
        "additionalProperties",
        "contains",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    }
)
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
TABLES = ("properties", "patternProperties", "$defs", "dependentSchemas")
KEYWORDS = frozenset({*ONE, *LISTS, *TABLES})
# What says something about a schema to people, and nothing about what fits it.
NOTES = frozenset(
    {
        "$comment",
        "default",
        "deprecated",
        "description",
        "example",
        "examples",
        "externalDocs",
        "nullable",
        "readOnly",
        "summary",
        "title",
        "writeOnly",
        "xml",
    }
)
# What decides which type a schema becomes.
SHAPES = frozenset(
    {
        "$ref",
        "additionalProperties",
        "allOf",
        "anyOf",
        "const",
        "discriminator",
        "enum",
        "items",
        "oneOf",
        "patternProperties",
        "prefixItems",
        "properties",
        "required",
        "type",
    }
)

Slot = tuple[Any, Any, str]


def slots(document: Tree) -> Iterator[Slot]:
    """Yield the place of every schema, outermost first: what holds it, its key there, its JSON pointer.

    A slot is read when it is reached: whoever replaces a schema there has the parts of the new one visited.
    """
    for root in roots(document):
        yield from within(root)


def within(slot: Slot) -> Iterator[Slot]:
    """Yield a slot and those of the parts of the schema in it."""
    stack = [slot]
    while stack:
        holder, key, at = stack.pop()
        yield holder, key, at
        schema = holder[key]
        # The walk is most of what lowering costs: no calls where nothing is found.
        if schema.__class__ is dict and not KEYWORDS.isdisjoint(schema):
            stack += reversed(_parts(schema, at))


def _parts(schema: Tree, at: str) -> list[Slot]:
    """Return the slots directly in a schema."""
    found: list[Slot] = []
    for keyword, value in schema.items():
        if keyword not in KEYWORDS:
            continue
        if keyword in ONE:
            if value.__class__ is dict:
                found.append((schema, keyword, f"{at}/{keyword}"))
        elif keyword in TABLES:
            if value.__class__ is dict:
                place = f"{at}/{keyword}/"
                found += [(value, name, place + escape(name)) for name in value]
        elif value.__class__ is list:
            found += [(value, index, f"{at}/{keyword}/{index}") for index in range(len(value))]
    return found


def roots(document: Tree) -> Iterator[Slot]:
    """Yield the slots of the schemas that stand in no other schema."""
    components = _table(document, "components")
    schemas = _table(components, "schemas")
    for name in list(schemas):
        yield schemas, name, f"/components/schemas/{escape(name)}"
    for kind in ("parameters", "headers", "requestBodies", "responses", "pathItems"):
        for name, holder in _table(components, kind).items():
            yield from _below(holder, f"/components/{kind}/{escape(name)}")
    for name, item in _table(document, "paths").items():
        yield from _below(item, f"/paths/{escape(name)}")


def _table(node: Tree, key: str) -> Tree:
    # Not judged yet where it is walked for the first time.
    found = node.get(key)
    return found if is_object(found) else {}


def _below(node: Any, at: str) -> Iterator[Slot]:
    """Yield the slots in a path item, an operation, a parameter, a body, a response or a header."""
    if not is_object(node):
        return
    if "schema" in node:
        yield node, "schema", f"{at}/schema"
    for key in (*METHODS, "requestBody"):
        if key in node:
            yield from _below(node[key], f"{at}/{key}")
    for key in ("content", "responses", "headers"):
        table = node.get(key)
        for name, each in table.items() if is_object(table) else ():
            yield from _below(each, f"{at}/{key}/{escape(name)}")
    for index, each in enumerate(node.get("parameters", ())):
        yield from _below(each, f"{at}/parameters/{index}")


def origin(schema: Tree, otherwise: str) -> str:
    """Return the JSON pointer of a schema in the effective spec, wherever lowering has moved it."""
    return str(schema.get("x-at", otherwise))


def mark(document: Tree) -> Tree:
    """Write into every schema, operation, parameter and request body where it stands in the effective spec.

    So whatever is said of it later leads there, and what is known of the place is found again.
    """
    for holder, key, at in slots(document):
        if is_object(holder[key]):
            holder[key]["x-at"] = at
    for node, at in _outer(document):
        if is_object(node) and "$ref" not in node:
            node["x-at"] = at
    return document


def _outer(document: Tree) -> Iterator[tuple[Any, str]]:
    """Yield the operations, the parameters and the request bodies of a description, each with its JSON pointer."""
    components = _table(document, "components")
    for kind in ("parameters", "requestBodies"):
        yield from ((each, f"/components/{kind}/{escape(name)}") for name, each in _table(components, kind).items())
    for start, items in (
        ("/paths", _table(document, "paths")),
        ("/components/pathItems", _table(components, "pathItems")),
    ):
        for path, item in items.items():
            at = f"{start}/{escape(path)}"
            yield from _parameters(item, at)
            for method in METHODS:
                if method in item:
                    yield item[method], f"{at}/{method}"
                    yield item[method].get("requestBody"), f"{at}/{method}/requestBody"
                    yield from _parameters(item[method], f"{at}/{method}")


def _parameters(holder: Tree, at: str) -> Iterator[tuple[Any, str]]:
    return ((each, f"{at}/parameters/{index}") for index, each in enumerate(holder.get("parameters", ())))


def target(document: Tree, schema: Tree) -> str | None:
    """Return the name of the component that a schema refers to, if it refers to one."""
    ref = schema.get("$ref")
    if not isinstance(ref, str) or not ref.startswith(PREFIX):
        return None
    name = ref[len(PREFIX) :].replace("~1", "/").replace("~0", "~")
    return name if name in document.get("components", {}).get("schemas", {}) else None


def options(schema: Tree) -> tuple[str, list[Any]]:
    """Return the keyword of a choice and its members; an empty keyword where there is none."""
    for keyword in ("oneOf", "anyOf"):
        if is_array(schema.get(keyword)):
            return keyword, schema[keyword]
    return "", []


def is_null(schema: Any) -> bool:
    """Tell whether nothing but null fits."""
    return is_object(schema) and (schema.get("type") in ("null", ["null"]) or schema.get("enum") == [None])


def choice_or_null(schema: Tree, notes: Tree) -> Tree:
    """Return the choice between a schema and null, with notes that stand beside it."""
    return {**notes, "anyOf": [schema, {"type": "null"}]}


def reference(name: str) -> Tree:
    """Return a reference to a component."""
    return {"$ref": PREFIX + escape(name)}


def kinds_of(schema: Tree) -> list[str]:
    """Return the types that a schema allows; none where it says nothing of them."""
    kind = schema.get("type")
    if kind is None:
        return ["object"] if "properties" in schema else []
    return kind if is_array(kind) else [kind]
