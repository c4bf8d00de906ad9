# Copied by `nox -s generate -- newo` from scripts/runtime/describe.py. Change that, not this file.
"""What an answer says, in a line for a person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus

from .kinds import is_array, is_object

# Where services put the sentence that says what is wrong, the most telling first.
_TELLING = ("message", "detail", "error_description", "reason", "title", "error", "errors", "description")
_TITLE = re.compile(r"<title[^<>]*>([^<]*)</title\s*>?", re.IGNORECASE)
_MARKUP = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.IGNORECASE | re.DOTALL)
# What is looked at of a body, and what is shown.
_LOOKED_AT = 20_000
_SHOWN = 300
# What is shorter may be a part of any word.
_SECRET = 8


def masked(content: bytes, secrets: Iterable[str]) -> bytes:
    """Return a body without the secrets that a service may repeat: as they are, or as JSON and addresses write them."""
    forms = {
        form.encode("utf-8", "replace")
        for each in secrets
        if len(each) >= _SECRET
        for in_json in (json.dumps(each)[1:-1],)
        # Some services write a slash in JSON with a backslash before it.
        for form in (each, in_json, in_json.replace("/", "\\/"), quote(each, safe=""), quote_plus(each))
    }
    for form in sorted(forms, key=len, reverse=True):
        content = content.replace(form, b"***")
    return content


def summary(content: bytes) -> str:
    """Return what a body of an error says: the sentence in its JSON, the text of a page, or its beginning."""
    text = content[:_LOOKED_AT].decode("utf-8", "replace")
    if len(content) <= _LOOKED_AT and text.lstrip()[:1] in {"{", "["}:
        try:
            found = next(_sentences(json.loads(text), 3), "")
        except (ValueError, RecursionError):
            found = ""
        if found:
            return line(found)
    if text.lstrip()[:1] == "<":
        title = _TITLE.search(text)
        # The title comes once: a page whose body says nothing else is known by it.
        plain = line(_MARKUP.sub(" ", _TITLE.sub(" ", text)))
        return line(f"a page, {line(title[1])!r}: {plain}".rstrip(": ")) if title else plain or line(text)
    return line(text)


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


def line(text: str) -> str:
    """Return a text in one line, as long as a person reads."""
    whole = " ".join(text.split())
    return whole if len(whole) <= _SHOWN else whole[:_SHOWN] + "..."
