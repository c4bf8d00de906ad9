"""Lists that come in pages: every item once, and no request more than needed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from attrs import define

from scripts.runtime.client import AsyncClient, SyncClient
from scripts.runtime.errors import PagingError, ServerError
from scripts.runtime.message import Request, Response
from scripts.runtime.model import Model
from scripts.runtime.page import AsyncPage, AsyncPager, Page
from scripts.runtime.paging import PageNumbers
from scripts.runtime.raw import ApiResponse
from scripts.runtime.resource import AsyncResource, Resource


@define(kw_only=True, repr=False)
class Meta(Model):
    total: int | None = None
    per: int | None = None


@define(kw_only=True, repr=False)
class Body(Model):
    items: list[int] | None
    meta: Meta


PLAIN = PageNumbers(page="page", size="per", items="items")
TOTAL = PageNumbers(page="page", size="per", items="items", total="meta.total")
SERVED = PageNumbers(page="page", size="per", items="items", total="meta.total", served_size="meta.per")
SERVED_ALONE = PageNumbers(page="page", size="per", items="items", served_size="meta.per")


def parse(response: Response) -> Body:
    body: Body = response.decode({"200": Body}, errors={})
    return body


class Service:
    """Holds so many items, and gives no more than `most` in a page."""

    def __init__(self, count: int, most: int = 1000) -> None:
        self.count, self.most = count, most
        self.pages: list[int] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        page, per = int(request.url.params["page"]), int(request.url.params["per"])
        self.pages.append(page)
        size = min(per, self.most)
        items = list(range(self.count))[(page - 1) * size : page * size]
        return httpx.Response(200, json={"items": items, "meta": {"total": self.count, "per": size}})


Handler = Callable[[httpx.Request], httpx.Response]
SETTINGS: dict[str, Any] = {"base_url": "https://pets.example", "timeout": 1.0, "retries": 0}


def resource(handler: Handler, *, raw: bool = False) -> Resource:
    http = httpx.Client(transport=httpx.MockTransport(handler))
    return Resource(SyncClient({}, http_client=http, **SETTINGS), "raw" if raw else "parsed")


def async_resource(handler: Handler, *, raw: bool = False) -> AsyncResource:
    http = httpx.AsyncClient(transport=httpx.MockTransport(handler))
    return AsyncResource(AsyncClient({}, http_client=http, **SETTINGS), "raw" if raw else "parsed")


def asked(page: int = 1, per: int = 10) -> Request:
    return Request("GET", "/pets", query={"page": page, "per": per, "kind": "cat"})


def paged(handler: Handler, paging: PageNumbers, request: Request) -> Page[int]:
    return resource(handler)._page(paging, request, parse, {})


def pager(handler: Handler, paging: PageNumbers, request: Request) -> AsyncPager[int]:
    return async_resource(handler)._page(paging, request, parse, {})


async def listed(items: AsyncIterator[Any]) -> list[Any]:
    return [each async for each in items]


def everything(twin: str, handler: Handler, paging: PageNumbers, request: Request) -> list[int]:
    if twin == "sync":
        return list(paged(handler, paging, request))
    return asyncio.run(listed(aiter(pager(handler, paging, request))))


@pytest.mark.parametrize("twin", ["sync", "async"])
@pytest.mark.parametrize(
    ("paging", "count", "most", "requests"),
    [
        (PLAIN, 0, 1000, 1),
        (PLAIN, 9, 1000, 1),
        (PLAIN, 25, 1000, 3),
        # Where nobody says how many there are, only an empty page tells that a full one was the last.
        (PLAIN, 20, 1000, 3),
        (TOTAL, 0, 1000, 1),
        (TOTAL, 9, 1000, 1),
        (TOTAL, 10, 1000, 1),
        (TOTAL, 20, 1000, 2),
        (TOTAL, 25, 1000, 3),
        (TOTAL, 25, 4, 7),
        (TOTAL, 8, 4, 2),
        (TOTAL, 12, 6, 2),
        (SERVED, 0, 1000, 1),
        (SERVED, 20, 1000, 2),
        (SERVED, 25, 4, 7),
        (SERVED, 8, 4, 2),
        (SERVED_ALONE, 25, 4, 7),
        (SERVED_ALONE, 9, 1000, 1),
    ],
)
def test_iterating_gives_each_item_once_and_asks_no_more_than_needed(
    twin: str, paging: PageNumbers, count: int, most: int, requests: int
) -> None:
    service = Service(count, most)
    assert everything(twin, service, paging, asked()) == list(range(count))
    assert service.pages == list(range(1, requests + 1))


@pytest.mark.parametrize("twin", ["sync", "async"])
@pytest.mark.parametrize("paging", [PLAIN, TOTAL, SERVED])
def test_iterating_may_begin_in_the_middle(twin: str, paging: PageNumbers) -> None:
    service = Service(25)
    assert everything(twin, service, paging, asked(page=2)) == list(range(10, 25))
    assert service.pages == [2, 3]


@pytest.mark.parametrize("twin", ["sync", "async"])
@pytest.mark.parametrize("paging", [PLAIN, TOTAL, SERVED_ALONE])
def test_a_service_that_repeats_a_page_is_not_asked_for_ever(twin: str, paging: PageNumbers) -> None:
    calls: list[int] = []

    def stuck(request: httpx.Request) -> httpx.Response:
        calls.append(int(request.url.params["page"]))
        assert len(calls) < 10
        return httpx.Response(200, json={"items": list(range(10)), "meta": {"total": 1000, "per": 10}})

    if paging is TOTAL:
        # It says that there is more, which would be lost without a word.
        with pytest.raises(PagingError, match="GET /pets gives the same page again, and says that there is more"):
            everything(twin, stuck, paging, asked())
    else:
        assert everything(twin, stuck, paging, asked()) == list(range(10))
    assert calls == [1, 2]


@pytest.mark.parametrize("paging", [PLAIN, TOTAL, SERVED])
@pytest.mark.parametrize("body", [{"items": None, "meta": {}}, {"items": [], "meta": {"total": 1000, "per": 10}}])
def test_a_page_without_items_ends_the_list_whatever_the_counts_say(paging: PageNumbers, body: Any) -> None:
    calls: list[httpx.Request] = []

    def empty(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(200, json=body)

    assert everything("sync", empty, paging, asked()) == []
    assert len(calls) == 1


def test_a_page_is_fetched_only_when_it_is_reached() -> None:
    service = Service(25)
    page = paged(service, SERVED, asked())
    assert (page.items, page.first(), repr(page)) == (list(range(10)), 0, "Page(10 items)")
    assert service.pages == [1]
    items = iter(page)
    assert [next(items) for _ in range(10)] == list(range(10))
    assert service.pages == [1]
    assert next(items) == 10
    assert service.pages == [1, 2]


def test_pages_come_one_by_one_with_their_bodies_and_the_same_filters() -> None:
    seen: list[str] = []
    service = Service(25)

    def noted(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.query.decode())
        return service(request)

    pages = list(paged(noted, SERVED, asked()).pages())
    assert [len(page.items) for page in pages] == [10, 10, 5]
    assert [page.body.meta.total for page in pages] == [25] * 3
    assert [page.response.status_code for page in pages] == [200] * 3
    assert seen == [f"page={number}&per=10&kind=cat" for number in (1, 2, 3)]
    assert pages[-1].next() is None
    assert paged(Service(0), SERVED, asked()).first() is None


def test_an_async_list_sends_nothing_before_it_is_awaited_or_iterated() -> None:
    service = Service(25)

    async def use() -> None:
        waiting = pager(service, SERVED, asked())
        assert service.pages == []
        page = await waiting
        assert (page.items, page.first(), repr(page)) == (list(range(10)), 0, "AsyncPage(10 items)")
        assert service.pages == [1]
        following = await page.next()
        assert following is not None
        assert following.items == list(range(10, 20))
        assert await listed(aiter(following)) == list(range(10, 25))
        assert [each.items[0] for each in await listed(pager(service, SERVED, asked()).pages())] == [0, 10, 20]
        assert (await pager(Service(0), SERVED, asked())).first() is None

    asyncio.run(use())


@pytest.mark.parametrize("twin", ["sync", "async"])
def test_a_failure_on_a_later_page_is_raised_after_the_items_before_it(twin: str) -> None:
    service = Service(25)

    def flaky(request: httpx.Request) -> httpx.Response:
        return httpx.Response(503) if request.url.params["page"] == "2" else service(request)

    got: list[int] = []

    async def gather() -> None:
        async for each in pager(flaky, SERVED, asked()):
            got.append(each)  # noqa: PERF401 - what came before the error counts

    def collect() -> None:
        for each in paged(flaky, SERVED, asked()):
            got.append(each)  # noqa: PERF402 - what came before the error counts

    with pytest.raises(ServerError):
        collect() if twin == "sync" else asyncio.run(gather())
    assert got == list(range(10))


def test_a_raw_page_has_status_and_bytes_and_goes_on_as_ever() -> None:
    raw: Any = resource(Service(25), raw=True)._page(SERVED, asked(), parse, {})
    assert isinstance(raw, ApiResponse)
    assert (raw.status_code, type(raw.parsed)) == (200, Page)
    assert list(raw.parsed) == list(range(25))

    async def use() -> None:
        waiting: Awaitable[Any] = async_resource(Service(25), raw=True)._page(SERVED, asked(), parse, {})
        raw = await waiting
        assert isinstance(raw, ApiResponse)
        assert (raw.status_code, type(raw.parsed)) == (200, AsyncPage)
        assert await listed(aiter(raw.parsed)) == list(range(25))

    asyncio.run(use())


def test_a_raw_call_wraps_what_the_plain_one_returns() -> None:
    request = asked()
    plain = resource(Service(1))._call(request, parse, {})
    raw: Any = resource(Service(1), raw=True)._call(request, parse, {})
    assert (raw.parsed, raw.status_code) == (plain, 200)
    wrapped: Any = asyncio.run(async_resource(Service(1), raw=True)._call(request, parse, {}))
    assert (wrapped.parsed, wrapped.content) == (plain, raw.content)


@pytest.mark.parametrize("page", ["1", 1.0, None, True])
def test_a_page_that_can_not_be_counted_is_refused(page: Any) -> None:
    numbers = PageNumbers(page="page", size="per", items="items")
    with pytest.raises(TypeError, match="page is a whole number, not "):
        numbers.check(Request("GET", "/pets", query={"page": page, "per": 1}))
