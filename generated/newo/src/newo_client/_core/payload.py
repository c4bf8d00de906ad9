# Copied by `nox -s generate -- newo` from scripts/runtime/payload.py. Change that, not this file.
"""Bodies of requests, by their media type."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import PurePath
from typing import Any, TypeVar
from urllib.parse import urlencode

from . import jsons
from .files import Upload, is_content, is_file, is_named, is_path, readable
from .headers import FAULT, can_be_sent
from .media import charset, essence, is_json, is_range, is_text
from .plain import is_list, items, members, nothing_in, text
from .styles import Style, percent
from .unset import UNSET
from .value import Value

T = TypeVar("T")

# A part of a multipart body as httpx takes it: its name; then a file's name, the content and its type.
PartContent = tuple[str | None, bytes | Upload, str | None]
Part = tuple[str, PartContent]


class Payload(Value):
    """A body as it is sent.

    Attributes:
        content: the bytes, or a file that is read on the way; None where there is no body, or one in parts.
        content_type: what it is; empty where there is none.
        parts: the parts of a multipart body, between the boundaries that the content type names.
    """

    __slots__ = ("content", "content_type", "parts")

    def __init__(
        self, content: bytes | Upload | None = None, content_type: str = "", parts: list[Part] | None = None
    ) -> None:
        self.content = content
        self.content_type = content_type
        self.parts = parts

    def __repr__(self) -> str:
        return f"Payload({self.content_type!r})"

    def _uploads(self) -> list[Upload]:
        contents = [self.content, *(each[1] for _, each in self.parts or ())]
        return [each for each in contents if isinstance(each, Upload)]

    def rewind(self) -> bool:
        """Go back to where sending began; return whether that is possible, as it is not for a pipe."""
        return all(each.rewind() for each in self._uploads())

    def close(self) -> None:
        """Close the files that were opened for it."""
        for each in self._uploads():
            each.close()

    def headers(self) -> dict[str, str]:
        """Return the headers that describe it, which a user may know better."""
        return {"content-type": self.content_type} if self.content_type else {}

    def framing(self) -> dict[str, str]:
        """Return the headers without which nobody could read it."""
        if essence(self.content_type) == "multipart/form-data":
            return self.headers()
        length = self.content.length if isinstance(self.content, Upload) else None
        return {} if length is None else {"content-length": str(length)}


def payload(body: object, media_type: str) -> Payload:
    """Return a body as it is sent.

    Raises:
        TypeError: the body, or something in it, has no form in that media type.
        ValueError: a number is infinite or none, a datetime has no time zone, or a form has an empty array.
    """
    if body is UNSET:
        return Payload()
    name = essence(media_type)
    if is_json(name):
        return Payload(_json(body), "application/json" if is_range(name) else media_type)
    if name == "application/x-www-form-urlencoded":
        return Payload(_form(body, name), media_type)
    if name == "multipart/form-data":
        return _multipart(body, name)
    if is_text(name) and isinstance(body, str):
        return _text(body, "text/plain" if is_range(name) else media_type)
    return _binary(body, name, media_type)


def _json(value: object) -> bytes:
    return jsons.dumps(value)


def _text(body: str, media_type: str) -> Payload:
    named = charset(media_type)
    try:
        content = body.encode(named or "utf-8")
    except (LookupError, UnicodeError):
        message = f"the text can't be written in {named or 'utf-8'}: change it, or give bytes"
        raise ValueError(message) from None
    return Payload(content, media_type if named else f"{media_type}; charset=utf-8")


def _binary(body: object, name: str, media_type: str) -> Payload:
    if isinstance(body, str):
        body = body.encode()
    if not is_content(body):
        message = f"a body of {name} is text, bytes, a path or a file opened in binary mode, not {type(body).__name__}"
        raise TypeError(message)
    return Payload(readable(body), "application/octet-stream" if is_range(name) else media_type)


def _fields(body: object, name: str) -> dict[str, Any]:
    found = members(body)
    if found is None:
        message = f"a body of {name} is a mapping or a model, not {type(body).__name__}"
        raise TypeError(message)
    return found


def _form(body: object, name: str) -> bytes:
    return "&".join(written for key, value in _fields(body, name).items() for written in _field(key, value)).encode()


def _field(name: str, value: object) -> list[str]:
    if isinstance(value, Style):
        pairs = value.pairs(name, percent)
        if not pairs:
            raise nothing_in(name, "a form")
        return [f"{percent(key)}={each}" for key, each in pairs]
    found = [_json(item).decode() if _is_nested(item) else text(name, item) for item in _each(name, value)]
    return [urlencode([(name, each)]) for each in found]


def _each(name: str, value: object) -> list[object]:
    found: list[object] = [value] if members(value) is not None or is_file(value) else list(items(value))
    if not found:
        raise nothing_in(name, "a form")
    return found


def _is_nested(item: object) -> bool:
    return members(item) is not None or is_list(item)


def _multipart(body: object, name: str) -> Payload:
    parts: list[Part] = []
    try:
        for key, value in _fields(body, name).items():
            parts.extend((key, _part(key, item)) for item in _each(key, value))
    except BaseException:
        # Some files may be open already.
        Payload(parts=parts).close()
        raise
    # Of a boundary that is known beforehand a file could hold what passes for another part.
    boundary = secrets.token_hex(16)
    content_type = f"{name}; boundary={boundary}"
    # For no parts httpx would send no body.
    return Payload(None, content_type, parts) if parts else Payload(f"--{boundary}--\r\n".encode(), content_type)


def _part(name: str, item: Any) -> PartContent:
    if is_file(item):
        return _named(name, lambda: _file(item))
    if _is_nested(item):
        return None, _named(name, lambda: _json(item)), "application/json"
    try:
        return None, text(name, item).encode(), None
    except TypeError:
        message = (
            f"{name}: a part is text, a number, a truth value, a date, a mapping, a model, bytes, a path, a file "
            f"opened in binary mode, or a file's name and the file, not {type(item).__name__}"
        )
        raise TypeError(message) from None


def _file(item: Any) -> PartContent:
    if not is_named(item):
        # Paths that are no `pathlib.Path` have no name either.
        name: Any = str(PurePath(item)) if is_path(item) else getattr(item, "name", None)
        # A file without a name may have the number of its descriptor for one.
        return PurePath(name).name if isinstance(name, str) else "upload", readable(item), None
    kind = item[2] if len(item) == 3 else None
    if kind is not None and not (isinstance(kind, str) and can_be_sent(kind)):
        message = f"the content type of the file is no text that a header can carry: it {FAULT}"
        raise ValueError(message)
    return item[0], readable(item[1]), kind


def _named(name: str, make: Callable[[], T]) -> T:
    try:
        return make()
    except (TypeError, ValueError) as error:
        message = f"{name}: {error}"
        raise type(error)(message) from None
