"""A second opinion on every exchange: the two judges must agree, on good exchanges and on broken ones."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from scripts.exchange import Exchange, Request, Response
from tests.judges import EXCHANGES, Judges, judges, with_response


def defects(exchange: Exchange) -> Iterator[tuple[str, Exchange]]:
    """Plant a status, a content type, a text that is no JSON, and another kind of value in each place of the body."""
    response = exchange.response
    yield "status", with_response(exchange, status=302)
    if response.content:
        yield "content type", with_response(exchange, headers=(("content-type", "text/html"),))
        yield "malformed", with_response(exchange, content=response.content[:-1])
        yield "type", with_response(exchange, content=b"5")
        for key in response.json():
            yield (
                key,
                with_response(exchange, content=json.dumps({**response.json(), key: {"planted": [None]}}).encode()),
            )


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
    assert Judges(SMALL).both_find(with_response(GOOD, **changes)) == (True, True)


def test_there_are_exchanges_to_judge() -> None:
    assert EXCHANGES


def test_the_network_is_blocked() -> None:
    with pytest.raises(AssertionError, match="tried to reach"):
        socket.create_connection(("127.0.0.1", 9))
