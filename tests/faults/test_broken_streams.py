"""Streams that break, wait, are left early, or never end."""

import asyncio
import io
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.cases import HTML, ID
from tests.faults.watch import Seen, Twin, called, check
from tests.faults.wire import CLOSE, PATIENCE, RESET, SILENCE, Answer, Server, chunk, head, script, whole
from tests.features_package import acme

STATUS = json.dumps({"event": "status", "status": "open"}).encode()
ENTRY = json.dumps({"at": "2026-01-02T03:04:05Z", "what": "x"}).encode()


@dataclass
class Kind:
    """A kind of stream: what opens it, what the service calls it, and a piece of it."""

    do: Callable[[Any], Any]
    media: str
    piece: bytes

    @property
    def start(self) -> bytes:
        return head(200, self.media, transfer_encoding="chunked")


KINDS = {
    "text": Kind(lambda client: client.messages.draft_answer(ID), "text/plain", "né".encode()),
    "events": Kind(
        lambda client: client.messages.follow_conversation(ID), "text/event-stream", b"data: " + STATUS + b"\n\n"
    ),
    "lines": Kind(lambda client: client.stats.export_journal(), "application/x-ndjson", ENTRY + b"\n"),
    "bytes": Kind(
        lambda client: client.files.with_streaming_response.download_file(ID), "application/octet-stream", b"\0\1"
    ),
}
BREAKS: dict[str, Answer] = {
    "closed": [CLOSE],
    "reset": [RESET],
    "no chunk": [b"huh?\r\n", CLOSE],
    "half a chunk": [b"ff\r\nda", CLOSE],
    "silent": [SILENCE],
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


def kept(twin: Twin, do: Callable[[Any], Any]) -> tuple[list[Any], Callable[[Any], Any]]:
    """Goes through a stream; what comes of it before an error is in the list."""
    found: list[Any] = []

    def go(client: Any) -> None:
        for each in do(client):
            found.append(each)  # noqa: PERF402 - what came before an error is to be kept

    async def ago(client: Any) -> None:
        async for each in do(client):
            found.append(each)  # noqa: PERF401

    return found, ago if twin.is_async else go


@pytest.mark.parametrize("fault", BREAKS)
def test_a_stream_that_breaks_says_so_after_what_had_come(twin: Twin, kind: Kind, fault: str) -> None:
    found, go = kept(twin, kind.do)
    # What is sent just before a reset need not arrive, unless somebody waits for it.
    answer = [kind.start, chunk(kind.piece), chunk(kind.piece), 0.05, *BREAKS[fault]]
    with Server(script(answer)) as server:
        seen = called(twin, server, go, timeout=0.2)
    assert type(seen.error) is acme().StreamInterruptedError, repr(seen.error)
    assert ("nothing more came in time" in seen.says) is (fault == "silent")
    assert len(server.asked) == 1
    assert b"".join(each if isinstance(each, bytes) else b"?" for each in found)
    if kind is KINDS["text"]:
        assert seen.error.text == "".join(found)
        assert seen.error.text.startswith("néné")
    elif kind is not KINDS["bytes"]:
        assert len(found) == 2


@pytest.mark.parametrize("fault", ["closed", "reset"])
def test_a_download_that_is_shorter_than_was_said_is_broken(twin: Twin, fault: str) -> None:
    with Server(
        script([head(200, "application/octet-stream", content_length=9), b"abc", 0.05, *BREAKS[fault]])
    ) as server:
        seen = called(twin, server, KINDS["bytes"].do)
    assert type(seen.error) is acme().StreamInterruptedError


@pytest.mark.parametrize(
    ("answer", "error", "times"),
    [
        (whole(HTML, 500, "text/html"), "ServerError", {1}),
        (whole(HTML, 503, "text/html"), "ServerError", {1, 3}),
        (whole(HTML, 404, "text/html"), "NotFoundError", {1}),
        ([head(404, "text/html", content_length=999), HTML, CLOSE], "NotFoundError", {1}),
        (whole(b"", 302, location="http://127.0.0.2:9/"), "ApiStatusError", {1}),
        ([RESET], "ApiConnectionError", {1, 3}),
        ([SILENCE], "ApiTimeoutError", {1, 3}),
    ],
    ids=lambda each: str(each)[:30],
)
def test_a_stream_that_does_not_begin_is_an_error_as_any_other(
    twin: Twin, kind: Kind, answer: Answer, error: str, times: set[int]
) -> None:
    with Server(script(answer)) as server:
        seen = called(twin, server, kind.do, timeout=0.15, within=0.6)
    assert type(seen.error) is getattr(acme(), error), repr(seen.error)
    assert len(server.asked) == (min(times) if kind is KINDS["text"] else max(times))


@pytest.mark.parametrize("name", ["events", "lines"])
@pytest.mark.parametrize(
    "body", [HTML + b"\n", b"data: {\n\n", b'data: {"event":"status"}\n\n', b"\xff\ndata: \xff\n\n"]
)
def test_a_stream_of_something_else_ends_in_an_error_and_is_closed(twin: Twin, name: str, body: bytes) -> None:
    kind = KINDS[name]
    media = "text/html" if body.startswith(HTML) else kind.media
    with Server(script([head(200, media, transfer_encoding="chunked"), chunk(body), SILENCE])) as server:
        seen = called(twin, server, kind.do)
    assert type(seen.error) is acme().DecodeError


def test_a_piece_is_there_before_the_next_is_sent(twin: Twin, kind: Kind) -> None:
    has_come = threading.Event()
    late: list[bool] = []

    def until_it_has_come(_: object) -> None:
        late.append(not has_come.wait(PATIENCE))

    def go(client: Any) -> None:
        for _ in kind.do(client):
            has_come.set()

    async def ago(client: Any) -> None:
        async for _ in kind.do(client):
            has_come.set()

    # An event or a line is over with the beginning of the next, for who reads a whole chunk at a time.
    answer = [kind.start, chunk(kind.piece * 2), until_it_has_come, chunk(kind.piece), b"0\r\n\r\n"]
    with Server(script(answer)) as server:
        seen = called(twin, server, ago if twin.is_async else go)
    assert (seen.error, late) == (None, [False])


def _left(twin: Twin, kind: Kind, server: Server, how: str) -> Seen:
    """Leave a loop after a piece, and wait, with the client still open, until the server sees that."""

    def go(client: Any) -> bool:
        try:
            for _ in kind.do(client):
                if how == "error":
                    raise KeyError
                break
        except KeyError:
            pass
        return server.lonely()

    async def ago(client: Any) -> bool:
        try:
            async for _ in kind.do(client):
                if how == "error":
                    raise KeyError
                break
        except KeyError:
            pass
        return await asyncio.to_thread(server.lonely)

    return twin.see(twin.made(server.url), ago if twin.is_async else go)


@pytest.mark.parametrize("how", ["break", "error"])
def test_a_loop_that_is_left_closes_the_connection(twin: Twin, kind: Kind, how: str) -> None:
    with Server(script([kind.start, chunk(kind.piece * 2), SILENCE])) as server:
        seen = _left(twin, kind, server, how)
        check(seen, server)
    assert (seen.error, seen.value) == (None, True)


def test_the_end_that_a_service_announces_closes_the_connection(twin: Twin) -> None:
    kind = KINDS["events"]
    with Server(script([kind.start, chunk(kind.piece), chunk(b"data: [DONE]\n\n"), SILENCE])) as server:
        seen = called(twin, server, kind.do)
    assert [each.status for each in seen.value] == ["open"]


def test_a_task_that_is_given_up_while_it_waits_for_a_piece_closes_the_connection(kind: Kind) -> None:
    async def go(client: Any) -> bool:
        found, through = kept(twin, kind.do)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(through(client), 0.3)
        return bool(found) and await asyncio.to_thread(server.lonely)

    twin = Twin("AsyncAcme")
    with Server(script([kind.start, chunk(kind.piece * 2), SILENCE])) as server:
        seen = called(twin, server, go)
    assert seen.value is True


def test_a_download_that_breaks_leaves_the_file_as_it_was(twin: Twin, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before")

    def save(client: Any) -> Any:
        return client.files.with_streaming_response.download_file(ID).save(path)

    with Server(script([KINDS["bytes"].start, chunk(b"after"), 0.05, CLOSE])) as server:
        seen = called(twin, server, save)
    assert type(seen.error) is acme().StreamInterruptedError
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"file": b"before"}


class Full(io.BytesIO):
    """A file on a disk that is full."""

    def write(self, _: object) -> int:
        raise OSError("no space left")


def test_a_file_that_cannot_be_written_closes_the_connection(twin: Twin) -> None:
    def save(client: Any) -> Any:
        return client.files.with_streaming_response.download_file(ID).save(Full())

    with Server(script([KINDS["bytes"].start, chunk(b"a"), SILENCE])) as server:
        seen = called(twin, server, save)
    assert type(seen.error) is OSError


@pytest.mark.parametrize("name", ["text", "events"])
@pytest.mark.parametrize("charset", ["hex", "rot13", "undefined", "nobody-knows", "\x01"])
def test_a_stream_in_no_charset_is_read_as_if_none_were_said(twin: Twin, name: str, charset: str) -> None:
    kind = KINDS[name]
    start = head(200, f"{kind.media}; charset={charset}", transfer_encoding="chunked")
    with Server(script([start, chunk(kind.piece), b"0\r\n\r\n"])) as server:
        seen = called(twin, server, kind.do)
    assert seen.error is None
    assert seen.value == ["né"] if name == "text" else len(seen.value) == 1


def test_a_text_that_its_charset_does_not_fit_ends_in_an_error_of_ours(twin: Twin) -> None:
    start = head(200, "text/plain; charset=utf-16", transfer_encoding="chunked")
    with Server(script([start, chunk(b"no mark of its order"), SILENCE])) as server:
        seen = called(twin, server, KINDS["text"].do)
    assert type(seen.error) is acme().DecodeError
    assert seen.says.startswith("POST /conversations/")
    assert ": body: expected text in utf-16, got bytes that are none" in seen.says


def test_events_are_known_by_their_type_whatever_its_case(twin: Twin) -> None:
    start = head(200, "Text/Event-Stream; charset=utf-8", transfer_encoding="chunked")
    with Server(script([start, chunk(KINDS["events"].piece), b"0\r\n\r\n"])) as server:
        seen = called(twin, server, KINDS["events"].do)
    assert [each.status for each in seen.value] == ["open"]
