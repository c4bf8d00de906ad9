"""Lists that come in pages, fetched as they are read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from typing import Any, Generic, TypeVar

from .errors import PagingError
from .message import Request, Response
from .paging import Paging

T = TypeVar("T")
P = TypeVar("P", bound="_Page[Any]")

Fetch = Callable[[Request], Response]
AsyncFetch = Callable[[Request], Awaitable[Response]]


class Track:
    """Where in a list a page is.

    Attributes:
        paging: how the list goes on.
        request: what gives this page.
        parse: reads the body of a page.
        seen: how many items there are up to the end of this page.
        number: which page it is of those that are read.
        marks: for what each request for a page had that no other has, the number of that page.
    """

    __slots__ = ("marks", "number", "paging", "parse", "request", "seen")

    def __init__(
        self,
        paging: Paging,
        request: Request,
        parse: Callable[[Response], Any],
        before: Track | None = None,
    ) -> None:
        self.paging = paging
        self.request = request
        self.parse = parse
        self.seen: int = paging.before(request) if before is None else before.seen
        self.number: int = 0 if before is None else before.number + 1
        self.marks: dict[str, int] = {} if before is None else before.marks
        mark = paging.mark(request)
        # One that leads back would do so for ever. Whoever asks for the next page twice gets it twice.
        if mark is not None and self.marks.setdefault(mark, self.number) != self.number:
            said = (
                "leads back to a page that it gave before, so that this list has no end: what came until here is good"
            )
            message = f"{request.method} {request.path} {said}"
            raise PagingError(message)

    def after(self, body: Any) -> Track | None:
        """Return where the next page is; None after the last.

        Raises:
            PagingError: the service leads back to a page that it gave before.
        """
        following = self.paging.after(self.request, body, self.seen)
        return None if following is None else Track(self.paging, following, self.parse, self)


class _Page(Generic[T]):
    def __init__(self, track: Track, response: Response) -> None:
        self._track = track
        self.response = response
        self.body: Any = track.parse(response)
        self.items: list[T] = track.paging.items_of(self.body)
        track.seen += len(self.items)

    def first(self) -> T | None:
        """Return the first item, or None in an empty list."""
        return next(iter(self.items), None)

    def _unless_repeated(self, page: P) -> P | None:
        """Return the page after this one, unless it is this one once more.

        Raises:
            PagingError: it is, though the service says that there is more.
        """
        track: Track = page._track  # noqa: SLF001 - a page knows the next one
        if page.items != self.items or track.paging.mark(track.request) is not None:
            return page
        if track.paging.has_more(self.body):
            request = track.request
            message = f"{request.method} {request.path} gives the same page again, and says that there is more"
            raise PagingError(message)
        # Services that are asked for a page after the last one may give the last one again.
        return None

    def __repr__(self) -> str:
        # One whose body is not what is promised has none, and may be shown in a traceback.
        count = len(self.items) if "items" in vars(self) else "no"
        return f"{type(self).__name__}({count} items)"


class Page(_Page[T]):
    """One page of a list. Iterating goes on through the pages that follow, fetching each when it is reached.

    Attributes:
        items: the items of this page.
        body: the decoded body of this page.
        response: the raw response.
    """

    def __init__(self, track: Track, response: Response, fetch: Fetch) -> None:
        super().__init__(track, response)
        self._fetch = fetch

    def next(self) -> Page[T] | None:
        """Fetch the page after this one; None after the last, and where the service repeats this one.

        Raises:
            PagingError: the service leads back to a page that it gave before.
        """
        track = self._track.after(self.body)
        if track is None:
            return None
        page = Page[T](track, self._fetch(track.request), self._fetch)
        return self._unless_repeated(page)

    def pages(self) -> Iterator[Page[T]]:
        """Go through this page and those that follow."""
        page: Page[T] | None = self
        while page is not None:
            yield page
            page = page.next()

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items


class AsyncPage(_Page[T]):
    """One page of a list; `async for` goes on through the pages that follow, fetching each when it is reached.

    Attributes:
        items: the items of this page.
        body: the decoded body of this page.
        response: the raw response.
    """

    def __init__(self, track: Track, response: Response, fetch: AsyncFetch) -> None:
        super().__init__(track, response)
        self._fetch = fetch

    async def next(self) -> AsyncPage[T] | None:
        """Fetch the page after this one; None after the last, and where the service repeats this one.

        Raises:
            PagingError: the service leads back to a page that it gave before.
        """
        track = self._track.after(self.body)
        if track is None:
            return None
        page = AsyncPage[T](track, await self._fetch(track.request), self._fetch)
        return self._unless_repeated(page)

    async def pages(self) -> AsyncIterator[AsyncPage[T]]:
        """Go through this page and those that follow."""
        page: AsyncPage[T] | None = self
        while page is not None:
            yield page
            page = await page.next()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item


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

    async def first(self) -> T | None:
        """Fetch the first page and return its first item, or None in an empty list."""
        return (await self).first()
