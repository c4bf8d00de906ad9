"""Bodies in parts: what each part is called, what it says of itself, and what it holds."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scripts.conform.text import MalformedError
from scripts.conform.wire import parameters_of

_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a form; names of headers are in lower case."""

    name: str
    filename: str | None
    headers: Mapping[str, str]
    content: bytes


def parts_of(content: bytes, content_type: str) -> Iterator[Part]:
    """Take a form apart at its boundary."""
    boundary = parameters_of(content_type).get("boundary")
    if not boundary:
        raise MalformedError("a boundary in the content type")
    fence = b"--" + boundary.encode()
    # The first fence needs no line before it.
    head, *pieces = (b"\r\n" + content).split(b"\r\n" + fence)
    if not pieces:
        raise MalformedError("the boundary of the content type before each part", "", "none")
    if head.strip():
        raise MalformedError("nothing before the first boundary")
    if not pieces[-1].startswith(b"--"):
        raise MalformedError("the boundary with two hyphens at the end")
    for index, piece in enumerate(pieces[:-1]):
        padding, line_end, rest = piece.partition(b"\r\n")
        if padding.strip(b" \t") or not line_end:
            raise MalformedError("a line of its own for each boundary", f"/{index}")
        yield _part(rest, f"/{index}")


def _part(piece: bytes, at: str) -> Part:
    text, blank, content = (b"\r\n" + piece).partition(b"\r\n\r\n")
    if not blank:
        raise MalformedError("an empty line between the headers of a part and its content", at)
    headers: dict[str, str] = {}
    for line in filter(None, text.decode("utf-8", "replace").split("\r\n")):
        match = _HEADER.fullmatch(line)
        if match is None:
            raise MalformedError("headers in front of each part", at)
        headers[match[1].lower()] = match[2].strip()
    disposition = headers.get("content-disposition", "")
    named = parameters_of(disposition)
    if disposition.partition(";")[0].strip().lower() != "form-data" or "name" not in named:
        raise MalformedError("content-disposition: form-data with a name in each part", at)
    return Part(_unescaped(named["name"]), named.get("filename", named.get("filename*")), headers, content)


def _unescaped(name: str) -> str:
    """Undo what browsers do to names of fields."""
    return name.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
