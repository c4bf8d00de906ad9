"""Tokens that a password is given for: fetched when needed, once for all who wait, and what goes wrong with that."""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.faults.cases import HTML
from tests.faults.watch import LOGIN, MARK, Seen, Twin, check
from tests.faults.wire import CLOSE, RESET, SILENCE, Answer, Answers, Asked, Server, Wire, routes, script, whole
from tests.features_package import acme

AGENT = json.dumps({"id": "a", "role": "agent", "name": "Ann", "team": "One"}).encode()
WRONG = whole(b'{"error":"invalid_grant","error_description":"no such user"}', 400)
DENIED = whole(b'{"title":"No"}', 401)


def token(number: int = 1, *, lasts: int = 3600, refresh: bool = False, status: int = 200) -> Answer:
    more = {"refresh_token": f"{MARK}-refresh-{number}"} if refresh else {}
    body = {"access_token": f"{MARK}-token-{number}", "token_type": "bearer", "expires_in": lasts} | more
    return whole(json.dumps(body).encode(), status)


def guarded(*good: int) -> Answers:
    """The user, for these tokens alone."""
    wanted = {f"Bearer {MARK}-token-{number}" for number in good}
    return lambda asked: whole(AGENT) if asked.headers["authorization"] in wanted else DENIED


def get(client: Any) -> Any:
    return client.auth.get_user()


def seen_by(twin: Twin, server: Server, do: Callable[[Any], Any] = get, **settings: Any) -> Seen:
    url = f"{server.url}/token"
    seen = twin.see(twin.made(server.url, token_url=url, **LOGIN, **settings), do)
    check(seen, server)
    return seen


def tokens(server: Server) -> list[Asked]:
    return [each for each in server.asked if each.path == "/token"]


def grants(server: Server) -> list[str]:
    return [parse_qs(each.body.decode())["grant_type"][0] for each in tokens(server)]


@pytest.mark.parametrize(
    ("answer", "error", "says", "times"),
    [
        (WRONG, "LoginError", "answered 400: invalid_grant: no such user", 1),
        (whole(HTML, 500, "text/html"), "LoginError", "answered 500: no token that can be used", 1),
        (whole(HTML, 503, "text/html"), "LoginError", "answered 503: no token that can be used", 3),
        (whole(HTML, 200, "text/html"), "LoginError", "answered 200: no token that can be used", 1),
        (whole(b"[]"), "LoginError", "no token", 1),
        (whole(b'{"access_token":5}'), "LoginError", "no token", 1),
        (whole(b'{"access_token":"a\\nb"}'), "LoginError", "no token", 1),
        (whole(b"", 302, location="http://127.0.0.2:9/"), "LoginError", "answered 302", 1),
        (token(status=400), "LoginError", "answered 400", 1),
        ([RESET], "ApiConnectionError", "after 3 attempts", 3),
        ([CLOSE], "ApiConnectionError", "after 3 attempts", 3),
        (whole(b" " * 5000), "LoginError", "the body is larger", 1),
    ],
    ids=lambda each: str(each)[:20],
)
def test_without_a_token_nothing_else_is_sent(twin: Twin, answer: Answer, error: str, says: str, times: int) -> None:
    with Server(routes(token=script(answer), user=guarded(1))) as server:
        seen = seen_by(twin, server, max_response_bytes=4000)
    assert type(seen.error) is getattr(acme(), error), repr(seen.error)
    assert says in seen.says
    assert grants(server) == ["password"] * times
    assert len(server.asked) == times


def test_a_token_server_that_is_silent_is_not_waited_for_longer_than_for_any_other(twin: Twin) -> None:
    with Server(routes(token=script([SILENCE]), user=guarded(1))) as server:
        seen = seen_by(twin, server, timeout=0.2, retries=0)
    assert type(seen.error) is acme().ApiTimeoutError
    assert len(server.asked) == 1


def _twice(twin: Twin) -> Callable[[Any], Any]:
    async def awaited(client: Any) -> Any:
        return [await get(client), await get(client)]

    return awaited if twin.is_async else lambda client: [get(client), get(client)]


@pytest.mark.parametrize("refresh", [False, True])
def test_a_token_that_ran_out_is_fetched_anew(twin: Twin, refresh: bool) -> None:
    answers = routes(token=script(token(1, lasts=0, refresh=refresh), token(2)), user=guarded(1, 2))
    with Server(answers) as server:
        seen = seen_by(twin, server, _twice(twin))
    assert [each.name for each in seen.value] == ["Ann", "Ann"]
    assert grants(server) == ["password", "refresh_token" if refresh else "password"]


@pytest.mark.parametrize("refusal", [WRONG, whole(HTML, 500)], ids=["wrong", "500"])
def test_a_refresh_token_that_is_refused_is_replaced_by_the_password(twin: Twin, refusal: Answer) -> None:
    answers = routes(token=script(token(1, lasts=0, refresh=True), refusal, token(2)), user=guarded(1, 2))
    with Server(answers) as server:
        seen = seen_by(twin, server, _twice(twin))
    assert [each.name for each in seen.value] == ["Ann", "Ann"]
    assert grants(server) == ["password", "refresh_token", "password"]


def test_a_token_that_is_refused_is_fetched_anew_and_the_call_sent_again(twin: Twin) -> None:
    with Server(routes(token=script(token(1), token(2)), user=guarded(2))) as server:
        seen = seen_by(twin, server)
    assert seen.value.name == "Ann"
    assert [each.path for each in server.asked] == ["/token", "/auth/user", "/token", "/auth/user"]


@pytest.mark.parametrize("same", [True, False])
def test_a_service_that_refuses_every_token_is_asked_twice(twin: Twin, same: bool) -> None:
    second = token(1 if same else 2)
    with Server(routes(token=script(token(1), second), user=guarded())) as server:
        seen = seen_by(twin, server)
    assert type(seen.error) is acme().AuthenticationError
    assert [each.path for each in server.asked] == ["/token", "/auth/user", "/token", "/auth/user"]


def _many(twin: Twin, count: int, before: bool = False) -> Callable[[Any], Any]:
    """Call many times at once, perhaps after one call; an error counts as what came of a call."""

    def caught(client: Any) -> Any:
        try:
            return get(client)
        except acme().ApiError as error:
            return error

    def threads(client: Any) -> Any:
        if before:
            get(client)
        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(caught, [client] * count))

    async def tasks(client: Any) -> Any:
        if before:
            await get(client)
        return await asyncio.gather(*(get(client) for _ in range(count)), return_exceptions=True)

    return tasks if twin.is_async else threads


def count(twin: Twin) -> int:
    return 50 if twin.is_async else 20


@pytest.mark.parametrize("lasts", [3600, 0], ids=["an hour", "no time"])
def test_many_calls_at_once_fetch_one_token(twin: Twin, lasts: int) -> None:
    slow = [0.5, *token(1, lasts=lasts)]
    with Server(routes(token=script(slow), user=guarded(1))) as server:
        seen = seen_by(twin, server, _many(twin, count(twin)))
    assert {each.name for each in seen.value} == {"Ann"}
    assert len(tokens(server)) == 1
    assert len(server.asked) == 1 + count(twin)


@pytest.mark.parametrize("refresh", [False, True])
def test_many_calls_at_once_replace_a_token_that_ran_out_once(twin: Twin, refresh: bool) -> None:
    answers = script(token(1, lasts=0, refresh=refresh), [0.5, *token(2)])
    with Server(routes(token=answers, user=guarded(1, 2))) as server:
        seen = seen_by(twin, server, _many(twin, count(twin), before=True))
    assert {each.name for each in seen.value} == {"Ann"}
    assert len(tokens(server)) == 2


def test_many_calls_at_once_replace_a_token_that_is_refused_once(twin: Twin) -> None:
    def user(asked: Asked) -> Answer:
        # The first call of all is served, so that those after it go out together.
        return whole(AGENT) if users() <= 1 or asked.headers["authorization"].endswith("2") else [0.1, *DENIED]

    def users() -> int:
        return sum(each.path == "/auth/user" for each in server.asked)

    with Server(routes(token=script(token(1), [0.5, *token(2)]), user=user)) as server:
        seen = seen_by(twin, server, _many(twin, count(twin), before=True))
    assert {each.name for each in seen.value} == {"Ann"}
    assert len(tokens(server)) == 2


def test_many_calls_at_once_try_a_wrong_password_once(twin: Twin) -> None:
    with Server(routes(token=script([0.5, *WRONG]), user=guarded(1))) as server:
        seen = seen_by(twin, server, _many(twin, count(twin)))
    assert {type(each) for each in seen.value} == {acme().LoginError}
    assert len({id(each) for each in seen.value}) == count(twin)
    assert len(server.asked) == 1


def test_a_token_server_that_repeats_the_password_tells_nobody(twin: Twin) -> None:
    def echo(asked: Asked) -> Answer:
        def repeat(wire: Wire) -> None:
            said = f"wrong: {asked.body.decode()} or {parse_qs(asked.body.decode())}"
            wire.do(*whole(json.dumps({"error": said, "error_description": said}).encode(), 400))

        return [repeat]

    with Server(routes(token=echo, user=guarded(1))) as server:
        seen = seen_by(twin, server)
    assert type(seen.error) is acme().LoginError
    assert "wrong" in seen.says


def test_a_client_that_is_closed_says_so_and_tells_no_secret(twin: Twin) -> None:
    async def aclosed(client: Any) -> Any:
        await get(client)
        await client.aclose()
        return await get(client)

    def closed(client: Any) -> Any:
        get(client)
        client.close()
        return get(client)

    with Server(routes(token=script(token(1, lasts=0, refresh=True)), user=guarded(1))) as server:
        seen = seen_by(twin, server, aclosed if twin.is_async else closed)
    assert type(seen.error) is RuntimeError


@pytest.mark.parametrize("twin", ["AsyncAcme"], indirect=True)
def test_a_task_that_is_given_up_frees_the_others(twin: Twin) -> None:
    async def given_up(client: Any) -> Any:
        first = asyncio.create_task(get(client))
        second = asyncio.create_task(get(client))
        await asyncio.sleep(0.1)
        first.cancel()
        return await second

    with Server(routes(token=script([1.0, *token(1)], token(2)), user=guarded(2))) as server:
        seen = seen_by(twin, server, given_up)
    assert seen.value.name == "Ann"
