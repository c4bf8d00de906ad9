# Copied by `nox -s generate -- newo` from scripts/runtime/client.py. Change that, not this file.
"""The two clients: how each does what a call asks for."""

from __future__ import annotations

import time
from collections.abc import Mapping
from threading import Lock
from typing import Any, Self, TypeVar, Unpack

import httpx

from .base import Base, Connections, check_kind, timeout_of
from .calls import Opened
from .credentials import Credential
from .message import Request, Response
from .options import DEFAULT_MAX_RESPONSE_BYTES, CallOptions, Retries
from .received import Received, aread, read
from .steps import Flow, Pause, Send, Step
from .tls import shared_context

T = TypeVar("T")

# http is for loopback alone: a proxy would be another machine, which read the credentials.
NO_PROXY: dict[str, None] = {"http://": None}


class SyncClient(Base[httpx.Client]):
    """The synchronous client's machinery."""

    def __init__(
        self,
        credentials: Mapping[str, Credential | None],
        *,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        headers: Mapping[str, str] | None = None,
        retries: int | Retries = 2,
        max_response_bytes: int = DEFAULT_MAX_RESPONSE_BYTES,
        http_client: httpx.Client | None = None,
    ) -> None:
        check_kind(http_client, httpx.Client)
        self._configure(
            credentials,
            Connections(http_client, lambda: httpx.Client(verify=shared_context(), mounts=NO_PROXY)),
            Lock,
            base_url=base_url,
            timeout=timeout_of(timeout, http_client),
            headers=headers,
            retries=retries,
            max_response_bytes=max_response_bytes,
        )

    def close(self) -> None:
        """Close the connections, unless this is a copy, or the `httpx.Client` was given from outside."""
        if self._connections.is_own and not self._is_copy:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, request: Request, options: CallOptions | None = None, **named: Unpack[CallOptions]) -> Response:
        """Send a request, be it of an operation's `build` or of your own, and return the response as it came.

        A status that means failure is a response as well; `Response.decode` raises it.

        Raises:
            MissingCredentialError: there is no credential; nothing was sent.
            LoginError: the token server gave no token.
            ApiConnectionError: the service could not be reached, or did not answer in time.
            ResponseTooLargeError: there was more of a body than `max_response_bytes`.
        """
        response = self._run(self._call(request, {**(options or {}), **named}).run())
        assert isinstance(response, Response)  # noqa: S101 - nothing else comes of a call that is no stream
        return response

    def _open_stream(self, request: Request, options: CallOptions) -> Response | Opened:
        """Send a request; the body of a success is left to be read, and a failure is a whole response."""
        return self._run(self._call(request, options, is_stream=True).run())

    def _run(self, flow: Flow[T]) -> T:
        try:
            step = next(flow)
            while True:
                try:
                    done = self._do(step)
                except Exception as error:  # noqa: BLE001 - whatever it is, the call decides
                    step = flow.throw(error)
                else:
                    step = flow.send(done)
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            flow.close()

    def _do(self, step: Step) -> Received | None:
        if isinstance(step, Send):
            started = time.monotonic()
            got = self._http.send(step.request, stream=True, auth=step.auth, follow_redirects=False)
            if step.is_stream and 200 <= got.status_code <= 299:
                return Received(got, is_open=True)
            return read(got, step, started)
        if isinstance(step, Pause):
            time.sleep(step.seconds)
        else:
            step.lock.acquire()
        return None


class AsyncClient(Base[httpx.AsyncClient]):
    """The asynchronous client's machinery."""

    def __init__(
        self,
        credentials: Mapping[str, Credential | None],
        *,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        headers: Mapping[str, str] | None = None,
        retries: int | Retries = 2,
        max_response_bytes: int = DEFAULT_MAX_RESPONSE_BYTES,
        http_client: httpx.AsyncClient | None = None,
    ) -> None:
        check_kind(http_client, httpx.AsyncClient)
        self._configure(
            credentials,
            Connections(http_client, lambda: httpx.AsyncClient(verify=shared_context(), mounts=NO_PROXY)),
            _task_lock,
            base_url=base_url,
            timeout=timeout_of(timeout, http_client),
            headers=headers,
            retries=retries,
            max_response_bytes=max_response_bytes,
        )

    async def aclose(self) -> None:
        """Close the connections, unless this is a copy, or the `httpx.AsyncClient` was given from outside."""
        if self._connections.is_own and not self._is_copy:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def send(
        self, request: Request, options: CallOptions | None = None, **named: Unpack[CallOptions]
    ) -> Response:
        """Send a request, be it of an operation's `build` or of your own, and return the response as it came.

        A status that means failure is a response as well; `Response.decode` raises it.

        Raises:
            MissingCredentialError: there is no credential; nothing was sent.
            LoginError: the token server gave no token.
            ApiConnectionError: the service could not be reached, or did not answer in time.
            ResponseTooLargeError: there was more of a body than `max_response_bytes`.
        """
        response = await self._run(self._call(request, {**(options or {}), **named}).run())
        assert isinstance(response, Response)  # noqa: S101 - nothing else comes of a call that is no stream
        return response

    async def _open_stream(self, request: Request, options: CallOptions) -> Response | Opened:
        """Send a request; the body of a success is left to be read, and a failure is a whole response."""
        return await self._run(self._call(request, options, is_stream=True).run())

    async def _run(self, flow: Flow[T]) -> T:
        try:
            step = next(flow)
            while True:
                try:
                    done = await self._do(step)
                except Exception as error:  # noqa: BLE001 - whatever it is, the call decides
                    step = flow.throw(error)
                else:
                    step = flow.send(done)
        except StopIteration as end:
            result: T = end.value
            return result
        finally:
            flow.close()

    async def _do(self, step: Step) -> Received | None:
        if isinstance(step, Send):
            return await self._sent(step)
        if isinstance(step, Pause):
            await _sleep(step.seconds)
        else:
            await step.lock.acquire()
        return None

    async def _sent(self, step: Send) -> Received:
        started = time.monotonic()
        got = await self._http.send(step.request, stream=True, auth=step.auth, follow_redirects=False)
        if step.is_stream and 200 <= got.status_code <= 299:
            return Received(got, is_open=True)
        return await aread(got, step, started)


def _task_lock() -> Any:
    import anyio  # noqa: PLC0415 - httpx brings it, and only some clients need a lock

    return anyio.Lock()


async def _sleep(seconds: float) -> None:
    import anyio  # noqa: PLC0415

    await anyio.sleep(seconds)
