"""The third judge: every exchange through both generated clients over real HTTP, where nothing may be lost."""

import asyncio
import importlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from scripts.exchange import Exchange
from tests.client_calls import call_of, credentials, is_json, plain, prefix, same, same_parts, twins
from tests.features_package import acme
from tests.judges import ALL, VENDORS, exchange_id, with_request, with_response
from tests.loopback import Loopback, serving

# A deprecated method says so, which is no concern here.
pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated by the vendor:DeprecationWarning")
Run = Callable[[Exchange, Loopback], Any]
STREAMS = [each for each in ALL if each.response.chunks]
# Where the first item of a stream ends, by media type.
HELD = " held back"
FIRST = {"text/event-stream": rb"data:.*?\n\n", "application/x-ndjson": rb"\n", "text/plain": rb"^."}


@pytest.fixture(scope="module", autouse=True)
def packages() -> None:
    """Make the client of the invented service importable."""
    acme()


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with serving() as found:
        yield found


def settings(exchange: Exchange, server: Loopback) -> dict[str, Any]:
    server.serve(exchange, holds=exchange.name.endswith(HELD))
    url = server.url + prefix(exchange)
    return {"base_url": url, "retries": 0, **credentials(exchange, server.token_url)}


def run_sync(exchange: Exchange, server: Loopback) -> Any:
    twin, _ = twins(exchange.vendor)
    with twin(**settings(exchange, server)) as client:
        result = call_of(exchange).on(client)
        return list(read(result, server)) if is_stream(result) else result


def run_async(exchange: Exchange, server: Loopback) -> Any:
    _, twin = twins(exchange.vendor)

    async def run() -> Any:
        async with twin(**settings(exchange, server)) as client:
            result = call_of(exchange).on(client)
            if is_stream(result):
                return [each async for each in aread(result, server)]
            return await result

    return asyncio.run(run())


def is_stream(result: Any) -> bool:
    return type(result).__name__.endswith("Stream")


def read(stream: Any, server: Loopback) -> Iterator[Any]:
    """Go through a stream; what is held back comes once something was read."""
    for each in stream:
        server.goes_on.set()
        yield each


async def aread(stream: Any, server: Loopback) -> Any:
    async for each in stream:
        server.goes_on.set()
        yield each


def essence_of(exchange: Exchange) -> str:
    return (exchange.response.header("content-type") or "").partition(";")[0]


def text_of(exchange: Exchange) -> str:
    charset = (exchange.response.header("content-type") or "").partition("charset=")[2]
    return exchange.response.content.decode(charset or "utf-8")


TWINS = pytest.mark.parametrize("run", [run_sync, run_async], ids=["sync", "async"])


def arrived_as_recorded(exchange: Exchange, server: Loopback) -> None:
    assert len(server.arrived) == 1
    (came,) = server.arrived
    same_parts(exchange, came.method, came.target, came.headers, came.content, came.headers.get("content-type", ""))


def meant(exchange: Exchange, result: Any) -> tuple[Any, Any]:
    """Return what the client made of a response, encoded again, and what was recorded, both as values."""
    response = exchange.response
    essence = essence_of(exchange)
    if not response.content:
        return result, None
    if essence == "text/event-stream":
        return plain(exchange.vendor, result), [data for data in events(response.content) if data is not None]
    if isinstance(result, list) and essence.endswith(("ndjson", "jsonl")):
        return plain(exchange.vendor, result), [json.loads(line) for line in response.content.splitlines() if line]
    if is_json(essence):
        return plain(exchange.vendor, result), json.loads(response.content)
    if isinstance(result, list):
        return "".join(result), text_of(exchange)
    return result, text_of(exchange) if isinstance(result, str) else response.content


def events(content: bytes) -> Iterator[Any]:
    """Return what events hold, by the standard: JSON, or None for what is none, as the mark of the end is."""
    for block in content.decode().replace("\r\n", "\n").split("\n\n"):
        lines = [line.partition(":")[2].removeprefix(" ") for line in block.split("\n") if line.startswith("data:")]
        try:
            yield json.loads("\n".join(lines))
        except ValueError:
            yield None


@TWINS
@pytest.mark.parametrize("exchange", ALL, ids=exchange_id)
def test_what_was_recorded_is_sent_and_comes_back_whole(exchange: Exchange, run: Run, server: Loopback) -> None:
    if exchange.response.status < 400:
        given = run(exchange, server)
        assert hasattr(call_of(exchange).module, "PAGING") is type(given).__name__.endswith("Page")
        result, recorded = meant(exchange, given)
        assert same(result, recorded), (result, recorded)
    else:
        errors = importlib.import_module(f"{exchange.vendor}_client.errors")
        with pytest.raises(errors.ApiStatusError) as caught:
            run(exchange, server)
        error = caught.value
        assert error.status_code == exchange.response.status
        other = errors.ServerError if error.status_code >= 500 else errors.ApiStatusError
        assert type(error) is errors.ApiStatusError.statuses.get(error.status_code, other)
        assert not isinstance(error.body, dict), "the error's body has a model"
        result, recorded = meant(exchange, error.body)
        assert same(result, recorded), (result, recorded)
    arrived_as_recorded(exchange, server)


@TWINS
@pytest.mark.parametrize("exchange", STREAMS, ids=exchange_id)
def test_a_stream_is_read_as_it_comes(exchange: Exchange, run: Run, server: Loopback) -> None:
    """The last piece is not sent before the first item was read."""
    content = exchange.response.content
    first = re.search(FIRST[essence_of(exchange)], content, re.DOTALL)
    assert first
    chunks = ((0, first.end()), (1, len(content) - first.end()))
    recut = with_response(replace(exchange, name=exchange.name + HELD), chunks=chunks)
    result, recorded = meant(recut, run(recut, server))
    assert same(result, recorded)
    assert server.was_in_time


@TWINS
@pytest.mark.parametrize("exchange", [each for each in ALL if each.response.content], ids=exchange_id)
def test_an_answer_that_differs_from_the_recorded_one_shows(exchange: Exchange, run: Run, server: Loopback) -> None:
    """The comparison can fail: another answer is not taken for this one."""
    response = exchange.response
    first = FIRST["text/event-stream"] if essence_of(exchange) == "text/event-stream" else None
    content = re.sub(first, b"", response.content, count=1, flags=re.DOTALL) if first else different(response.content)
    other = with_response(exchange, content=content)
    errors = importlib.import_module(f"{exchange.vendor}_client.errors")
    try:
        result = run(other, server)
    except errors.ApiStatusError as error:
        result = error.body
    except errors.ApiError:
        return
    found, recorded = meant(exchange, result)
    assert not same(found, recorded)


def different(content: bytes) -> bytes:
    """Change the last digit, or else the last letter: an instant with another letter is the same."""
    for pattern in (rb"\d(?=\D*$)", rb"[A-Za-z](?=[^A-Za-z]*$)"):
        if found := re.search(pattern, content):
            other = b"x" if found[0] == b"y" else b"y" if found[0].isalpha() else b"7" if found[0] != b"7" else b"8"
            return content[: found.start()] + other + content[found.end() :]
    return content + b"x"


@pytest.mark.parametrize("exchange", ALL, ids=exchange_id)
def test_a_request_that_differs_from_the_recorded_one_shows(exchange: Exchange, server: Loopback) -> None:
    errors = importlib.import_module(f"{exchange.vendor}_client.errors")
    with suppress(errors.ApiStatusError):
        run_sync(exchange, server)
    request = exchange.request
    others = [
        with_request(exchange, method="TRACE"),
        with_request(exchange, url=f"{request.url}x"),
        with_request(exchange, url=f"{request.url}{'&' if '?' in request.url else '?'}planted=1"),
        with_request(exchange, headers=(*request.headers, ("x-planted", "1"))),
        with_request(exchange, content=different(request.content)),
    ]
    for other in others:
        with pytest.raises(AssertionError):
            arrived_as_recorded(other, server)


def test_every_vendor_has_an_exchange_to_send() -> None:
    assert {each.vendor for each in ALL} >= set(VENDORS)
