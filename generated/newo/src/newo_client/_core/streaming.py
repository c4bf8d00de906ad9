# Copied by `nox -s generate -- newo` from scripts/runtime/streaming.py. Change that, not this file.
"""What an operation streams: the description says it, and either twin makes its own stream of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec, cast

from .errors import status_error
from .message import Response

if TYPE_CHECKING:
    from .astream import AsyncByteStream, AsyncStream, Open
    from .calls import Opened
    from .stream import ByteStream, Stream

P = ParamSpec("P")


class Streaming:
    """How a response is read as it comes.

    Attributes:
        style: `text`, `events` or `lines`.
        expected: the type of what an event or a line holds.
        done: the text of an event that says that no more will come; None where nothing does.
    """

    def __init__(self, style: str, expected: Any = str, done: str | None = None) -> None:
        self.style = style
        self.expected = expected
        self.done = done

    def stream(self, got: Opened) -> Stream:
        """Return the stream of the synchronous twin."""
        from . import stream  # noqa: PLC0415 - each twin loads its own
        from .pieces import Items  # noqa: PLC0415

        if self.style == "text":
            return stream.TextStream(got)
        items = Items(self.expected, self.done)
        return stream.EventStream[Any](got, items) if self.style == "events" else stream.LineStream[Any](got, items)

    def astream(self, open_: Open) -> AsyncStream:
        """Return the stream of the asynchronous twin."""
        from . import astream  # noqa: PLC0415
        from .pieces import Items  # noqa: PLC0415

        if self.style == "text":
            return astream.AsyncTextStream(open_)
        items = Items(self.expected, self.done)
        kind = astream.AsyncEventStream[Any] if self.style == "events" else astream.AsyncLineStream[Any]
        return kind(open_, items)


def opened(got: Response | Opened, parse: Callable[[Response], Any]) -> Opened:
    """Return a response that is open.

    Raises:
        ApiStatusError: its status means failure.
    """
    if not isinstance(got, Response):
        return got
    parse(got)
    raise status_error(got, None)


def streamed(method: Callable[P, Any]) -> Callable[P, ByteStream]:
    """Give a method of a streaming resource its true type."""
    return cast("Callable[P, ByteStream]", method)


def streamed_async(method: Callable[P, Any]) -> Callable[P, AsyncByteStream]:
    """Give a method of a streaming asynchronous resource its true type."""

    def call(*args: P.args, **named: P.kwargs) -> AsyncByteStream:
        from .astream import AsyncByteStream  # noqa: PLC0415

        return AsyncByteStream(lambda: method(*args, **named))

    return call
