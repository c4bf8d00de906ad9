"""Look through encodings: what stands in a text as it is, or behind escapes, base64 or hex, however deep.

An `Edit` replaces a part of a text. What is found in the decoded text is put where it came from, encoded as there.
"""

import base64
import binascii
import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, MutableSequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote_from_bytes

# How many encodings may lie around each other.
DEPTH = 7


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """The bytes from `start` to `end` become `text`."""

    start: int
    end: int
    text: bytes


# Told whether what it is given is text: bytes that are none need only be searched for what is known.
Find: TypeAlias = Callable[[bytes, bool], Iterable[Edit]]
Known: TypeAlias = dict[bytes, list[Edit]]


@dataclass(frozen=True, slots=True)
class _Escapes:
    """An encoding of single letters: how each looks, what it stands for, how a replacement is written."""

    pattern: re.Pattern[bytes]
    decode: Callable[[bytes], bytes]
    encode: Callable[[bytes], bytes]


def _percent_letter(escape: bytes) -> bytes:
    return bytes([int(escape[1:], 16)])


def _form_letter(escape: bytes) -> bytes:
    return b" " if escape == b"+" else _percent_letter(escape)


def _percent(text: bytes) -> bytes:
    return quote_from_bytes(text, safe="").encode()


def _json_letter(escape: bytes) -> bytes:
    kind = escape[1:2]
    if kind != b"u":
        return {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"b": b"\b", b"f": b"\f"}.get(kind, kind)
    units = [int(each, 16) for each in escape[2:].split(b"\\u")]
    code = units[0] if len(units) == 1 else 0x10000 + ((units[0] & 0x3FF) << 10 | units[1] & 0x3FF)
    return chr(code).encode("utf-8", "surrogatepass")


def _json(text: bytes) -> bytes:
    return text.replace(b"\\", b"\\\\").replace(b'"', b'\\"')


def _entity(escape: bytes) -> bytes:
    return html.unescape(escape.decode("ascii")).encode("utf-8", "replace")


def _nothing(escape: bytes) -> bytes:
    del escape
    return b""


_ESCAPES = (
    _Escapes(re.compile(rb"%[0-9a-fA-F]{2}"), _percent_letter, _percent),
    _Escapes(re.compile(rb"%[0-9a-fA-F]{2}|\+"), _form_letter, _percent),
    _Escapes(
        re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[^u]", re.DOTALL),
        _json_letter,
        _json,
    ),
    _Escapes(re.compile(rb"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,8});"), _entity, bytes),
    # base64 as mail breaks it into lines, and a text that comes in pieces of a stream of events
    _Escapes(re.compile(rb"(?<=[A-Za-z0-9+/]{60})\r?\n(?=[A-Za-z0-9+/=])"), _nothing, bytes),
    _Escapes(re.compile(rb"\r?\n\r?\ndata: ?"), _nothing, bytes),
)
_BASE64 = re.compile(rb"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{8,}={0,2}")
_HEX = re.compile(rb"(?<![0-9a-fA-F])[0-9a-fA-F]{12,}")
_CONTROLS = bytes(each for each in range(32) if each not in b"\t\r\n")
_PRINTABLE = bytes(range(32, 127)) + b"\t\r\n"
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def edits(text: bytes, find: Find, depth: int = DEPTH, known: Known | None = None) -> list[Edit]:
    """All that `find` would change in a text and in what the text holds encoded; none overlap.

    `known` are the texts that were looked through: without escapes of two kinds, it is the same in whichever order.
    """
    known = {} if known is None else known
    if text not in known:
        known[text] = _edits(text, find, depth, known)
    return known[text]


def _edits(text: bytes, find: Find, depth: int, known: Known) -> list[Edit]:
    found = list(find(text, True))
    if len(text.translate(None, _CONTROLS)) < len(text) * 0.98:
        depth = min(depth, 1)  # what is no text holds escapes by chance, and so does what they would stand for
    if depth:
        for escapes in _ESCAPES if b"%" in text else _ESCAPES[2:]:  # a plus is a blank beside these alone
            found += _behind(text, escapes, lambda inner: edits(inner, find, depth - 1, known))
        found += _in_runs(text, find, depth)
    return apart(found)


def apply(text: bytes, changes: Iterable[Edit], marks: MutableSequence[int] | None = None) -> bytes:
    """Make edits that don't overlap; `marks`, positions in the text, move with it, in proportion within an edit."""
    parts: list[bytes] = []
    moved, done, shift = list(marks or ()), 0, 0
    for edit in changes:
        parts += (text[done : edit.start], edit.text)
        size = edit.end - edit.start
        for index, mark in enumerate(marks or ()):
            if edit.start < mark < edit.end:
                moved[index] = edit.start + shift + (mark - edit.start) * len(edit.text) // size
            elif mark >= edit.end:
                moved[index] += len(edit.text) - size
        done, shift = edit.end, shift + len(edit.text) - size
    if marks is not None:
        marks[:] = moved
    return b"".join((*parts, text[done:]))


def apart(found: Iterable[Edit]) -> list[Edit]:
    """Leave out edits within others; two that overlap become one, so that nothing of either is left."""
    kept: list[Edit] = []
    for edit in sorted(found, key=lambda each: (each.start, -each.end)):
        last = kept[-1] if kept else None
        if last is None or edit.start >= last.end:
            kept.append(edit)
        elif edit.end > last.end:
            kept[-1] = Edit(last.start, edit.end, last.text)
    return kept


def _behind(text: bytes, escapes: _Escapes, inner: Callable[[bytes], list[Edit]]) -> Iterator[Edit]:
    """Find edits in a text without its escapes, each in its place with them."""
    parts: list[bytes] = []
    starts, sources, ends = [0], [0], [0]  # of each stretch: where it is decoded, where it comes from, where that ends
    here = done = 0
    for match in escapes.pattern.finditer(text):
        letter = escapes.decode(match[0])
        plain = text[done : match.start()]
        parts += (plain, letter)
        here += len(plain)
        starts += (here, here + len(letter))
        sources += (match.start(), match.end())
        ends += (match.end(), match.end())
        here, done = here + len(letter), match.end()
    if not parts:
        return
    parts.append(text[done:])

    def source(position: int, *, end: bool) -> int:
        index = bisect_right(starts, position - end) - 1
        offset = position - starts[index]
        if index % 2:  # within an escape
            return ends[index] if end else sources[index]
        return sources[index] + offset

    for edit in inner(b"".join(parts)):
        if edit.end > edit.start:
            yield Edit(source(edit.start, end=False), source(edit.end, end=True), escapes.encode(edit.text))


def _in_runs(text: bytes, find: Find, depth: int) -> Iterator[Edit]:
    """Find edits in what is base64 or hex; the whole of it is written anew."""
    for match in _BASE64.finditer(text):
        for begin in range(4):
            if changed := _base64(match[0][begin:], find, depth):
                yield Edit(match.start() + begin, match.end(), changed)
                break
    for match in _HEX.finditer(text):
        for begin in range(2):
            digits = match[0][begin:]
            digits = digits[: len(digits) // 2 * 2]
            changed = _changed(binascii.unhexlify(digits), find, depth)
            if changed is not None:
                fresh = changed.hex().encode()
                start = match.start() + begin
                yield Edit(start, start + len(digits), fresh.upper() if digits.isupper() else fresh)
                break


def _base64(run: bytes, find: Find, depth: int) -> bytes | None:
    letters = run.rstrip(b"=")
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]
    if len(letters) < 8:
        return None
    standard = letters.translate(_URL_SAFE)
    changed = _changed(binascii.a2b_base64(standard + b"=" * (-len(letters) % 4)), find, depth)
    if changed is None:
        return None
    safe = b"-" in letters or b"_" in letters
    text = base64.urlsafe_b64encode(changed) if safe else base64.b64encode(changed)
    # one whose letters come out even has no padding to show whether it would have some
    return text if run.endswith(b"=") or (len(run) % 4 == 0 and not safe) else text.rstrip(b"=")


def _changed(decoded: bytes, find: Find, depth: int) -> bytes | None:
    """Change what was decoded, if there is something to change; what is no text is not looked through further."""
    found = edits(decoded, find, depth - 1) if _is_text(decoded) else apart(find(decoded, False))
    return apply(decoded, found) if found else None


def _is_text(decoded: bytes) -> bool:
    """Whether this is text, or some with a few other bytes, as where base64 began before what was taken for it."""
    if len(decoded.translate(None, _PRINTABLE)) * 5 <= len(decoded):
        return True
    try:
        return decoded.translate(None, b"\r\n\t").decode().isprintable()
    except UnicodeDecodeError:
        return False
