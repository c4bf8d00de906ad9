# Copied by `nox -s generate -- newo` from scripts/runtime/union.py. Change that, not this file.
"""Which member of a union a JSON value is meant to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, ForwardRef, Literal, get_args, get_origin

from .choice import first_that_fits, object_decoder
from .codec import LISTS, decoder
from .fields import UNIONS, is_model, named
from .kinds import is_array, is_object, wrong
from .scalars import Decoder
from .tagged import Tagged, tagged

__all__ = ["Tagged", "union_decoder"]


def union_decoder(members: list[Any]) -> Decoder:
    """Return the function that reads a JSON value as one of the members.

    The kind of the value decides first, then the narrowest member that fits; `choice` tells objects apart.
    """
    members = list(dict.fromkeys(_flat(members, set())))
    by_kind: dict[type, Decoder] = {}
    for kind in _KINDS:
        fitting = [each for each in members if _takes(kind, each)]
        if fitting:
            by_kind[kind] = _reader(kind, fitting)
    names = " or ".join(map(_called, (each for each in members if each is not type(None))))

    def read(value: Any) -> Any:
        reader = by_kind.get(_kind(value))
        if reader is None:
            raise wrong(names, value)
        return reader(value)

    return read


def _flat(members: Iterable[Any], seen: set[str]) -> Iterator[Any]:
    """Yield the members, and in place of an alias of a union the members of that one."""
    for each in members:
        if isinstance(each, str | ForwardRef):
            name = each if isinstance(each, str) else each.__forward_arg__
            if name not in seen:
                yield from _flat([named(name)], {*seen, name})
        elif _origin(each) in UNIONS:
            yield from _flat(get_args(each), seen)
        elif _origin(each) is Annotated and tagged(each) is None:
            yield from _flat(get_args(each)[:1], seen)
        else:
            yield each


def _called(member: Any) -> str:
    found = tagged(member)
    return str(found or getattr(member, "__name__", None) or member)


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
    return _origin(member) is dict or is_model(member) or tagged(member) is not None


_KINDS: tuple[type, ...] = (type(None), bool, str, int, float, list, dict)


def _reader(kind: type, members: list[Any]) -> Decoder:
    ranked = sorted(members, key=_breadth)
    if len(ranked) == 1:
        return decoder(ranked[0])
    if kind is dict:
        return object_decoder(ranked)
    readers = [decoder(each) for each in ranked]
    return lambda value: first_that_fits(readers, value)


def _breadth(member: Any) -> int:
    """Return the rank of a member: the narrower is asked first, an enum before the text that it is made of."""
    if member in {str, int, float, Any} or _origin(member) is dict:
        return 2
    # Every text passes for a date, if need be as text.
    return 1 if member in {datetime, date} else 0
