"""Every enum and every object with properties becomes a component, so that each class has one name and one place.

The name is the `x-name`, or else made of what the schema stands in: `Session` and `status` give `SessionStatus`.
"""

from typing import Any

from scripts.document import is_object, pointer, split
from scripts.lower.names import Names, pascal
from scripts.lower.schemas import choice_or_null, is_null, options, origin, reference
from scripts.lower.tree import METHODS, operations, references
from scripts.problem import refuse

Tree = dict[str, Any]
# How many words the pointer of a component has: `/components/schemas/Session`.
DEPTH = 3


def hoist(document: Tree, name: str) -> Tree:
    """Return the document without anonymous enums, objects and discriminated choices."""
    return _Hoist(prune(document), name).run()


def prune(document: Tree) -> Tree:
    """Return the document without the components that lowering made and that nothing refers to any more."""
    schemas: Tree = document.get("components", {}).get("schemas", {})
    made = [key for key, schema in schemas.items() if len(split(origin(schema, ""))) > DEPTH]
    used = {each["$ref"] for each in references(document)} if made else set[str]()
    for key in made:
        if reference(key)["$ref"] not in used:
            del schemas[key]
    return document


class _Hoist:
    def __init__(self, document: Tree, name: str) -> None:
        self.document = document
        self.name = name
        self.schemas: Tree = document.setdefault("components", {}).setdefault("schemas", {})
        self.names = Names(self.schemas)

    def run(self) -> Tree:
        for key, schema in list(self.schemas.items()):
            self.inside(schema, key, f"{key}Value")
        for each in operations(self.document):
            operation_id = each.operation.get("operationId") or pascal(each.method, each.path)
            self.operation(each.operation, pascal(operation_id))
        for path, item in self.document.get("paths", {}).items():
            if not set(item).isdisjoint(METHODS):
                self.parameters(item, pascal(path))
        components = self.document["components"]
        for key, parameter in components.get("parameters", {}).items():
            self.parameter(parameter, pascal(key))
        for kind in ("responses", "requestBodies"):
            for key, holder in components.get(kind, {}).items():
                self.media(holder, pascal(key))
        return self.document

    def operation(self, operation: Tree, owner: str) -> None:
        self.parameters(operation, owner)
        self.media(operation.get("requestBody", {}), f"{owner}Body")
        for index, (status, response) in enumerate(sorted(operation.get("responses", {}).items())):
            suffix = "" if index == 0 else pascal(status)
            self.media(response, f"{owner}Result{suffix}")

    def parameters(self, holder: Tree, owner: str) -> None:
        for parameter in holder.get("parameters", []):
            self.parameter(parameter, pascal(owner, parameter.get("name", "")))

    def parameter(self, parameter: Tree, owner: str) -> None:
        if "schema" in parameter:
            self.schema_in(parameter, "schema", owner)
        self.media(parameter, owner)

    def media(self, holder: Tree, owner: str) -> None:
        for media in holder.get("content", {}).values():
            if "schema" in media:
                self.schema_in(media, "schema", owner)

    def schema_in(self, holder: Any, key: Any, owner: str) -> None:
        """Look at the schema in a holder; when it wants a name, move it to the components."""
        schema = holder[key]
        if not is_object(schema) or "$ref" in schema:
            return
        if not wants_a_name(schema):
            self.inside(schema, owner, owner)
            return
        stated = schema.get("x-name")
        if stated is not None and stated in self.schemas:
            refuse(
                f"{self.name}:{origin(schema, pointer(['components', 'schemas']))}",
                f"this anonymous schema would be called {stated}, as another one is",
                "give it another x-name in an overlay",
            )
        new = self.names.free(stated or owner)
        self.schemas[new] = schema
        holder[key] = _or_null(reference(new), schema)
        self.inside(schema, new, new)

    def inside(self, schema: Tree, owner: str, value: str) -> None:
        """Look at the parts of a schema.

        Args:
            schema: the schema.
            owner: what its parts are called after.
            value: what the one member is called that it allows beside null.
        """
        # The generator would call the class by its title.
        title = schema.pop("title", None)
        properties: Tree = schema.get("properties", {})
        for key in properties:
            self.schema_in(properties, key, pascal(owner, key))
        if "items" in schema:
            self.schema_in(schema, "items", f"{owner}Item")
        for keyword, suffix in (("additionalProperties", "Value"), ("not", "Not")):
            if is_object(schema.get(keyword)):
                self.schema_in(schema, keyword, f"{owner}{suffix}")
        keyword, members = options(schema)
        alone = sum(not is_null(each) for each in members) == 1 and "properties" not in schema
        for index, member in enumerate(members):
            self.schema_in(schema[keyword], index, value if alone else f"{owner}{_option(member, index)}")
        for part in schema.get("allOf", []):
            if is_object(part) and "$ref" not in part:
                self.inside(part, owner, owner)
        if title and "description" not in schema and wants_a_name(schema):
            schema["description"] = title


def _option(member: Any, index: int) -> str:
    """Return what a member of a choice is called: by its title where that is a name, else by its number."""
    title = pascal(str(member.get("title", ""))) if is_object(member) else ""
    return title if title.isidentifier() and len(title) <= 30 else f"Option{index + 1}"


def _or_null(ref: Tree, schema: Tree) -> Tree:
    """Return a reference to an enum; null, if it is one of its values, becomes the other choice."""
    notes: Tree = {key: schema[key] for key in ("description", "readOnly", "deprecated", "x-at") if key in schema}
    if None not in schema.get("enum", []):
        return {**ref, **notes}
    schema["enum"] = [value for value in schema["enum"] if value is not None]
    if isinstance(schema.get("type"), list):
        kinds = [kind for kind in schema["type"] if kind != "null"]
        schema["type"] = kinds[0] if len(kinds) == 1 else kinds
    return choice_or_null(ref, notes)


def wants_a_name(schema: Tree) -> bool:
    """Tell whether a schema becomes something that users import."""
    values = [each for each in schema.get("enum", []) if each is not None]
    return bool(values) or "properties" in schema or "allOf" in schema or "discriminator" in schema
