"""What there is to see: every property, value of an enum and branch of a union that requests or responses may have."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from scripts.conform.conformer import Conformer
from scripts.conform.finding import show
from scripts.conform.spec import Node, headers_of
from scripts.coverage.shapes import Shape, Shapes
from scripts.document import is_array, is_object, resolve, split

Side = Literal["request", "response"]
NULL = {"type": "null"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a schema that exchanges may visit.

    `home` is the component that it is in, or the operation and what of it; `path` the way from there.
    """

    side: Side
    home: str
    path: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Slot(Place):
    """A property (or the items of an array, the entries of a map) of the schema at `owner`."""

    owner: str
    required: bool
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Option(Place):
    """One value of an enum, or one branch of a union, of the schema at `owner`."""

    owner: str
    kind: Literal["value", "branch"]
    label: str


def roots(conformer: Conformer) -> Iterator[Place]:
    """Every schema with which a value of an exchange begins: bodies, parameters, headers of responses."""
    for operation in conformer.operations:
        call = f"{operation.method} {operation.path}"
        for each in operation.parameters:
            if each.schema:
                yield Place("request", f"{call} parameter", each.name, each.schema)
        if operation.body:
            yield from _bodies("request", f"{call} request", operation.body)
        responses = operation.node.get("responses")
        for status, response in responses.items() if responses else ():
            for each in headers_of(response):
                if each.schema:
                    yield Place("response", f"{call} {status} header", each.name, each.schema)
            yield from _bodies("response", f"{call} {status}", response)


def _bodies(side: Side, home: str, owner: Node) -> Iterator[Place]:
    content = owner.get("content")
    for media, node in content.items() if content else ():
        if node.get("schema"):
            yield Place(side, f"{home} {media}", "", f"{node.pointer}/schema")


def places(conformer: Conformer, shapes: Shapes) -> tuple[list[Slot], list[Option]]:
    """Every slot and option below the roots, each once a side, in the order of the description."""
    slots: list[Slot] = []
    options: list[Option] = []
    waiting = list(roots(conformer))[::-1]
    seen: set[tuple[Side, str]] = set()
    while waiting:
        here = _at_home(waiting.pop())
        if (here.side, here.pointer) in seen:
            continue
        seen.add((here.side, here.pointer))
        shape = shapes.at(here.pointer)
        below = list(_slots(here, shape, shapes))
        slots += below
        options += _options(here, shape, shapes)
        waiting += [*_others(here, shape, shapes), *below][::-1]
    # only now is every reference known to lead somewhere
    return [replace(each, nullable=shapes.schemas.is_valid(each.pointer, None)) for each in slots], options


def _at_home(place: Place) -> Place:
    """Begin anew at a component."""
    steps = split(place.pointer)
    if steps[0] != "components":
        return place
    if len(steps) == 3:
        home = steps[2] if steps[1] == "schemas" else f"{steps[1]} {steps[2]}"
        return Place(place.side, home, "", place.pointer)
    if steps[1] != "schemas" and steps[-1] == "schema":
        return Place(place.side, " ".join(steps[1:3]), "", place.pointer)
    return place


def _slots(here: Place, shape: Shape, shapes: Shapes) -> Iterator[Slot]:
    for name, at in shape.properties.items():
        if not _one_way(shapes, at, here.side):
            path = f"{here.path}.{name}".lstrip(".")
            yield Slot(here.side, here.home, path, at, shape.pointer, name in shape.required)
    for pattern, at in shape.patterns.items():
        yield Slot(here.side, here.home, f"{here.path}{{{pattern}}}", at, shape.pointer, False)
    for index, at in enumerate(shape.first):
        yield Slot(here.side, here.home, f"{here.path}[{index}]", at, shape.pointer, False)
    for open_at, name in ((shape.rest, "{}"), (shape.unevaluated, "{}"), (shape.items, "[]")):
        if open_at and resolve(shapes.tree, open_at) != {}:
            yield Slot(here.side, here.home, here.path + name, open_at, shape.pointer, False)


def _one_way(shapes: Shapes, at: str, side: Side) -> bool:
    """Whether a property is for the other side alone."""
    schema = resolve(shapes.tree, at)
    return is_object(schema) and bool(schema.get("readOnly" if side == "request" else "writeOnly"))


def _options(here: Place, shape: Shape, shapes: Shapes) -> Iterator[Option]:
    for index, value in enumerate(shape.options):
        if value is not None:
            pointer = f"{shape.pointer}/enum/{index}"
            yield Option(here.side, here.home, here.path, pointer, shape.pointer, "value", show(value))
    for union in shape.unions:
        if _is_choice(union, shapes):
            for at in union:
                yield Option(here.side, here.home, here.path, at, shape.pointer, "branch", _label(at, shapes))


def _is_choice(union: tuple[str, ...], shapes: Shapes) -> bool:
    """Whether a union lets more than one schema and null; null alone is what slots tell."""
    return len([at for at in union if resolve(shapes.tree, at) != NULL]) > 1


def _label(at: str, shapes: Shapes) -> str:
    schema: Any = resolve(shapes.tree, at)
    if not is_object(schema):
        return str(schema)
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "title" in schema:
        return str(schema["title"])
    if values := shapes.values(at):
        return " or ".join(map(show, values))
    names = schema.get("type") or at.rpartition("/")[2]
    return " or ".join(map(str, names)) if is_array(names) else str(names)


def _others(here: Place, shape: Shape, shapes: Shapes) -> Iterator[Place]:
    """The schemas for the same value."""
    steps = [*shape.same, *shape.dependent.values()]
    schema = resolve(shapes.tree, shape.pointer)
    steps += [f"{shape.pointer}/{each}" for each in ("then", "else") if is_object(schema) and each in schema]
    yield from (Place(here.side, here.home, here.path, at) for at in steps)
    for union in shape.unions:
        for at in union:
            path = f"{here.path}({_label(at, shapes)})" if _is_choice(union, shapes) else here.path
            yield Place(here.side, here.home, path, at)
