"""What a call costs over httpx alone: CPU time on a transport that answers at once, by turns, in one process."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from scripts.bench.entry import Entry, entry
from scripts.bench.figures import Grid, Part
from scripts.exchange import read_all
from scripts.vendors import Vendor

CALLS = 200
# A batch takes a tenth of a second, where a round of processes takes many.
TIMES = 3
LIMIT = 1.15
PLAIN, ONCE = "httpx", "httpx, headers set once"
SYNC, ASYNC = ("call", "call and read"), ("async call", "async call and read")
# Headers that httpx sends by itself.
USUAL = frozenset({"host", "accept-encoding", "connection", "content-length"})

# Runs a number of calls; asynchronous, since half of them are.
Batch = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as our client sends it, in the parts that a user of httpx would give."""

    method: str
    url: str
    params: Sequence[tuple[str, str]]
    headers: dict[str, str]
    content: bytes | None

    @classmethod
    def of(cls, request: httpx.Request) -> "Sent":
        """Take a request apart."""
        headers = {name: value for name, value in request.headers.items() if name not in USUAL}
        url = str(request.url.copy_with(query=None))
        return cls(request.method, url, request.url.params.multi_items(), headers, request.content or None)


def calling(vendor: Vendor, rounds: int) -> Part | None:
    """Time a method of a vendor's client beside the same request by httpx alone; None where it can't be imported."""
    found = entry(vendor)
    if found is None:
        return None
    sent = sent_by(found)
    responds = transport(answer(vendor, sent))
    ours = f"{found.client}.{found.resource}.{found.method}"
    batches = {
        PLAIN: plain(sent, responds, {}, sent.headers),
        ONCE: plain(sent, responds, sent.headers, {}),
        ours: of_ours(found, responds),
    }
    seconds = asyncio.run(measured(batches, rounds * TIMES))
    note = f"`{PLAIN}` is given the same method, URL, parameters and headers; to read is json() there, to decode here"
    grid = Grid(f"CPU time of a call, {CALLS} in a row, on httpx.MockTransport", PLAIN, "us", seconds, [note])
    return Part(grid, [grid.at_most(column, ours, PLAIN, LIMIT) for column in (SYNC[0], ASYNC[0])])


def sent_by(found: Entry) -> Sent:
    """Return what our client sends."""
    requests: list[httpx.Request] = []

    def note(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json={})

    with httpx.Client(transport=httpx.MockTransport(note)) as http:
        getattr(getattr(found.made(http), found.resource).with_raw_response, found.method)()
    return Sent.of(requests[0])


def answer(vendor: Vendor, sent: Sent) -> bytes:
    """Return the body of a recorded answer to such a request."""
    for exchange in read_all(vendor.recordings):
        url = httpx.URL(exchange.request.url)
        is_same = exchange.request.method == sent.method and url.path == httpx.URL(sent.url).path
        if is_same and exchange.variant is None and exchange.response.status == 200:
            return exchange.response.content
    return b"{}"


def transport(content: bytes) -> httpx.MockTransport:
    """Return a transport that gives the same answer at once."""
    headers = {"content-type": "application/json"}
    return httpx.MockTransport(lambda _: httpx.Response(200, headers=headers, content=content))


def plain(sent: Sent, responds: httpx.MockTransport, once: dict[str, str], each: dict[str, str]) -> dict[str, Batch]:
    """Return batches of calls by httpx alone, with headers of the client and headers of each call."""
    client = httpx.Client(transport=responds, headers=once)
    twin = httpx.AsyncClient(transport=responds, headers=once)
    arguments: dict[str, Any] = {"params": sent.params, "headers": each or None, "content": sent.content}

    def call() -> httpx.Response:
        return client.request(sent.method, sent.url, **arguments)

    async def call_async() -> httpx.Response:
        return await twin.request(sent.method, sent.url, **arguments)

    async def read_async() -> object:
        return (await call_async()).json()

    return {
        SYNC[0]: batch(call),
        SYNC[1]: batch(lambda: call().json()),
        ASYNC[0]: batch_async(call_async),
        ASYNC[1]: batch_async(read_async),
    }


def of_ours(found: Entry, responds: httpx.MockTransport) -> dict[str, Batch]:
    """Return batches of calls by our client, of a method that was looked up once."""
    resource = getattr(found.made(httpx.Client(transport=responds)), found.resource)
    twin = getattr(found.made(httpx.AsyncClient(transport=responds), "Async"), found.resource)
    return {
        SYNC[0]: batch(getattr(resource.with_raw_response, found.method)),
        SYNC[1]: batch(getattr(resource, found.method)),
        ASYNC[0]: batch_async(getattr(twin.with_raw_response, found.method)),
        ASYNC[1]: batch_async(getattr(twin, found.method)),
    }


def batch(call: Callable[[], object]) -> Batch:
    """Return what makes a number of calls."""

    async def run() -> None:
        for _ in range(CALLS):
            call()

    return run


def batch_async(call: Callable[[], Awaitable[object]]) -> Batch:
    """Return what makes a number of asynchronous calls, one after the other."""

    async def run() -> None:
        for _ in range(CALLS):
            await call()

    return run


async def measured(contenders: dict[str, dict[str, Batch]], rounds: int) -> dict[str, dict[str, list[float]]]:
    """Return the CPU seconds of a call, of each contender in each way; a first round does not count."""
    found: dict[str, dict[str, list[float]]] = {name: {way: [] for way in ways} for name, ways in contenders.items()}
    for number in range(rounds + 1):
        for way in (*SYNC, *ASYNC):
            for name, ways in contenders.items():
                gc.collect()
                start = time.process_time()
                await ways[way]()
                seconds = (time.process_time() - start) / CALLS
                if number:
                    found[name][way].append(seconds)
    return found
