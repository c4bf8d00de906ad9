"""Bodies of responses, by their media type."""

from __future__ import annotations

from typing import Any

from . import jsons
from .codec import decode
from .collector import resting
from .errors import DecodeError
from .kinds import is_object
from .media import closest, decoded, is_json, is_range

# The type of a JSON body; or for each media type the type of such a body.
Expected = Any


def read(expected: Expected, content: bytes, content_type: str) -> Any:
    """Return what a body holds.

    Args:
        expected: the type of a JSON body; or a dict with, for each documented media type, the type of such a body.
        content: the body.
        content_type: what the response says that it is; empty where it does not say.

    Raises:
        DecodeError: it is not what is expected.
    """
    if not is_object(expected):
        return _decoded(expected, content, content_type)
    documented = closest(expected, content_type)
    if documented is None:
        raise DecodeError("", "", f"a body of {' or '.join(expected)}", content_type or "a body without content type")
    kind = expected[documented]
    if kind is None:
        return None
    if kind is bytes:
        return content
    if kind is str and not is_json(content_type if is_range(documented) else documented):
        return decoded(content, content_type)
    return _decoded(kind, content, content_type)


def _decoded(expected: Any, content: bytes, content_type: str) -> Any:
    return resting(lambda: decode(expected, parsed(content, content_type)))


def parsed(content: bytes, content_type: str) -> Any:
    """Return the value of a JSON text.

    Raises:
        DecodeError: it is none.
    """
    try:
        return jsons.loads(content)
    except (ValueError, RecursionError):
        kind = content_type or "no content type"
        got = f"{len(content)} bytes that are none ({kind})" if content else "an empty body"
        raise DecodeError("", "", "JSON", got) from None
