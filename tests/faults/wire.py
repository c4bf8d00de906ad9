"""A server on loopback that answers as it is told, step by step, and keeps what it was asked."""

import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Self

# No test needs a server that is patient for longer.
PATIENCE = 10.0


class End(Enum):
    """How a connection ends, or does not."""

    CLOSE = auto()
    RESET = auto()
    # Nothing more is said until the client leaves.
    SILENCE = auto()
    # As a first step: the body of the request is not read.
    DEAF = auto()


CLOSE, RESET, SILENCE, DEAF = End.CLOSE, End.RESET, End.SILENCE, End.DEAF


@dataclass
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    connection: int
    body: bytes = b""
    at: float = field(default_factory=time.monotonic)


# Bytes are sent, numbers are seconds to wait, functions do what they like with the connection.
Step = bytes | float | End | Callable[["Wire"], None]
Answer = Sequence[Step]
Answers = Callable[[Asked], Answer]


class Gone(Exception):  # noqa: N818 - no error: that a client leaves is what many tests wait for
    """The client has left."""


class Wire:
    """One connection, seen from the server."""

    def __init__(self, found: socket.socket, number: int) -> None:
        self._socket = found
        self.number = number
        self.is_open = True
        self._rest = b""
        found.settimeout(PATIENCE)
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def end(self, *, reset: bool = False) -> None:
        if self.is_open:
            if reset:
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._socket.close()
            self.is_open = False

    def wake(self) -> None:
        """End it under whoever waits for something to come."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def send(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except OSError:
            raise Gone from None

    def wait(self, seconds: float) -> None:
        """Wait, unless the client leaves meanwhile."""
        if select.select([self._socket], [], [], seconds)[0] and not self._peeked():
            raise Gone

    def _peeked(self) -> bytes:
        try:
            return self._socket.recv(1, socket.MSG_PEEK)
        except OSError:
            return b""

    def _more(self) -> bytes:
        try:
            found = self._socket.recv(1024 * 1024)
        except OSError:
            raise Gone from None
        if not found:
            raise Gone
        return found

    def _until(self, mark: bytes) -> bytes:
        while mark not in self._rest:
            self._rest += self._more()
        found, self._rest = self._rest.split(mark, 1)
        return found

    def _exactly(self, size: int) -> bytes:
        parts, length = [self._rest], len(self._rest)
        while length < size:
            parts.append(self._more())
            length += len(parts[-1])
        whole = b"".join(parts)
        self._rest = whole[size:]
        return whole[:size]

    def head(self) -> Asked:
        first, *lines = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        method, path, _ = first.split(" ")
        pairs = (line.split(":", 1) for line in lines)
        return Asked(method, path, {name.lower(): value.strip() for name, value in pairs}, self.number)

    def body(self, asked: Asked) -> bytes:
        if asked.headers.get("transfer-encoding") != "chunked":
            return self._exactly(int(asked.headers.get("content-length", "0")))
        parts: list[bytes] = []
        while size := int(self._until(b"\r\n"), 16):
            parts.append(self._exactly(size))
            self._until(b"\r\n")
        self._until(b"\r\n")
        return b"".join(parts)

    def do(self, step: Step) -> None:
        match step:
            case bytes():
                self.send(step)
            case int() | float():
                self.wait(step)
            case End.CLOSE | End.RESET:
                self.end(reset=step is RESET)
            case End.SILENCE:
                self.wait(PATIENCE)
            case End.DEAF:
                pass
            case _:
                step(self)


class Server:
    """Gives each request the answer that `answers` has for it."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._wires: list[Wire] = []
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self.asked: list[Asked] = []
        self.address = self._listener.getsockname()
        self.url = f"http://127.0.0.1:{self.address[1]}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        # Closing alone does not wake who accepts.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for wire in self._wires:
            wire.wake()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _start(self, run: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=run, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                found, _ = self._listener.accept()
            except OSError:
                return
            wire = Wire(found, len(self._wires))
            self._wires.append(wire)
            self._start(self._serve, wire)

    def _serve(self, wire: Wire) -> None:
        try:
            while wire.is_open:
                asked = wire.head()
                with self._lock:
                    self.asked.append(asked)
                    answer = self._answers(asked)
                if DEAF not in answer[:1]:
                    asked.body = wire.body(asked)
                for step in answer:
                    wire.do(step)
        except Gone:
            pass
        finally:
            wire.end()

    @property
    def open(self) -> int:
        """How many connections are open."""
        return sum(wire.is_open for wire in self._wires)

    @property
    def connections(self) -> int:
        """How many there were."""
        return len(self._wires)

    def lonely(self, seconds: float = PATIENCE / 2) -> bool:
        """Tell whether all clients leave, within some time."""
        ends = time.monotonic() + seconds
        while self.open and time.monotonic() < ends:
            time.sleep(0.005)
        return not self.open


def script(*answers: Answer) -> Answers:
    """Answers in their order, the last of them for ever."""
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def routes(**by_end: Answers) -> Answers:
    """Answers by the last part of the path."""
    return lambda asked: by_end[asked.path.partition("?")[0].rpartition("/")[2]](asked)


def head(status: int = 200, kind: str = "application/json", reason: str = "Said", **headers: object) -> bytes:
    """The head of an answer; `content_length=5` is the header `content-length: 5`."""
    named = {"content-type": kind} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in named.items() if value != "")]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def whole(body: bytes = b"", status: int = 200, kind: str = "application/json", **headers: object) -> Answer:
    """An answer with which nothing is wrong but what it says."""
    return [head(status, kind, content_length=len(body), **headers) + body]


def chunk(data: bytes) -> bytes:
    """A piece of a body that comes in chunks."""
    return b"%x\r\n%s\r\n" % (len(data), data)


def drip(data: bytes, pause: float) -> Iterator[Step]:
    """Bytes one at a time."""
    for each in data:
        yield bytes([each])
        yield pause
