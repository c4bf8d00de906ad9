"""The gate: each kind of planted secret is found and none of it shown; what a document prints in its place is not."""

import base64
import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from scripts import vendors
from scripts.exchange import Exchange, Request, Response, dumps
from scripts.problem import Refused
from scripts.record.gate import main

# put together here, or the gate would find them in this file
KEY = "sk" + "-live-" + "9f8a7c6b5d4e3f2a1b0c"
TOKEN = "Zm9" + "vYmFyMTIzNDU2Nzg5MGFiY2RlZ"
JWT = "ey" + "JhbGciOiJIUzI1NiJ9." + "ey" + "JzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl"
SESAME = "open" + "-sesame"
BASIC = base64.b64encode(b"ada:open" + b"-sesame").decode()
JSON = ("content-type", "application/json")
FORM = ("content-type", "application/x-www-form-urlencoded")
URL = "https://api.acme.example/v1/things"


def exchange(**changes: object) -> Exchange:
    request = Request.of("POST", URL, [("x-door", "REDACTED-1"), JSON], b'{"a":1}')
    response = Response.of(200, [JSON], b'{"id":"00000000-0000-4000-8000-000000000001"}')
    source = {"date": "2026-01-31"}
    made = Exchange("add-thing-200", "recorded", "acme", None, "addThing", source, request, response)
    return replace(made, **changes)


def sent(content: bytes = b"", url: str = URL, *headers: tuple[str, str]) -> Exchange:
    return exchange(request=Request.of("POST", url, headers, content))


def got(content: bytes, *headers: tuple[str, str], chunks: tuple[tuple[int, int], ...] = ()) -> Exchange:
    return exchange(response=Response.of(403, headers, content, chunks))


def put(folder: Path, planted: Exchange) -> Path:
    path = folder / "recordings" / "acme" / f"{planted.name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dumps(planted))
    return path


def problems(*paths: Path, allowed: Path | None = None) -> list[str]:
    try:
        main([*map(str, paths), *(["--allowed", str(allowed)] if allowed else [])])
    except Refused as refused:
        return [str(each) for each in refused.problems]
    return []


STREAM = f"data: one\n\ndata: your key is {KEY}\n\n".encode()
PLANTED = {
    "a key in a header": (sent(b"", URL, ("x-door-key", "open-sesame")), "/request/headers/0", "the header x-door-key"),
    "a bearer token": (sent(b"", URL, ("authorization", "Bearer open-sesame")), "/request/headers/0", "authorization"),
    "a cookie": (sent(b"", URL, ("cookie", "a=REDACTED-1; b=open-sesame")), "/request/headers/0", "cookie"),
    "a cookie that was set": (got(b"", ("set-cookie", "a=open-sesame; Path=/")), "/response/headers/0", "set-cookie"),
    "a key in the query": (sent(b"", f"{URL}?api_key={SESAME}"), "/request/url", "called api_key"),
    "a user in the address": (sent(b"", f"https://me:{SESAME}@api.acme.com/v1"), "/request/url", "in an address"),
    "a field of JSON": (sent(b'{"deep":[{"password":"open-sesame"}]}', URL, JSON), "/deep/0/password", "password"),
    "a number of JSON": (sent(b'{"pin":123987}', URL, JSON), "/request/body/json/pin", "pin"),
    "a field of an answer": (got(b'{"access_token":"open-sesame"}', JSON), "/response/body/json/access_token", "token"),
    "a form": (sent(f"a=1&client_secret={SESAME}".encode(), URL, FORM), "/request/body", "client_secret"),
    "a part": (
        sent(
            b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\nopen-sesame\r\n--x--\r\n',
            URL,
            ("content-type", "multipart/form-data; boundary=x"),
        ),
        "/request/body",
        "token",
    ),
    "base64": (got(base64.b64encode(f"your key is {KEY}".encode()), JSON), "/response/body", "begins as keys do"),
    "base64 in JSON in base64": (
        got(base64.b64encode(json.dumps([base64.b64encode(f"<{KEY}>".encode()).decode()]).encode()), JSON),
        "/response/body",
        "begins as keys do",
    ),
    "an encoded address": (
        got(quote(f"k={KEY}", safe="").replace("s", "%73").encode(), JSON),
        "/response/body",
        "keys",
    ),
    "an error page": (got(f"<p>bad &quot;{KEY}&quot;</p>".encode(), JSON), "/response/body", "begins as keys do"),
    "a piece of a stream": (
        got(STREAM, ("content-type", "text/event-stream"), chunks=((0, 11), (9, len(STREAM) - 11))),
        "/response/body",
        "begins as keys do",
    ),
    "two events of a stream": (
        got(STREAM.replace(b"sk-live", b"sk-li\n\ndata: ve"), ("content-type", "text/event-stream")),
        "/response/body",
        "begins as keys do",
    ),
    "a web token": (got(f'{{"a":"{JWT}"}}'.encode(), JSON), "/response/body", "a JSON web token"),
    "a long random text": (got(f'{{"a":"{TOKEN}"}}'.encode(), JSON), "/response/body", "a long random text"),
    "a long random number": (got(hashlib.md5(b"a").hexdigest().encode(), JSON), "/response/body", "random number"),
    "a name and a password": (got(f'{{"a":"Basic {BASIC}"}}'.encode(), JSON), "/response/body", "and a password"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_each_kind_of_planted_secret_is_found_with_its_place(tmp_path: Path, name: str) -> None:
    planted, pointer, rule = PLANTED[name]
    path = put(tmp_path, planted)
    found = problems(tmp_path)
    assert [each for each in found if f"{path}:" in each and pointer in each and rule in each], found
    assert not [each for each in found if "sesame" in each or KEY in each or TOKEN in each]


@pytest.mark.parametrize(
    "text",
    [
        f"key: {KEY}",
        f"curl -H 'Authorization: Bearer {TOKEN}'",
        f"Authorization: Basic {BASIC}",
        "-----BEGIN RSA PRIVATE" + " KEY-----\n" + "MIIEowIBAAKCAQEA" * 4 + "\n-----END",
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "gh" + "p_" + "a1B2c3D4e5F6g7H8i9J0k1L2",
        "xox" + "b-123456789012-abcdef",
        "https://me:open" + "-sesame@db.acme.com/x",
        "https://files.acme.com/x?X-Amz-Signature=" + "deadbeef1234",
        JWT,
    ],
)
def test_a_secret_in_any_file_is_found_with_its_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes.md"
    path.write_text(f"one\ntwo {text}\nthree\n")
    (found,) = problems(tmp_path)
    assert found.startswith(f"{path}:2: ")


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer YOUR_TOKEN",
        "Authorization: Bearer $TOKEN",
        "https://user:password@host.example/x",
        "https://{user}:{password}@db.acme.com",
        "?api_key={key}&token=<token>",
        "task_management_system_for_everyone",
        "sha256: " + hashlib.sha256(b"x").hexdigest(),
        "123e4567-e89b-12d3-a456-426614174000",
        "basic research with some words: here",
    ],
)
def test_what_stands_for_a_secret_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "notes.md").write_text(text)
    assert problems(tmp_path) == []


def test_a_scrubbed_exchange_has_none(tmp_path: Path) -> None:
    put(tmp_path, exchange())
    assert problems(tmp_path) == []


def test_a_credential_of_the_environment_is_found_in_whatever_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = vendors.find()[0].name.upper()
    monkeypatch.setenv(f"{name}_WHATEVER", "open/sesame+now")
    for text in (
        "a open/sesame+now b",
        quote("open/sesame+now", safe=""),
        base64.b64encode(b"xopen/sesame+now").decode(),
    ):
        (tmp_path / "notes.md").write_text(text)
        (found,) = problems(tmp_path)
        assert f"the value of {name}_WHATEVER" in found


def test_what_is_allowed_with_a_reason_is_none(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text(f"key: {KEY}\n")
    allowed = tmp_path / "allowed.txt"
    allowed.write_text(f"# why\n{hashlib.sha256(KEY.encode()).hexdigest()} it was never one\n")
    assert problems(tmp_path / "notes.md", allowed=allowed) == []
    allowed.write_text(hashlib.sha256(KEY.encode()).hexdigest())
    assert "allowed.txt:1: is no digest with a reason" in problems(tmp_path / "notes.md", allowed=allowed)[0]


def test_what_is_allowed_and_not_there_any_more_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vendors, "ROOT", tmp_path)
    (tmp_path / "specs").mkdir()
    (tmp_path / "allowed.txt").write_text(f"{'0' * 64} for nothing\n")
    (found,) = problems(allowed=tmp_path / "allowed.txt")
    assert found.endswith("allowed.txt:1: nothing needs this any more: delete the line")


def test_caches_and_what_is_installed_are_left_out(tmp_path: Path) -> None:
    for folder in (".git", ".venv", ".some_cache", "__pycache__", "build"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x").write_text(KEY)
    (tmp_path / "around").symlink_to(tmp_path)
    assert problems(tmp_path) == []


@pytest.mark.parametrize("name", [".env", ".github/workflows/test.yml"])
def test_what_is_only_hidden_is_searched(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(f"DOOR={KEY}\n")
    assert len(problems(tmp_path)) == 1


def test_the_value_of_a_variable_is_not_allowed_for_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"{vendors.find()[0].name.upper()}_WHATEVER"
    monkeypatch.setenv(name, "open-sesame-now")
    (tmp_path / "notes.md").write_text("open-sesame-now")
    digest = hashlib.sha256(f"the value of {name}".encode()).hexdigest()
    (tmp_path / "allowed.txt").write_text(f"{digest} it can't be\n")
    (found,) = problems(tmp_path / "notes.md", allowed=tmp_path / "allowed.txt")
    assert found.endswith(f"the value of {name}: revoke it and take it out")


def test_an_exchange_that_can_not_be_read_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, sent(b"x", URL, ("authorization", "Bearer open-sesame")))
    path.write_text(path.read_text().replace('"text": "x"', '"text": "y"'))
    (found,) = problems(tmp_path)
    assert "is not the digest of the body" in found


def test_a_text_in_utf_16_is_searched(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text(f"key: {KEY}\n", "utf-16")
    (found,) = problems(tmp_path)
    assert "notes.txt:1" in found


def test_the_tree_has_no_secret() -> None:
    command = [sys.executable, "-W", "error", "-m", "scripts.record.gate"]
    done = subprocess.run(command, cwd=vendors.ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
