# Copied by `nox -s generate -- newo` from scripts/runtime/members.py. Change that, not this file.
"""The members of a union: which there are, and which of them a JSON value can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, ForwardRef, Literal, get_args, get_origin

from .fields import UNIONS, is_model, named
from .unset import Unset

LISTS = frozenset({list, Sequence})
# The classes that JSON values have in Python.
KINDS: tuple[type, ...] = (str, bool, int, float, list, dict, type(None))


def members_of(expected: Any) -> list[Any]:
    """Return the members of a union, and of the unions in it; what is none is its own one member."""
    return [each for each in dict.fromkeys(_flat([expected], set())) if each is not Unset]


def _flat(members: Iterable[Any], seen: set[str]) -> Iterator[Any]:
    for each in members:
        if isinstance(each, str | ForwardRef):
            name = each if isinstance(each, str) else each.__forward_arg__
            if name not in seen:
                yield from _flat([named(name)], {*seen, name})
        elif get_origin(each) in UNIONS:
            yield from _flat(get_args(each), seen)
        elif get_origin(each) is Annotated and not is_tagged(each):
            yield from _flat(get_args(each)[:1], seen)
        else:
            yield each


def is_tagged(member: Any) -> bool:
    """Tell whether a type says how its members are told apart."""
    return any(hasattr(each, "table") for each in getattr(member, "__metadata__", ()))


def is_enum(member: Any, kind: type) -> bool:
    """Tell whether a type is an enum of values of a kind."""
    return isinstance(member, type) and issubclass(member, Enum) and issubclass(member, kind)


def fitting(kind: type, members: list[Any]) -> list[Any]:
    """Return the members that can come from a JSON value of a kind, the narrower first."""
    return sorted((each for each in members if _takes(kind, each)), key=_breadth)


def _takes(kind: type, member: Any) -> bool:
    if member is Any:
        return True
    if get_origin(member) is Literal:
        return any(type(each) is kind for each in get_args(member))
    if kind is type(None):
        return member in {None, type(None)}
    if kind is bool:
        return member is bool
    if kind is str:
        return member in {str, datetime, date} or is_enum(member, str)
    if kind is int:
        return member in {int, float} or is_enum(member, int)
    if kind is float:
        # To JSON 1.0 is the 1 of an enum.
        return member in {float, int} or is_enum(member, int)
    if kind is list:
        return get_origin(member) in LISTS
    return get_origin(member) is dict or is_model(member) or is_tagged(member)


def _breadth(member: Any) -> int:
    """Return the rank of a member: an enum comes before the text that it is made of."""
    if member in {str, int, float, Any} or get_origin(member) is dict:
        return 2
    # Every text passes for a date, if need be as text.
    return 1 if member in {datetime, date} else 0
