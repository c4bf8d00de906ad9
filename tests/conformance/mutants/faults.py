"""Exchanges with one thing wrong about the request or the response as a whole, by what the description says of them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from scripts.conform import Match
from scripts.conform.spec import METHODS, Node, Operation
from scripts.exchange import Exchange, Headers
from tests.conformance.mutants.credentials import absent
from tests.conformance.mutants.samples import UNKNOWN
from tests.conformance.mutants.slots import headers_of, is_json, media_of, sent, wire_of, with_sent
from tests.conformance.mutants.subject import Planted

# What was done to a message, its changed fields, the codes and the place of the finding that is meant.
Spoilt = tuple[str, dict[str, Any], tuple[str, ...], str]
STATUSES = (299, 399, 418, 499, 599)


def http_faults(exchange: Exchange, match: Match) -> Iterator[Planted]:
    """Plant what is wrong without any schema."""
    yield from _addresses(exchange, match.operation)
    yield from absent(exchange, match)
    for location in ("query", "header", "cookie"):
        yield from _parameters(exchange, match, location)
    yield from _bodies(exchange, match.operation)
    yield from _statuses(exchange, match.operation)


def _addresses(exchange: Exchange, operation: Operation) -> Iterator[Planted]:
    request, parts = exchange.request, urlsplit(exchange.request.url)

    def to(**changes: str) -> Exchange:
        return replace(exchange, request=replace(request, url=urlunsplit(parts._replace(**changes))))

    if all("://" in url for url in server_urls(operation)):
        yield Planted(
            "another host",
            to(netloc="planted.invalid"),
            ("request.server.undocumented", "request.server.wrong"),
            "request.url",
        )
    for index, template in enumerate(reversed(operation.path.split("/")[1:]), 1):
        if "{" not in template:
            segments = parts.path.split("/")
            segments[-index] += UNKNOWN
            codes = ("request.path.undocumented", "request.server.undocumented", "request.method.undocumented")
            yield Planted(f"another path, {'/'.join(segments)}", to(path="/".join(segments)), codes, "request.url")
    for method in METHODS:
        if method not in operation.item.value:
            other = replace(exchange, request=replace(request, method=method.upper()))
            yield Planted(f"method {method}", other, ("request.method.undocumented",), "request.method")


def server_urls(operation: Operation) -> list[str]:
    """The addresses in force for an operation."""
    for owner in (operation.node.value, operation.item.value, operation.node.root):
        if owner.get("servers"):
            return [str(each["url"]) for each in owner["servers"]]
    return ["/"]


def _parameters(exchange: Exchange, match: Match, location: str) -> Iterator[Planted]:
    operation = match.operation
    pairs = sent(exchange, match, location)
    if location == "query":
        more = with_sent(exchange, operation, location, [*pairs, (UNKNOWN, "1")])
        place = f"request.query.{UNKNOWN}"
        yield Planted("a parameter that nobody knows", more, ("request.parameter.undocumented",), place)
    for each in operation.parameters:
        wire = wire_of(each) if each.location == location else None
        own = [pair for pair in pairs if wire and wire.owns(pair[0])]
        if wire is None or not own:
            continue
        rest, place = [pair for pair in pairs if pair not in own], f"request.{location}.{each.name}"
        if each.required:
            without = with_sent(exchange, operation, location, rest)
            yield Planted(f"no {each.name}", without, ("request.parameter.missing",), place)
        if location == "query":
            name = own[0][0]
            other = f"{UNKNOWN}{name}"
            renamed = with_sent(exchange, operation, location, [*rest, (other, own[0][1])])
            codes = ("request.parameter.undocumented",)
            yield Planted(f"{name} misspelt", renamed, codes, f"request.query.{other}")
        else:
            name = str(each.node.field("name"))
            pairs_there = [*sent(exchange, match, "query"), (name, own[0][1])]
            elsewhere = with_sent(exchange, operation, "query", pairs_there)
            codes = ("request.parameter.undocumented",)
            if not _knows(operation, "query", name):
                yield Planted(f"{name} in the query", elsewhere, codes, f"request.query.{name}")
        if location != "header" and own[0][0] == each.name and not _is_list(wire.kind):
            twice = with_sent(exchange, operation, location, [*pairs, own[0]])
            yield Planted(f"{each.name} twice", twice, ("request.parameter.repeated",), place)


def http_edges(exchange: Exchange, match: Match) -> Iterator[tuple[str, Exchange]]:
    """Leave out each part that may be left out."""
    operation, request, response = match.operation, exchange.request, exchange.response
    for each in operation.parameters:
        wire = wire_of(each)
        pairs = sent(exchange, match, each.location)
        rest = [pair for pair in pairs if wire and not wire.owns(pair[0])]
        if wire and not each.required and rest != pairs:
            yield f"no {each.name}", with_sent(exchange, operation, each.location, rest)
    if request.content and operation.body and not operation.body.field("required"):
        yield "no body", replace(exchange, request=replace(request, content=b""))
    owner = operation.response(response.status)
    for each in headers_of(owner) if owner else ():
        headers = tuple(pair for pair in response.headers if pair[0] != each.name)
        if not each.required and headers != response.headers:
            yield f"no header {each.name}", replace(exchange, response=replace(response, headers=headers))


def _knows(operation: Operation, location: str, name: str) -> bool:
    return any((each.location, each.name) == (location, name) for each in operation.parameters)


def _is_list(kind: Node) -> bool:
    return "array" in str(kind.value)


def _bodies(exchange: Exchange, operation: Operation) -> Iterator[Planted]:
    request, owner = exchange.request, operation.body
    if owner is None or not owner.field("content"):
        content_type: Headers = (("content-type", "application/json"),)
        more = replace(request, content=b"{}", headers=(*request.headers, *content_type))
        yield Planted("a body", replace(exchange, request=more), ("request.body.undocumented",), "request.body")
        return
    if request.content and owner.field("required"):
        none = replace(exchange, request=replace(request, content=b""))
        yield Planted("no body", none, ("request.body.missing",), "request.body")
    for what, changes, codes, place in _contents(exchange, "request", owner):
        yield Planted(what, replace(exchange, request=replace(request, **changes)), codes, place)


def _statuses(exchange: Exchange, operation: Operation) -> Iterator[Planted]:
    response = exchange.response
    for status in STATUSES:
        if operation.response(status) is None:
            other, none = replace(response, status=status), replace(response, status=status, headers=(), content=b"")
            for what, made in (("", other), (" alone", replace(none, chunks=()))):
                codes = ("response.status.undocumented",)
                yield Planted(f"status {status}{what}", replace(exchange, response=made), codes, "response.status")
    owner = operation.response(response.status)
    if owner is None:
        return
    for each in headers_of(owner):
        headers = tuple(pair for pair in response.headers if pair[0] != each.name)
        if each.required and headers != response.headers:
            less = replace(exchange, response=replace(response, headers=headers))
            place = f"response.header.{each.name}"
            yield Planted(f"no header {each.name}", less, ("response.header.missing",), place)
    if operation.method == "HEAD" or response.status in {204, 205, 304} or not owner.field("content"):
        more = replace(response, content=b"{}", headers=(*response.headers, ("content-type", "application/json")))
        either = ("response.body.undocumented", "response.body.forbidden")
        yield Planted("a body of the response", replace(exchange, response=more), either, "response.body")
        return
    if response.content and all(is_json(name) for name in owner.field("content")):
        none = replace(exchange, response=replace(response, content=b"", chunks=()))
        yield Planted("no body of the response", none, ("response.body.missing",), "response.body")
    for what, changes, codes, place in _contents(exchange, "response", owner):
        yield Planted(what, replace(exchange, response=replace(response, chunks=(), **changes)), codes, place)


def _contents(exchange: Exchange, side: str, owner: Node) -> Iterator[Spoilt]:
    """Spoil a body that is there: cut it, call it something else, do not say what it is."""
    message = exchange.request if side == "request" else exchange.response
    if not message.content:
        return
    place = f"{side}.header.content-type"
    rest = tuple(pair for pair in message.headers if pair[0] != "content-type")
    for media in ("planted/planted", "application/json", "application/problem+json"):
        other: Headers = (*rest, ("content-type", media))
        if media_of(owner, media) is None:
            codes = (f"{side}.content-type.undocumented",)
            yield f"the {side} is called {media}", {"headers": other}, codes, place
    yield f"no type of the {side}", {"headers": rest}, (f"{side}.content-type.missing",), place
    if is_json(message.header("content-type")):
        malformed = (f"{side}.body.malformed",)
        for what, content in (("cut", message.content[:-1] + b"{"), ("not UTF-8", b'"\xff"')):
            yield f"the body of the {side}, {what}", {"content": content}, malformed, f"{side}.body"
