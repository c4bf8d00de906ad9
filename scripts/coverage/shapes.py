"""What a schema says of a value and of its parts, by pointers: one reading for walks over schemas and over values."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scripts.conform.schemas import Schemas
from scripts.conform.spec import pointed
from scripts.document import escape, is_array, is_object, resolve
from scripts.problem import refuse

_UNIONS = ("oneOf", "anyOf")


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """One schema: the pointers of the schemas that it holds, by what of the value they are for.

    `same` are for the value itself, always; of `unions` and `conditions` some are. `not`, `contains` and
    `propertyNames` are left out: that a value passes them shows nothing of the parts below them.
    """

    pointer: str
    same: tuple[str, ...] = ()
    unions: tuple[tuple[str, ...], ...] = ()
    tag: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict[str, str])
    conditions: tuple[str, ...] = ()
    dependent: Mapping[str, str] = field(default_factory=dict[str, str])
    properties: Mapping[str, str] = field(default_factory=dict[str, str])
    required: frozenset[str] = frozenset()
    patterns: Mapping[str, str] = field(default_factory=dict[str, str])
    rest: str | None = None
    unevaluated: str | None = None
    first: tuple[str, ...] = ()
    items: str | None = None
    options: tuple[Any, ...] = ()

    def slots(self, value: Any) -> list[str]:
        """The schemas of the parts that a value has or could have."""
        if is_object(value):
            return [*self.properties.values(), *self.patterns.values(), *filter(None, [self.rest, self.unevaluated])]
        return [*self.first, *filter(None, [self.items])] if is_array(value) else []


class Shapes:
    """The shapes of one document, made when they are first needed, and which of them a value meets."""

    def __init__(self, tree: Mapping[str, Any], name: str = "description") -> None:
        self.tree = tree
        self._name = name
        self.schemas = Schemas(tree)
        self._known: dict[str, Shape] = {}

    def at(self, pointer: str) -> Shape:
        """Read the schema at a pointer."""
        if pointer not in self._known:
            schema = resolve(self.tree, pointer)
            if is_object(schema) and "$ref" in schema:
                self._check(pointer, str(schema["$ref"]))
            self._known[pointer] = _shape(pointer, schema) if is_object(schema) else Shape(pointer)
        return self._known[pointer]

    def _check(self, pointer: str, reference: str) -> None:
        try:
            resolve(self.tree, pointed(reference))
        except KeyError:
            refuse(f"{self._name}:{pointer}/$ref", f"{reference} is not in the document", "correct the reference")

    def met(self, pointer: str, value: Any) -> tuple[list[Shape], list[str]]:
        """Every shape that is for a value itself, and the branches of unions that were meant."""
        found: dict[str, Shape] = {}
        branches: list[str] = []
        waiting = [pointer]
        while waiting:
            here = waiting.pop()
            if here in found:
                continue
            shape = found[here] = self.at(here)
            chosen = [each for union in shape.unions for each in self._meant(shape, union, value)]
            branches += chosen
            waiting += [*self._conditional(shape, value), *reversed(chosen), *reversed(shape.same)]
        return list(found.values()), branches

    def _meant(self, shape: Shape, union: tuple[str, ...], value: Any) -> list[str]:
        """Choose the branches that a value means.

        That is the one its discriminator names, else those that fit and leave the fewest fields unnamed, else those
        whose tags it has.
        """
        if shape.tag and is_object(value):
            tag = str(value.get(shape.tag))
            target = shape.mapping.get(tag, tag).rpartition("/")[2]
            named = [each for each in union if any(target == same.rpartition("/")[2] for same in self.at(each).same)]
            if named:
                return named
        fitting = [each for each in union if self.schemas.is_valid(each, value)]
        if not is_object(value):
            return fitting
        if not fitting:
            return [each for each in union if self._tagged(each, value)]
        if len(fitting) == 1:
            return fitting
        unnamed = {each: len(value.keys() - self._names(each, value)) for each in fitting}
        return [each for each in fitting if unnamed[each] == min(unnamed.values())]

    def _names(self, pointer: str, value: Any) -> set[str]:
        return {name for shape in self.met(pointer, value)[0] for name in shape.properties}

    def _tagged(self, pointer: str, value: Mapping[str, Any]) -> bool:
        """Whether a value has all the fields for which a schema knows one value alone, and there are any."""
        tags = {
            name: single[0]
            for shape in self.met(pointer, value)[0]
            for name, each in shape.properties.items()
            if len(single := self.values(each)) == 1
        }
        return bool(tags) and all(name in value and same(tag, value[name]) for name, tag in tags.items())

    def values(self, pointer: str) -> tuple[Any, ...]:
        """The values that a schema lists, by `enum` or `const`."""
        schema = resolve(self.tree, pointer)
        return (schema["const"],) if is_object(schema) and "const" in schema else self.at(pointer).options

    def _conditional(self, shape: Shape, value: Any) -> Iterator[str]:
        for at in shape.conditions:
            chosen = f"{shape.pointer}/{'then' if self.schemas.is_valid(at, value) else 'else'}"
            if chosen.rpartition("/")[2] in resolve(self.tree, shape.pointer):
                yield chosen
        if is_object(value):
            yield from (at for name, at in shape.dependent.items() if name in value)

    def parts(self, shapes: list[Shape], value: Any) -> Iterator[tuple[str, Any]]:
        """Every part of a value with the pointer of a schema that is for it."""
        if is_object(value):
            claimed: set[str] = set()
            for shape in shapes:
                claims = dict(_claims(shape, list(value)))
                claimed |= claims.keys()
                yield from ((at, value[name]) for name, pointers in claims.items() for at in pointers)
            for at in [shape.unevaluated for shape in shapes if shape.unevaluated]:
                yield from ((at, each) for name, each in value.items() if name not in claimed)
        elif is_array(value):
            for shape in shapes:
                yield from zip(shape.first, value, strict=False)
                if shape.items:
                    yield from ((shape.items, each) for each in value[len(shape.first) :])


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON has it: true is not 1."""
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _claims(shape: Shape, names: list[str]) -> Iterator[tuple[str, list[str]]]:
    for name in names:
        found = [shape.properties[name]] if name in shape.properties else []
        found += [at for pattern, at in shape.patterns.items() if _fits(pattern, name)]
        if not found and shape.rest:
            found = [shape.rest]
        if found:
            yield name, found


def _fits(pattern: str, name: str) -> bool:
    try:
        return re.search(pattern, name) is not None
    except re.error:  # the patterns of JSON Schema are those of JavaScript
        return False


def _shape(pointer: str, schema: dict[str, Any]) -> Shape:
    def below(keyword: str) -> str | None:
        return f"{pointer}/{keyword}" if is_object(schema.get(keyword)) else None

    def listed(keyword: str) -> tuple[str, ...]:
        return tuple(f"{pointer}/{keyword}/{index}" for index, _ in enumerate(schema.get(keyword) or []))

    def named(keyword: str) -> dict[str, str]:
        found: dict[str, Any] = schema.get(keyword) or {}
        return {name: f"{pointer}/{keyword}/{escape(name)}" for name in found}

    discriminator = schema.get("discriminator")
    told: dict[str, Any] = discriminator if is_object(discriminator) else {}
    reference = (pointed(str(schema["$ref"])),) if "$ref" in schema else ()
    return Shape(
        pointer,
        same=(*reference, *listed("allOf")),
        unions=tuple(found for keyword in _UNIONS if (found := listed(keyword))),
        tag=str(told.get("propertyName", "")),
        mapping=told.get("mapping") or {},
        conditions=tuple(filter(None, [below("if")])),
        dependent=named("dependentSchemas"),
        properties=named("properties"),
        required=frozenset(schema.get("required") or ()),
        patterns=named("patternProperties"),
        rest=below("additionalProperties"),
        unevaluated=below("unevaluatedProperties"),
        first=listed("prefixItems"),
        items=below("items"),
        options=tuple(schema.get("enum") or ()),
    )
