"""The base of plain values."""

from __future__ import annotations


class Value:
    """A plain value: equal to another of the same kind that holds the same."""

    __slots__: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    # Requests and responses hold what can change.
    __hash__ = None  # type: ignore[assignment]
