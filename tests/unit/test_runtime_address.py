"""Where a request goes, letter by letter, and that what is secret in it shows nowhere."""

import copy
import logging
from typing import Any

import httpx
import pytest

from scripts.runtime.address import SealedURL, address, checked
from scripts.runtime.errors import ApiConnectionError
from scripts.runtime.message import Request
from tests.twins import HOST, SECRET, Service, both, frames, made, run

KEYED = Request("GET", "/pets", query={"q": "a b"}, security=(("query",),))


@pytest.mark.parametrize(
    ("path", "query", "own", "expected"),
    [
        ("/pets", "", [], "/pets"),
        ("", "", [], ""),
        ("/pets", "a=1&b=%2F", [], "/pets?a=1&b=%2F"),
        ("/pets?kind=cat", "", [], "/pets?kind=cat"),
        ("/pets?kind=cat", "a=1", [], "/pets?kind=cat&a=1"),
        ("/pets?kind=cat#part", "a=1", [], "/pets?kind=cat&a=1"),
        ("/pets#part?kind=cat", "", [], "/pets"),
        ("/pets?", "", [], "/pets"),
        ("/pets", "", [("a", "1"), ("a", "2"), ("b c", "é&")], "/pets?a=1&a=2&b%20c=%C3%A9%26"),
        ("/pets", "a=1", [("a", "2"), ("b", "3")], "/pets?b=3&a=1"),
        ("/pets?b=", "a=1", [("a", "2"), ("b", "3")], "/pets?b=&a=1"),
    ],
)
@pytest.mark.parametrize("secrets", [{}, {"key": "s&c"}])
def test_an_address_has_all_parts_of_its_query_once(
    path: str, query: str, own: list[tuple[str, str]], expected: str, secrets: dict[str, str]
) -> None:
    url = address(HOST, path, query, own, secrets)
    if not secrets:
        assert str(url) == f"{HOST}{expected}"
        return
    glue = "&" if "?" in expected else "?"
    assert str(url) == f"{HOST}{expected}{glue}key=***"
    assert url.raw_path.decode() == f"{expected or '/'}{glue}key=s%26c"
    assert url.params["key"] == "s&c"


def test_parameters_of_ones_own_do_not_displace_a_credential() -> None:
    url = address(HOST, "/pets", "", [("key", "mine"), ("other", "1")], {"key": SECRET})
    assert url.query.decode() == f"other=1&key={SECRET}"


def test_a_sealed_address_is_sent_and_never_shown() -> None:
    url = address(HOST, "/pets", "a=1", (), {"key": SECRET, "a b": "two"})
    assert isinstance(url, SealedURL)
    assert url.query.decode() == f"a=1&key={SECRET}&a%20b=two"
    shown = f"{HOST}/pets?a=1&key=***&a%20b=***"
    assert (str(url), f"{url}", repr(url)) == (shown, shown, f"URL({shown!r})")
    assert copy.copy(url).query == url.query
    assert SECRET not in str(copy.copy(url)) + repr(copy.deepcopy(url))


@both
def test_httpx_logs_no_secret(twin: Any, caplog: pytest.LogCaptureFixture) -> None:
    service = Service(200)
    with caplog.at_level(logging.DEBUG):
        run(made(twin, service, credentials={"query_key": SECRET}).send(KEYED))
    assert service.asked[0].url.query.decode() == f"q=a%20b&key={SECRET}"
    lines = [record.getMessage() for record in caplog.records]
    assert [each for each in lines if each.startswith(f"HTTP Request: GET {HOST}/pets?q=a%20b&key=***")]
    assert [each for each in lines if each.startswith(f"GET {HOST}/pets?q=a%20b&key=***: 200 in ")]
    assert not [each for each in lines if SECRET in each]


@both
@pytest.mark.parametrize("location", ["/elsewhere", "https://other.example/?key=1", "https://a.test:port/", "?a=b"])
def test_a_redirect_of_a_sealed_address_is_no_leak(twin: Any, location: str, caplog: pytest.LogCaptureFixture) -> None:
    service = Service(lambda _: httpx.Response(302, headers={"location": location}))
    with caplog.at_level(logging.DEBUG):
        client = made(twin, service, credentials={"query_key": SECRET})
        if location == "https://a.test:port/":
            # httpx reads it, though nobody follows.
            with pytest.raises(ApiConnectionError) as caught:
                run(client.send(KEYED))
            assert SECRET not in str(caught.value) + str(frames(caught.value))
        else:
            assert run(client.send(KEYED)).status_code == 302
    assert len(service.asked) == 1
    assert SECRET not in caplog.text


@both
@pytest.mark.parametrize(
    ("template", "query", "reason"),
    [("/pets", {"q": "x" * 70_000}, "URL too long"), ("/pets\x00", {}, "Invalid non-printable ASCII character in URL")],
)
@pytest.mark.parametrize("security", [(("query",),), ()])
def test_what_can_be_no_address_is_told_without_a_secret(
    twin: Any, template: str, query: dict[str, str], reason: str, security: Any
) -> None:
    service = Service(200)
    client = made(twin, service, credentials={"query_key": SECRET})
    with pytest.raises(ValueError, match=rf"can't be an address \({reason}.*\): look at the parameters") as caught:
        run(client.send(Request("GET", template, query=query, security=security)))
    assert len(str(caught.value)) < 400
    assert SECRET not in str(caught.value) + str(frames(caught.value))
    assert service.asked == []


@both
def test_parameters_of_the_users_client_go_first_and_the_credential_last(twin: Any) -> None:
    service = Service(200)
    http = {"params": {"q": "mine", "key": "mine", "trace": "1"}}
    run(made(twin, service, credentials={"query_key": SECRET}, http=http).send(KEYED))
    assert service.asked[0].url.query.decode() == f"trace=1&q=a%20b&key={SECRET}"


@both
def test_hooks_see_an_address_that_shows_nothing(twin: Any) -> None:
    seen: list[str] = []

    def note(request: httpx.Request) -> None:
        seen.append(f"{request.url} {request.url!r} {request!r}")

    async def anote(request: httpx.Request) -> None:
        note(request)

    hooks = {"request": [note if twin.http is httpx.Client else anote]}
    run(made(twin, Service(200), credentials={"query_key": SECRET}, http={"event_hooks": hooks}).send(KEYED))
    assert seen
    assert SECRET not in seen[0]


@pytest.mark.parametrize("text", ["https://a.test", "https://a.test/x", "http://localhost:1", "http://[::1]/a"])
def test_a_safe_address_is_returned_without_its_last_slash(text: str) -> None:
    assert checked(text) == checked(f"{text}/") == checked(f"{text}//") == text


def test_an_address_that_is_not_safe_is_called_what_it_is_for() -> None:
    with pytest.raises(ValueError, match="'x' is no token_url: give https://host/path, without query"):
        checked("x", "token_url")
    with pytest.raises(ValueError, match=r"'https://a\.test/' is no base URL") as caught:
        checked(f"https://a.test/?key={SECRET}")
    assert SECRET not in str(caught.value)
