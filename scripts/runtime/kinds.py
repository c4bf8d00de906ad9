"""How JSON values are told apart, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard

from .errors import DecodeError

_NAMES: dict[Any, str] = {
    type(None): "null",
    bool: "a truth value",
    int: "an integer",
    float: "a number",
    str: "text",
    list: "an array",
    dict: "an object",
}


def is_object(value: Any) -> TypeGuard[Mapping[str, Any]]:
    """Tell whether a value stands for a JSON object."""
    return isinstance(value, Mapping)


def is_array(value: Any) -> TypeGuard[Sequence[Any]]:
    """Tell whether a value stands for a JSON array."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray)


def wrong(expected: str, value: Any) -> DecodeError:
    """Return the error for a value of the wrong kind; it shows scalars, and of the rest only the kind."""
    kind = _NAMES.get(type(value), type(value).__name__)
    shown = f"{kind} {value!r}" if isinstance(value, str | int | float) and not isinstance(value, bool) else kind
    return DecodeError("", "", expected, shortened(shown))


def shortened(text: str) -> str:
    """Cut a text that would fill more than a line of a message."""
    return text if len(text) <= 80 else text[:77] + "..."
