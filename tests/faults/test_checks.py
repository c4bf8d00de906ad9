"""The checks of this folder find what they are there to find."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.faults.checks import SECRETS, Seen, call, check
from tests.faults.server import always, response, serving
from tests.faults.test_streams import events, flowing


def refusal(seen: Seen, **named: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        check(seen, None, **named)
    return str(caught.value)


def test_a_call_that_takes_too_long_is_found() -> None:
    assert "it took 9.0 s" in refusal(Seen(seconds=9.0))


def test_a_secret_is_found_in_a_log_an_error_an_attribute_a_cause_and_a_request() -> None:
    secret = SECRETS["desk_key"]
    error = ValueError("fine")
    error.request = {"headers": [secret]}  # type: ignore[attr-defined]
    cause = ValueError("fine")
    cause.__cause__ = ValueError(secret)
    for seen in (Seen(log=f"sent {secret}"), Seen(error=ValueError(secret)), Seen(error=error), Seen(error=cause)):
        assert "a secret is told" in refusal(seen)
    check(Seen(log="sent ***", error=ValueError("fine")), None)


def test_a_connection_that_is_held_is_found() -> None:
    kept: list[Any] = []

    def hold(client: Any) -> Any:
        iterator = iter(events(client))
        kept.append(iterator)
        return repr(next(iterator))

    with serving(flowing("text/event-stream", b'data: {"kind": "typing"}\n\n')) as server:
        seen = call("sync", server.url, hold)
        assert "a connection is still held" in refusal(seen)
        kept.clear()


def test_a_connection_that_outlives_its_client_is_found() -> None:
    with serving(always(response(200, b"{}"))) as server, httpx.Client() as other:
        other.get(server.url)
        with pytest.raises(AssertionError, match="1 connections are open"):
            check(Seen(), server)


def test_a_client_that_sends_a_write_twice_is_seen_by_the_server() -> None:
    with serving(always(response(503))) as server:

        async def twice() -> None:
            async with httpx.AsyncClient() as client:
                await client.post(server.url)
                await client.post(server.url)

        asyncio.run(twice())
        assert server.count("POST") == 2
