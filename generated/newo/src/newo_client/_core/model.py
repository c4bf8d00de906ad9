# Copied by `nox -s generate -- newo` from scripts/runtime/model.py. Change that, not this file.
"""The base of all models."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Self

import attrs

from . import jsons
from .codec import decode, encode
from .collector import resting
from .errors import DecodeError
from .fields import marked, wire_names
from .unset import UNSET
from .writing import TOO_DEEP

_HIDDEN = repr("***")


@attrs.define(kw_only=True, repr=False, eq=False, weakref_slot=False)
class Model:
    """Something the service sends or takes."""

    # Most objects have nothing in it, and a dict for each would cost as much as a field does.
    _extra: dict[str, Any] | None = attrs.field(default=None, alias="extra", eq=lambda extra: extra or None)

    @property
    def extra(self) -> dict[str, Any]:
        """Fields of the body that this model does not know, by their name; they are sent back."""
        if self._extra is None:
            self._extra = {}
        return self._extra

    @extra.setter
    def extra(self, fields: dict[str, Any]) -> None:
        self._extra = fields

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, strict: bool = False) -> Self:
        """Read a JSON object.

        Args:
            data: the object.
            strict: whether text that is no date is refused, where a date should be; else it stays text.

        Raises:
            DecodeError: the object does not have the promised shape.
        """
        model: Self = decode(cls, data, strict=strict)
        return model

    @classmethod
    def from_json(cls, text: str | bytes, *, strict: bool = False) -> Self:
        """Read a JSON text.

        Args:
            text: the text.
            strict: whether text that is no date is refused, where a date should be; else it stays text.

        Raises:
            DecodeError: the object does not have the promised shape.
            ValueError: the text is not JSON.
        """
        try:
            return resting(lambda: cls.from_dict(jsons.loads(text), strict=strict))
        except RecursionError:
            raise DecodeError("", "", "JSON of less depth", "more levels than Python can follow") from None

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are not set are left out.

        Raises:
            TypeError: a value has no form in JSON.
            ValueError: a datetime has no time zone, or there is no end to its levels.
        """
        try:
            data: dict[str, Any] = encode(self)
        except RecursionError:
            raise ValueError(TOO_DEEP) from None
        return data

    def to_json(self) -> str:
        """Return the JSON text.

        Raises:
            TypeError: a value has no form in JSON.
            ValueError: a number is infinite or none, a datetime has no time zone, or there is no end to its levels.
        """
        return jsons.dumps(self).decode()

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        names = wire_names(type(self))
        # With one name it returns no tuple; the class is the same.
        values = attrgetter("__class__", "extra", *names)
        return bool(values(self) == values(other))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        wires = wire_names(type(self))
        secrets = marked(type(self), "secret")
        # One that is half read may be shown in a traceback.
        extra = getattr(self, "_extra", None)
        parts = [f"extra={extra!r}"] if extra else []
        for name, wire in wires.items():
            value = getattr(self, name, UNSET)
            if value is not UNSET:
                hidden = wire in secrets and value is not None
                parts.append(f"{name}={_HIDDEN if hidden else repr(value)}")
        return f"{type(self).__name__}({', '.join(parts)})"
