"""A server on loopback that answers with a recorded exchange, byte for byte, and keeps what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from scripts.exchange import Exchange

TOKEN = "/-/token"
# Of the connection, not of the answer.
FRAMING = {"connection", "content-encoding", "content-length", "keep-alive", "transfer-encoding"}
# No client of a test needs longer to read what is there.
PATIENCE = 5.0


@dataclass
class Arrived:
    """A request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    content: bytes


@dataclass
class Loopback:
    """What is served, and what came.

    Where `holds`, the last piece of a stream is held back until `goes_on` is set: by a client that reads what has come.
    """

    url: str
    exchange: Exchange | None = None
    arrived: list[Arrived] = field(default_factory=list)
    goes_on: threading.Event = field(default_factory=threading.Event)
    holds: bool = False
    was_in_time: bool = True

    @property
    def token_url(self) -> str:
        return self.url + TOKEN

    def serve(self, exchange: Exchange, *, holds: bool = False) -> None:
        self.exchange, self.arrived, self.holds, self.was_in_time = exchange, [], holds, True
        self.goes_on.clear()


@contextmanager
def serving() -> Iterator[Loopback]:
    """Serve as long as the context lasts."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        found = Loopback(f"http://127.0.0.1:{server.server_port}")
        server.loopback = found  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Small answers are sent at once.
    disable_nagle_algorithm = True

    def handle_one_request(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        loopback: Loopback = self.server.loopback  # type: ignore[attr-defined]
        headers = {name.lower(): value for name, value in self.headers.items()}
        arrived = Arrived(self.command, self.path, headers, self.body())
        assert loopback.exchange is not None
        if self.path == TOKEN:
            self.token(loopback.exchange)
        else:
            loopback.arrived.append(arrived)
            self.answer(loopback)

    def body(self) -> bytes:
        if self.headers.get("transfer-encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("content-length", 0)))
        found = b""
        while size := int(self.rfile.readline(), 16):
            found += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return found

    def token(self, exchange: Exchange) -> None:
        """Give the token that was recorded."""
        token = (exchange.request.header("authorization") or "").partition(" ")[2]
        content = json.dumps({"access_token": token, "token_type": "bearer"}).encode()
        self.head(200, [("content-type", "application/json"), ("content-length", str(len(content)))])
        self.wfile.write(content)

    def answer(self, loopback: Loopback) -> None:
        assert loopback.exchange is not None
        response = loopback.exchange.response
        headers = [pair for pair in response.headers if pair[0] not in FRAMING]
        has_none = self.command == "HEAD" or response.status in {204, 304}
        if response.chunks:
            self.head(response.status, [*headers, ("transfer-encoding", "chunked")])
            self.stream([piece for _, piece in response.pieces()], loopback)
            return
        self.head(response.status, headers if has_none else [*headers, ("content-length", str(len(response.content)))])
        if not has_none:
            self.wfile.write(response.content)

    def head(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def stream(self, pieces: list[bytes], loopback: Loopback) -> None:
        for index, piece in enumerate(pieces):
            if loopback.holds and index == len(pieces) - 1:
                loopback.was_in_time = loopback.goes_on.wait(PATIENCE)
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
