"""The places of an exchange that hold a value with a schema; each can be given another value."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from scripts.conform import Match
from scripts.conform.spec import Node, Operation, Parameter, parameter
from scripts.document import pointer as pointer_of
from scripts.exchange import Exchange, Headers
from tests.conformance.mutants.forms import form_of
from tests.conformance.mutants.oracle import Oracle
from tests.conformance.mutants.wires import Pairs, Wire

Write = Callable[[Any], Exchange | None]
_NOT_PARAMETERS = {"accept", "authorization", "content-type"}


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """A value in an exchange: what findings on it begin with, its schema, and how another one is put there.

    `write` gives None where the other value can't be spelled in this place; `fits` says whether a value, as it would
    be read back, is valid; `text` whether values are no more than texts here, so that every number is one as well.
    """

    code: str
    place: str
    schema: str
    value: Any
    write: Write
    fits: Callable[[Any], bool]
    text: bool = False

    def place_of(self, path: tuple[str | int, ...]) -> str:
        """Where findings on a part of the value are."""
        return f"{self.place}{pointer_of(path)}"


def slots(exchange: Exchange, match: Match, oracle: Oracle) -> Iterator[Slot]:
    """Find the values of an exchange that calls this operation."""
    for each in match.operation.parameters:
        yield from _parameter(exchange, match, each, oracle)
    body = match.operation.body
    if body is not None:
        yield from _body(exchange, "request", body, oracle)
    response = match.operation.response(exchange.response.status)
    if response is not None:
        for each in headers_of(response):
            yield from _header(exchange, each, oracle)
        yield from _body(exchange, "response", response, oracle)


def headers_of(response: Node) -> list[Parameter]:
    """Read the headers that are described for a response."""
    listed = response.get("headers")
    named = listed.items() if listed else ()
    return [parameter(node, name, "header") for name, node in named if name.lower() != "content-type"]


def media_of(owner: Node, content_type: str | None) -> tuple[str, Node] | None:
    """Find the entry of a body's `content` for a type: itself, its range, or any."""
    content, essence = owner.get("content"), essence_of(content_type)
    entries = {name.lower(): (name, node) for name, node in content.items()} if content else {}
    ranges = (essence, f"{essence.partition('/')[0]}/*", "*/*")
    return next((entries[each] for each in ranges if essence and each in entries), None)


def essence_of(content_type: str | None) -> str:
    """Leave the parameters of a content type out."""
    return (content_type or "").partition(";")[0].strip().lower()


def is_json(content_type: str | None) -> bool:
    """Whether a content type is JSON or built on it."""
    essence = essence_of(content_type)
    return essence == "application/json" or essence.endswith("+json")


def sent(exchange: Exchange, match: Match, location: str) -> Pairs:
    """Give the names and raw texts of one location."""
    if location == "path":
        return list(match.path.items())
    if location == "query":
        parts = (part.partition("=") for part in match.query.split("&") if part)
        return [(quote_free(name), text) for name, _, text in parts]
    if location == "cookie":
        parts = (part.strip().partition("=") for part in (exchange.request.header("cookie") or "").split(";"))
        return [(name, text) for name, _, text in parts if name]
    return list(exchange.request.headers)


def quote_free(name: str) -> str:
    """Decode the brackets that names of a query may have."""
    return name.replace("%5B", "[").replace("%5D", "]").replace("%5b", "[").replace("%5d", "]")


def with_sent(exchange: Exchange, operation: Operation, location: str, pairs: Pairs) -> Exchange:
    """Send other pairs in one location."""
    request = exchange.request
    if location == "header":
        return replace(exchange, request=replace(request, headers=tuple(pairs)))
    if location == "cookie":
        rest = [pair for pair in request.headers if pair[0] != "cookie"]
        cookie = [("cookie", "; ".join(f"{name}={text}" for name, text in pairs))] if pairs else []
        return replace(exchange, request=replace(request, headers=(*rest, *cookie)))
    parts = urlsplit(request.url)
    if location == "query":
        query = "&".join(f"{quote(name, safe='[]')}={text}" for name, text in pairs)
        return replace(exchange, request=replace(request, url=urlunsplit(parts._replace(query=query))))
    ours, count = operation.path.split("/")[1:], operation.path.count("/")
    segments = parts.path.split("/")
    for index, template in enumerate(ours, len(segments) - count):
        if "{" in template:
            for name, text in pairs:
                template = template.replace(f"{{{name}}}", text)  # noqa: PLW2901
            segments[index] = template
    return replace(exchange, request=replace(request, url=urlunsplit(parts._replace(path="/".join(segments)))))


def wire_of(each: Parameter) -> Wire | None:
    """Tell how a parameter goes; None where it has no schema to judge it."""
    if each.kind is None or each.schema is None:
        return None
    is_json = each.media is not None
    return Wire(each.name, each.location, each.style, each.explode, each.kind, is_json)


def _parameter(exchange: Exchange, match: Match, each: Parameter, oracle: Oracle) -> Iterator[Slot]:
    wire = wire_of(each)
    if wire is None or (each.location == "header" and each.name in _NOT_PARAMETERS):
        return
    pairs = sent(exchange, match, each.location)

    def write(value: Any) -> Exchange | None:
        spelled = wire.pairs(value)
        if spelled is None or (each.location == "path" and not all(text for _, text in spelled)):
            return None
        rest = [pair for pair in pairs if not wire.owns(pair[0])]
        return with_sent(exchange, match.operation, each.location, [*rest, *spelled])

    yield from _wired("request.parameter", f"request.{each.location}.{each.name}", each, wire, pairs, write, oracle)


def _header(exchange: Exchange, each: Parameter, oracle: Oracle) -> Iterator[Slot]:
    wire, response = wire_of(each), exchange.response
    if wire is None:
        return

    def write(value: Any) -> Exchange | None:
        spelled = wire.pairs(value)
        if spelled is None:
            return None
        headers: Headers = (*(pair for pair in response.headers if pair[0] != each.name), *spelled)
        return replace(exchange, response=replace(response, headers=headers))

    pairs = list(response.headers)
    yield from _wired("response.header", f"response.header.{each.name}", each, wire, pairs, write, oracle)


def _wired(
    code: str, place: str, each: Parameter, wire: Wire, pairs: Pairs, write: Write, oracle: Oracle
) -> Iterator[Slot]:
    schema = each.schema or ""
    valid = [value for value in wire.readings(pairs, oracle) if oracle.valid(schema, value)] if wire.known else []

    def fits(value: Any) -> bool:
        return any(oracle.valid(schema, again) for again in wire.readings(wire.pairs(value) or [], oracle))

    for value in valid[:1]:
        yield Slot(code, place, schema, value, write, fits, text=True)


def _body(exchange: Exchange, side: str, owner: Node, oracle: Oracle) -> Iterator[Slot]:
    message = exchange.request if side == "request" else exchange.response
    entry = media_of(owner, message.header("content-type")) if message.content else None
    if entry is None or not entry[1].get("schema"):
        return
    media, schema = entry[1], f"{entry[1].pointer}/schema"

    def rewritten(content: bytes | None) -> Exchange | None:
        if content is None:
            return None
        if side == "request":
            return replace(exchange, request=replace(exchange.request, content=content))
        return replace(exchange, response=replace(exchange.response, content=content, chunks=()))

    if is_json(message.header("content-type")):
        yield Slot(
            f"{side}.body",
            f"{side}.body",
            schema,
            json.loads(message.content),
            lambda value: rewritten(json.dumps(value).encode()),
            lambda value: oracle.valid(schema, value),
        )
    elif form := form_of(message, media, oracle):
        yield Slot(
            f"{side}.body",
            f"{side}.body",
            schema,
            form.value,
            lambda value: rewritten(form.written(value)),
            lambda value: form.fits(schema, value),
            text=True,
        )
