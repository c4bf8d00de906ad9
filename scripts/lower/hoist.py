"""Every enum and every object with properties becomes a component, so that each class has one name and one place.

The name is the `x-name`, or else made of what the schema stands in: `Session` and `status` give `SessionStatus`.
"""

from typing import Any

from scripts.document import is_object, pointer
from scripts.lower.names import PREFIX
from scripts.lower.tree import METHODS, operations
from scripts.problem import refuse

Tree = dict[str, Any]


def pascal(*words: str) -> str:
    """Join words as a class name: `sessions_by-date` gives `SessionsByDate`."""
    parts = [part for word in words for part in _split(word)]
    return "".join(part[:1].upper() + part[1:] for part in parts)


def _split(word: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in word).split()


def hoist(document: Tree, name: str) -> Tree:
    """Return the document without anonymous enums and objects."""
    return _Hoist(document, name).run()


class _Hoist:
    def __init__(self, document: Tree, name: str) -> None:
        self.document = document
        self.name = name
        self.schemas: Tree = document.setdefault("components", {}).setdefault("schemas", {})

    def run(self) -> Tree:
        for key, schema in list(self.schemas.items()):
            if None in schema.get("enum", []) and _wants_a_name(schema):
                choice = {"description": schema.get("description", ""), "anyOf": [schema]}
                self.schemas[key] = choice
                self.schema_in(choice["anyOf"], 0, f"{key}Value", ["components", "schemas", key, "anyOf"])
            else:
                self.inside(schema, key, ["components", "schemas", key])
        for each in operations(self.document):
            operation_id = each.operation.get("operationId") or pascal(each.method, each.path)
            self.operation(each.operation, pascal(operation_id), ["paths", each.path, each.method])
        for path, item in self.document.get("paths", {}).items():
            if not set(item).isdisjoint(METHODS):
                self.parameters(item, pascal(path), ["paths", path])
        self.components()
        return self.document

    def components(self) -> None:
        components = self.document["components"]
        for key, parameter in components.get("parameters", {}).items():
            self.schema_in(parameter, "schema", pascal(key), ["components", "parameters", key])
        for kind in ("responses", "requestBodies"):
            for key, holder in components.get(kind, {}).items():
                self.media(holder, pascal(key), ["components", kind, key])

    def operation(self, operation: Tree, owner: str, at: list[str]) -> None:
        self.parameters(operation, owner, at)
        self.media(operation.get("requestBody", {}), f"{owner}Body", [*at, "requestBody"])
        for index, (status, response) in enumerate(sorted(operation.get("responses", {}).items())):
            suffix = "" if index == 0 else pascal(status)
            self.media(response, f"{owner}Result{suffix}", [*at, "responses", status])

    def parameters(self, holder: Tree, owner: str, at: list[str]) -> None:
        for index, parameter in enumerate(holder.get("parameters", [])):
            if "schema" in parameter:
                self.schema_in(parameter, "schema", pascal(owner, parameter["name"]), [*at, "parameters", str(index)])

    def media(self, holder: Tree, owner: str, at: list[str]) -> None:
        for kind, media in holder.get("content", {}).items():
            if "schema" in media:
                self.schema_in(media, "schema", owner, [*at, "content", kind])

    def schema_in(self, holder: Any, key: Any, owner: str, at: list[str]) -> None:
        """Look at the schema in a holder; when it wants a name, move it to the components."""
        schema = holder[key]
        if not is_object(schema):
            return
        here = [*at, str(key)]
        if "$ref" in schema:
            return
        if not _wants_a_name(schema):
            self.inside(schema, owner, here)
            return
        new = schema.get("x-name") or owner
        if new in self.schemas:
            refuse(
                f"{self.name}:{pointer(here)}",
                f"this anonymous schema would be called {new}, as another one is",
                "give it an x-name in an overlay",
            )
        self.schemas[new] = schema
        holder[key] = _or_null({"$ref": PREFIX + new}, schema)
        self.inside(schema, new, here)

    def inside(self, schema: Tree, owner: str, at: list[str]) -> None:
        # The generator would call the class by its title.
        schema.pop("title", None)
        properties: Tree = schema.get("properties", {})
        for key in properties:
            self.schema_in(properties, key, pascal(owner, key), [*at, "properties"])
        if "items" in schema:
            self.schema_in(schema, "items", f"{owner}Item", at)
        if isinstance(schema.get("additionalProperties"), dict):
            self.schema_in(schema, "additionalProperties", f"{owner}Value", at)
        for keyword in ("anyOf", "oneOf"):
            for index in range(len(schema.get(keyword, []))):
                self.schema_in(schema[keyword], index, f"{owner}Option{index + 1}", [*at, keyword])
        for index, part in enumerate(schema.get("allOf", [])):
            if "$ref" not in part:
                self.inside(part, owner, [*at, "allOf", str(index)])


def _or_null(reference: Tree, schema: Tree) -> Tree:
    """Return a reference to an enum; null, if it is one of its values, becomes the other choice."""
    if None not in schema.get("enum", []):
        return reference
    schema["enum"] = [value for value in schema["enum"] if value is not None]
    if isinstance(schema.get("type"), list):
        kinds = [kind for kind in schema["type"] if kind != "null"]
        schema["type"] = kinds[0] if len(kinds) == 1 else kinds
    return {"anyOf": [reference, {"type": "null"}]}


def _wants_a_name(schema: Tree) -> bool:
    values = [each for each in schema.get("enum", []) if each is not None]
    return bool(values) or "properties" in schema or "allOf" in schema
