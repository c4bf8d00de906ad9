"""What came over the wire: a body read whole, unpacked, and no larger and no later than it may be."""

from __future__ import annotations

import time
import zlib

import httpx

from .steps import Send

# Of a page that says what went wrong nobody reads more.
ERROR_BYTES = 1024 * 1024


class TooLarge(Exception):  # noqa: N818 - never seen by a user
    """A body is larger than it may be."""


class Received:
    """What came.

    Attributes:
        status_code: the HTTP status.
        headers: its headers.
        content: the body; empty where it is left to a stream.
        open: the response, where its body is left to a stream.
    """

    __slots__ = ("content", "headers", "open", "status_code")

    def __init__(self, got: httpx.Response, content: bytes = b"", *, is_open: bool = False) -> None:
        self.status_code = got.status_code
        self.headers = got.headers
        self.content = content
        self.open = got if is_open else None


class _Body:
    """A body as it comes in, chunk by chunk."""

    def __init__(self, got: httpx.Response, step: Send, started: float) -> None:
        self.is_failure = got.status_code >= 300
        self._limit = min(step.limit, ERROR_BYTES) if self.is_failure else step.limit
        self._ends = None if step.seconds is None else started + step.seconds
        self._request = got.request
        said = [each.strip() for each in got.headers.get("content-encoding", "").lower().split(",")]
        codings = [each for each in said if each not in {"", "identity"}]
        # What nobody here unpacks, httpx does, or leaves as it is.
        self.is_ours = all(each in {"gzip", "x-gzip", "deflate"} for each in codings)
        # What was packed last is unpacked first.
        self._unpackers = [_Unpacker(each) for each in reversed(codings)] if self.is_ours else []
        self._chunks: list[bytes] = []
        self._length = 0

    def take(self, chunk: bytes) -> bool:
        """Take the next chunk; return whether more of the body is wanted.

        Raises:
            TooLarge: it has become larger than it may be.
            httpx.ReadTimeout: the time is over.
        """
        if self._ends is not None and time.monotonic() > self._ends:
            message = "the answer did not end in time"
            raise httpx.ReadTimeout(message, request=self._request)
        room = self._limit - self._length + 1
        for unpacker in self._unpackers:
            # What is cut off on the way, where it was packed twice, would be more than there is room for anyway.
            chunk = unpacker.unpack(chunk, room)
        self._length += len(chunk)
        over = max(self._length - self._limit, 0)
        if over and not self.is_failure:
            raise TooLarge
        self._chunks.append(chunk[: len(chunk) - over])
        return not over

    def whole(self) -> bytes:
        """Return the body, at its end.

        Raises:
            httpx.RemoteProtocolError: it was not whole.
        """
        if not all(each.is_whole for each in self._unpackers):
            message = "the compressed body ended too early"
            raise httpx.RemoteProtocolError(message, request=self._request)
        return self.so_far()

    def so_far(self) -> bytes:
        """Return what there is of the body."""
        return b"".join(self._chunks)


class _Unpacker:
    """Unpacks gzip and deflate, and notices where they are cut off, which httpx does not."""

    def __init__(self, coding: str) -> None:
        self._is_gzip = coding != "deflate"
        self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 16 if self._is_gzip else zlib.MAX_WBITS)
        self._is_first = True
        self._held = b""

    @property
    def is_whole(self) -> bool:
        """Whether nothing has come, or all of it."""
        return self._inflater.eof or (self._is_first and not self._held)

    def unpack(self, chunk: bytes, room: int) -> bytes:
        """Return what a chunk holds, but no more than there is room for.

        Raises:
            httpx.DecodingError: it is not what it is said to be.
        """
        chunk = self._held + chunk
        if len(chunk) < 2 and self._is_first:
            # Only two bytes tell whether there is a header.
            self._held = chunk
            return b""
        self._held = b""
        try:
            return self._inflate(chunk, room)
        except zlib.error as error:
            if self._is_gzip or not self._is_first:
                raise httpx.DecodingError(str(error)) from None
        # Some services send deflate without zlib's header.
        self._inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            return self._inflate(chunk, room)
        except zlib.error as error:
            raise httpx.DecodingError(str(error)) from None

    def _inflate(self, chunk: bytes, room: int) -> bytes:
        if self._inflater.eof and not b"\x1f\x8b".startswith(self._inflater.unused_data):
            # What comes behind the last file is no part of the body.
            return b""
        found = [self._inflater.decompress(chunk, room)]
        self._is_first = False
        while (rest := self._inflater.unused_data).startswith(b"\x1f\x8b") and sum(map(len, found)) < room:
            # Several files of gzip in a row are one.
            self._inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
            found.append(self._inflater.decompress(rest, room))
        return b"".join(found)


def read(got: httpx.Response, step: Send, started: float) -> Received:
    """Read a response to its end, and close it.

    Raises:
        TooLarge: it is larger than it may be.
        httpx.RequestError: the connection broke, or it took too long. Of a failure what has come is enough.
    """
    if got.is_stream_consumed:
        return _whole(got, step)
    body = _Body(got, step, started)
    try:
        for chunk in got.iter_raw() if body.is_ours else got.iter_bytes():
            if not body.take(chunk):
                return Received(got, body.so_far())
        return Received(got, body.whole())
    except httpx.RequestError:
        if body.is_failure:
            return Received(got, body.so_far())
        raise
    finally:
        got.close()


async def aread(got: httpx.Response, step: Send, started: float) -> Received:
    """Read a response to its end, and close it; see `read`."""
    if got.is_stream_consumed:
        return _whole(got, step)
    body = _Body(got, step, started)
    try:
        async for chunk in got.aiter_raw() if body.is_ours else got.aiter_bytes():
            if not body.take(chunk):
                return Received(got, body.so_far())
        return Received(got, body.whole())
    except httpx.RequestError:
        if body.is_failure:
            return Received(got, body.so_far())
        raise
    finally:
        await got.aclose()


def _whole(got: httpx.Response, step: Send) -> Received:
    """Return a response that a transport, or a hook of the user's, has read already."""
    content = got.content
    if len(content) > step.limit and got.status_code < 300:
        raise TooLarge
    return Received(got, content)
