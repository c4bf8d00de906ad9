"""Mutants of choices and compositions: a branch less, a null more, tags swapped."""

from collections.abc import Iterator
from typing import Any

from scripts.document import escape, is_object, resolve, split
from tests.conformance.mutants.edits import Tree, drop, put, rename
from tests.conformance.mutants.samples import UNKNOWN
from tests.conformance.mutants.touch import Touched

_NULL = {"type": "null"}
_TAGS = {"const", "enum"}


def union_mutants(tree: Tree, pointer: str, touch: Touched) -> Iterator[tuple[str, Tree]]:
    """Change the choices of one schema."""
    schema = resolve(tree, pointer)
    for keyword in ("allOf", "anyOf", "oneOf"):
        branches: list[Any] = schema.get(keyword, [])
        for index, branch in enumerate(branches):
            place = f"{pointer}/{keyword}/{index}"
            if len(branches) > 1 and (place in touch.schemas or branch == _NULL):
                yield f"{keyword} {index} dropped", drop(tree, split(place))
        if branches and keyword != "allOf" and _NULL not in branches:
            yield f"{keyword} null added", put(tree, split(f"{pointer}/{keyword}"), [*branches, _NULL])
    yield from _tags_swapped(tree, pointer, touch)
    values = [asked.value for asked in touch.schemas[pointer] if is_object(asked.value)]
    yield from _discriminator(tree, pointer, schema, values)


def _tags_swapped(tree: Tree, pointer: str, touch: Touched) -> Iterator[tuple[str, Tree]]:
    """Swap the constants by which two branches tell themselves apart, where one of the branches is touched."""
    for keyword in ("anyOf", "oneOf"):
        branches: list[Any] = resolve(tree, pointer).get(keyword, [])
        tags = [dict(_constants(tree, f"{pointer}/{keyword}/{index}")) for index, _ in enumerate(branches)]
        for one, mine in enumerate(tags):
            for other, theirs in enumerate(tags):
                seen = f"{pointer}/{keyword}/{one}" in touch.schemas
                if one == other or not seen:
                    continue
                for name in mine.keys() & theirs.keys():
                    first, second = resolve(tree, mine[name]), resolve(tree, theirs[name])
                    swapped = put(tree, split(mine[name]), _retagged(first, second))
                    swapped = put(swapped, split(theirs[name]), _retagged(second, first))
                    yield f"{name} of {keyword} {one} and {other} swapped", swapped


def _retagged(schema: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Give a schema the constant, or the list of values, of another one."""
    rest = {name: each for name, each in schema.items() if name not in _TAGS}
    return rest | {name: each for name, each in other.items() if name in _TAGS}


def _constants(tree: Tree, pointer: str) -> Iterator[tuple[str, str]]:
    """Find the properties of a branch that have constants, by the name of the property, through `$ref` and `allOf`."""
    schema = resolve(tree, pointer)
    while is_object(schema) and "$ref" in schema:
        pointer = str(schema["$ref"]).removeprefix("#")
        schema = resolve(tree, pointer)
    if not is_object(schema):
        return
    for name, each in schema.get("properties", {}).items():
        if is_object(each) and _TAGS & each.keys():
            yield name, f"{pointer}/properties/{escape(name)}"
    for index, _ in enumerate(schema.get("allOf", [])):
        yield from _constants(tree, f"{pointer}/allOf/{index}")


def _discriminator(
    tree: Tree, pointer: str, schema: dict[str, Any], values: list[dict[str, Any]]
) -> Iterator[tuple[str, Tree]]:
    """Change what the tags that values hold stand for."""
    found = schema.get("discriminator")
    if not is_object(found):
        return
    path = split(f"{pointer}/discriminator")
    mapping: dict[str, str] = found.get("mapping") or {}
    held = {value.get(found["propertyName"]) for value in values}
    for tag, target in ((tag, target) for tag, target in mapping.items() if tag in held):
        other = next((each for each in mapping if mapping[each] != target), None)
        if other:
            swapped = {**mapping, tag: mapping[other], other: target}
            yield f"mapping of {tag} and {other} swapped", put(tree, [*path, "mapping"], swapped)
        yield f"mapping of {tag} renamed", rename(tree, [*path, "mapping", tag], f"{tag}{UNKNOWN}")
    yield "discriminator renamed", put(tree, [*path, "propertyName"], f"{found['propertyName']}{UNKNOWN}")
