# Copied by `nox -s generate -- newo` from scripts/runtime/scalars.py. Change that, not this file.
"""How JSON's scalars are read: each reader takes a value and returns it, as Python has it, or refuses it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Any

from .dates import read_date, read_datetime
from .kinds import wrong

Decoder = Callable[[Any], Any]


def as_it_is(value: Any) -> Any:
    """Read anything."""
    return value


def _read_text(value: Any) -> Any:
    if not isinstance(value, str):
        raise wrong("text", value)
    return value


def _read_bool(value: Any) -> Any:
    if not isinstance(value, bool):
        raise wrong("a truth value", value)
    return value


def _read_int(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    # JSON Schema counts 1.0 as an integer.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise wrong("an integer", value)


def _read_float(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise wrong("a number", value)


def _read_null(value: Any) -> Any:
    if value is not None:
        raise wrong("null", value)
    return value


def _read_file(value: Any) -> Any:
    raise wrong("a file, which JSON can't hold", value)


SCALARS: dict[Any, Decoder] = {
    str: _read_text,
    bool: _read_bool,
    int: _read_int,
    float: _read_float,
    type(None): _read_null,
    None: _read_null,
    datetime: lambda value: read_datetime(_read_text(value)),
    bytes: _read_file,
    date: lambda value: read_date(_read_text(value)),
}


def literal_decoder(values: tuple[Any, ...]) -> Decoder:
    """Return the function that reads one of some values; to Python 1 and true are equal, to JSON they are not."""

    def read(value: Any) -> Any:
        if any(value == each and type(value) is type(each) for each in values):
            return value
        raise wrong(" or ".join(map(repr, values)), value)

    return read


def enum_decoder(kind: type[Enum]) -> Decoder:
    """Return the function that reads the value of a member as the member."""
    members: dict[Any, Enum] = {each.value: each for each in kind}

    def read(value: Any) -> Enum:
        if isinstance(value, str | int) and not isinstance(value, bool) and value in members:
            return members[value]
        raise wrong("one of " + ", ".join(map(repr, members)), value)

    return read
