"""Every reference to a schema becomes one to a component, with nothing beside it that changes its meaning.

- `$defs` become components;
- what a reference into a schema (`.../properties/kind`) or into an operation leads to becomes a component;
- what stands beside a `$ref` and is more than prose becomes one more part of an `allOf`;
- a discriminator's mapping names all its members by reference.
"""

from typing import Any

from scripts.document import is_array, is_object, pointer, resolve, split
from scripts.lower.names import pascal
from scripts.lower.schemas import PREFIX, SHAPES, TABLES, options, origin, reference, slots, target
from scripts.lower.tree import METHODS, follow
from scripts.problem import refuse

Tree = dict[str, Any]
DEEPEST = 20
# Below these a step is a name; the others have a word of their own.
NAMING = frozenset({"schemas", "parameters", "responses", "requestBodies", "headers", "paths", *TABLES})
STEPS = {"items": "Item", "additionalProperties": "Value", "requestBody": "Body"}


def settle(document: Tree, name: str) -> Tree:
    """Return the document with references of that kind alone."""
    return _Settle(document, name).run()


class _Settle:
    def __init__(self, document: Tree, name: str) -> None:
        self.document = document
        self.name = name
        self.schemas: Tree = document.setdefault("components", {}).setdefault("schemas", {})
        self.moved: dict[str, str] = {}

    def run(self) -> Tree:
        places = list(slots(self.document))
        for holder, key, at in places:
            if is_object(holder[key]) and "$ref" in holder[key]:
                self.reference(holder, key, at)
        for holder, key, _ in places:
            if is_object(holder[key]):
                holder[key].pop("$defs", None)
        for holder, key, at in slots(self.document):
            schema = holder[key]
            if is_object(schema) and is_object(schema.get("discriminator")):
                self.mapping(schema, origin(schema, at))
        return self.document

    def reference(self, holder: Any, key: Any, at: str) -> None:
        schema: Tree = holder[key]
        self.chain(schema, at)
        if target(self.document, schema) is None:
            ref = str(schema["$ref"])
            schema.update(reference(self.component(ref[1:])))
        beside = {key: value for key, value in schema.items() if key != "$ref" and key in SHAPES}
        if beside:
            rest = {key: value for key, value in schema.items() if key != "$ref" and key not in SHAPES}
            holder[key] = {**rest, "allOf": [{"$ref": schema["$ref"]}, {**beside, "x-at": origin(schema, at)}]}

    def chain(self, schema: Tree, at: str) -> None:
        """Refuse references that lead to each other and to no schema."""
        where = f"{self.name}:{origin(schema, at)}"
        seen: set[str] = set()
        node: Any = schema
        while is_object(node) and isinstance(node.get("$ref"), str):
            ref = node["$ref"]
            if ref in seen:
                refuse(where, f"{ref} leads back to itself, and to no schema", "refer to a schema")
            seen.add(ref)
            node = follow(self.document, {"$ref": ref}, where) if not self.known(ref) else self.known(ref)

    def known(self, ref: str) -> Tree | None:
        name = target(self.document, {"$ref": ref})
        schema = self.schemas[name] if name is not None else None
        return schema if is_object(schema) else None

    def component(self, at: str) -> str:
        """Return the component for the schema at a pointer, moving it there."""
        if at not in self.moved:
            base = pascal(*words_at(self.document, at)) or "Part"
            name, number = base, 2
            while name in self.schemas:
                name, number = f"{base}{number}", number + 1
            self.moved[at] = name
            found = resolve(self.document, at)
            if not is_object(found):
                refuse(f"{self.name}:{at}", "is no schema, but something refers to it", "refer to a schema")
            if "$ref" in found and (known := target(self.document, found)):
                self.moved[at] = known
                return known
            self.schemas[name] = found
            outer, _, token = at.rpartition("/")
            holder: Any = resolve(self.document, outer)
            key: Any = int(token) if is_array(holder) else token.replace("~1", "/").replace("~0", "~")
            holder[key] = {**reference(name), "x-at": origin(found, at)}
        return self.moved[at]

    def mapping(self, schema: Tree, at: str) -> None:
        """Name every member of a discriminated choice in the mapping, as OpenAPI would by its component's name."""
        prop = schema["discriminator"]["propertyName"]
        members = [each for each in options(schema)[1] if is_object(each)]
        if any(not isinstance(value, str) for each in members for value in values_of(self.document, each, prop)):
            # Constants that are no text tell members apart by themselves; a table of texts would not.
            del schema["discriminator"]
            return
        stated: Tree = schema["discriminator"].setdefault("mapping", {})
        for tag, value in stated.items():
            name = str(value).removeprefix(PREFIX)
            if name not in self.schemas:
                place = pointer(["discriminator", "mapping", tag])
                refuse(f"{self.name}:{at}{place}", f"{value} is no schema", "name a schema of the components")
            stated[tag] = PREFIX + name
        mapped = set(stated.values())
        for member in members:
            component = target(self.document, member)
            if component is None or PREFIX + component in mapped:
                continue
            for tag in tags_of(self.document, member, prop) or [component]:
                stated.setdefault(tag, PREFIX + component)


def words_at(document: Tree, at: str) -> list[str]:
    """Return the words that name what stands at a pointer: those of its owner, then of the steps that lead there."""
    words: list[str] = []
    node: Any = document
    before = ""
    for token in split(at):
        node = node[int(token)] if is_array(node) else node[token]
        is_name = before in NAMING
        if is_name:
            words.append(str(node["name"]) if before == "parameters" and token.isdigit() else token)
        elif before == "content":
            is_name = True
        elif token in METHODS:
            words = [node.get("operationId") or f"{token} {words[-1]}"]
        elif token in STEPS:
            words.append(STEPS[token])
        elif before in {"anyOf", "oneOf", "prefixItems"}:
            words.append(f"Option{int(token) + 1}")
        before = "" if is_name else token
    return words


def tags_of(document: Tree, schema: Tree, prop: str) -> list[str]:
    """Return the texts that a schema itself allows for the property that tells it from others, if it names them."""
    return [value for value in values_of(document, schema, prop) if isinstance(value, str)]


def values_of(document: Tree, schema: Tree, prop: str, depth: int = 0) -> list[Any]:
    """Return the values that a schema itself allows for a property, if it names them."""
    name = target(document, schema)
    meant: Any = document["components"]["schemas"][name] if name is not None else schema
    if not is_object(meant) or depth > DEEPEST:
        return []
    inner = meant.get("discriminator")
    if is_object(inner) and inner.get("propertyName") == prop and options(meant)[0]:
        return [
            tag
            for member in options(meant)[1]
            for tag in values_of(document, member, prop, depth + 1) or [target(document, member) or ""]
        ]
    stated = meant.get("properties", {}).get(prop)
    if is_object(stated):
        aim = target(document, stated)
        stated = document["components"]["schemas"][aim] if aim is not None else stated
    if is_object(stated) and "const" in stated:
        return [stated["const"]]
    if is_object(stated) and "enum" in stated:
        return [value for value in stated["enum"] if value is not None]
    for part in meant.get("allOf", ()):
        if found := values_of(document, part, prop, depth + 1):
            return found
    return []
