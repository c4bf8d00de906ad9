# Copied by `nox -s generate -- newo` from scripts/runtime/plain.py. Change that, not this file.
"""Values without a style: scalars as text, and what arrays and objects consist of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from .dates import write_date, write_datetime
from .fields import is_model, wire_names
from .kinds import is_array, is_object
from .unset import UNSET

if TYPE_CHECKING:
    from .model import Model


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


def texts(name: str, value: object) -> list[str]:
    """Write a scalar, or each item of an array.

    Raises:
        TypeError: there is something else in it; the message names the parameter.
        ValueError: a datetime has no time zone; the message names the parameter.
    """
    return [text(name, each) for each in items(value)]


def items(value: object) -> Iterable[object]:
    """Return the items of an array; anything else is the one item of itself."""
    if isinstance(value, Set):
        return cast("Set[object]", value)
    return value if is_array(value) else (value,)


def is_list(value: object) -> bool:
    """Tell whether a value is sent as an array."""
    return is_array(value) or isinstance(value, Set)


def members(value: object) -> dict[str, Any] | None:
    """Return what an object or a model holds, by its names in JSON, without what is not set; None for all else."""
    found: Mapping[str, Any]
    if is_model(type(value)):
        model = cast("Model", value)
        found = {wire: getattr(model, name) for name, wire in wire_names(type(model)).items()} | model.extra
    elif is_object(value):
        found = value
    else:
        return None
    return {to_text(key): each for key, each in found.items() if each is not UNSET and each is not None}


def nothing_in(name: str, place: str) -> ValueError:
    """Return the error for an array or an object without anything in it, where nothing can say so."""
    # Left out, it would ask for everything where nothing was meant.
    return ValueError(f"{name} is empty, which {place} can't say: leave it out, or give it a value")
