"""The command: a program, a proxy, an import, an export; and what it says to who uses it wrong."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from scripts import vendors
from scripts.exchange import read_all
from scripts.problem import Refused
from scripts.record import Recorder, proxy
from scripts.record.__main__ import main
from scripts.vendors import Vendor
from tests.recording import API, PLAIN, Service, reveals, server, streamed, vendor

KEY = {"x-door": PLAIN}


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vendor:
    found = vendor(tmp_path)
    monkeypatch.setattr(vendors, "get", lambda name: found if name == "acme" else pytest.fail(name))
    monkeypatch.setattr(sys, "argv", sys.argv[:])
    monkeypatch.setattr(sys, "path", sys.path[:])
    return found


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with server() as opened:
        yield opened


PROGRAM = """
import asyncio, sys, httpx, beside
httpx.get(sys.argv[1] + "/v1/things", headers={"x-door": sys.argv[2]}, trust_env=False)
async def main():
    async with httpx.AsyncClient(trust_env=False) as client:
        await client.get(sys.argv[1] + "/v1/things", headers={"x-door": sys.argv[2]})
asyncio.run(main())
sys.exit(int(sys.argv[3]))
"""


@pytest.mark.parametrize("code", [0, 3])
def test_a_program_is_run_and_whatever_httpx_sends_in_it_is_recorded(
    acme: Vendor, service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str], code: int
) -> None:
    service.answer = lambda *_: JSONResponse({"items": [], "key": PLAIN})
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "beside.py").write_text("")
    usual = httpx.HTTPTransport.handle_request
    assert main(["acme", str(tmp_path / "program.py"), service.url, PLAIN, str(code)]) == code
    assert httpx.HTTPTransport.handle_request is usual
    assert [each.name for each in read_all(acme.recordings)] == ["list-things-200", "list-things-200-002"]
    assert not [path for path in acme.recordings.iterdir() if reveals(path.read_bytes(), PLAIN)]
    told = capsys.readouterr().out
    assert "list-things-200.json: local" in told
    assert "response.body.unknown" in told
    assert told.endswith("exchanges written: 2, calls left out: 0\n")


def test_what_a_program_did_before_it_failed_is_written(acme: Vendor, service: Service, tmp_path: Path) -> None:
    service.answer = lambda *_: JSONResponse({"items": []})
    program = PROGRAM.replace("sys.exit(int(sys.argv[3]))", "raise KeyError(3)")
    (tmp_path / "program.py").write_text(program)
    (tmp_path / "beside.py").write_text("")
    with pytest.raises(KeyError):
        main(["acme", str(tmp_path / "program.py"), service.url, PLAIN])
    assert len(read_all(acme.recordings)) == 2


def test_the_proxy_passes_all_on_as_it_is_and_records_it_scrubbed(acme: Vendor, service: Service) -> None:
    seen: list[tuple[str, str, list[tuple[bytes, bytes]], bytes]] = []

    def answer(received: Request, body: bytes) -> Response:
        address = received.scope["raw_path"] + b"?" + received.scope["query_string"]
        seen.append((received.method, address.decode(), received.headers.raw, body))
        if received.method == "POST":
            return JSONResponse({"name": PLAIN}, 201, {"set-cookie": "a=1", "x-more": "2"})
        return Response(status_code=302, headers={"location": f"{service.url}/v1/things"})

    service.answer = answer
    recorder = Recorder(acme)
    with proxy.serve(proxy.app(recorder, f"{service.url}/v1"), 0) as url, httpx.Client(trust_env=False) as client:
        posted = client.post(f"{url}/things?a=%2F", json={"phrase": PLAIN}, headers=KEY)
        moved = client.get(f"{url}/things/1%2F2", headers=KEY)
    report = recorder.finish()
    assert report.skipped == ()
    assert posted.json() == {"name": PLAIN}
    assert (posted.headers["set-cookie"], posted.headers["x-more"]) == ("a=1", "2")
    assert moved.headers["location"] == f"{url}/things"
    assert seen[0][:2] == ("POST", "/v1/things?a=%2F")
    assert json.loads(seen[0][3]) == {"phrase": PLAIN}
    assert seen[1][1] == "/v1/things/1%2F2?"
    assert dict(seen[0][2])[b"host"] == service.url.removeprefix("http://").encode()
    assert {each.operation: each.kind for each in read_all(acme.recordings)} == {
        "addThing": "local",
        "getThing": "local",
    }
    assert not [path for path in acme.recordings.iterdir() if reveals(path.read_bytes(), PLAIN)]


def test_the_proxy_passes_a_stream_on_piece_by_piece_and_ends_though_it_does_not(
    acme: Vendor, service: Service
) -> None:
    service.answer = lambda *_: streamed(b"data: one\n\n", forever=True, media_type="text/event-stream")
    recorder = Recorder(acme)
    with (
        proxy.serve(proxy.app(recorder, service.url), 0) as url,
        httpx.stream("GET", f"{url}/v1/events", headers=KEY, trust_env=False) as response,
    ):
        assert next(response.iter_raw()) == b"data: one\n\n"
    report = recorder.finish()
    assert len(report.written) == 1, report
    (found,) = read_all(acme.recordings)
    assert found.response.chunks[0][1] == 11
    assert found.made[-1].pointer == "/response"


def test_a_service_that_is_not_there_is_told_to_the_proxys_client(acme: Vendor) -> None:
    recorder = Recorder(acme)
    with proxy.serve(proxy.app(recorder, "http://127.0.0.1:1"), 0) as url, httpx.Client(trust_env=False) as client:
        response = client.get(f"{url}/things")
    assert (response.status_code, "can't be reached" in response.json()["error"]) == (502, True)
    assert "had no answer" in str(recorder.finish())


def test_the_proxy_runs_until_it_is_interrupted_and_then_writes(service: Service, tmp_path: Path) -> None:
    name = vendors.find()[0].name
    service.answer = lambda *_: JSONResponse({"title": "no"}, 404)
    command = [sys.executable, "-W", "error", "-m", "scripts.record", name, "--server", service.url]
    variables = {**os.environ, f"{name.upper()}_SOMETHING": PLAIN}
    with subprocess.Popen(
        [*command, "--out", str(tmp_path)], cwd=vendors.ROOT, env=variables, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[0]
        assert f"{name.upper()}_BASE_URL={url}" in process.stdout.readline()
        httpx.get(f"{url}/no/such/{PLAIN}", trust_env=False)
        process.send_signal(signal.SIGINT)
        told = process.stdout.read()
    assert process.returncode == 0
    left_out = "left out: GET /no/such/REDACTED-1: calls no operation of the description (request.path.undocumented)"
    assert left_out in told
    assert list(tmp_path.iterdir()) == []


def test_exchanges_are_exported_and_imported(
    acme: Vendor, service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = {
        "startedDateTime": "2026-01-31T10:00:00Z",
        "request": {"method": "GET", "url": f"{API}/things", "headers": [{"name": "X-Door", "value": PLAIN}]},
        "response": {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"text": '{"items":[]}'},
        },
    }
    (tmp_path / "in.har").write_text(json.dumps({"log": {"entries": [entry, {}]}}))
    assert main(["import", str(tmp_path / "in.har"), "acme"]) == 0
    told = capsys.readouterr().out
    assert "left out: " in told
    assert "in.har:/log/entries/1: is no entry" in told
    assert main(["export", "acme", "--out", str(tmp_path / "out.har")]) == 0
    assert main(["export", "acme"]) == 0
    text = (tmp_path / "out.har").read_text()
    assert capsys.readouterr().out == text
    assert json.loads(text)["log"]["entries"][0]["request"]["url"] == f"{API}/things"
    assert PLAIN not in text


def test_a_secret_that_only_the_user_knows_is_named_by_its_variable(
    acme: Vendor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINE", PLAIN)
    entry = {
        "startedDateTime": "2026-01-31T10:00:00Z",
        "request": {"method": "GET", "url": f"{API}/things?page={PLAIN}", "headers": []},
        "response": {"status": 404, "headers": [], "content": {"text": PLAIN}},
    }
    (tmp_path / "in.har").write_text(json.dumps({"log": {"entries": [entry]}}))
    assert main(["import", str(tmp_path / "in.har"), "acme", "--secret", "MINE"]) == 0
    (found,) = read_all(acme.recordings)
    assert found.response.content == b"REDACTED-1"
    assert found.request.url.endswith("page=REDACTED-1")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["acme", "nothing.py"], r"nothing\.py: there is no such program"),
        (["acme", "--server", "ftp://x"], "--server: ftp://x is no address"),
        (["acme", "--secret", "NO_SUCH_VARIABLE"], "--secret NO_SUCH_VARIABLE: there is no such variable"),
        (["acme", "--scrub", "items"], "items: is no JSON pointer"),
        (["acme", "--variant", "other"], "acme: there is no variant other"),
        (["acme", "--listen", "99999"], "port 99999: "),
    ],
)
def test_wrong_use_is_told_in_a_line(acme: Vendor, arguments: list[str], told: str) -> None:
    with pytest.raises(Refused, match=told):
        main(arguments)


def test_help_tells_all_four_uses(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    for use in (
        "VENDOR [OPTIONS] SCRIPT.py [ARGUMENTS...]",
        "VENDOR [OPTIONS] ",
        "import FILE VENDOR",
        "export VENDOR",
    ):
        assert f"python -m scripts.record {use}" in told
