# Copied by `nox -s generate -- newo` from scripts/runtime/headers.py. Change that, not this file.
"""Headers: merged whatever their case, and checked before anything is sent; and what some of them mean."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"(?:[!-~](?:[\t -~]*[!-~])?)?")

FAULT = (
    "has a line break, a blank at an end, or a character other than printable ASCII: remove it, or encode it as the "
    "service expects"
)


def can_be_sent(value: str) -> bool:
    """Tell whether a text can be the value of a header."""
    return _VALUE.fullmatch(value) is not None


def merged(*tables: Mapping[str, str]) -> dict[str, str]:
    """Return all headers by their lower-case names; of one that comes again the last wins, but cookies add up.

    Raises:
        ValueError: a header can't be sent. The message does not show its value, which may be a credential.
    """
    headers: dict[str, str] = {}
    for table in tables:
        for name, value in table.items():
            key = name.lower()
            if _NAME.fullmatch(name) is None:
                message = f"{name!r} is no name of a header: use letters, digits and hyphens"
                raise ValueError(message)
            if not can_be_sent(value):
                message = f"the header {key} can't be sent: it {FAULT}"
                raise ValueError(message)
            headers[key] = f"{headers[key]}; {value}" if key == "cookie" and key in headers else value
    return headers


def with_cookies(cookies: str, added: str) -> str:
    """Return cookies and those that are added, which displace others of their names."""
    named = {each.partition("=")[0].strip() for each in added.split(";")}
    kept = [each.strip() for each in cookies.split(";") if each.partition("=")[0].strip() not in named]
    return "; ".join([*filter(None, kept), added])


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds after which a service wants to be asked again, which it may say as a date; else None."""
    said = headers.get("retry-after", "").strip()
    if not said:
        return None
    try:
        seconds = float(said)
    except ValueError:
        found = _seconds_to(said)
        if found is None:
            return None
        seconds = found
    # Python reads infinite numbers, and such as are none.
    return max(seconds, 0.0) if seconds < float("inf") else None


def _seconds_to(date: str) -> float | None:
    from datetime import UTC, datetime  # noqa: PLC0415 - few services say dates here
    from email.utils import parsedate_to_datetime  # noqa: PLC0415

    try:
        when = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        return None
    # A date without a zone is meant in UTC, as all of HTTP's are.
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return (when - datetime.now(UTC)).total_seconds()
