"""The exchange format: one request and its response in one JSON file that a person can review.

    {
      "kind": "docs",                    transcribed from a document; or recorded (live), or local (a server of ours)
      "vendor": "acme", "variant": null, "operation": "listItems",
      "source": {"document": "acme-api", "lines": "15-44"},
      "made": [{"pointer": "/request/url", "why": "..."}],               what the source does not show
      "repaired": [{"pointer": "/response/body/json", "why": "..."}],    what it shows broken
      "request": {"method": "GET", "url": "https://...", "headers": [["accept", "*/*"]], "body": null},
      "response": {"status": 200, "headers": [], "body": {"json": {}, "sha256": "..."}}
    }

A body is null (none), `json` (where minifying it, or writing it in the `layout` that is named, gives the raw bytes,
numbers spelled as they were), else `text`, else `base64`; `sha256` is that of the raw bytes. Headers are ordered
pairs, names in lower case. The raw bytes of a transcribed JSON body are its minified form: the layout of a page is
not evidence.

A response that came as a stream also has `chunks`, one [milliseconds since its head came, bytes] for each piece that
arrived by itself, in order; together they are the body.

Standard library only: this package is also used where nothing is installed but pytest and a client.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeAlias

from scripts.exchange.shape import content, faults
from scripts.exchange.text import LAYOUTS, Number, Row, deeper, laid_out, minify, parse, pretty
from scripts.problem import Problem, refuse, refuse_all

__all__ = ["Exchange", "Headers", "Remark", "Request", "Response", "dumps", "read", "read_all"]

_DEPTH = 100  # deeper JSON is kept as text: it is not for people, and would exhaust the stack

Headers: TypeAlias = tuple[tuple[str, str], ...]
Chunks: TypeAlias = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Message:
    """What requests and responses share. A live one holds secrets, so its repr shows neither headers nor body."""

    headers: Headers = field(repr=False)
    content: bytes = field(repr=False)

    def header(self, name: str) -> str | None:
        """Look a header up (name in lower case), repeats joined by commas; None where it's absent."""
        values = [value for key, value in self.headers if key == name]
        return ", ".join(values) if values else None

    def json(self) -> Any:
        """Parse the body."""
        return json.loads(self.content)


@dataclass(frozen=True, slots=True)
class Request(_Message):
    """What was sent; the URL is absolute."""

    method: str
    url: str = field(repr=False)

    @classmethod
    def of(cls, method: str, url: str, headers: Iterable[tuple[str, str]] = (), content: bytes = b"") -> Self:
        """Make a request from its raw parts."""
        return cls(_lower(headers), content, method.upper(), url)


@dataclass(frozen=True, slots=True)
class Response(_Message):
    """What came back; the content is decoded, so there is no content-encoding.

    `chunks` are the pieces that a stream came in: milliseconds since its head came, and bytes; () for no stream.
    """

    status: int
    chunks: Chunks = ()

    @classmethod
    def of(
        cls, status: int, headers: Iterable[tuple[str, str]] = (), content: bytes = b"", chunks: Chunks = ()
    ) -> Self:
        """Make a response from its raw parts."""
        return cls(_lower(headers), content, status, chunks)

    def pieces(self) -> Iterator[tuple[int, bytes]]:
        """Go through the pieces of the content, each with its milliseconds; the whole of it where it's no stream."""
        if not self.chunks:
            yield 0, self.content
        start = 0
        for milliseconds, size in self.chunks:
            yield milliseconds, self.content[start : start + size]
            start += size


@dataclass(frozen=True, slots=True)
class Remark:
    """Why a part of an exchange is not what its source shows."""

    pointer: str
    why: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its response, and where they come from; `name` is the file's stem."""

    name: str
    kind: str
    vendor: str
    variant: str | None
    operation: str
    source: Mapping[str, str]
    request: Request
    response: Response
    made: tuple[Remark, ...] = ()
    repaired: tuple[Remark, ...] = ()


def dumps(exchange: Exchange) -> str:
    """Write the canonical text of an exchange's file."""
    request, response = exchange.request, exchange.response
    tree = {
        "kind": exchange.kind,
        "vendor": exchange.vendor,
        "variant": exchange.variant,
        "operation": exchange.operation,
        "source": dict(exchange.source),
        "made": [{"pointer": each.pointer, "why": each.why} for each in exchange.made],
        "repaired": [{"pointer": each.pointer, "why": each.why} for each in exchange.repaired],
        "request": {"method": request.method, "url": request.url, **_message(request)},
        "response": {"status": response.status, **_message(response), **_chunks(response)},
    }
    return pretty(tree) + "\n"


def read(path: Path) -> Exchange:
    """Read the exchange of a file, or raise `Refused` with all that is wrong with it."""
    try:
        tree = parse(path.read_text("utf-8"))
    except json.JSONDecodeError as error:
        refuse(f"{path}:{error.lineno}", f"is not JSON ({error.msg})", "mend the line")
    except (ValueError, RecursionError) as error:
        refuse(str(path), f"is not JSON in UTF-8 ({error})", "mend the file")
    refuse_all(Problem(f"{path}:{pointer}".rstrip(":"), what, cure) for pointer, what, cure in faults(tree))
    sent, got = tree["request"], tree["response"]
    return Exchange(
        path.stem,
        kind=tree["kind"],
        vendor=tree["vendor"],
        variant=tree["variant"],
        operation=tree["operation"],
        source=tree["source"],
        made=tuple(Remark(**each) for each in tree["made"]),
        repaired=tuple(Remark(**each) for each in tree["repaired"]),
        request=Request(_pairs(sent), content(sent["body"]), sent["method"], sent["url"]),
        response=Response(
            _pairs(got),
            content(got["body"]),
            int(got["status"]),
            tuple((int(each[0]), int(each[1])) for each in got.get("chunks", ())),
        ),
    )


def read_all(folder: Path) -> list[Exchange]:
    """Every exchange of a folder, by name: that of a sequence's first is the beginning of the others'."""
    return [read(path) for path in sorted(folder.glob("*.json"), key=lambda path: path.stem)]


def _lower(headers: Iterable[tuple[str, str]]) -> Headers:
    return tuple((name.lower(), value) for name, value in headers)


def _pairs(message: dict[str, Any]) -> Headers:
    return tuple((name, value) for name, value in message["headers"])


def _message(message: _Message) -> dict[str, Any]:
    return {"headers": [Row(pair) for pair in message.headers], "body": _body(message.content)}


def _chunks(response: Response) -> dict[str, Any]:
    return {"chunks": [Row(map(Number, map(str, each))) for each in response.chunks]} if response.chunks else {}


def _body(raw: bytes) -> dict[str, Any] | None:
    if not raw:
        return None
    digest = hashlib.sha256(raw).hexdigest()
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(raw).decode(), "sha256": digest}
    layout: str | None = None
    tree: Any = None
    with suppress(ValueError, RecursionError):
        tree = parse(text)
        # Half a surrogate pair has no UTF-8 for the file.
        minify(tree).encode()
        layout = next((each for each in LAYOUTS if laid_out(tree, each) == text and not deeper(tree, _DEPTH)), None)
    if layout is None:
        return {"text": text, "sha256": digest}
    return {"json": tree, **({"layout": layout} if layout else {}), "sha256": digest}
