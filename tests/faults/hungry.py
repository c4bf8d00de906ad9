"""Goes through streams in a Python of its own, and says by how many MiB that grows: `hungry.py ADDRESS TWIN`."""

import asyncio
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import acme_client

ID = "6f1c9a3e-0b1d-4d5e-8f00-1234567890ab"
SECRETS = {"desk_key": "a", "desk_id": "a", "desk_secret": "a", "desk_token": "a"}


class Sink(io.BytesIO):
    """Takes everything, and keeps nothing."""

    def write(self, chunk: Any) -> int:
        return len(chunk)


STREAMS: dict[str, Callable[[Any], Any]] = {
    "text": lambda client: client.messages.draft_answer(ID),
    "events": lambda client: client.messages.follow_conversation(ID),
    "lines": lambda client: client.stats.export_journal(),
    "bytes": lambda client: client.files.with_streaming_response.download_file(ID),
}


def peak() -> float:
    # What `resource` says counts from the Python that started this one.
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def told(name: str, before: float, count: int) -> None:
    print(name, round(peak() - before), count)


def go(url: str) -> None:
    with acme_client.Acme(base_url=url, **SECRETS) as client:
        for name in ["text", *STREAMS]:
            before = peak()
            told(name, before, sum(1 for _ in STREAMS[name](client)))
        before = peak()
        told("save", before, STREAMS["bytes"](client).save(Sink()))
        before = peak()
        told("kept", before, len(list(STREAMS["lines"](client))))


async def ago(url: str) -> None:
    async with acme_client.AsyncAcme(base_url=url, **SECRETS) as client:
        for name in ["text", *STREAMS]:
            before, count = peak(), 0
            async for _ in STREAMS[name](client):
                count += 1
            told(name, before, count)
        before = peak()
        told("save", before, await STREAMS["bytes"](client).save(Sink()))
        before = peak()
        told("kept", before, len([each async for each in STREAMS["lines"](client)]))


if __name__ == "__main__":
    if sys.argv[2] == "Acme":
        go(sys.argv[1])
    else:
        asyncio.run(ago(sys.argv[1]))
