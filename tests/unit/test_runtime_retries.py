"""Sending again: after what, how often, after which pause, and within which time."""

import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from typing import Any

import httpx
import pytest

from scripts.runtime.client import AsyncClient
from scripts.runtime.errors import ApiConnectionError, ApiStatusError, ApiTimeoutError
from scripts.runtime.message import Request
from scripts.runtime.options import Retries
from tests.twins import GET, Clock, Service, both, clock, made, run, streamed

__all__ = ["clock"]
POST = Request("POST", "/pets", body={"a": 1})
TRANSIENT = (408, 429, 502, 503, 504)
FAULTS = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.ReadTimeout,
    httpx.WriteTimeout,
    httpx.PoolTimeout,
    httpx.ReadError,
    httpx.WriteError,
    httpx.RemoteProtocolError,
    httpx.ProxyError,
    httpx.DecodingError,
)


@pytest.fixture(autouse=True)
def _longest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let chance always choose the longest pause."""
    monkeypatch.setattr(random, "uniform", lambda _, high: high)


def sent(twin: Any, service: Service, request: Request = GET, options: Any = None, **named: Any) -> Any:
    return run(made(twin, service, **named).send(request, options or {}))


@both
@pytest.mark.parametrize("failure", [*TRANSIENT, *FAULTS], ids=lambda each: getattr(each, "__name__", each))
def test_what_may_pass_is_sent_again(twin: Any, failure: Any, clock: Clock) -> None:
    service = Service(failure, failure, 200)
    response = sent(twin, service)
    assert (response.status_code, response.attempts, len(service.asked)) == (200, 3, 3)
    assert clock.pauses == [0.5, 1.0]


@both
@pytest.mark.parametrize("status", [200, 204, 301, 304, 400, 401, 403, 404, 409, 422, 425, 500, 501, 505, 520, 599])
def test_what_another_time_would_not_change_is_sent_once(twin: Any, status: int, clock: Clock) -> None:
    service = Service(status)
    response = sent(twin, service)
    assert (response.status_code, response.attempts, len(service.asked), clock.pauses) == (status, 1, 1, [])


@both
@pytest.mark.parametrize("failure", [503, httpx.ReadError])
@pytest.mark.parametrize("is_marked", [True, False])
def test_only_what_does_no_more_when_it_is_done_twice_is_sent_again(
    twin: Any, failure: Any, is_marked: bool, clock: Clock
) -> None:
    service = Service(failure, 200)
    request = Request("POST", "/pets", body={"a": 1}, idempotent=is_marked)
    if is_marked:
        assert sent(twin, service, request).attempts == 2
        assert service.bodies == [b'{"a":1}'] * 2
    elif failure == 503:
        assert sent(twin, service, request).status_code == 503
    else:
        with pytest.raises(ApiConnectionError, match=r"it broke$"):
            sent(twin, service, request)
    assert len(service.asked) == 1 + is_marked


@both
@pytest.mark.parametrize("retries", [0, Retries(0)])
@pytest.mark.parametrize("place", ["client", "call", "copy"])
def test_none_is_sent_again_where_the_user_says_so(twin: Any, retries: Any, place: str, clock: Clock) -> None:
    service = Service(503)
    client = made(twin, service, retries=retries if place == "client" else 3)
    client = client.with_options(retries=retries) if place == "copy" else client
    response = run(client.send(GET, {"retries": retries} if place == "call" else {}))
    assert (response.attempts, len(service.asked), clock.pauses) == (1, 1, [])


@both
def test_a_call_may_have_a_policy_of_its_own(twin: Any, clock: Clock) -> None:
    service = Service(503)
    assert sent(twin, service, GET, {"retries": 1}).attempts == 2
    assert clock.pauses == [0.5]
    policy = Retries(4, first_delay=1, max_delay=3)
    assert sent(twin, service, GET, {"retries": policy}, retries=0).attempts == 5
    assert clock.pauses == [0.5, 1, 2, 3, 3]


@both
@pytest.mark.parametrize("bad", [-1, 1.5, "3", True, None])
def test_retries_that_can_not_be_counted_are_refused_before_anything_is_sent(twin: Any, bad: Any) -> None:
    service = Service(503)
    with pytest.raises(ValueError, match="retries are a whole number from 0"):
        sent(twin, service, GET, {"retries": bad})
    with pytest.raises(ValueError, match="retries are a whole number from 0"):
        made(twin, service, retries=bad)
    assert service.asked == []


@pytest.mark.parametrize("bad", [{"first_delay": -1}, {"max_delay": -0.1}, {"total": -1}, {"total": float("nan")}])
def test_a_policy_is_counted_in_seconds_from_0(bad: Any) -> None:
    with pytest.raises(ValueError, match="seconds from 0"):
        Retries(1, **bad)
    assert repr(Retries(3)) == "Retries(3, first_delay=0.5, max_delay=8.0, total=120.0)"
    assert Retries(3) == Retries(3) != Retries(3, total=1)


@both
def test_a_pause_is_any_part_of_the_longest_one(twin: Any, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[float, float]] = []

    def chosen(low: float, high: float) -> float:
        asked.append((low, high))
        return low + (high - low) / 4

    monkeypatch.setattr(random, "uniform", chosen)
    sent(twin, Service(503), GET, {"retries": Retries(6, first_delay=0.5, max_delay=4.0)})
    assert asked[:6] == [(0, 0.5), (0, 1.0), (0, 2.0), (0, 4.0), (0, 4.0), (0, 4.0)]
    assert clock.pauses == [0.125, 0.25, 0.5, 1.0, 1.0, 1.0]


def waiting(said: str, status: int = 429) -> Any:
    return lambda _: httpx.Response(status, headers={"Retry-After": said})


@both
@pytest.mark.parametrize(
    ("said", "pause"),
    [
        ("7", 7.0),
        (" 7.25 ", 7.25),
        # What we would wait for anyway is not made shorter.
        ("0.1", 0.5),
        ("0", 0.5),
        ("-5", 0.5),
        ("", 0.5),
        ("soon", 0.5),
        ("nan", 0.5),
        ("inf", 0.5),
        ("-inf", 0.5),
        ("Fri, 31 Feb 2020 00:00:00 GMT", 0.5),
        ("Fri, 01 Jan 99999999999999999999 00:00:00 GMT", 0.5),
        ("Fri, 01 Jan 2020 00:00:00 +99999999999999999999", 0.5),
        ("Fri, 01 Jan 2010 00:00:00 GMT", 0.5),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_the_service_may_ask_for_a_longer_pause(twin: Any, said: str, pause: float, status: int, clock: Clock) -> None:
    assert sent(twin, Service(waiting(said, status), 200)).attempts == 2
    assert clock.pauses == [pause]


@both
@pytest.mark.parametrize("zone", ["GMT", "-0000", ""])
def test_the_service_may_name_the_time_to_come_again(twin: Any, zone: str, clock: Clock) -> None:
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True).replace("GMT", zone).strip()
    assert sent(twin, Service(waiting(when), 200)).attempts == 2
    assert 55 < clock.pauses[0] <= 60


@both
@pytest.mark.parametrize("said", ["120", "1e30", "99999999999", "Fri, 01 Jan 2990 00:00:00 GMT"])
def test_a_pause_that_would_last_too_long_is_not_made(twin: Any, said: str, clock: Clock) -> None:
    service = Service(waiting(said))
    response = sent(twin, service)
    assert (response.status_code, response.attempts, clock.pauses) == (429, 1, [])
    with pytest.raises(ApiStatusError) as caught:
        response.decode({"200": None}, errors={})
    assert caught.value.retry_after is not None
    assert caught.value.retry_after >= 120


@both
def test_nothing_is_begun_after_the_time_for_all_of_it(twin: Any, clock: Clock) -> None:
    def slow(_: httpx.Request) -> httpx.Response:
        clock.now += 4
        return httpx.Response(503)

    service = Service(slow)
    policy = Retries(100, first_delay=1, max_delay=1, total=12)
    assert sent(twin, service, GET, {"retries": policy}).attempts == 3
    assert clock.now == 1000 + 3 * 4 + 2


@both
@pytest.mark.parametrize("timeout", [10.0, None, httpx.Timeout(10.0), httpx.Timeout(None, connect=3)])
def test_later_tries_have_what_is_left_of_the_time(twin: Any, timeout: Any, clock: Clock) -> None:
    def slow(_: httpx.Request) -> httpx.Response:
        clock.now += 5
        return httpx.Response(503)

    service = Service(slow)
    policy = Retries(3, first_delay=1, max_delay=1, total=13.5)
    sent(twin, service, GET, {"retries": policy, "timeout": timeout})
    limits = [request.extensions["timeout"] for request in service.asked]
    stated = timeout.as_dict() if isinstance(timeout, httpx.Timeout) else dict.fromkeys(limits[0], timeout)
    assert limits[0] == stated
    assert limits[1] == {part: min(each or 7.5, 7.5) for part, each in stated.items()}
    assert limits[2] == {part: min(each or 1.5, 1.5) for part, each in stated.items()}


@both
def test_an_error_says_how_often_it_was_tried(twin: Any, clock: Clock) -> None:
    with pytest.raises(ApiConnectionError, match=r"^GET https://pets\.example/pets: it broke \(after 3 attempts\)$"):
        sent(twin, Service(httpx.ReadError))
    with pytest.raises(ApiTimeoutError, match=r"\(after 2 attempts\)$"):
        sent(twin, Service(503, httpx.ReadTimeout), GET, {"retries": 1})
    with pytest.raises(ApiStatusError, match=r"^GET /pets answered 503 after 3 attempts: no body$"):
        sent(twin, Service(503)).decode({"200": None}, errors={})


@both
def test_a_body_that_breaks_off_is_asked_for_again(twin: Any, clock: Clock) -> None:
    service = Service(lambda _: streamed(b"wh", httpx.ReadError), lambda _: streamed(b"who", b"le"))
    response = sent(twin, service)
    assert (response.content, response.attempts) == (b"whole", 2)


@both
def test_a_failure_that_breaks_off_is_a_failure_all_the_same(twin: Any, clock: Clock) -> None:
    response = sent(twin, Service(lambda _: streamed(b"half a sent", httpx.ReadError, status=400)))
    assert (response.status_code, response.content, response.attempts) == (400, b"half a sent", 1)


@both
def test_a_stream_is_begun_again_but_never_taken_up_again(twin: Any, clock: Clock) -> None:
    service = Service(httpx.ConnectError, 503, lambda _: streamed(b"a", httpx.ReadError))
    got = run(made(twin, service)._open_stream(GET, {}))
    assert (got.status_code, got.attempts, len(service.asked)) == (200, 3, 3)


class Pipe(BytesIO):
    """Can be read once."""

    def seek(self, *_: int) -> int:
        raise OSError

    tell = seek


@both
@pytest.mark.parametrize("failure", [503, httpx.ReadError])
def test_a_file_is_sent_again_from_where_it_stood(twin: Any, failure: Any, clock: Clock) -> None:
    service = Service(failure, failure, 200)
    file = BytesIO(b"12345")
    file.seek(2)
    request = Request("PUT", "/pets", body=file, media_type="image/png", idempotent=True)
    assert sent(twin, service, request).attempts == 3
    assert service.bodies == [b"345"] * 3


@both
def test_a_pipe_that_was_read_is_not_sent_again_and_what_went_wrong_is_told(twin: Any, clock: Clock) -> None:
    def request() -> Request:
        return Request("PUT", "/pets", body=Pipe(b"1"), media_type="image/png", idempotent=True)

    response = sent(twin, Service(503), request())
    assert (response.status_code, response.attempts) == (503, 1)
    with pytest.raises(ApiTimeoutError, match=r"it broke$"):
        sent(twin, Service(httpx.ReadTimeout), request())
    assert clock.pauses == []


PROGRAM = """
import sys, httpx
from scripts.runtime.client import SyncClient
from scripts.runtime.message import Request
from scripts.runtime.options import Retries
def service(request):
    return httpx.Response(503 if "bad" in request.url.path else 200)
http = httpx.Client(transport=httpx.MockTransport(service))
client = SyncClient({}, base_url="https://a.test", http_client=http, retries=Retries(2, first_delay=0))
client.send(Request("GET", "/good", idempotent=True))
client.send(Request("POST", "/bad"))
client.send(Request("GET", "/bad", idempotent=True), {"retries": 0})
assert not [name for name in sys.modules if name.startswith("tenacity")]
assert client.send(Request("GET", "/bad", idempotent=True)).attempts == 3
assert "tenacity" in sys.modules
"""


def test_what_retries_need_is_loaded_by_the_first_fault_alone() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], check=True)


@both
def test_a_client_that_is_closed_is_not_asked_again(twin: Any, clock: Clock) -> None:
    client = made(twin, Service(200))
    run(client._http.aclose() if issubclass(twin, AsyncClient) else client._http.close())
    with pytest.raises(RuntimeError, match="closed"):
        run(client.send(GET))
    assert clock.pauses == []
