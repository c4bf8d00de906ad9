"""Files that go out: whichever way they are given, whole, from where they stand, and closed by whoever opened them."""

import gc
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from scripts.runtime import files, payload
from scripts.runtime.errors import ApiConnectionError
from scripts.runtime.message import Request
from tests.features_package import acme
from tests.twins import AsyncPets, Clock, Pets, Service, both, clock, made, run

__all__ = ["clock"]


class Sink:
    """Takes in what is sent, as a service does."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = statuses or (200,)
        self.headers: list[httpx.Headers] = []
        self.bodies: list[bytes] = []

    def answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        self.headers.append(request.headers)
        self.bodies.append(body)
        return httpx.Response(self.statuses[min(len(self.bodies), len(self.statuses)) - 1], json={})

    def __call__(self, request: httpx.Request) -> httpx.Response:
        return self.answer(request, request.read())

    async def later(self, request: httpx.Request) -> httpx.Response:
        assert isinstance(request.stream, AsyncIterator | httpx.AsyncByteStream)
        return self.answer(request, b"".join([chunk async for chunk in request.stream]))


def send(twin: Any, sink: Sink, body: Any, kind: str = "multipart/form-data", **named: Any) -> Any:
    request = Request("PUT", "/pets", body=body, media_type=kind, idempotent=True, **named)
    return run(made(twin, sink if twin is Pets else sink.later).send(request))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "pét.png"
    file.write_bytes(b"12345")
    return file


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return all files that the runtime opens."""
    found: list[Any] = []
    readable = files.readable

    def noted(content: Any) -> Any:
        made_ = readable(content)
        if files.is_path(content):
            found.append(made_)
        return made_

    monkeypatch.setattr(payload, "readable", noted)
    return found


class Named(os.PathLike[str]):
    """A path that is no pathlib.Path."""

    def __init__(self, at: Path) -> None:
        self.at = at

    def __fspath__(self) -> str:
        return str(self.at)


GIVEN: dict[str, Any] = {
    "a path": lambda path: (path, "pét.png", "image/png"),
    "a path of another kind": lambda path: (Named(path), "pét.png", "image/png"),
    "bytes": lambda _: (b"12345", "upload", "application/octet-stream"),
    "a bytearray": lambda _: (bytearray(b"12345"), "upload", "application/octet-stream"),
    "an open file": lambda path: (path.open("rb"), "pét.png", "image/png"),
    "a file in memory": lambda _: (BytesIO(b"12345"), "upload", "application/octet-stream"),
    "bytes with a name": lambda _: (("a.txt", b"12345"), "a.txt", "text/plain"),
    "a path with a name": lambda path: (("b", path), "b", "application/octet-stream"),
    "a path with a name and a type": lambda path: (("b", path, "x/y"), "b", "x/y"),
    "a file with a name and a type": lambda _: (("b", BytesIO(b"12345"), "x/y"), "b", "x/y"),
}


@both
@pytest.mark.parametrize("what", GIVEN)
def test_a_file_is_sent_as_a_part_with_its_name_and_its_type(
    twin: Any, what: str, path: Path, opened: list[Any]
) -> None:
    given, name, kind = GIVEN[what](path)
    sink = Sink()
    send(twin, sink, {"file": given, "purpose": "avatar"})
    (body,) = sink.bodies
    assert f'name="file"; filename="{name}"'.encode() in body
    assert f"Content-Type: {kind}\r\n\r\n12345\r\n".encode() in body
    assert b'name="purpose"\r\n\r\navatar\r\n' in body
    assert all(each._file.closed for each in opened)
    assert bool(opened) == ("path" in what)
    if what == "an open file":
        assert not given.closed
        given.close()


@both
@pytest.mark.parametrize("what", [each for each in GIVEN if "name" not in each])
def test_a_file_is_sent_as_the_whole_body_with_its_length(twin: Any, what: str, path: Path, opened: list[Any]) -> None:
    given = GIVEN[what](path)[0]
    sink = Sink()
    send(twin, sink, given, "image/png")
    assert sink.bodies == [b"12345"]
    assert (sink.headers[0]["content-length"], sink.headers[0]["content-type"]) == ("5", "image/png")
    assert "transfer-encoding" not in sink.headers[0]
    assert all(each._file.closed for each in opened)
    if what == "an open file":
        given.close()


@both
def test_a_large_file_is_sent_in_chunks_with_its_length(twin: Any, path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 4000)
    sink = Sink()
    send(twin, sink, {"file": path})
    assert path.read_bytes() in sink.bodies[0]
    assert sink.headers[0]["content-length"] == str(len(sink.bodies[0]))
    send(twin, sink, path, "image/png")
    assert sink.bodies[1] == path.read_bytes()


@both
def test_a_boundary_is_another_for_each_call_and_stands_in_no_file(twin: Any) -> None:
    sink = Sink()
    for _ in range(2):
        send(twin, sink, {"file": b"--boundary"})
    kinds = [each["content-type"] for each in sink.headers]
    boundaries = [re.fullmatch(r"multipart/form-data; boundary=([0-9a-f]{32})", each) for each in kinds]
    assert all(boundaries)
    assert len(set(kinds)) == 2
    for found, body in zip(boundaries, sink.bodies, strict=True):
        assert found
        assert body.startswith(f"--{found[1]}\r\n".encode())
        assert body.endswith(f"--{found[1]}--\r\n".encode())


@both
@pytest.mark.parametrize("kind", ["multipart/form-data", "image/png"])
def test_a_file_is_sent_again_whole_and_closed_at_the_end(
    twin: Any, kind: str, path: Path, opened: list[Any], clock: Clock
) -> None:
    sink = Sink(503, 503, 200)
    body = path if kind == "image/png" else {"a": path, "b": ("name", path)}
    assert send(twin, sink, body, kind).attempts == 3
    assert len(set(sink.bodies)) == 1
    assert sink.bodies[0].count(b"12345") == (1 if kind == "image/png" else 2)
    assert opened
    assert all(each._file.closed for each in opened)


@both
def test_a_file_is_closed_where_the_connection_fails(twin: Any, path: Path, opened: list[Any], clock: Clock) -> None:
    request = Request("PUT", "/pets", body={"file": path}, media_type="multipart/form-data")
    with pytest.raises(ApiConnectionError):
        run(made(twin, Service(httpx.WriteError)).send(request))
    assert [each._file.closed for each in opened] == [True]


@both
@pytest.mark.parametrize("kind", ["multipart/form-data", "image/png"])
def test_a_path_where_nothing_is_is_told_before_anything_is_sent(twin: Any, kind: str, tmp_path: Path) -> None:
    sink = Sink()
    none = tmp_path / "none.png"
    with pytest.raises(FileNotFoundError, match=r"none\.png"):
        send(twin, sink, {"file": none} if kind.startswith("multipart") else none, kind)
    assert sink.bodies == []


MISTAKES: dict[str, Any] = {
    "another path leads nowhere": lambda path: {"body": {"a": path, "b": path.with_name("none")}},
    "another file is open as text": lambda path: {"body": {"a": path, "b": StringIO("x")}},
    "another field has no form": lambda path: {"body": {"a": path, "b": object()}},
    "another type can't be sent": lambda path: {"body": {"a": path, "b": ("n", b"", "x\n")}},
    "its own type can't be sent": lambda path: {"body": {"a": ("n", path, "x\n")}},
    "the path has no value": lambda path: {"body": {"a": path}, "template": "/pets/{id}", "path_params": {"id": ""}},
    "the query has no form": lambda path: {"body": {"a": path}, "query": {"q": object()}},
    "a header can't be sent": lambda path: {"body": {"a": path}, "header_params": {"x-a": "a\nb"}},
    "the credential is missing": lambda path: {"body": {"a": path}, "security": (("key",),)},
    "the file alone, a header": lambda path: {"body": path, "media_type": "a/b", "header_params": {"x-a": "a\nb"}},
}


@both
@pytest.mark.parametrize("what", MISTAKES)
def test_a_file_is_closed_where_something_else_is_wrong(
    twin: Any, what: str, path: Path, opened: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PETS_API_KEY", raising=False)
    sink = Sink()
    named = {"template": "/pets", "media_type": "multipart/form-data"} | MISTAKES[what](path)
    with pytest.raises(Exception, match=r"\w"):
        run(made(twin, sink if twin is Pets else sink.later).send(Request("PUT", **named)))
    assert all(each._file.closed for each in opened)
    gc.collect()
    assert sink.bodies == []


PROGRAM = """
import asyncio, httpx, pathlib, sys
from scripts.runtime.client import AsyncClient, SyncClient
from scripts.runtime.message import Request
request = Request("PUT", "/a", body={"file": pathlib.Path(sys.argv[1])}, media_type="multipart/form-data")
def answer(_):
    return httpx.Response(200)
SyncClient({}, base_url="https://a.test", http_client=httpx.Client(transport=httpx.MockTransport(answer))).send(request)
http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
asyncio.run(AsyncClient({}, base_url="https://a.test", http_client=http).send(request))
"""


def test_nothing_is_left_open_behind_an_upload(path: Path) -> None:
    command = [sys.executable, "-X", "dev", "-W", "error::ResourceWarning", "-c", PROGRAM, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "ResourceWarning" not in done.stderr


@both
def test_a_generated_method_uploads_files_of_all_kinds(twin: Any, path: Path) -> None:
    sink = Sink(201)
    http = twin.http(transport=httpx.MockTransport(sink if twin is Pets else sink.later))
    client = getattr(acme(), "Acme" if twin is Pets else "AsyncAcme")(desk_key="1", http_client=http)
    raw = client.files.with_raw_response
    run(raw.upload_files(file=path, purpose="avatar", previews=[b"p1", ("p2.gif", BytesIO(b"p2"))], labels=["a", "b"]))
    (body,) = sink.bodies
    assert body.count(b'name="previews"') == 2
    assert body.count(b'name="labels"') == 2
    assert b'filename="p2.gif"\r\nContent-Type: image/gif\r\n\r\np2\r\n' in body
    assert b"12345" in body


def test_an_asynchronous_upload_reads_a_pipe_to_its_end() -> None:
    class Pipe(BytesIO):
        def tell(self) -> int:
            raise OSError

    sink = Sink()
    send(AsyncPets, sink, Pipe(b"12345"), "image/png")
    assert sink.bodies == [b"12345"]
    assert sink.headers[0]["transfer-encoding"] == "chunked"
