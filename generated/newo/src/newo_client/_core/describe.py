# Copied by `nox -s generate -- newo` from scripts/runtime/describe.py. Change that, not this file.
"""What an answer says, in a line for a person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from .kinds import is_array, is_object

# Where services put the sentence that says what is wrong, the most telling first.
_TELLING = ("message", "detail", "error_description", "reason", "title", "error", "errors", "description")
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_MARKUP = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
# What is looked at of a body, and what is shown.
_LOOKED_AT = 20_000
_SHOWN = 300


def summary(content: bytes) -> str:
    """Return what a body of an error says: the sentence in its JSON, the text of a page, or its beginning."""
    text = content[:_LOOKED_AT].decode("utf-8", "replace")
    if len(content) <= _LOOKED_AT and text.lstrip()[:1] in {"{", "["}:
        try:
            found = next(_sentences(json.loads(text), 3), "")
        except (ValueError, RecursionError):
            found = ""
        if found:
            return _line(found)
    if text.lstrip()[:1] == "<":
        title = _TITLE.search(text)
        plain = _MARKUP.sub(" ", text)
        return _line(f"a page, {title[1]!r}: {plain}" if title else plain) or _line(text)
    return _line(text)


def _sentences(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str) and value.strip():
        yield value
    elif is_array(value) and depth:
        for each in value:
            yield from _sentences(each, depth - 1)
    elif is_object(value) and depth:
        for name in _TELLING:
            if name in value:
                yield from _sentences(value[name], depth - 1)


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "..."
