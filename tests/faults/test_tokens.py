"""OAuth2 over real sockets: one token for however many calls, fetched anew when it has run out, and never told."""

import asyncio
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

import pytest

from tests.faults.checks import SECRETS, TOKENS, call, check
from tests.faults.server import Answer, Asked, Connection, Server, response, serving
from tests.features_package import acme

TWINS = ["sync", "async"]
AGENT = b'{"role": "agent", "id": "a1", "team": "t"}'


class Desk:
    """A token server and the API in one: only the newest token is good."""

    def __init__(self, token: Callable[[Asked], bytes] | None = None, *, lasts: int = 3600) -> None:
        self.token = token or self.give
        self.lasts = lasts
        self.given: list[str] = []
        self.refused = 0
        self._lock = threading.Lock()

    def give(self, _: Asked) -> bytes:
        name = f"{TOKENS[len(self.given) % 2]}-{len(self.given)}"
        self.given.append(name)
        told = {"access_token": name, "expires_in": self.lasts, "refresh_token": TOKENS[2], "token_type": "bearer"}
        return response(200, json.dumps(told).encode())

    def __call__(self, connection: Connection, asked: Asked) -> bool:
        with self._lock:
            if asked.target.endswith("/token"):
                # Whoever asks meanwhile has to wait.
                connection.wait(0.05)
                connection.send(self.token(asked))
            elif self.given and asked.headers.get("authorization") == f"Bearer {self.given[-1]}":
                connection.send(response(200, AGENT))
            else:
                self.refused += 1
                connection.send(response(401, b'{"title": "no"}'))
        return True


def user(client: Any) -> Any:
    return client.auth.get_user()


def asking(twin: str, server: Server, action: Callable[[Any], Any] = user, **settings: Any) -> Any:
    seen = call(twin, server.url, action, token_url=f"{server.url}/token", **settings)
    check(seen, server)
    return seen


def tokens_asked(server: Server) -> list[dict[str, list[str]]]:
    return [parse_qs(each.body.decode()) for each in server.asked if each.target == "/token"]


@pytest.mark.parametrize("twin", TWINS)
def test_a_token_is_fetched_with_the_password_and_sent(twin: str) -> None:
    with serving(Desk()) as server:
        seen = asking(twin, server)
    assert seen.error is None
    form = tokens_asked(server)
    assert [each["grant_type"] for each in form] == [["password"]]
    assert form[0]["password"] == [SECRETS["password"]]


def failing(status: int, body: bytes, kind: str = "application/json") -> Callable[[Asked], bytes]:
    return lambda _: response(status, body, kind=kind)


@pytest.mark.parametrize("twin", TWINS)
@pytest.mark.parametrize(
    ("token", "said"),
    [
        (failing(401, b'{"error": "invalid_grant", "error_description": "wrong"}'), "401: invalid_grant: wrong"),
        (failing(500, b"<html>down</html>", "text/html"), "answered 500"),
        (failing(200, b"<html>log in</html>", "text/html"), "no token"),
        (failing(200, b'{"access_token": 5}'), "no token"),
    ],
    ids=["wrong password", "down", "a page", "no text"],
)
def test_without_a_token_nothing_is_asked_and_the_error_says_why(
    twin: str, token: Callable[[Asked], bytes], said: str
) -> None:
    with serving(Desk(token)) as server:
        seen = asking(twin, server)
    assert type(seen.error).__name__ == "LoginError"
    assert said in str(seen.error)
    assert server.count("GET") == 0
    assert len(tokens_asked(server)) == 1


@pytest.mark.parametrize("twin", TWINS)
def test_a_token_server_that_is_not_there_is_a_connection_error(twin: str) -> None:
    with serving(Desk()) as gone:
        url = gone.url
    with serving(Desk()) as server:
        seen = call(twin, server.url, user, token_url=f"{url}/token")
        check(seen, server)
    assert type(seen.error).__name__ == "ApiConnectionError"
    assert server.asked == []


@pytest.mark.parametrize("twin", TWINS)
def test_a_token_that_is_always_refused_is_refreshed_once(twin: str) -> None:
    class Never(Desk):
        def __call__(self, connection: Connection, asked: Asked) -> bool:
            if asked.target.endswith("/token"):
                return super().__call__(connection, asked)
            connection.send(response(401, b'{"title": "no"}'))
            return True

    with serving(Never()) as server:
        seen = asking(twin, server)
    assert type(seen.error).__name__ == "AuthenticationError"
    assert server.count("GET") == 2
    assert [each["grant_type"] for each in tokens_asked(server)] == [["password"], ["refresh_token"]]


@pytest.mark.parametrize("is_right", [True, False], ids=["right", "wrong password"])
def test_fifty_tasks_that_need_a_token_ask_for_it_once(is_right: bool) -> None:
    desk = Desk() if is_right else Desk(failing(401, b'{"error": "invalid_grant"}'))

    async def storm(client: Any) -> list[Any]:
        found = await asyncio.gather(*(user(client) for _ in range(50)), return_exceptions=True)
        if is_right:
            # The service forgets the token: all fifty are refused, and one of them fetches another.
            desk.given.append("forgotten")
            found += await asyncio.gather(*(user(client) for _ in range(50)), return_exceptions=True)
        return found

    with serving(desk) as server:
        seen = asking("async", server, storm, timeout=10.0)
    kinds = {type(each).__name__ for each in seen.result}
    assert kinds == ({"Agent"} if is_right else {"LoginError"})
    assert len(tokens_asked(server)) == (2 if is_right else 1)


def test_twenty_threads_that_need_a_token_ask_for_it_once() -> None:
    desk = Desk()

    def storm(client: Any) -> list[Any]:
        with ThreadPoolExecutor(20) as pool:
            found = list(pool.map(lambda _: user(client), range(20)))
            desk.given.append("forgotten")
            return found + list(pool.map(lambda _: user(client), range(20)))

    with serving(desk) as server:
        seen = asking("sync", server, storm, timeout=10.0)
    assert seen.error is None
    assert {type(each) for each in seen.result} == {acme().models.Agent}
    assert len(tokens_asked(server)) == 2


@pytest.mark.parametrize("twin", TWINS)
def test_a_token_is_fetched_anew_before_it_runs_out(twin: str) -> None:
    def twice(client: Any) -> Any:
        if twin == "sync":
            return [user(client), user(client)]

        async def both() -> list[Any]:
            return [await user(client), await user(client)]

        return both()

    # It lasts for no time at all.
    desk: Answer = Desk(lasts=0)
    with serving(desk) as server:
        seen = asking(twin, server, twice)
    assert seen.error is None
    assert len(tokens_asked(server)) == 2
