"""The description as the judges need it: every operation with its parameters, bodies and security, and their places."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from scripts.document import escape, is_array, is_object, resolve
from scripts.problem import refuse

# OpenAPI gives these headers no parameters; the content type is judged with the body.
_NOT_PARAMETERS = {"accept", "authorization", "content-type"}
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def pointed(reference: str) -> str:
    """Turn a `$ref` into a JSON pointer; KeyError where it points out of the document."""
    if not reference.startswith("#"):
        raise KeyError(reference)
    return unquote(reference[1:])


@dataclass(frozen=True, eq=False)
class Node:
    """A place in the description: its value, and its pointer after every `$ref` on the way."""

    root: Mapping[str, Any]
    name: str
    pointer: str
    value: Any
    _known: "dict[str | int, Node | None]" = field(
        default_factory=dict[str | int, "Node | None"], init=False, repr=False
    )

    def get(self, key: str | int) -> "Node | None":
        """Go to what is under a key, following its `$ref`; None where there's nothing."""
        if key not in self._known:
            self._known[key] = self._get(key)
        return self._known[key]

    def _get(self, key: str | int) -> "Node | None":
        if is_array(self.value):
            return self._follow(f"{self.pointer}/{key}", self.value[int(key)])
        if is_object(self.value) and key in self.value:
            return self._follow(f"{self.pointer}/{escape(key)}", self.value[str(key)])
        return None

    def at(self, *keys: str) -> "Node | None":
        """Go to what is under keys, one after the other."""
        node: Node | None = self
        for key in keys:
            node = node.get(key) if node else None
        return node

    def items(self) -> Iterator[tuple[str, "Node"]]:
        """Go through the entries of an object or an array, extensions left out."""
        keys = range(len(self.value)) if is_array(self.value) else list(self.value) if is_object(self.value) else []
        for key in keys:
            node = None if str(key).startswith("x-") else self.get(key)
            if node is not None:
                yield str(key), node

    def field(self, key: str, default: Any = None) -> Any:
        """Read a plain value under a key."""
        return self.value.get(key, default) if is_object(self.value) else default

    def _follow(self, pointer: str, value: Any) -> "Node":
        seen: set[str] = set()
        while is_object(value) and isinstance(value.get("$ref"), str):
            target = str(value["$ref"])
            if target in seen:
                refuse(f"{self.name}:{pointer}", f"{target} leads to itself", "correct the reference")
            seen.add(target)
            try:
                value = resolve(self.root, pointed(target))
            except KeyError:
                refuse(f"{self.name}:{pointer}", f"{target} is not in the document", "correct the reference")
            pointer = pointed(target)
        return Node(self.root, self.name, pointer, value)


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A parameter, or a response's header, with the defaults of OpenAPI filled in.

    `schema` is where its schema stands, `kind` that schema after its `$ref`.
    """

    name: str
    location: str
    node: Node
    required: bool
    style: str
    explode: bool
    schema: str | None
    kind: Node | None
    media: str | None
    allow_empty: bool = False


@dataclass(frozen=True, eq=False)
class Scheme:
    """One security scheme as a requirement names it."""

    name: str
    node: Node

    @cached_property
    def parts(self) -> tuple[str, str, str]:
        """Its type; and of a key where it is, and under which name."""
        kind, place, name = (str(self.node.field(each, "")) for each in ("type", "in", "name"))
        return kind, place, name.lower() if place == "header" else name


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation; its parts are worked out when they are first asked for."""

    method: str
    path: str
    node: Node
    item: Node

    @cached_property
    def id(self) -> str:
        """The operationId, or the method and the path where it has none."""
        return str(self.node.field("operationId") or f"{self.method} {self.path}")

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its own parameters and, where it does not replace them, those of its path."""
        found: dict[tuple[str, str], Parameter] = {}
        for owner in (self.item, self.node):
            listed = owner.get("parameters")
            for _, node in listed.items() if listed else ():
                each = parameter(node, str(node.field("name")), str(node.field("in")))
                if each.location != "header" or each.name not in _NOT_PARAMETERS:
                    found[each.location, each.name] = each
        return tuple(found.values())

    @cached_property
    def body(self) -> Node | None:
        """The request body."""
        return self.node.get("requestBody")

    @cached_property
    def alternatives(self) -> tuple[tuple[Scheme, ...], ...]:
        """The ways to authenticate, each a set of schemes that are needed together; none at all means free."""
        owner = self.node.value if "security" in self.node.value else self.node.root
        start = Node(self.node.root, self.node.name, "", self.node.root)
        found: list[tuple[Scheme, ...]] = []
        for requirement in owner.get("security") or ():
            nodes = {name: start.at("components", "securitySchemes", name) for name in requirement}
            for name in [each for each, node in nodes.items() if node is None]:
                refuse(f"{self.node.name}:/components/securitySchemes", f"{name} is not there", "describe the scheme")
            found.append(tuple(Scheme(name, node) for name, node in nodes.items() if node))
        return tuple(found)

    @cached_property
    def done(self) -> str | None:
        """The data of an event that says that no more will come."""
        hint = self.node.field("x-streaming")
        return str(hint["done"]) if is_object(hint) and hint.get("done") else None

    def response(self, status: int) -> Node | None:
        """Find what is described for a status."""
        responses, key = self.node.get("responses"), self.status_key(status)
        return responses.get(key) if responses and key else None

    def status_key(self, status: int) -> str | None:
        """Tell under which key a status is described: itself, its range, or the default."""
        described: Mapping[str, Any] = self.node.field("responses") or {}
        keys = (str(status), f"{status // 100}XX", f"{status // 100}xx", "default")
        return next((key for key in keys if key in described), None)


def headers_of(response: Node) -> Iterator[Parameter]:
    """Read the headers of a response; its content type is its body's."""
    listed = response.get("headers")
    for name, node in listed.items() if listed else ():
        if name.lower() != "content-type":
            yield parameter(node, name, "header")


def parameter(node: Node, name: str, location: str) -> Parameter:
    """Read a parameter object, or a header object."""
    style = str(node.field("style") or ("form" if location in {"query", "cookie"} else "simple"))
    content = node.get("content")
    owner, media = next(((entry, name) for name, entry in content.items()), (node, None)) if content else (node, None)
    kind = owner.get("schema")
    return Parameter(
        name.lower() if location == "header" else name,
        location,
        node,
        required=bool(node.field("required")) or location == "path",
        style=style,
        explode=bool(node.field("explode", style == "form")),
        schema=f"{owner.pointer}/schema" if kind else None,
        kind=kind,
        media=media,
        allow_empty=bool(node.field("allowEmptyValue")),
    )


def operations(tree: Mapping[str, Any], name: str) -> Iterator[Operation]:
    """Every operation of the description."""
    paths = Node(tree, name, "", tree).get("paths")
    for path, item in paths.items() if paths else ():
        for method in METHODS:
            if node := item.get(method):
                yield Operation(method.upper(), path, node, item)
