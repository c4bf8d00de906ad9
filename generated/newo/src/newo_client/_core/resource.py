# Copied by `nox -s generate -- newo` from scripts/runtime/resource.py. Change that, not this file.
"""The base of all resources: it binds operations to a client."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from .raw import answered

if TYPE_CHECKING:
    from .calls import Opened
    from .client import AsyncClient, SyncClient
    from .message import Request, Response
    from .options import CallOptions
    from .page import AsyncPager, Page
    from .paging import Paging
    from .streaming import Streaming

T = TypeVar("T")
# What the methods of a resource give: what is in a response, the response itself, or its body as it comes.
Giving = Literal["parsed", "raw", "stream"]


class Resource:
    """Operations of one kind, on a synchronous client."""

    def __init__(self, client: SyncClient, giving: Giving = "parsed") -> None:
        self._client = client
        self._giving = giving

    def _call(self, request: Request, parse: Callable[[Response], T], options: CallOptions) -> T:
        if self._giving == "stream":
            from .stream import ByteStream  # noqa: PLC0415 - not every package has streams
            from .streaming import opened  # noqa: PLC0415

            # `streamed()` tells the type checkers what comes out in this case.
            return cast("T", ByteStream(opened(self._open(request, options), parse)))
        response = self._client.send(request, options)
        return parse(response) if self._giving == "parsed" else answered(response, parse)

    def _page(
        self, paging: Paging, request: Request, parse: Callable[[Response], Any], options: CallOptions
    ) -> Page[Any]:
        from .page import Page, Track  # noqa: PLC0415 - not every package has lists

        def fetch(following: Request) -> Response:
            return self._client.send(following, options)

        def read(response: Response) -> Page[Any]:
            return Page[Any](Track(paging, request, parse), response, fetch)

        paging.check(request)
        response = fetch(request)
        return read(response) if self._giving == "parsed" else answered(response, read)

    def _stream(
        self, streaming: Streaming, request: Request, parse: Callable[[Response], Any], options: CallOptions
    ) -> Any:
        from .streaming import opened  # noqa: PLC0415 - not every package has streams

        return streaming.stream(opened(self._open(request, options), parse))

    def _open(self, request: Request, options: CallOptions) -> Response | Opened:
        # Users have streams; what these are made of is between client and resource.
        return self._client._open_stream(request, options)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


class AsyncResource:
    """Operations of one kind, on an asynchronous client."""

    def __init__(self, client: AsyncClient, giving: Giving = "parsed") -> None:
        self._client = client
        self._giving = giving

    async def _call(self, request: Request, parse: Callable[[Response], T], options: CallOptions) -> T:
        if self._giving == "stream":
            from .streaming import opened  # noqa: PLC0415 - not every package has streams

            # `streamed_async()` makes a stream of it.
            return cast("T", opened(await self._open(request, options), parse))
        response = await self._client.send(request, options)
        return parse(response) if self._giving == "parsed" else answered(response, parse)

    def _page(
        self, paging: Paging, request: Request, parse: Callable[[Response], Any], options: CallOptions
    ) -> AsyncPager[Any]:
        from .page import AsyncPage, AsyncPager, Track  # noqa: PLC0415 - not every package has lists

        async def fetch(following: Request) -> Response:
            return await self._client.send(following, options)

        def read(response: Response) -> AsyncPage[Any]:
            return AsyncPage[Any](Track(paging, request, parse), response, fetch)

        async def fetch_first() -> AsyncPage[Any]:
            response = await fetch(request)
            return read(response) if self._giving == "parsed" else answered(response, read)

        paging.check(request)
        return AsyncPager[Any](fetch_first)

    def _stream(
        self, streaming: Streaming, request: Request, parse: Callable[[Response], Any], options: CallOptions
    ) -> Any:
        from .streaming import opened  # noqa: PLC0415 - not every package has streams

        async def open_() -> Any:
            return opened(await self._open(request, options), parse)

        return streaming.astream(open_)

    async def _open(self, request: Request, options: CallOptions) -> Response | Opened:
        # Users have streams; what these are made of is between client and resource.
        return await self._client._open_stream(request, options)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
