# Copied by `nox -s generate -- newo` from scripts/runtime/union.py. Change that, not this file.
"""Which member of a union a JSON value is meant to be."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from .codec import LISTS, Decoder, decoder
from .errors import DecodeError
from .fields import is_model, required_names, wire_names
from .kinds import is_array, is_object, shortened, wrong

if TYPE_CHECKING:
    from .model import Model


def union_decoder(members: list[Any]) -> Decoder:
    """Return the function that reads a JSON value as one of the members.

    The kind of the value decides first. Among several models the one with most fields that no other member has wins.
    """
    by_kind: dict[type, Decoder] = {}
    for kind in _KINDS:
        fitting = [each for each in members if _takes(kind, each)]
        if fitting:
            by_kind[kind] = _reader(kind, fitting)
    names = " or ".join(getattr(each, "__name__", None) or str(each) for each in members if each is not type(None))

    def read(value: Any) -> Any:
        reader = by_kind.get(_kind(value))
        if reader is None:
            raise wrong(names, value)
        return reader(value)

    return read


def _kind(value: Any) -> type:
    exact: type = value.__class__
    if exact in _KINDS:
        return exact
    return (
        dict
        if is_object(value)
        else list
        if is_array(value)
        else next((kind for kind in _KINDS if isinstance(value, kind)), exact)
    )


def _is_enum_of(member: Any, kind: type) -> bool:
    return isinstance(member, type) and issubclass(member, Enum) and issubclass(member, kind)


def _origin(member: Any) -> Any:
    return get_origin(member)


def _takes(kind: type, member: Any) -> bool:
    """Tell whether a member of a union can come from a JSON value of a kind."""
    if member is Any:
        return True
    if _origin(member) is Literal:
        return any(type(each) is kind for each in get_args(member))
    if kind is type(None):
        return member in {None, type(None)}
    if kind is bool:
        return member is bool
    if kind is str:
        return member in {str, datetime, date} or _is_enum_of(member, str)
    if kind is int:
        return member in {int, float} or _is_enum_of(member, int)
    if kind is float:
        return member in {float, int}
    if kind is list:
        return _origin(member) in LISTS
    return _origin(member) is dict or is_model(member)


_KINDS: tuple[type, ...] = (type(None), bool, str, int, float, list, dict)


def _reader(kind: type, members: list[Any]) -> Decoder:
    if kind is dict:
        models: list[type[Model]] = [each for each in members if is_model(each)]
        if len(models) > 1:
            rest = [each for each in members if not is_model(each)]
            return _model_choice(models, decoder(rest[0]) if rest else None)
    readers = [decoder(each) for each in sorted(members, key=_breadth)]
    return readers[0] if len(readers) == 1 else _first_that_fits(readers)


def _breadth(member: Any) -> int:
    """Return the rank of a member: the narrower is asked first, an enum before the text that it is made of."""
    if member in {str, int, float, Any} or _origin(member) is dict:
        return 2
    # Every text passes for a date, if need be as text.
    return 1 if member in {datetime, date} else 0


def _first_that_fits(readers: list[Decoder]) -> Decoder:
    def read(value: Any) -> Any:
        errors: list[DecodeError] = []
        for reader in readers:
            try:
                return reader(value)
            except DecodeError as error:
                errors.append(error)
        raise max(errors, key=lambda error: error.pointer.count("/"))

    return read


def _model_choice(models: list[type[Model]], otherwise: Decoder | None) -> Decoder:
    wires = {model: frozenset(wire_names(model).values()) for model in models}
    own = {
        model: wires[model].difference(*(wires[other] for other in models if other is not model)) for model in models
    }
    required = {model: required_names(model) for model in models}
    names = " or ".join(model.__name__ for model in models)

    def read(value: Any) -> Any:
        present = value.keys()
        scores = {model: len(own[model] & present) for model in models}
        best = max(scores.values())
        fitting = [model for model in models if scores[model] == best and (best or required[model] <= present)]
        chosen = _closest(fitting, {model: len(wires[model] - present) for model in fitting})
        try:
            if chosen is not None:
                return decoder(chosen)(value)
        except DecodeError:
            if otherwise is None:
                raise
        if otherwise is not None:
            return otherwise(value)
        fields = ", ".join(sorted(map(str, present))) or "no fields"
        raise DecodeError("", "", names, shortened(f"an object with {fields}"))

    return read


def _closest(fitting: list[type[Model]], lacking: dict[type[Model], int]) -> type[Model] | None:
    """Return the one model that lacks fewest of its fields; None where several do."""
    least = [model for model in fitting if lacking[model] == min(lacking.values())]
    return least[0] if len(least) == 1 else None
