# Copied by `nox -s generate -- newo` from scripts/runtime/scalars.py. Change that, not this file.
"""How JSON's scalars are read: each reader takes a value and returns it, as Python has it, or refuses it."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, datetime
from enum import Enum
from typing import Any

from .dates import read_date, read_datetime
from .kinds import wrong

Decoder = Callable[[Any], Any]

# Whether text that is no date is refused. Only asked when there is such a text, so it costs nothing otherwise.
STRICT: ContextVar[bool] = ContextVar("STRICT", default=False)
# Every third character tells the usual spellings from all others that Python reads.
SHAPE = slice(4, 20, 3)
SECONDS, FRACTION, DASHES = "--T::Z", "--T::.", "--"


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


def read_instant(value: Any) -> Any:
    """Read a date and time; text that is none stays text, unless reading is strict."""
    return _unless_strict("a date and time", read_datetime(_read_text(value)))


def read_day(value: Any) -> Any:
    """Read a day; text that is none stays text, unless reading is strict."""
    return _unless_strict("a date", read_date(_read_text(value)))


def _unless_strict(expected: str, read: date | str) -> Any:
    if isinstance(read, str) and STRICT.get():
        raise wrong(expected, read)
    return read


SCALARS: dict[Any, Decoder] = {
    str: _read_text,
    bool: _read_bool,
    int: _read_int,
    float: _read_float,
    type(None): _read_null,
    None: _read_null,
    datetime: read_instant,
    bytes: _read_file,
    date: read_day,
}


def same(one: Any, other: Any) -> bool:
    """Tell whether two scalars are equal as JSON has it: 1 and 1.0 are, 1 and true are not."""
    return bool(one == other) and isinstance(one, bool) is isinstance(other, bool)


def literal_decoder(values: tuple[Any, ...]) -> Decoder:
    """Return the function that reads one of some values; to Python 1 and true are equal, to JSON they are not."""

    def read(value: Any) -> Any:
        for each in values:
            if same(value, each):
                return each
        raise wrong(" or ".join(map(repr, values)), value)

    return read


def enum_decoder(kind: type[Enum]) -> Decoder:
    """Return the function that reads the value of a member as the member."""
    members: dict[Any, Enum] = {each.value: each for each in kind}

    def read(value: Any) -> Enum:
        if isinstance(value, str | int | float) and not isinstance(value, bool) and value in members:
            return members[value]
        raise wrong("one of " + ", ".join(map(repr, members)), value)

    return read
