"""Dates and times, as Python has them; a spelling that holds more than that is kept, and goes back as it came."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, Self, cast

_USUAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|\+\d\d:\d\d|-(?!00:00)\d\d:\d\d)", re.ASCII)
_LOOSE = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:)(\d{2})(\.\d+)?\s*([Zz]|[+-]\d{2}:?\d{2})?\s*(?:\[[^\]]*\])?"
)

# Python's own formatting takes twice as long.
_TWO_DIGITS = [f"{number:02}" for number in range(60)]


class WireDatetime(datetime):
    """A datetime in an odd spelling, which holds more than a datetime can; `text` keeps it, and it is what goes back.

    Whatever is made of it, by arithmetic, `replace` or `astimezone`, is a plain datetime without that text.
    """

    text: str

    def __new__(cls, *args: Any, **named: Any) -> Self:  # noqa: D102
        # Python makes the results of arithmetic by calling the class; `of` alone makes one with a text.
        return cast("Self", datetime(*args, **named))  # noqa: DTZ001

    @classmethod
    def of(cls, value: datetime, text: str) -> Self:
        """Return the same instant, with the text it was read from."""
        made = super().__new__(
            cls,
            value.year,
            value.month,
            value.day,
            value.hour,
            value.minute,
            value.second,
            value.microsecond,
            value.tzinfo,
            fold=value.fold,
        )
        made.text = text
        return made

    def replace(self, *args: Any, **named: Any) -> Self:
        """Return a plain datetime with some of its parts replaced."""
        return cast("Self", self._plain().replace(*args, **named))

    def _plain(self) -> datetime:
        return datetime.combine(self.date(), self.timetz())

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        return (type(self).of, (self._plain(), self.text))


class WireDate(date):
    """A date that came with a time or a zone; `text` keeps it, and it is what goes back.

    Whatever is made of it, by arithmetic or `replace`, is a plain date without that text.
    """

    text: str

    def __new__(cls, *args: Any, **named: Any) -> Self:  # noqa: D102
        return cast("Self", date(*args, **named))

    @classmethod
    def of(cls, value: date, text: str) -> Self:
        """Return the same day, with the text it was read from."""
        made = super().__new__(cls, value.year, value.month, value.day)
        made.text = text
        return made

    def replace(self, *args: Any, **named: Any) -> Self:
        """Return a plain date with some of its parts replaced."""
        return cast("Self", self._plain().replace(*args, **named))

    def _plain(self) -> date:
        return date(self.year, self.month, self.day)

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        return (type(self).of, (self._plain(), self.text))


def read_datetime(text: str) -> datetime | str:
    """Read RFC 3339 and its common misspellings; text that is no date at all stays text."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        value_or_none = _read_loosely(text)
        return text if value_or_none is None else WireDatetime.of(value_or_none, text)
    # -00:00 says that nobody knows the zone, which a datetime can't.
    return value if _USUAL.fullmatch(text) else WireDatetime.of(value, text)


def _read_loosely(text: str) -> datetime | None:
    match = _LOOSE.fullmatch(text.strip())
    if match is None:
        return None
    day, time, second, fraction, zone = match.groups()
    zone = "+00:00" if zone in {"Z", "z"} else zone or ""
    # A leap second is the first one after it, as POSIX counts.
    leap = second == "60"
    try:
        value = datetime.fromisoformat(f"{day}T{time}{'59' if leap else second}{fraction or ''}{zone}")
        return value + timedelta(seconds=leap)
    except (ValueError, OverflowError):
        return None


def write_datetime(value: datetime) -> str:
    """Write RFC 3339, with `Z` for UTC, and of no fraction, milliseconds and microseconds the shortest that is exact.

    Raises:
        ValueError: the datetime has no time zone, so that nobody can tell which instant it is.
    """
    if isinstance(value, WireDatetime):
        return value.text
    micro = value.microsecond
    if value.tzinfo is UTC and value.year > 999:
        two = _TWO_DIGITS
        time = f"{two[value.hour]}:{two[value.minute]}:{two[value.second]}"
        text = f"{value.year}-{two[value.month]}-{two[value.day]}T{time}"
        if not micro:
            return text + "Z"
        return f"{text}.{micro:06}Z" if micro % 1000 else f"{text}.{micro // 1000:03}Z"
    value = _in_minutes(value)
    text = value.isoformat("T", "microseconds" if micro % 1000 else "milliseconds" if micro else "seconds")
    return text if value.utcoffset() else text[:-6] + "Z"


def _in_minutes(value: datetime) -> datetime:
    offset = value.utcoffset()
    if offset is None:
        message = f"{value.isoformat()} has no time zone: give one, such as tzinfo=timezone.utc"
        raise ValueError(message)
    # Local mean times have offsets with seconds; RFC 3339 has not.
    if not offset % timedelta(minutes=1):
        return value
    try:
        return value.astimezone(UTC)
    except OverflowError:
        message = f"{value.isoformat()} is in no year from 1 to 9999 in UTC: give an offset of whole minutes"
        raise ValueError(message) from None


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
