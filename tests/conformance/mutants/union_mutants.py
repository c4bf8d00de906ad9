"""Mutants of choices and compositions: a branch less, a null more, tags swapped."""

from collections.abc import Iterator
from typing import Any

from scripts.document import escape, is_object, resolve, split
from tests.conformance.mutants.edits import Tree, drop, put, rename
from tests.conformance.mutants.samples import UNKNOWN
from tests.conformance.mutants.touch import Touched

_NULL = {"type": "null"}


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
    yield from _discriminator(tree, pointer, schema)


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
                    swapped = put(put(tree, split(mine[name]), second), split(theirs[name]), first)
                    yield f"{name} of {keyword} {one} and {other} swapped", swapped


def _constants(tree: Tree, pointer: str) -> Iterator[tuple[str, str]]:
    """Find the constants of a branch, by the name of the property, through `$ref` and `allOf`."""
    schema = resolve(tree, pointer)
    while is_object(schema) and "$ref" in schema:
        pointer = str(schema["$ref"]).removeprefix("#")
        schema = resolve(tree, pointer)
    if not is_object(schema):
        return
    for name, each in schema.get("properties", {}).items():
        keyword = next((key for key in ("const", "enum") if is_object(each) and key in each), None)
        if keyword:
            yield name, f"{pointer}/properties/{escape(name)}/{keyword}"
    for index, _ in enumerate(schema.get("allOf", [])):
        yield from _constants(tree, f"{pointer}/allOf/{index}")


def _discriminator(tree: Tree, pointer: str, schema: dict[str, Any]) -> Iterator[tuple[str, Tree]]:
    found = schema.get("discriminator")
    if not is_object(found):
        return
    path = split(f"{pointer}/discriminator")
    mapping: dict[str, str] = found.get("mapping") or {}
    for tag, target in mapping.items():
        other = next((each for each in mapping if mapping[each] != target), None)
        if other:
            swapped = {**mapping, tag: mapping[other], other: target}
            yield f"mapping of {tag} and {other} swapped", put(tree, [*path, "mapping"], swapped)
        yield f"mapping of {tag} renamed", rename(tree, [*path, "mapping", tag], f"{tag}{UNKNOWN}")
    yield "discriminator renamed", put(tree, [*path, "propertyName"], f"{found['propertyName']}{UNKNOWN}")
