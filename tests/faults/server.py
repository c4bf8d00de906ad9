"""A server of plain sockets that does what it is told, however wrong: one thread for each connection."""

import gzip
import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

# Tells what a server does with a request; whether the connection stays open for another one.
Answer = Callable[["Connection", "Asked"], bool]


@dataclass(frozen=True)
class Asked:
    """A request as it arrived, and which one it is, from 1."""

    number: int
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Connection:
    """What the server has in hand while it answers."""

    socket: socket.socket
    is_stopping: threading.Event

    def send(self, *parts: bytes, pause: float = 0.0) -> None:
        """Send parts, each for itself."""
        for part in parts:
            if self.is_stopping.is_set():
                return
            self.socket.sendall(part)
            if pause:
                self.is_stopping.wait(pause)

    def reset(self) -> None:
        """Break the connection off, so that the client sees a reset and no end."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def wait(self, seconds: float) -> None:
        """Do nothing, until the client leaves or the test is over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.is_stopping.is_set():
            readable, _, _ = select.select([self.socket], [], [], 0.02)
            if readable:
                return


@dataclass
class Server:
    """What a test looks at: the address, all requests, and how many connections are open."""

    answer: Answer
    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    open: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stopping: threading.Event = field(default_factory=threading.Event)

    def count(self, method: str) -> int:
        return sum(each.method == method for each in self.asked)

    def is_left(self, seconds: float = 3.0) -> bool:
        """Wait until no connection is open; tell whether that came true."""
        end = time.monotonic() + seconds
        while self.open and time.monotonic() < end:
            time.sleep(0.005)
        return not self.open

    def stop(self) -> None:
        self._stopping.set()

    def serve(self, accepted: socket.socket) -> None:
        with self._lock:
            self.open += 1
        try:
            with accepted, suppress(OSError):
                connection = Connection(accepted, self._stopping)
                while (asked := self._read(accepted)) and self.answer(connection, asked):
                    pass
                if not self._stopping.is_set():
                    accepted.shutdown(socket.SHUT_WR)
        finally:
            with self._lock:
                self.open -= 1

    def _read(self, accepted: socket.socket) -> Asked | None:
        head = b""
        while b"\r\n\r\n" not in head:
            chunk = accepted.recv(65536)
            if not chunk:
                return None
            head += chunk
        text, _, body = head.partition(b"\r\n\r\n")
        first, *lines = text.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = self._body(accepted, headers, body)
        method, target, _ = first.split(" ")
        with self._lock:
            asked = Asked(len(self.asked) + 1, method, target, headers, body)
            self.asked.append(asked)
        return asked

    @staticmethod
    def _body(accepted: socket.socket, headers: Mapping[str, str], body: bytes) -> bytes:
        length = int(headers.get("content-length", 0))
        while len(body) < length:
            chunk = accepted.recv(65536)
            if not chunk:
                break
            body += chunk
        return body


@contextmanager
def serving(answer: Answer) -> Generator[Server, None, None]:
    """Serve on loopback as long as the context lasts."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(answer, f"http://127.0.0.1:{listener.getsockname()[1]}")

        def accept() -> None:
            with suppress(OSError):
                while True:
                    accepted, _ = listener.accept()
                    threading.Thread(target=server.serve, args=(accepted,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield server
        finally:
            server.stop()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)


def response(
    status: int, body: bytes = b"", *, kind: str = "application/json", length: int | None = None, **headers: str
) -> bytes:
    """Return a whole response, or one that lies about its length."""
    names = {"content-type": kind, "content-length": str(len(body) if length is None else length)}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in (names | headers).items()]
    return "\r\n".join([f"HTTP/1.1 {status} Said", *lines, "", ""]).encode() + body


def always(*parts: bytes, pause: float = 0.0, stay: bool = True) -> Answer:
    """Answer every request with the same."""

    def answer(connection: Connection, _: Asked) -> bool:
        connection.send(*parts, pause=pause)
        return stay

    return answer


def first(*answers: Answer) -> Answer:
    """Answer the first request in the first way, the next in the second, and all after the last in the last."""
    return lambda connection, asked: answers[min(asked.number, len(answers)) - 1](connection, asked)


def reset_after(*parts: bytes) -> Answer:
    """Send something and break off."""

    def answer(connection: Connection, _: Asked) -> bool:
        connection.send(*parts)
        time.sleep(0.02)
        connection.reset()
        return False

    return answer


def silent(connection: Connection, _: Asked) -> bool:
    """Say nothing."""
    connection.wait(30)
    return False


def packed(content: bytes) -> bytes:
    """Return the gzip of a content."""
    return gzip.compress(content, 1)
