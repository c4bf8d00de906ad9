"""A server on this machine alone, in a thread: whoever serves says what, and how."""

import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from scripts.problem import refuse

METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE")


@contextmanager
def serving(application: ASGIApp, port: int, option: str, **settings: Any) -> Generator[str]:
    """Serve an application as long as the context lasts; gives the base URL.

    `option` is what names the port on the command line, `settings` are uvicorn's. What is under way at the end has one
    second more.
    """
    config = uvicorn.Config(
        application, access_log=False, lifespan="off", ws="none", timeout_graceful_shutdown=1, **settings
    )
    server = uvicorn.Server(config)
    # The protocol is named since asyncio sends small answers without delay on such sockets alone.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            said = getattr(error, "strerror", "") or str(error)
            refuse(f"port {port}", said, f"give another {option}, or none for any that is free")
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            while not server.started:
                if not thread.is_alive():
                    refuse("the server", "did not start", f"give another {option}")
                time.sleep(0.005)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
