"""A component that is no class and must be known by its name is a stand-in for the generator, with what it means.

That is a choice by a discriminator, a choice between several classes, and whatever contains itself. The generator
resolves all other names, and gives up where it gets into a circle.
"""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from scripts.document import is_object
from scripts.lower.names import Names
from scripts.lower.schemas import Slot, options, origin, reference, target, within
from scripts.problem import refuse

Tree = dict[str, Any]


def stand_in(document: Tree, name: str) -> Tree:
    """Return the document with a class in the place of each such component; `x-meant` holds the schema itself."""
    schemas: Tree = document["components"]["schemas"]
    aliases = {key: schema for key, schema in schemas.items() if not is_class(schema)}
    named = {key for key, schema in aliases.items() if "x-tagged" in schema or _classes(document, schema) > 1}
    circles = _circles(document, aliases, name)
    circles |= set(_choices(document, sorted(circles)))
    for key in [each for each in schemas if each in named | circles]:
        schema = schemas[key]
        schemas[key] = {
            "type": "object",
            "properties": {"meant": {}},
            "description": schema.get("description", ""),
            "x-at": origin(schema, ""),
            "x-meant": schema,
            "x-recursive": key in circles,
        }
    return document


def _choices(document: Tree, circles: list[str]) -> Iterator[str]:
    """Yield a new component for each choice deep in an alias that names an alias in turn: Python can't quote a part."""
    schemas: Tree = document["components"]["schemas"]
    names = Names(schemas)
    for circle in circles:
        for holder, key, at in list(within((schemas, circle, ""))):
            members = options(holder[key])[1] if at and is_object(holder) and is_object(holder[key]) else []
            if not any(target(document, each) in circles for each in members if is_object(each)):
                continue
            new = names.free(f"{circle}{'Item' if key == 'items' else 'Value'}")
            schemas[new] = holder[key]
            holder[key] = reference(new)
            yield new


def is_class(schema: Tree) -> bool:
    """Tell whether a schema becomes a class."""
    return "properties" in schema or "enum" in schema


def _classes(document: Tree, schema: Tree) -> int:
    found = {target(document, each) for each in options(schema)[1] if is_object(each)}
    return len({key for key in found if key is not None})


def _circles(document: Tree, aliases: Tree, name: str) -> set[str]:
    """Return the aliases that contain themselves."""
    graph = {key: set(_names(document, (aliases, key, ""))) & aliases.keys() for key in aliases}
    found: set[str] = set()
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle: set[str] = set(error.args[1])
            if all(_is_bare(document, aliases[key], circle) for key in circle):
                key = min(circle)
                refuse(f"{name}:{origin(aliases[key], '')}", f"{key} is nothing but itself", "say what it holds")
            found |= circle
            graph = {key: uses - circle for key, uses in graph.items() if key not in circle}
        else:
            return found


def _names(document: Tree, slot: Slot) -> Iterator[str]:
    for holder, key, _ in within(slot):
        found = target(document, holder[key]) if is_object(holder[key]) else None
        if found is not None:
            yield found


def _is_bare(document: Tree, schema: Tree, circle: set[str]) -> bool:
    """Tell whether a schema is one of the circle itself, or a choice of it, and does not merely contain it."""
    return any(target(document, each) in circle for each in [schema, *options(schema)[1]] if is_object(each))
