"""What streams are made of, and how they end; both twins read by this."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import httpx

from .calls import Opened
from .errors import DecodeError, StreamInterruptedError
from .media import essence

if TYPE_CHECKING:
    from httpx_sse import EventSource, ServerSentEvent

    from .astream import AsyncStream
    from .stream import Stream

T = TypeVar("T")

# A text that is longer is read for its pieces, and would fill the memory.
_KEPT = 4 * 1024 * 1024
# No value in a line of its own is longer.
_LONGEST_LINE = 64 * 1024 * 1024


class Kept:
    """What has come of a text, as long as that is no more than a person reads."""

    def __init__(self) -> None:
        self._pieces: list[str] | None = []
        self._length = 0

    def add(self, piece: str) -> None:
        """Add a piece."""
        self._length += len(piece)
        if self._length > _KEPT:
            self._pieces = None
        elif self._pieces is not None:
            self._pieces.append(piece)

    def so_far(self) -> str:
        """Return the pieces in one; nothing where they were too long to keep."""
        return "".join(self._pieces or ())

    def text(self) -> str:
        """Return the pieces in one.

        Raises:
            RuntimeError: they were too long to keep.
        """
        if self._pieces is None:
            message = f"more than {_KEPT} characters came, which are not kept: take the pieces as you iterate"
            raise RuntimeError(message)
        return "".join(self._pieces)


class Event(Generic[T]):
    """A server-sent event.

    Attributes:
        name: its name; `message` where it has none.
        data: what it holds.
        id: its id, or that of the last one that had any; empty where none did.
        retry: the milliseconds after which to ask again when the connection breaks; None where it does not say.
    """

    __slots__ = ("data", "id", "name", "retry")

    def __init__(self, name: str, data: T, id: str, retry: int | None) -> None:  # noqa: A002
        self.name = name
        self.data = data
        self.id = id
        self.retry = retry

    def __repr__(self) -> str:
        return f"Event(name={self.name!r}, data={self.data!r}, id={self.id!r}, retry={self.retry!r})"


class Items:
    """How what comes piece by piece is read.

    Attributes:
        expected: the type of a piece; it is JSON, unless that is `str`.
        done: the text that says that no more will come; None where nothing does.
    """

    def __init__(self, expected: Any, done: str | None = None) -> None:
        self.expected = expected
        self.done = done

    def is_done(self, data: str) -> bool:
        """Tell whether a piece says that no more will come."""
        return self.done is not None and data.strip() == self.done

    def read(self, data: str | bytes) -> Any:
        """Return what a piece holds.

        Raises:
            DecodeError: it is not what is promised.
        """
        if self.expected is str:
            return data if isinstance(data, str) else data.decode("utf-8", "replace")
        from . import jsons  # noqa: PLC0415 - text alone needs neither
        from .codec import decode  # noqa: PLC0415

        try:
            value = jsons.loads(data)
        except (ValueError, RecursionError):
            raise DecodeError("", "", "JSON", f"a piece of {len(data)} characters that is none") from None
        return decode(self.expected, value)

    def event(self, event: ServerSentEvent) -> Event[Any]:
        """Return an event with what it holds."""
        return Event(event.event or "message", self.read(event.data), event.id, event.retry)


class Lines:
    """Cuts bytes into lines, at line feeds alone: text in JSON may hold what else ends a line."""

    def __init__(self) -> None:
        self._rest: list[bytes] = []
        self._length = 0

    def split(self, chunk: bytes) -> list[bytes]:
        """Return the lines that end in a chunk, without empty ones.

        Raises:
            DecodeError: a line has no end.
        """
        *ended, rest = chunk.split(b"\n")
        if ended:
            ended[0] = b"".join([*self._rest, ended[0]])
            self._rest, self._length = [], 0
        self._length += len(rest)
        if self._length > _LONGEST_LINE:
            raise DecodeError("", "", f"a line of at most {_LONGEST_LINE} bytes", "more")
        self._rest.append(rest)
        return list(filter(bytes.strip, map(_bare, ended)))

    def rest(self) -> list[bytes]:
        """Return the last line, if nothing ended it."""
        last = _bare(b"".join(self._rest))
        return [last] if last.strip() else []


def _bare(line: bytes) -> bytes:
    # Carriage returns end lines of text, and record separators begin values of application/json-seq.
    return line.strip(b"\r\x1e")


def event_source(http: httpx.Response) -> EventSource:
    """Return the reader of server-sent events.

    Raises:
        DecodeError: the response holds no such.
    """
    from httpx_sse import EventSource  # noqa: PLC0415 - not every package has events

    if not has_events(http):
        raise DecodeError("", "", "text/event-stream", http.headers.get("content-type", "no content type"))
    # httpx-sse knows it in lower case alone.
    http.headers["content-type"] = http.headers["content-type"].lower()
    # By their definition, whatever else is said.
    http.encoding = "utf-8"
    return EventSource(http)


def has_events(http: httpx.Response) -> bool:
    """Tell whether a response holds server-sent events."""
    return essence(http.headers.get("content-type", "")) == "text/event-stream"


def legible(http: httpx.Response) -> httpx.Response:
    """Return a response whose text can be read: in UTF-8 where nobody knows its charset."""
    try:
        b"?".decode(http.encoding or "utf-8", "replace")
    except (LookupError, UnicodeError):
        # Python has something by its name that is none.
        http.encoding = "utf-8"
    return http


def illegible(got: Opened) -> DecodeError:
    """Return the error for a text that its charset does not fit."""
    error = DecodeError("", "", f"text in {got.http.encoding}", "bytes that are none")
    error.request = got.request
    return error


@contextmanager
def named(stream: Stream | AsyncStream) -> Generator[None, None, None]:
    """Name what was asked for in an error about what came."""
    try:
        yield
    except DecodeError as error:
        error.request = stream.request
        raise


def broken(error: httpx.RequestError, got: Opened, text: str) -> StreamInterruptedError:
    """Return the error for a stream that broke off."""
    # httpx keeps the request on the error; headers and query hold the credential.
    error.request = httpx.Request(got.request.method, "https://left.out")
    error.__cause__ = error.__context__ = None
    how = "nothing more came in time" if isinstance(error, httpx.TimeoutException) else "the stream broke off"
    said = f"{how}: {str(error) or type(error).__name__}"
    fault = StreamInterruptedError(f"{got.request.method} {got.server}{got.request.path}: {said}", got.request, text)
    fault.__cause__ = error.with_traceback(None)
    return fault


def beside(to: str | os.PathLike[str]) -> Path:
    """Return where a file is written until it is whole, so that two who save to one place don't meet."""
    return Path(f"{os.fspath(to)}.{os.urandom(4).hex()}.part")


def once(is_read: bool) -> bool:
    """Return that a stream is read.

    Raises:
        RuntimeError: it was before.
    """
    if is_read:
        message = "a stream is read once: keep what you need of it as it comes"
        raise RuntimeError(message)
    return True
