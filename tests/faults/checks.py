"""What has to be so whatever went wrong: no connection is left, no secret is told, and it is over in time."""

import asyncio
import inspect
import io
import logging
import time
import traceback
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.faults.server import Server
from tests.features_package import acme

SECRETS = {
    "desk_key": "desk-key-6d5f0a77",
    "desk_token": "desk-token-0b1c9e42",
    "link_key": "link-key-77aa13c5",
    "reader_key": "reader-key-5e0f4d21",
    "desk_id": "desk-id-1f22b9d0",
    "desk_secret": "desk-secret-9a8b7c6d",
    "username": "user-name-41c2d3e4",
    "password": "pass-word-8f7e6d5c",
    "client_id": "client-id-0a1b2c3d",
}
# What a client's own user knows anyway, and is told.
TOLD = {"username", "client_id"}
TOKENS = ("access-token-11112222", "access-token-33334444", "refresh-token-55556666")
HIDDEN = [value for name, value in SECRETS.items() if name not in TOLD] + [*TOKENS]


@dataclass
class Seen:
    """What came of a call."""

    result: Any = None
    error: BaseException | None = None
    seconds: float = 0.0
    log: str = ""
    busy: list[str] = field(default_factory=list)


@contextmanager
def logged() -> Generator[io.StringIO, None, None]:
    """Write down all that anybody logs; but what a service says in its headers, httpcore logs as it came."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(lambda record: "receive_response_headers.complete" not in record.getMessage())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield stream
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def call(twin: str, url: str, action: Callable[[Any], Any], **settings: Any) -> Seen:
    """Let a client of our own do something; of an asynchronous one what it gives is awaited, or gone through."""
    package = acme()
    given = {"timeout": 1.0, "retries": package.Retries(2, first_delay=0.01)} | SECRETS | settings
    seen = Seen()
    with logged() as log:
        started = time.monotonic()
        if twin == "sync":
            with package.Acme(base_url=url, **given) as client:
                _kept(seen, lambda: drained(action(client)))
                seen.busy = busy(client)
        else:
            asyncio.run(_acall(package.AsyncAcme(base_url=url, **given), action, seen))
        seen.seconds = time.monotonic() - started
    seen.log = log.getvalue()
    return seen


def _kept(seen: Seen, act: Callable[[], Any]) -> None:
    try:
        seen.result = act()
    except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
        seen.error = error


async def _acall(client: Any, action: Callable[[Any], Any], seen: Seen) -> None:
    async with client:
        try:
            seen.result = await adrained(action(client))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test looks at it
            seen.error = error
        # What was left is closed by the loop, soon.
        await asyncio.sleep(0.02)
        seen.busy = busy(client)


def drained(value: Any) -> Any:
    """Return all of a list or a stream, else the value."""
    return list(value) if hasattr(value, "__iter__") and not isinstance(value, str | bytes | list) else value


async def adrained(value: Any) -> Any:
    """Return all of a list or a stream, else what comes of waiting."""
    if hasattr(value, "__aiter__"):
        return [each async for each in value]
    return await value if inspect.isawaitable(value) else value


def busy(client: Any) -> list[str]:
    """Return the connections of a client's pool that somebody still holds."""
    pool = client._http._transport._pool
    return [repr(each) for each in pool.connections if not (each.is_idle() or each.is_closed())]


def told(seen: Seen) -> list[str]:
    """Return everything that could be written down of a call: log, error, and all that the error leads to."""
    texts = [seen.log]
    at, known = seen.error, set[int]()
    while at is not None and id(at) not in known:
        known.add(id(at))
        texts += _reprs(at, 4)
        captured = traceback.TracebackException.from_exception(at, capture_locals=True)
        frames = [frame for frame in captured.stack if "/tests/" not in frame.filename]
        texts += [f"{frame.filename}:{frame.lineno} {frame.locals}" for frame in frames]
        at = at.__cause__ or at.__context__
    return texts


def _reprs(thing: object, depth: int) -> Iterator[str]:
    yield repr(thing)
    yield str(thing)
    if depth:
        slots = [name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())]
        parts: list[Any] = [*getattr(thing, "__dict__", {}).values(), *(getattr(thing, each, None) for each in slots)]
        parts += list(thing.values()) if isinstance(thing, dict) else []
        parts += list(thing) if isinstance(thing, list | tuple) else []
        for part in parts:
            if isinstance(part, dict | list | tuple | str | bytes) or type(part).__module__.startswith("acme_client"):
                yield from _reprs(part, depth - 1)


def check(seen: Seen, server: Server | None, *, within: float = 4.0) -> None:
    """Hold a call against all that has to be so."""
    assert seen.seconds < within, f"it took {seen.seconds:.1f} s"
    assert seen.busy == [], "a connection is still held"
    if server is not None:
        assert server.is_left(), f"{server.open} connections are open after the client was closed"
    leaks = [text[:300] for text in told(seen) for secret in HIDDEN if secret in text]
    assert leaks == [], "a secret is told"
