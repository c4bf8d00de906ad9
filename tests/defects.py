"""Defects to plant in an exchange, one at a time, in every part of it: whoever judges exchanges has to find them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from scripts.exchange import Exchange, Headers

ODD = "~planted~"
# Of a list no more than the first two are touched: the others are of the same schema.
ITEMS = 2


def defects(exchange: Exchange) -> Iterator[tuple[str, Exchange]]:
    """Every defect with where it is; some are none, since the description allows them."""
    for url, what in _urls(exchange.request.url):
        yield f"request.url: {what}", with_request(exchange, url=url)
    yield "request.method", with_request(exchange, method="TRACE")
    yield "response.status", with_response(exchange, status=302)
    yield "response.status: of a failure", with_response(exchange, status=499)
    for side, change in (("request", with_request), ("response", with_response)):
        message = getattr(exchange, side)
        for headers, what in _headers(message.headers):
            yield f"{side}.{what}", change(exchange, headers=headers)
        for content, what in _contents(message.content, message.header("content-type")):
            yield f"{side}.body{what}", change(exchange, content=content)
        if not message.content:
            headers = (*message.headers, ("content-type", "application/json"))
            yield f"{side}.body: not wanted", change(exchange, headers=headers, content=b'{"planted":1}')


def with_request(exchange: Exchange, **changes: Any) -> Exchange:
    return replace(exchange, request=replace(exchange.request, **changes))


def with_response(exchange: Exchange, **changes: Any) -> Exchange:
    return replace(exchange, response=replace(exchange.response, **{"chunks": (), **changes}))


def _urls(url: str) -> Iterator[tuple[str, str]]:
    parts = urlsplit(url)
    yield urlunsplit(parts._replace(netloc="nowhere.invalid")), "another host"
    yield urlunsplit(parts._replace(path=f"{parts.path}/nowhere")), "another path"
    segments = parts.path.split("/")
    for index, segment in enumerate(segments[1:], 1):
        changed = "/".join([*segments[:index], quote(ODD), *segments[index + 1 :]])
        yield urlunsplit(parts._replace(path=changed)), f"odd {segment}"
    pairs = parts.query.split("&") if parts.query else []
    for changed, what in _pairs(pairs):
        yield urlunsplit(parts._replace(query="&".join(changed))), f"{what} in the query"
    yield urlunsplit(parts._replace(query="&".join([*pairs, "planted=1"]))), "one more in the query"


def _pairs(pairs: list[str]) -> Iterator[tuple[list[str], str]]:
    for index, pair in enumerate(pairs):
        name, before, after = pair.partition("=")[0], pairs[:index], pairs[index + 1 :]
        yield [*before, *after], f"no {name}"
        yield [*before, pair, *after, pair], f"{name} twice"
        yield [*before, f"{name}={quote(ODD)}", *after], f"odd {name}"
        yield [*before, f"{name}=", *after], f"empty {name}"


def _headers(headers: Headers) -> Iterator[tuple[Headers, str]]:
    for index, (name, _) in enumerate(headers):
        before, after = headers[:index], headers[index + 1 :]
        yield (*before, *after), f"no header {name}"
        value = "image/planted" if name == "content-type" else ODD
        yield (*before, (name, value), *after), f"odd header {name}"


def _contents(content: bytes, content_type: str | None) -> Iterator[tuple[bytes, str]]:
    if not content:
        return
    yield b"", ": none"
    essence = (content_type or "").partition(";")[0]
    if essence == "application/x-www-form-urlencoded":
        for changed, what in _pairs(content.decode().split("&")):
            yield "&".join(changed).encode(), f": {what} in the form"
    if essence == "multipart/form-data":
        mark = content.partition(b"\r\n")[0]
        parts = content.split(mark)
        for index, part in enumerate(parts[1:-1], 1):
            yield mark.join([*parts[:index], *parts[index + 1 :]]), f": part {index} missing"
            head, _, _ = part.partition(b"\r\n\r\n")
            odd = head + b"\r\n\r\n" + ODD.encode() + b"\r\n"
            yield mark.join([*parts[:index], odd, *parts[index + 1 :]]), f": part {index} odd"
    if essence == "application/json" or essence.endswith("+json"):
        yield content[:-1], ": cut off"
        for value, what in values(json.loads(content)):
            yield json.dumps(value).encode(), what


def values(value: Any, place: str = "") -> Iterator[tuple[Any, str]]:
    """A value of JSON with one thing in it changed."""
    yield {"planted": [None]} if not isinstance(value, dict) else [ODD], f"{place}: of another kind"
    yield None, f"{place}: null"
    if isinstance(value, dict):
        yield {**value, "planted": 1}, f"{place}: one more field"
        for name, each in value.items():
            yield {key: kept for key, kept in value.items() if key != name}, f"{place}/{name}: missing"
            yield from (({**value, name: odd}, what) for odd, what in values(each, f"{place}/{name}"))
    elif isinstance(value, list):
        yield [], f"{place}: empty"
        for index, each in enumerate(value[:ITEMS]):
            changed = ((odd, what) for odd, what in values(each, f"{place}/{index}"))
            yield from (([*value[:index], odd, *value[index + 1 :]], what) for odd, what in changed)
    elif isinstance(value, str):
        yield f"{value}{ODD}", f"{place}: other text"
        yield 5, f"{place}: a number"
    elif isinstance(value, int | float):
        yield value + 0.5, f"{place}: half more" if not isinstance(value, bool) else f"{place}: a number"
        yield -1e12, f"{place}: far less"
        yield ODD, f"{place}: a text"
