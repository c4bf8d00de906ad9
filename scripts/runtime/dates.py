"""Dates and times: as Python has them, yet sent back letter by letter as they came."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any, Self

_LOOSE = re.compile(r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(\.\d+)?\s*([Zz]|[+-]\d{2}:?\d{2})?\s*(?:\[[^\]]*\])?")


class WireDatetime(datetime):
    """A datetime whose text is not the one Python would write; `text` keeps it, and it is what goes back."""

    text: str

    @classmethod
    def of(cls, value: datetime, text: str) -> Self:
        """Return the same instant, with the text it was read from."""
        made = cls(
            value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond, value.tzinfo
        )
        made.text = text
        return made

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        plain = datetime(
            self.year, self.month, self.day, self.hour, self.minute, self.second, self.microsecond, self.tzinfo
        )
        return (type(self).of, (plain, self.text))


class WireDate(date):
    """A date that came with a time or a zone; `text` keeps it, and it is what goes back."""

    text: str

    @classmethod
    def of(cls, value: date, text: str) -> Self:
        """Return the same day, with the text it was read from."""
        made = cls(value.year, value.month, value.day)
        made.text = text
        return made

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        return (type(self).of, (date(self.year, self.month, self.day), self.text))


def read_datetime(text: str) -> datetime | str:
    """Read RFC 3339 and its common misspellings; text that is no date at all stays text."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        value_or_none = _read_loosely(text)
        return text if value_or_none is None else WireDatetime.of(value_or_none, text)
    if value.tzinfo is not None and write_datetime(value) == text:
        return value
    return WireDatetime.of(value, text)


def _read_loosely(text: str) -> datetime | None:
    match = _LOOSE.fullmatch(text.strip())
    if match is None:
        return None
    day, time, fraction, zone = match.groups()
    zone = "+00:00" if zone in {"Z", "z"} else zone or ""
    try:
        return datetime.fromisoformat(f"{day}T{time}{(fraction or '')[:7]}{zone}")
    except ValueError:
        return None


def write_datetime(value: datetime) -> str:
    """Write RFC 3339, with `Z` for UTC.

    Raises:
        ValueError: the datetime has no time zone, so that nobody can tell which instant it is.
    """
    if isinstance(value, WireDatetime):
        return value.text
    if value.tzinfo is None:
        message = f"{value.isoformat()} has no time zone: give one, such as tzinfo=timezone.utc"
        raise ValueError(message)
    text = value.isoformat()
    return text[:-6] + "Z" if value.utcoffset() == UTC.utcoffset(None) else text


def read_date(text: str) -> date | str:
    """Read a day; text that is no day at all stays text."""
    try:
        value = date.fromisoformat(text)
    except ValueError:
        instant = read_datetime(text)
        return text if isinstance(instant, str) else WireDate.of(instant, text)
    return value if value.isoformat() == text else WireDate.of(value, text)


def write_date(value: date) -> str:
    """Write `YYYY-MM-DD`."""
    return value.text if isinstance(value, WireDate) else date(value.year, value.month, value.day).isoformat()
