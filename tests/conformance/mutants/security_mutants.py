"""Mutants of what a request authenticates with."""

from collections.abc import Iterator
from typing import Any

from scripts.conform.spec import Operation
from scripts.document import split
from tests.conformance.mutants.credentials import holds
from tests.conformance.mutants.edits import Tree, at, drop, put
from tests.conformance.mutants.samples import UNKNOWN


def security_mutants(tree: Tree, operation: Operation, calls: list[Any]) -> Iterator[tuple[str, str, Tree]]:
    """Change the requirement in force, and the schemes of which an exchange holds the credential."""
    owner = operation.node.pointer if "security" in operation.node.value else ""
    path = [*split(owner), "security"]
    ways: list[dict[str, Any]] = at(tree, path) if "security" in at(tree, split(owner)) else []
    if ways and {} not in ways:
        yield "security", f"{owner}/security: free", put(tree, path, [])
        yield "security", f"{owner}/security: optional", put(tree, path, [*ways, {}])
    used = [way for way in operation.alternatives if way and any(_all(way, exchange) for exchange, _ in calls)]
    for way in used:
        names = {scheme.name for scheme in way}
        index = next(index for index, each in enumerate(ways) if each.keys() == names)
        others = [each for each in ways if each.keys() != names]
        if others:
            yield "security", f"{owner}/security/{index}: dropped", put(tree, path, others)
        for scheme in way:
            if len(way) > 1:
                less = drop(tree, [*path, index, scheme.name])
                yield "security", f"{owner}/security/{index}: {scheme.name} dropped", less
            yield from _scheme(tree, scheme.node.pointer, scheme.node.value)


def _all(way: Any, exchange: Any) -> bool:
    return all(holds(scheme.node, exchange) for scheme in way)


def _scheme(tree: Tree, pointer: str, scheme: dict[str, Any]) -> Iterator[tuple[str, str, Tree]]:
    path = split(pointer)
    if scheme["type"] == "apiKey":
        yield "security", f"{pointer}: renamed", put(tree, [*path, "name"], f"{scheme['name']}-{UNKNOWN}")
        for place in ("header", "query", "cookie"):
            if place != scheme["in"]:
                yield "security", f"{pointer}: in {place}", put(tree, [*path, "in"], place)
        return
    other = "bearer" if scheme.get("scheme") == "basic" else "basic"
    yield "security", f"{pointer}: {other}", put(tree, path, {"type": "http", "scheme": other})
