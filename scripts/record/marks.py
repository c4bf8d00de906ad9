"""What the description says of single values: which are secret or personal, and what else a value there may be."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from scripts.conform.schemas import Schemas
from scripts.conform.spec import Node, Operation, operations
from scripts.document import is_object
from scripts.record.leaves import Path
from scripts.record.vault import Fits

Mark = Literal["secret", "personal", "public", ""]

_DEEPEST = 40


@dataclass(slots=True)
class Marks:
    """The marks of one description."""

    tree: Mapping[str, Any] = field(repr=False)
    _schemas: Schemas = field(init=False, repr=False)
    _found: dict[tuple[str, Path], list[Node]] = field(default_factory=dict[tuple[str, Path], list[Node]], repr=False)

    def __post_init__(self) -> None:
        self._schemas = Schemas(self.tree)

    def schemes(self) -> Iterator[Node]:
        """Go through the security schemes."""
        root = Node(self.tree, "description", "", self.tree)
        listed = root.at("components", "securitySchemes")
        yield from (node for _, node in listed.items()) if listed else ()

    def carried(self, place: Literal["header", "query", "cookie"]) -> set[str]:
        """Tell the names in a place that carry credentials, headers in lower case."""
        found = {str(each.field("name")) for each in self.schemes() if each.field("in") == place}
        return {each.lower() for each in found} | {"authorization"} if place == "header" else found

    def cookies(self) -> set[str]:
        """Tell the cookies that are plain parameters, and no credentials."""
        listed = [each for operation in operations(self.tree, "") for each in operation.parameters]
        return {each.name for each in listed if each.location == "cookie"} - self.carried("cookie")

    def nodes(self, schema: Node | None, path: Path) -> list[Node]:
        """Find the schemas that may hold for the value at a path, those of all branches of a choice."""
        if schema is None:
            return []
        key = (schema.pointer, tuple(0 if isinstance(each, int) else each for each in path))
        if key not in self._found:
            found = list(_expanded(schema, _DEEPEST))
            for step in path:
                found = [each for node in found for each in _step(node, step)]
            self._found[key] = list({each.pointer: each for each in found}.values())
        return self._found[key]

    def fits(self, node: Node) -> Fits:
        """Make the question whether a text fits a schema; a schema of numbers is asked with a number."""

        def fit(text: str) -> bool:
            types = node.field("type")
            is_number = text.isdecimal() and types in ("integer", "number")
            return self._schemas.is_valid(node.pointer, int(text) if is_number else text)

        return fit


def mark(nodes: list[Node], value: str) -> Mark:
    """Tell how schemas mark their value: secret comes before personal; what is one of the listed values is public."""
    if any(_is_secret(node) for node in nodes):
        return "secret"
    if any(node.field("x-personal") is True or node.field("format") in _PERSONAL for node in nodes):
        return "personal"
    return "public" if any(str(each) == value for node in nodes for each in _listed(node)) else ""


def body_schema(owner: Node | None, content_type: str) -> Node | None:
    """Find the schema of a body of a content type, under a request body or a response."""
    content = owner.get("content") if owner else None
    essence = content_type.partition(";")[0].strip().lower()
    for name, node in content.items() if content else ():
        if name.partition(";")[0].strip().lower() in {essence, f"{essence.partition('/')[0]}/*", "*/*"}:
            return node.get("schema")
    return None


def documented(operation: Operation | None, status: int | None) -> set[str]:
    """Tell the headers that the description names: those of a request, or of the response of a status."""
    if operation is None:
        return set()
    if status is None:
        return {each.name for each in operation.parameters if each.location == "header"}
    response = operation.response(status)
    headers = response.get("headers") if response else None
    return {name.lower() for name, _ in headers.items()} if headers else set()


_PERSONAL = {"email", "idn-email", "ipv4", "ipv6", "phone"}


def _is_secret(node: Node) -> bool:
    return (
        node.field("format") == "password" or node.field("x-secret") is True or node.field("writeOnly") is True
    ) and not ("enum" in node.value or "const" in node.value)


def _listed(node: Node) -> Iterator[Any]:
    yield from node.value.get("enum") or ()
    if "const" in node.value:
        yield node.value["const"]


def _expanded(node: Node, depth: int) -> Iterator[Node]:
    if not is_object(node.value) or depth < 0:
        return
    yield node
    for keyword in ("allOf", "oneOf", "anyOf"):
        branches = node.get(keyword)
        for _, branch in branches.items() if branches else ():
            yield from _expanded(branch, depth - 1)
    for keyword in ("if", "then", "else"):
        single = node.get(keyword)
        yield from _expanded(single, depth - 1) if single else ()


def _step(node: Node, step: str | int) -> Iterator[Node]:
    if isinstance(step, int):
        listed = node.get("items")
        found = [listed] if listed else [each for _, each in (node.get("prefixItems") or _NOTHING).items()]
    else:
        named = node.at("properties", step)
        others = node.get("additionalProperties") or node.get("unevaluatedProperties")
        found = [each for each in (named or others,) if each]
    for each in found:
        yield from _expanded(each, _DEEPEST)


_NOTHING = Node({}, "", "", {})
