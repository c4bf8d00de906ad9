"""A recording session: what is written still fits, links and says truly where it comes from; what isn't is named."""

import asyncio
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from scripts import document
from scripts.conform import Conformer, Match
from scripts.exchange import Exchange, read_all
from scripts.exchange import Request as Sent
from scripts.problem import Refused
from scripts.record import AsyncRecordingTransport, Recorder, RecordingTransport, files, recording
from scripts.record.places import Pointers
from scripts.vendors import Vendor
from tests.features_package import acme as package
from tests.recording import API, PLAIN, Service, call, reveals, server, streamed, vendor

TWINS = ["sync", "async"]
KEY = {"x-door": PLAIN}
ONE, TWO = "7f3c1d22-1111-4222-8333-abcdefabcdef", "99999999-1111-4222-8333-abcdefabcdef"


@pytest.fixture
def acme(tmp_path: Path) -> Vendor:
    return vendor(tmp_path)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with server() as opened:
        yield opened


def thing(**fields: Any) -> Response:
    return JSONResponse(fields)


def only(acme: Vendor) -> Exchange:
    (found,) = read_all(acme.recordings)
    return found


class Stub:
    """The connection of a response: who is at its other end."""

    def __init__(self, address: Any) -> None:
        self.address = address

    def get_extra_info(self, name: str) -> Any:
        return self.address if name == "server_addr" else None


def answering(address: Any, response: httpx.Response) -> httpx.MockTransport:
    response.extensions["network_stream"] = Stub(address)
    return httpx.MockTransport(lambda _: response)


def ask(recorder: Recorder, transport: httpx.BaseTransport, url: str = f"{API}/things") -> None:
    with httpx.Client(transport=RecordingTransport(transport, recorder), headers=KEY) as client:
        client.get(url)


def test_what_the_vendors_server_answered_is_recorded(acme: Vendor) -> None:
    recorder = Recorder(acme)
    ask(recorder, answering(("192.0.2.7", 443), httpx.Response(200, json={"items": []})))
    recorder.finish()
    assert only(acme).kind == "recorded"
    assert set(only(acme).source) == {"date", "spec", "scrub"}
    assert only(acme).made == ()


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (("127.0.0.1", 443), {}),
        (("::1", 443, 0, 0), {}),
        (("::ffff:127.0.0.1", 443, 0, 0), {}),
        ("/run/socket", {}),
        (None, {}),
        (("192.0.2.7", 443), {"x-replay-kind": "docs"}),
    ],
)
def test_what_a_server_of_ours_answered_is_never_called_recorded(
    acme: Vendor, address: Any, headers: dict[str, str]
) -> None:
    recorder = Recorder(acme)
    ask(recorder, answering(address, httpx.Response(200, json={"items": []}, headers=headers)))
    recorder.finish()
    assert only(acme).kind == "local"
    assert only(acme).source["server"].startswith("one of ours")


def test_what_no_connection_answered_is_local(acme: Vendor) -> None:
    recorder = Recorder(acme)
    ask(recorder, httpx.MockTransport(lambda _: httpx.Response(200, json={})))
    recorder.finish()
    assert only(acme).kind == "local"


def test_a_call_to_this_machine_is_written_under_the_vendors_address_and_says_so(
    acme: Vendor, service: Service
) -> None:
    service.answer = lambda *_: thing(items=[])
    recorder = Recorder(acme)
    call(recorder, "sync", "GET", f"{service.url}/things?page=1", headers=KEY)
    assert recorder.finish().findings == ()
    assert only(acme).request.url == f"{API}/things?page=1"
    assert only(acme).made[0].pointer == "/request/url"


@pytest.mark.parametrize("twin", TWINS)
def test_the_same_value_has_the_same_placeholder_in_path_query_and_bodies(
    acme: Vendor, service: Service, twin: str
) -> None:
    service.answer = lambda *_: thing(id=ONE.upper(), parent=TWO, owner="ada@lovelace.org", name=ONE)
    recorder = Recorder(acme)
    call(recorder, twin, "GET", f"{service.url}/v1/things/{ONE}", headers=KEY)
    call(recorder, twin, "GET", f"{service.url}/v1/things/{TWO}?about=ada%40lovelace.org", headers=KEY)
    report = recorder.finish()
    assert not [each for each in report.findings if each.severity == "error" and "undocumented" not in each.code]
    first, second = read_all(acme.recordings)
    body = first.response.json()
    assert first.request.url.endswith(f"/{body['id']}")
    assert second.request.url.endswith(f"/{body['parent']}?about={body['owner'].replace('@', '%40')}")
    assert body["id"] != body["parent"]
    assert not reveals(first.response.content, ONE)


def test_a_token_of_a_login_is_linked_to_the_requests_that_carry_it(acme: Vendor, service: Service) -> None:
    token = f"tk{PLAIN}"
    service.answer = lambda received, _: (
        JSONResponse({"access_token": token, "expires_in": 3600}) if received.method == "POST" else thing(items=[])
    )
    recorder = Recorder(acme)
    form = {"grant_type": "password", "username": "ada.lovelace", "password": PLAIN}
    call(recorder, "sync", "POST", f"{service.url}/v1/login", data=form)
    call(recorder, "sync", "GET", f"{service.url}/v1/things", headers={"authorization": f"Bearer {token}"})
    assert recorder.finish().findings == ()
    things, login = sorted(read_all(acme.recordings), key=lambda each: each.operation == "logIn")
    assert things.request.header("authorization") == f"Bearer {login.response.json()['access_token']}"
    assert login.response.json()["expires_in"] == 3600
    assert b"lovelace" not in login.request.content


def test_placeholders_are_of_the_type_and_the_form_that_the_description_asks_for(
    acme: Vendor, service: Service
) -> None:
    full = {
        "id": ONE,
        "owner": "ada@lovelace.org",
        "made": "2026-01-31T09:00:00Z",
        "name": "Ada Lovelace",
        "phrase": PLAIN,
        "code": "ac-12ab34cd56ef",
        "number": 12345678,
        "door": "a door of mine",
        "kind": "large-thing",
        "address": "203.0.113.9",
    }
    service.answer = lambda *_: thing(**full)
    recorder = Recorder(acme)
    call(recorder, "sync", "GET", f"{service.url}/v1/things/{ONE}", headers=KEY)
    assert [each.code for each in recorder.finish().findings] == ["response.body.writeOnly"]
    found = only(acme).response.json()
    assert {name for name in full if found[name] == full[name]} == {"made", "kind"}
    assert re.fullmatch("ac-[a-z0-9]{12}", found["code"])
    assert isinstance(found["number"], int)


def test_the_layout_the_spelling_of_numbers_and_repeated_names_stay(acme: Vendor, service: Service) -> None:
    text = '{ "price": 1.0,\n "n": 12345678901234567890, "id": "%s", "id": "%s" }'
    service.answer = lambda *_: Response(text % (ONE, TWO), media_type="application/json")
    recorder = Recorder(acme)
    call(recorder, "sync", "GET", f"{service.url}/v1/things/{ONE}", headers=KEY)
    recorder.finish()
    first, second = (f"00000000-0000-4000-8000-{number:012}" for number in (1, 2))
    assert only(acme).response.content.decode() == text % (first, second)


def test_the_user_says_what_is_personal_and_what_is_not(acme: Vendor, service: Service) -> None:
    service.answer = lambda *_: thing(items=[{"id": ONE, "title": "Mrs Lovelace", "name": "Ada Lovelace"}])
    recorder = Recorder(acme, pointers=Pointers(("/items/*/id", "/items/*/name"), ("/items/*/title",)))
    call(recorder, "sync", "GET", f"{service.url}/v1/things", headers=KEY)
    recorder.finish()
    found = only(acme).response.json()["items"][0]
    assert (found["id"], found["name"]) == (ONE, "Ada Lovelace")
    assert "Lovelace" not in found["title"]


def test_headers_keep_their_values_by_a_list_and_others_are_named_alone(acme: Vendor, service: Service) -> None:
    told = {"retry-after": "3", "x-count": "4", "x-powered-by": "a machine", "x-ratelimit-remaining": "9"}
    service.answer = lambda *_: JSONResponse({}, headers=told)
    recorder = Recorder(acme)
    cookies = "locale=en; other=abcdefgh"
    sent = {**KEY, "x-shown": "yes", "x-machine": "mine", "cookie": cookies, "accept-encoding": "gzip"}
    call(recorder, "sync", "GET", f"{service.url}/v1/things", headers=sent)
    recorder.finish()
    request, response = dict(only(acme).request.headers), dict(only(acme).response.headers)
    assert response | told | {"x-powered-by": ""} == response
    assert (request["x-shown"], request["x-machine"]) == ("yes", "")
    assert re.fullmatch(r"locale=en; other=REDACTED-\d+", request["cookie"])
    assert not {"host", "accept-encoding", "connection"} & set(request)


def test_a_secret_of_the_environment_is_known_wherever_it_turns_up(
    acme: Vendor, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_DOOR", PLAIN)
    monkeypatch.setenv("ACME_BASE_URL", "https://api.acme.example")
    service.answer = lambda *_: Response(f"we know {PLAIN} at https://api.acme.example", 404, media_type="text/plain")
    recorder = Recorder(acme)
    call(recorder, "sync", "GET", f"{service.url}/v1/things", headers={"x-door": "another-key"})
    recorder.finish()
    assert only(acme).response.content == b"we know REDACTED-2 at https://api.acme.example"


@pytest.mark.parametrize(("key", "why"), [("ab12", "has fewer than 6 letters"), ("listThings", "is a word of")])
def test_a_secret_that_could_be_any_word_is_replaced_in_its_place_alone_and_named(
    acme: Vendor, service: Service, key: str, why: str
) -> None:
    service.answer = lambda *_: Response(f"<{key}>", 404, media_type="text/plain")
    recorder = Recorder(acme)
    call(recorder, "sync", "GET", f"{service.url}/v1/things", headers={"x-door": key})
    report = recorder.finish()
    assert only(acme).request.header("x-door") == "REDACTED-1"
    assert only(acme).response.content == f"<{key}>".encode()
    assert [why in each for each in report.remarks] == [True]
    assert f"look for it yourself: the header x-door {why}" in str(report)


def test_what_cannot_be_scrubbed_is_not_written_and_named(acme: Vendor, service: Service) -> None:
    # a header's name is in small letters, and base64 in small letters is none: it can only be seen to be like it
    import base64

    name = f"x-{base64.b64encode(PLAIN.encode()).decode().rstrip('=').lower()}"
    service.answer = lambda *_: JSONResponse({}, headers={name: "1"})
    recorder = Recorder(acme)
    call(recorder, "sync", "GET", f"{service.url}/v1/things", headers=KEY)
    report = recorder.finish()
    assert report.refused
    assert "would still show the header x-door" in str(report)
    assert read_all(acme.recordings) == []


@pytest.mark.parametrize("twin", TWINS)
def test_a_stream_keeps_its_pieces_though_what_is_in_them_changes(acme: Vendor, service: Service, twin: str) -> None:
    events = [f"data: {PLAIN} and {ONE}\n\n".encode(), b"data: two\n\n", f"data: {PLAIN[:5]}".encode()]
    service.answer = lambda *_: streamed(*events, f"{PLAIN[5:]}\n\n".encode(), media_type="text/event-stream")
    recorder = Recorder(acme)
    read = call(recorder, twin, "GET", f"{service.url}/v1/events", headers=KEY)
    assert recorder.finish().findings == ()
    assert read == b"".join(events) + f"{PLAIN[5:]}\n\n".encode()
    pieces = [piece for _, piece in only(acme).response.pieces()]
    assert pieces[:2] == [b"data: REDACTED-1 and 00000000-0000-4000-8000-000000000001\n\n", b"data: two\n\n"]
    assert (b"".join(pieces[2:]), len(pieces)) == (b"data: REDACTED-1\n\n", 4)
    times = [milliseconds for milliseconds, _ in only(acme).response.pieces()]
    assert times == sorted(times)
    assert times[3] >= 40


def test_what_is_no_stream_has_no_pieces(acme: Vendor, service: Service) -> None:
    service.answer = lambda *_: streamed(b'{"items":', b"[]}", media_type="application/json")
    recorder = Recorder(acme)
    call(recorder, "sync", "GET", f"{service.url}/v1/things", headers=KEY)
    recorder.finish()
    assert only(acme).response.chunks == ()


def test_the_user_has_each_piece_before_the_next_is_sent(acme: Vendor) -> None:
    seen: list[bytes] = []

    def pieces() -> Iterator[bytes]:
        for number in range(3):
            assert len(seen) == number
            yield b"data: %d\n\n" % number

    class Body(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            return pieces()

    recorder = Recorder(acme)
    kind = {"content-type": "text/event-stream"}
    inner = httpx.MockTransport(lambda _: httpx.Response(200, headers=kind, stream=Body()))
    client = httpx.Client(transport=RecordingTransport(inner, recorder), headers=KEY)
    with client, client.stream("GET", f"{API}/events") as response:
        for piece in response.iter_raw():
            seen.append(piece)  # noqa: PERF402 - the server looks at it meanwhile
    recorder.finish()
    assert [piece for _, piece in only(acme).response.pieces()] == seen


def left(twin: str, recorder: Recorder, url: str) -> None:
    """Read a part of a stream, then leave it."""
    if twin == "sync":
        inner = httpx.HTTPTransport(verify=False)
        client = httpx.Client(transport=RecordingTransport(inner, recorder), headers=KEY)
        with client, client.stream("GET", url) as response:
            next(response.iter_raw())
        return

    async def aleft() -> None:
        inner = httpx.AsyncHTTPTransport(verify=False)
        client = httpx.AsyncClient(transport=AsyncRecordingTransport(inner, recorder), headers=KEY)
        async with client, client.stream("GET", url) as response:
            await anext(response.aiter_raw())

    asyncio.run(aleft())


@pytest.mark.parametrize("twin", TWINS)
def test_an_endless_stream_is_recorded_as_far_as_it_was_read_and_says_so(
    acme: Vendor, service: Service, twin: str
) -> None:
    half = f"data: one\n\ndata: no {PLAIN[:7]}".encode()
    service.answer = lambda *_: streamed(half, forever=True, media_type="text/event-stream")
    recorder = Recorder(acme)
    left(twin, recorder, f"{service.url}/v1/events")
    recorder.finish()
    assert [each.pointer for each in only(acme).made] == ["/request/url", "/response"]
    # nor is the half of a secret that it ended with
    assert only(acme).response.content == b"data: one\n\ndata: no "


@pytest.mark.parametrize("twin", TWINS)
def test_a_response_that_was_left_is_named(acme: Vendor, service: Service, twin: str) -> None:
    service.answer = lambda *_: streamed(b'{"items":', b"[", b"]}", media_type="application/json")
    recorder = Recorder(acme)
    left(twin, recorder, f"{service.url}/v1/things")
    assert [str(each) for each in recorder.finish().skipped] == [
        "GET /v1/things: the reader left before its end: read the whole response"
    ]


@pytest.mark.parametrize("twin", TWINS)
def test_a_connection_that_failed_is_named_without_its_secret(acme: Vendor, twin: str) -> None:
    recorder = Recorder(acme)
    with pytest.raises(httpx.ConnectError):
        call(recorder, twin, "GET", f"http://127.0.0.1:1/v1/things/{PLAIN}", headers=KEY)
    (problem,) = recorder.finish().skipped
    assert str(problem).startswith("GET /v1/things/REDACTED-1: had no answer (ConnectError")
    assert read_all(acme.recordings) == []


def test_a_connection_that_broke_is_named(acme: Vendor) -> None:
    class Broken(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield b'{"items"'
            raise httpx.ReadError("gone")

    recorder = Recorder(acme)
    with pytest.raises(httpx.ReadError):
        ask(recorder, httpx.MockTransport(lambda _: httpx.Response(200, stream=Broken())))
    assert [each.what for each in recorder.finish().skipped] == ["broke off (ReadError: gone)"]


@pytest.mark.parametrize("side", ["request", "response"])
def test_a_body_that_is_too_large_is_left_out_as_a_whole_and_named(acme: Vendor, service: Service, side: str) -> None:
    service.answer = lambda *_: thing(name="x" * 3000) if side == "response" else Response(b"", 400)
    recorder = Recorder(acme, largest=2000)
    content = b"x" * 3000 if side == "request" else b"x"
    headers = {**KEY, "content-type": "application/octet-stream"}
    call(recorder, "sync", "POST", f"{service.url}/v1/things", content=content, headers=headers)
    assert [each.what for each in recorder.finish().skipped] == [f"the body of the {side} has more than 2000 bytes"]


def test_a_body_that_unpacks_to_too_much_is_left_out(acme: Vendor, service: Service) -> None:
    import gzip

    packed = gzip.compress(b"x" * 1_000_000)
    service.answer = lambda *_: Response(packed, headers={"content-encoding": "gzip"})
    recorder = Recorder(acme, largest=100_000)
    call(recorder, "sync", "GET", f"{service.url}/v1/things", headers=KEY)
    assert "once it is unpacked" in str(recorder.finish().skipped[0])


def test_an_encoding_that_nobody_can_look_into_is_left_out(acme: Vendor) -> None:
    recorder = Recorder(acme)
    answer = httpx.Response(200, headers={"content-encoding": "br"}, stream=httpx.ByteStream(b"???"))
    ask(recorder, httpx.MockTransport(lambda _: answer))
    assert "content encoding br can't be read" in str(recorder.finish().skipped[0])


def test_a_call_of_no_operation_is_named_and_its_secrets_are_known(acme: Vendor, service: Service) -> None:
    service.answer = lambda received, _: (
        JSONResponse({"token": PLAIN}) if "own" in received.url.path else Response(PLAIN, 404, media_type="text/plain")
    )
    recorder = Recorder(acme)
    call(recorder, "sync", "GET", f"{service.url}/v1/things", headers={"x-door": "other-key"})
    call(recorder, "sync", "GET", f"{service.url}/own/login")
    assert "GET /own/login: calls no operation of the description" in str(recorder.finish().skipped[0])
    assert not reveals(only(acme).response.content, PLAIN)


def test_files_are_numbered_in_the_order_of_the_calls_and_never_written_over(acme: Vendor, service: Service) -> None:
    for page in range(12):
        service.answer = lambda *_, page=page: thing(items=[], page=page)
        recorder = Recorder(acme)
        call(recorder, "sync", "GET", f"{service.url}/v1/things?page={page}", headers=KEY)
        recorder.finish()
    found = read_all(acme.recordings)
    assert [each.response.json()["page"] for each in found] == list(range(12))
    assert [found[0].name, found[1].name, found[11].name] == [
        "list-things-200",
        "list-things-200-002",
        "list-things-200-012",
    ]


def test_a_write_that_fails_leaves_nothing_behind(
    acme: Vendor, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.answer = lambda *_: thing(items=[])
    recorder = Recorder(acme)
    for _ in range(2):
        call(recorder, "sync", "GET", f"{service.url}/v1/things", headers=KEY)
    opened = Path.open

    def full(self: Path, *arguments: Any, **named: Any) -> Any:
        if self.stem.endswith("-002"):
            raise OSError(28, "No space left on device", str(self))
        return opened(self, *arguments, **named)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(OSError, match="No space"):
        recorder.finish()
    assert read_all(acme.recordings) == []


@pytest.mark.parametrize(
    ("operation", "name"),
    [("listThings", "list-things"), ("getHTTPUrl", "get-http-url"), ("GET /a/{id}", "get-a-id"), ("x_y2", "x-y2")],
)
def test_an_operation_is_written_with_hyphens(operation: str, name: str) -> None:
    assert files.kebab(operation) == name


@pytest.mark.parametrize("twin", TWINS)
def test_what_is_sent_is_read_once_and_arrives_whole(acme: Vendor, service: Service, twin: str) -> None:
    got: list[bytes] = []

    def answer(_: Request, body: bytes) -> Response:
        got.append(body)
        return Response(b"", 400)

    service.answer = answer
    read: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(3):
            read.append(number)
            yield b"piece %d;" % number

    async def apieces() -> Any:
        for each in pieces():
            yield each

    recorder = Recorder(acme)
    headers = {**KEY, "content-type": "application/octet-stream"}
    parts = {**KEY, "content-type": "multipart/form-data; boundary=border"}
    content: Any = pieces() if twin == "sync" else apieces()
    call(recorder, twin, "POST", f"{service.url}/v1/things", content=content, headers=headers)
    call(recorder, twin, "POST", f"{service.url}/v1/things", files={"a": ("a.txt", b"text")}, headers=parts)
    recorder.finish()
    bodies = [each.request.content for each in read_all(acme.recordings)]
    assert (read, got[0]) == ([0, 1, 2], b"piece 0;piece 1;piece 2;")
    assert bodies == got


def test_a_request_compares_with_one_that_had_another_key(acme: Vendor, service: Service) -> None:
    service.answer = lambda *_: thing(items=[])
    recorder = Recorder(acme)
    url = f"{service.url}/v1/things?page=2&door={PLAIN}"
    call(recorder, "sync", "GET", url, headers={"authorization": f"Bearer {PLAIN}", "x-shown": "a"})
    recorder.finish()
    conformer = Conformer(document.load(acme.effective()).tree, "spec")
    recorded = only(acme).request
    for live, is_equal in ((f"{API}/things?page=2&door=other", True), (f"{API}/things?page=3&door=other", False)):
        headers = [(name, "Bearer other" if name == "authorization" else value) for name, value in recorded.headers]
        request, scrubber = Sent.of("GET", live, headers), recorder.scrubber
        match, other = conformer.route("GET", live), conformer.route("GET", recorded.url)
        assert isinstance(match, Match)
        assert isinstance(other, Match)
        assert (scrubber.neutral(request, match) == scrubber.neutral(recorded, other)) is is_equal


def test_a_client_of_ours_is_recorded_by_giving_it_the_recorders(
    tmp_path: Path, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.features_package import description

    found = Vendor("acme", tmp_path)
    found.effective().parent.mkdir(parents=True)
    found.effective().write_text(document.dump_yaml(description()))
    service.answer = lambda *_: JSONResponse({"title": "no", "status": 404, "detail": PLAIN}, 404)
    with recording(found) as recorder:
        http = recorder.client()
        client = package().Acme(desk_key=PLAIN, base_url=service.url, http_client=http)
        with client, pytest.raises(package().NotFoundError):
            client.conversations.get_conversation(ONE)
        http.close()
    assert "get-conversation-404.json: local" in capsys.readouterr().out
    assert not reveals((found.recordings / "get-conversation-404.json").read_bytes(), PLAIN)


def test_calls_from_many_threads_are_all_recorded(acme: Vendor, service: Service) -> None:
    service.answer = lambda *_: thing(items=[])
    recorder = Recorder(acme)
    calls = [
        threading.Thread(
            target=call, args=(recorder, "sync", "GET", f"{service.url}/v1/things"), kwargs={"headers": KEY}
        )
        for _ in range(8)
    ]
    for each in calls:
        each.start()
    for each in calls:
        each.join()
    assert len(recorder.finish().written) == 8


def test_a_variant_that_is_none_and_a_description_that_is_not_there_are_refused(acme: Vendor, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no variant other"):
        Recorder(acme, "other")
    with pytest.raises(Refused, match="there is no such description"):
        Recorder(Vendor("nobody", tmp_path))
