"""Faults on demand: what a client makes of each, when they come, and how they are spelt."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from scripts.problem import Refused
from scripts.replay import serve
from scripts.replay.faults import Fault, schedule
from scripts.replay.sessions import Session
from tests.features_package import acme
from tests.replayed import ID, KEYS, acme_vendor

SECRETS = {"desk_key": "k", "desk_id": "i", "desk_secret": "s", "desk_token": "t"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(acme_vendor(tmp_path_factory.mktemp("tree"))) as found:
        yield found


@pytest.fixture
def http(url: str, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    headers = KEYS | {"x-replay-session": request.node.name.encode("ascii", "replace").decode()}
    with httpx.Client(base_url=url, headers=headers, trust_env=False) as opened:
        yield opened


@pytest.fixture(params=["Acme", "AsyncAcme"])
def outcome(url: str, request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Call an operation with a fault by either twin; gives what is returned or raised."""

    def call(fault: str, do: Callable[[Any, dict[str, str]], Any] | None = None, **settings: Any) -> Any:
        headers = {"x-replay-fault": fault, "x-replay-session": f"{request.node.name} {fault}"}
        given = {"retries": 0, "timeout": 5, **settings}
        made = getattr(acme(), request.param)(base_url=url, **SECRETS, **given)
        wanted = do or (lambda client, asked: client.conversations.get_conversation(ID, headers=asked))

        async def asynchronous() -> Any:
            async with made as client:
                found = wanted(client, headers)
                return [each async for each in found] if hasattr(found, "__aiter__") else await found

        def synchronous() -> Any:
            with made as client:
                found = wanted(client, headers)
                return list(found) if "Stream" in type(found).__name__ else found

        try:
            return asyncio.run(asynchronous()) if request.param == "AsyncAcme" else synchronous()
        except acme().ApiError as error:
            return error

    return call


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("reset", "ApiConnectionError"),
        ("reset-after=10", "ApiConnectionError"),
        ("truncate=50%", "ApiConnectionError"),
        ("truncate=0", "ApiConnectionError"),
        ("malformed", "DecodeError"),
        ("empty", "DecodeError"),
        ("wrong-type", "DecodeError"),
        ("status=404", "NotFoundError"),
        ("status=429;retry-after=1", "RateLimitError"),
        ("status=503", "ServerError"),
    ],
)
def test_each_fault_ends_in_the_error_that_is_documented(outcome: Callable[..., Any], fault: str, error: str) -> None:
    assert type(outcome(fault)) is getattr(acme(), error)


@pytest.mark.parametrize("fault", ["latency=5s", "slow-headers=9s", "slow-body=30s"])
def test_what_takes_too_long_ends_in_a_timeout(outcome: Callable[..., Any], fault: str) -> None:
    assert type(outcome(fault, timeout=0.1)) is acme().ApiTimeoutError


@pytest.mark.parametrize("fault", ["latency=50ms", "slow-headers=50ms", "slow-body=50ms", "pass"])
def test_what_is_only_slow_is_read_all_the_same(outcome: Callable[..., Any], fault: str) -> None:
    start = time.monotonic()
    assert outcome(fault).id
    assert fault == "pass" or time.monotonic() - start >= 0.04


@pytest.mark.parametrize("fault", ["reset-after=60", "truncate=50%", "truncate=60"])
def test_a_stream_that_breaks_off_says_so_after_what_it_brought(outcome: Callable[..., Any], fault: str) -> None:
    def follow(client: Any, headers: dict[str, str]) -> Any:
        return client.messages.follow_conversation(ID, headers={**headers, "x-replay-pace": "0"})

    assert type(outcome(fault, follow)) is acme().StreamInterruptedError


def test_a_storm_is_weathered_by_retries(outcome: Callable[..., Any]) -> None:
    retries = acme().Retries(3, first_delay=0.001)
    assert outcome("status=429;retry-after=0;times=3", retries=retries).id
    assert type(outcome("status=429;retry-after=0;times=5", retries=retries)) is acme().RateLimitError


def statuses(client: httpx.Client, count: int, **wishes: str) -> list[int]:
    headers = {f"x-replay-{name}": value for name, value in wishes.items()}
    return [client.get(f"/conversations/{ID}", headers=headers).status_code for _ in range(count)]


def test_a_storm_ends_after_so_many_requests_of_its_session(http: httpx.Client) -> None:
    fault = "status=429;times=2"
    assert statuses(http, 3, fault=fault) == [429, 429, 200]
    assert statuses(http, 3, fault=fault, session="another") == [429, 429, 200]
    http.post("/__replay/reset")
    assert statuses(http, 1, fault=fault) == [429]


def test_a_storm_ends_after_some_time(http: httpx.Client) -> None:
    assert statuses(http, 2, fault="status=503;for=100s") == [503, 503]
    assert statuses(http, 1, fault="status=503;for=0.001s") == [503]
    time.sleep(0.01)
    assert statuses(http, 1, fault="status=503;for=0.001s") == [200]


def test_a_session_is_set_for_all_of_its_requests(http: httpx.Client) -> None:
    assert (
        http.post("/__replay/faults", headers={"x-replay-fault": "status=503,pass,status=404;times=2"}).status_code
        == 204
    )
    assert statuses(http, 5) == [503, 200, 404, 404, 200]


def test_a_page_of_a_proxy_is_a_success_with_another_type(http: httpx.Client) -> None:
    response = http.get(f"/conversations/{ID}", headers={"x-replay-fault": "wrong-type"})
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html")


def test_a_status_that_is_documented_has_the_body_that_is_documented(http: httpx.Client) -> None:
    response = http.get("/conversations", headers={"x-replay-fault": "status=429;retry-after=7"})
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["retry-after"] == "7"
    assert response.headers["x-replay-kind"] == "generated"
    assert http.get(f"/conversations/{ID}", headers={"x-replay-fault": "status=418"}).content == b""


def test_a_request_that_does_not_fit_is_told_so_and_uses_no_fault_up(http: httpx.Client) -> None:
    fault = {"x-replay-fault": "status=503;times=1"}
    assert http.get("/conversations?page=x", headers=fault).status_code == 400
    assert http.get("/conversations", headers=fault).status_code == 503


def test_a_reset_is_one_of_tcp(http: httpx.Client) -> None:
    with pytest.raises(httpx.ReadError, match="reset"):
        http.get(f"/conversations/{ID}", headers={"x-replay-fault": "reset"})


def test_the_server_is_set_for_every_session(tmp_path: Path) -> None:
    with (
        serve(acme_vendor(tmp_path), fault="status=503;times=1") as url,
        httpx.Client(base_url=url, headers=KEYS, trust_env=False) as client,
    ):
        assert statuses(client, 2) == [503, 200]
        assert statuses(client, 2, session="another") == [503, 200]


def test_a_connection_is_kept_after_faults_that_leave_it_whole(url: str) -> None:
    with httpx.Client(base_url=url, headers=KEYS, trust_env=False) as client:
        streams = set()
        for fault in ("status=503", "latency=1ms", "empty", "malformed", "wrong-type", "slow-body=5ms", "pass"):
            with client.stream("GET", f"/conversations/{ID}", headers={"x-replay-fault": fault}) as response:
                streams.add(response.extensions["network_stream"].get_extra_info("client_addr"))
                response.read()
        assert len(streams) == 1


def test_requests_at_the_same_time_are_answered_each_by_itself(url: str) -> None:
    def ask(number: int) -> tuple[int, int]:
        headers = {"x-replay-session": f"at once {number % 4}", "x-replay-fault": "status=429;times=5,pass"}
        response = httpx.get(f"{url}/conversations/{ID}", headers=KEYS | headers, trust_env=False)
        return number % 4, response.status_code

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(40)))
    for session in range(4):
        assert sorted(status for each, status in found if each == session) == [200] * 5 + [429] * 5


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("latency=250ms", [Fault(latency=0.25)]),
        ("reset", [Fault("reset")]),
        ("reset-after=100", [Fault("reset-after", 100)]),
        ("truncate=50%", [Fault("truncate", 0.5, share=True)]),
        ("status=429;retry-after=1;times=3", [Fault("status", 429, retry_after="1", times=3)]),
        ("slow-headers", [Fault("slow-headers", 1)]),
        ("slow-body = 2 ; latency=1.5s", [Fault("slow-body", 2, latency=1.5)]),
        ("empty,pass;for=2s,malformed", [Fault("empty", times=1), Fault(within=2), Fault("malformed")]),
    ],
)
def test_a_schedule_is_read(text: str, steps: list[Fault]) -> None:
    assert list(schedule("--fault", text).steps) == steps


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "'' is no fault: use status, reset, "),
        ("rest", "'rest' is no fault: use status, reset, "),
        ("reset=1", "reset takes no value: write as in"),
        ("latency", "latency needs a value: write as in"),
        ("slow-body=", "slow-body needs a value: write as in"),
        ("latency=soon", "latency can't be soon: give a time, as 250ms or 2s"),
        ("status=99", "status can't be 99: write as in"),
        ("truncate=101%", "truncate can't be 101%: write as in"),
        ("reset-after=50%", "reset-after can't be 50%: write as in"),
        ("reset;empty", "reset and empty can't be one step: put a comma between them"),
        ("times=3", "times=3 says nothing that goes wrong: write as in"),
        ("reset;times=0", "times can't be 0: write as in"),
        ("reset;times=2;for=1s", "times and for can't end the same step: leave one out"),
        ("reset;retry-after=1", "retry-after goes with a status alone: write as in"),
        ("reset;reset", "reset stands twice in reset;reset: write as in"),
    ],
)
def test_what_is_misspelt_is_refused_in_one_line(text: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        schedule("--fault", text)
    assert str(refused.value).startswith(f"--fault: {says}")
    assert "\n" not in str(refused.value)


def test_steps_follow_each_other_and_the_last_stays_unless_it_ends() -> None:
    session, steps = Session(), schedule("--fault", "reset,empty;times=2,pass,malformed")
    found = [fault.deed if (fault := session.fault(None, steps)) else None for _ in range(6)]
    assert found == ["reset", "empty", "empty", "", "malformed", "malformed"]
    session, ends = Session(), schedule("--fault", "reset;times=1")
    assert [session.fault(None, ends) is None for _ in range(3)] == [False, True, True]
