"""Every recorded exchange through the installed client, sync and async, over a transport that plays the service.

Run with nothing installed but pytest and the wheel, on every Python there is.
"""

import asyncio
import importlib
import importlib.util
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from scripts.exchange import Exchange, read_all
from tests import client_calls

RECORDINGS = Path(__file__).parent.parent / "recordings"
EXCHANGES = [
    each
    for folder in sorted(RECORDINGS.iterdir())
    if importlib.util.find_spec(f"{folder.name}_client")
    for each in read_all(folder)
]


def exchange_id(exchange: Exchange) -> str:
    return f"{exchange.vendor}/{exchange.name}"


@pytest.fixture(params=EXCHANGES, ids=exchange_id)
def exchange(request: pytest.FixtureRequest) -> Any:
    return request.param


def outcome(exchange: Exchange, result: Any) -> Any:
    return client_calls.plain(exchange.vendor, result)


def expected(exchange: Exchange) -> Any:
    return json.loads(exchange.response.content) if exchange.response.content else None


def test_there_is_at_least_one_exchange() -> None:
    assert EXCHANGES


def run_sync(exchange: Exchange, answer: httpx.Response, sent: list[httpx.Request]) -> Any:
    def serve(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return answer

    once = {"retries": 0}
    twin, _ = client_calls.twins(exchange.vendor)
    http = httpx.Client(transport=httpx.MockTransport(serve))
    with (
        http,
        twin(
            base_url=client_calls.base_url(exchange), http_client=http, **once, **client_calls.credentials(exchange)
        ) as client,
    ):
        return client_calls.call_of(exchange).on(client)


def run_async(exchange: Exchange, answer: httpx.Response, sent: list[httpx.Request]) -> Any:
    def serve(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return answer

    once = {"retries": 0}

    async def run() -> Any:
        _, twin = client_calls.twins(exchange.vendor)
        http = httpx.AsyncClient(transport=httpx.MockTransport(serve))
        async with (
            http,
            twin(
                base_url=client_calls.base_url(exchange), http_client=http, **once, **client_calls.credentials(exchange)
            ) as client,
        ):
            return await client_calls.call_of(exchange).on(client)

    return asyncio.run(run())


@pytest.mark.parametrize("run", [run_sync, run_async], ids=["sync", "async"])
def test_the_client_sends_what_was_recorded_and_gives_back_what_was_recorded(exchange: Exchange, run: Any) -> None:
    errors = importlib.import_module(f"{exchange.vendor}_client.errors")
    sent: list[httpx.Request] = []
    if exchange.response.status < 400:
        result = run(exchange, client_calls.response_of(exchange), sent)
        assert outcome(exchange, result) == expected(exchange)
    else:
        with pytest.raises(errors.ApiStatusError) as caught:
            run(exchange, client_calls.response_of(exchange), sent)
        error = caught.value
        assert error.status_code == exchange.response.status
        assert type(error) is errors.ApiStatusError.statuses[error.status_code]
        assert outcome(exchange, error.body) == expected(exchange)
        assert not isinstance(error.body, dict), "the error's body has a model"
    assert len(sent) == 1
    client_calls.same_request(exchange, sent[0])


def broken(exchange: Exchange) -> bytes | None:
    """Return the body with its first field of the wrong kind; None where there is nothing to break."""
    body = expected(exchange)
    if not isinstance(body, dict) or exchange.response.status >= 400:
        return None
    first = next(iter(body))
    return json.dumps({**body, first: 7 if isinstance(body[first], list | dict) else []}).encode()


@pytest.mark.parametrize("run", [run_sync, run_async], ids=["sync", "async"])
def test_a_broken_body_is_refused_with_its_place(exchange: Exchange, run: Any) -> None:
    errors = importlib.import_module(f"{exchange.vendor}_client.errors")
    content = broken(exchange)
    if content is None:
        return
    with pytest.raises(errors.DecodeError) as caught:
        run(exchange, httpx.Response(200, content=content), [])
    assert caught.value.pointer == "/" + next(iter(json.loads(content)))
    assert caught.value.response is not None


def test_with_raw_response_keeps_status_and_bytes(exchange: Exchange) -> None:
    if exchange.response.status >= 400:
        return
    twin, _ = client_calls.twins(exchange.vendor)
    http = httpx.Client(transport=httpx.MockTransport(lambda _: client_calls.response_of(exchange)))
    with (
        http,
        twin(
            base_url=client_calls.base_url(exchange), http_client=http, **client_calls.credentials(exchange)
        ) as client,
    ):
        answer = client_calls.call_of(exchange).raw_on(client)
    assert answer.status_code == exchange.response.status
    assert answer.content == exchange.response.content
    assert outcome(exchange, answer.parsed) == expected(exchange)


def test_a_failure_that_may_pass_is_tried_again_and_a_write_is_not(exchange: Exchange) -> None:
    package = importlib.import_module(f"{exchange.vendor}_client")
    sent: list[httpx.Request] = []

    def serve(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(503) if len(sent) == 1 else client_calls.response_of(exchange)

    twin, _ = client_calls.twins(exchange.vendor)
    call = client_calls.call_of(exchange)
    given = {"base_url": client_calls.base_url(exchange), "retries": package.Retries(1, first_delay=0)}
    http = httpx.Client(transport=httpx.MockTransport(serve))
    # Whether it fails in the end is another test's business.
    failing = suppress(package.ApiStatusError)
    with http, twin(http_client=http, **given, **client_calls.credentials(exchange)) as client, failing:
        call.on(client)
    is_safe = call.module.build(*call.path, **call.named).idempotent
    assert len(sent) == (2 if is_safe else 1)
