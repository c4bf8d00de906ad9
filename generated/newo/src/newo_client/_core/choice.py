# Copied by `nox -s generate -- newo` from scripts/runtime/choice.py. Change that, not this file.
"""Which of several types an object of JSON is meant to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from .codec import decoder
from .errors import DecodeError
from .fields import closed_constants, constants, is_model, required_names, wire_names
from .kinds import shortened, wrong
from .scalars import Decoder, same
from .tagged import Tagged, tagged

if TYPE_CHECKING:
    from .model import Model


def object_decoder(members: list[Any]) -> Decoder:
    """Return the function that reads an object as one of the members.

    A tag that is known decides. Else it is one of the models, else what has an unknown tag, else one of the rest: an
    object of any kind.
    """
    unions = [found for each in members if (found := tagged(each))]
    models: list[type[Model]] = [each for each in members if is_model(each)]
    rest = [decoder(each) for each in members if not is_model(each) and not tagged(each)]
    named = {wire for model in models for wire in wire_names(model).values()}
    choice = [model_choice(models)] if models else []

    def readers(value: Any) -> Iterable[Decoder]:
        known = [each for each in unions if each.knows(value)]
        if known:
            return (*(each.read for each in known), *rest)
        saying = [each for each in unions if each.says(value)]
        # A tag that no model has a field for can't be meant for a model.
        first = [each for each in saying if each.tag not in named]
        last = [each for each in _first_of(saying, unions) if each not in first]
        return (*(each.read for each in first), *choice, *(each.read for each in last), *rest)

    return lambda value: first_that_fits(readers(value), value)


def _first_of(saying: list[Tagged], unions: list[Tagged]) -> list[Tagged]:
    return [*saying, *(each for each in unions if each not in saying)]


def first_that_fits(readers: Iterable[Decoder], value: Any) -> Any:
    """Return what the first reader makes of a value that does not refuse it.

    Raises:
        DecodeError: all refuse it; of these errors the first among those that lead deepest.
    """
    errors: list[DecodeError] = []
    for reader in readers:
        try:
            return reader(value)
        except DecodeError as error:
            errors.append(error)
    raise max(errors, key=lambda error: error.pointer.count("/"))


def model_choice(models: list[type[Model]]) -> Decoder:
    """Return the function that reads an object as one of the models.

    The one with most fields that no other has is asked first. Where none is, or where it does not fit, it is the first
    that fits, by the constants that it says, the fewest fields that it does not know, the fewest that it lacks.
    """
    wires = {model: frozenset(wire_names(model).values()) for model in models}
    own = {
        model: wires[model].difference(*(wires[other] for other in models if other is not model)) for model in models
    }
    required = {model: required_names(model) for model in models}

    def ranked(value: Any) -> Iterator[type[Model]]:
        present = value.keys()
        scores = {model: len(own[model] & present) for model in models}
        best = max(scores.values())
        leading = [model for model in models if scores[model] == best] if best else []

        def rank(model: type[Model]) -> tuple[int, int, int]:
            return -_constants_said(model, value), len(present - wires[model]), len(wires[model] - present)

        yield from leading if len(leading) == 1 else ()
        fitting = [model for model in models if required[model] <= present]
        yield from (each for each in sorted(fitting, key=rank) if [each] != leading)

    def read(value: Any) -> Any:
        error: DecodeError | None = None
        for model in ranked(value):
            try:
                _check_constants(model, value)
                return decoder(model)(value)
            except DecodeError as refused:
                error = error or refused
        raise error or _none_of(models, value)

    return read


def _constants_said(model: type[Model], value: Any) -> int:
    said = ((value[wire], values) for wire, values in constants(model).items() if wire in value)
    return sum(any(same(one, each) for each in values) for one, values in said)


def _check_constants(model: type[Model], value: Any) -> None:
    """Refuse an object that says another constant; read by itself, a model would take it for a new one."""
    for wire, values in closed_constants(model).items():
        if isinstance(value.get(wire), str) and value[wire] not in values:
            raise wrong(" or ".join(map(repr, values)), value[wire]).within(wire, model.__name__)


def _none_of(models: list[type[Model]], value: Any) -> DecodeError:
    fields = ", ".join(sorted(map(str, value.keys()))) or "no fields"
    names = " or ".join(model.__name__ for model in models)
    return DecodeError("", "", names, shortened(f"an object with {fields}"))
