"""JSON texts, read and written by orjson where it is installed, and else by Python; what comes out is the same.

Where orjson would make something else of it, or refuses what Python takes, Python does it.
"""

from __future__ import annotations

import json
from typing import Any

from .writing import TOO_DEEP, encode

UNTRIED = object()
# The module, or None; imported when the first text is read or written.
_backend: Any = UNTRIED
# A text with all digits alike, and all that can stand before a number: so a long number is found by one search. Long
# digits in a string, which most identifiers are, stand behind something else.
_BEFORE, _NUMERALS = " \t\r\n:,[-", "0123456789"
_ALIKE = bytes(ord("0" if chr(code) in _NUMERALS else " " if chr(code) in _BEFORE else "x") for code in range(256))
_BARE = frozenset(bytes([code]) for code in b"0123456789")
_LONG = b" " + b"0" * 19


def _fast() -> Any:
    global _backend  # noqa: PLW0603 - found out once
    if _backend is UNTRIED:
        try:
            import orjson  # noqa: PLC0415 - an extra, and not before it is used
        except ImportError:
            _backend = None
        else:
            _backend = orjson
    return _backend


def loads(text: str | bytes) -> Any:
    """Return the value of a JSON text.

    Raises:
        ValueError: it is none.
        RecursionError: it is deeper than Python can follow.
    """
    fast = _fast()
    if fast is not None:
        try:
            content = text if isinstance(text, bytes) else text.encode()
            # It makes floats of integers that long, which are others.
            if _LONG not in content.translate(_ALIKE) and content[:1] not in _BARE:
                return fast.loads(content)
        except ValueError:
            pass
    return json.loads(text)


def dumps(value: Any) -> bytes:
    """Return the JSON text of a model, or of anything made of models, dates, enums and JSON values.

    Raises:
        TypeError: something in it has no form in JSON.
        ValueError: a number is infinite or none, a datetime has no time zone, or there is no end to its levels.
    """
    try:
        return _dumped(encode(value))
    except RecursionError:
        raise ValueError(TOO_DEEP) from None


def _dumped(data: Any) -> bytes:
    fast = _fast()
    if fast is not None:
        try:
            content: bytes = fast.dumps(data)
        except TypeError:
            pass
        else:
            return content
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # Half a surrogate pair has no UTF-8; Python's escape for it is JSON's too.
    return text.encode("utf-8", "backslashreplace")
