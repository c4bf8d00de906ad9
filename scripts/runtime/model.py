"""The base of all models."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Self

import attrs

from .codec import decode, encode
from .unset import UNSET


@attrs.define(kw_only=True, repr=False)
class Model:
    """Something the service sends or takes.

    Attributes:
        extra: fields of the body that this model does not know, by their name; they are sent back.
    """

    extra: dict[str, Any] = attrs.field(factory=dict[str, Any])

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read a JSON object.

        Raises:
            DecodeError: the object does not have the promised shape.
        """
        model: Self = decode(cls, data)
        return model

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Read a JSON text.

        Raises:
            DecodeError: the object does not have the promised shape.
            ValueError: the text is not JSON.
        """
        return cls.from_dict(json.loads(text))

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object; fields that are not set are left out."""
        data: dict[str, Any] = encode(self)
        return data

    def to_json(self) -> str:
        """Return the JSON text.

        Raises:
            ValueError: a number is infinite or none, which JSON can't express.
        """
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False, separators=(",", ":"))

    def __repr__(self) -> str:
        names = (field.name for field in attrs.fields(type(self)))
        shown = ((name, getattr(self, name)) for name in names)
        parts = (f"{name}={value!r}" for name, value in shown if value is not UNSET and (name != "extra" or value))
        return f"{type(self).__name__}({', '.join(parts)})"
