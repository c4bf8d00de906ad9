"""The single values of a body and where each stands in its text: JSON, lines or events of it, forms, multipart.

The text is not written anew but edited, so spaces, repeated names and the spelling of numbers stay as they were sent.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote_plus

Path: TypeAlias = tuple[str | int, ...]

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_LINE = re.compile(rb"^(?:data:)?[ \t]*([{\[].*)$", re.MULTILINE)
_PAIR = re.compile(rb"(?:^|[?&;])([^=&;#?]*)=([^&;#]*)")
_PART = re.compile(
    rb'\r\ncontent-disposition:[^\r\n]*?[; ]name="?([^"\r\n;]*)"?[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n', re.IGNORECASE
)
_NUMBER = re.compile(r"-?\d[\d.eE+-]*")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value: its path and name, its text, and the bytes of the body that spell it; `kind` says how."""

    path: Path
    value: str
    start: int
    end: int
    kind: str  # string, number, pair or part

    @property
    def name(self) -> str:
        """The nearest name above it, so that members of a list have that of the list."""
        return next((each for each in reversed(self.path) if isinstance(each, str)), "")

    def written(self, text: str) -> bytes:
        """Spell another value in its place; a number stays one where the value is one."""
        if self.kind == "number" and not _NUMBER.fullmatch(text):
            return b'"' + text.encode() + b'"'
        return text.encode()


def leaves(content: bytes, content_type: str) -> Iterator[Leaf]:
    """Go through the values of a body; a body that is none of this has none."""
    essence = content_type.partition(";")[0].strip().lower()
    if essence == "application/x-www-form-urlencoded":
        yield from pairs(content)
    elif essence.startswith("multipart/"):
        yield from _parts(content, content_type)
    elif content.lstrip()[:1] in {b"{", b"["} and _is_json(content):
        yield from _json(content, 0)
    else:
        for match in _LINE.finditer(content):
            if _is_json(match[1]):
                yield from _json(match[1], match.start(1))


def pairs(content: bytes) -> Iterator[Leaf]:
    """Go through the pairs of a form, or of an address with a query."""
    for match in _PAIR.finditer(content):
        name, value = (unquote_plus(each.decode("latin-1")) for each in match.groups())
        yield Leaf((name,), value, *match.span(2), "pair")


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True


def _json(content: bytes, offset: int) -> Iterator[Leaf]:
    """Go through valid JSON; what is a name and what a value is told by what stands before."""
    path: list[str | int] = []
    named = False
    for match in _TOKEN.finditer(content):
        token = match[0]
        if token in {b"{", b"["}:
            path.append("" if token == b"{" else 0)
            named = token == b"{"
        elif token in {b"}", b"]"}:
            path.pop()
            named = False
        elif token == b",":
            last = path[-1]
            if isinstance(last, int):
                path[-1] = last + 1
            named = isinstance(last, str)
        elif token == b":":
            named = False
        elif named:
            path[-1] = str(json.loads(token))
        else:
            yield from _leaf(tuple(path), token, match.start() + offset)


def _leaf(path: Path, token: bytes, start: int) -> Iterator[Leaf]:
    if token[:1] == b'"':
        yield Leaf(path, json.loads(token), start + 1, start + len(token) - 1, "string")
    elif token not in {b"true", b"false", b"null"}:
        yield Leaf(path, token.decode("latin-1"), start, start + len(token), "number")


def _parts(content: bytes, content_type: str) -> Iterator[Leaf]:
    found = re.search(r'boundary="?([^";,]+)', content_type, re.IGNORECASE)
    if found is None:
        return
    border = b"\r\n--" + found[1].strip().encode("latin-1", "replace")
    whole = b"\r\n" + content
    for head in _PART.finditer(whole):
        end = whole.find(border, head.end())
        if end >= 0:
            text = whole[head.end() : end].decode("utf-8", "replace")
            yield Leaf((head[1].decode("latin-1"),), text, head.end() - 2, end - 2, "part")
