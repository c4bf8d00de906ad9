# Copied by `nox -s generate -- newo` from scripts/runtime/page.py. Change that, not this file.
"""Lists that come in pages, fetched as they are read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from operator import attrgetter
from typing import Any, Generic, TypeVar

import attrs

from .message import Request, Response

T = TypeVar("T")

Fetch = Callable[[Request], Response]
AsyncFetch = Callable[[Request], Awaitable[Response]]


@attrs.frozen(kw_only=True)
class PageNumbers:
    """Paging by the number of the page.

    Attributes:
        page: the query parameter that holds the number, from 1.
        size: the query parameter that holds the items in one page.
        items: where the decoded body holds the items, by Python names with dots.
        total: where it holds the number of all items; None where the service does not say.
        served_size: where it holds the size that the service really used; None where it does not say.
    """

    page: str
    size: str
    items: str
    total: str | None = None
    served_size: str | None = None

    def check(self, request: Request) -> None:
        """Refuse what can't be counted.

        Raises:
            TypeError: the number of the page, or the items in one, is no whole number.
        """
        for name in (self.page, self.size):
            if type(request.query[name]) is not int:
                message = f"{name} is a whole number, not {request.query[name]!r}"
                raise TypeError(message)

    def items_of(self, body: Any) -> list[Any]:
        """Return the items of a decoded body."""
        items: list[Any] = attrgetter(self.items)(body)
        return items or []

    def before(self, request: Request) -> int:
        """Return how many items are on the pages before the one that a request asks for."""
        return (_int(request.query[self.page]) - 1) * _int(request.query[self.size])

    def after(self, request: Request, body: Any, seen: int) -> Request | None:
        """Return the request for the next page, or None after the last.

        Args:
            request: what gave this page.
            body: the decoded body of this page.
            seen: how many items there are up to the end of this page.
        """
        count, number = len(self.items_of(body)), _int(request.query[self.page])
        served = 0 if self.served_size is None else _int(attrgetter(self.served_size)(body))
        total = None if self.total is None else attrgetter(self.total)(body)
        if isinstance(total, int):
            # A service may give fewer than asked for; then the items alone tell how far it is.
            done = (number * served if served else seen) >= total
        else:
            done = count < (served or _int(request.query[self.size]))
        if not count or done:
            return None
        return attrs.evolve(request, query={**request.query, self.page: number + 1})


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0


class Page(Generic[T]):
    """One page of a list. Iterating goes on through the pages that follow, fetching each when it is reached.

    Attributes:
        items: the items of this page.
        body: the decoded body of this page.
        response: the raw response.
    """

    def __init__(
        self,
        paging: PageNumbers,
        request: Request,
        parse: Callable[[Response], Any],
        fetch: Fetch,
        response: Response,
        *,
        before: int | None = None,
    ) -> None:
        self._paging, self._request, self._parse, self._fetch = paging, request, parse, fetch
        self.response = response
        self.items: list[T] = []
        self.body: Any = parse(response)
        self.items.extend(paging.items_of(self.body))
        self._seen = (paging.before(request) if before is None else before) + len(self.items)

    def next(self) -> Page[T] | None:
        """Fetch the page after this one; None after the last, and where the service repeats itself."""
        request = self._paging.after(self._request, self.body, self._seen)
        if request is None:
            return None
        response = self._fetch(request)
        page = Page[T](self._paging, request, self._parse, self._fetch, response, before=self._seen)
        # A service that gives the same page again would do so for ever.
        return None if page.items == self.items else page

    def pages(self) -> Iterator[Page[T]]:
        """Go through this page and those that follow."""
        page: Page[T] | None = self
        while page is not None:
            yield page
            page = page.next()

    def first(self) -> T | None:
        """Return the first item, or None in an empty list."""
        return next(iter(self.items), None)

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.items)} items)"


class AsyncPage(Generic[T]):
    """One page of a list; `async for` goes on through the pages that follow, fetching each when it is reached.

    Attributes:
        items: the items of this page.
        body: the decoded body of this page.
        response: the raw response.
    """

    def __init__(
        self,
        paging: PageNumbers,
        request: Request,
        parse: Callable[[Response], Any],
        fetch: AsyncFetch,
        response: Response,
        *,
        before: int | None = None,
    ) -> None:
        self._paging, self._request, self._parse, self._fetch = paging, request, parse, fetch
        self.response = response
        self.items: list[T] = []
        self.body: Any = parse(response)
        self.items.extend(paging.items_of(self.body))
        self._seen = (paging.before(request) if before is None else before) + len(self.items)

    async def next(self) -> AsyncPage[T] | None:
        """Fetch the page after this one; None after the last, and where the service repeats itself."""
        request = self._paging.after(self._request, self.body, self._seen)
        if request is None:
            return None
        response = await self._fetch(request)
        page = AsyncPage[T](self._paging, request, self._parse, self._fetch, response, before=self._seen)
        # A service that gives the same page again would do so for ever.
        return None if page.items == self.items else page

    async def pages(self) -> AsyncIterator[AsyncPage[T]]:
        """Go through this page and those that follow."""
        page: AsyncPage[T] | None = self
        while page is not None:
            yield page
            page = await page.next()

    def first(self) -> T | None:
        """Return the first item, or None in an empty list."""
        return next(iter(self.items), None)

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.items)} items)"


class AsyncPager(Generic[T]):
    """A list that is not fetched yet: `await` it for its first page, or go through all items with `async for`."""

    def __init__(self, fetch_first: Callable[[], Awaitable[AsyncPage[T]]]) -> None:
        self._fetch_first = fetch_first

    def __await__(self) -> Generator[Any, Any, AsyncPage[T]]:
        return self._fetch_first().__await__()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for item in await self:
            yield item

    async def pages(self) -> AsyncIterator[AsyncPage[T]]:
        """Go through the pages."""
        async for page in (await self).pages():
            yield page
