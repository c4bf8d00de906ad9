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
from scripts.exchange import Exchange, Request, Response, read_all

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


class Judges:
    """Both judges of one description."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self._conform = Conformer(tree, "description")
        self._schemathesis = schemathesis.openapi.from_dict(tree)
        self._bases = [urlsplit(server["url"]).path.rstrip("/") for server in tree.get("servers", [])]

    def verdicts(self, exchange: Exchange) -> tuple[list[str], list[str]]:
        """Tell what conform finds, and what Schemathesis."""
        found = self._conform.judge(exchange)
        return [str(each) for each in found if each.severity == "error"], self._second(exchange)

    def both_find(self, exchange: Exchange) -> tuple[bool, bool]:
        ours, theirs = self.verdicts(exchange)
        return bool(ours), bool(theirs)

    def _second(self, exchange: Exchange) -> list[str]:
        match = self._conform.route(exchange.request.method, exchange.request.url)
        assert isinstance(match, Match)
        operation = self._schemathesis.find_operation_by_path(exchange.request.method, self._path(exchange))
        assert operation is not None, "Schemathesis knows no such path"
        assert operation.definition.raw["operationId"] == match.operation.id, "the two disagree on the operation"
        case = operation.Case(path_parameters=dict(match.path), headers=dict(exchange.request.headers))
        try:
            case.validate_response(_response(exchange), checks=OFFLINE)
        except schemathesis.errors.FailureGroup as group:
            return [str(failure) for failure in group.exceptions]
        return []

    def _path(self, exchange: Exchange) -> str:
        """Leave out what precedes the description's paths: Schemathesis does not route by server."""
        path = urlsplit(exchange.request.url).path
        return path.removeprefix(next((base for base in self._bases if base and path.startswith(f"{base}/")), ""))


@cache
def judges(vendor: str, variant: str | None) -> Judges:
    return Judges(document.load(VENDORS[vendor].effective(variant)).tree)


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
    """Plant a status, a content type, a text that is no JSON, and another kind of value in each place of the body."""
    response = exchange.response
    yield "status", _with(exchange, status=302)
    if response.content:
        yield "content type", _with(exchange, headers=(("content-type", "text/html"),))
        yield "malformed", _with(exchange, content=response.content[:-1])
        yield "type", _with(exchange, content=b"5")
        for key in response.json():
            yield key, _with(exchange, content=json.dumps({**response.json(), key: {"planted": [None]}}).encode())


def _with(exchange: Exchange, **changes: Any) -> Exchange:
    return replace(exchange, response=replace(exchange.response, **changes))


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda each: f"{each.vendor}-{each.name}")
def test_both_find_an_exchange_good(exchange: Exchange) -> None:
    assert judges(exchange.vendor, exchange.variant).verdicts(exchange) == ([], [])


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda each: f"{each.vendor}-{each.name}")
def test_both_agree_on_what_is_planted_in_an_exchange(exchange: Exchange) -> None:
    found = {name: judges(exchange.vendor, exchange.variant).both_find(each) for name, each in defects(exchange)}
    assert set(found.values()) <= {(True, True), (False, False)}
    assert (True, True) in found.values()


SMALL = {
    "openapi": "3.1.0",
    "info": {"title": "Small", "version": "1"},
    "servers": [{"url": "https://api.example.test/v1"}],
    "paths": {
        "/a/{id}": {
            "get": {
                "operationId": "getA",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {
                        "description": "A.",
                        "headers": {"X-Left": {"required": True, "schema": {"type": "integer"}}},
                        "content": {"application/json": {"schema": {"type": "object", "required": ["a"]}}},
                    }
                },
            }
        }
    },
}
GOOD = Exchange(
    "good",
    "local",
    "small",
    None,
    "getA",
    {"server": "none"},
    Request.of("GET", "https://api.example.test/v1/a/1"),
    Response.of(200, [("content-type", "application/json"), ("x-left", "1")], b'{"a":1}'),
)


def test_both_find_a_small_exchange_good() -> None:
    assert Judges(SMALL).verdicts(GOOD) == ([], [])


@pytest.mark.parametrize(
    "changes",
    [
        {"status": 418},
        {"headers": (("content-type", "text/html"), ("x-left", "1"))},
        {"headers": (("content-type", "application/json"),)},
        {"headers": (("content-type", "application/json"), ("x-left", "few"))},
        {"content": b"{}"},
        {"content": b"{"},
    ],
    ids=["status", "content type", "missing header", "wrong header", "schema", "malformed"],
)
def test_what_the_checks_of_schemathesis_find_conform_finds_as_well(changes: dict[str, Any]) -> None:
    assert Judges(SMALL).both_find(_with(GOOD, **changes)) == (True, True)


def test_there_are_exchanges_to_judge() -> None:
    assert EXCHANGES


def test_the_network_is_blocked() -> None:
    with pytest.raises(AssertionError, match="tried to reach"):
        socket.create_connection(("127.0.0.1", 9))
