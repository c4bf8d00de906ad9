# Copied by `nox -s generate -- newo` from scripts/runtime/steps.py. Change that, not this file.
"""What a call asks of the outside: the twins do these, each in its own way, and nothing else."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Protocol, TypeVar

import httpx

T = TypeVar("T")


class Lock(Protocol):
    """What both a thread and a task can wait for."""

    def release(self) -> None:
        """Let the next one have it."""


class Send:
    """Send a request, and give back what came of it as `Received`.

    Attributes:
        request: the request.
        seconds: how long it may take in all, with its body; None for no end.
        limit: the bytes that its body may have.
        is_stream: whether the body of a success is left for somebody else to read.
        auth: what httpx is told of its own credentials: None where they would displace ours, or be somebody else's.
    """

    __slots__ = ("auth", "is_stream", "limit", "request", "seconds")

    def __init__(
        self, request: httpx.Request, seconds: float | None, limit: int, *, is_stream: bool, is_ours: bool
    ) -> None:
        self.request = request
        self.auth = None if is_ours else httpx.USE_CLIENT_DEFAULT
        self.seconds = seconds
        self.limit = limit
        self.is_stream = is_stream


class Pause:
    """Wait for some seconds."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Take:
    """Wait for a lock; who asked for it releases it."""

    __slots__ = ("lock",)

    def __init__(self, lock: Any) -> None:
        self.lock = lock


Step = Send | Pause | Take
Flow = Generator[Step, Any, T]
