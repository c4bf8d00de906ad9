"""Transports of httpx that record what passes: put one under any client, synchronous or not.

    with recording("acme") as recorder:
        client = httpx.Client(transport=RecordingTransport(httpx.HTTPTransport(), recorder))

`recorder.client()` is that client.

Requests and responses go through piece by piece, at once, and are read once; what is recorded is written at the end.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any

import httpx

from scripts.record.call import Call, Sink, Tape


class RecordingTransport(httpx.BaseTransport):
    """Records what goes through another transport."""

    def __init__(self, inner: httpx.BaseTransport, recorder: Sink) -> None:
        self._inner = inner
        self._recorder = recorder

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on and record it."""
        return passed(self._inner.handle_request, request, self._recorder)

    def close(self) -> None:
        """Close the transport below."""
        self._inner.close()


class AsyncRecordingTransport(httpx.AsyncBaseTransport):
    """The same for asynchronous clients."""

    def __init__(self, inner: httpx.AsyncBaseTransport, recorder: Sink) -> None:
        self._inner = inner
        self._recorder = recorder

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on and record it."""
        return await apassed(self._inner.handle_async_request, request, self._recorder)

    async def aclose(self) -> None:
        """Close the transport below."""
        await self._inner.aclose()


def passed(send: Callable[[httpx.Request], httpx.Response], request: httpx.Request, recorder: Sink) -> httpx.Response:
    """Send a request by whatever sends such, and record it."""
    call = _call(request, recorder)
    stream = request.stream
    assert isinstance(stream, httpx.SyncByteStream)  # noqa: S101 - httpx.Client sees to it
    try:
        response = send(_copy(request, _Sent(stream, call)))
    except BaseException as error:
        call.ended(_told(error))
        raise
    inner = response.stream
    assert isinstance(inner, httpx.SyncByteStream)  # noqa: S101 - a synchronous transport returns no other
    return _answer(response, _Got(inner, call, _head(call, response)))


async def apassed(
    send: Callable[[httpx.Request], Awaitable[httpx.Response]], request: httpx.Request, recorder: Sink
) -> httpx.Response:
    """Do the same, asynchronously."""
    call = _call(request, recorder)
    stream = request.stream
    assert isinstance(stream, httpx.AsyncByteStream)  # noqa: S101 - httpx.AsyncClient sees to it
    try:
        response = await send(_copy(request, _AsyncSent(stream, call)))
    except BaseException as error:
        call.ended(_told(error))
        raise
    inner = response.stream
    assert isinstance(inner, httpx.AsyncByteStream)  # noqa: S101 - an asynchronous transport returns no other
    return _answer(response, _AsyncGot(inner, call, _head(call, response)))


class _Sent(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, call: Call) -> None:
        self._stream = stream
        self._call = call

    def __iter__(self) -> Iterator[bytes]:
        self._call.sent.restart()
        for piece in self._stream:
            self._call.sent.add(piece)
            yield piece
        self._call.is_sent = True

    def close(self) -> None:
        self._stream.close()


class _AsyncSent(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream, call: Call) -> None:
        self._stream = stream
        self._call = call

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._call.sent.restart()
        async for piece in self._stream:
            self._call.sent.add(piece)
            yield piece
        self._call.is_sent = True

    async def aclose(self) -> None:
        await self._stream.aclose()


class _Got(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, call: Call, tape: Tape) -> None:
        self._stream = stream
        self._call = call
        self._tape = tape

    def __iter__(self) -> Iterator[bytes]:
        try:
            for piece in self._stream:
                self._tape.add(piece)
                yield piece
        except Exception as error:
            self._call.ended(_told(error))
            raise
        self._call.ended("whole")

    def close(self) -> None:
        self._call.ended("left")
        self._stream.close()


class _AsyncGot(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream, call: Call, tape: Tape) -> None:
        self._stream = stream
        self._call = call
        self._tape = tape

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._stream:
                self._tape.add(piece)
                yield piece
        except Exception as error:
            self._call.ended(_told(error))
            raise
        self._call.ended("whole")

    async def aclose(self) -> None:
        self._call.ended("left")
        await self._stream.aclose()


def _call(request: httpx.Request, recorder: Sink) -> Call:
    call = recorder.begin(request.method, str(request.url), request.headers.multi_items())
    # a transport need not look for a body that is not there
    call.is_sent = "transfer-encoding" not in request.headers and request.headers.get("content-length", "0") == "0"
    return call


def _copy(request: httpx.Request, stream: httpx.SyncByteStream | httpx.AsyncByteStream) -> httpx.Request:
    """Make the same request with another body: the client may send its own once more."""
    try:
        content = request.content  # for a transport that asks for it too
    except httpx.RequestNotRead:
        return httpx.Request(
            request.method, request.url, headers=request.headers, stream=stream, extensions=request.extensions
        )
    copy = httpx.Request(request.method, request.url, content=content, extensions=request.extensions)
    copy.headers, copy.stream = request.headers, stream
    return copy


def _answer(response: httpx.Response, stream: httpx.SyncByteStream | httpx.AsyncByteStream) -> httpx.Response:
    return httpx.Response(response.status_code, headers=response.headers, stream=stream, extensions=response.extensions)


def _head(call: Call, response: httpx.Response) -> Tape:
    return call.answered(response.status_code, response.headers.multi_items(), _peer(response))


def _peer(response: httpx.Response) -> str:
    """Tell the address at the other end; "" where there was no connection, as with a transport made for a test."""
    stream = response.extensions.get("network_stream")
    address: Any = stream.get_extra_info("server_addr") if stream is not None else None
    own: Any = stream.get_extra_info("client_addr") if stream is not None else None
    # of a socket of this machine alone, it is a path; and this machine may have more addresses than that of loopback
    is_here = isinstance(address, str) or (address and own and address[0] == own[0])
    return "localhost" if is_here else str(address[0]) if address else ""


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")
