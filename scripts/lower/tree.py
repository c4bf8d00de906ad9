"""Walking a description: references, components, operations."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from scripts.document import is_array, is_object, pointer, resolve
from scripts.problem import refuse

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
Tree = dict[str, Any]

# What people read; a difference in it is none on the wire.
PROSE = frozenset({"description", "summary", "title", "example", "examples", "externalDocs", "deprecated"})
# Below these keys stand names that the vendor chose, which may look like prose or like an extension.
NAMES = frozenset({"properties", "patternProperties", "headers", "$defs"})


def fresh(node: Any) -> Any:
    """Return a copy of a tree in which no two places share an object."""
    if is_object(node):
        return {key: fresh(value) for key, value in node.items()}
    return [fresh(each) for each in node] if is_array(node) else node


def walk(node: Any) -> Iterator[Tree]:
    """Yield every object of a tree, outermost first."""
    stack = [node]
    while stack:
        current = stack.pop()
        if is_object(current):
            yield current
            stack.extend(reversed(list(current.values())))
        elif is_array(current):
            stack.extend(reversed(current))


def wire(node: Any) -> Any:
    """Return what of a node shows on the wire: no prose, no extensions."""
    if is_object(node):
        return {
            key: {each: wire(value) for each, value in inner.items()} if key in NAMES else wire(inner)
            for key, inner in node.items()
            if key not in PROSE and not key.startswith("x-")
        }
    return [wire(each) for each in node] if is_array(node) else node


def references(node: Any) -> Iterator[Tree]:
    """Yield every object that holds a `$ref`."""
    return (each for each in walk(node) if isinstance(each.get("$ref"), str))


def redirect(node: Any, change: Callable[[str], str]) -> None:
    """Rewrite every `$ref` and every discriminator mapping in place."""
    for each in walk(node):
        if isinstance(each.get("$ref"), str):
            each["$ref"] = change(each["$ref"])
        mapping = each.get("mapping")
        if is_object(mapping) and "propertyName" in each:
            for key, value in mapping.items():
                mapping[key] = change(value)


def follow(document: Tree, node: Any, where: str) -> Any:
    """Return what a node refers to, or the node itself."""
    seen: set[str] = set()
    while is_object(node) and isinstance(node.get("$ref"), str):
        ref = node["$ref"]
        if ref in seen or not ref.startswith("#/"):
            refuse(where, f"$ref {ref} leads nowhere", "refer to a component of this document")
        seen.add(ref)
        try:
            node = resolve(document, ref[1:])
        except KeyError:
            refuse(where, f"$ref {ref} leads nowhere", "add the component, or correct the reference")
    return node


@dataclass(frozen=True, slots=True)
class Located:
    """One operation with its place."""

    path: str
    method: str
    item: Tree
    operation: Tree

    @property
    def pointer(self) -> str:
        """Its JSON pointer."""
        return pointer(["paths", self.path, self.method])


def operations(document: Tree) -> Iterator[Located]:
    """Yield every operation, in the order of the document."""
    for path, stated in document.get("paths", {}).items():
        item = follow(document, stated, pointer(["paths", path]))
        for method in METHODS:
            if method in item:
                yield Located(path, method, item, item[method])


def server_url(server: Tree) -> str:
    """Return the address of a server, its variables at their defaults."""
    url: str = server["url"]
    for name, variable in server.get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
    return url.rstrip("/")


def parameters(document: Tree, located: Located, where: str) -> list[Tree]:
    """Return the parameters of an operation, its own before those of its path, references followed."""
    found: dict[tuple[str, str], Tree] = {}
    for owner in (located.operation, located.item):
        for each in owner.get("parameters", []):
            parameter = follow(document, each, f"{where}:{located.pointer}")
            found.setdefault((parameter["in"], parameter["name"]), parameter)
    return list(found.values())
