"""A second opinion on every exchange: Schemathesis, by other authors, with its four checks that need no network.

Never call `validate_response` without `checks`: one of the default checks sends the recorded request again, to the
vendor. Sockets are blocked here, so that this would fail.
"""

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import schemathesis
from schemathesis.checks import CHECKS, load_all_checks

from scripts import document, vendors
from scripts.conform import Conformer, Match
from scripts.exchange import Exchange, Response, read_all

load_all_checks()
OFFLINE = [
    CHECKS.get_one(name)
    for name in (
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    )
]
VENDORS = {vendor.name: vendor for vendor in vendors.find()}
EXCHANGES = [each for vendor in VENDORS.values() for each in read_all(vendor.recordings)]


@pytest.fixture(autouse=True)
def blocked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError(f"a test of the conformance of recordings tried to reach {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@cache
def tree(vendor: str, variant: str | None) -> dict[str, Any]:
    return document.load(VENDORS[vendor].effective(variant)).tree


@cache
def schema(vendor: str, variant: str | None) -> Any:
    return schemathesis.openapi.from_dict(tree(vendor, variant))


@cache
def conformer(vendor: str, variant: str | None) -> Conformer:
    return Conformer(tree(vendor, variant), vendor)


def told_by_conform(exchange: Exchange) -> list[str]:
    found = conformer(exchange.vendor, exchange.variant).judge(exchange)
    return [str(each) for each in found if each.severity == "error"]


def told_by_schemathesis(exchange: Exchange) -> list[str]:
    match = conformer(exchange.vendor, exchange.variant).route(exchange.request.method, exchange.request.url)
    assert isinstance(match, Match)
    described = schema(exchange.vendor, exchange.variant)
    operation = described.find_operation_by_path(exchange.request.method, _path(exchange))
    assert operation is not None, "Schemathesis knows no such path"
    assert operation.definition.raw["operationId"] == match.operation.id, "the two disagree on the operation"
    case = operation.Case(path_parameters=dict(match.path), headers=dict(exchange.request.headers))
    try:
        case.validate_response(_response(exchange), checks=OFFLINE)
    except schemathesis.errors.FailureGroup as group:
        return [str(failure) for failure in group.exceptions]
    return []


def _path(exchange: Exchange) -> str:
    """Leave out what precedes the description's paths: Schemathesis does not route by server."""
    path = urlsplit(exchange.request.url).path
    bases = [urlsplit(server["url"]).path.rstrip("/") for server in tree(exchange.vendor, exchange.variant)["servers"]]
    return path.removeprefix(next((base for base in bases if base and path.startswith(f"{base}/")), ""))


def _response(exchange: Exchange) -> schemathesis.Response:
    request, response = exchange.request, exchange.response
    sent = requests.Request(request.method, request.url, dict(request.headers), data=request.content or None).prepare()
    headers: dict[str, list[str]] = {}
    for name, value in response.headers:
        headers.setdefault(name, []).append(value)
    return schemathesis.Response(
        status_code=response.status,
        headers=headers,
        content=response.content,
        request=sent,
        elapsed=0.0,
        verify=False,
    )


def defects(exchange: Exchange) -> Iterator[tuple[str, Exchange]]:
    """Plant what both have to find: a status, a content type, a text that is no JSON, a value of another type."""
    response = exchange.response
    yield "status", _with(exchange, Response(response.headers, response.content, 302))
    if response.content:
        yield "content type", _with(exchange, Response((("content-type", "text/html"),), response.content, 200))
        yield "malformed", _with(exchange, Response(response.headers, response.content[:-1], response.status))
        yield "type", _with(exchange, Response(response.headers, b"5", response.status))
        for key in response.json():
            body = json.dumps({**response.json(), key: {"planted": [None]}}).encode()
            yield key, _with(exchange, Response(response.headers, body, response.status))


def _with(exchange: Exchange, response: Response) -> Exchange:
    return replace(exchange, response=response)


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda each: f"{each.vendor}-{each.name}")
def test_both_find_an_exchange_good(exchange: Exchange) -> None:
    assert told_by_conform(exchange) == []
    assert told_by_schemathesis(exchange) == []


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda each: f"{each.vendor}-{each.name}")
def test_both_find_what_is_planted_in_it(exchange: Exchange) -> None:
    planted = dict(defects(exchange))
    missed = {name: (bool(told_by_conform(each)), bool(told_by_schemathesis(each))) for name, each in planted.items()}
    assert missed == dict.fromkeys(planted, (True, True))


def test_there_are_exchanges_to_judge() -> None:
    assert EXCHANGES


def test_the_network_is_blocked() -> None:
    with pytest.raises(AssertionError, match="tried to reach"):
        socket.create_connection(("127.0.0.1", 9))
