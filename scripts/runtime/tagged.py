"""Unions whose members say by a property which of them they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from .codec import decoder
from .errors import DecodeError
from .fields import is_model, required_names
from .kinds import is_object, wrong
from .scalars import Decoder


class Tagged:
    """How the members of a union are told apart, as the metadata of an `Annotated`.

    Attributes:
        tag: the name in JSON of the property that tells.
        table: the type that each of its values stands for.
        unknown: the model for other values, and for objects without the property; None where these are refused.
        read: reads an object as the member that it says it is; raises DecodeError where it does not fit that member,
            or nothing knows what it is.
    """

    def __init__(self, tag: str, table: Mapping[str, Any], unknown: Any = None) -> None:
        self.tag = tag
        self.table = table
        self.unknown = unknown
        self._readers: dict[str, Decoder] = {}
        self.read = self._reader()

    def __str__(self) -> str:
        return f"an object with {self.tag}"

    def says(self, value: Any) -> bool:
        """Tell whether an object has the property."""
        return self.tag in value

    def knows(self, value: Any) -> bool:
        """Tell whether an object has the property, and in it one of the values that are known."""
        said = value.get(self.tag)
        return isinstance(said, str) and said in self.table

    def _reader(self) -> Decoder:
        tag, readers, otherwise = self.tag, self._readers, self._read

        def read(value: Any) -> Any:
            if value.__class__ is dict:
                said = value.get(tag)
                if said.__class__ is str and said in readers:
                    return readers[said](value)
            return otherwise(value)

        return read

    def _read(self, value: Any) -> Any:
        if not is_object(value):
            raise wrong(str(self), value)
        if self.knows(value):
            return self._read_known(value[self.tag], value)
        if not self.says(value) and (found := self._by_shape(value)) is not None:
            return found
        if self.unknown is None:
            known = " or ".join(map(repr, self.table))
            if not self.says(value):
                raise DecodeError("", f"/{self.tag}", known, "nothing")
            raise wrong(known, value[self.tag]).within(self.tag)
        try:
            return decoder(self.unknown)(value)
        except DecodeError:
            if not is_model(self.unknown):
                raise
            # What is unknown has no shape that it could miss.
            return self.unknown(extra=dict(value))

    def _read_known(self, said: str, value: Any) -> Any:
        member = self.table[said]
        read = decoder(member)(value)
        # Not before, since the first use of a model is what compiles its decoder.
        self._readers[said] = decoder(member)
        return read

    def _by_shape(self, value: Any) -> Any:
        """Read an object without the property as the one member that has all of its fields, if there is one."""
        found: list[Any] = []
        for member in dict.fromkeys(self.table.values()):
            if not is_model(member) or not required_names(member) - {self.tag}:
                continue
            try:
                read = decoder(member)(value)
            except DecodeError:
                continue
            found += [] if read.extra else [read]
        return found[0] if len(found) == 1 else None


def tagged(annotation: Any) -> Tagged | None:
    """Return how the members of a union are told apart, if it says so."""
    metadata = getattr(annotation, "__metadata__", ())
    return next((each for each in metadata if isinstance(each, Tagged)), None)


def annotated_decoder(annotation: Any) -> Decoder:
    """Return the function that reads a JSON value as an annotated type."""
    found = tagged(annotation)
    return decoder(get_args(annotation)[0]) if found is None else found.read
