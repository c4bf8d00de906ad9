"""A second opinion on every exchange: the two judges must agree, on good exchanges and on broken ones."""

import http.client
import socket
from collections.abc import Callable
from typing import Any

import pytest

from scripts.exchange import Exchange
from tests.conformance.disagreements import (
    EVENTS,
    GOOD,
    LINES,
    PUT,
    RULES,
    SMALL,
    Rule,
    disputed,
    fresh,
    sides,
    unlisted,
)
from tests.defects import defects
from tests.judges import ALL, EXCHANGES, Judges, exchange_id, judges, with_request, with_response


@pytest.mark.parametrize("exchange", ALL, ids=exchange_id)
def test_both_find_an_exchange_good(exchange: Exchange) -> None:
    both = judges(exchange.vendor, exchange.variant)
    ours, theirs = both.findings(exchange)
    assert [str(each) for each in ours if each.severity == "error"] == []
    assert unlisted(both.tree, exchange, [], theirs) == []


@pytest.mark.parametrize("exchange", ALL, ids=exchange_id)
def test_both_agree_on_what_is_planted_in_an_exchange(exchange: Exchange) -> None:
    both = judges(exchange.vendor, exchange.variant)
    agreed, differ = set[str](), dict[str, list[str]]()
    before = both.findings(exchange)
    for name, each in defects(exchange):
        ours, theirs = (fresh(found, known) for found, known in zip(both.findings(each), before, strict=True))
        agreed |= {side for side in ("request", "response") if sides(ours)[side] and sides(theirs)[side]}
        if found := unlisted(both.tree, each, ours, theirs):
            differ[name] = found
    assert not differ, "\n".join(f"{name}: one judge alone finds {found[0]}" for name, found in differ.items())
    assert agreed == {"request", "response"}


@pytest.mark.parametrize("rule", RULES, ids=lambda each: each.code)
def test_a_disagreement_that_is_listed_still_occurs(rule: Rule) -> None:
    ours, theirs = Judges(SMALL).findings(rule.witness)
    found = disputed(ours, theirs)
    assert found
    assert all(rule.covers(SMALL, rule.witness, each) for each in found)
    assert unlisted(SMALL, rule.witness, ours, theirs) == []


def test_a_disagreement_that_is_not_listed_is_told() -> None:
    broken = with_response(GOOD, status=418)
    ours, theirs = Judges(SMALL).findings(broken)
    assert unlisted(SMALL, broken, ours, []) == list(map(str, ours))
    assert unlisted(SMALL, broken, [], theirs) == list(map(str, theirs))
    assert unlisted(SMALL, broken, ours, theirs) == []


def test_a_disagreement_is_listed_under_its_condition_alone() -> None:
    ours, _ = Judges(SMALL).findings(with_response(GOOD, content=b'{"a":"few"}'))
    assert unlisted(SMALL, EVENTS, ours, []) == []
    assert unlisted(SMALL, GOOD, ours, []) == list(map(str, ours))


def test_a_finding_in_the_request_does_not_agree_with_one_in_the_response() -> None:
    _, request = Judges(SMALL).findings(with_request(GOOD, method="POST"))
    response, _ = Judges(SMALL).findings(with_response(GOOD, status=418))
    assert unlisted(SMALL, GOOD, response, request)


@pytest.mark.parametrize("exchange", [GOOD, PUT, EVENTS, LINES], ids=exchange_id)
def test_both_find_a_small_exchange_good(exchange: Exchange) -> None:
    assert Judges(SMALL).verdicts(exchange) == ([], [])


@pytest.mark.parametrize(
    ("change", "exchange", "changes"),
    [
        (with_response, GOOD, {"status": 418}),
        (with_response, GOOD, {"headers": (("content-type", "text/html"), ("x-left", "1"))}),
        (with_response, GOOD, {"headers": (("content-type", "application/json"),)}),
        (with_response, GOOD, {"headers": (("content-type", "application/json"), ("x-left", "few"))}),
        (with_response, GOOD, {"content": b"{}"}),
        (with_response, GOOD, {"content": b"{"}),
        (with_request, GOOD, {"url": "https://example.test/v1/a/1"}),
        (with_request, GOOD, {"url": "https://api.example.test/v2/a/1"}),
        (with_request, GOOD, {"method": "POST"}),
        (with_request, GOOD, {"url": "https://api.example.test/v1/a/1?n=few"}),
        (with_request, GOOD, {"url": "https://api.example.test/v1/a/1?n=1&n=2"}),
        (with_request, PUT, {"content": b'{"a":"few"}'}),
        (with_request, PUT, {"content": b"{"}),
        (with_request, PUT, {"headers": (("content-type", "text/html"), ("authorization", "Bearer t"))}),
        (with_request, PUT, {"headers": (("content-type", "application/json"),)}),
    ],
    ids=[
        "status",
        "content type",
        "missing header",
        "wrong header",
        "schema",
        "malformed",
        "host",
        "base path",
        "method",
        "parameter",
        "parameter sent twice",
        "body",
        "malformed body",
        "content type of a body",
        "no credential",
    ],
)
def test_what_schemathesis_finds_conform_finds_as_well(
    change: Callable[..., Exchange], exchange: Exchange, changes: dict[str, Any]
) -> None:
    assert Judges(SMALL).both_find(change(exchange, **changes)) == (True, True)


def test_there_are_exchanges_to_judge() -> None:
    assert EXCHANGES


@pytest.mark.parametrize("host", ["192.0.2.1", "example.test"])
def test_the_network_is_blocked_but_for_loopback(host: str) -> None:
    with pytest.raises(AssertionError, match="tried to reach"):
        http.client.HTTPConnection(host, 9, timeout=1).connect()
    with pytest.raises(AssertionError, match="tried to reach"), socket.socket() as one:
        one.connect_ex((host, 9))
    with pytest.raises(AssertionError, match="tried to reach"), socket.socket(type=socket.SOCK_DGRAM) as one:
        one.sendto(b"", (host, 9))
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
