"""However much comes by a stream, none of it is kept; of a body that is too large no more is taken in than may be."""

import gzip
import json
import os
import subprocess
import sys
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faults.cases import HTML, ID
from tests.faults.watch import Twin, called
from tests.faults.wire import Answer, Asked, Server, Wire, head, script
from tests.features_package import acme, source

MIB = 1024 * 1024
PADDING = "x" * 16_000
EVENT = json.dumps({"event": "status", "status": "open", "padding": PADDING}).encode()
ENTRY = json.dumps({"at": "2026-01-02T03:04:05Z", "what": PADDING}).encode()
# By the last part of the path: the media type, a piece, and how many MiB of such pieces there are.
ENDLESS: dict[str, tuple[str, bytes, int]] = {
    "draft": ("text/plain", b"word " * 20_000, 100),
    "events": ("text/event-stream", b"data: " + EVENT + b"\n\n", 60),
    "export": ("application/x-ndjson", ENTRY + b"\n", 60),
    ID: ("application/octet-stream", bytes(MIB), 0),
}
# What is streamed is larger than this by far.
GROWTH = 25


def endless(download: int) -> Callable[[Asked], Answer]:
    def answer(asked: Asked) -> Answer:
        media, piece, mib = ENDLESS[asked.path.rpartition("/")[2]]
        count = (mib or download) * MIB // len(piece)

        def pieces(wire: Wire) -> None:
            for _ in range(count):
                wire.send(piece)

        return [head(200, media, content_length=count * len(piece)), pieces]

    return answer


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux says how much there was at most")
@pytest.mark.parametrize(("name", "download"), [("Acme", 1024), ("AsyncAcme", 128)])
def test_memory_does_not_grow_with_a_stream(name: str, download: int) -> None:
    script_ = str(Path(__file__).parent / "hungry.py")
    environment = os.environ | {"PYTHONPATH": str(source()), "PYTHONDONTWRITEBYTECODE": "1"}
    with Server(endless(download)) as server:
        done = subprocess.run(
            [sys.executable, script_, server.url, name], env=environment, capture_output=True, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (0, "")
    grown = [(each.split()[0], int(each.split()[1])) for each in done.stdout.splitlines()]
    # The first of them loads what streams need.
    assert [each for each, _ in grown] == ["text", "text", "events", "lines", "bytes", "save", "kept"]
    # The last of them is kept, to show that it would be seen.
    assert [name for name, mib in grown[1:] if mib > GROWTH] == ["kept"]


def grown(twin: Twin, answer: Answer, do: Callable[[Any], Any], **settings: Any) -> tuple[Any, float]:
    """What a call ends in, and how many MiB it had at most."""
    peaks: list[int] = []
    with Server(script(answer)) as server:
        # The first one loads what such an answer needs.
        called(twin, server, do, **settings)
        tracemalloc.start()
        try:
            client = twin.made(server.url, **settings)
            seen = twin.see(client, do, after=lambda _: peaks.append(tracemalloc.get_traced_memory()[1]))
        finally:
            tracemalloc.stop()
    return seen.error, peaks[0] / MIB


def bomb(mib: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return b"".join([*(packer.compress(bytes(MIB)) for _ in range(mib)), packer.flush()])


# 100 KiB, and then as many again in MiB.
TWICE = gzip.compress(bomb(100))


def forever(wire: Wire) -> None:
    while True:
        wire.send(HTML * 1000)


def get(client: Any) -> Any:
    return client.conversations.get_conversation(ID)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ([head(content_length=1 << 40), forever], "ResponseTooLargeError"),
        ([head(content_encoding="gzip", content_length=99_999_999) + bomb(100), forever], "ResponseTooLargeError"),
        ([head(content_encoding="gzip, gzip", content_length=99_999_999) + TWICE, forever], "ResponseTooLargeError"),
        (
            [head(content_encoding="gzip, identity", content_length=99_999_999) + bomb(100), forever],
            "ResponseTooLargeError",
        ),
        ([head(500, "text/html", content_length=1 << 40), forever], "ServerError"),
        ([head(500, content_encoding="gzip", content_length=99_999_999) + bomb(100), forever], "ServerError"),
        ([head(302, location="/", content_length=1 << 40), forever], "ApiStatusError"),
    ],
    ids=[
        "large",
        "bomb",
        "bomb of a bomb",
        "bomb that is also as it is",
        "large error",
        "bomb of an error",
        "redirect",
    ],
)
def test_of_what_is_too_large_no_more_is_held_than_may_be(twin: Twin, answer: Answer, error: str) -> None:
    found, mib = grown(twin, answer, get, max_response_bytes=MIB)
    assert type(found) is getattr(acme(), error)
    # Whoever looks whether a failure holds JSON may take twelve times its size for that.
    assert mib < 20
