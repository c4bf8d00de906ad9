# Copied by `nox -s generate -- newo` from scripts/runtime/stream.py. Change that, not this file.
"""Responses that are read as they come, synchronously."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from typing import IO, Generic, Self, TypeVar

import httpx

from .calls import Opened
from .message import Request
from .pieces import Event, Items, Kept, Lines, beside, broken, event_source, has_events, illegible, legible, named, once

T = TypeVar("T")
U = TypeVar("U")


class Stream:
    """A response whose body is read as it comes, once. It is closed at its end, and when a loop over it is left.

    Attributes:
        request: what was sent; it holds no credential.
    """

    def __init__(self, got: Opened) -> None:
        self._got = got
        self._is_read = False
        self.request: Request = got.request

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self._got.http.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers; case makes no difference in their names."""
        return self._got.http.headers

    def close(self) -> None:
        """Close the connection; what has not come yet is not waited for."""
        self._got.http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.request.method} {self.request.template})"

    def _read(self, pieces: Callable[[httpx.Response], Iterator[U]]) -> Generator[U, None, None]:
        self._is_read = once(self._is_read)
        try:
            yield from pieces(self._got.http)
        except httpx.RequestError as error:
            fault = broken(error, self._got, self._so_far())
            raise fault from fault.__cause__
        except UnicodeError:
            raise illegible(self._got) from None
        finally:
            self.close()

    def _so_far(self) -> str:
        return ""


class TextStream(Stream):
    """A text that is read as it comes: iterate over its pieces, or ask for all of it."""

    def __init__(self, got: Opened) -> None:
        super().__init__(got)
        self._kept = Kept()

    def __iter__(self) -> Iterator[str]:
        """Go through the pieces as they arrive; a character is never cut in two.

        Raises:
            StreamInterruptedError: the connection broke; its `text` is what had come.
            RuntimeError: it was read before.
        """
        with closing(self._read(_texts)) as pieces:
            for piece in filter(None, pieces):
                self._kept.add(piece)
                yield piece

    @property
    def text(self) -> str:
        """The whole text: it is read, unless a loop has read it. Of a loop that was left, what it had come to.

        Raises:
            StreamInterruptedError: the connection broke; its `text` is what had come.
            RuntimeError: a loop has read more than is kept, which is 4 MiB.
        """
        if not self._is_read:
            for _ in self:
                pass
        return self._kept.text()

    def _so_far(self) -> str:
        return self._kept.so_far()


class EventStream(Stream, Generic[T]):
    """Server-sent events as they come: iterate over what they hold, or over `events()` for their names and ids too."""

    def __init__(self, got: Opened, items: Items) -> None:
        super().__init__(got)
        self._items = items

    def __iter__(self) -> Iterator[T]:
        """Go through what the events hold.

        Raises:
            StreamInterruptedError: the connection broke.
            DecodeError: an event holds what is not promised, or these are no events.
            RuntimeError: it was read before.
        """
        for event in self.events():
            yield event.data

    def events(self) -> Iterator[Event[T]]:
        """Go through the events; what is raised is as when iterating."""
        with named(self), closing(self._read(lambda http: event_source(http).iter_sse())) as events:
            for each in events:
                if self._items.is_done(each.data):
                    return
                # Some only keep the connection alive.
                if each.data:
                    yield self._items.event(each)


class LineStream(Stream, Generic[T]):
    """Values that come as JSON, a line each."""

    def __init__(self, got: Opened, items: Items) -> None:
        super().__init__(got)
        self._items = items

    def __iter__(self) -> Iterator[T]:
        """Go through the values.

        Raises:
            StreamInterruptedError: the connection broke.
            DecodeError: a line holds what is not promised.
            RuntimeError: it was read before.
        """
        lines = Lines()
        with named(self), closing(self._read(httpx.Response.iter_bytes)) as chunks:
            for chunk in chunks:
                yield from map(self._items.read, lines.split(chunk))
            yield from map(self._items.read, lines.rest())


class ByteStream(Stream):
    """A file that is read as it comes: iterate over its chunks, save it, or read it whole."""

    def __iter__(self) -> Iterator[bytes]:
        """Go through the chunks.

        Raises:
            StreamInterruptedError: the connection broke.
            RuntimeError: it was read before.
        """
        return self._read(httpx.Response.iter_bytes)

    def read(self) -> bytes:
        """Return all of it; what is raised is as when iterating."""
        return b"".join(self)

    def save(self, to: str | os.PathLike[str] | IO[bytes]) -> int:
        """Write all of it to a file that is open in binary mode, or to a path, and return how many bytes it has.

        Raises:
            StreamInterruptedError: the connection broke; what was at the path is as it was.
            OSError: the file can't be written.
        """
        if not isinstance(to, str | os.PathLike):
            return sum(map(to.write, self))
        part = beside(to)
        try:
            with part.open("xb") as file:
                size = sum(map(file.write, self))
            part.replace(to)
        finally:
            part.unlink(missing_ok=True)
        return size


def _texts(http: httpx.Response) -> Iterator[str]:
    if has_events(http):
        return (each.data for each in event_source(http).iter_sse())
    return legible(http).iter_text()
