"""Streams: what comes piece by piece, that it is let go of, and what is raised where it breaks off."""

import asyncio
import gc
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from scripts.runtime import pieces
from scripts.runtime.astream import AsyncTextStream
from scripts.runtime.errors import DecodeError, ServerError, StreamInterruptedError
from scripts.runtime.message import Request, Response
from scripts.runtime.streaming import Streaming, streamed_async
from tests.twins import SECRET, AsyncPets, Chunks, Pets, Service, both, everything, frames, made, run, streamed

TEXT = Streaming("text")
REQUEST = Request("GET", "/pets", idempotent=True, security=(("key",), ()))


def parse(response: Response) -> Any:
    return response.decode({"200": str}, errors={"default": dict[str, Any]})


def stream(twin: Any, service: Any, streaming: Streaming = TEXT, **named: Any) -> Any:
    client = made(twin, service, credentials={"api_key": SECRET}, retries=0, **named)
    return twin.resource(client)._stream(streaming, REQUEST, parse, {})


def bytes_of(twin: Any, service: Any) -> Any:
    """A file that is streamed."""
    given = twin.resource(made(twin, service, retries=0), "stream")
    if twin is Pets:
        return given._call(REQUEST, parse, {})
    return streamed_async(given._call)(REQUEST, parse, {})


def body(*chunks: Any, kind: str = "text/plain; charset=utf-8", status: int = 200) -> Service:
    return Service(lambda _: streamed(*chunks, status=status, content_type=kind))


def one(
    twin: Any, *chunks: Any, streaming: Streaming = TEXT, kind: str = "text/plain; charset=utf-8"
) -> tuple[Any, Chunks]:
    held = Chunks(*chunks)
    response = httpx.Response(200, headers={"content-type": kind}, stream=held)
    return stream(twin, Service(response), streaming), held


def text_of(twin: Any, given: Any) -> str:
    return str(given.text if twin is Pets else run(given.text()))


def partly(given: Any, count: int) -> list[Any]:
    """Take some of what comes, and leave."""

    async def take() -> list[Any]:
        found = []
        async for each in given:
            found.append(each)
            if len(found) == count:
                break
        # A loop that is left is closed when its generator is finalised.
        gc.collect()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return found

    if not hasattr(given, "__iter__"):
        return asyncio.run(take())
    found = []
    for each in given:
        found.append(each)
        if len(found) == count:
            break
    return found


@both
def test_a_text_comes_in_pieces_and_no_character_is_cut(twin: Any) -> None:
    whole = "aéb€c😀"
    given, held = one(twin, *(bytes([each]) for each in whole.encode()))
    assert everything(given) == list(whole)
    assert held.closed
    assert text_of(twin, given) == whole


@both
def test_the_whole_of_a_text_is_read_when_it_is_asked_for(twin: Any) -> None:
    given, held = one(twin, b"a", b"", b"bc")
    assert (text_of(twin, given), text_of(twin, given)) == ("abc", "abc")
    assert held.closed


@both
@pytest.mark.parametrize(
    ("kind", "content", "text"),
    [("text/plain; charset=latin-1", b"\xe9", "é"), ("text/plain", b"\xff!", "\ufffd!"), ("", b"a", "a")],
)
def test_a_text_is_read_by_its_charset(twin: Any, kind: str, content: bytes, text: str) -> None:
    assert text_of(twin, one(twin, content, kind=kind)[0]) == text


@both
def test_a_text_that_comes_as_events_is_what_they_hold(twin: Any) -> None:
    given, _ = one(twin, b"data: a\n\nda", b"ta: b\n\n: alive\n\n", kind="text/event-stream")
    assert everything(given) == ["a", "b"]
    assert text_of(twin, given) == "ab"


@both
@pytest.mark.parametrize("what", ["text", "events", "lines", "bytes"])
def test_a_loop_that_is_left_closes_the_connection(twin: Any, what: str) -> None:
    held = (
        Chunks(b"data: 1\n\n", b"data: 2\n\n", b"data: 3\n\n") if what == "events" else Chunks(b"1\n", b"2\n", b"3\n")
    )
    kind = "text/event-stream" if what == "events" else "text/plain"
    service = Service(httpx.Response(200, headers={"content-type": kind}, stream=held))
    given = bytes_of(twin, service) if what == "bytes" else stream(twin, service, Streaming(what, int))
    assert len(partly(given, 1)) == 1
    assert held.closed
    assert held.given < 3
    with pytest.raises(RuntimeError, match="a stream is read once: keep what you need of it as it comes"):
        everything(given)
    if what == "text":
        assert text_of(twin, given) == "1\n"


@both
def test_a_text_that_is_too_long_to_keep_is_told_by_its_pieces_alone(
    twin: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pieces._KEPT == 4 * 1024 * 1024
    monkeypatch.setattr(pieces, "_KEPT", 5)
    assert text_of(twin, one(twin, b"123", b"45")[0]) == "12345"
    given, held = one(twin, b"123", b"456", b"7")
    assert everything(given) == ["123", "456", "7"]
    with pytest.raises(RuntimeError, match="more than 5 characters came"):
        text_of(twin, given)
    assert held.closed
    assert given._kept._pieces is None


@both
@pytest.mark.parametrize("what", ["text", "events", "lines", "bytes"])
@pytest.mark.parametrize(
    ("fault", "said"),
    [(httpx.ReadError, "the stream broke off: it broke"), (httpx.ReadTimeout, "nothing more came in time: it broke")],
)
def test_a_stream_that_breaks_off_says_so_after_what_had_come(twin: Any, what: str, fault: Any, said: str) -> None:
    first = b"data: 1\n\n" if what == "events" else b"1\n"
    kind = "text/event-stream" if what == "events" else "text/plain"
    held = Chunks(first, first[:3], fault)
    service = Service(httpx.Response(200, headers={"content-type": kind}, stream=held))
    given = bytes_of(twin, service) if what == "bytes" else stream(twin, service, Streaming(what, int))
    found: list[Any] = []

    async def collect() -> None:
        async for each in given:
            found.append(each)  # noqa: PERF401 - what came before the error counts

    def fill() -> None:
        for each in given:
            found.append(each)  # noqa: PERF402 - what came before the error counts

    with pytest.raises(StreamInterruptedError) as caught:
        fill() if twin is Pets else asyncio.run(collect())
    assert found[0] == {"text": "1\n", "bytes": b"1\n"}.get(what, 1)
    assert str(caught.value) == f"GET https://pets.example/pets: {said}"
    assert caught.value.text == ("1\n1\n" if what == "text" else "")
    assert caught.value.request == REQUEST
    assert held.closed
    assert not [each for each in frames(caught.value) if SECRET in each]
    assert isinstance(caught.value.__cause__, httpx.RequestError)
    assert "x-api-key" not in caught.value.__cause__.request.headers


EVENTS = Streaming("events", dict[str, int], "[DONE]")
SSE = "text/event-stream; charset=utf-8"


@both
def test_events_are_read_into_what_is_promised_until_one_says_that_it_is_the_last(twin: Any) -> None:
    given, held = one(
        twin,
        b': hello\n\nid: 7\nevent: up\nretry: 250\ndata: {"a":\nda',
        b'ta: 1}\n\ndata:\n\nevent: ping\n\ndata: {"a": 2}\r\n\r\n',
        b"data: [DONE] \n\n",
        b'data: {"a": 3}\n\n',
        streaming=EVENTS,
        kind=SSE,
    )
    assert [repr(each) for each in everything(given.events())] == [
        "Event(name='up', data={'a': 1}, id='7', retry=250)",
        "Event(name='message', data={'a': 2}, id='7', retry=None)",
    ]
    assert held.closed
    assert held.given < 4


@both
def test_going_through_events_gives_what_they_hold(twin: Any) -> None:
    chunks = (b'data: {"a": 1}\n\n', b'data: {"a": 2}\n\n')
    assert everything(one(twin, *chunks, streaming=EVENTS, kind=SSE)[0]) == [{"a": 1}, {"a": 2}]
    named = '{"name": "a\u2028b\u0085c"}'
    given, _ = one(twin, f"data: {named}\n\n".encode(), streaming=Streaming("events", dict[str, str]), kind=SSE)
    assert everything(given) == [json.loads(named)]
    given, _ = one(twin, b"data: a\ndata: b\n\ndata: [DONE]\n\n", streaming=Streaming("events", str), kind=SSE)
    assert everything(given) == ["a\nb", "[DONE]"]


@both
@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_what_is_no_events_is_an_error_that_says_what_it_is(twin: Any, kind: str) -> None:
    held = Chunks(b"{}")
    headers = {"content-type": kind} if kind else {}
    given = stream(twin, Service(httpx.Response(200, headers=headers, stream=held)), EVENTS)
    with pytest.raises(
        DecodeError, match=f"^GET /pets: body: expected text/event-stream, got {kind or 'no content type'}$"
    ):
        everything(given)
    assert held.closed


@both
@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", "expected JSON, got a piece of 1 characters"),
        (b'{"a": "b"}', "/a: expected"),
        (b"[" * 100_000, "expected JSON"),
    ],
)
@pytest.mark.parametrize("what", ["events", "lines"])
def test_a_piece_that_is_not_what_is_promised_is_an_error(twin: Any, data: bytes, message: str, what: str) -> None:
    held = Chunks(b"data: " + data + b"\n\n" if what == "events" else data + b"\n", b"\n")
    service = Service(httpx.Response(200, headers={"content-type": SSE}, stream=held))
    with pytest.raises(DecodeError, match=f"^GET /pets: body.*{message}") as caught:
        everything(stream(twin, service, Streaming(what, dict[str, int])))
    assert held.closed
    assert caught.value.request == REQUEST


LINES = Streaming("lines", Any)


@both
@pytest.mark.parametrize(
    ("chunks", "values"),
    [
        ((b'{"a":1}\n{"b"', b":2}\n"), [{"a": 1}, {"b": 2}]),
        ((b"1\r\n\r\n \n2\r", b"\n", b"3"), [1, 2, 3]),
        ((b"\n\n",), []),
        ((), []),
        ((b"\xef\xbb\xbf1\n2\n",), [1, 2]),
        (('"a\u2028b\u2029\u0085c"\n'.encode(),), ["a\u2028b\u2029\u0085c"]),
        ((*(bytes([each]) for each in '"é€😀"\n'.encode()),), ["é€😀"]),
        # So does application/json-seq begin each value.
        ((b'\x1e{"a":1}\n\x1e{"b":', b"2}\n\x1e", b"\n\x1e3"), [{"a": 1}, {"b": 2}, 3]),
    ],
)
def test_lines_are_values_of_json(twin: Any, chunks: tuple[bytes, ...], values: list[Any]) -> None:
    given, held = one(twin, *chunks, streaming=LINES, kind="application/x-ndjson")
    assert everything(given) == values
    assert held.closed


@both
def test_lines_of_text_are_the_text_of_each_line(twin: Any) -> None:
    given, _ = one(twin, b"a\r\nb\xff\n\nc", streaming=Streaming("lines", str))
    assert everything(given) == ["a", "b\ufffd", "c"]


@both
def test_a_line_without_end_is_not_kept(twin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_LONGEST_LINE", 10)
    given, held = one(twin, b"1\n2\n", *[b"12345"] * 9, streaming=LINES)
    with pytest.raises(DecodeError, match=r"^GET /pets: body: expected a line of at most 10 bytes, got more$"):
        everything(given)
    assert held.closed
    assert held.given == 4


def read(given: Any) -> bytes:
    return bytes(run(given.read()))


@both
def test_a_file_is_iterated_or_read(twin: Any) -> None:
    assert everything(bytes_of(twin, body(b"a", b"bc"))) == [b"a", b"bc"]
    assert read(bytes_of(twin, body(b"a", b"bc"))) == b"abc"
    assert read(bytes_of(twin, body())) == b""


@both
def test_a_file_is_saved_at_a_path_or_in_a_file(twin: Any, tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    target.write_bytes(b"what was there before")
    assert run(bytes_of(twin, body(b"a", b"bc")).save(target)) == 3
    assert target.read_bytes() == b"abc"
    assert run(bytes_of(twin, body(b"d")).save(str(target))) == 1
    assert target.read_bytes() == b"d"
    file = BytesIO()
    assert run(bytes_of(twin, body(b"a", b"bc")).save(file)) == 3
    assert file.getvalue() == b"abc"
    assert [each.name for each in tmp_path.iterdir()] == ["a.bin"]


@both
def test_two_that_save_to_one_place_do_not_meet(twin: Any, tmp_path: Path) -> None:
    target = tmp_path / "a.bin"
    inner = bytes_of(twin, body(b"inner"))

    def chunks() -> Any:
        yield b"out"
        if twin is Pets:
            inner.save(target)
        yield b"er"

    async def achunks() -> Any:
        yield b"out"
        await inner.save(target)
        yield b"er"

    given = bytes_of(twin, body())
    given._read = lambda _: chunks() if twin is Pets else achunks()
    assert run(given.save(target)) == 5
    assert target.read_bytes() == b"outer"
    assert [each.name for each in tmp_path.iterdir()] == ["a.bin"]


@both
@pytest.mark.parametrize("before", [None, b"before"])
def test_a_download_that_fails_leaves_everything_as_it_was(twin: Any, tmp_path: Path, before: bytes | None) -> None:
    target = tmp_path / "a.bin"
    if before is not None:
        target.write_bytes(before)
    with pytest.raises(StreamInterruptedError):
        run(bytes_of(twin, body(b"a", httpx.ReadError)).save(target))
    assert [each.name for each in tmp_path.iterdir()] == (["a.bin"] if before else [])
    assert before is None or target.read_bytes() == before
    with pytest.raises(FileNotFoundError):
        run(bytes_of(twin, body(b"a")).save(tmp_path / "none" / "a.bin"))


@both
def test_a_file_that_can_not_be_written_lets_go_of_the_connection(twin: Any, tmp_path: Path) -> None:
    class Full(BytesIO):
        def write(self, _: Any) -> int:
            raise OSError

    held = Chunks(*[b"a"] * 9)

    async def save() -> None:
        try:
            await given.save(Full())
        finally:
            gc.collect()
            await asyncio.sleep(0)
            await asyncio.sleep(0)

    given = bytes_of(twin, Service(httpx.Response(200, stream=held)))
    with pytest.raises(OSError):  # noqa: PT011 - it has no text
        given.save(Full()) if twin is Pets else asyncio.run(save())
    assert held.closed
    assert held.given < 9


@both
@pytest.mark.parametrize("what", ["text", "events", "lines", "bytes"])
def test_a_failure_is_raised_as_ever_before_anything_is_read(twin: Any, what: str) -> None:
    service = body(b'{"message": ', b'"no such pet"}', kind="application/json", status=503)
    with pytest.raises(ServerError, match="GET /pets answered 503: no such pet") as caught:
        run(bytes_of(twin, service) if what == "bytes" else stream(twin, service, Streaming(what, int)))
    assert caught.value.body == {"message": "no such pet"}


@both
@pytest.mark.parametrize("status", [304, 302])
def test_a_redirect_is_no_stream(twin: Any, status: int) -> None:
    with pytest.raises(Exception, match=f"answered {status}"):
        run(bytes_of(twin, body(status=status)))


@both
def test_pieces_are_asked_for_as_they_are(twin: Any) -> None:
    service = body(b"a")
    read(bytes_of(twin, service))
    assert service.asked[0].headers["accept-encoding"] == "identity"
    run(made(twin, service).send(REQUEST))
    assert "gzip" in service.asked[1].headers["accept-encoding"]
    client = made(twin, service, headers={"Accept-Encoding": "gzip"})
    run(client._open_stream(REQUEST, {}))
    assert service.asked[2].headers["accept-encoding"] == "gzip"


@both
def test_a_stream_may_be_larger_than_a_response(twin: Any) -> None:
    given = stream(twin, body(*[b"12345"] * 9), max_response_bytes=10)
    assert text_of(twin, given) == "12345" * 9


def test_a_stream_shows_what_it_is_of_and_is_closed_by_its_block() -> None:
    given, held = one(Pets, b"a")
    assert repr(given) == "TextStream(GET /pets)"
    assert (given.status_code, given.headers["content-type"], given.request) == (
        200,
        "text/plain; charset=utf-8",
        REQUEST,
    )
    with given as same:
        assert same is given
        assert not held.closed
    assert held.closed


def test_an_asynchronous_stream_sends_nothing_until_it_is_used() -> None:
    service = body(b"a", b"b")

    async def use() -> None:
        waiting = stream(AsyncPets, service)
        assert repr(waiting) == "AsyncTextStream(not sent yet)"
        for name in ("request", "status_code", "headers"):
            with pytest.raises(RuntimeError, match="nothing was sent yet: await the stream"):
                getattr(waiting, name)
        await waiting.aclose()
        assert service.asked == []
        assert await waiting is waiting
        assert (await waiting).status_code == 200
        assert len(service.asked) == 1
        assert repr(waiting) == "AsyncTextStream(GET /pets)"
        assert [each async for each in waiting] == ["a", "b"]
        async with stream(AsyncPets, service) as given:
            assert len(service.asked) == 2
            assert given.headers["content-type"] == "text/plain; charset=utf-8"
        assert given._got.http.is_closed
        waiting = stream(AsyncPets, service)
        assert await waiting.text() == "ab"
        assert len(service.asked) == 3

    asyncio.run(use())


def test_of_two_tasks_that_open_one_stream_only_one_sends() -> None:
    asked: list[httpx.Request] = []

    async def service(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        await asyncio.sleep(0.01)
        return httpx.Response(200, text="hello", headers={"content-type": "text/plain"})

    async def both_at_once() -> list[Any]:
        client = AsyncPets({}, http_client=httpx.AsyncClient(transport=httpx.MockTransport(service)))

        async def opening() -> Any:
            return await client._open_stream(Request("POST", "/pets"), {})

        stream = AsyncTextStream(opening)
        return await asyncio.gather(stream.text(), stream.text(), return_exceptions=True)

    found = asyncio.run(both_at_once())
    assert len(asked) == 1
    assert [type(each) for each in found] == [str, RuntimeError]
