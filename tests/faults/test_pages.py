"""Lists whose service leads in circles, or stops half-way."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.faults.cases import CASE, HTML, ID
from tests.faults.watch import Twin, called
from tests.faults.wire import RESET, Answer, Answers, Asked, Server, script, whole
from tests.features_package import acme


def asks(asked: Asked) -> dict[str, str]:
    return {name: found[0] for name, found in parse_qs(urlsplit(asked.path).query).items()}


def messages(**after: str) -> Answers:
    """A list whose pages are told apart by their cursors; `first` is what the first one leads to."""

    def answer(asked: Asked) -> Answer:
        cursor = asks(asked).get("cursor", "first")
        body = {"kind": "text", "text": cursor}
        author = {"id": "a", "role": "agent", "name": "Ann", "team": "One"}
        item = {"id": cursor, "author": author, "body": body, "sent_at": "2026-01-02T03:04:05Z"}
        return whole(json.dumps({"items": [item], "nextCursor": after.get(cursor)}).encode())

    return answer


def journal(asked: Asked) -> Answer:
    return whole(json.dumps({"items": [], "cursor": "same", "currentPage": 1, "total": 9}).encode())


def calls(asked: Asked) -> Answer:
    return whole(json.dumps({"data": [], "meta": {"next": "/stats/calls?pageKey=same"}}).encode())


def conversations(total: int | None) -> Answers:
    body = {"items": [json.loads(CASE)], "page": 1, "per": 1, "total": total}
    return script(whole(json.dumps(body).encode()))


def contacts(last: bool | None) -> Answers:
    body = {"content": [{"id": 5}], "number": 0, "last": last}
    return script(whole(json.dumps({name: each for name, each in body.items() if each is not None}).encode()))


ENDLESS: list[tuple[str, Any, Answers, int]] = [
    ("a cursor again", lambda client: client.messages.list(ID), messages(first="a", a="a"), 2),
    ("A B A", lambda client: client.messages.list(ID), messages(first="a", a="b", b="a"), 3),
    ("from a cursor on", lambda client: client.messages.list(ID, cursor="a"), messages(a="b", b="a"), 2),
    ("a cursor of three values", lambda client: client.stats.list_journal(), journal, 2),
    ("a link again", lambda client: client.stats.list_calls(), calls, 2),
    ("a page again, of more", lambda client: client.conversations.list(per=1), conversations(5), 2),
    ("a page again, not the last", lambda client: client.conversations.list_contacts(), contacts(False), 2),
]


@pytest.mark.parametrize(("do", "answers", "times"), [each[1:] for each in ENDLESS], ids=[each[0] for each in ENDLESS])
def test_a_list_that_leads_in_circles_ends_in_an_error(twin: Twin, do: Any, answers: Answers, times: int) -> None:
    with Server(answers) as server:
        seen = called(twin, server, do)
    assert type(seen.error) is acme().PagingError
    assert len(server.asked) == times


def test_what_came_before_the_circle_is_given(twin: Twin) -> None:
    found: list[str] = []

    def go_through(client: Any) -> None:
        found.extend(each.id for each in client.messages.list(ID))

    async def ago_through(client: Any) -> None:
        async for each in client.messages.list(ID):
            found.append(each.id)  # noqa: PERF401 - what came before an error is to be kept

    with Server(messages(first="a", a="b", b="a")) as server:
        seen = called(twin, server, ago_through if twin.is_async else go_through)
    assert type(seen.error) is acme().PagingError
    assert found == ["first", "a", "b"]


@pytest.mark.parametrize("total", [1, 0])
def test_a_page_that_comes_again_after_the_last_is_not_asked_for(twin: Twin, total: int) -> None:
    with Server(conversations(total)) as server:
        seen = called(twin, server, lambda client: client.conversations.list(per=1))
    assert len(seen.value) == 1
    assert len(server.asked) == 1


def test_a_list_that_breaks_off_half_way_is_an_error_and_never_a_short_list(twin: Twin) -> None:
    good = messages(first="a")
    for fault, error, times in (([RESET], "ApiConnectionError", 4), (whole(HTML, 500), "ServerError", 2)):
        with Server(lambda asked, fault=fault: fault if asks(asked) else good(asked)) as server:
            seen = called(twin, server, lambda client: client.messages.list(ID))
        assert type(seen.error) is getattr(acme(), error)
        assert len(server.asked) == times


def test_a_page_that_breaks_off_is_fetched_again_and_no_item_comes_twice(twin: Twin) -> None:
    good, faults = messages(first="a", a="b"), [[RESET], whole(HTML, 503)]
    with Server(lambda asked: faults.pop() if asks(asked) and faults else good(asked)) as server:
        seen = called(twin, server, lambda client: client.messages.list(ID))
    assert [each.id for each in seen.value] == ["first", "a", "b"]
