"""A proxy on this machine that sends everything on to the vendor and records it: for clients in any language."""

from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager

import httpx
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect
from starlette.requests import Request as Received
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from scripts.record.recorder import Recorder
from scripts.record.transport import AsyncRecordingTransport
from scripts.serving import METHODS, serving

# Of one connection, and there are two.
_HOPS = {b"connection", b"keep-alive", b"proxy-connection", b"te", b"trailer", b"transfer-encoding", b"upgrade"}


def app(recorder: Recorder, server: str) -> Starlette:
    """Make the application that sends requests on to a server, by its address."""
    context = httpx.create_ssl_context()

    async def forward(received: Received) -> Response:
        transport = AsyncRecordingTransport(httpx.AsyncHTTPTransport(verify=context), recorder)
        try:
            response = await transport.handle_async_request(_request(received, server))
        except (httpx.HTTPError, httpx.InvalidURL, ClientDisconnect) as error:
            await transport.aclose()
            return JSONResponse({"error": f"{server} can't be reached: {type(error).__name__}: {error}"}, 502)
        answer = StreamingResponse(_pieces(response, transport), response.status_code)
        here = f"http://{received.headers.get('host', '')}".encode()
        answer.raw_headers = [
            (name.lower(), _here(value, server, here) if name.lower() == b"location" else value)
            for name, value in response.headers.raw
            if name.lower() not in _HOPS
        ]
        return answer

    return Starlette(routes=[Route("/{path:path}", forward, methods=METHODS)])


@contextmanager
def serve(application: ASGIApp, port: int) -> Generator[str]:
    """Serve an application on this machine alone, from a thread; gives its address. Streams end with it."""
    settings = {"log_level": "critical", "server_header": False, "date_header": False}
    with serving(application, port, "--listen", **settings) as url:
        yield url


def _request(received: Received, server: str) -> httpx.Request:
    query: bytes = received.scope["query_string"]
    url = server.rstrip("/") + received.scope["raw_path"].decode("latin-1")
    raw: list[tuple[bytes, bytes]] = received.headers.raw
    headers = [(name, value) for name, value in raw if name not in _HOPS | {b"host", b"accept-encoding"}]
    # what can be recorded is what can be unpacked
    packed = b"gzip" if b"gzip" in received.headers.get("accept-encoding", "").encode() else b"identity"
    names = {name for name, _ in raw}
    has_body = bool(names & {b"content-length", b"transfer-encoding"})
    return httpx.Request(
        received.method,
        f"{url}?{query.decode('latin-1')}" if query else url,
        headers=[*headers, (b"accept-encoding", packed)],
        content=received.stream() if has_body else None,
    )


async def _pieces(response: httpx.Response, transport: httpx.AsyncBaseTransport) -> AsyncIterator[bytes]:
    try:
        async for piece in response.aiter_raw():
            yield piece
    finally:
        await response.aclose()
        await transport.aclose()


def _here(location: bytes, server: str, here: bytes) -> bytes:
    """Lead a redirect within the vendor's server back through the proxy."""
    there = server.rstrip("/").encode()
    rest = location.removeprefix(there)
    return here + rest if len(rest) < len(location) and rest[:1] in {b"", b"/", b"?", b"#"} else location
