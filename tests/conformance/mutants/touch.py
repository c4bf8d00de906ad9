"""What the good exchanges of a subject touch: operations, and schemas with the values that they judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from scripts.conform import Match
from scripts.document import is_object, resolve, split
from scripts.exchange import Exchange
from tests.conformance.mutants.edits import at
from tests.conformance.mutants.samples import kind_of
from tests.conformance.mutants.slots import Slot, slots
from tests.conformance.mutants.subject import Subject

_MAPS = {"$defs", "dependentSchemas", "patternProperties", "properties"}
_LISTS = {"allOf", "anyOf", "oneOf", "prefixItems"}
_SINGLE = {
    "additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then", "unevaluatedItems",
    "unevaluatedProperties",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """One question of a schema: about which part of which value of which exchange."""

    exchange: Exchange
    match: Match
    slot: Slot
    path: tuple[str | int, ...]
    value: Any

    @property
    def place(self) -> str:
        """Where in the exchange the value is."""
        return self.slot.place_of(self.path)


@dataclass(frozen=True, slots=True, eq=False)
class Touched:
    """All slots, each with its exchange; the questions that each schema was asked; the calls of each operation."""

    slots: list[tuple[Exchange, Match, Slot]]
    schemas: dict[str, list[Asked]]
    calls: dict[str, list[tuple[Exchange, Match]]]


def touched(subject: Subject) -> Touched:
    """Go through all good exchanges."""
    found = Touched([], {}, {})
    for exchange, match in subject.matches:
        found.calls.setdefault(match.operation.node.pointer, []).append((exchange, match))
        for slot in slots(exchange, match, subject.oracle):
            found.slots.append((exchange, match, slot))
            for pointer, path in _schemas(subject, slot):
                asked = Asked(exchange, match, slot, path, at(slot.value, path))
                found.schemas.setdefault(pointer, []).append(asked)
    return found


def _schemas(subject: Subject, slot: Slot) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    for visit in subject.oracle.visits(slot.schema, slot.value):
        if is_schema(visit.schema) and is_object(resolve(subject.tree, visit.schema)):
            yield visit.schema, visit.path


def is_schema(pointer: str) -> bool:
    """Whether a schema stands at a pointer, and not a keyword of one."""
    tokens = split(pointer)
    start = 3 if tokens[:2] == ["components", "schemas"] else _after_schema(tokens)
    is_here, is_map = 0 < start <= len(tokens), False
    for token in tokens[start:]:
        is_here, is_map = (token in _SINGLE, token in _MAPS | _LISTS) if is_here else (is_map, False)
    return is_here


def _after_schema(tokens: list[str]) -> int:
    return next((index + 1 for index, token in enumerate(tokens) if index > 2 and token == "schema"), 0)


def distinct(asked: list[Asked]) -> list[Asked]:
    """Keep one question of each place, items of a list being one, and type of value: others are planted alike."""
    kept = {
        (each.match.operation.id, each.slot.schema, _level(each), kind_of(each.value)): each for each in reversed(asked)
    }
    return list(kept.values())


def _level(asked: Asked) -> str:
    return asked.slot.place_of(tuple("*" if isinstance(key, int) else key for key in asked.path))
