"""Parameters as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import date, datetime
from enum import Enum
from typing import cast
from uuid import UUID

from .dates import write_date, write_datetime
from .kinds import is_array
from .unset import UNSET


def to_text(value: object) -> str:
    """Write a scalar as parameters carry it: `true`, `12`, RFC 3339, an enum's value.

    Raises:
        TypeError: the value is no scalar.
    """
    if isinstance(value, Enum) and value is not UNSET:
        return to_text(value.value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return write_datetime(value)
    if isinstance(value, date):
        return write_date(value)
    message = f"a parameter takes text, a number, a truth value or a date, not {type(value).__name__}"
    raise TypeError(message)


def joined(values: object, separator: str = ",") -> object:
    """Join an array for a parameter that carries it in one piece; an empty one stays empty, and is refused later."""
    if values is None or values is UNSET:
        return values
    texts = [to_text(each) for each in _each(values)]
    return separator.join(texts) if texts else ()


def _each(value: object) -> Iterable[object]:
    if isinstance(value, Set):
        return cast("Set[object]", value)
    return value if is_array(value) else (value,)


def given(values: Mapping[str, object]) -> Iterable[tuple[str, object]]:
    """Return the parameters that are set."""
    return ((name, value) for name, value in values.items() if value is not UNSET and value is not None)


def texts(name: str, value: object) -> list[str]:
    """Write a scalar, or each item of an array.

    Raises:
        TypeError: there is something else in it; the message names the parameter.
        ValueError: a datetime has no time zone; the message names the parameter.
    """
    return [text(name, each) for each in _each(value)]


def text(name: str, value: object) -> str:
    """Write a scalar.

    Raises:
        TypeError: it is no scalar; the message names the parameter.
        ValueError: a datetime has no time zone; the message names the parameter.
    """
    try:
        return to_text(value)
    except (TypeError, ValueError) as error:
        message = f"{name}: {error}"
        raise type(error)(message) from None
