"""How lists go on: by numbers, by cursors and by links; that none goes on for ever, or further than it is read."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import Any

import httpx
import pytest
from attrs import define

from scripts.runtime.errors import PagingError
from scripts.runtime.message import Request, Response
from scripts.runtime.model import Model
from scripts.runtime.page import AsyncPage
from scripts.runtime.paging import Cursor, Link, PageNumbers, Paging
from scripts.runtime.unset import UNSET, Unset
from tests.features_package import acme
from tests.twins import AsyncPets, Pets, Service, both, everything, made, run


@define(kw_only=True, repr=False)
class Meta(Model):
    next: str | Unset | None = UNSET
    last: bool | Unset = UNSET
    pages: int | Unset = UNSET
    total: int | Unset = UNSET
    number: int | Unset | None = UNSET


@define(kw_only=True, repr=False)
class Body(Model):
    items: list[int] | Unset = UNSET
    meta: Meta | Unset | None = UNSET


def parse(response: Response) -> Body:
    body: Body = response.decode({"200": Body}, errors={})
    return body


def paged(twin: Any, service: Any, paging: Paging, **query: Any) -> Any:
    return twin.resource(made(twin, service))._page(paging, Request("GET", "/pets", query=query), parse, {})


def asked(service: Service) -> list[str]:
    return [request.url.query.decode() for request in service.asked]


def page(*items: int, **meta: Any) -> Any:
    return lambda _: httpx.Response(200, json={"items": list(items), "meta": meta})


NUMBERS = {"page": "page", "items": "items"}


@both
@pytest.mark.parametrize(
    ("paging", "query", "answers", "requests"),
    [
        (PageNumbers(**NUMBERS, first=0, last="meta.last"), {"page": 0}, [{"last": False}, {"last": True}], "0 1"),
        (PageNumbers(**NUMBERS, first=0, pages="meta.pages"), {"page": 0}, [{"pages": 2}] * 2, "0 1"),
        (PageNumbers(**NUMBERS, first=0, total="meta.total"), {"page": 0}, [{"total": 4}] * 2, "0 1"),
        (PageNumbers(**NUMBERS, last="meta.last"), {"page": 1}, [{"last": False}, {"last": True}], "1 2"),
        (PageNumbers(**NUMBERS, pages="meta.pages"), {"page": 1}, [{"pages": 3}] * 3, "1 2 3"),
        (PageNumbers(**NUMBERS, pages="meta.pages"), {"page": 1}, [{"pages": 1}], "1"),
        (PageNumbers(**NUMBERS, pages="meta.pages"), {"page": 1}, [{"pages": 0}], "1"),
        # What says it first counts.
        (PageNumbers(**NUMBERS, last="meta.last", total="meta.total"), {"page": 1}, [{"last": True, "total": 9}], "1"),
        (PageNumbers(**NUMBERS, last="meta.last", pages="meta.pages"), {"page": 1}, [{"pages": 2}] * 2, "1 2"),
        # In the middle.
        (PageNumbers(**NUMBERS, first=0, pages="meta.pages"), {"page": 2}, [{"pages": 4}] * 2, "2 3"),
        (
            PageNumbers(**NUMBERS, size="per", first=0, total="meta.total"),
            {"page": 1, "per": 2},
            [{"total": 6}] * 2,
            "1 2",
        ),
        (PageNumbers(**NUMBERS, size="per"), {"page": 3, "per": 3}, [{}], "3"),
    ],
)
def test_numbers_go_on_until_the_service_says_that_it_was_the_last(
    twin: Any, paging: Paging, query: Any, answers: list[Any], requests: str
) -> None:
    service = Service(*(page(2 * number, 2 * number + 1, **meta) for number, meta in enumerate(answers)))
    assert everything(paged(twin, service, paging, **query)) == list(range(2 * len(answers)))
    assert [request.url.params["page"] for request in service.asked] == requests.split()


@both
def test_where_nothing_says_how_many_there_are_an_empty_page_is_the_last(twin: Any) -> None:
    service = Service(page(1), page(2), page())
    assert everything(paged(twin, service, PageNumbers(**NUMBERS, last="meta.last"), page=1)) == [1, 2]
    assert asked(service) == ["page=1", "page=2", "page=3"]


CURSOR = Cursor(items="items", next={"cursor": "meta.next"})


@both
@pytest.mark.parametrize("end", [{"next": None}, {"next": ""}, {}])
def test_a_cursor_leads_on_until_there_is_none(twin: Any, end: Any) -> None:
    service = Service(page(1, next="a b&c"), page(next="é"), page(2, **end))
    assert everything(paged(twin, service, CURSOR, kind=["cat", "dog"], cursor=UNSET)) == [1, 2]
    assert asked(service) == [
        "kind=cat&kind=dog",
        *(f"kind=cat&kind=dog&cursor={each}" for each in ("a%20b%26c", "%C3%A9")),
    ]


@both
def test_a_body_without_what_holds_the_cursor_is_the_last(twin: Any) -> None:
    for meta in (None, UNSET):
        body = {"items": [1]} | ({"meta": None} if meta is None else {})
        assert everything(paged(twin, Service(lambda _, body=body: httpx.Response(200, json=body)), CURSOR)) == [1]


@both
def test_several_values_of_a_page_ask_for_the_next(twin: Any) -> None:
    paging = Cursor(items="items", next={"cursor": "meta.next", "number": "meta.number", "total": "meta.total"})
    service = Service(page(1, next="a", number=1, total=9), page(2, next="b", number=None), page(3, number=3, total=9))
    assert everything(paged(twin, service, paging, kind="cat")) == [1, 2, 3]
    assert asked(service) == ["kind=cat", "kind=cat&cursor=a&number=1&total=9", "kind=cat&cursor=b&total=9"]


@both
@pytest.mark.parametrize(("more", "requests"), [({"last": False}, 1), ({"last": True}, 2), ({}, 2)])
def test_a_cursor_may_be_given_though_there_is_no_more(twin: Any, more: Any, requests: int) -> None:
    paging = Cursor(items="items", next={"cursor": "meta.next"}, more="meta.last")
    service = Service(page(1, next="a", **more), page(2))
    assert len(everything(paged(twin, service, paging))) == requests
    assert len(service.asked) == requests


@both
@pytest.mark.parametrize(
    ("key", "link", "query"),
    [
        ("after", "https://pets.example/pets?after=2&kind=dog", "kind=cat&after=2"),
        ("after", "https://other.example/elsewhere?after=a%20b%2B", "kind=cat&after=a%20b%2B"),
        ("after", "/v2/pets?x=1&after=2", "kind=cat&after=2"),
        ("after", "?after=2", "kind=cat&after=2"),
        ("after", "pets?after=2#there", "kind=cat&after=2"),
        (None, "https://pets.example/pets?after=2&kind=dog", "kind=dog&after=2"),
        (None, "/pets?after=2&empty=", "kind=cat&after=2&empty="),
        (None, "?after=2&label=a&label=b", "kind=cat&after=2&label=a&label=b"),
        # Nothing in these leads anywhere.
        ("after", "https://pets.example/pets?before=2", None),
        ("after", "https://pets.example/pets?after=", None),
        ("after", "", None),
        ("after", None, None),
        (None, "https://pets.example/pets", None),
        (None, "", None),
    ],
)
def test_of_a_link_the_query_is_followed_and_nothing_else(
    twin: Any, key: str | None, link: str | None, query: str | None
) -> None:
    service = Service(page(1, next=link), page(2))
    found = everything(paged(twin, service, Link(items="items", next="meta.next", key=key), kind="cat"))
    assert found == ([1] if query is None else [1, 2])
    assert asked(service) == ["kind=cat"] + ([] if query is None else [query])
    assert {request.url.host + request.url.path for request in service.asked} == {"pets.example/pets"}


@both
def test_a_link_may_give_back_the_whole_of_a_list(twin: Any) -> None:
    paging = Link(items="items", next="meta.next")
    service = Service(page(1, next="?label=a&label=b&page=2"), page(2, next="?label=a&label=b&page=3"), page(3))
    assert everything(paged(twin, service, paging, label=["a", "b"], page=1)) == [1, 2, 3]
    assert asked(service) == [f"label=a&label=b&page={number}" for number in (1, 2, 3)]


WAYS: dict[str, tuple[Paging, Any]] = {
    "cursor": (CURSOR, str),
    "key": (Link(items="items", next="meta.next", key="cursor"), lambda each: f"?cursor={each}"),
    "link": (Link(items="items", next="meta.next"), lambda each: f"?cursor={each}"),
}


@both
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("start", "steps", "requests"),
    [(None, "aa", 2), (None, "aba", 3), (None, "abcb", 4), ("a", "a", 1), ("a", "ba", 2)],
)
def test_a_list_that_leads_back_ends_in_an_error_and_not_never(
    twin: Any, way: str, start: str | None, steps: str, requests: int
) -> None:
    paging, link = WAYS[way]
    service = Service(*(page(number, next=link(each)) for number, each in enumerate(steps)))
    got: list[int] = []

    query = {"cursor": start} if start else {}

    async def collect() -> None:
        async for each in paged(twin, service, paging, **query):
            got.append(each)  # noqa: PERF401 - what came before the error counts

    def fill() -> None:
        for each in paged(twin, service, paging, **query):
            got.append(each)  # noqa: PERF402 - what came before the error counts

    with pytest.raises(
        PagingError, match="GET /pets leads back to a page that it gave before, so that this list has no end"
    ):
        fill() if twin is Pets else asyncio.run(collect())
    assert len(service.asked) == requests
    assert got == list(range(requests))


@both
@pytest.mark.parametrize("way", WAYS)
def test_pages_that_are_alike_but_for_their_place_are_all_given(twin: Any, way: str) -> None:
    paging, link = WAYS[way]
    service = Service(page(7, next=link("a")), page(7, next=link("b")), page(7))
    assert everything(paged(twin, service, paging)) == [7, 7, 7]


@both
@pytest.mark.parametrize("way", WAYS)
def test_the_next_page_may_be_asked_for_twice_and_begun_with_anew(twin: Any, way: str) -> None:
    paging, link = WAYS[way]

    def service(request: httpx.Request) -> httpx.Response:
        here = request.url.params.get("cursor", "a")
        answer: httpx.Response = page(ord(here), **({} if here == "d" else {"next": link(chr(ord(here) + 1))}))(request)
        return answer

    first = run(paged(twin, service, paging))
    for _ in range(2):
        second = run(first.next())
        assert second.items == [98]
        assert run(second.next()).items == [99]
        assert everything(second) == [98, 99, 100]
    assert everything(first) == [97, 98, 99, 100]


@both
@pytest.mark.parametrize("way", [*WAYS, "numbers"])
def test_no_page_is_fetched_that_nobody_reaches(twin: Any, way: str) -> None:
    paging, link = WAYS.get(way, (PageNumbers(**NUMBERS, last="meta.last"), str))
    service = Service(page(1, 2, next=link("a")), page(3, next=link("b")), page(4, next=link("c")))
    pager = paged(twin, service, paging, page=1)

    async def some() -> list[int]:
        found = []
        async for each in pager:
            found.append(each)
            if each == 3:
                break
        return found

    taken = list(islice(pager, 3)) if twin is Pets else asyncio.run(some())
    assert taken == [1, 2, 3]
    assert len(service.asked) == 2


# The generated pagers of the package with every feature.


def desk(twin: Any, handler: Any) -> Any:
    name = "Acme" if twin is Pets else "AsyncAcme"
    http = twin.http(transport=httpx.MockTransport(handler))
    return getattr(acme(), name)(desk_key="1", reader_key="2", http_client=http)


@both
def test_a_generated_pager_counts_from_1_with_its_filters(twin: Any) -> None:
    def service(request: httpx.Request) -> httpx.Response:
        seen.append(dict(request.url.params))
        number = int(request.url.params["page"])
        item = {"channel": "chat", "id": f"00000000-0000-0000-0000-00000000000{number}", "status": "open"}
        item |= {"created_at": "2026-01-01T00:00:00Z", "page_url": "https://a.test"}
        return httpx.Response(200, json={"items": [item], "page": number, "per": 1, "total": 3})

    seen: list[dict[str, str]] = []
    found = everything(desk(twin, service).conversations.list(per=1, labels=["a", "b"]))
    assert [str(each.id)[-1] for each in found] == ["1", "2", "3"]
    assert seen == [{"page": str(number), "per": "1", "labels": "a,b"} for number in (1, 2, 3)]


@both
def test_a_generated_pager_counts_from_0(twin: Any) -> None:
    def service(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.query.decode())
        number = int(request.url.params["page"])
        return httpx.Response(
            200, json={"content": [{"id": number, "name": "Ann"}], "number": number, "last": number == 2}
        )

    seen: list[str] = []
    client = desk(twin, service)
    assert len(everything(client.conversations.list_contacts())) == 3
    assert seen == ["page=0", "page=1", "page=2"]
    assert len(everything(client.conversations.list_contacts(page=2))) == 1


@both
def test_a_generated_pager_follows_cursors_and_links(twin: Any) -> None:
    def service(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.query.decode())
        path, number = request.url.path, len(seen)
        if path.endswith("/calls"):
            link = f"https://elsewhere.test/x?pageKey=k{number}&day=2000-01-01" if number < 3 else None
            return httpx.Response(200, json={"data": [], "meta": {"next": link}})
        more = {"cursor": f"c{number}", "currentPage": number, "total": 9} if number < 3 else {"cursor": None}
        return httpx.Response(200, json={"items": [], **more})

    seen: list[str] = []
    client = desk(twin, service)
    assert everything(client.stats.list_journal()) == []
    assert seen == ["", "cursor=c1&currentPage=1&total=9", "cursor=c2&currentPage=2&total=9"]
    seen.clear()
    assert everything(client.stats.list_calls(page_key="k0")) == []
    assert seen == ["pageKey=k0", "pageKey=k1", "pageKey=k2"]


def test_an_asynchronous_page_is_awaited_once_a_page() -> None:
    service = Service(page(1, next="a"), page(2))

    async def use() -> None:
        pager = paged(AsyncPets, service, CURSOR)
        assert service.asked == []
        first = await pager
        assert isinstance(first, AsyncPage)
        assert (first.first(), len(service.asked)) == (1, 1)
        assert [each.items async for each in first.pages()] == [[1], [2]]

    asyncio.run(use())
