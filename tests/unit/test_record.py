"""Recording: a planted secret never reaches the disk, wherever it stands and in whatever form."""

import base64
import gzip
import json
import tempfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from starlette.responses import JSONResponse, Response

from scripts.record import Recorder
from scripts.vendors import Vendor
from tests.recording import PLAIN, SECRET, Service, call, reveals, server, streamed, vendor

TWINS = ["sync", "async"]
THING = {"id": "7f3c1d22-1111-4222-8333-abcdefabcdef"}


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vendor:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    return vendor(tmp_path)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with server() as opened:
        yield opened


def written(acme: Vendor) -> dict[str, bytes]:
    """Every file there is, temporary ones included, but the description."""
    paths = [path for path in acme.root.rglob("*") if path.is_file() and path != acme.effective()]
    return {path.name: path.read_bytes() for path in paths}


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


# Where the answer repeats the secret, and how.
ECHOES: dict[str, Callable[[str], Response]] = {
    "as it is": lambda s: Response(f"no {s} here", 403, media_type="text/plain"),
    "in JSON": lambda s: JSONResponse({"why": f"bad key {s}"}, 403),
    "in JSON of ASCII": lambda s: Response(json.dumps({"why": f"bad key {s}"}), 403, media_type="application/json"),
    "in JSON with escaped slashes": lambda s: Response(
        json.dumps({"why": s}).replace("/", "\\/"), 403, media_type="application/json"
    ),
    "in JSON, all of it escaped": lambda s: Response(
        '{"why":"' + "".join(f"\\u{ord(c):04X}" for c in s) + '"}', 403, media_type="application/json"
    ),
    "as the name of a field": lambda s: JSONResponse({s: 1}, 403),
    "in a page": lambda s: Response(
        f"<p>{s.replace('&', '&amp;').replace('<', '&lt;').replace(chr(34), '&quot;')}</p>", 403, media_type="text/html"
    ),
    "in a page, letters as numbers": lambda s: Response(
        "".join(f"&#{ord(c)};" if i % 2 else f"&#x{ord(c):X};" for i, c in enumerate(s)), 403, media_type="text/html"
    ),
    "in an address": lambda s: Response(f"<a href='/x?k={quote(s, safe='')}'>", 403, media_type="text/html"),
    "in an address, small letters": lambda s: Response(
        f"/x?k={quote(s, safe='').replace('%2B', '%2b').replace('%2F', '%2f')}", 403, media_type="text/plain"
    ),
    "in a form": lambda s: Response(f"k={quote_plus(s)}&b=1", 403, media_type="text/plain"),
    "in an address, twice": lambda s: Response(quote(quote(s, safe=""), safe=""), 403, media_type="text/plain"),
    "in an address, in part": lambda s: Response(
        "".join(f"%{b:02x}" if i % 3 == 0 or b > 127 else chr(b) for i, b in enumerate(s.encode())),
        403,
        media_type="text/plain",
    ),
    "in base64": lambda s: Response(f"[{b64(s)}]", 403, media_type="text/plain"),
    "in base64, a letter on": lambda s: Response(f"[{b64('a' + s + 'b')}]", 403, media_type="text/plain"),
    "in base64, two letters on": lambda s: Response(f"[{b64('ab' + s)}]", 403, media_type="text/plain"),
    "in base64 for addresses": lambda s: Response(
        base64.urlsafe_b64encode(s.encode()).rstrip(b"="), 403, media_type="text/plain"
    ),
    "in base64 behind letters of it": lambda s: Response("key/" + "x" + b64(s), 403, media_type="text/plain"),
    "in base64 in lines": lambda s: Response(
        base64.encodebytes(b"-" * 70 + s.encode() + b"-" * 50), 403, media_type="text/plain"
    ),
    "in base64 in JSON in base64": lambda s: JSONResponse({"a": b64(json.dumps({"b": b64(json.dumps([s]))}))}, 403),
    "in base64 in an address": lambda s: Response(quote(b64(s), safe=""), 403, media_type="text/plain"),
    "in JSON in JSON": lambda s: JSONResponse({"a": json.dumps({"b": json.dumps([s])})}, 403),
    "in hex": lambda s: Response(s.encode().hex(), 403, media_type="text/plain"),
    "in upper hex, one off": lambda s: Response("A" + s.encode().hex().upper(), 403, media_type="text/plain"),
    "in other case": lambda s: Response(s.upper().replace("SS", "ß"), 403, media_type="text/plain"),
    "in UTF-16": lambda s: Response(s.encode("utf-16"), 403, media_type="text/plain; charset=utf-16"),
    "in bytes that are no text": lambda s: Response(b"\xff\x00" + s.encode() + b"\xfe", 403, media_type="text/plain"),
    "packed": lambda s: Response(gzip.compress(s.encode()), 403, {"content-encoding": "gzip"}, media_type="text/plain"),
    "packed without a frame": lambda s: Response(
        zlib.compress(s.encode(), wbits=-15), 403, {"content-encoding": "deflate"}, media_type="text/plain"
    ),
    "packed twice": lambda s: Response(
        gzip.compress(gzip.compress(s.encode())), 403, {"content-encoding": "gzip, gzip"}, media_type="text/plain"
    ),
    "in a header": lambda s: JSONResponse({}, 403, {"x-other": quote(s), "link": f"<https://x/?a={quote(s)}>"}),
    "in a header's name": lambda _: JSONResponse({}, 403, {f"x-{PLAIN}": "1"}),
    "in a redirect": lambda s: Response(status_code=302, headers={"location": f"/v1/things?token={quote(s)}"}),
    "in a cookie": lambda s: JSONResponse({}, 403, {"set-cookie": f"a={quote(s)}; Path=/"}),
    "in a stream": lambda s: streamed(b"data: one\n\n", f"data: {s}\n\n".encode(), media_type="text/event-stream"),
    "over two pieces of a stream": lambda s: streamed(
        f"data: {s[:6]}".encode(), f"{s[6:]}\n\n".encode(), media_type="text/event-stream"
    ),
    "over two events": lambda s: streamed(
        f"data: {s[:6]}\n\n".encode(), f"data: {s[6:]}\n\n".encode(), media_type="text/event-stream"
    ),
}


@pytest.mark.parametrize("twin", TWINS)
@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("secret", [SECRET, PLAIN], ids=["hard", "plain"])
def test_a_key_that_the_service_repeats_never_reaches_the_disk(
    acme: Vendor, service: Service, twin: str, echo: str, secret: str
) -> None:
    path = "events" if "stream" in echo or "two events" in echo else "things"
    headers = {"authorization": f"Basic {b64(f'me:{secret}')}", "x-door": PLAIN}
    service.answer = lambda *_: ECHOES[echo](secret)
    recorder = Recorder(acme)
    content = call(recorder, twin, "GET", f"{service.url}/v1/{path}", headers=headers)
    report = recorder.finish()
    # its user reads it as it is, and so the search would find it
    assert reveals(content, secret) or echo in {"in a header", "in a header's name", "in a redirect", "in a cookie"}
    assert len(report.written) == 1, report
    assert not {name for name, data in written(acme).items() if reveals(data, secret) or reveals(data, PLAIN)}
    assert report.skipped == ()


# Where the client sends it.
SENT: dict[str, Callable[[str], dict[str, Any]]] = {
    "the header of the description": lambda s: {"headers": {"x-door": s.encode()}},
    "a bearer token": lambda s: {"headers": {"authorization": f"Bearer {s}".encode()}},
    "a header nobody described": lambda s: {"headers": {"x-whatever-secret": s.encode()}},
    "a header nobody knows": lambda s: {"headers": {"x-whatever": s.encode(), "x-door": s.encode()}},
    "the query of the description": lambda s: {"params": {"door": s}},
    "a query nobody described": lambda s: {"params": {"access_token": s}},
    "a cookie": lambda s: {"headers": {"cookie": f"a=b; door_session={quote(s)}", "x-door": s.encode()}},
    "the address": lambda s: {"auth": ("me", s)},
    "a field": lambda s: {"method": "POST", "json": {"phrase": s}},
    "a field by its name": lambda s: {"method": "POST", "json": {"deep": [{"clientSecret": s}]}},
    "a list": lambda s: {"method": "POST", "json": {"passwords": "x", "password": [s]}},
    "a form": lambda s: {"method": "POST", "data": {"password": s, "other": "1"}},
    "a part": lambda s: {"method": "POST", "files": {"password": (None, s.encode()), "b": ("b.txt", b"1")}},
    "the name of a file": lambda s: {
        "method": "POST",
        "files": {"b": (f"{s}.txt", b"1")},
        "headers": {"x-door": s.encode()},
    },
    "pieces": lambda s: {
        "method": "POST",
        "content": iter([s[:9].encode(), s[9:].encode()]),
        "headers": {"x-door": s.encode(), "content-type": "application/octet-stream"},
    },
    "the border of parts": lambda s: {
        "method": "POST",
        "content": f"--{PLAIN}\r\n\r\n{s}\r\n--{PLAIN}--\r\n".encode(),
        "headers": {"x-door": s.encode(), "cookie": f"door_session={PLAIN}"}
        | {"content-type": f"multipart/form-data; boundary={PLAIN}"},
    },
    "a packed body": lambda s: {
        "method": "POST",
        "content": gzip.compress(json.dumps({"password": s}).encode()),
        "headers": {"content-type": "application/json", "content-encoding": "gzip"},
    },
    "a path": lambda s: {"path": f"things/{quote(s, safe='')}", "headers": {"x-door": s.encode()}},
}


@pytest.mark.parametrize("twin", TWINS)
@pytest.mark.parametrize("place", SENT)
@pytest.mark.parametrize("secret", [SECRET, PLAIN], ids=["hard", "plain"])
def test_a_secret_that_the_client_sends_never_reaches_the_disk(
    acme: Vendor, service: Service, twin: str, place: str, secret: str
) -> None:
    options = SENT[place](secret)
    method, path = options.pop("method", "GET"), options.pop("path", "things")
    if twin == "async" and "content" in options and not isinstance(options["content"], bytes):
        options["content"] = _later(options["content"])
    service.answer = lambda _, body: Response(body + secret.encode(), 400)
    recorder = Recorder(acme)
    call(recorder, twin, method, f"{service.url}/v1/{path}", **options)
    report = recorder.finish()
    assert len(report.written) + len(report.skipped) == 1
    assert [each for each in report.skipped if "broke" not in str(each)] == [] or place == "a path"
    assert not {name for name, data in written(acme).items() if reveals(data, secret)}


async def _later(pieces: Iterator[bytes]) -> Any:
    for piece in pieces:
        yield piece
