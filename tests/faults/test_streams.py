"""Streams over real sockets: pieces come at once, what breaks is told, what is left is closed, nothing piles up."""

import asyncio
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faults.checks import SECRETS, call, check
from tests.faults.server import Answer, Asked, Connection, Server, reset_after, response, serving
from tests.features_package import acme

TWINS = ["sync", "async"]
MEGABYTE = 1024 * 1024


def head(kind: str) -> bytes:
    return f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n".encode()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def text(client: Any) -> Any:
    return client.messages.draft_answer("c1")


def events(client: Any) -> Any:
    return client.messages.follow_conversation("c1")


def lines(client: Any) -> Any:
    return client.stats.export_journal()


def download(client: Any) -> Any:
    return client.files.with_streaming_response.download_file("f1")


EVENT = b'data: {"kind": "typing"}\n\n'
CASES = [
    (text, "text/plain", "Ol\u00e1".encode()),
    (events, "text/event-stream", EVENT),
    (lines, "application/x-ndjson", b'{"at": "2026-01-01T00:00:00Z", "what": "x"}\n'),
    (download, "application/octet-stream", b"\x00\x01"),
]
NAMES = ["text", "events", "lines", "bytes"]


@pytest.mark.parametrize("twin", TWINS)
@pytest.mark.parametrize(("action", "kind", "piece"), CASES, ids=NAMES)
@pytest.mark.parametrize("end", ["reset", "end"])
def test_a_stream_that_is_cut_says_so(
    twin: str, action: Callable[[Any], Any], kind: str, piece: bytes, end: str
) -> None:
    sent = (head(kind), chunk(piece))

    def stop(connection: Connection, _: Asked) -> bool:
        connection.send(*sent)
        return False

    with serving(reset_after(*sent) if end == "reset" else stop) as server:
        seen = call(twin, server.url, action)
        check(seen, server)
        assert type(seen.error) is acme().StreamInterruptedError, repr(seen.error)
        assert isinstance(seen.error, acme().ApiConnectionError)
        assert len(server.asked) == 1
        if action is text:
            assert seen.error.text == "Olá"


def flowing(kind: str, piece: bytes, pause: float = 0.01) -> Answer:
    """Send pieces until the client has gone."""

    def answer(connection: Connection, _: Asked) -> bool:
        connection.send(head(kind))
        while not connection.is_stopping.is_set():
            connection.send(chunk(piece), pause=pause)
        return False

    return answer


@pytest.mark.parametrize("twin", TWINS)
@pytest.mark.parametrize(("action", "kind", "piece"), CASES, ids=NAMES)
@pytest.mark.parametrize("form", ["loop", "with"])
def test_the_first_piece_is_there_before_the_last_is_sent_and_a_loop_that_is_left_closes(
    twin: str, action: Callable[[Any], Any], kind: str, piece: bytes, form: str
) -> None:
    def leave(client: Any) -> Any:
        for each in action(client):
            return repr(each)
        return None

    def leave_block(client: Any) -> Any:
        with action(client) as stream:
            return repr(next(iter(stream)))

    async def aleave(client: Any) -> Any:
        if form == "with":
            async with action(client) as stream:
                return repr(await anext(aiter(stream)))
        async for each in action(client):
            return repr(each)

    # The server stops when the connection is closed, and at nothing else.
    with serving(flowing(kind, piece)) as server:
        seen = call(twin, server.url, (leave if form == "loop" else leave_block) if twin == "sync" else aleave)
        check(seen, server)
    assert seen.error is None
    assert seen.result


def endless(kind: str, piece: bytes, total: int) -> Answer:
    many = chunk(piece * (256 * 1024 // len(piece)))

    def answer(connection: Connection, _: Asked) -> bool:
        connection.send(head(kind))
        for _ in range(total // len(many)):
            connection.socket.sendall(many)
        connection.send(b"0\r\n\r\n")
        return True

    return answer


LONG = b"x" * 60_000
# Megabytes of each: of what is cheap to read a gigabyte.
SIZES = [
    (text, "text/plain", LONG, 256),
    (events, "text/event-stream", b'data: {"kind": "%s"}\n\n' % LONG, 64),
    (lines, "application/x-ndjson", b'{"at": "2026-01-01T00:00:00Z", "what": "%s"}\n' % LONG, 256),
    (download, "application/octet-stream", LONG, 1024),
]


@pytest.mark.parametrize("twin", TWINS)
@pytest.mark.parametrize(("action", "kind", "piece", "size"), SIZES, ids=NAMES)
def test_memory_does_not_grow_with_a_stream(
    twin: str, action: Callable[[Any], Any], kind: str, piece: bytes, size: int
) -> None:
    size = size if twin == "sync" else size // 4
    tracemalloc.start()
    try:
        with serving(endless(kind, piece, size * MEGABYTE)) as server:
            count = _drained(twin, server, action)
            _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count > 10
    # What a stream of text keeps, at most, and what is on its way.
    assert peak < 40 * MEGABYTE, f"{peak / MEGABYTE:.0f} MiB"


def _drained(twin: str, server: Server, action: Callable[[Any], Any]) -> int:
    package = acme()
    if twin == "sync":
        with package.Acme(base_url=server.url, timeout=30.0, **SECRETS) as client:
            return sum(1 for _ in action(client))

    async def drain() -> int:
        async with package.AsyncAcme(base_url=server.url, timeout=30.0, **SECRETS) as client:
            count = 0
            async for _ in action(client):
                count += 1
            return count

    return asyncio.run(drain())


@pytest.mark.parametrize("twin", TWINS)
def test_a_download_that_breaks_off_leaves_no_file(twin: str, tmp_path: Path) -> None:
    target = tmp_path / "file.bin"

    def save(client: Any) -> Any:
        return download(client).save(target)

    with serving(reset_after(head("application/octet-stream"), chunk(b"half"))) as server:
        seen = call(twin, server.url, save)
        check(seen, server)
    assert type(seen.error).__name__ == "StreamInterruptedError"
    assert list(tmp_path.iterdir()) == []
    with serving(lambda connection, _: bool(connection.send(response(200, b"all of it", kind="a/b")))) as server:
        assert call(twin, server.url, save).result == 9
    assert target.read_bytes() == b"all of it"


@pytest.mark.parametrize("twin", TWINS)
def test_a_stream_that_falls_silent_ends_in_time(twin: str) -> None:
    def quiet(connection: Connection, _: Asked) -> bool:
        connection.send(head("text/plain"), chunk(b"so far"))
        connection.wait(20)
        return False

    with serving(quiet) as server:
        started = time.monotonic()
        seen = call(twin, server.url, text, timeout=0.3)
        check(seen, server)
        assert time.monotonic() - started < 3
    assert type(seen.error).__name__ == "StreamInterruptedError"
    assert seen.error
    assert vars(seen.error)["text"] == "so far"
