"""Bodies that come: unpacked, whole, and no larger and no later than they may be."""

import gzip
import zlib
from typing import Any

import httpx
import pytest

from scripts.runtime import received
from scripts.runtime.errors import ApiConnectionError, ApiStatusError, ApiTimeoutError, ResponseTooLargeError
from scripts.runtime.message import Request
from tests.twins import GET, Chunks, Clock, Service, both, clock, made, run, streamed

__all__ = ["clock"]
PLAIN = b'{"a": "' + b"long and longer " * 4000 + b'"}'


def raw(data: bytes) -> bytes:
    """Deflate as some services send it: without zlib's header."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKED = {
    "gzip": gzip.compress(PLAIN),
    "x-gzip": gzip.compress(PLAIN),
    " GZip ": gzip.compress(PLAIN),
    "deflate": zlib.compress(PLAIN),
    "deflate raw": raw(PLAIN),
    "gzip in two": gzip.compress(PLAIN[:999]) + gzip.compress(PLAIN[999:]),
    "gzip with more behind it": gzip.compress(PLAIN) + b"\0" * 70_000,
    "identity,gzip": gzip.compress(PLAIN),
    "gzip,identity,": gzip.compress(PLAIN),
    "identity": PLAIN,
    "": PLAIN,
}


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def answer(*chunks: Any, coding: str = "", status: int = 200) -> Service:
    named = {"content_encoding": coding} if coding else {}
    return Service(lambda _: streamed(*chunks, status=status, **named))


def got(twin: Any, service: Service, request: Request = GET, **named: Any) -> Any:
    return run(made(twin, service, **({"retries": 0} | named)).send(request))


@both
@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_a_body_is_unpacked_however_it_comes(twin: Any, kind: str, size: int) -> None:
    coding = kind if kind.startswith(" ") else kind.partition(" ")[0]
    response = got(twin, answer(*cut(PACKED[kind], size), coding=coding))
    assert response.content == PLAIN


@both
@pytest.mark.parametrize("kind", ["gzip", "deflate", "deflate raw"])
@pytest.mark.parametrize("left", [1, 5, 500])
def test_a_packed_body_that_is_cut_off_is_a_fault(twin: Any, kind: str, left: int) -> None:
    service = answer(*cut(PACKED[kind][: -left if left < 500 else 20], 64), coding=kind.partition(" ")[0])
    with pytest.raises(ApiConnectionError, match="the compressed body ended too early"):
        got(twin, service)


@both
@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_what_is_not_packed_as_it_is_said_to_be_is_a_fault(twin: Any, coding: str) -> None:
    with pytest.raises(ApiConnectionError, match=r"^GET https://pets\.example/pets: Error -3"):
        got(twin, answer(b"this is no such thing", coding=coding))


@both
@pytest.mark.parametrize("coding", ["gzip", "deflate", "", "br", "gzip, br"])
@pytest.mark.parametrize("status", [200, 204, 404])
def test_no_body_is_whole_whatever_it_is_said_to_be(twin: Any, coding: str, status: int) -> None:
    assert got(twin, answer(coding=coding, status=status)).content == b""
    head = Request("HEAD", "/pets")
    assert got(twin, answer(coding=coding, status=status), head).content == b""


@both
@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize("size", [97, 100_000])
def test_a_body_may_be_as_large_as_it_may_be_and_no_larger(twin: Any, kind: str, size: int) -> None:
    coding = kind if kind.startswith(" ") else kind.partition(" ")[0]
    chunks = cut(PACKED[kind], size)
    assert got(twin, answer(*chunks, coding=coding), max_response_bytes=len(PLAIN)).content == PLAIN
    held = Chunks(*chunks, b"")
    service = Service(httpx.Response(200, headers={"content-encoding": coding}, stream=held))
    with pytest.raises(ResponseTooLargeError) as caught:
        got(twin, service, max_response_bytes=len(PLAIN) - 1)
    message = f"GET https://pets.example/pets: the body is larger than {len(PLAIN) - 1} bytes: raise max_response_bytes"
    assert str(caught.value) == message
    assert (caught.value.limit, caught.value.request) == (len(PLAIN) - 1, GET)
    assert held.closed


@both
def test_what_is_too_large_is_not_asked_for_again(twin: Any, clock: Clock) -> None:
    service = answer(b"12345")
    with pytest.raises(ResponseTooLargeError):
        got(twin, service, max_response_bytes=4, retries=3)
    assert len(service.asked) == 1
    read = Service(httpx.Response(200, content=b"12345"))
    with pytest.raises(ResponseTooLargeError):
        got(twin, read, max_response_bytes=4)
    assert got(twin, read, max_response_bytes=5).content == b"12345"


@both
@pytest.mark.parametrize("coding", ["gzip", "deflate"])
@pytest.mark.parametrize("status", [200, 500])
def test_a_bomb_is_not_unpacked(twin: Any, coding: str, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | (16 if coding == "gzip" else 0))
    bomb = packer.compress(b"\0" * 30_000_000) + packer.flush()
    assert len(bomb) < 40_000
    largest: list[int] = []
    inflate = received._Unpacker._inflate

    def watched(self: Any, chunk: bytes, room: int) -> bytes:
        found = inflate(self, chunk, room)
        largest.append(len(found))
        return found

    monkeypatch.setattr(received._Unpacker, "_inflate", watched)
    if status == 200:
        with pytest.raises(ResponseTooLargeError):
            got(twin, answer(bomb, coding=coding), max_response_bytes=1000)
    else:
        assert len(got(twin, answer(bomb, coding=coding, status=500), max_response_bytes=1000).content) == 1000
    assert max(largest) == 1001


@both
def test_what_comes_behind_a_packed_body_is_not_kept(twin: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    longest: list[int] = []
    inflate = received._Unpacker._inflate

    def watched(self: Any, chunk: bytes, room: int) -> bytes:
        found = inflate(self, chunk, room)
        longest.append(len(self._inflater.unused_data))
        return found

    monkeypatch.setattr(received._Unpacker, "_inflate", watched)
    service = answer(gzip.compress(b"a"), *[b"\0" * 1000] * 100, coding="gzip")
    assert got(twin, service, max_response_bytes=5).content == b"a"
    assert max(longest) <= 1000


@both
@pytest.mark.parametrize("coding", ["", "gzip"])
@pytest.mark.parametrize("most", [100, 64 * 1024 * 1024])
def test_a_page_of_an_error_is_cut_and_told(twin: Any, coding: str, most: int) -> None:
    page = b"x" * 3_000_000
    held = Chunks(*cut(gzip.compress(page) if coding else page, 1000))
    headers = {"content-encoding": coding} if coding else {}
    response = got(twin, Service(httpx.Response(500, headers=headers, stream=held)), max_response_bytes=most)
    assert len(response.content) == min(most, 1024 * 1024)
    assert held.closed
    assert coding or held.given < 1100
    with pytest.raises(ApiStatusError, match="answered 500: xxx"):
        response.decode({"200": None}, errors={})


@both
@pytest.mark.parametrize("coding", ["", "gzip"])
def test_a_body_that_does_not_end_in_time_is_a_fault(twin: Any, coding: str, clock: Clock) -> None:
    class Slow(Chunks):
        def __iter__(self) -> Any:
            for each in super().__iter__():
                clock.now += 1
                yield each

    held = Slow(*[b"a"] * 100) if not coding else Slow(*cut(gzip.compress(bytes(range(256))), 1))
    headers = {"content-encoding": coding} if coding else {}
    service = Service(httpx.Response(200, headers=headers, stream=held))
    with pytest.raises(ApiTimeoutError, match=r"^GET https://pets\.example/pets: the answer did not end in time$"):
        got(twin, service, timeout=5)
    assert held.given == 6
    assert held.closed


@both
@pytest.mark.parametrize("timeout", [None, httpx.Timeout(5)])
def test_a_body_may_take_its_time_where_only_its_parts_have_a_limit(twin: Any, timeout: Any, clock: Clock) -> None:
    class Slow(Chunks):
        def __iter__(self) -> Any:
            for each in super().__iter__():
                clock.now += 1
                yield each

    client = made(twin, Service(httpx.Response(200, stream=Slow(*[b"a"] * 100))))
    assert len(run(client.send(GET, {"timeout": timeout})).content) == 100
