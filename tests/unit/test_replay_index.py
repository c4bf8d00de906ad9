"""Which exchange is served: by the index as by going through all of them; sequences in turn, each session its own."""

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
import pytest

from scripts.exchange import Exchange, Request, Response
from scripts.replay import canonical, pick, serve
from scripts.replay.sessions import Sessions
from tests.replayed import API, ID, JSON, KEYS, acme_vendor, exchange

PATH = f"/conversations/{ID}"


def got(name: str, status: int = 200, path: str = PATH, body: bytes = b"", variant: str | None = None) -> Exchange:
    request = Request.of("GET", f"{API}{path}", KEYS.items(), body)
    response = Response.of(status, [JSON], json.dumps({"name": name}).encode())
    return exchange(name, "getConversation", request, response, variant)


def by_going_through_all(recorded: Sequence[Exchange], request: Request) -> Exchange | None:
    """Pick as the index does, in the plainest way."""

    def body(content: bytes) -> object:
        try:
            return json.dumps(json.loads(content), sort_keys=True)
        except ValueError:
            return content

    def likeness(each: Exchange) -> tuple[bool, bool, bool]:
        theirs, ours = urlsplit(each.request.url), urlsplit(request.url)
        return (
            unquote(theirs.path).endswith(unquote(ours.path)),
            sorted(parse_qsl(theirs.query, keep_blank_values=True))
            == sorted(parse_qsl(ours.query, keep_blank_values=True)),
            body(each.request.content) == body(request.content),
        )

    def rank(each: Exchange) -> tuple[bool, bool, tuple[bool, bool, bool]]:
        return all(likeness(each)), each.response.status < 300, likeness(each)

    return max((each for each in recorded if all(likeness(each)) or each.response.status < 300), key=rank, default=None)


def test_the_index_finds_what_going_through_all_of_them_finds() -> None:
    dice = random.Random(6)
    for _ in range(3_000):
        recorded = [
            got(
                f"{number}",
                dice.choice([200, 201, 404]),
                dice.choice(["/a/1", "/a/2", "/a/1?x=1&y=2", "/a/2?y=2&x=1"]),
                dice.choice([b"", b"{}", b'{"a": 1, "b": 2}']),
            )
            for number in range(dice.randrange(6))
        ]
        path = dice.choice(["/a/1", "/a/%31", "/a/3", "/a/1?y=2&x=1", "/a/3?x=2"])
        request = Request.of("GET", f"http://replay{path}", (), dice.choice([b"", b'{"b":2,"a":1}', b"no"]))
        assert pick(recorded, request) is by_going_through_all(recorded, request)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Request.of("GET", "https://api.acme.test/v1/a/b?x=1&y="), Request.of("GET", "http://replay/%61/b?y=&x=1")),
        (
            Request.of("POST", "http://replay/a/b", [JSON], b'{"a":1,"b":[2]}'),
            Request.of("POST", "http://replay/a/b", [JSON], b'{ "b": [2], "a": 1 }'),
        ),
        (
            Request.of(
                "POST", "http://replay/a/b", [("content-type", "multipart/form-data; boundary=x")], b"--x\r\nz\r\n--x--"
            ),
            Request.of(
                "POST", "http://replay/a/b", [("content-type", "multipart/form-data; boundary=y")], b"--y\r\nz\r\n--y--"
            ),
        ),
    ],
)
def test_requests_that_mean_the_same_are_equal(one: Request, other: Request) -> None:
    assert canonical(one, 2) == canonical(other, 2)


@pytest.mark.parametrize("url", ["http://replay/a/c", "http://replay/a/b?x=1", "http://replay/a%2Fb"])
def test_requests_that_mean_another_thing_are_not(url: str) -> None:
    assert canonical(Request.of("GET", "http://replay/a/b"), 2) != canonical(Request.of("GET", url), 2)


SEQUENCE = [got("b-second"), got("a-first"), got("c-third"), got("0-failed", 404), got("1-other", variant="other")]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    with (
        serve(acme_vendor(tmp_path, SEQUENCE)) as url,
        httpx.Client(base_url=url, headers=KEYS, trust_env=False) as opened,
    ):
        yield opened


def served(client: httpx.Client, count: int = 1, **wishes: str) -> list[str]:
    headers = {f"x-replay-{name}": value for name, value in wishes.items()}
    return [client.get(PATH, headers=headers).headers["x-replay-exchange"] for _ in range(count)]


def test_a_sequence_is_served_by_file_name_and_its_last_exchange_repeats(client: httpx.Client) -> None:
    assert served(client, 5) == ["a-first", "b-second", "c-third", "c-third", "c-third"]


def test_each_session_has_its_own_turns(client: httpx.Client) -> None:
    assert served(client, 2, session="one") == ["a-first", "b-second"]
    assert served(client, session="two") == ["a-first"]
    assert served(client) == ["a-first"]
    assert served(client, session="one") == ["c-third"]


def test_a_session_can_begin_anew_and_another_goes_on(client: httpx.Client) -> None:
    served(client, session="one")
    served(client, session="two")
    assert client.post("/__replay/reset", headers={"x-replay-session": "one"}).status_code == 204
    assert served(client, session="one") == ["a-first"]
    assert served(client, session="two") == ["b-second"]


def test_a_failure_is_served_to_whoever_asks_for_its_status(client: httpx.Client) -> None:
    assert served(client, status="404") == ["0-failed"]
    response = client.get(f"/conversations/{ID[:-1]}9", headers={"x-replay-status": "404"})
    assert response.headers["x-replay-exchange"] == "0-failed", "the one that is most like it"


def test_an_exchange_that_is_asked_for_by_name_takes_nobodys_turn(client: httpx.Client) -> None:
    assert served(client, exchange="c-third") == ["c-third"]
    assert served(client) == ["a-first"]


def test_what_is_recorded_is_served_before_what_could_be_generated(client: httpx.Client) -> None:
    assert client.get(PATH).headers["x-replay-kind"] == "docs"
    assert client.get(PATH, headers={"x-replay-example": "1"}).headers["x-replay-kind"] == "generated"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("x-replay-statsu", "404", "x-replay-statsu: there is no such header: use x-replay-session, "),
        ("x-replay-status", "4o4", "x-replay-status: 4o4 is no status: give one from 200 to 599"),
        ("x-replay-pace", "fast", "x-replay-pace: fast is no pace: give a factor from 0, as 0.5"),
        ("x-replay-fault", "rest", "x-replay-fault: 'rest' is no fault: use status, reset, "),
    ],
)
def test_what_is_misspelt_is_said_in_one_line(client: httpx.Client, name: str, value: str, says: str) -> None:
    response = client.get(PATH, headers={name: value})
    assert response.status_code == 400
    assert response.json()["error"].startswith(says)
    assert "\n" not in response.json()["error"]


def test_what_the_replay_itself_can_not_do_is_said(client: httpx.Client) -> None:
    assert client.post("/__replay/rest").json()["error"].startswith("POST /__replay/rest: no such request: POST ")
    assert client.get("/__replay/reset").status_code == 400


def test_of_too_many_sessions_the_one_that_was_used_least_lately_is_forgotten() -> None:
    sessions = Sessions()
    first = sessions.get("first")
    for number in range(9_999):
        sessions.get(f"{number}")
    assert sessions.get("first") is first
    sessions.get("one more")
    assert sessions.get("first") is first
    forgotten = sessions.get("0")
    assert forgotten is sessions.get("0")
