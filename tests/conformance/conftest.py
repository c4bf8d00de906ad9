"""No test here may reach beyond this machine."""

import socket
from collections.abc import Callable
from typing import Any

import pytest

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def blocked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sockets reach loopback alone, and nobody ask for the address of anything else."""

    def guard(owner: Any, name: str, host: Callable[..., Any]) -> None:
        original = getattr(owner, name)

        def guarded(*args: Any, **options: Any) -> Any:
            if (asked := host(*args)) not in LOOPBACK:
                raise AssertionError(f"a test of the conformance of recordings tried to reach {asked}")
            return original(*args, **options)

        monkeypatch.setattr(owner, name, guarded)

    for name in ("connect", "connect_ex", "sendto"):
        guard(socket.socket, name, lambda *args: _host(args[-1]))
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        guard(socket, name, lambda *args: args[0])


def _host(address: Any) -> Any:
    # a path is the address of a socket on this machine
    return address[0] if isinstance(address, tuple) else "localhost"
