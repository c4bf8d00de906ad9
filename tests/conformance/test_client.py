"""What the judges find broken the client refuses, and each variant has its own class: a description that lies shows."""

import importlib
import json
from collections.abc import Iterator

import pytest

from scripts.exchange import Exchange
from tests.client_calls import call_of
from tests.judges import EXCHANGES, exchange_id, judges, with_response

WITH_BODY = [each for each in EXCHANGES if each.response.content and each.response.status < 400]


def read(exchange: Exchange) -> object:
    """Let the client's own `parse` read the response; it is the one that both twins use."""
    message = importlib.import_module(f"{exchange.vendor}_client._core.message")
    call = call_of(exchange)
    request = call.module.build(*call.path, **call.named)
    headers = dict(exchange.response.headers)
    response = message.Response(exchange.response.status, headers, exchange.response.content, request)
    return call.module.parse(response)


def broken(exchange: Exchange) -> Iterator[tuple[str, Exchange]]:
    """Take out each required field of the body, and give it a value of another kind."""
    body = exchange.response.json()
    for key in body:
        yield (
            f"{key} is of another kind",
            changed(exchange, {**body, key: 7 if isinstance(body[key], list | dict) else []}),
        )
        yield f"{key} is missing", changed(exchange, {name: each for name, each in body.items() if name != key})


def changed(exchange: Exchange, body: object) -> Exchange:
    return with_response(exchange, content=json.dumps(body).encode())


@pytest.mark.parametrize("exchange", WITH_BODY, ids=exchange_id)
def test_an_exchange_that_is_broken_fails_both_schemathesis_and_the_client(exchange: Exchange) -> None:
    errors = importlib.import_module(f"{exchange.vendor}_client.errors")
    both = 0
    for what, each in broken(exchange):
        ours, theirs = judges(exchange.vendor, exchange.variant).both_find(each)
        assert ours == theirs, what
        if theirs:
            with pytest.raises(errors.DecodeError):
                read(each)
            both += 1
    assert both, "nothing in this body is required or typed"


def test_an_exchange_of_a_variant_fails_against_the_description_of_the_other() -> None:
    assert differing()
    for each, other in differing():
        assert judges(each.vendor, other.variant).both_find(with_host_of(each, other)) == (True, True)


def differing() -> list[tuple[Exchange, Exchange]]:
    """Pair what two variants answer to one operation, where it has not the same fields."""
    pairs = [(each, other) for each in WITH_BODY for other in WITH_BODY if same_operation(each, other)]
    return [(each, other) for each, other in pairs if set(each.response.json()) != set(other.response.json())]


def same_operation(one: Exchange, other: Exchange) -> bool:
    return (one.vendor, one.operation) == (other.vendor, other.operation) and one.variant != other.variant


def with_host_of(exchange: Exchange, other: Exchange) -> Exchange:
    """Send it where the other went, so that nothing but the body can be at fault."""
    return with_response(other, content=exchange.response.content, headers=exchange.response.headers)


def test_the_client_gives_each_variant_its_own_class() -> None:
    for each, other in differing():
        assert type(read(each)) is not type(read(other))
