# Copied by `nox -s generate -- newo` from scripts/runtime/resource.py. Change that, not this file.
"""The base of all resources: it binds operations to a client."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, ParamSpec, TypeVar, cast

from .client import AsyncClient, CallOptions, SyncClient
from .message import ApiResponse, Request, Response
from .page import AsyncPage, AsyncPager, Page, PageNumbers

P = ParamSpec("P")
T = TypeVar("T")


class Resource:
    """Operations of one kind, on a synchronous client."""

    def __init__(self, client: SyncClient, *, raw: bool = False) -> None:
        self._client = client
        self._raw = raw

    def _call(self, request: Request, parse: Callable[[Response], T], options: CallOptions) -> T:
        return self._read(self._client.send(request, options), parse)

    def _page(
        self, paging: PageNumbers, request: Request, parse: Callable[[Response], Any], options: CallOptions
    ) -> Page[Any]:
        def fetch(following: Request) -> Response:
            return self._client.send(following, options)

        paging.check(request)
        return self._read(fetch(request), lambda response: Page[Any](paging, request, parse, fetch, response))

    def _read(self, response: Response, parse: Callable[[Response], T]) -> T:
        return _read(response, parse, raw=self._raw)


class AsyncResource:
    """Operations of one kind, on an asynchronous client."""

    def __init__(self, client: AsyncClient, *, raw: bool = False) -> None:
        self._client = client
        self._raw = raw

    async def _call(self, request: Request, parse: Callable[[Response], T], options: CallOptions) -> T:
        return self._read(await self._client.send(request, options), parse)

    def _page(
        self, paging: PageNumbers, request: Request, parse: Callable[[Response], Any], options: CallOptions
    ) -> AsyncPager[Any]:
        async def fetch(following: Request) -> Response:
            return await self._client.send(following, options)

        async def fetch_first() -> AsyncPage[Any]:
            response = await fetch(request)
            return self._read(response, lambda got: AsyncPage[Any](paging, request, parse, fetch, got))

        paging.check(request)
        return AsyncPager[Any](fetch_first)

    def _read(self, response: Response, parse: Callable[[Response], T]) -> T:
        return _read(response, parse, raw=self._raw)


def _read(response: Response, parse: Callable[[Response], T], *, raw: bool) -> T:
    # A status of failure is raised at once; what a success holds, a raw response reads when it is asked to.
    if raw and 300 <= response.status_code <= 399:
        # An error, unless the redirect is what the description promises.
        parse(response)
    if raw and 200 <= response.status_code <= 399:
        # `raw()` tells the type checkers what comes out in this case.
        return cast("T", ApiResponse(response, parse))
    return parse(response)


def raw(method: Callable[P, T]) -> Callable[P, ApiResponse[T]]:
    """Give a method of a raw resource its true type."""
    return cast("Callable[P, ApiResponse[T]]", method)


def raw_async(method: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, ApiResponse[T]]]:
    """Give a method of a raw asynchronous resource its true type."""
    return cast("Callable[P, Coroutine[Any, Any, ApiResponse[T]]]", method)


def raw_pager(method: Callable[P, AsyncPager[T]]) -> Callable[P, Awaitable[ApiResponse[AsyncPage[T]]]]:
    """Give a paged method of a raw asynchronous resource its true type."""
    return cast("Callable[P, Awaitable[ApiResponse[AsyncPage[T]]]]", method)
