"""The styles of parameters, letter by letter as they are sent, in each place."""

from __future__ import annotations

import asyncio
import copy
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import httpx
import pytest
from attrs import define, field

from scripts.runtime.client import AsyncClient, SyncClient
from scripts.runtime.message import Request
from scripts.runtime.model import Model
from scripts.runtime.params import as_json, deep, exploded, joined, label, matrix, reserved
from scripts.runtime.unset import UNSET, Unset


class Kind(StrEnum):
    CAT = "cat"


@define(kw_only=True, repr=False)
class Filter(Model):
    kind: Kind
    born: date | Unset = field(default=UNSET, metadata={"wire": "bornOn"})
    owner: str | None = None


CAT = Filter(kind=Kind.CAT, born=date(2026, 1, 2))
STYLES: list[Callable[[Any], object]] = [
    joined,
    exploded,
    deep,
    as_json,
    label,
    lambda value: matrix("q", value),
    reserved,
]


def query(value: object, name: str = "q") -> str:
    return Request("GET", "/pets", query={name: value}).query_string()


def path(value: object) -> str:
    return Request("GET", "/pets/{q}", path_params={"q": value}).path.removeprefix("/pets/")


def header(value: object) -> str | None:
    return Request("GET", "/pets", header_params={"q": value}).headers().get("q")


def cookie(value: object) -> str | None:
    return Request("GET", "/pets", cookie_params={"q": value}).headers().get("cookie")


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (joined(["a", Kind.CAT, 1, True]), "q=a,cat,1,true"),
        (joined(["a,b", "c|d", "e f"]), "q=a%2Cb,c%7Cd,e%20f"),
        (joined([""]), "q="),
        (joined({"a"}), "q=a"),
        (joined("one"), "q=one"),
        (joined("one,two"), "q=one%2Ctwo"),
        (joined(["a,b", "c|d"], " "), "q=a%2Cb%20c%7Cd"),
        (joined(["a,b", "e f"], "|"), "q=a%2Cb%7Ce%20f"),
        (joined({"a": 1, "b,c": "d,e"}), "q=a,1,b%2Cc,d%2Ce"),
        (joined(CAT), "q=kind,cat,bornOn,2026-01-02"),
        (exploded({"a": 1, "b": ["x y", "z"], "none": None, "unset": UNSET}), "a=1&b=x%20y&b=z"),
        (exploded({"a[b]": "&"}), "a%5Bb%5D=%26"),
        (exploded(CAT), "kind=cat&bornOn=2026-01-02"),
        (exploded(["a", "b"]), "q=a&q=b"),
        (deep({"a": 1, "b": {"c": {"d": "e f"}}}), "q%5Ba%5D=1&q%5Bb%5D%5Bc%5D%5Bd%5D=e%20f"),
        (deep({"a": [1, 2]}), "q%5Ba%5D=1&q%5Ba%5D=2"),
        (deep(CAT), "q%5Bkind%5D=cat&q%5BbornOn%5D=2026-01-02"),
        (deep({"a": {"b": CAT}}), "q%5Ba%5D%5Bb%5D%5Bkind%5D=cat&q%5Ba%5D%5Bb%5D%5BbornOn%5D=2026-01-02"),
        (deep("x"), "q=x"),
        (as_json({"a": [1, "é"], "b": None}), "q=%7B%22a%22%3A%5B1%2C%22%C3%A9%22%5D%2C%22b%22%3Anull%7D"),
        (as_json([CAT]), "q=%5B%7B%22kind%22%3A%22cat%22%2C%22bornOn%22%3A%222026-01-02%22%2C%22owner%22%3Anull%7D%5D"),
        (as_json("half \ud800"), "q=%22half%20%5Cud800%22"),
        (as_json([]), "q=%5B%5D"),
        (reserved(":/?[]@!$'()*,;="), "q=:/?[]@!$'()*,;="),
        (reserved("a b%20é#c&d+e"), "q=a%20b%2520%C3%A9%23c%26d%2Be"),
        (reserved(["a/b", "c,d"]), "q=a/b&q=c,d"),
        (reserved(joined(["a/b", "c,d"])), "q=a/b,c%2Cd"),
        (reserved(exploded({"a/b": "c/d"})), "a%2Fb=c/d"),
        (reserved(deep({"a": "c/d"})), "q%5Ba%5D=c/d"),
    ],
)
def test_a_query_is_sent_letter_by_letter_as_its_style_says(value: object, sent: str) -> None:
    assert query(value) == sent
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200)

    settings: dict[str, Any] = {"base_url": "https://pets.example", "timeout": 1.0, "headers": None}
    request = Request("GET", "/pets", query={"q": value})
    SyncClient({}, http_client=httpx.Client(transport=httpx.MockTransport(answer)), **settings).send(request, {})
    twin = AsyncClient({}, http_client=httpx.AsyncClient(transport=httpx.MockTransport(answer)), **settings)
    asyncio.run(twin.send(request, {}))
    assert [each.url.raw_path.decode() for each in asked] == [f"/pets?{sent}"] * 2


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (joined(["a", "b,c"]), "a,b%2Cc"),
        (joined({"a": 1, "b": "é"}), "a,1,b,%C3%A9"),
        (joined(CAT), "kind,cat,bornOn,2026-01-02"),
        (exploded({"a": 1, "b": "x=y,z"}), "a=1,b=x%3Dy%2Cz"),
        (as_json({"a": 1}), "%7B%22a%22%3A1%7D"),
        (label("a b"), ".a%20b"),
        (label("a.b"), ".a.b"),
        (label("a.b", explode=True), ".a%2Eb"),
        (label(["a", "b,c"]), ".a,b%2Cc"),
        (label(["a.b", "c"], explode=True), ".a%2Eb.c"),
        (label({"a": 1, "b": 2}), ".a,1,b,2"),
        (label({"a": 1, "b": 2}, explode=True), ".a=1.b=2"),
        (matrix("q", "a/b"), ";q=a%2Fb"),
        (matrix("q", ""), ";q"),
        (matrix("q", 5, explode=True), ";q=5"),
        (matrix("q", ["a", "b;c"]), ";q=a,b%3Bc"),
        (matrix("q", ["a", "b"], explode=True), ";q=a;q=b"),
        (matrix("q", CAT), ";q=kind,cat,bornOn,2026-01-02"),
        (matrix("q", {"a": 1, "b": "c;d"}, explode=True), ";a=1;b=c%3Bd"),
        (matrix("é", "x"), ";%C3%A9=x"),
    ],
)
def test_a_path_is_sent_letter_by_letter_as_its_style_says(value: object, sent: str) -> None:
    assert path(value) == sent
    assert httpx.URL(f"https://pets.example/pets/{sent}").raw_path.decode() == f"/pets/{sent}"


@pytest.mark.parametrize(
    "value",
    [joined([]), joined({}), exploded({}), label(""), label("."), label([]), label(".", explode=True), matrix("q", [])],
)
def test_a_styled_value_that_would_call_another_path_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"q can't be .* another path than /pets/\{q\}"):
        path(value)


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00Z"),
        (date(2026, 1, 2), "2026-01-02"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (5, "5"),
        (True, "true"),
        ([1, Kind.CAT, date(2026, 1, 2)], "1,cat,2026-01-02"),
        (joined(["a", "b"]), "a,b"),
        (joined({"a": 1, "b": 2}), "a,1,b,2"),
        (exploded({"a": 1, "b": 2}), "a=1,b=2"),
        (as_json({"a": "é"}), '{"a":"\\u00e9"}'),
    ],
)
def test_a_header_carries_what_its_style_says(value: object, sent: str) -> None:
    assert header(value) == sent


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("plain-1_2.3~!#$&'()*+/:<=>?@[]^`{|}", "q=plain-1_2.3~!#$&'()*+/:<=>?@[]^`{|}"),
        ("100%", "q=100%"),
        ("100% é", "q=100%25%20%C3%A9"),
        ('a;b,c"d\\e', "q=a%3Bb%2Cc%22d%5Ce"),
        (["a", "b,c"], "q=a,b%2Cc"),
        (joined(["a", "b"]), "q=a,b"),
        (joined({"a": 1}), "q=a,1"),
        (exploded({"a": 1, "b": ["x", "y"]}), "a=1; b=x,y"),
        (as_json({"a": 1}), "q={%22a%22:1}"),
        (True, "q=true"),
    ],
)
def test_a_cookie_carries_what_its_style_says(value: object, sent: str) -> None:
    assert cookie(value) == sent


def test_cookies_stand_in_one_header_and_those_that_are_not_set_in_none() -> None:
    request = Request("GET", "/pets", cookie_params={"a": 1, "b": None, "c": UNSET, "d": "x"})
    assert request.headers() == {"cookie": "a=1; d=x"}
    assert Request("GET", "/pets", cookie_params={"b": None}).headers() == {}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("value", [None, UNSET])
def test_what_is_not_set_is_left_out_in_any_style(style: Callable[[Any], object], value: Any) -> None:
    assert style(value) is value
    assert query(style(value)) == ""
    assert header(style(value)) is None
    assert cookie(style(value)) is None


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (joined([]), "q"),
        (joined({}), "q"),
        (joined({"a": None}), "q"),
        (joined(frozenset[str]()), "q"),
        (exploded({}), "q"),
        (exploded({"a": []}), "a"),
        (deep({}), "q"),
        (deep({"a": {}, "b": 1}), r"q\[a\]"),
        (deep({"a": {"b": []}, "c": 1}), r"q\[a\]\[b\]"),
        (reserved([]), "q"),
        (reserved(joined([])), "q"),
    ],
)
def test_what_is_empty_is_refused_in_a_query_whatever_its_style(value: object, name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} is empty, which a query can't say: leave it out"):
        query(value)


@pytest.mark.parametrize(
    ("value", "delimiter"), [(["a b", "c"], " "), (["a|b"], "|"), ({"a b": 1}, " "), ({"a": "|"}, "|")]
)
def test_an_item_that_holds_the_delimiter_is_refused_where_nothing_could_tell_them_apart(
    value: Any, delimiter: str
) -> None:
    with pytest.raises(ValueError, match=r"q: .* which stands between two items"):
        query(joined(value, delimiter))


@pytest.mark.parametrize(
    "value",
    [
        joined([["a"]]),
        joined([None]),
        joined({"a": {"b": 1}}),
        joined({"a": [1]}),
        exploded({"a": {"b": 1}}),
        deep({"a": [{"b": 1}]}),
        as_json(b"bytes"),
        as_json({"a": object()}),
    ],
)
def test_what_a_style_has_no_form_for_is_refused_and_named(value: object) -> None:
    with pytest.raises(TypeError, match=r"^(q|a|q\[a\]): "):
        query(value)


def test_json_that_cannot_be_written_is_refused_and_named() -> None:
    with pytest.raises(ValueError, match=r"^q: .*time zone"):
        query(as_json(datetime(2026, 1, 2)))  # noqa: DTZ001
    with pytest.raises(ValueError, match=r"^q: .*JSON compliant"):
        query(as_json(float("nan")))


@pytest.mark.parametrize("value", [deep({"a": 1}), reserved("a")])
def test_styles_of_queries_are_refused_elsewhere(value: object) -> None:
    for place in (path, header, cookie):
        with pytest.raises(TypeError, match=r"q: .* is for queries alone"):
            place(value)


@pytest.mark.parametrize("place", [path, query, cookie])
def test_half_a_surrogate_pair_is_refused_in_plain_words(place: Callable[[object], object]) -> None:
    with pytest.raises(ValueError, match="half a surrogate pair") as caught:
        place("a\ud800")
    assert type(caught.value) is ValueError


def test_a_name_is_encoded_too() -> None:
    assert query(["a"], "ids[]") == "ids%5B%5D=a"
    assert query("a", "$filter") == "%24filter=a"


def test_a_request_with_styles_can_be_copied_and_sent_to_another_process() -> None:
    styles = [each({"a": "b"}) for each in STYLES]
    request = Request("GET", "/", query={str(number): each for number, each in enumerate(styles)}, body=b"x")
    assert copy.deepcopy(request) == request
    assert pickle.loads(pickle.dumps(request)) == request
