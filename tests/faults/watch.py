"""What holds of every call, whatever goes wrong: it ends, it leaks nothing, and it tells nobody a secret."""

import asyncio
import base64
import gc
import inspect
import logging
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.wire import Server
from tests.features_package import acme

# Stands in every secret, however it is escaped, but for base 64.
MARK = "hush7"
ACCOUNT = f"someone:{MARK}-account"
MARKS = (MARK, base64.b64encode(ACCOUNT.encode()).decode()[11:17], base64.b64encode(MARK.encode()).decode()[:6])
SECRETS = {
    **{
        name: f"{MARK}-{name}"
        for name in ("desk_key", "desk_id", "desk_secret", "reader_key", "link_key", "session_cookie", "desk_token")
    },
    "account": ACCOUNT,
}
LOGIN = {"username": "someone", "password": f"{MARK} pass&word"}
HERE = str(Path(__file__).parent)
# What no machine is too busy for.
MARGIN = 4.0


@dataclass
class Seen:
    """What came of a call, and what there was to see of it."""

    value: Any = None
    error: BaseException | None = None
    seconds: float = 0.0
    records: list[logging.LogRecord] = field(default_factory=list)
    warned: list[Any] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)

    @property
    def says(self) -> str:
        return str(self.error)


class Twin:
    """Either client of the package, used in the same way."""

    def __init__(self, name: str) -> None:
        self.is_async = name.startswith("Async")
        self._name = name

    def __repr__(self) -> str:
        return self._name

    def made(self, url: str, **settings: Any) -> Any:
        given = SECRETS | {"base_url": url, "retries": acme().Retries(2, first_delay=0.01)} | settings
        return getattr(acme(), self._name)(**given)

    def see(self, client: Any, do: Callable[[Any], Any], after: Callable[[Any], object] = lambda _: None) -> Seen:
        """Do something with a client, go through all that comes of it, and close the client."""
        seen = Seen()
        with _watched(seen):
            if self.is_async:
                asyncio.run(_awaited(client, do, seen, after))
            else:
                with client:
                    _timed(seen, lambda: _drained(do(client)))
                    after(client)
                    seen.leaks += busy(client)
            gc.collect()
        return seen


async def _awaited(client: Any, do: Callable[[Any], Any], seen: Seen, after: Callable[[Any], object]) -> None:
    async with client:
        began = time.monotonic()
        try:
            seen.value = await _adrained(do(client))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test says what it should be
            seen.error = error
        seen.seconds = time.monotonic() - began
        after(client)
        seen.leaks += busy(client)


def _timed(seen: Seen, run: Callable[[], Any]) -> None:
    began = time.monotonic()
    try:
        seen.value = run()
    except Exception as error:  # noqa: BLE001
        seen.error = error
    seen.seconds = time.monotonic() - began


def _drained(value: Any) -> Any:
    return list(value) if isinstance(value, Iterable) and "_core" in type(value).__module__ else value


async def _adrained(value: Any) -> Any:
    if hasattr(value, "__aiter__"):
        return [each async for each in value]
    return await value if inspect.isawaitable(value) else value


@contextmanager
def _watched(seen: Seen) -> Iterator[None]:
    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.records.append(record)

    root, keep = logging.getLogger(), Keep(logging.DEBUG)
    level = root.level
    root.addHandler(keep)
    root.setLevel(logging.DEBUG)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            yield
        seen.warned += [each.message for each in warned]
    finally:
        root.removeHandler(keep)
        root.setLevel(level)


def busy(client: Any) -> list[str]:
    """Connections that nobody uses, and nobody can use again."""
    connections = client._http._transport._pool.connections
    return [repr(each) for each in connections if not (each.is_idle() or each.is_closed())]


def _reprs(thing: object, depth: int = 4) -> Iterator[str]:
    """The repr of a thing and of all that its variables lead to."""
    yield from (repr(thing), str(thing))
    if depth:
        slots = [name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())]
        inner = [*getattr(thing, "__dict__", {}).values(), *(getattr(thing, name, None) for name in slots)]
        for each in inner:
            if isinstance(each, bytes | dict | list | tuple) or type(each).__module__.startswith(("acme", "httpx")):
                yield from _reprs(each, depth - 1)


def _told(error: BaseException) -> Iterator[str]:
    """All that an error and those behind it show, frames included, but for the frames of tests."""
    at: BaseException | None = error
    while at is not None:
        yield from _reprs(at)
        yield from map(repr, at.args)
        for name in dir(at):
            # A property may have nothing to give.
            with suppress(AttributeError, RuntimeError):
                yield from _reprs(getattr(at, name), 2) if not name.startswith("__") else ()
        shown = traceback.TracebackException.from_exception(at, capture_locals=True)
        for frame in shown.stack:
            if not frame.filename.startswith(HERE):
                yield f"{frame.filename}:{frame.lineno} {frame.locals}"
        at = at.__cause__ or at.__context__


def spilled(seen: Seen) -> list[str]:
    """Where a secret shows."""
    shown = [f"{each.name}: {each.getMessage()} {each.args!r} {each.exc_text}" for each in seen.records]
    shown += map(repr, seen.warned)
    shown += _told(seen.error) if seen.error else ()
    return [each for each in shown if any(mark in each for mark in MARKS)]


def problems(
    seen: Seen, server: Server | None = None, *, within: float = 0.0, again: bool = False, patience: float = 5.0
) -> list[str]:
    """What is wrong with a call, whatever else came of it.

    Args:
        within: seconds that it may take, beside a margin for busy machines.
        again: whether what it writes may be sent again.
        patience: seconds after which the server has seen that the connections are closed.
    """
    found = [f"a secret shows: {each}" for each in spilled(seen)]
    found += [f"a warning: {each}" for each in seen.warned]
    found += [f"a connection leaks: {each}" for each in seen.leaks]
    found += [f"a log of trouble: {each.getMessage()}" for each in seen.records if each.levelno >= logging.WARNING]
    if seen.seconds > within + MARGIN:
        found.append(f"it takes {seen.seconds:.1f} seconds")
    if server is not None:
        if not server.lonely(patience):
            found.append(f"{server.open} connections stay open")
        writes = Counter((each.method, each.path) for each in server.asked if each.method in {"POST", "PATCH"})
        twice = [f"{key} is sent {times} times" for key, times in writes.items() if times > 1 and key[1] != "/token"]
        found += [] if again else twice
    return found


def check(seen: Seen, server: Server | None = None, **allowed: Any) -> None:
    """Hold a call to what holds of every call; see `problems`."""
    found = problems(seen, server, **allowed)
    assert not found, "\n".join(found)


def called(
    twin: Twin, server: Server, do: Callable[[Any], Any], *, within: float = 0.0, again: bool = False, **settings: Any
) -> Seen:
    """Call a server, and hold the call to what holds of every call."""
    seen = twin.see(twin.made(server.url, **settings), do)
    check(seen, server, within=within, again=again)
    return seen
