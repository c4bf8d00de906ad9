# Copied by `nox -s generate -- newo` from scripts/runtime/dateformat.py. Change that, not this file.
"""Dates in a vendor's own spelling, by a pattern as Unicode (and Java) writes them: `yyyy-MM-dd'T'HH:mm:ss.SSS'Z'`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from .dates import WireDate, WireDatetime, write_datetime
from .kinds import is_array

# Text in quotation marks (two of them are one), a run of one letter, or anything else.
_TOKEN = re.compile(r"'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']+|'")


def _zone(form: str) -> Callable[[Any], str]:
    """Return the function that writes an offset: its hours alone where that is all of it, or in full; `Z` for UTC."""

    def write(value: datetime) -> str:
        text = value.strftime("%z")
        if form != "Z" and text in {"+0000", "-0000"}:
            return "Z"
        if form == "X" and text[3:5] == "00":
            return text[:3]
        return f"{text[:3]}{':' if form == 'XXX' else ''}{text[3:5]}"

    return write


def _fraction(digits: int) -> Callable[[Any], str]:
    # Cut off, not rounded: a time must not come out as one that was not reached.
    return lambda value: f"{value.microsecond:06}000"[:digits]


_DAY: dict[str, Callable[[Any], str]] = {
    "yyyy": lambda value: f"{value.year:04}",
    "MM": lambda value: f"{value.month:02}",
    "dd": lambda value: f"{value.day:02}",
}
_TIME: dict[str, Callable[[Any], str]] = {
    "HH": lambda value: f"{value.hour:02}",
    "mm": lambda value: f"{value.minute:02}",
    "ss": lambda value: f"{value.second:02}",
    **{"S" * digits: _fraction(digits) for digits in range(1, 10)},
}
_OFFSETS: dict[str, Callable[[Any], str]] = {form: _zone(form) for form in ("X", "XX", "XXX", "Z")}
_ALL = _DAY | _TIME | _OFFSETS


def problem_of(pattern: str) -> str | None:
    """Return what is wrong with a pattern; None where it can be written."""
    tokens = _tokens(pattern)
    if "'" in tokens:
        return f"{pattern!r} has a quotation mark without its other half"
    for token in tokens:
        if token[0].isalpha() and token not in _ALL:
            return f"{pattern!r} has {token!r}, which is none of {', '.join(_ALL)}; put text in single quotation marks"
    return None


def dated(value: Any, pattern: str) -> Any:
    """Write a date or a datetime, or each of a list, by a pattern; anything else stays as it is.

    A datetime is written in UTC unless the pattern says its offset; one that was read goes back as it came.

    Raises:
        ValueError: a datetime has no time zone, or a date has no time where the pattern wants one.
    """
    if isinstance(value, WireDatetime | WireDate):
        return value.text
    if isinstance(value, date):
        tokens = _tokens(pattern)
        ready = _ready(value, pattern, frozenset(tokens))
        return "".join(_ALL[token](ready) if token in _ALL else _literal(token) for token in tokens)
    if is_array(value):
        return [dated(each, pattern) for each in value]
    return value


def kept(text: Any, value: Any, pattern: str) -> Any:
    """Return what was read of a text, or of each of a list, so that it is written as it came, whatever the pattern."""
    if isinstance(value, date) and isinstance(text, str) and dated(value, pattern) != text:
        return WireDatetime.of(value, text) if isinstance(value, datetime) else WireDate.of(value, text)
    if is_array(value) and is_array(text):
        return [kept(one, each, pattern) for one, each in zip(text, value, strict=True)]
    return value


def _ready(value: date, pattern: str, tokens: frozenset[str]) -> date:
    if not isinstance(value, datetime):
        if tokens & (_TIME.keys() | _OFFSETS.keys()):
            message = f"{value.isoformat()} has no time, and {pattern!r} has one: give a datetime"
            raise ValueError(message)
        return value
    # Says what to do where there is no zone.
    write_datetime(value)
    return value if tokens & _OFFSETS.keys() else value.astimezone(UTC)


@cache
def _tokens(pattern: str) -> tuple[str, ...]:
    return tuple(match.group() for match in _TOKEN.finditer(pattern))


def _literal(token: str) -> str:
    return token[1:-1].replace("''", "'") or "'" if token[0] == "'" else token
