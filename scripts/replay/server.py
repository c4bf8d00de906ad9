"""A server on this machine alone, whose applications may also do to a connection what HTTP has no word for."""

import asyncio
import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from scripts.problem import refuse

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
    # whoever waits for a slow answer as the server stops waits for a second more
    config = uvicorn.Config(
        application,
        http=_Protocol,
        log_level="warning",
        access_log=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    # the protocol is named since asyncio sends small answers without delay on such sockets alone
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            refuse(f"port {port}", error.strerror or str(error), "give another --port, or none for any that is free")
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            while not server.started:
                if not thread.is_alive():
                    refuse("replay", "the server did not start", "read what it logged")
                time.sleep(0.005)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
