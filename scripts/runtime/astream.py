"""Responses that are read as they come, asynchronously."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Mapping
from contextlib import aclosing
from typing import IO, Any, Generic, Self, TypeVar

import httpx

from .calls import Opened
from .message import Request
from .pieces import Event, Items, Kept, Lines, beside, broken, event_source, has_events, illegible, legible, named, once

T = TypeVar("T")
U = TypeVar("U")
Open = Callable[[], Awaitable[Opened]]


class AsyncStream:
    """A response whose body is read as it comes, once. Nothing is sent until it is iterated, awaited or entered.

    It is closed at its end, and soon after a loop over it is left; `async with` closes it at once.
    """

    def __init__(self, open_: Open) -> None:
        self._open = open_
        self._got: Opened | None = None
        self._is_opened = False
        self._is_read = False

    async def _opened(self) -> Opened:
        if self._got is None:
            # Before anything is waited for: of two tasks only one may send.
            self._is_opened = once(self._is_opened)
            self._got = await self._open()
        return self._got

    async def _awaited(self) -> Self:
        await self._opened()
        return self

    def __await__(self) -> Generator[Any, Any, Self]:
        return self._awaited().__await__()

    @property
    def _response(self) -> Opened:
        if self._got is None:
            message = "nothing was sent yet: await the stream, or enter it by `async with`"
            raise RuntimeError(message)
        return self._got

    @property
    def request(self) -> Request:
        """What was sent; it holds no credential."""
        return self._response.request

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self._response.http.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers; case makes no difference in their names."""
        return self._response.http.headers

    async def aclose(self) -> None:
        """Close the connection; what has not come yet is not waited for."""
        if self._got is not None:
            await self._got.http.aclose()

    async def __aenter__(self) -> Self:
        return await self._awaited()

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        got = self._got
        return f"{type(self).__name__}({f'{got.request.method} {got.request.template}' if got else 'not sent yet'})"

    async def _read(self, pieces: Callable[[httpx.Response], AsyncIterator[U]]) -> AsyncGenerator[U, None]:
        got = await self._opened()
        self._is_read = once(self._is_read)
        try:
            async for each in pieces(got.http):
                yield each
        except httpx.RequestError as error:
            fault = broken(error, got, self._so_far())
            raise fault from fault.__cause__
        except UnicodeError:
            raise illegible(got) from None
        finally:
            await self.aclose()

    def _so_far(self) -> str:
        return ""


class AsyncTextStream(AsyncStream):
    """A text that is read as it comes: go through its pieces with `async for`, or ask for all of it."""

    def __init__(self, open_: Open) -> None:
        super().__init__(open_)
        self._kept = Kept()

    async def __aiter__(self) -> AsyncIterator[str]:
        """Go through the pieces as they arrive; a character is never cut in two.

        Raises:
            StreamInterruptedError: the connection broke; its `text` is what had come.
            RuntimeError: it was read before.
        """
        async with aclosing(self._read(_texts)) as pieces:
            async for piece in pieces:
                if piece:
                    self._kept.add(piece)
                    yield piece

    async def text(self) -> str:
        """Return the whole text: it is read, unless a loop has read it. Of a loop that was left, what it had come to.

        Raises:
            StreamInterruptedError: the connection broke; its `text` is what had come.
            RuntimeError: a loop has read more than is kept, which is 4 MiB.
        """
        if not self._is_read:
            async for _ in self:
                pass
        return self._kept.text()

    def _so_far(self) -> str:
        return self._kept.so_far()


class AsyncEventStream(AsyncStream, Generic[T]):
    """Server-sent events as they come: go through what they hold, or through `events()` for their names and ids too."""

    def __init__(self, open_: Open, items: Items) -> None:
        super().__init__(open_)
        self._items = items

    async def __aiter__(self) -> AsyncIterator[T]:
        """Go through what the events hold.

        Raises:
            StreamInterruptedError: the connection broke.
            DecodeError: an event holds what is not promised, or these are no events.
            RuntimeError: it was read before.
        """
        async with aclosing(self.events()) as events:
            async for event in events:
                yield event.data

    async def events(self) -> AsyncGenerator[Event[T], None]:
        """Go through the events; what is raised is as when iterating."""
        with named(self):
            async with aclosing(self._read(lambda http: event_source(http).aiter_sse())) as events:
                async for each in events:
                    if self._items.is_done(each.data):
                        return
                    # Some only keep the connection alive.
                    if each.data:
                        yield self._items.event(each)


class AsyncLineStream(AsyncStream, Generic[T]):
    """Values that come as JSON, a line each."""

    def __init__(self, open_: Open, items: Items) -> None:
        super().__init__(open_)
        self._items = items

    async def __aiter__(self) -> AsyncIterator[T]:
        """Go through the values.

        Raises:
            StreamInterruptedError: the connection broke.
            DecodeError: a line holds what is not promised.
            RuntimeError: it was read before.
        """
        lines = Lines()
        with named(self):
            async with aclosing(self._read(httpx.Response.aiter_bytes)) as chunks:
                async for chunk in chunks:
                    for line in lines.split(chunk):
                        yield self._items.read(line)
            for line in lines.rest():
                yield self._items.read(line)


class AsyncByteStream(AsyncStream):
    """A file that is read as it comes: go through its chunks, save it, or read it whole."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Go through the chunks.

        Raises:
            StreamInterruptedError: the connection broke.
            RuntimeError: it was read before.
        """
        return self._read(httpx.Response.aiter_bytes)

    async def read(self) -> bytes:
        """Return all of it; what is raised is as when iterating."""
        return b"".join([chunk async for chunk in self])

    async def save(self, to: str | os.PathLike[str] | IO[bytes]) -> int:
        """Write all of it to a file that is open in binary mode, or to a path, and return how many bytes it has.

        Raises:
            StreamInterruptedError: the connection broke; what was at the path is as it was.
            OSError: the file can't be written.
        """
        from anyio.to_thread import run_sync  # noqa: PLC0415 - httpx brings it, and only some streams are saved

        async def written(file: IO[bytes]) -> int:
            # Whatever goes wrong with the file, the connection is closed at once.
            async with self:
                return sum([await run_sync(file.write, chunk) async for chunk in self])

        if not isinstance(to, str | os.PathLike):
            return await written(to)
        part = beside(to)
        try:
            with part.open("xb") as file:
                size = await written(file)
            part.replace(to)
        finally:
            part.unlink(missing_ok=True)
        return size


def _texts(http: httpx.Response) -> AsyncIterator[str]:
    if has_events(http):
        return (each.data async for each in event_source(http).aiter_sse())
    return legible(http).aiter_text()
