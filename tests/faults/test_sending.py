"""How often something is sent, when it is sent again, and that it is whole then."""

import io
import os
import socket
import time
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from tests.faults.cases import CASE, HTML, ID
from tests.faults.watch import Twin, called, check
from tests.faults.wire import CLOSE, DEAF, RESET, Answer, Server, script, whole
from tests.features_package import acme

MESSAGE = {"kind": "text", "text": "Hello"}
FILE = bytes(range(256)) * 4000
GONE = whole(status=204, kind="")
BUSY = whole(HTML, 503, "text/html")
Do = Callable[[Any], Any]


def say(client: Any) -> Any:
    return client.messages.send(ID, body=acme().models.TextBody(text="Hello"))


def open_case(client: Any) -> Any:
    message = acme().models.NewMessage(body=acme().models.TextBody(text="Hello"))
    return client.conversations.open(channel="chat", message=message)


def change(client: Any) -> Any:
    return client.conversations.change_conversation(ID, body=acme().models.ConversationChange(status="closed"))


def delete(client: Any) -> Any:
    return client.conversations.delete_conversation(ID)


def draft(client: Any) -> Any:
    return client.messages.draft_answer(ID, body="Hello")


def upload(client: Any) -> Any:
    return client.files.upload_files(file=b"abc", purpose="avatar")


@pytest.mark.parametrize(
    ("do", "times"),
    [(say, 1), (change, 1), (draft, 1), (upload, 1), (open_case, 3), (delete, 3)],
    ids=lambda each: getattr(each, "__name__", ""),
)
@pytest.mark.parametrize("answer", [BUSY, [RESET], [CLOSE], [DEAF, RESET]], ids=["503", "reset", "closed", "early"])
def test_only_what_may_be_sent_twice_is_sent_again(twin: Twin, do: Do, times: int, answer: Answer) -> None:
    with Server(script(answer)) as server:
        seen = called(twin, server, do, again=times > 1)
    assert type(seen.error) is (acme().ServerError if answer is BUSY else acme().ApiConnectionError)
    assert len(server.asked) == times
    assert ("after 3 attempts" in seen.says) is (times == 3)


def test_what_is_sent_again_is_the_same(twin: Twin) -> None:
    with Server(script([RESET], BUSY, whole(CASE, 201))) as server:
        seen = called(twin, server, open_case, again=True)
    assert seen.value.number == "1"
    assert len({(each.body, each.headers["content-type"]) for each in server.asked}) == 1
    assert server.asked[0].body


def test_a_refused_connection_is_tried_as_often_as_may_be(twin: Twin) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        client = twin.made(f"http://127.0.0.1:{taken.getsockname()[1]}")
        seen = twin.see(client, lambda client: client.conversations.get_conversation(ID))
    check(seen)
    assert type(seen.error) is acme().ApiConnectionError
    assert "after 3 attempts" in seen.says


def test_after_a_fault_a_call_goes_on_as_if_nothing_had_been(twin: Twin) -> None:
    with Server(script([RESET], BUSY, whole(CASE))) as server:
        seen = called(twin, server, lambda client: client.conversations.get_conversation(ID))
    assert seen.value.number == "1"
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    "said", [lambda: "1", lambda: formatdate(time.time() + 2, usegmt=True)], ids=["seconds", "date"]
)
def test_a_service_that_wants_a_pause_gets_it(twin: Twin, said: Callable[[], str]) -> None:
    with Server(script(whole(status=429, retry_after=said()), whole(CASE))) as server:
        seen = called(twin, server, lambda client: client.conversations.get_conversation(ID), within=2.0)
    assert seen.value.number == "1"
    first, second = server.asked
    # A date has no fractions of a second.
    assert 0.95 <= second.at - first.at < 2 + 2


@pytest.mark.parametrize("said", ["60", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_a_pause_that_is_longer_than_all_may_take_is_not_waited_for(twin: Twin, said: str) -> None:
    retries = acme().Retries(2, first_delay=0.01, total=5)
    with Server(script(whole(status=429, retry_after=said))) as server:
        seen = called(twin, server, lambda client: client.conversations.get_conversation(ID), retries=retries)
    assert type(seen.error) is acme().RateLimitError
    assert seen.error.retry_after > 50
    assert len(server.asked) == 1


@pytest.mark.parametrize("first", [[RESET], [DEAF, RESET], BUSY], ids=["reset", "early", "503"])
def test_a_file_that_is_sent_again_is_sent_whole_from_where_it_stood(twin: Twin, tmp_path: Path, first: Answer) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"before" + FILE)
    with path.open("rb") as file, Server(script(first, GONE)) as server:
        file.seek(6)
        called(twin, server, lambda client: client.files.replace_file(ID, body=file))
    assert server.asked[-1].body == FILE
    assert len(server.asked) == 2


def test_a_path_that_is_sent_again_is_sent_whole(twin: Twin, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(FILE)
    with Server(script([RESET], GONE)) as server:
        called(twin, server, lambda client: client.files.replace_file(ID, body=tmp_path / "file"))
    assert [each.body == FILE for each in server.asked] == [True, True]


def test_a_pipe_that_was_read_is_not_sent_again(twin: Twin) -> None:
    source, sink = os.pipe()
    with os.fdopen(sink, "wb") as file:
        file.write(b"once")
    with os.fdopen(source, "rb") as pipe, Server(script([RESET], GONE)) as server:
        seen = called(twin, server, lambda client: client.files.replace_file(ID, body=pipe))
    assert type(seen.error) is acme().ApiConnectionError
    assert [each.body for each in server.asked] == [b"once"]


def test_of_a_pipe_of_which_nothing_was_read_all_is_sent_at_the_second_try(twin: Twin) -> None:
    source, sink = os.pipe()
    with os.fdopen(sink, "wb") as file:
        file.write(b"once")
    with os.fdopen(source, "rb") as pipe, socket.socket() as late:
        late.bind(("127.0.0.1", 0))
        client = twin.made(f"http://127.0.0.1:{late.getsockname()[1]}", retries=acme().Retries(2, first_delay=0.01))
        seen = twin.see(client, lambda client: client.files.replace_file(ID, body=pipe))
        check(seen)
        assert "after 3 attempts" in seen.says
        assert pipe.read() == b"once"


class Growing(io.BytesIO):
    """A file to which more is added while it is read."""

    def read(self, size: int | None = -1) -> bytes:
        found = super().read(size)
        if found:
            here = self.seek(0, io.SEEK_CUR)
            self.seek(0, io.SEEK_END)
            self.write(b"more")
            self.seek(here)
        return found


def put(client: Any, file: Any) -> Any:
    return client.files.replace_file(ID, body=file)


def post(client: Any, file: Any) -> Any:
    return client.files.upload_files(file=file, purpose="avatar")


class Cut(io.BytesIO):
    """A file that has become shorter since it was measured, or that can't be read to its end."""

    def __init__(self, error: Exception | None) -> None:
        super().__init__(FILE)
        self._error = error

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() and self._error:
            raise self._error
        return b"" if self.tell() else super().read(min(size or 0, 100))


@pytest.mark.parametrize("do", [put, post], ids=["alone", "in parts"])
def test_a_file_that_became_shorter_is_no_whole_request(twin: Twin, do: Callable[[Any, Any], Any]) -> None:
    with Server(script(GONE)) as server:
        seen = called(twin, server, lambda client: do(client, Cut(None)))
    assert type(seen.error) is OSError
    assert "has become shorter while it was sent" in seen.says
    assert {each.body for each in server.asked} == {b""}


@pytest.mark.parametrize("do", [put, post], ids=["alone", "in parts"])
def test_a_file_that_grows_is_sent_as_it_was(twin: Twin, do: Callable[[Any, Any], Any]) -> None:
    with Server(script(whole(b"{}"))) as server:
        seen = called(twin, server, lambda client: do(client, Growing(FILE)))
    assert type(seen.error) in {type(None), acme().DecodeError}
    assert FILE in server.asked[0].body
    assert b"more" not in server.asked[0].body


def test_a_file_that_cannot_be_read_ends_in_its_own_error(twin: Twin) -> None:
    with Server(script(GONE)) as server:
        seen = called(twin, server, lambda client: client.files.replace_file(ID, body=Cut(OSError("no disk"))))
    assert type(seen.error) is OSError
    assert len(server.asked) == 1


def test_a_connection_that_the_server_closed_meanwhile_is_not_noticed(twin: Twin) -> None:
    with Server(script([*whole(CASE), CLOSE], whole(CASE))) as server:
        client = twin.made(server.url)

        def twice(client: Any) -> Any:
            first = client.conversations.get_conversation(ID)
            assert server.lonely()
            return first, client.conversations.get_conversation(ID)

        async def atwice(client: Any) -> Any:
            first = await client.conversations.get_conversation(ID)
            assert server.lonely()
            return first, await client.conversations.get_conversation(ID)

        seen = twin.see(client, atwice if twin.is_async else twice)
        check(seen, server)
    assert [each.number for each in seen.value] == ["1", "1"]
    assert server.connections == 2
