"""What it costs that a replay judges each request: requests a second, beside a bare application with the same answer.

`python -m scripts.bench.replaying VENDOR [--bare]` serves either until its input ends.
"""

import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import ExitStack, closing, contextmanager
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from scripts import document, replay, vendors
from scripts.bench.figures import Grid, Part
from scripts.bench.processes import Run, in_turn
from scripts.conform import Conformer, Match
from scripts.exchange import Exchange
from scripts.problem import refuse, run
from scripts.serving import METHODS
from scripts.vendors import ROOT, Vendor

REQUESTS = 1_000
CONNECTIONS = 4
LIMIT = 1.5
REPLAY, BARE = "replay, every request judged", "bare Starlette, same answer"


def replaying(vendor: Vendor, rounds: int) -> Part | None:
    """Time requests to a replay of a vendor's exchanges; None where it has none."""
    exchange = chosen(vendor)
    if exchange is None:
        return None
    message = wired(vendor, exchange)
    with ExitStack() as stack:
        runs: dict[str, Run] = {}
        for name, more in ((REPLAY, ()), (BARE, ("--bare",))):
            address = stack.enter_context(served(vendor.name, *more))
            opened = [stack.enter_context(closing(socket.create_connection(address))) for _ in range(CONNECTIONS)]
            runs[name] = asking(opened, message, exchange.response.content)
        seconds = in_turn(rounds, runs)
    column = f"{REQUESTS} requests"
    rates = {name: f"{REQUESTS / statistics.median(found):.0f} requests/s" for name, found in seconds.items()}
    note = f"{rates[REPLAY]}, bare {rates[BARE]}: {CONNECTIONS} kept connections on loopback, the server a process"
    rows = {name: {column: found} for name, found in seconds.items()}
    grid = Grid(f"Requests to a replay of {vendor.name}", BARE, "ms", rows, [note])
    return Part(grid, [grid.at_most(column, REPLAY, BARE, LIMIT)])


def chosen(vendor: Vendor) -> Exchange | None:
    """Return the first exchange that is a success and no stream."""
    found = replay.exchanges_of(vendor)
    return next((each for each in found if each.response.status == 200 and not each.response.chunks), None)


def wired(vendor: Vendor, exchange: Exchange) -> bytes:
    """Write the request of an exchange as it is sent to a replay, whose base URL ends before the paths."""
    request, tree = exchange.request, document.load(vendor.effective(exchange.variant)).tree
    match = Conformer(tree, vendor.name).route(request.method, request.url)
    if not isinstance(match, Match):
        refuse(exchange.name, "it calls no operation", "judge the exchanges first")
    parts = urlsplit(request.url)
    path = "/".join(["", *parts.path.split("/")[-match.operation.path.count("/") :]])
    target = path + (f"?{parts.query}" if parts.query else "")
    own = {"host": "replay", "content-length": str(len(request.content))}
    headers = {**{name: value for name, value in request.headers if name not in own}, **own}
    lines = [f"{request.method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1") + request.content


def asking(opened: Sequence[socket.socket], message: bytes, content: bytes) -> Run:
    """Return what sends requests over all connections at once, again and again, and gives the seconds."""
    opened[0].sendall(message)
    head = b""
    while b"\r\n\r\n" not in head:
        head += received(opened[0], 1)
    if received(opened[0], len(content)) != content or b" 200 " not in head.partition(b"\r\n")[0]:
        refuse("replay", f"another answer than the exchange's: {head.decode('latin-1')}", "mend it first")
    size = len(head) + len(content)

    def ask() -> float:
        start = time.perf_counter()
        for _ in range(REQUESTS // len(opened)):
            for each in opened:
                each.sendall(message)
            for each in opened:
                received(each, size)
        return time.perf_counter() - start

    return ask


def received(opened: socket.socket, size: int) -> bytes:
    """Take so many bytes."""
    found = b""
    while len(found) < size:
        part = opened.recv(size - len(found))
        if not part:
            refuse("replay", "it ended the connection", "mend it first")
        found += part
    return found


def bare(exchange: Exchange) -> Starlette:
    """Make an application that answers everything with the response of an exchange."""
    content = exchange.response.content
    headers = [*exchange.response.headers, ("x-replay-exchange", exchange.name), ("x-replay-kind", exchange.kind)]

    async def answer(received: Request) -> Response:
        await received.body()
        return Response(content, headers=dict(headers))

    return Starlette(routes=[Route("/{path:path}", answer, methods=METHODS)])


@contextmanager
def served(*arguments: str) -> Generator[tuple[str, int], None, None]:
    """Serve from a process of its own, as long as the context lasts; gives host and port."""
    command = [sys.executable, "-m", "scripts.bench.replaying", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        said: Any = process.stdout
        told: Any = process.stdin
        try:
            url: str = said.readline()
            parts = urlsplit(url.strip())
            if not parts.hostname or not parts.port:
                refuse(" ".join(command), "it did not serve", "read what it says")
            yield parts.hostname, parts.port
        finally:
            told.close()


def main(argv: Sequence[str]) -> int:
    """Serve until the input ends."""
    vendor = vendors.get(argv[0])
    exchange = chosen(vendor)
    served_whole = replay.app(replay.judge_of(vendor), replay.exchanges_of(vendor), replay.options_of(vendor))
    application = bare(exchange) if "--bare" in argv and exchange else served_whole
    with replay.serve_app(application) as url:
        print(url, flush=True)
        sys.stdin.read()
    return 0


if __name__ == "__main__":
    run(main)
