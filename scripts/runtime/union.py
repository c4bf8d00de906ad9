"""Which member of a union a JSON value is meant to be."""

from __future__ import annotations

from typing import Any

from .choice import first_that_fits, object_decoder
from .codec import decoder
from .kinds import is_array, is_object, wrong
from .members import KINDS, fitting
from .scalars import Decoder
from .tagged import Tagged, tagged

__all__ = ["Tagged", "union_decoder"]


def union_decoder(members: list[Any]) -> Decoder:
    """Return the function that reads a JSON value as one of the members.

    The kind of the value decides first, then the narrowest member that fits; `choice` tells objects apart.
    """
    by_kind: dict[type, Decoder] = {}
    for kind in KINDS:
        ranked = fitting(kind, members)
        if ranked:
            by_kind[kind] = _reader(kind, ranked)
    names = " or ".join(map(_called, (each for each in members if each is not type(None))))

    def read(value: Any) -> Any:
        reader = by_kind.get(_kind(value))
        if reader is None:
            raise wrong(names, value)
        return reader(value)

    return read


def _called(member: Any) -> str:
    found = tagged(member)
    return str(found or getattr(member, "__name__", None) or member)


def _kind(value: Any) -> type:
    exact: type = value.__class__
    if exact in KINDS:
        return exact
    return (
        dict
        if is_object(value)
        else list
        if is_array(value)
        else next((kind for kind in KINDS if isinstance(value, kind)), exact)
    )


def _reader(kind: type, ranked: list[Any]) -> Decoder:
    if len(ranked) == 1:
        return decoder(ranked[0])
    if kind is dict:
        return object_decoder(ranked)
    readers = [decoder(each) for each in ranked]
    return lambda value: first_that_fits(readers, value)
