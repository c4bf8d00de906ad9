"""How an answer gets on the wire: whole, piece by piece, or with what shall go wrong on the way."""

import asyncio
import http.client
import socket
import struct
from collections.abc import Iterator
from typing import Any

from starlette.types import Receive, Scope, Send

from scripts.conform.transport import NO_BODY
from scripts.exchange import Request, Response
from scripts.replay.faults import Fault
from scripts.replay.server import TRANSPORT

BASE = "http://replay"
# What the server sets by itself, from what it really sends.
_OWN_HEADERS = {"connection", "content-encoding", "content-length", "date", "keep-alive", "server", "transfer-encoding"}
_PIECES = 10
# So that what was written has arrived before the reset does.
_BREATH = 0.02
_PAGE = b"<html><head><title>Welcome</title></head><body>Please log in.</body></html>"


class Gone(Exception):  # noqa: N818 - no error: a client may leave
    """The client has left."""


class Line:
    """One request and its answer, seen from the server."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._left: asyncio.Task[None] | None = None

    async def request(self) -> Request:
        """Take the request as it came, under the base URL that the judge knows."""
        scope, parts, more = self._scope, list[bytes](), True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise Gone
            parts.append(message.get("body", b""))
            more = message.get("more_body", False)
        query: bytes = scope["query_string"]
        url = BASE + scope["raw_path"].decode("latin-1") + (f"?{query.decode('latin-1')}" if query else "")
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        return Request.of(scope["method"], url, headers, b"".join(parts))

    async def answer(self, response: Response, pace: float, fault: Fault | None) -> None:
        """Send an answer, at a pace where it is a stream, and with a fault."""
        fault = fault or Fault()
        try:
            if fault.latency:
                await self._wait(fault.latency)
            await self._answer(_changed(response, fault), pace, fault)
        finally:
            if self._left:
                self._left.cancel()

    async def _answer(self, response: Response, pace: float, fault: Fault) -> None:
        pieces = list(response.pieces()) if response.chunks else [(0, response.content)]
        if fault.deed == "reset":
            await self._end(reset=True)
        if fault.deed == "slow-headers":
            await self._slowly(response, fault.amount)
        if fault.deed == "slow-body":
            pieces, pace = list(_spread(response.content, fault.amount)), 1
        breaks = fault.deed in {"reset-after", "truncate"}
        stop = fault.cut(len(response.content)) if breaks else None
        await self._send({"type": "http.response.start", "status": response.status, "headers": _headers(response)})
        await self._pieces(pieces, pace, stop)
        if breaks:
            await self._end(reset=fault.deed == "reset-after")

    async def _pieces(self, pieces: list[tuple[int, bytes]], pace: float, stop: int | None) -> None:
        """Send a body, each piece at its time; up to a byte, where it stops before its end."""
        passed = sent = 0
        for index, (milliseconds, piece) in enumerate(pieces, 1):
            if pace and milliseconds > passed:
                await self._wait((milliseconds - passed) * pace / 1000)
                passed = milliseconds
            kept = piece if stop is None else piece[: max(0, stop - sent)]
            sent += len(piece)
            more = stop is not None or index < len(pieces)
            await self._send({"type": "http.response.body", "body": kept, "more_body": more})
            if stop is not None and sent >= stop:
                return

    async def _slowly(self, response: Response, seconds: float) -> None:
        """Send the head line by line, then the rest, and end."""
        transport = self._transport()
        reason = http.client.responses.get(response.status, "")
        headers = dict(_headers(response)) | {b"content-length": b"%d" % len(response.content), b"connection": b"close"}
        lines = [f"HTTP/1.1 {response.status} {reason}".encode(), *(b": ".join(each) for each in headers.items()), b""]
        for line in lines:
            transport.write(line + b"\r\n")
            await self._wait(seconds / len(lines))
        transport.write(b"" if self._scope["method"] == "HEAD" else response.content)
        await self._end()

    async def _end(self, *, reset: bool = False) -> None:
        """End the connection, by a TCP reset or after all that was written."""
        transport = self._transport()
        if reset:
            await self._wait(_BREATH)
            found: socket.socket = transport.get_extra_info("socket")
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        else:
            transport.close()
        await self._gone()
        raise Gone

    def _transport(self) -> asyncio.Transport:
        found: asyncio.Transport | None = self._scope.get("state", {}).get(TRANSPORT)
        if found is None:
            raise RuntimeError("only serve_app lets a connection fail")
        return found

    async def _wait(self, seconds: float) -> None:
        """Wait, unless the client leaves meanwhile."""
        if self._left is None:
            self._left = asyncio.create_task(self._gone())
        if (await asyncio.wait({self._left}, timeout=seconds))[0]:
            raise Gone

    async def _gone(self) -> None:
        if self._left and self._left is not asyncio.current_task():
            await self._left
            return
        while (await self._receive())["type"] != "http.disconnect":
            pass


def _headers(response: Response) -> list[tuple[bytes, bytes]]:
    """Make the headers of an answer; a stream is without a length, and so comes in chunks."""
    kept = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    kept = [pair for pair in kept if pair[0].decode() not in _OWN_HEADERS]
    if response.chunks or response.status in NO_BODY:
        return kept
    return [*kept, (b"content-length", b"%d" % len(response.content))]


def _changed(response: Response, fault: Fault) -> Response:
    """Put a fault into the answer itself."""
    status, headers, content, chunks = response.status, response.headers, response.content, response.chunks
    if (fault.deed != "wrong-type" and status in NO_BODY) or fault.deed == "empty":
        content, chunks = b"", ()
    elif fault.deed == "malformed":
        content, chunks = _malformed(content), ()
    elif fault.deed == "wrong-type":
        status = 200
        headers = (*(pair for pair in headers if pair[0] != "content-type"), ("content-type", "text/html"))
        content, chunks = _PAGE, ()
    return Response.of(status, headers, content, chunks)


def _malformed(content: bytes) -> bytes:
    """Make what is no JSON, in the first event where it is a stream of them."""
    start = content.find(b"data:") + 5 if content.startswith((b"data:", b"event:", b"id:", b":")) else 0
    return content[:start] + b"{\xff" + content[start:]


def _spread(content: bytes, seconds: float) -> Iterator[tuple[int, bytes]]:
    """Cut a body into pieces, and give each its time."""
    size = max(1, -(-len(content) // _PIECES))
    parts: list[Any] = [content[start : start + size] for start in range(0, len(content), size)] or [b""]
    return ((int(seconds * 1000 * index / len(parts)), part) for index, part in enumerate(parts, 1))
