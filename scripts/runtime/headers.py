"""Headers: merged whatever their case, and checked before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping

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
            if not can_be_sent(value):
                message = f"the header {key} can't be sent: it {FAULT}"
                raise ValueError(message)
            headers[key] = f"{headers[key]}; {value}" if key == "cookie" and key in headers else value
    return headers
