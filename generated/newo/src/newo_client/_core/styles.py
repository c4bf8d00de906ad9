# Copied by `nox -s generate -- newo` from scripts/runtime/styles.py. Change that, not this file.
"""The styles of OpenAPI: how a parameter is written whose description wants another form than the usual one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import attrs

from .codec import encode
from .kinds import shortened
from .plain import items, members, nothing_in, text, texts

Quote = Callable[[str], str]

# Of RFC 3986's reserved characters those that neither end a query or a parameter nor stand for a space in it.
RESERVED = ":/?[]@!$'()*,;="


def percent(value: str, safe: str = "") -> str:
    """Percent-encode all but unreserved characters, and those that are safe.

    Raises:
        ValueError: there is half a surrogate pair in it, which has no UTF-8.
    """
    try:
        return quote(value, safe=safe)
    except UnicodeEncodeError:
        message = f"{shortened(repr(value))} can't be sent: it has half a surrogate pair, which is no character"
        raise ValueError(message) from None


@attrs.frozen
class Style:
    """A value, and how it is written.

    Attributes:
        value: a scalar, an array, a mapping or a model.
    """

    value: Any

    def text(self, name: str, quoted: Quote) -> str:  # noqa: ARG002 - the other styles need it
        """Return the value in one piece, as a path carries it."""
        message = f"{name}: {type(self).__name__} is for queries alone"
        raise TypeError(message)

    def pairs(self, name: str, quoted: Quote) -> list[tuple[str, str]]:
        """Return the names, as they are, and the values, quoted, that a query carries; none of an empty value."""
        return [(name, self.text(name, quoted))]

    def header(self, name: str) -> str:
        """Return the value as a header carries it."""
        return self.text(name, str)

    def cookies(self, name: str, quoted: Quote) -> list[tuple[str, str]]:
        """Return the names and values that cookies carry."""
        return [(name, self.text(name, quoted))]


class Plain(Style):
    """A scalar, or an array: repeated in a query, joined by commas elsewhere."""

    def text(self, name: str, quoted: Quote) -> str:
        """Return the items, joined."""
        return ",".join(map(quoted, texts(name, self.value)))

    def pairs(self, name: str, quoted: Quote) -> list[tuple[str, str]]:
        """Return each item by the name of all."""
        return [(name, quoted(each)) for each in texts(name, self.value)]


@attrs.frozen
class Joined(Style):
    """An array or an object in one piece.

    Attributes:
        delimiter: what stands between the items.
    """

    delimiter: str

    def text(self, name: str, quoted: Quote) -> str:
        """Return the items, or the names and values in turn, with the delimiter between them."""
        found = _pieces(name, self.value, self._whole(name, quoted), explode=False)
        return percent(self.delimiter, ",").join(found)

    def pairs(self, name: str, quoted: Quote) -> list[tuple[str, str]]:
        """Return one pair."""
        found = members(self.value)
        empty = not (list(items(self.value)) if found is None else found)
        return [] if empty else super().pairs(name, quoted)

    def _whole(self, name: str, quoted: Quote) -> Quote:
        def checked(piece: str) -> str:
            # Spaces and bars are percent-encoded as delimiters too. Nothing could tell them apart.
            if self.delimiter != "," and self.delimiter in piece:
                message = f"{name}: {shortened(repr(piece))} holds {self.delimiter!r}, which stands between two items"
                raise ValueError(message)
            return quoted(piece)

        return checked


class Exploded(Style):
    """An object whose members stand for themselves."""

    def text(self, name: str, quoted: Quote) -> str:
        """Return `name=value` for each member, joined by commas."""
        return ",".join(_pieces(name, self.value, quoted, explode=True))

    def pairs(self, name: str, quoted: Quote) -> list[tuple[str, str]]:  # noqa: ARG002 - the members have names
        """Return each member as a parameter of its own."""
        return [(key, quoted(each)) for key, value in _members(self.value).items() for each in _filled(key, value)]

    def cookies(self, name: str, quoted: Quote) -> list[tuple[str, str]]:  # noqa: ARG002 - the members have names
        """Return each member as a cookie of its own."""
        return [(key, ",".join(map(quoted, texts(key, value)))) for key, value in _members(self.value).items()]


class Deep(Style):
    """An object whose members are named `name[member]`, however deep they lie."""

    def pairs(self, name: str, quoted: Quote) -> list[tuple[str, str]]:
        """Return each scalar with the way that leads to it."""
        found = members(self.value)
        if found is None:
            return [(name, quoted(each)) for each in _filled(name, self.value)]
        if not found:
            raise nothing_in(name, "a query")
        return [pair for key, each in found.items() for pair in Deep(each).pairs(f"{name}[{key}]", quoted)]


class AsJson(Style):
    """Anything, as compact JSON."""

    def text(self, name: str, quoted: Quote) -> str:
        """Return the JSON, quoted."""
        written = self._written(name, ascii_alone=False)
        # Half a surrogate pair has no UTF-8; Python's escape for it is JSON's too.
        return quoted(written.encode("utf-8", "backslashreplace").decode())

    def header(self, name: str) -> str:
        """Return the JSON with escapes for what headers can't carry."""
        return self._written(name, ascii_alone=True)

    def _written(self, name: str, *, ascii_alone: bool) -> str:
        try:
            data = encode(self.value)
            return json.dumps(data, ensure_ascii=ascii_alone, allow_nan=False, separators=(",", ":"))
        except (TypeError, ValueError) as error:
            message = f"{name}: {error}"
            raise type(error)(message) from None


@attrs.frozen
class Label(Style):
    """A part of a path that begins with a dot.

    Attributes:
        explode: whether each item has a dot of its own.
    """

    explode: bool

    def text(self, name: str, quoted: Quote) -> str:
        """Return the dot, and what follows it."""

        def dotless(piece: str) -> str:
            return quoted(piece).replace(".", "%2E") if self.explode else quoted(piece)

        found = _pieces(name, self.value, dotless, explode=self.explode)
        return "." + ("." if self.explode else ",").join(found) if found else ""


@attrs.frozen
class Matrix(Style):
    """A part of a path that says its name, after a semicolon.

    Attributes:
        explode: whether each item says a name of its own.
        name: the name.
    """

    explode: bool
    name: str

    def text(self, name: str, quoted: Quote) -> str:
        """Return the semicolon, the name and the value."""
        found = _pieces(name, self.value, quoted, explode=self.explode)
        if self.explode and members(self.value) is not None:
            return "".join(f";{each}" for each in found)
        values = found if self.explode or not found else [",".join(found)]
        return "".join(f";{quoted(self.name)}={each}" if each else f";{quoted(self.name)}" for each in values)


class Reserved(Style):
    """A value, plain or of another style, whose reserved characters are not encoded."""

    def pairs(self, name: str, quoted: Quote) -> list[tuple[str, str]]:  # noqa: ARG002 - it has a way of its own
        """Return the pairs of the other style."""
        inner = styled(self.value)
        safe = RESERVED.replace(",", "") if isinstance(inner, Joined) else RESERVED
        return inner.pairs(name, lambda each: percent(each, safe))


def styled(value: object) -> Style:
    """Return a value with its style; most are plain."""
    return value if isinstance(value, Style) else Plain(value)


def _members(value: object) -> dict[str, Any]:
    return members(value) or {}


def _filled(name: str, value: object) -> list[str]:
    found = texts(name, value)
    if not found:
        raise nothing_in(name, "a query")
    return found


def _pieces(name: str, value: object, quoted: Quote, *, explode: bool) -> list[str]:
    found = members(value)
    if found is None:
        return list(map(quoted, texts(name, value)))
    pairs = [(quoted(key), quoted(text(name, each))) for key, each in found.items()]
    return [f"{key}={each}" for key, each in pairs] if explode else [piece for pair in pairs for piece in pair]
