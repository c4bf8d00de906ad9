"""What an exchange's file may hold: its fields, their forms, digests that match, remarks that point at something."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any, TypeAlias

from scripts.exchange.text import LAYOUTS, Number, is_array, is_object, laid_out, minify

Fault: TypeAlias = tuple[str, str, str]
Shape: TypeAlias = Callable[[Any, str], Iterator[Fault]]


def faults(tree: Any) -> list[Fault]:
    """All that is wrong with the tree of a file: pointer, what is wrong, what to do."""
    found = list(_EXCHANGE(tree, ""))
    if found:
        return found
    source = _SOURCES[tree["kind"]](tree["source"], "/source")
    return list(chain(source, _stale(tree, "made"), _stale(tree, "repaired"), _torn(tree["response"])))


def content(body: Any) -> bytes:
    """Make the raw bytes of a body, digest unchecked; ValueError where it's not base64."""
    if body is None:
        return b""
    if "json" in body:
        return laid_out(body["json"], body.get("layout", "")).encode()
    return base64.b64decode(body["base64"], validate=True) if "base64" in body else body["text"].encode()


def _text(pattern: str, cure: str) -> Shape:
    def shape(value: Any, pointer: str) -> Iterator[Fault]:
        if isinstance(value, Number) or not isinstance(value, str) or not re.fullmatch(pattern, value, re.DOTALL):
            yield pointer, f"can't be {minify(value)[:60]}", cure

    return shape


def _status(value: Any, pointer: str) -> Iterator[Fault]:
    if not isinstance(value, Number) or not re.fullmatch(r"[1-5]\d\d", value):
        yield pointer, f"can't be {minify(value)[:60]}", "write the status as a number, 100 to 599"


def _anything(value: Any, pointer: str) -> Iterator[Fault]:
    del value, pointer
    return iter(())


def _or_null(other: Shape) -> Shape:
    return lambda value, pointer: iter(()) if value is None else other(value, pointer)


def _list_of(item: Shape) -> Shape:
    def shape(value: Any, pointer: str) -> Iterator[Fault]:
        if not is_array(value):
            yield pointer, "is not an array", "write one; it may be empty"
            return
        for index, each in enumerate(value):
            yield from item(each, f"{pointer}/{index}")

    return shape


def _fields(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    shapes = {**required, **(optional or {})}

    def shape(value: Any, pointer: str) -> Iterator[Fault]:
        if not is_object(value):
            yield pointer, "is not an object", f"write one with {', '.join(required)}"
            return
        yield from ((pointer, f"lacks {name}", "add it") for name in required if name not in value)
        for name, each in value.items():
            if name in shapes:
                yield from shapes[name](each, f"{pointer}/{name}")
            else:
                yield f"{pointer}/{name}", "no such field", f"use {', '.join(shapes)}"

    return shape


def _header(value: Any, pointer: str) -> Iterator[Fault]:
    if not is_array(value) or len(value) != 2:
        yield pointer, "is not a pair", "write [name, value]"
        return
    yield from _text(r"[!#$%&'*+.^_`|~0-9a-z-]+", "write the header's name in lower case")(value[0], f"{pointer}/0")
    yield from _text(r"[^\x00-\x08\x0a-\x1f\x7f]*", "write the header's value on one line")(value[1], f"{pointer}/1")


def _body(value: Any, pointer: str) -> Iterator[Fault]:
    forms = [form for form in _BODIES if is_object(value) and form in value]
    if len(forms) != 1:
        yield pointer, "is not a body", "write null, or an object with sha256 and one of json, text, base64"
        return
    wrong = list(_BODIES[forms[0]](value, pointer))
    yield from wrong
    if wrong:
        return
    try:
        digest = hashlib.sha256(content(value)).hexdigest()
    except (binascii.Error, UnicodeEncodeError):
        yield f"{pointer}/{forms[0]}", "does not stand for bytes", "record the exchange again"
        return
    if digest != value["sha256"]:
        yield f"{pointer}/sha256", f"is not the digest of the body, which is {digest}", "undo the edit of the body"


def _chunk(value: Any, pointer: str) -> Iterator[Fault]:
    parts = value if is_array(value) and len(value) == 2 else []
    if not parts or not all(isinstance(each, Number) and each.isdecimal() for each in parts) or int(parts[1]) == 0:
        yield pointer, f"can't be {minify(value)[:60]}", "write [milliseconds, bytes], both whole numbers"


def _torn(response: dict[str, Any]) -> Iterator[Fault]:
    chunks = response.get("chunks")
    if chunks is None:
        return
    pointer, size = "/response/chunks", len(content(response["body"]))
    total = sum(int(each[1]) for each in chunks)
    if total != size:
        yield pointer, f"have {total} bytes together, and the body has {size}", "record the exchange again"
    times = [int(each[0]) for each in chunks]
    for index in [each for each in range(1, len(times)) if times[each] < times[each - 1]]:
        yield f"{pointer}/{index}/0", f"{times[index]} is before {times[index - 1]}", "record the exchange again"


def _stale(tree: dict[str, Any], remarks: str) -> Iterator[Fault]:
    for index, remark in enumerate(tree[remarks]):
        if not _resolves(tree, remark["pointer"]):
            yield f"/{remarks}/{index}/pointer", f"{remark['pointer']} is not in the exchange", "correct the pointer"


def _resolves(tree: Any, pointer: str) -> bool:
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if is_object(tree) and key in tree:
            tree = tree[key]
        elif is_array(tree) and key.isdecimal() and int(key) < len(tree):
            tree = tree[int(key)]
        else:
            return False
    return True


_NAME = _text(r"\S+", "write a name")
_SENTENCE = _text(r".*\S.*", "write a few words")
_DATE = _text(r"\d{4}-\d\d-\d\d", "write a date such as 2026-01-31")
_DIGEST = _text(r"[0-9a-f]{64}", "write the SHA-256 of the raw bytes, in hex")
_LAYOUT = "|".join(filter(None, LAYOUTS))
_BODIES = {
    "json": _fields({"json": _anything, "sha256": _DIGEST}, {"layout": _text(_LAYOUT, f"use {_LAYOUT}")}),
    "text": _fields({"text": _text(r".+", "write the text"), "sha256": _DIGEST}),
    "base64": _fields({"base64": _text(r".+", "write the base64 text"), "sha256": _DIGEST}),
}
_SOURCES = {
    "docs": _fields(
        {"document": _NAME, "lines": _text(r"\d+-\d+(,\d+-\d+)*", "write the line range, such as 15-44")},
    ),
    "recorded": _fields({"date": _DATE}, {"link": _NAME, "spec": _DIGEST, "scrub": _NAME}),
    "local": _fields({"server": _SENTENCE}, {"date": _DATE, "spec": _DIGEST}),
}
_REMARKS = _list_of(_fields({"pointer": _text(r"(/.*)?", "write a JSON pointer"), "why": _SENTENCE}))
_MESSAGE: dict[str, Shape] = {"headers": _list_of(_header), "body": _or_null(_body)}
_EXCHANGE = _fields(
    {
        "kind": _text("docs|recorded|local", "use docs, recorded or local"),
        "vendor": _NAME,
        "variant": _or_null(_NAME),
        "operation": _NAME,
        "source": _anything,
        "made": _REMARKS,
        "repaired": _REMARKS,
        "request": _fields(
            {
                "method": _text(r"[A-Z]+", "write the method in upper case"),
                "url": _text(r"https?://[^/?#\s]+[^#\s]*", "write the absolute address, without fragment"),
                **_MESSAGE,
            },
        ),
        "response": _fields({"status": _status, **_MESSAGE}, {"chunks": _list_of(_chunk)}),
    },
)
