"""Copies of a client with other options, the connections that they share, and one client for many threads and tasks."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from scripts.runtime import base, tls
from scripts.runtime.client import AsyncClient, SyncClient
from scripts.runtime.errors import ResponseTooLargeError
from scripts.runtime.message import Request
from scripts.runtime.options import DEFAULT_MAX_RESPONSE_BYTES, Retries
from tests.features_package import acme
from tests.twins import GET, SECRET, AsyncPets, Pets, Service, both, made, run

KEYED = Request("GET", "/pets", idempotent=True, security=(("key",),))


def last(service: Service) -> httpx.Request:
    return service.asked[-1]


@both
def test_a_copy_has_options_of_its_own_and_leaves_the_original_as_it_was(twin: Any) -> None:
    service = Service(200)
    client = made(twin, service, credentials={"api_key": SECRET}, timeout=5, headers={"X-A": "1", "X-B": "1"})
    copy = client.with_options(
        base_url="https://other.example/",
        timeout=7,
        headers={"x-b": "2", "X-C": "3"},
        retries=0,
        max_response_bytes=9,
    )
    assert type(copy) is type(client)
    run(copy.send(KEYED))
    assert last(service).url == "https://other.example/pets"
    assert set(last(service).extensions["timeout"].values()) == {7}
    assert {name: last(service).headers.get(name) for name in ("x-a", "x-b", "x-c", "x-api-key")} == {
        "x-a": "1",
        "x-b": "2",
        "x-c": "3",
        "x-api-key": SECRET,
    }
    assert (copy.base_url, repr(copy)) == (
        "https://other.example",
        f"{type(copy).__name__}(base_url='https://other.example')",
    )
    assert (copy._settings.retries, copy._settings.max_response_bytes) == (Retries(0), 9)
    run(client.send(KEYED))
    assert last(service).url == "https://pets.example/pets"
    assert set(last(service).extensions["timeout"].values()) == {5}
    assert {name: last(service).headers.get(name) for name in ("x-a", "x-b", "x-c")} == {
        "x-a": "1",
        "x-b": "1",
        "x-c": None,
    }
    assert (client._settings.retries, client._settings.max_response_bytes) == (Retries(2), DEFAULT_MAX_RESPONSE_BYTES)


@both
@pytest.mark.parametrize("option", ["base_url", "timeout", "headers", "retries", "max_response_bytes"])
def test_what_a_copy_is_not_told_is_as_it_was_even_in_a_copy_of_a_copy(twin: Any, option: str) -> None:
    given: dict[str, Any] = {
        "base_url": "https://a.example",
        "timeout": httpx.Timeout(3),
        "headers": {"x-a": "1"},
        "retries": Retries(9, total=1),
        "max_response_bytes": 5,
    }
    names = {"base_url": "base_url", "timeout": "timeout", "headers": "common", "retries": "retries"}
    client = made(twin, Service(200))
    copy = client.with_options(**{option: given[option]}).with_options()
    changed = {
        name
        for name in copy._settings.__slots__
        if getattr(copy._settings, name) != getattr(client._settings, name) and name != "is_chosen"
    }
    assert changed == {names.get(option, option)}
    assert copy._http is client._http


@both
def test_a_copy_of_a_users_own_class_keeps_what_the_user_put_there(twin: Any) -> None:
    class Mine(twin):  # type: ignore[misc] # either of the two
        @cached_property
        def pets(self) -> Any:
            return SimpleNamespace(client=self)

    http = twin.http(transport=httpx.MockTransport(Service(200)))
    client = Mine({"api_key": SECRET}, http_client=http)
    client.tenant = "north"
    assert client.pets.client is client
    copy = client.with_options(timeout=1)
    assert type(copy) is Mine
    assert copy.tenant == "north"
    assert copy.pets.client is copy
    assert client.pets.client is client


@both
@pytest.mark.parametrize(
    ("named", "kind", "message"),
    [
        ({"base_url": "http://pets.example"}, ValueError, "use https"),
        ({"base_url": ""}, ValueError, "no base URL"),
        ({"headers": {"x-a": "a\nb"}}, ValueError, "the header x-a can't be sent"),
        ({"retries": -1}, ValueError, "a whole number from 0"),
        ({"retires": 1}, TypeError, "retires"),
    ],
)
def test_options_that_can_not_be_are_refused_at_once(twin: Any, named: Any, kind: Any, message: str) -> None:
    with pytest.raises(kind, match=message):
        made(twin, Service(200)).with_options(**named)


@both
def test_the_address_may_be_one_of_httpx(twin: Any) -> None:
    url: Any = httpx.URL("https://other.example/a/")
    assert made(twin, Service(200), base_url=url).base_url == "https://other.example/a"
    assert made(twin, Service(200)).with_options(base_url=url).base_url == "https://other.example/a"


@both
def test_who_names_the_usual_place_in_a_copy_has_not_chosen_another(twin: Any) -> None:
    request = Request("GET", "/pets", server="https://files.example")
    service = Service(200)
    client = made(twin, service, base_url="https://mine.example")
    run(client.send(request))
    run(client.with_options(base_url=f"{twin._default_base_url}/").send(request))
    assert [each.url.host for each in service.asked] == ["mine.example", "files.example"]


@both
def test_a_limit_of_a_copy_is_that_of_the_copy_alone(twin: Any) -> None:
    service = Service(lambda _: httpx.Response(200, content=b"12345"))
    client = made(twin, service)
    with pytest.raises(ResponseTooLargeError):
        run(client.with_options(max_response_bytes=4).send(GET))
    assert run(client.send(GET)).content == b"12345"


def closed(client: Any) -> None:
    run(client.close() if isinstance(client, SyncClient) else client.aclose())


@both
def test_closing_a_copy_keeps_the_connections_and_closing_the_original_does_not(twin: Any) -> None:
    client = twin({}, base_url="https://a.example")
    copy = client.with_options(timeout=1)
    closed(copy)
    closed(copy.with_options(timeout=2))
    assert not client._http.is_closed

    async def block() -> None:
        async with copy:
            pass

    if twin is Pets:
        with copy:
            pass
    else:
        asyncio.run(block())
    assert not client._http.is_closed
    closed(client)
    assert client._http.is_closed
    assert copy._http.is_closed


@both
def test_a_client_may_be_closed_before_it_is_used_and_twice(twin: Any) -> None:
    client = twin({}, base_url="https://a.example")
    closed(client)
    closed(client)
    with pytest.raises(RuntimeError, match="closed"):
        run(client.send(GET))


def test_connections_are_made_once_and_only_when_they_are_needed() -> None:
    makes: list[int] = []

    def make() -> httpx.Client:
        makes.append(1)
        time.sleep(0.02)
        return httpx.Client()

    held = base.Connections[httpx.Client](None, make)
    assert (makes, held.is_own) == ([], True)
    start = threading.Barrier(20)

    def get(_: int) -> int:
        start.wait()
        return id(held.get())

    with ThreadPoolExecutor(20) as pool:
        assert len(set(pool.map(get, range(20)))) == 1
    assert makes == [1]
    held.get().close()
    mine = httpx.Client()
    assert base.Connections[httpx.Client](mine, make).get() is mine
    assert not base.Connections[httpx.Client](mine, make).is_own
    mine.close()


def test_all_clients_share_one_tls_context(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    made_: list[Any] = []
    create = httpx.create_ssl_context

    def noted(**named: Any) -> Any:
        made_.append(create(**named))
        return made_[-1]

    monkeypatch.setattr(tls, "_contexts", {})
    monkeypatch.setattr(httpx, "create_ssl_context", noted)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    clients: list[Any] = [Pets({}), Pets({}), AsyncPets({})]
    pools: list[Any] = [each._http._transport._pool for each in clients]
    assert {id(each._ssl_context) for each in pools} == {id(made_[0])}
    with ThreadPoolExecutor(9) as pool:
        assert len({id(each) for each in pool.map(lambda _: tls.shared_context(), range(99))}) == 1
    assert len(made_) == 1
    # Who names other certificates means them.
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(b"")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert tls.shared_context() is not made_[0]
    for each in clients:
        closed(each)


@both
def test_the_resources_of_a_copy_use_the_copy(twin: Any) -> None:
    service = Service(lambda _: httpx.Response(200, json={"name": "n"}))
    http = twin.http(transport=httpx.MockTransport(service))
    client = getattr(acme(), "Acme" if twin is Pets else "AsyncAcme")(desk_key="1", account="u:p", http_client=http)
    run(client.auth.with_raw_response.get_account())
    copy = client.with_options(headers={"x-copy": "yes"})
    run(copy.auth.with_raw_response.get_account())
    run(client.auth.with_raw_response.get_account())
    assert [each.headers.get("x-copy") for each in service.asked] == [None, "yes", None]
    assert copy.auth is copy.auth is not client.auth


def echo(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"path": request.url.path, "own": request.headers["x-own"]})


def asked(number: int) -> tuple[Request, Any]:
    request = Request("GET", "/pets/{id}", path_params={"id": number}, idempotent=True, security=(("key",),))
    return request, {"headers": {"x-own": str(number)}}


def answer(number: int) -> bytes:
    return httpx.Response(200, json={"path": f"/pets/{number}", "own": str(number)}).content


def test_threads_share_a_client_and_each_gets_its_own_answer() -> None:
    def slow(request: httpx.Request) -> httpx.Response:
        time.sleep(0.001 * (int(request.headers["x-own"]) % 3))
        return echo(request)

    client = made(Pets, slow, credentials={"api_key": SECRET})

    def call(number: int) -> bytes:
        content: bytes = client.send(*asked(number)).content
        return content

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(call, range(400))) == [answer(number) for number in range(400)]


def test_tasks_share_a_client_and_each_gets_its_own_answer() -> None:
    async def slow(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0.001 * (int(request.headers["x-own"]) % 3))
        return echo(request)

    client = made(AsyncPets, slow, credentials={"api_key": SECRET})

    async def call(number: int) -> bytes:
        response = await client.send(*asked(number))
        content: bytes = response.content
        return content

    async def all_of_them() -> list[bytes]:
        return list(await asyncio.gather(*(call(number) for number in range(100))))

    assert asyncio.run(all_of_them()) == [answer(number) for number in range(100)]


@both
def test_a_deprecated_method_says_so_once_when_it_is_called(twin: Any) -> None:
    service = Service(lambda _: httpx.Response(204))
    http = twin.http(transport=httpx.MockTransport(service))
    client = getattr(acme(), "Acme" if twin is Pets else "AsyncAcme")(desk_key="1", http_client=http)
    given = "00000000-0000-0000-0000-000000000000"
    for method in (
        client.conversations.archive_conversation,
        client.conversations.with_raw_response.archive_conversation,
    ):
        with pytest.warns(DeprecationWarning, match="archive|deprecated") as caught:
            run(method(given))
        assert len(caught) == 1
    # Neither another method nor the making of the raw ones.
    run(client.conversations.delete_conversation(given))
    assert issubclass(twin, SyncClient | AsyncClient)
