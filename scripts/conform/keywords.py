"""Keywords that the engine of JSON Schema does not know, or knows in part: those of OpenAPI."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, ClassVar

import jsonschema_rs as engine

from scripts.conform.tags import Tags
from scripts.document import is_object

_RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


class Format:
    """`format`, which the engine checks in strings only, with the integers and the base64 of OpenAPI added."""

    _strings: ClassVar[dict[str, engine.Validator]] = {}

    def __init__(self, parent_schema: dict[str, Any], value: Any, schema_path: list[str | int]) -> None:
        del parent_schema, schema_path
        self._range = _RANGES.get(value)
        self._is_bytes = value == "byte"
        if value not in self._strings:
            self._strings[value] = engine.Draft202012Validator({"format": value}, validate_formats=True)
        self._string = self._strings[value]

    def validate(self, instance: Any) -> None:
        """Raise where the engine shall report an error."""
        if isinstance(instance, str):
            valid = _is_base64(instance) if self._is_bytes else self._string.is_valid(instance)
        elif self._range and isinstance(instance, int | float) and not isinstance(instance, bool):
            valid = self._range[0] <= instance <= self._range[1]
        else:
            return
        if not valid:
            raise ValueError


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


class Flag:
    """`readOnly` in a request, `writeOnly` in a response: a field that has no business there."""

    def __init__(self, parent_schema: dict[str, Any], value: Any, schema_path: list[str | int]) -> None:
        del parent_schema, schema_path
        self._is_set = value is True

    def validate(self, instance: Any) -> None:
        """Raise where the field came all the same."""
        del instance
        if self._is_set:
            raise ValueError


def tagged(
    read: Callable[[Any], Tags | None], fits: Callable[[Tags, dict[str, Any]], bool]
) -> "type[engine.KeywordValidator]":
    """Make the keyword `discriminator` of one document: whether a value fits the schema that its tag names."""

    class Discriminator:
        def __init__(self, parent_schema: dict[str, Any], value: Any, schema_path: list[str | int]) -> None:
            del value, schema_path
            self._tags = read(parent_schema)

        def validate(self, instance: Any) -> None:
            """Raise where it does not."""
            if self._tags and is_object(instance) and not fits(self._tags, instance):
                raise ValueError

    return Discriminator
