"""Good exchanges changed in one place, where the change is a defect: whether one is, is asked of the oracle alone."""

from collections.abc import Iterator
from typing import Any

from scripts.document import is_array, is_object, resolve
from tests.conformance.mutants.edits import at, drop, put
from tests.conformance.mutants.faults import http_faults
from tests.conformance.mutants.samples import KINDS, UNKNOWN, kind_of, misspelt
from tests.conformance.mutants.slots import Slot
from tests.conformance.mutants.subject import Planted, Subject
from tests.conformance.mutants.touch import Touched

Path = tuple[str | int, ...]


def exchange_mutants(subject: Subject, touch: Touched) -> Iterator[Planted]:
    """Change each exchange as a whole, and every part of every value that it holds."""
    for exchange, match in subject.matches:
        yield from http_faults(exchange, match)
    for _, _, slot in touch.slots:
        for what, path, value in _changes(slot):
            changed = None if slot.fits(value) else slot.write(value)
            if changed is not None:
                place = slot.place_of(path)
                yield Planted(f"{what} at {place}", changed, (slot.code,), slot.place)
    yield from _unknown_fields(subject, touch)


def _changes(slot: Slot) -> Iterator[tuple[str, Path, Any]]:
    for path, value in _parts(slot.value):
        if path and is_object(at(slot.value, path[:-1])):
            yield "dropped", path, drop(slot.value, path)
        for kind, sample in KINDS.items():
            if kind != kind_of(value):
                yield f"{kind} instead", path, put(slot.value, path, sample)
        if not is_object(value) and not is_array(value):
            yield "another value", path, put(slot.value, path, misspelt(value))
        if isinstance(value, str):
            yield "an empty text", path, put(slot.value, path, "")
        if is_array(value):
            yield "a stranger among items", path, put(slot.value, path, [*value, {UNKNOWN: [None]}])


def _parts(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    parts = value.items() if is_object(value) else enumerate(value) if is_array(value) else ()
    for key, each in parts:
        yield from _parts(each, (*path, key))


def _unknown_fields(subject: Subject, touch: Touched) -> Iterator[Planted]:
    """Add a field to each object, unless a schema that judged it takes any, or none names its fields."""
    schemas: dict[tuple[int, Path], list[dict[str, Any]]] = {}
    slots = {id(slot): slot for _, _, slot in touch.slots}
    for pointer, asked in touch.schemas.items():
        for each in asked:
            if is_object(each.value) and each.slot.code.endswith(".body"):
                schemas.setdefault((id(each.slot), each.path), []).append(resolve(subject.tree, pointer))
    for (key, path), judged in schemas.items():
        slot = slots[key]
        if any(_names(each) for each in judged) and not any(_takes_any(each) for each in judged):
            value = put(slot.value, path, {**at(slot.value, path), UNKNOWN: UNKNOWN})
            changed = slot.write(value)
            if changed is not None:
                place = slot.place_of(path)
                yield Planted(f"a field that nobody knows at {place}", changed, (slot.code,), slot.place)


def _names(schema: dict[str, Any]) -> bool:
    return "properties" in schema or schema.get("additionalProperties") is False


def _takes_any(schema: dict[str, Any]) -> bool:
    rest = schema.get("additionalProperties", schema.get("unevaluatedProperties", False))
    return rest is not False or "patternProperties" in schema
