"""The single values of a body and where each stands in its text: JSON, lines or events of it, forms, multipart.

The text is not written anew but edited, so spaces, repeated names and the spelling of numbers stay as they were sent.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote_plus

Path: TypeAlias = tuple[str | int, ...]

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_LINE = re.compile(rb"^(?:data:)?[ \t]*([{\[].*)$", re.MULTILINE)
_PAIR = re.compile(rb"(?:^|[?&;])([^=&;#?]*)=([^&;#]*)")
_PART = re.compile(
    rb'\ncontent-disposition:[^\r\n]*?[; ]name="?([^"\r\n;]*)"?[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n', re.IGNORECASE
)
_NUMBER = re.compile(r"-?\d[\d.eE+-]*")
_FORM = re.compile(rb"\s*[\w.%+\[\]-]+=[^\s&=<>\"{}]*(?:&[\w.%+\[\]-]+=[^\s&<>\"{}]*)*\s*")
# What is no JSON as a whole, broken or cut off or a part of a page, may still have names with values.
_NAMED = re.compile(rb'"([\w.$-]{1,80})"\s*:\s*(?:data:\s*)?"((?:[^"\\\r\n]|\\.){1,8000})')
_ELEMENT = re.compile(rb"<(?:[\w.-]{1,40}:)?([\w.-]{1,80})(?:\s[^<>]{0,400})?>([^<>]{1,8000})</")
_VALUES = {"value", "values", "raw", "plain", "plaintext"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value: its path and name, its text, and the bytes of the body that spell it; `kind` says how."""

    path: Path
    value: str
    start: int
    end: int
    kind: str  # string, number, pair, part, or loose, which the description says nothing of

    @property
    def name(self) -> str:
        """The nearest name above it, so that members of a list have that of the list."""
        return next((each for each in reversed(self.path) if isinstance(each, str)), "")

    def written(self, text: str) -> bytes:
        """Spell another value in its place; a number stays one where the value is one."""
        if self.kind == "number" and not _NUMBER.fullmatch(text):
            return b'"' + text.encode() + b'"'
        return text.encode("utf-8", "replace")


def called(found: Iterable[Leaf]) -> Iterator[tuple[Leaf, str]]:
    """Go through values with what each is called: one that is only called a value, by what stands above or beside."""
    listed = list(found)
    beside = {each.path[:-1]: each.value for each in listed if each.path[-1:] in {("name",), ("key",)}}
    for leaf in listed:
        name = leaf.name
        if name.lower() in _VALUES and len(leaf.path) > 1:
            above = Leaf(leaf.path[: leaf.path.index(name)], "", 0, 0, "").name
            name = beside.get(leaf.path[:-1], above or name)
        yield leaf, name


def leaves(content: bytes, content_type: str) -> Iterator[Leaf]:
    """Go through the values of a body; a body that is none of this has none."""
    essence = content_type.partition(";")[0].strip().lower()
    if essence == "application/x-www-form-urlencoded":
        yield from pairs(content)
    elif essence.startswith("multipart/"):
        yield from _parts(content, content_type)
        yield from _loose(content)
    elif content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["} and _is_json(content):
        yield from _json(content, 0)
    elif _FORM.fullmatch(content):
        yield from pairs(content)
    else:
        rest = bytearray(content)
        for match in _LINE.finditer(content):
            if _is_json(match[1]):
                yield from _json(match[1], match.start(1))
                rest[slice(*match.span(1))] = b" " * len(match[1])
        yield from _loose(bytes(rest))


def pairs(content: bytes) -> Iterator[Leaf]:
    """Go through the pairs of a form, or of an address with a query."""
    for match in _PAIR.finditer(content):
        name, value = (unquote_plus(each.decode("latin-1")) for each in match.groups())
        yield Leaf((name,), value, *match.span(2), "pair")


def boundary(content_type: str) -> bytes:
    """Tell the border of the parts of a multipart body; nothing where there is none."""
    found = re.search(r'boundary="?([^";,]+)', content_type, re.IGNORECASE)
    return found[1].strip().encode("latin-1", "replace") if found else b""


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
        value = json.loads(token)
        yield Leaf(path, value, start + 1, start + len(token) - 1, "string")
        if value[:1] in {"{", "["}:
            # without a place: what is learned of it is found behind whatever escapes it stands
            for inner in leaves(value.encode("utf-8", "surrogatepass"), ""):
                yield Leaf((*path, *inner.path), inner.value, 0, 0, inner.kind)
    elif token not in {b"true", b"false", b"null"}:
        yield Leaf(path, token.decode("latin-1"), start, start + len(token), "number")


def _loose(content: bytes) -> Iterator[Leaf]:
    for match in _NAMED.finditer(content):
        try:
            value = str(json.loads(b'"' + match[2] + b'"'))
        except ValueError:
            value = match[2].decode("utf-8", "replace")
        yield Leaf((match[1].decode("latin-1"),), value, *match.span(2), "loose")
    for match in _ELEMENT.finditer(content):
        value = html.unescape(match[2].decode("utf-8", "replace"))
        yield Leaf((match[1].decode("latin-1"),), value, *match.span(2), "loose")


def _parts(content: bytes, content_type: str) -> Iterator[Leaf]:
    border = b"\n--" + boundary(content_type)
    whole = b"\r\n" + content
    for head in _PART.finditer(whole):
        end = whole.find(border, head.end())
        if end >= 0:
            end -= whole[end - 1 : end] == b"\r"
            text = whole[head.end() : end].decode("utf-8", "replace")
            yield Leaf((head[1].decode("latin-1"),), text, head.end() - 2, end - 2, "part")
