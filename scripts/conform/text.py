"""Texts that stand for something: media types, charsets and JSON; and what to say of those that do not."""

import codecs
import json
import re
from typing import Any, NoReturn

_CHARSET = re.compile(r';\s*charset\s*=\s*"?([^\s";]+)', re.IGNORECASE)


class MalformedError(Exception):
    """The text can't be taken apart; says what was expected, where in a body of several values, and what there is."""

    def __init__(self, expected: str, at: str = "", actual: str = "another text") -> None:
        super().__init__(expected)
        self.at, self.actual = at, actual


class UnjudgedError(Exception):
    """Nobody has written a reader for this."""


def essence_of(content_type: str) -> str:
    """Return a media type in lower case, without parameters."""
    return content_type.partition(";")[0].strip().lower()


def is_json(content_type: str) -> bool:
    """Whether a content type is JSON or built on it."""
    essence = essence_of(content_type)
    return essence == "application/json" or essence.endswith("+json")


def charset_of(content_type: str) -> str | None:
    """Return the charset that a content type names."""
    found = _CHARSET.search(content_type)
    return found[1] if found else None


def is_charset(name: str) -> bool:
    """Whether texts can be in a charset of this name."""
    try:
        codecs.lookup(name)
        b"?".decode(name, "replace")
    except (LookupError, ValueError):
        return False
    return True


def text_of(content: bytes, charset: str = "utf-8") -> str:
    """Decode a text."""
    try:
        return content.decode(charset)
    except UnicodeError as error:
        raise MalformedError(f"text in {charset}", actual=str(error)) from None


def parse_json(text: str, at: str = "") -> Any:
    """Parse JSON as its standard has it."""
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        actual = f"{error.msg} in line {error.lineno}, column {error.colno}"
        raise MalformedError("JSON", at, actual) from None
    except (ValueError, RecursionError) as error:
        raise MalformedError("JSON", at, str(error)) from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name}, which JSON has not")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice[:60]} twice in one object")
    return found


_DECODER = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_once)
