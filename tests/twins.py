"""Both clients over a service that is a function, with a clock for which nobody waits."""

import asyncio
import inspect
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import anyio
import httpx
import pytest

from scripts.runtime import calls, client, oauth, received, retry
from scripts.runtime.client import AsyncClient, SyncClient
from scripts.runtime.message import Request
from scripts.runtime.resource import AsyncResource, Resource
from scripts.runtime.schemes import ApiKey, Basic, Bearer

SECRET = "hunter2-sesame"
HOST = "https://pets.example"
Handler = Callable[[httpx.Request], Any]


class _Pets:
    _variable = "PETS_BASE_URL"
    _default_base_url = HOST
    _schemes = (
        ApiKey("key", argument="api_key", variable="PETS_API_KEY", place="header", key="X-Api-Key"),
        ApiKey("query", argument="query_key", variable="PETS_QUERY_KEY", place="query", key="key"),
        Bearer("bearer", argument="token", variable="PETS_TOKEN"),
        Basic("basic", argument="login", variable="PETS_LOGIN"),
    )
    _user_agent = "pets-client/1"


class Pets(_Pets, SyncClient):
    http = httpx.Client
    resource = Resource


class AsyncPets(_Pets, AsyncClient):
    http = httpx.AsyncClient
    resource = AsyncResource


both = pytest.mark.parametrize("twin", [Pets, AsyncPets])
GET = Request("GET", "/pets", idempotent=True)


def run(value: Any) -> Any:
    """Return what a method of either twin gives."""

    async def wait() -> Any:
        return await value

    return asyncio.run(wait()) if inspect.isawaitable(value) else value


def everything(items: Any) -> list[Any]:
    """Go through what either twin gives piece by piece."""

    async def wait() -> list[Any]:
        return [each async for each in items]

    return list(items) if hasattr(items, "__iter__") else asyncio.run(wait())


def made(twin: Any, handler: Handler, *, schemes: Any = None, credentials: Any = None, **named: Any) -> Any:
    """Return a client over a handler."""
    kind = twin if schemes is None else type("Own", (twin,), {"_schemes": tuple(schemes)})
    http = twin.http(transport=httpx.MockTransport(handler), **named.pop("http", {}))
    return kind(credentials or {}, http_client=http, **named)


class Service:
    """Answers with what it is given, one after the other and the last for ever, and keeps what it was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers = answers
        self.asked: list[httpx.Request] = []
        self.bodies: list[bytes] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        number = len(self.asked)
        assert number < 500, "it is asked for ever"
        self.asked.append(request)
        self.bodies.append(request.content if isinstance(request.stream, httpx.ByteStream) else request.read())
        answer = self.answers[min(number, len(self.answers) - 1)]
        if isinstance(answer, type):
            raise answer("it broke", request=request)
        if isinstance(answer, int):
            return httpx.Response(answer)
        if callable(answer):
            answer = answer(request)
        assert isinstance(answer, httpx.Response)
        return answer


class Chunks(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes in chunks, of which one may be a fault; it knows whether it was closed, and how far it came."""

    def __init__(self, *chunks: Any) -> None:
        self.chunks = chunks
        self.closed = 0
        self.given = 0

    def __iter__(self) -> Iterator[bytes]:
        for each in self.chunks:
            self.given += 1
            if isinstance(each, type):
                raise each("it broke")
            yield each

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for each in self:
            yield each

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


def streamed(*chunks: Any, status: int = 200, **headers: str) -> httpx.Response:
    """Return a response that comes in chunks."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=named, stream=Chunks(*chunks))


class Clock:
    """The time of the runtime, which passes by its pauses alone, or when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Put a clock of our own in place of the runtime's."""
    made_ = Clock()
    for module in (calls, client, oauth, received, retry):
        monkeypatch.setattr(module, "time", made_)
    monkeypatch.setattr(anyio, "sleep", made_.asleep)
    return made_


def frames(error: BaseException) -> list[str]:
    """Return the frames of an error and of all that led to it, with their variables, but for those of the tests."""
    found: list[str] = []
    told: Any = traceback.TracebackException.from_exception(error, capture_locals=True)
    while told is not None:
        found += [f"{each.name}: {each.locals}" for each in told.stack if "/tests/" not in each.filename]
        told = told.__cause__ or told.__context__
    return found
