"""Both clients: where requests go, what they carry, whose connections they use, and that no secret shows."""

import asyncio
import inspect
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest

from scripts.runtime.client import AsyncClient, SyncClient
from scripts.runtime.credentials import Credential
from scripts.runtime.errors import ApiConnectionError, ApiError, ApiStatusError, ApiTimeoutError, MissingCredentialError
from scripts.runtime.message import Request, Response
from scripts.runtime.schemes import ApiKey, Basic, Bearer

SECRET = "hunter2-sesame"
SCHEMES = (
    ApiKey("key", argument="api_key", variable="PETS_API_KEY", place="header", key="X-Api-Key"),
    ApiKey("query", argument="query_key", variable="PETS_QUERY_KEY", place="query", key="key"),
    ApiKey("cookie", argument="cookie", variable="PETS_COOKIE", place="cookie", key="sid"),
    ApiKey("other", argument="other_cookie", variable="PETS_OTHER", place="cookie", key="tid"),
    Bearer("bearer", argument="token", variable="PETS_TOKEN"),
    Basic("basic", argument="login", variable="PETS_LOGIN"),
)
KEYED = Request("GET", "/pets", security=(("key",),))
KEYED_BY_COOKIE = Request("GET", "/pets", security=(("cookie",),))
OPEN = Request("GET", "/pets")
Handler = Callable[[httpx.Request], httpx.Response]


class Settings:
    _variable = "PETS_BASE_URL"
    _default_base_url = "https://pets.example/v1"
    _schemes = SCHEMES
    _user_agent = "pets-client/1"


class Pets(Settings, SyncClient):
    http = httpx.Client


class AsyncPets(Settings, AsyncClient):
    http = httpx.AsyncClient


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BASE_URL", "API_KEY", "QUERY_KEY", "COOKIE", "OTHER", "TOKEN", "LOGIN"):
        monkeypatch.delenv(f"PETS_{name}", raising=False)


@pytest.fixture(params=[Pets, AsyncPets])
def twin(request: pytest.FixtureRequest) -> Any:
    return request.param


def run(value: Any) -> Any:
    async def wait() -> Any:
        return await value

    return asyncio.run(wait()) if inspect.isawaitable(value) else value


class Service:
    """Answers with 200 and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return httpx.Response(200, json={"ok": True})


def made(
    twin: Any, handler: Handler, *, credentials: dict[str, Credential | None] | None = None, **named: Any
) -> SyncClient:
    settings: dict[str, Any] = {"base_url": None, "timeout": 60.0, "headers": None}
    http = twin.http(transport=httpx.MockTransport(handler), **named.pop("http", {}))
    given = {"api_key": SECRET} if credentials is None else credentials
    client: SyncClient = twin(given, http_client=http, **(settings | named))
    return client


def sent(twin: Any, request: Request = KEYED, options: Any = None, **named: Any) -> httpx.Request:
    service = Service()
    run(made(twin, service, **named).send(request, options or {}))
    assert len(service.asked) == 1
    return service.asked[0]


@pytest.mark.parametrize(
    ("base_url", "address"),
    [
        (None, "https://pets.example/v1/pets"),
        ("https://other.example", "https://other.example/pets"),
        ("https://other.example/", "https://other.example/pets"),
        ("HTTPS://other.example/a/b/", "https://other.example/a/b/pets"),
        ("http://localhost:8000", "http://localhost:8000/pets"),
        ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x/pets"),
        ("http://[::1]:8000", "http://[::1]:8000/pets"),
    ],
)
def test_requests_go_to_the_base_url(twin: Any, base_url: str | None, address: str) -> None:
    assert str(sent(twin, base_url=base_url).url) == address


def test_the_base_url_comes_from_the_argument_then_the_environment(twin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PETS_BASE_URL", "https://environment.example")
    assert sent(twin).url.host == "environment.example"
    assert sent(twin, base_url="https://argument.example").url.host == "argument.example"
    monkeypatch.setenv("PETS_BASE_URL", "")
    assert sent(twin).url.host == "pets.example"


@pytest.mark.parametrize(
    ("base_url", "message"),
    [
        ("http://pets.example", "use https"),
        ("http://localhost.pets.example", "use https"),
        ("http://127.0.0.1.pets.example", "use https"),
        ("http://pets.example\\@localhost", "no base URL|use https|user or password"),
        ("ftp://pets.example", "give https://host/path"),
        ("pets.example", "give https://host/path"),
        ("https://", "give https://host/path"),
        ("https:///path", "give https://host/path"),
        ("https://pets.example?key=hunter2-sesame", "without query"),
        ("https://pets.example#x", "without query"),
        ("https://pets.example\n", "give https://host/path"),
        ("https://pets.example:port", "give https://host/path"),
        ("https://user:hunter2-sesame@pets.example", "user or password"),
        ("http://user:hunter2-sesame@pets.example", "user or password"),
    ],
)
def test_a_base_url_that_is_not_safe_is_refused_at_once(twin: Any, base_url: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        made(twin, Service(), base_url=base_url)
    assert SECRET not in str(caught.value)


def test_without_any_server_the_client_says_what_to_set(twin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Settings, "_default_base_url", None)
    with pytest.raises(ValueError, match="pass base_url= or set PETS_BASE_URL"):
        made(twin, Service())


@pytest.mark.parametrize(
    ("security", "credentials", "headers", "query"),
    [
        ("key", {"api_key": SECRET}, {"x-api-key": SECRET}, ""),
        ("key", {"api_key": lambda: SECRET}, {"x-api-key": SECRET}, ""),
        ("query", {"query_key": "a&b"}, {}, "key=a%26b"),
        ("cookie", {"cookie": SECRET}, {"cookie": f"sid={SECRET}"}, ""),
        ("cookie+other", {"cookie": "1", "other_cookie": "2"}, {"cookie": "sid=1; tid=2"}, ""),
        ("bearer", {"token": SECRET}, {"authorization": f"Bearer {SECRET}"}, ""),
        ("basic", {"login": "Aladdin:open sesame"}, {"authorization": "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}, ""),
        ("basic", {"login": "ann:pässword"}, {"authorization": "Basic YW5uOnDDpHNzd29yZA=="}, ""),
        ("key+query", {"api_key": "1", "query_key": "2"}, {"x-api-key": "1"}, "key=2"),
        ("key|bearer", {"token": "2"}, {"authorization": "Bearer 2"}, ""),
        ("key|bearer", {"api_key": "1", "token": "2"}, {"x-api-key": "1"}, ""),
        ("|key", {"api_key": "1"}, {"x-api-key": "1"}, ""),
        ("|key", {}, {}, ""),
    ],
)
def test_a_request_carries_the_first_credentials_that_are_complete(
    twin: Any, security: str, credentials: Any, headers: dict[str, str], query: str
) -> None:
    alternatives = tuple(tuple(filter(None, each.split("+"))) for each in security.split("|"))
    request = sent(twin, Request("GET", "/pets", security=alternatives), credentials=credentials)
    carried = {
        name: request.headers[name] for name in ("x-api-key", "cookie", "authorization") if name in request.headers
    }
    assert carried == headers
    assert request.url.query.decode() == query


def test_a_credential_comes_from_the_environment_as_it_is_when_the_request_is_sent(
    twin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service()
    client = made(twin, service, credentials={"api_key": None})
    monkeypatch.setenv("PETS_API_KEY", "later")
    run(client.send(KEYED, {}))
    assert service.asked[0].headers["x-api-key"] == "later"
    assert sent(twin, credentials={"api_key": "argument"}).headers["x-api-key"] == "argument"


LACKING = {
    "key": "pass api_key= or set PETS_API_KEY",
    "query": "pass query_key= or set PETS_QUERY_KEY",
    "bearer": "pass token= or set PETS_TOKEN",
}


@pytest.mark.parametrize(
    ("security", "message"),
    [
        ((("key",),), f"no credential: {LACKING['key']}"),
        (
            (("key", "query"), ("bearer",)),
            f"no credential: {LACKING['key']} and {LACKING['query']}; or {LACKING['bearer']}",
        ),
    ],
)
@pytest.mark.parametrize("given", [None, "", lambda: ""])
def test_without_a_credential_nothing_is_sent_and_the_error_says_what_to_give(
    twin: Any, security: Any, message: str, given: Any
) -> None:
    service = Service()
    client = made(twin, service, credentials={"api_key": given})
    with pytest.raises(MissingCredentialError) as caught:
        run(client.send(Request("GET", "/pets", security=security), {}))
    assert str(caught.value) == message
    assert service.asked == []


@pytest.mark.parametrize("given", [5, lambda: b"bytes", lambda: None])
def test_a_credential_that_is_no_text_is_refused_by_its_argument(twin: Any, given: Any) -> None:
    with pytest.raises((TypeError, MissingCredentialError), match="api_key"):
        sent(twin, credentials={"api_key": given})


@pytest.mark.parametrize("bad", ["ann:word\n", "ann:wo\nrd", " ann:word", "ann:word\t", "ann:wo\0rd"])
def test_a_name_and_password_with_more_around_or_within_are_refused(twin: Any, bad: str) -> None:
    service = Service()
    with pytest.raises(ValueError, match=r"^login \(or PETS_LOGIN\) has a line break") as caught:
        run(made(twin, service, credentials={"login": bad}).send(Request("GET", "/pets", security=(("basic",),)), {}))
    assert "word" not in str(caught.value)
    assert service.asked == []


@pytest.mark.parametrize("bad", ["line\nbreak", "at the end\n", " before", "after\t", "pässword", "nul\0", "\r\nx: y"])
@pytest.mark.parametrize("place", ["credential", "client", "call", "parameter"])
def test_a_header_that_http_cannot_carry_is_refused_before_anything_is_sent(twin: Any, bad: str, place: str) -> None:
    service = Service()
    credentials: dict[str, Any] = {"api_key": bad if place == "credential" else SECRET}
    own = {"x-mine": bad} if place == "client" else None
    request = Request(
        "GET", "/pets", header_params={"x-mine": bad if place == "parameter" else "a"}, security=(("key",),)
    )
    named = r"api_key \(or PETS_API_KEY\) has" if place == "credential" else "the header x-mine can't be sent: it has"
    options: Any = {"headers": {"x-mine": bad}} if place == "call" else {}
    with pytest.raises(ValueError, match=f"{named} a line break") as caught:
        run(made(twin, service, credentials=credentials, headers=own).send(request, options))
    assert bad.strip() not in str(caught.value)
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    if place == "credential":
        ours = [line for line in shown.split("  File ") if "/runtime/" in line.split("\n")[0]]
        assert ours
        assert not any(repr(bad)[1:-1] in each for each in ours)
    assert service.asked == []


def test_headers_are_merged_whatever_their_case_and_the_credential_wins(twin: Any) -> None:
    request = sent(
        twin,
        Request("GET", "/pets", header_params={"X-Kind": "cat"}, security=(("key",), ())),
        {"headers": {"ACCEPT": "text/csv", "x-API-key": "mine", "X-KIND": "dog"}},
        headers={"User-Agent": "me", "X-Api-Key": "mine", "X-Team": "a"},
    )
    values = {
        name: request.headers.get_list(name) for name in ("user-agent", "accept", "x-api-key", "x-kind", "x-team")
    }
    assert values == {
        "user-agent": ["me"],
        "accept": ["text/csv"],
        "x-api-key": [SECRET],
        "x-kind": ["dog"],
        "x-team": ["a"],
    }


def test_cookies_of_the_user_go_beside_the_credential(twin: Any) -> None:
    request = sent(
        twin,
        Request("GET", "/pets", security=(("cookie",),)),
        headers={"Cookie": "theme=dark"},
        credentials={"cookie": "1"},
    )
    assert request.headers.get_list("cookie") == ["theme=dark; sid=1"]


def test_a_cookie_of_the_credentials_name_gives_way_to_it(twin: Any) -> None:
    credentials: dict[str, Credential | None] = {"cookie": "1"}
    theirs = {"Cookie": "sid=old; theme=dark; sid = older; side=1"}
    asked = sent(twin, KEYED_BY_COOKIE, headers=theirs, credentials=credentials)
    assert asked.headers.get_list("cookie") == ["theme=dark; side=1; sid=1"]
    asked = sent(twin, KEYED_BY_COOKIE, credentials=credentials, http={"cookies": {"sid": "old"}})
    assert asked.headers.get_list("cookie") == ["sid=1"]


@pytest.mark.parametrize("name", ["", "x y", "x:", "x\n", "é"])
def test_a_name_that_no_header_can_have_is_refused_before_anything_is_sent(twin: Any, name: str) -> None:
    service = Service()
    client = made(twin, service)
    with pytest.raises(ValueError, match="is no name of a header: use letters, digits and hyphens"):
        run(client.send(KEYED, {"headers": {name: "1"}}))
    with pytest.raises(ValueError, match="is no name of a header"):
        client.with_options(headers={name: "1"})
    assert service.asked == []


def test_credentials_of_the_users_own_http_client_do_not_displace_ours(twin: Any) -> None:
    bearer, key = (Request("GET", "/pets", security=((name,),)) for name in ("bearer", "key"))
    http = {"auth": ("gateway", "door")}
    assert sent(twin, bearer, credentials={"token": SECRET}, http=http).headers["authorization"] == f"Bearer {SECRET}"
    assert sent(twin, key, http=http).headers["authorization"].startswith("Basic ")


def test_no_body_comes_in_a_coding_that_has_no_limit(twin: Any) -> None:
    # As httpx says it where it finds what unpacks these.
    http = {"headers": {"accept-encoding": "gzip, deflate, br, zstd"}}
    assert sent(twin, http=http).headers["accept-encoding"] == "gzip, deflate"
    assert sent(twin, headers={"Accept-Encoding": "br"}).headers["accept-encoding"] == "br"


def test_cookies_of_all_origins_add_up(twin: Any) -> None:
    request = Request("GET", "/pets", cookie_params={"lang": "a b", "n": [1, 2]}, security=(("cookie",),))
    credentials: dict[str, Credential | None] = {"cookie": "1"}
    theirs = {"Cookie": "theme=dark"}
    asked = sent(twin, request, {"headers": {"cookie": "x=y"}}, headers=theirs, credentials=credentials)
    assert asked.headers.get_list("cookie") == ["theme=dark; lang=a%20b; n=1,2; x=y; sid=1"]
    asked = sent(twin, KEYED_BY_COOKIE, credentials=credentials, http={"cookies": {"jar": "full"}})
    assert asked.headers.get_list("cookie") == ["jar=full; sid=1"]


def test_a_body_is_sent_as_json_and_none_as_nothing(twin: Any) -> None:
    request = sent(twin, Request("PUT", "/pets", body={"a": "é"}))
    assert (request.content, request.headers["content-type"]) == ('{"a":"é"}'.encode(), "application/json")
    assert "content-type" not in sent(twin).headers


@pytest.mark.parametrize(
    ("template", "query", "address"),
    [
        ("/pets", {}, "/v1/pets"),
        ("/pets", {"q": ["a b", "é"]}, "/v1/pets?q=a%20b&q=%C3%A9"),
        ("/pets?kind=cat", {}, "/v1/pets?kind=cat"),
        ("/pets?kind=cat&x=", {"q": "1"}, "/v1/pets?kind=cat&x=&q=1"),
    ],
)
def test_the_query_of_a_path_and_that_of_the_parameters_are_both_sent(
    twin: Any, template: str, query: Any, address: str
) -> None:
    assert sent(twin, Request("GET", template, query=query)).url.raw_path.decode() == address


@pytest.mark.parametrize(
    ("template", "query", "own", "address"),
    [
        ("/pets", {"q": "1"}, {"trace": "a b", "x": "y"}, "/v1/pets?trace=a%20b&x=y&q=1&key=a%26b"),
        ("/pets?kind=", {}, {"kind": "mine"}, "/v1/pets?kind=&key=a%26b"),
        ("/pets?kind=a,b", {"q": ["1,2"]}, {"q": "mine", "kind": "mine"}, "/v1/pets?kind=a,b&q=1%2C2&key=a%26b"),
        ("/pets", {}, {"key": "mine"}, "/v1/pets?key=a%26b"),
        ("/pets#now", {"q": "1"}, {}, "/v1/pets?q=1&key=a%26b"),
    ],
)
def test_a_query_is_not_written_anew_by_anything_that_adds_to_it(
    twin: Any, template: str, query: Any, own: Any, address: str
) -> None:
    request = Request("GET", template, query=query, security=(("query",),))
    asked = sent(twin, request, credentials={"query_key": "a&b"}, http={"params": own})
    assert asked.url.raw_path.decode() == address


def test_what_is_accepted_is_the_operations_unless_the_call_says_otherwise(twin: Any) -> None:
    request = Request("GET", "/pets", accept="text/csv, application/json")
    assert sent(twin, request).headers.get_list("accept") == ["text/csv, application/json"]
    assert sent(twin, request, {"headers": {"Accept": "text/csv"}}).headers.get_list("accept") == ["text/csv"]


def test_an_operation_may_have_a_server_of_its_own(twin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    request = Request("GET", "/pets", query={"q": "1"}, server="https://files.example/v2/")
    assert str(sent(twin, request).url) == "https://files.example/v2/pets?q=1"
    assert sent(twin, request, base_url="https://mine.example").url.host == "mine.example"
    # Who names the usual place has not chosen another.
    assert sent(twin, request, base_url=f"{twin._default_base_url}/").url.host == "files.example"
    monkeypatch.setenv("PETS_BASE_URL", "https://environment.example")
    assert sent(twin, request).url.host == "environment.example"


@pytest.mark.parametrize("server", ["http://files.example", "https://user:hunter2-sesame@files.example", "/v2"])
def test_a_server_of_an_operation_that_is_not_safe_is_refused(twin: Any, server: str) -> None:
    service = Service()
    with pytest.raises(ValueError, match=r"use https|user or password|no base URL") as caught:
        run(made(twin, service).send(Request("GET", "/pets", server=server), {}))
    assert SECRET not in str(caught.value)
    assert service.asked == []


def test_an_error_names_the_server_of_the_operation(twin: Any) -> None:
    request = Request("GET", "/pets", server="https://files.example")
    with pytest.raises(ApiConnectionError, match=r"^GET https://files\.example/pets: it broke"):
        run(made(twin, failing(httpx.ConnectError, "it broke")).send(request, {}))


def test_the_timeout_is_the_clients_unless_the_call_has_its_own(twin: Any) -> None:
    def seconds(request: httpx.Request) -> set[float]:
        return set(request.extensions["timeout"].values())

    assert seconds(sent(twin)) == {60.0}
    assert seconds(sent(twin, timeout=5.0)) == {5.0}
    assert seconds(sent(twin, options={"timeout": 0.5}, timeout=5.0)) == {0.5}
    assert seconds(sent(twin, options={"timeout": httpx.Timeout(3)})) == {3.0}


def test_a_misspelt_argument_is_refused_and_not_ignored(twin: Any) -> None:
    service = Service()
    with pytest.raises(TypeError, match="unexpected keyword argument: hedaers, tiemout"):
        run(made(twin, service).send(KEYED, {"tiemout": 1, "hedaers": {}, "timeout": 2}))
    assert service.asked == []


def test_the_users_own_http_client_may_have_settings_of_its_own(twin: Any) -> None:
    own = {
        "base_url": "https://elsewhere.example/x",
        "params": {"trace": "1"},
        "headers": {"X-Own": "a", "X-Api-Key": "theirs", "Accept": "text/html"},
        "cookies": {"theme": "dark"},
        "follow_redirects": True,
        "timeout": 1,
    }
    request = sent(twin, Request("GET", "/pets?kind=cat", query={"q": "1"}, security=(("key",),)), http=own)
    assert request.url.host == "pets.example"
    assert dict(request.url.params) == {"trace": "1", "kind": "cat", "q": "1"}
    assert request.headers.get_list("x-api-key") == [SECRET]
    assert (request.headers["x-own"], request.headers["accept"]) == ("a", "application/json")
    assert "theme=dark" in request.headers["cookie"]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("place", ["https://evil.example/", "/elsewhere"])
def test_no_redirect_is_followed(twin: Any, status: int, place: str) -> None:
    asked: list[httpx.Request] = []

    def redirect(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(status, headers={"location": place})

    response: Response = run(made(twin, redirect, http={"follow_redirects": True}).send(KEYED, {}))
    assert (response.status_code, response.headers["location"], len(asked)) == (status, place, 1)


def failing(error: type[httpx.HTTPError], text: str) -> Handler:
    def handler(request: httpx.Request) -> httpx.Response:
        raise error(text, request=request)

    return handler


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ConnectTimeout, ApiTimeoutError),
        (httpx.ReadTimeout, ApiTimeoutError),
        (httpx.PoolTimeout, ApiTimeoutError),
        (httpx.ConnectError, ApiConnectionError),
        (httpx.ReadError, ApiConnectionError),
        (httpx.RemoteProtocolError, ApiConnectionError),
        (httpx.ProxyError, ApiConnectionError),
        (httpx.DecodingError, ApiConnectionError),
    ],
)
@pytest.mark.parametrize("text", ["it broke", ""])
def test_what_goes_wrong_on_the_way_is_an_error_of_ours(
    twin: Any, error: Any, kind: type[ApiConnectionError], text: str
) -> None:
    with pytest.raises(ApiConnectionError) as caught:
        run(made(twin, failing(error, text)).send(KEYED, {}))
    assert type(caught.value) is kind
    assert str(caught.value) == f"GET https://pets.example/v1/pets: {text or error.__name__}"
    assert caught.value.request == KEYED


def test_a_body_that_cannot_be_unpacked_is_an_error_of_ours(twin: Any) -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        stream = httpx.ByteStream(b"no gzip")
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=stream)

    with pytest.raises(ApiConnectionError, match=r"GET https://pets\.example/v1/pets: "):
        run(made(twin, broken).send(KEYED, {}))


def reprs(thing: object, depth: int = 4) -> Iterator[str]:
    """Yield the repr of a thing and of all that its variables lead to."""
    yield repr(thing)
    yield str(thing)
    if depth:
        slots = [name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())]
        inner = [*getattr(thing, "__dict__", {}).values(), *(getattr(thing, name, None) for name in slots)]
        for each in inner:
            if type(each).__module__.startswith("scripts.") or isinstance(each, dict | list | tuple):
                yield from reprs(each, depth - 1)


@pytest.mark.parametrize("given", [SECRET, lambda: SECRET], ids=["text", "function"])
@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadTimeout])
@pytest.mark.parametrize("scheme", ["key", "query", "cookie"])
def test_no_secret_shows_in_an_error_or_in_any_frame_that_it_passed(
    twin: Any, given: Credential, error: type[httpx.HTTPError], scheme: str
) -> None:
    credentials = {"api_key": given, "query_key": given, "cookie": given}
    client = made(twin, failing(error, "it broke"), credentials=credentials)
    with pytest.raises(ApiError) as caught:
        run(client.send(Request("GET", "/pets", security=((scheme,),)), {}))
    at: BaseException | None = caught.value
    seen = 0
    while at is not None:
        shown = [*reprs(at), *reprs(vars(at))]
        assert not [each for each in shown if SECRET in each]
        if isinstance(at, httpx.RequestError):
            seen += 1
            assert SECRET not in at.request.headers.values()
        at = at.__cause__ or at.__context__
    assert seen == 1
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    frames = [
        frame for each in (told, told.__cause__) if each for frame in each.stack if "/tests/" not in frame.filename
    ]
    assert not [frame for frame in frames if SECRET in str(frame.locals)]


@pytest.mark.parametrize(
    ("parts", "options"),
    [
        ({"query": {"q": []}}, {}),
        ({"body": object()}, {}),
        ({"header_params": {"x-mine": "line\nbreak"}}, {}),
        ({"cookie_params": {"a": object()}}, {}),
        ({}, {"headers": {"x-mine": "line\nbreak"}}),
        ({"body": {"f": ("half \ud800", b"")}, "media_type": "multipart/form-data"}, {}),
    ],
)
@pytest.mark.parametrize("scheme", ["key", "query", "cookie"])
def test_no_secret_shows_in_the_frames_of_a_mistake(twin: Any, parts: Any, options: Any, scheme: str) -> None:
    client = made(twin, Service(), credentials={"api_key": SECRET, "query_key": SECRET, "cookie": SECRET})
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever it is
        run(client.send(Request("GET", "/pets", security=((scheme,),), **parts), options))
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    frames = [frame for frame in told.stack if "/tests/" not in frame.filename]
    assert frames
    assert not [frame for frame in frames if SECRET in str(frame.locals)]


def test_no_secret_shows_in_client_request_or_response(twin: Any) -> None:
    client = made(twin, Service(), headers={"x-mine": "another-secret"})
    response = run(client.send(KEYED, {}))
    assert "another-secret" not in repr(vars(client))
    for thing in (client, response, response.request, KEYED):
        assert not [each for each in reprs(thing) if SECRET in each]
    assert repr(client) == f"{type(client).__name__}(base_url='https://pets.example/v1')"


def close(client: Any) -> None:
    run((getattr(client, "aclose", None) or client.close)())


def bare(twin: Any, base_url: str = "https://pets.example", **named: Any) -> Any:
    return twin({"api_key": SECRET}, base_url=base_url, timeout=2.0, headers=None, http_client=None, **named)


def test_the_users_own_http_client_stays_open(twin: Any) -> None:
    client: Any = made(twin, Service())
    close(client)
    assert not client._http.is_closed


def test_our_own_http_client_is_closed_and_then_says_so(twin: Any) -> None:
    client = bare(twin)
    close(client)
    close(client)
    assert client._http.is_closed
    with pytest.raises(RuntimeError, match="closed"):
        run(client.send(KEYED, {}))


def test_a_with_block_closes_the_client() -> None:
    with bare(Pets) as client:
        assert not client._http.is_closed
    assert client._http.is_closed

    async def block() -> bool:
        async with bare(AsyncPets) as client:
            assert not client._http.is_closed
        return bool(client._http.is_closed)

    assert asyncio.run(block())


class Echo(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.lines.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        body = b'{"ok":true}'
        self.send_response(520)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Twice", "a")
        self.send_header("X-Twice", "b")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Echo) as found:
        found.lines = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        found.shutdown()
        thread.join()


@pytest.mark.parametrize("variable", ["http_proxy", "all_proxy"])
def test_what_is_in_clear_goes_through_no_proxy(
    twin: Any, server: Any, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    client = bare(twin, f"http://127.0.0.1:{server.server_port}")
    assert run(client.send(KEYED, {"retries": 0})).status_code == 520
    close(client)


def test_over_real_http_the_path_and_the_headers_arrive_as_built(twin: Any, server: Any) -> None:
    request = Request("GET", "/pets/{id}", path_params={"id": "a/../é?"}, security=(("key",),))

    async def whole() -> Response:
        async with bare(AsyncPets, f"http://127.0.0.1:{server.server_port}") as client:
            got: Response = await client.send(request, {})
            return got

    if twin is Pets:
        with bare(Pets, f"http://127.0.0.1:{server.server_port}/") as client:
            response = client.send(request, {})
    else:
        response = asyncio.run(whole())
    ((path, headers),) = server.lines
    assert path == "/pets/a%2F..%2F%C3%A9%3F"
    assert headers["x-api-key"] == SECRET
    assert (response.status_code, response.content, response.headers["x-twice"]) == (520, b'{"ok":true}', "a, b")


def test_a_refused_connection_and_a_silent_service_are_told_apart() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with bare(Pets, address) as client, pytest.raises(ApiConnectionError) as caught:
            client.send(KEYED, {})
        assert type(caught.value) is ApiConnectionError
        silent.listen()
        with bare(Pets, address) as client, pytest.raises(ApiTimeoutError):
            client.send(KEYED, {"timeout": 0.05})


def test_an_http_client_of_the_other_kind_is_refused_at_once(twin: Any) -> None:
    other = httpx.Client() if twin is AsyncPets else httpx.AsyncClient()
    with pytest.raises(TypeError, match="http_client takes an httpx"):
        twin({}, base_url=None, timeout=None, headers=None, http_client=other)


def test_the_timeout_of_an_http_client_of_your_own_counts_where_none_is_given(twin: Any) -> None:
    kind = httpx.AsyncClient if twin is AsyncPets else httpx.Client
    mine = kind(timeout=7)
    assert twin({}, base_url=None, timeout=None, headers=None, http_client=mine)._settings.timeout == httpx.Timeout(7)
    assert twin({}, base_url=None, timeout=3, headers=None, http_client=mine)._settings.timeout == 3
    assert twin({}, base_url=None, timeout=None, headers=None, http_client=None)._settings.timeout == 60


def test_an_error_says_where_a_redirect_would_have_led(twin: Any) -> None:
    def moved(request: httpx.Request) -> httpx.Response:
        return httpx.Response(302, headers={"Location": "https://elsewhere.example/"})

    response = run(made(twin, moved).send(KEYED, {}))
    with pytest.raises(ApiStatusError, match="answered 302, to https://elsewhere"):
        response.decode({"200": None}, errors={})
    assert response.headers["LOCATION"] == response.headers["location"]
