"""A server on this machine alone, whose applications may also do to a connection what HTTP has no word for."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from scripts.serving import serving

# Where an application finds the transport of the connection that a request came by.
TRANSPORT = "replay.transport"


class _Protocol(H11Protocol):
    """Shows each request the transport it came by."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, TRANSPORT: transport}


@contextmanager
def serve_app(application: ASGIApp, *, port: int = 0) -> Generator[str, None, None]:
    """Serve an application on this machine alone, from a thread; gives the base URL."""
    with serving(application, port, "--port", http=_Protocol, log_level="warning") as url:
        yield url
