"""Bodies of requests: how each media type is written, and that nothing is sent of what does not fit."""

from __future__ import annotations

import asyncio
import copy
import io
import os
import re
import threading
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from attrs import define, field

from scripts.runtime.client import AsyncClient, SyncClient
from scripts.runtime.files import File, FileContent
from scripts.runtime.message import Request, Response
from scripts.runtime.model import Model
from scripts.runtime.unset import UNSET, Unset

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
BYTES = "application/octet-stream"


class Kind(StrEnum):
    CAT = "cat"


@define(kw_only=True, repr=False)
class Owner(Model):
    name: str


@define(kw_only=True, repr=False)
class Pet(Model):
    kind: Kind = Kind.CAT
    born: date | Unset = field(default=UNSET, metadata={"wire": "bornOn"})
    owner: Owner | None = None


@define(kw_only=True, repr=False)
class Picture(Model):
    title: str
    image: File


class Service:
    """Reads each body to its end and keeps it."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.asked.append(request)
        return httpx.Response(200)

    async def later(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.asked.append(request)
        return httpx.Response(200)


def send(twin: str, service: Service, request: Request, own: dict[str, str] | None = None, **http: Any) -> None:
    settings: dict[str, Any] = {"base_url": "https://pets.example", "timeout": 1.0, "headers": None}
    options: Any = {"headers": own} if own else {}
    if twin == "sync":
        mine = httpx.Client(transport=httpx.MockTransport(service), **http)
        SyncClient({}, http_client=mine, **settings).send(request, options)
    else:
        theirs = httpx.AsyncClient(transport=httpx.MockTransport(service.later), **http)
        asyncio.run(AsyncClient({}, http_client=theirs, **settings).send(request, options))


@pytest.fixture(params=["sync", "async"])
def twin(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def sent(twin: str, body: object, media_type: str, own: dict[str, str] | None = None, **http: Any) -> httpx.Request:
    service = Service()
    send(twin, service, Request("POST", "/pets", body=body, media_type=media_type), own, **http)
    (asked,) = service.asked
    return asked


def parts(request: httpx.Request) -> list[tuple[Any, Any, Any, Any]]:
    """Return name, file name, content type and content of each part, read by a parser that is not ours."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser(EmailMessage, policy=HTTP).parsebytes(head + request.content)
    assert message.is_multipart()
    assert not message.defects
    return [
        (
            part.get_param("name", header="content-disposition"),
            part.get_filename(),
            part.get("content-type"),
            part.get_payload(decode=True),
        )
        for part in message.iter_parts()
    ]


@pytest.mark.parametrize(
    ("body", "media_type", "content", "content_type"),
    [
        ({"a": "é"}, "application/json", '{"a":"é"}'.encode(), "application/json"),
        ([Pet()], "application/JSON; v=1", b'[{"kind":"cat","owner":null}]', "application/JSON; v=1"),
        ({"a": 1}, "application/merge-patch+json", b'{"a":1}', "application/merge-patch+json"),
        (None, "application/json", b"null", "application/json"),
        ({"a": 1}, "application/*+json", b'{"a":1}', "application/json"),
        ("é", "text/plain", "é".encode(), "text/plain; charset=utf-8"),
        ("é", "text/csv;header=present", "é".encode(), "text/csv;header=present; charset=utf-8"),
        ("é", "TEXT/plain; Charset=UTF-8", "é".encode(), "TEXT/plain; Charset=UTF-8"),
        ("é", 'text/plain; charset="iso-8859-1"', b"\xe9", 'text/plain; charset="iso-8859-1"'),
        ("<a/>", "application/xml", b"<a/>", "application/xml; charset=utf-8"),
        ("<a/>", "application/soap+xml", b"<a/>", "application/soap+xml; charset=utf-8"),
        ("a", "text/*", b"a", "text/plain; charset=utf-8"),
        (b"\xff", "text/plain", b"\xff", "text/plain"),
        (b"\xff\x00", BYTES, b"\xff\x00", BYTES),
        (bytearray(b"a"), BYTES, b"a", BYTES),
        ("é", BYTES, "é".encode(), BYTES),
        (b"a", "image/png", b"a", "image/png"),
        (b"a", "*/*", b"a", BYTES),
        (b"a", "image/*", b"a", BYTES),
        (b"", BYTES, b"", BYTES),
        (io.BytesIO(b"abc"), "image/png", b"abc", "image/png"),
        ("a,b\n", "application/vnd.ms-excel", b"a,b\n", "application/vnd.ms-excel"),
    ],
)
def test_a_body_is_written_as_its_media_type_says(
    twin: str, body: object, media_type: str, content: bytes, content_type: str
) -> None:
    # What one twin has read to its end the other would find empty.
    request = sent(twin, copy.deepcopy(body), media_type)
    assert (request.content, request.headers["content-type"]) == (content, content_type)
    assert request.headers["content-length"] == str(len(content))
    assert "transfer-encoding" not in request.headers


@pytest.mark.parametrize("media_type", ["application/json", FORM, MULTIPART, "text/plain", BYTES])
def test_without_a_body_there_is_neither_content_nor_content_type(twin: str, media_type: str) -> None:
    request = sent(twin, UNSET, media_type)
    assert request.content == b""
    assert "content-type" not in request.headers


@pytest.mark.parametrize(
    ("body", "content"),
    [
        ({"a b": "c&d=é+", "n": 1, "t": True}, "a+b=c%26d%3D%C3%A9%2B&n=1&t=true"),
        ({"a": [1, Kind.CAT], "none": None, "unset": UNSET}, "a=1&a=cat"),
        ({"o": {"x": [1, None]}, "l": [{"y": "é"}, ["z"]]}, 'o={"x":[1,null]}&l={"y":"é"}&l=["z"]'),
        (Pet(born=date(2026, 1, 2), extra={"more": 1}), "kind=cat&bornOn=2026-01-02&more=1"),
        ({"owner": Owner(name="Ann")}, 'owner={"name":"Ann"}'),
        ({"at": datetime(2026, 1, 2, tzinfo=UTC)}, "at=2026-01-02T00%3A00%3A00Z"),
        ({}, ""),
    ],
)
def test_a_form_has_each_scalar_by_its_name(twin: str, body: object, content: str) -> None:
    request = sent(twin, body, FORM)
    assert request.headers["content-type"] == FORM
    assert parse_qsl(request.content.decode(), strict_parsing=bool(content)) == parse_qsl(content)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("é", [(None, None, "é".encode())]),
        (1, [(None, None, b"1")]),
        (Kind.CAT, [(None, None, b"cat")]),
        (date(2026, 1, 2), [(None, None, b"2026-01-02")]),
        ({"x": "é"}, [(None, "application/json", '{"x":"é"}'.encode())]),
        (Owner(name="Ann"), [(None, "application/json", b'{"name":"Ann"}')]),
        (b"\r\n--x", [("upload", "application/octet-stream", b"\r\n--x")]),
        (("a.png", b"\x89"), [("a.png", "image/png", b"\x89")]),
        (("a.png", b"\x89", "image/x"), [("a.png", "image/x", b"\x89")]),
        (("a.txt", io.BytesIO(b"abc"), "text/csv"), [("a.txt", "text/csv", b"abc")]),
        (["a", 1], [(None, None, b"a"), (None, None, b"1")]),
        (("a", "b"), [(None, None, b"a"), (None, None, b"b")]),
        ([b"1", ("b", b"2")], [("upload", BYTES, b"1"), ("b", BYTES, b"2")]),
        ([{"a": 1}, ["b"]], [(None, "application/json", b'{"a":1}'), (None, "application/json", b'["b"]')]),
        (None, []),
        (UNSET, []),
    ],
)
def test_a_multipart_body_has_a_part_for_each_value(twin: str, value: Any, expected: list[Any]) -> None:
    # What one twin has read to its end the other would find empty.
    request = sent(twin, {"before": "x", "value": copy.deepcopy(value)}, MULTIPART)
    assert parts(request)[0] == ("before", None, None, b"x")
    assert [each[1:] for each in parts(request)[1:]] == expected
    assert request.headers["content-length"] == str(len(request.content))


def test_a_model_may_hold_the_parts(twin: str, tmp_path: Path) -> None:
    path = tmp_path / 'Größe "1".png'
    path.write_bytes(b"\x89")
    with path.open("rb") as file:
        request = sent(twin, Picture(title="t", image=file, extra={"more": 1}), MULTIPART)
    assert re.search('filename="Größe %221%22.png"\r\nContent-Type: image/png'.encode(), request.content)
    assert [each[0] for each in parts(request)] == ["title", "image", "more"]


def test_a_multipart_body_without_parts_is_still_one(twin: str) -> None:
    request = sent(twin, {"a": UNSET}, MULTIPART)
    boundary = request.headers["content-type"].partition("boundary=")[2]
    assert request.content == f"--{boundary}--\r\n".encode()


def test_names_and_file_names_cannot_begin_another_header_or_part(twin: str) -> None:
    bad = 'a"\r\nX-Evil: 1\r\n\r\n'
    request = sent(twin, {bad: "1", "file": (bad, b"2")}, MULTIPART)
    assert b"\r\nX-Evil" not in request.content
    assert request.content.count(b"a%22%0D%0AX-Evil") == 2
    assert len(parts(request)) == 2


def test_no_two_boundaries_are_alike_and_the_user_cannot_lose_one(twin: str) -> None:
    once = sent(twin, {"a": "x"}, MULTIPART)
    again = sent(
        twin, {"a": "x"}, MULTIPART, {"Content-Type": "multipart/form-data"}, headers={"content-type": "text/plain"}
    )
    assert once.headers["content-type"] != again.headers["content-type"]
    assert parts(once) == parts(again) == [("a", None, None, b"x")]


def test_the_user_may_know_the_content_type_better(twin: str) -> None:
    assert sent(twin, b"a", "*/*", {"Content-Type": "image/png"}).headers.get_list("content-type") == ["image/png"]


@pytest.mark.parametrize(
    ("body", "media_type", "message"),
    [
        ({"a": b""}, "application/json", "bytes has no form in JSON"),
        (["a"], FORM, "is a mapping or a model, not list"),
        ("a=b", FORM, "is a mapping or a model, not str"),
        ({"a": b"x"}, FORM, "a: a parameter takes text, .* not bytes"),
        ({"a": [None]}, FORM, "a: a parameter takes text, .* not NoneType"),
        ("a", MULTIPART, "is a mapping or a model, not str"),
        ({"a": 1j}, MULTIPART, "a: a part is text, .* a file opened in binary mode, .* not complex"),
        ({"a": {"b": b"x"}}, MULTIPART, "a: bytes has no form in JSON"),
        ({"a": io.StringIO("x")}, MULTIPART, r'a: the file gives no bytes: open it .* `open\(path, "rb"\)`'),
        ({"a": ("n", io.StringIO("x"))}, MULTIPART, "a: the file gives no bytes"),
        (
            {"a": 1},
            "text/plain",
            "a body of text/plain is text, bytes, a path or a file .*, not dict",
        ),
        (
            5,
            BYTES,
            "a body of application/octet-stream is text, bytes, a path or a file .*, not int",
        ),
        (io.StringIO("x"), BYTES, "the file gives no bytes"),
        (None, BYTES, "not NoneType"),
    ],
)
def test_a_body_of_the_wrong_kind_is_refused_before_anything_is_sent(
    twin: str, body: object, media_type: str, message: str
) -> None:
    service = Service()
    with pytest.raises(TypeError, match=message):
        send(twin, service, Request("POST", "/pets", body=body, media_type=media_type))
    assert service.asked == []


def closed() -> io.BytesIO:
    file = io.BytesIO()
    file.close()
    return file


@pytest.mark.parametrize(
    ("body", "media_type", "message"),
    [
        ([float("nan")], "application/json", "JSON compliant"),
        ({"a": []}, FORM, "a is empty, which a form can't say"),
        ({"a": []}, MULTIPART, "a is empty, which a form can't say"),
        ({"a": datetime(2026, 1, 2)}, FORM, "a: .* no time zone"),  # noqa: DTZ001
        ({"a": ("n", b"", "x\r\ny: z")}, MULTIPART, "a: the content type of the file"),
        ({"a": ("n", b"", 5)}, MULTIPART, "a: the content type of the file"),
        ({"a": closed()}, MULTIPART, "a: .*closed"),
        ("é", "text/plain; charset=ascii", "can't be written in ascii"),
        ("é", "text/plain; charset=nonsense", "can't be written in nonsense"),
        ("\ud800", "text/plain", "can't be written in utf-8"),
        (closed(), BYTES, "closed"),
    ],
)
def test_a_body_that_cannot_be_written_is_refused_before_anything_is_sent(
    twin: str, body: object, media_type: str, message: str
) -> None:
    service = Service()
    with pytest.raises(ValueError, match=message):
        send(twin, service, Request("POST", "/pets", body=body, media_type=media_type))
    assert service.asked == []


@pytest.mark.parametrize(("media_type", "named"), [(BYTES, False), (MULTIPART, True)])
def test_a_file_is_sent_from_where_it_stands(twin: str, tmp_path: Path, media_type: str, named: bool) -> None:
    path = tmp_path / "file.bin"
    path.write_bytes(b"0123456789")
    with path.open("rb") as file:
        file.seek(4)
        request = sent(twin, {"f": file} if named else file, media_type)
    assert (parts(request)[0][3] if named else request.content) == b"456789"
    assert request.headers["content-length"] == str(len(request.content))


@pytest.mark.parametrize(("media_type", "named"), [(BYTES, False), (MULTIPART, True)])
def test_a_pipe_is_sent_though_nobody_knows_its_length(twin: str, media_type: str, named: bool) -> None:
    out, into = os.pipe()
    os.write(into, b"through the pipe")
    os.close(into)
    with open(out, "rb") as file:  # noqa: PTH123 - a pipe has no path
        request = sent(twin, {"f": file} if named else file, media_type)
    assert (parts(request)[0][3] if named else request.content) == b"through the pipe"
    assert request.headers["transfer-encoding"] == "chunked"
    assert "content-length" not in request.headers


class Swallow(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        left = int(self.headers["Content-Length"])
        self.server.counts.append(left)  # type: ignore[attr-defined]
        while left:
            left -= len(self.rfile.read(min(left, 1 << 16)))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Swallow) as found:
        found.counts = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found
        found.shutdown()
        thread.join()


@pytest.mark.parametrize(("media_type", "named"), [(BYTES, False), (MULTIPART, True)])
def test_a_large_file_is_never_whole_in_memory(
    twin: str, server: Any, tmp_path: Path, media_type: str, named: bool
) -> None:
    path, size = tmp_path / "large.bin", 16 << 20
    with path.open("wb") as file:
        file.truncate(size)
    settings: dict[str, Any] = {
        "base_url": f"http://127.0.0.1:{server.server_port}",
        "timeout": 20.0,
        "headers": None,
        "http_client": None,
    }

    async def later(request: Request) -> Response:
        client = AsyncClient({}, **settings)
        try:
            return await client.send(request, {})
        finally:
            await client.aclose()

    with path.open("rb") as file:
        content: FileContent = file
        request = Request("POST", "/", body={"f": content} if named else content, media_type=media_type)
        tracemalloc.start()
        try:
            if twin == "sync":
                with SyncClient({}, **settings) as client:
                    response = client.send(request, {})
            else:
                response = asyncio.run(later(request))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert response.status_code == 204
    assert server.counts[0] == size if not named else server.counts[0] > size
    assert peak < size / 2


def test_a_request_does_not_show_its_body() -> None:
    assert "hunter2" not in repr(Request("POST", "/login", body={"password": "hunter2"}))
