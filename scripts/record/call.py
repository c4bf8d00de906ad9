"""One call as it passes by: what was sent, what came back and when, held in memory alone."""

import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

# A body that is larger is not recorded: a part of it would tell something else than the whole.
LARGEST = 16 * 2**20


# All bodies of a session together, since they are in memory until its end.
ROOM = 256 * 2**20


@dataclass(slots=True)
class Room:
    """How many bytes a session may still hold."""

    left: int = ROOM


@dataclass(slots=True)
class Tape:
    """The pieces of a body, each with the milliseconds since it began; none, once there were too many bytes."""

    largest: int
    room: Room
    began: float = field(default_factory=time.monotonic)
    size: int = 0
    is_over: bool = False
    pieces: list[tuple[int, bytes]] = field(default_factory=list[tuple[int, bytes]], repr=False)

    def add(self, piece: bytes) -> None:
        """Take a piece that passes by."""
        if self.is_over:
            return
        self.size += len(piece)
        self.room.left -= len(piece)
        if self.size > self.largest or self.room.left < 0:
            self._clear()
            self.is_over = True
        elif piece:
            self.pieces.append((int((time.monotonic() - self.began) * 1000), bytes(piece)))

    def restart(self) -> None:
        """Forget what came: it comes once more."""
        self._clear()
        self.is_over = False

    def _clear(self) -> None:
        self.room.left += self.size
        self.size = 0
        self.pieces.clear()

    def decoded(self, encoding: str) -> list[tuple[int, bytes]]:
        """Return the pieces without their content encoding; ValueError where that can't be done."""
        steps = [each.strip().lower() for each in encoding.split(",") if each.strip()]
        pieces = self.pieces
        for step in reversed(steps):
            if step not in {"gzip", "x-gzip", "deflate", "identity"}:
                raise ValueError(f"its content encoding {step} can't be read; ask for accept-encoding: gzip")
            if step != "identity":
                pieces = _inflated(pieces, self.largest)
        return [each for each in pieces if each[1]]


def _inflated(pieces: Iterable[tuple[int, bytes]], largest: int) -> list[tuple[int, bytes]]:
    unpack = zlib.decompressobj(47)
    done: list[tuple[int, bytes]] = []
    room = largest
    for milliseconds, piece in pieces:
        text, rest = b"", piece
        while rest:
            try:
                text += unpack.decompress(rest, room + 1)
            except zlib.error as error:
                if done or text:
                    raise ValueError(f"it is not packed as it says ({error})") from None
                text, unpack = _raw(rest, room + 1)
            if len(text) > room:
                raise ValueError(f"it has more than {largest} bytes once it is unpacked")
            rest = unpack.unused_data
            if rest:
                unpack = zlib.decompressobj(47)
        room -= len(text)
        done.append((milliseconds, text))
    return done


def _raw(piece: bytes, most: int) -> "tuple[bytes, Any]":
    """Unpack what many call deflate, which has no frame."""
    unpack = zlib.decompressobj(-15)
    try:
        return unpack.decompress(piece, most), unpack
    except zlib.error as error:
        raise ValueError(f"it is not packed as it says ({error})") from None


class Sink(Protocol):
    """What takes calls."""

    def begin(self, method: str, url: str, headers: list[tuple[str, str]]) -> "Call":
        """Begin to record a call."""
        ...


@dataclass(slots=True)
class Call:
    """One call. `end` says how its response ended: "" for not yet, whole, left, or what broke it."""

    method: str
    url: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    sent: Tape = field(repr=False)
    is_sent: bool = False
    status: int = 0
    got_headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    got: Tape | None = field(default=None, repr=False)
    peer: str = ""  # the address at the other end, where there was a connection
    end: str = ""
    date: str = field(default_factory=lambda: time.strftime("%Y-%m-%d", time.gmtime()))

    def answered(self, status: int, headers: Iterable[tuple[str, str]], peer: str) -> Tape:
        """Take the head of the response; the time of its pieces is told from now."""
        self.status, self.got_headers, self.peer = status, tuple(headers), peer
        self.got = Tape(self.sent.largest, self.sent.room)
        return self.got

    def ended(self, how: str) -> None:
        """Say how it ended; only the first time counts."""
        self.end = self.end or how
