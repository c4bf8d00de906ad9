"""What goes over the wire: streams at their pace, heads alone, kept connections, tokens; and the command."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from scripts.exchange import Exchange, Request, Response
from scripts.replay import serve
from scripts.replay.__main__ import main, parser
from scripts.replay.wishes import HEADERS
from scripts.vendors import ROOT, find
from tests.features_package import acme
from tests.replayed import API, ID, KEYS, acme_vendor, exchange

LOGIN = {"username": "ann", "password": "secret"}
EVENT = b'data: {"event": "status", "status": "open"}\n\n'
# The second event comes in two pieces, with a wait in the middle of it.
PIECES = [(0, EVENT), (60, EVENT[:20]), (120, EVENT[20:]), (120, b"data: [DONE]\n\n")]


def followed() -> Exchange:
    request = Request.of("GET", f"{API}/conversations/{ID}/events", [("authorization", "Bearer t")])
    content, chunks = b"".join(piece for _, piece in PIECES), tuple((at, len(piece)) for at, piece in PIECES)
    headers = [("content-type", "text/event-stream"), ("transfer-encoding", "chunked")]
    return exchange("follow", "followConversation", request, Response.of(200, headers, content, chunks))


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(acme_vendor(tmp_path_factory.mktemp("tree"), [followed()])) as found:
        yield found


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, headers=KEYS, trust_env=False) as opened:
        yield opened


def arrivals(client: httpx.Client, pace: str) -> tuple[list[bytes], list[float], httpx.Headers]:
    """Return the pieces of the stream as they came, and after how many seconds each."""
    start, pieces, times = time.monotonic(), list[bytes](), list[float]()
    with client.stream("GET", f"/conversations/{ID}/events", headers={"x-replay-pace": pace}) as response:
        for piece in response.iter_raw():
            pieces.append(piece)
            times.append(time.monotonic() - start)
    return pieces, times, response.headers


def test_a_stream_comes_in_its_pieces_none_before_its_time(client: httpx.Client) -> None:
    pieces, times, headers = arrivals(client, "1")
    assert b"".join(pieces) == b"".join(piece for _, piece in PIECES)
    # What is due at the same time may come together.
    borders = {sum(len(piece) for _, piece in PIECES[:count]) for count in range(1, len(PIECES) + 1)}
    assert {sum(map(len, pieces[:count])) for count in range(1, len(pieces) + 1)} <= borders
    assert pieces[:2] == [EVENT, EVENT[:20]]
    assert times[1] >= 0.06
    assert times[-1] >= 0.12
    assert headers["transfer-encoding"] == "chunked"
    assert "content-length" not in headers


def test_a_stream_is_slower_by_the_factor_that_is_asked_for_and_without_waits_at_nought(client: httpx.Client) -> None:
    assert arrivals(client, "3")[1][-1] >= 0.36
    assert b"".join(arrivals(client, "0")[0]) == b"".join(piece for _, piece in PIECES)


def test_both_twins_get_an_event_as_soon_as_it_is_sent(url: str) -> None:
    start, slowly = time.monotonic(), {"x-replay-pace": "1000"}
    with acme().Acme(base_url=url, desk_key="k", desk_token="t") as desk:
        with desk.messages.follow_conversation(ID, headers=slowly) as stream:
            assert next(iter(stream)).status == "open"
        assert [event.status for event in desk.messages.follow_conversation(ID)] == ["open", "open"]

    async def asynchronous() -> list[str]:
        async with acme().AsyncAcme(base_url=url, desk_key="k", desk_token="t") as desk:
            async with desk.messages.follow_conversation(ID, headers=slowly) as stream:
                assert (await anext(aiter(stream))).status == "open"
            return [event.status async for event in desk.messages.follow_conversation(ID)]

    assert asyncio.run(asynchronous()) == ["open", "open"]
    assert time.monotonic() - start < 60, "the second event of either would have taken a minute"


def test_whoever_leaves_a_stream_holds_nobody_up(tmp_path: Path) -> None:
    start = time.monotonic()
    with serve(acme_vendor(tmp_path, [followed()]), pace=1_000) as url:
        with httpx.stream("GET", f"{url}/conversations/{ID}/events", headers=KEYS, trust_env=False) as response:
            assert response.status_code == 200
        assert httpx.head(f"{url}/conversations/{ID}", headers=KEYS, trust_env=False).status_code == 200
    assert time.monotonic() - start < 100, "the stream would have taken two minutes"


def test_a_head_is_without_a_body_and_a_body_without_a_head_is_refused(client: httpx.Client) -> None:
    response = client.head(f"/conversations/{ID}")
    assert (response.status_code, response.content) == (200, b"")
    assert client.head("/conversations?page=x").status_code == 400
    assert client.options(f"/conversations/{ID}").json()["findings"][0]["code"] == "request.method.undocumented"


def test_no_body_has_no_length(client: httpx.Client) -> None:
    response = client.delete(f"/conversations/{ID}")
    assert (response.status_code, response.content) == (204, b"")
    assert "content-length" not in response.headers


def test_a_connection_is_kept_over_all_kinds_of_answers(url: str) -> None:
    with httpx.Client(base_url=url, headers=KEYS, trust_env=False) as client:
        addresses = set()
        for method, path in [
            ("GET", ""),
            ("HEAD", ""),
            ("DELETE", ""),
            ("GET", "/events"),
            ("PUT", ""),
            ("GET", "/none"),
        ]:
            with client.stream(method, f"/conversations/{ID}{path}", headers={"x-replay-pace": "0"}) as response:
                addresses.add(response.extensions["network_stream"].get_extra_info("client_addr"))
                response.read()
    assert len(addresses) == 1


def test_wishes_are_no_part_of_the_request_that_is_judged(client: httpx.Client) -> None:
    wishes = {"x-replay-session": "s", "x-replay-pace": "0", "x-replay-status": "200"}
    assert client.get("/conversations", headers=wishes).status_code == 200


def test_a_password_and_a_secret_get_tokens_with_nothing_changed_but_the_base_url(url: str) -> None:
    with acme().Acme(base_url=url, **LOGIN) as desk:
        assert desk.auth.get_user().id
    with acme().Acme(base_url=url, app_client_id="app", app_client_secret="secret") as desk:
        assert type(desk.auth.get_app()).__name__ == "App"

    async def asynchronous() -> Any:
        async with acme().AsyncAcme(base_url=url, **LOGIN) as desk:
            return (await desk.auth.get_user()).id

    assert asyncio.run(asynchronous())


@pytest.mark.parametrize(
    ("form", "status", "body"),
    [
        ({"grant_type": "password", **LOGIN}, 200, {"access_token": "generated-token-1", "token_type": "bearer"}),
        ({"grant_type": "refresh_token", "refresh_token": "r"}, 200, {"refresh_token": "generated-refresh-token-1"}),
        ({"grant_type": "password", "username": "ann"}, 400, {"error": "invalid_request"}),
        ({"grant_type": "device"}, 400, {"error": "unsupported_grant_type"}),
        ({}, 400, {"error": "unsupported_grant_type"}),
    ],
)
def test_a_token_is_given_for_what_the_grant_needs(
    client: httpx.Client, form: dict[str, str], status: int, body: dict[str, str]
) -> None:
    # That address is no operation of the description.
    response = client.post("/v1/auth/token", data=form, headers={"x-replay-session": f"{form}"})
    assert response.status_code == status
    assert body.items() <= response.json().items()
    assert response.headers["x-replay-kind"] == "generated"


def test_each_token_of_a_session_is_another_one_and_each_session_begins_anew(client: httpx.Client) -> None:
    form = {"grant_type": "client_credentials", "client_id": "a", "client_secret": "b"}
    tokens = [
        client.post("/v1/auth/token", data=form, headers={"x-replay-session": name}).json()["access_token"]
        for name in ("t1", "t1", "t2")
    ]
    assert tokens == ["generated-token-1", "generated-token-2", "generated-token-1"]
    basic = {"grant_type": "client_credentials"}
    assert client.post("/v1/auth/token", data=basic, auth=("a", "b")).status_code == 200


def test_a_login_that_fails_on_demand_is_the_clients_login_error(url: str) -> None:
    headers = {"x-replay-session": "no login"}
    fault = {"x-replay-fault": "status=401;times=1"}
    assert httpx.post(f"{url}/__replay/faults", headers=headers | fault, trust_env=False).status_code == 204
    with (
        httpx.Client(headers=headers, trust_env=False) as own,
        acme().Acme(base_url=url, http_client=own, retries=0, **LOGIN) as desk,
        pytest.raises(acme().LoginError),
    ):
        desk.auth.get_user()


def test_the_command_says_where_it_serves_and_stops_when_it_is_interrupted() -> None:
    command = [sys.executable, "-m", "scripts.replay", find()[0].name, "--pace", "0", "--fault", "status=503;times=1"]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            url = process.stdout.readline().strip()
            assert httpx.get(f"{url}/nowhere", trust_env=False).status_code == 400
            assert url in process.stdout.readline()
            assert "--help" in process.stdout.readline()
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(20) in {0, 130}


def test_the_help_tells_every_header_and_every_fault(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["--help"])
    text = capsys.readouterr().out
    words = (
        "latency=",
        "status=429",
        "reset-after=",
        "truncate=",
        "slow-headers",
        "slow-body",
        "malformed",
        "times=",
        "for=",
    )
    assert [word for word in (*HEADERS, *words, "--no-generated", "/__replay/reset") if word not in text] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["--pace", "-1"], "--pace: -1 is no pace"), (["--fault", "rest"], "--fault: 'rest' is no fault: use status")],
)
def test_what_is_misspelt_on_the_command_line_is_refused(arguments: list[str], says: str) -> None:
    with pytest.raises(Exception, match=says):
        main([find()[0].name, *arguments])
