"""OAuth2: where a token comes from, how long it serves, that it is fetched once, and that no secret shows."""

import asyncio
import json
import threading
import time as real_time
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from scripts.runtime.errors import (
    ApiConnectionError,
    ApiTimeoutError,
    AuthenticationError,
    LoginError,
    MissingCredentialError,
)
from scripts.runtime.message import Request
from scripts.runtime.oauth import OAuth2
from tests.twins import SECRET, AsyncPets, Clock, Pets, Service, both, clock, frames, made, run

__all__ = ["clock"]
TOKEN_URL = "https://login.example/oauth/token"
ME = Request("GET", "/me", idempotent=True, security=(("user",),))
WITH_PASSWORD = {"username": "ann", "password": SECRET}
WITH_CLIENT = {"client_id": "app", "client_secret": SECRET}


def scheme(grant: str = "password", **named: Any) -> OAuth2:
    told = {"argument": "user", "variable": "PETS_USER", "prefix": ("", "PETS_"), "token_url": TOKEN_URL}
    return OAuth2("user", grant=grant, **(told | named))


class Login:
    """A token server and the service behind it: takes the latest token alone."""

    def __init__(self, **said: Any) -> None:
        self.said = said
        self.forms: list[dict[str, str]] = []
        self.asked: list[httpx.Request] = []
        self.given: list[str] = []
        self.answer: Any = None
        self.revoked: set[str] = set()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.host != "login.example":
            seen = request.headers["authorization"]
            self.given.append(seen.removeprefix("Bearer "))
            return httpx.Response(401 if self.given[-1] in self.revoked else 200, json={"seen": seen})
        self.asked.append(request)
        self.forms.append({name: value for name, (value,) in parse_qs(request.content.decode()).items()})
        if self.answer is not None:
            answer = self.answer(request) if callable(self.answer) else self.answer
            if answer is not None:
                assert isinstance(answer, httpx.Response)
                return answer
        number = len(self.forms)
        said = {"access_token": token(number), "token_type": "Bearer", **self.said}
        return httpx.Response(200, content=json.dumps(said))


def token(number: int) -> str:
    return f"token-{number}-{SECRET}"


def opened(twin: Any, login: Any, *, grant: str = "password", credentials: Any = None, **named: Any) -> Any:
    given = credentials if credentials is not None else WITH_PASSWORD if grant == "password" else WITH_CLIENT
    options = named.pop("options", {})
    return made(twin, login, schemes=[scheme(grant, **named)], credentials=given, **options)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "USERNAME", "PASSWORD", "CLIENT_ID", "CLIENT_SECRET", "TOKEN_URL"):
        monkeypatch.delenv(f"PETS_{name}", raising=False)


@both
@pytest.mark.parametrize(
    ("grant", "named", "more", "form"),
    [
        ("password", {}, {}, {"grant_type": "password", "username": "ann", "password": SECRET}),
        (
            "password",
            {"scope": "read write", "client_id": "public"},
            {},
            {
                "grant_type": "password",
                "username": "ann",
                "password": SECRET,
                "scope": "read write",
                "client_id": "public",
            },
        ),
        (
            "password",
            {"client_id": "public"},
            {"client_id": "mine", "client_secret": "&=é"},
            {
                "grant_type": "password",
                "username": "ann",
                "password": SECRET,
                "client_id": "mine",
                "client_secret": "&=é",
            },
        ),
        (
            "client_credentials",
            {"client_id": "public"},
            {"client_id": ""},
            {"grant_type": "client_credentials", "client_id": "public", "client_secret": SECRET},
        ),
        (
            "client_credentials",
            {"scope": "read"},
            {},
            {"grant_type": "client_credentials", "client_id": "app", "client_secret": SECRET, "scope": "read"},
        ),
    ],
)
def test_a_token_is_asked_for_as_the_standard_says(
    twin: Any, grant: str, named: Any, more: Any, form: dict[str, str]
) -> None:
    login = Login()
    credentials = (WITH_PASSWORD if grant == "password" else WITH_CLIENT) | more
    client = opened(twin, login, grant=grant, credentials=credentials, **named)
    assert run(client.send(ME)).status_code == 200
    assert login.forms == [form]
    (asked,) = login.asked
    assert (asked.method, str(asked.url)) == ("POST", TOKEN_URL)
    assert asked.headers["content-type"] == "application/x-www-form-urlencoded"
    assert asked.headers["accept"] == "application/json"
    assert "authorization" not in asked.headers
    assert login.given == [token(1)]


@both
def test_the_token_server_gets_none_of_the_headers_that_are_meant_for_the_service(twin: Any) -> None:
    login = Login()
    client = opened(twin, login, options={"http": {"auth": ("gateway", "door")}})
    assert run(client.with_options(headers={"x-mine": "a-secret"}).send(ME)).status_code == 200
    (asked,) = login.asked
    assert "x-mine" not in asked.headers
    assert "authorization" not in asked.headers
    assert login.given == [token(1)]


@both
@pytest.mark.parametrize("given", ["ready", lambda: "ready"])
def test_a_token_that_is_given_is_used_and_none_is_fetched(twin: Any, given: Any) -> None:
    login = Login()
    run(opened(twin, login, credentials={"user": given, **WITH_PASSWORD}).send(ME))
    assert (login.given, login.forms) == (["ready"], [])


@both
def test_a_token_in_the_environment_is_used_as_it_is_when_a_call_is_made(
    twin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = Login()
    client = opened(twin, login)
    monkeypatch.setenv("PETS_USER", "of-environment")
    run(client.send(ME))
    run(opened(twin, login, credentials={"user": "of-argument"}).send(ME))
    monkeypatch.delenv("PETS_USER")
    run(client.send(ME))
    assert login.given == ["of-environment", "of-argument", token(1)]


@both
def test_what_a_token_is_got_with_comes_from_the_environment_too(twin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    login = Login()
    client = opened(twin, login, credentials={"username": lambda: "bob"})
    monkeypatch.setenv("PETS_USERNAME", "not this one")
    monkeypatch.setenv("PETS_PASSWORD", "of-environment")
    monkeypatch.setenv("PETS_CLIENT_SECRET", "hidden")
    monkeypatch.setenv("PETS_TOKEN_URL", "https://login.example/mine/")
    run(client.send(ME))
    assert login.forms == [
        {"grant_type": "password", "username": "bob", "password": "of-environment", "client_secret": "hidden"}
    ]
    assert str(login.asked[0].url) == "https://login.example/mine/"


@both
def test_a_password_is_read_anew_for_each_token(twin: Any, clock: Clock) -> None:
    login = Login(expires_in=10)
    words = iter(["first", "first", "second", "second", "third"])
    client = opened(twin, login, credentials={"username": "ann", "password": lambda: next(words)})
    run(client.send(ME))
    clock.now += 10
    run(client.send(ME))
    assert len({form["password"] for form in login.forms}) == 2


@both
@pytest.mark.parametrize("given", [{}, {"username": "ann"}, {"password": ""}])
@pytest.mark.parametrize(
    ("grant", "url", "needed"),
    [
        ("password", TOKEN_URL, "username=, password= or set PETS_USERNAME, PETS_PASSWORD"),
        (
            "password",
            "",
            "username=, password=, token_url= or set PETS_USERNAME, PETS_PASSWORD, PETS_TOKEN_URL",
        ),
        ("client_credentials", TOKEN_URL, "client_id=, client_secret= or set PETS_CLIENT_ID, PETS_CLIENT_SECRET"),
    ],
)
def test_without_what_a_token_needs_nothing_is_sent_and_the_error_names_it(
    twin: Any, grant: str, url: str, needed: str, given: Any
) -> None:
    login = Login()
    with pytest.raises(MissingCredentialError) as caught:
        run(opened(twin, login, grant=grant, token_url=url, credentials=given).send(ME))
    assert str(caught.value) == f"no credential: pass user= or set PETS_USER, or else pass {needed}"
    assert (login.forms, login.given) == ([], [])


@both
def test_names_of_a_second_flow_have_its_prefix(twin: Any) -> None:
    login = Login()
    named: dict[str, Any] = {"prefix": ("app_", "PETS_APP_"), "grant": "client_credentials"}
    with pytest.raises(
        MissingCredentialError, match="pass app_client_id=, app_client_secret= or set PETS_APP_CLIENT_ID,"
    ):
        run(opened(twin, login, credentials=WITH_CLIENT, **named).send(ME))
    run(opened(twin, login, credentials={"app_client_id": "a", "app_client_secret": "b"}, **named).send(ME))
    assert login.forms == [{"grant_type": "client_credentials", "client_id": "a", "client_secret": "b"}]


@both
def test_a_token_is_fetched_once_and_serves_all_copies(twin: Any) -> None:
    login = Login()
    client = opened(twin, login)
    copy = client.with_options(timeout=3)
    for each in (copy, client, copy.with_options(headers={"x-a": "b"}), client):
        run(each.send(ME))
    assert login.given == [token(1)] * 4
    assert len(login.forms) == 1


@both
@pytest.mark.parametrize(
    ("lasts", "good_for"),
    [
        (3600, 3570),
        ("3600", 3570),
        (" 3600 ", 3570),
        (3600.0, 3570),
        (100, 90),
        (10, 9),
    ],
)
def test_a_token_is_fetched_anew_a_little_before_it_runs_out(
    twin: Any, lasts: Any, good_for: float, clock: Clock
) -> None:
    login = Login(expires_in=lasts)
    client = opened(twin, login)
    run(client.send(ME))
    clock.now += good_for - 0.5
    run(client.send(ME))
    assert login.given == [token(1)] * 2
    clock.now += 1
    run(client.send(ME))
    assert login.given == [token(1)] * 2 + [token(2)]


@both
@pytest.mark.parametrize("lasts", [None, "", "soon", -1, "-1", [], {}, True, float("inf"), 10**400, "9" * 400])
def test_a_token_that_does_not_say_how_long_it_lasts_serves_until_it_is_refused(
    twin: Any, lasts: Any, clock: Clock
) -> None:
    login = Login(expires_in=lasts)
    client = opened(twin, login)
    run(client.send(ME))
    clock.now += 10**9
    run(client.send(ME))
    assert login.given == [token(1)] * 2
    assert len(login.forms) == 1


@both
@pytest.mark.parametrize("lasts", [0, "0", 0.0])
def test_a_token_that_has_run_out_when_it_comes_serves_one_call(twin: Any, lasts: Any, clock: Clock) -> None:
    login = Login(expires_in=lasts)
    client = opened(twin, login)
    run(client.send(ME))
    run(client.send(ME))
    assert login.given == [token(1), token(2)]


@both
@pytest.mark.parametrize("elsewhere", ["", "https://login.example/refresh"])
def test_a_token_is_refreshed_without_the_password(twin: Any, elsewhere: str, clock: Clock) -> None:
    login = Login(expires_in=100, refresh_token="again")
    client = opened(twin, login, refresh_url=elsewhere, client_id="public", scope="read")
    run(client.send(ME))
    clock.now += 100
    run(client.send(ME))
    assert login.forms[1] == {"grant_type": "refresh_token", "refresh_token": "again", "client_id": "public"}
    assert str(login.asked[1].url) == elsewhere or TOKEN_URL
    assert login.given == [token(1), token(2)]


@both
def test_the_address_of_ones_own_tokens_refreshes_them_too(twin: Any, clock: Clock) -> None:
    login = Login(expires_in=100, refresh_token="again")
    own = {**WITH_PASSWORD, "token_url": "https://login.example/mine"}
    client = opened(twin, login, refresh_url="https://elsewhere.example/refresh", credentials=own)
    run(client.send(ME))
    clock.now += 100
    run(client.send(ME))
    assert [str(each.url) for each in login.asked] == ["https://login.example/mine"] * 2


@both
def test_a_refresh_token_that_is_refused_is_dropped_for_the_password(twin: Any, clock: Clock) -> None:
    login = Login(expires_in=100, refresh_token="again")

    def answer(request: httpx.Request) -> httpx.Response | None:
        return httpx.Response(400, json={"error": "invalid_grant"}) if b"refresh_token=" in request.content else None

    login.answer = answer
    client = opened(twin, login)
    run(client.send(ME))
    clock.now += 100
    run(client.send(ME))
    assert [form["grant_type"] for form in login.forms] == ["password", "refresh_token", "password"]
    assert login.given[1] == token(3)


@both
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_token_that_is_refused_is_fetched_anew_once_and_the_request_sent_again(twin: Any, method: str) -> None:
    login = Login()
    login.revoked = {token(1)}
    client = opened(twin, login)
    response = run(client.send(Request(method, "/me", body={"a": 1}, security=(("user",),))))
    assert (response.status_code, login.given) == (200, [token(1), token(2)])
    run(client.send(ME))
    assert login.given[2:] == [token(2)]


@both
def test_a_second_refusal_is_an_error(twin: Any) -> None:
    login = Login()
    login.revoked = {token(number) for number in range(9)}
    response = run(opened(twin, login).send(ME))
    assert (response.status_code, login.given) == (401, [token(1), token(2)])
    with pytest.raises(AuthenticationError, match=r"the credential is from user= or PETS_USER") as caught:
        response.decode({"200": None}, errors={})
    assert SECRET not in str(caught.value)
    # The service has repeated the token in its answer.
    assert SECRET.encode() not in response.content
    assert b"***" in response.content


@both
def test_a_given_token_that_is_refused_is_not_replaced(twin: Any) -> None:
    login = Login()
    login.revoked = {"given"}
    response = run(opened(twin, login, credentials={"user": "given", **WITH_PASSWORD}).send(ME))
    assert (response.status_code, login.given, login.forms) == (401, ["given"], [])


@both
def test_a_stream_gets_a_new_token_too(twin: Any) -> None:
    login = Login()
    login.revoked = {token(1)}
    got = run(opened(twin, login)._open_stream(ME, {}))
    assert (got.status_code, login.given) == (200, [token(1), token(2)])


DEEP = "[" * 100_000


def answering(status: int, **named: Any) -> Any:
    """Return what makes a response, anew each time."""
    return lambda _: httpx.Response(status, **named)


@both
@pytest.mark.parametrize(
    ("answer", "status", "reason", "text"),
    [
        (answering(400, json={"error": "invalid_grant"}), 400, "invalid_grant", "invalid_grant"),
        (
            answering(401, json={"error": "invalid_client", "error_description": "Who\n are you?"}),
            401,
            "invalid_client",
            "invalid_client: Who are you?",
        ),
        (answering(400, json={"error": {"code": 5}}), 400, None, "no token that can be used"),
        (answering(200, html="<p>Log in!</p>"), 200, None, "no token that can be used"),
        (answering(500, html="<p>Sorry</p>"), 500, None, "no token that can be used"),
        (answering(302, headers={"location": "https://evil.example"}), 302, None, "no token that can be used"),
        (answering(200), 200, None, "no token that can be used"),
        (answering(200, json=[1]), 200, None, "no token that can be used"),
        (answering(200, text=DEEP), 200, None, "no token that can be used"),
        (answering(200, content=b"\xff\xfe"), 200, None, "no token that can be used"),
        (answering(200, json={"token": "a"}), 200, None, "no token that can be used"),
        (answering(200, json={"access_token": None}), 200, None, "no token that can be used"),
        (answering(200, json={"access_token": ""}), 200, None, "no token that can be used"),
        (answering(200, json={"access_token": 5}), 200, None, "no token that can be used"),
        (answering(200, json={"access_token": f"a\r\n{SECRET}"}), 200, None, "no token that can be used"),
        (answering(200, json={"access_token": f"é{SECRET}"}), 200, None, "no token that can be used"),
        (
            answering(400, json={"error": "no", "error_description": f"{SECRET} is wrong"}),
            400,
            "no",
            "no: *** is wrong",
        ),
    ],
)
def test_a_token_server_that_gives_none_is_an_error_that_says_what_it_said(
    twin: Any, answer: Any, status: int, reason: str | None, text: str, clock: Clock
) -> None:
    login = Login()
    login.answer = answer
    with pytest.raises(LoginError) as caught:
        run(opened(twin, login).send(ME))
    assert str(caught.value) == f"POST {TOKEN_URL} answered {status}: {text}"
    assert (caught.value.status_code, caught.value.reason) == (status, reason)
    assert login.given == []
    found = frames(caught.value)
    assert found
    assert not [each for each in found if SECRET in each]


@both
def test_what_a_token_server_says_is_cut(twin: Any) -> None:
    login = Login()
    login.answer = httpx.Response(400, json={"error": "e" * 9000, "error_description": "d" * 9000})
    with pytest.raises(LoginError) as caught:
        run(opened(twin, login).send(ME))
    assert len(str(caught.value)) < 500


@both
@pytest.mark.parametrize(
    ("fault", "kind"), [(httpx.ConnectError, ApiConnectionError), (httpx.ReadTimeout, ApiTimeoutError)]
)
def test_a_token_server_that_can_not_be_reached_is_asked_again_and_then_an_error(
    twin: Any, fault: Any, kind: Any, clock: Clock
) -> None:
    service = Service(fault)
    with pytest.raises(ApiConnectionError) as caught:
        run(opened(twin, service).send(ME))
    assert type(caught.value) is kind
    assert str(caught.value) == f"POST {TOKEN_URL}: it broke (after 3 attempts)"
    assert len(service.asked) == 3
    assert caught.value.request.path == "/oauth/token"
    shown = [
        *frames(caught.value),
        repr(vars(caught.value)),
        repr(vars(caught.value.request) if hasattr(caught.value.request, "__dict__") else caught.value.request.body),
    ]
    assert not [each for each in shown if SECRET in each]


@both
def test_a_token_server_that_sends_too_much_is_an_error(twin: Any) -> None:
    login = Login()
    login.answer = httpx.Response(200, text="x" * 5000)
    with pytest.raises(LoginError, match="larger than 1000 bytes"):
        run(opened(twin, login, options={"max_response_bytes": 1000}).send(ME))


@both
@pytest.mark.parametrize(
    "url",
    [
        "https://login.example",
        "https://login.example/",
        "https://login.example/t/",
        "http://localhost:1/t",
        "http://127.0.0.1/t",
    ],
)
def test_a_token_url_is_used_letter_by_letter(twin: Any, url: str) -> None:
    asked: list[str] = []

    def service(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json={"access_token": "a"})

    run(opened(twin, service, credentials={**WITH_PASSWORD, "token_url": url}).send(ME))
    assert asked[0] == url


@both
@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://login.example/token", "would send credentials in clear"),
        ("login.example/token", "is no token_url: give https://host/path"),
        ("https://user:pass@login.example/token", "a token_url holds no user or password"),
        ("https://login.example/token?a=b", "without query"),
    ],
)
def test_a_token_url_that_is_not_safe_is_refused_and_nothing_sent(twin: Any, url: str, message: str) -> None:
    login = Login()
    with pytest.raises(ValueError, match=message) as caught:
        run(opened(twin, login, credentials={**WITH_PASSWORD, "token_url": url}).send(ME))
    assert (login.forms, login.given) == ([], [])
    assert not [each for each in frames(caught.value) if SECRET in each]


@both
@pytest.mark.parametrize("name", ["username", "client_id", "client_secret"])
def test_what_is_no_text_is_refused_by_its_name_and_the_rest_is_not_shown(twin: Any, name: str) -> None:
    login = Login()
    with pytest.raises(TypeError, match=f"{name} takes text or a function that returns text, not int") as caught:
        run(opened(twin, login, credentials={**WITH_PASSWORD, name: lambda: 5}).send(ME))
    assert not [each for each in frames(caught.value) if SECRET in each]


@both
def test_no_secret_shows_where_the_way_is_closed(twin: Any) -> None:
    login = Login(expires_in=100, refresh_token=SECRET)
    client = opened(twin, login)
    run(client.send(ME))
    run(client._http.aclose() if twin is AsyncPets else client._http.close())
    client._settings.keyring._sources["user"]._ends = 0
    with pytest.raises(RuntimeError, match="closed") as caught:
        run(client.send(ME))
    assert not [each for each in frames(caught.value) if SECRET in each]


@both
def test_no_secret_shows_in_a_client_that_has_a_token(twin: Any) -> None:
    client = opened(twin, Login(refresh_token=SECRET))
    run(client.send(ME))
    source = client._settings.keyring._sources["user"]
    shown = [repr(client), repr(client._settings), repr(client._settings.keyring), repr(source), repr(vars(client))]
    assert not [each for each in shown if SECRET in each]
    assert repr(source) == f"TokenSource({TOKEN_URL!r})"


def test_threads_that_need_a_token_together_fetch_it_once() -> None:
    login = Login()

    def slow(request: httpx.Request) -> None:
        real_time.sleep(0.05)

    login.answer = slow
    client = opened(Pets, login)
    start = threading.Barrier(20)

    def call() -> None:
        start.wait()
        client.send(ME)

    threads = [threading.Thread(target=call) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert login.given == [token(1)] * 20
    assert len(login.forms) == 1


def test_threads_whose_token_is_refused_together_fetch_one_new_one() -> None:
    login = Login()
    client = opened(Pets, login)
    client.send(ME)
    login.revoked = {token(1)}
    threads = [threading.Thread(target=client.send, args=(ME,)) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(login.forms) == 2
    assert login.given.count(token(2)) == 20


class AsyncLogin(Login):
    """The same, which others may overtake."""

    async def answered(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.01)
        return self(request)


def patient(login: AsyncLogin) -> Any:
    return opened(AsyncPets, login.answered)


def test_tasks_that_need_a_token_together_fetch_it_once() -> None:
    login = AsyncLogin()
    client = patient(login)

    async def all_of_them() -> None:
        await asyncio.gather(*(client.send(ME) for _ in range(50)))
        login.revoked = {token(1)}
        await asyncio.gather(*(client.send(ME) for _ in range(50)))

    asyncio.run(all_of_them())
    assert len(login.forms) == 2
    assert login.given.count(token(1)) == 100
    assert login.given.count(token(2)) == 50


def test_tasks_that_waited_for_a_token_in_vain_do_not_each_try_again() -> None:
    login = AsyncLogin()
    login.answer = httpx.Response(400, json={"error": "invalid_grant"})
    client = patient(login)

    async def all_of_them() -> list[Any]:
        return await asyncio.gather(*(client.send(ME) for _ in range(20)), return_exceptions=True)

    errors = asyncio.run(all_of_them())
    assert len(login.forms) == 1
    assert {str(each) for each in errors} == {f"POST {TOKEN_URL} answered 400: invalid_grant"}
    assert {type(each) for each in errors} == {LoginError}
    login.answer = None
    assert run(client.send(ME)).status_code == 200


@pytest.mark.parametrize("who", ["the one that fetches", "one that waits"])
def test_who_is_cancelled_leaves_no_lock_behind(who: str) -> None:
    login = AsyncLogin()
    client = patient(login)

    async def use() -> list[Any]:
        tasks = [asyncio.create_task(client.send(ME)) for _ in range(3)]
        await asyncio.sleep(0.005)
        tasks[0 if who == "the one that fetches" else 1].cancel()
        done: list[Any] = await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), 2)
        assert (await asyncio.wait_for(client.send(ME), 2)).status_code == 200
        return done

    done = asyncio.run(use())
    assert [type(each).__name__ for each in done].count("CancelledError") == 1
    assert login.given == [token(len(login.forms))] * 3


def test_a_thread_that_fails_in_its_own_way_leaves_no_lock_behind() -> None:
    login = Login()

    def stopped(_: httpx.Request) -> None:
        raise KeyboardInterrupt

    login.answer = stopped
    client = opened(Pets, login)
    with pytest.raises(KeyboardInterrupt):
        client.send(ME)
    login.answer = None
    assert client.send(ME).status_code == 200


@both
def test_a_token_is_asked_for_with_the_retries_and_the_timeout_of_the_call(twin: Any) -> None:
    login = Login()
    login.answer = httpx.Response(503)
    client = opened(twin, login, credentials=WITH_PASSWORD)
    with pytest.raises(LoginError):
        run(client.send(ME, retries=0, timeout=3))
    assert [each.extensions["timeout"]["read"] for each in login.asked] == [3]
