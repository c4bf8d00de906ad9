# Copied by `nox -s generate -- newo` from scripts/runtime/params.py. Change that, not this file.
"""Parameters: the styles by the names that operations use, and how each place writes what it is given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from .plain import is_list, members, nothing_in
from .styles import AsJson, Deep, Exploded, Joined, Label, Matrix, Reserved, Style, percent, styled
from .unset import UNSET

# RFC 6265, cookie-octet.
_COOKIE = "!#$&'()*+-./:<=>?@[]^_`{|}~"
# Ids mostly are such; nothing in them has another meaning anywhere.
_PLAIN = re.compile(r"[A-Za-z0-9_~-]+")
_COOKIE_VALUE = re.compile(rf"[A-Za-z0-9%{re.escape(_COOKIE)}]*")


def joined(value: object, delimiter: str = ",") -> object:
    """Write an array or an object in one piece."""
    return Joined(value, delimiter) if is_list(value) or members(value) is not None else value


def exploded(value: object) -> object:
    """Write the members of an object each for itself: in a query as parameters of their own, else as `name=value`."""
    return value if members(value) is None else Exploded(value)


def deep(value: object) -> object:
    """Write the members of an object as `name[member]`, however deep they lie."""
    return value if members(value) is None else Deep(value)


def as_json(value: object) -> object:
    """Write anything as compact JSON."""
    return AsJson(value) if _is_given(value) else value


def label(value: object, explode: bool = False) -> object:
    """Write a part of a path after a dot."""
    return Label(value, explode) if _is_given(value) else value


def matrix(name: str, value: object, explode: bool = False) -> object:
    """Write a part of a path after a semicolon and its name."""
    return Matrix(value, explode, name) if _is_given(value) else value


def reserved(value: object) -> object:
    """Leave the reserved characters in the value of a query as they are.

    `#` and `&` would end it, and `+` would be read as a space: these are encoded all the same.
    """
    return Reserved(value) if _is_given(value) else value


def query_string(params: Mapping[str, object]) -> str:
    """Return the query of those that are set, letter by letter as it is sent.

    Raises:
        TypeError: something has no form in a query.
        ValueError: a datetime has no time zone, or an array or an object is empty.
    """
    parts: list[str] = []
    for name, style in _given(params):
        pairs = style.pairs(name, percent)
        if not pairs:
            raise nothing_in(name, "a query")
        parts.extend(f"{percent(key)}={value}" for key, value in pairs)
    return "&".join(parts)


def segment(name: str, value: object, template: str) -> str:
    """Return a part of a path.

    Raises:
        TypeError: the value has no form in a path.
        ValueError: it is empty, or would lead to another path.
    """
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    written = styled(value).text(name, percent)
    if unquote(written) in {"", ".", ".."}:
        message = f"{name} can't be {written!r}, since that would call another path than {template}"
        raise ValueError(message)
    return written


def headers(params: Mapping[str, object]) -> dict[str, str]:
    """Return the headers of those that are set."""
    return {name: style.header(name) for name, style in _given(params)}


def cookies(params: Mapping[str, object]) -> str:
    """Return the Cookie header of those that are set; an empty text where none is."""
    pairs = (pair for name, style in _given(params) for pair in style.cookies(name, _cookie_value))
    return "; ".join(f"{name}={value}" for name, value in pairs)


def _cookie_value(value: str) -> str:
    # Most services take a cookie as it is; percent signs are encoded only along with what has to be.
    return value if _COOKIE_VALUE.fullmatch(value) else percent(value, _COOKIE)


def _given(params: Mapping[str, object]) -> Iterable[tuple[str, Style]]:
    return ((name, styled(value)) for name, value in params.items() if _is_given(value))


def _is_given(value: object) -> bool:
    return value is not UNSET and value is not None
