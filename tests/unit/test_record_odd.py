"""Recording what is odd: broken bodies, values without a name, headers of any form, and what no exchange can hold."""

import json
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from scripts import vendors
from scripts.exchange import Exchange, Request, Response, read_all
from scripts.exchange.har import read_har
from scripts.problem import Refused
from scripts.record import Recorder, RecordingTransport, Report, proxy
from scripts.record.__main__ import main
from scripts.record.vault import Vault
from scripts.vendors import Vendor
from tests.recording import API, PLAIN, Service, reveals, server, vendor

JSON = ("content-type", "application/json")
FORM = ("content-type", "multipart/form-data; boundary=x")
BROKEN = {
    "behind a mark of the byte order": (JSON, b'\xef\xbb\xbf{"password": "%s"}'),
    "behind a comma too many": (JSON, b'{"password": "%s",}'),
    "cut off": (JSON, b'{"access_token": "%s'),
    "in a text of JSON within JSON": (JSON, b'{"message": "{\\"password\\": \\"%s\\"}"}'),
    "in XML": (("content-type", "text/xml"), b"<a:b><a:password type='x'>%s</a:password></a:b>"),
    "in a form that does not say so": (("x-none", ""), b"password=%s&grant_type=password"),
    "in a part of JSON": (
        FORM,
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n{"password":"%s"}\r\n--x--\r\n',
    ),
    "in a part with line feeds alone": (FORM, b'--x\nContent-Disposition: form-data; name="password"\n\n%s\n--x--\n'),
    "in an event of several lines": (JSON, b'data: {\ndata: "access_token": "%s"}\n\n'),
    "in a member that is only called a value": (JSON, b'{"token": {"value": "%s"}}'),
    "beside its name": (JSON, b'[{"name": "password", "value": "%s"}]'),
    "in a list of secrets": (JSON, b'{"api_keys": ["a", "%s"]}'),
    "by a short name": (JSON, b'{"pwd": "%s"}'),
    "beside half a letter": (JSON, b'{"phrase": "\\ud800%s"}'),
}
HEADERS = {
    "a cookie of JSON": ("cookie", 'a=b; session={"t":"%s"}'),
    "a cookie without a name": ("cookie", "a=b; %s"),
    "a cookie of JSON that was set": ("set-cookie", 'session={"t":"%s"}; Path=/'),
    "a key of several words": ("x-door", "%s of mine"),
    "a code of OAuth2": ("location", "https://app.example/back?code=%s&state=1"),
}


@pytest.fixture
def acme(tmp_path: Path) -> Vendor:
    return vendor(tmp_path)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with server() as opened:
        yield opened


def record(acme: Vendor, request: Request, response: Response | None = None) -> Report:
    recorder = Recorder(acme)
    recorder.take(request, response or Response.of(201, [JSON], b"{}"), "2026-01-31", "93.184.216.34")
    return recorder.finish()


def shown(acme: Vendor) -> list[Path]:
    assert read_all(acme.recordings)
    return [path for path in acme.recordings.iterdir() if reveals(path.read_bytes(), PLAIN)]


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("side", ["request", "response"])
def test_a_secret_is_known_by_its_name(acme: Vendor, name: str, side: str) -> None:
    header, body = BROKEN[name]
    content = body % PLAIN.encode()
    request = Request.of("POST", f"{API}/things", [header], content if side == "request" else b"")
    record(acme, request, Response.of(201, [header], content) if side == "response" else None)
    assert shown(acme) == []


@pytest.mark.parametrize("name", HEADERS)
def test_nothing_is_left_of_a_credential_in_a_header(acme: Vendor, name: str) -> None:
    header, value = HEADERS[name]
    headers = [(header, value % PLAIN)]
    is_response = header in {"set-cookie", "location"}
    request = Request.of("POST", f"{API}/things", [] if is_response else headers)
    record(acme, request, Response.of(302 if is_response else 201, headers if is_response else []))
    assert shown(acme) == []


def test_a_value_that_is_none_of_those_listed_is_not_public(acme: Vendor) -> None:
    path = acme.effective()
    path.write_text(path.read_text().replace("format: password", 'anyOf: [{const: ""}, {type: string}]'))
    path.write_text(path.read_text().replace("phrase:", "password:"))
    record(acme, Request.of("POST", f"{API}/things", [JSON], b'{"password":"%s"}' % PLAIN.encode()))
    assert shown(acme) == []


@pytest.mark.parametrize(("status", "headers"), [(999, []), (201, [("x-request-id", "a\x0bb")])])
def test_what_no_exchange_can_hold_is_named_and_not_written(
    acme: Vendor, status: int, headers: list[tuple[str, str]]
) -> None:
    report = record(acme, Request.of("POST", f"{API}/things"), Response.of(status, headers))
    assert ["no exchange can hold that" in str(each) for each in report.skipped] == [True]
    assert read_all(acme.recordings) == []


def test_a_fragment_is_no_part_of_what_was_sent(acme: Vendor) -> None:
    recorder = Recorder(acme)
    inner = httpx.MockTransport(lambda _: httpx.Response(200, json={}))
    with httpx.Client(transport=RecordingTransport(inner, recorder)) as client:
        client.get(f"{API}/things#access_token={PLAIN}")
    recorder.finish()
    assert [each.request.url for each in read_all(acme.recordings)] == [f"{API}/things"]


def test_what_is_left_of_many_secrets_is_found_as_what_is_left_of_one() -> None:
    vault = Vault()
    for number in range(500):
        vault.learn(f"wolke/{number:04}/zucker", f"secret {number}")
    told = b"a wolke/0007/zucker b wolke%2F0499%2Fzucker wolke/0500/zucker " + b64encode(b"<wolke/0123/zucker>")
    assert list(vault.leaks(told)) == ["secret 7", "secret 123", "secret 499"]
    assert list(vault.leaks(b"wolke")) == []


class Reading(httpx.BaseTransport):
    """A transport that looks at the body as a whole, or not at all."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"got": request.content.decode()} if request.method == "POST" else {})


def test_a_transport_finds_a_request_as_it_was_without_the_recorder(acme: Vendor) -> None:
    recorder = Recorder(acme)
    with httpx.Client(transport=RecordingTransport(Reading(), recorder)) as client:
        assert client.post(f"{API}/things", content=b"all").json() == {"got": "all"}
        client.get(f"{API}/things")
    assert [each.response.status for _, each in recorder.finish().written] == [200]


@pytest.mark.parametrize(
    "border", ["79f0f00e600f95f76b5f1ba480d7bf08", "----WebKitFormBoundary7MA4YWxkTrZu0gW", "plain"]
)
def test_the_border_of_parts_stays_the_same_in_the_header_and_the_body(acme: Vendor, border: str) -> None:
    content = f'--{border}\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--{border}--\r\n'.encode()
    kind = ("content-type", f"multipart/form-data; boundary={border}")
    record(acme, Request.of("POST", f"{API}/things", [kind], content))
    (found,) = read_all(acme.recordings)
    written = (found.request.header("content-type") or "").partition("boundary=")[2]
    assert found.request.content == content.replace(border.encode(), written.encode())
    assert (written == border) == (border == "plain")


@pytest.mark.parametrize(("own", "kind"), [("10.0.0.7", "local"), ("10.0.0.8", "recorded")])
def test_an_address_of_this_machine_that_is_not_loopback_is_no_vendors(acme: Vendor, own: str, kind: str) -> None:
    class Connection:
        def get_extra_info(self, name: str) -> tuple[str, int]:
            return {"server_addr": ("10.0.0.7", 443), "client_addr": (own, 5)}[name]

    response = httpx.Response(200, json={}, extensions={"network_stream": Connection()})
    recorder = Recorder(acme)
    with httpx.Client(transport=RecordingTransport(httpx.MockTransport(lambda _: response), recorder)) as client:
        client.get(f"{API}/things")
    recorder.finish()
    assert [each.kind for each in read_all(acme.recordings)] == [kind]


def test_what_could_not_be_written_is_not_lost(acme: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(exchanges: list[Exchange], folder: Path) -> list[Path]:
        raise OSError(28, "No space left on device")

    recorder = Recorder(acme)
    recorder.take(Request.of("GET", f"{API}/things"), Response.of(200, [JSON], b"{}"), "2026-01-31", "93.184.216.34")
    with monkeypatch.context() as patch:
        patch.setattr("scripts.record.files.write", full)
        with pytest.raises(OSError, match="space"):
            recorder.finish()
    assert len(recorder.finish().written) == 1
    assert recorder.finish().written == ()


def test_a_folder_that_is_none_is_refused_before_anything_is_recorded(acme: Vendor, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in ("file", "file/below"):
        with pytest.raises(Refused, match="can't be written to: give another folder"):
            Recorder(acme, folder=tmp_path / folder)


def test_cookies_that_a_browser_wrote_into_one_header_are_several() -> None:
    headers = [{"name": "Set-Cookie", "value": "a=1; Path=/\nb=2"}]
    entry = {
        "startedDateTime": "2026-01-31T10:00:00Z",
        "request": {"method": "GET", "url": f"{API}/things", "headers": []},
        "response": {"status": 200, "headers": headers, "content": {}},
    }
    (found,), problems = read_har(json.dumps({"log": {"entries": [entry]}}), "x.har")
    assert (found.response.headers, problems) == ((("set-cookie", "a=1; Path=/"), ("set-cookie", "b=2")), [])


def test_a_cassette_that_is_broken_is_told_without_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, acme: Vendor
) -> None:
    monkeypatch.setattr(vendors, "get", lambda _: acme)
    (tmp_path / "a.yaml").write_text(f"interactions:\n- headers: {{authorization: [Bearer {PLAIN}: x}}\n")
    with pytest.raises(Refused, match=r"a\.yaml:2: is not YAML") as told:
        main(["import", str(tmp_path / "a.yaml"), "acme"])
    assert PLAIN not in str(told.value)


def test_credentials_in_the_address_of_the_service_are_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, acme: Vendor
) -> None:
    monkeypatch.setattr(vendors, "get", lambda _: acme)
    with pytest.raises(Refused, match="--server: holds a user") as told:
        main(["acme", "--server", f"https://me:{PLAIN}@api.acme.example"])
    assert PLAIN not in str(told.value)


def test_a_redirect_to_a_host_that_only_begins_alike_is_left_alone(acme: Vendor, service: Service) -> None:
    elsewhere = f"{service.url}0/v1/things"  # another port
    service.answer = lambda *_: proxy.Response(status_code=302, headers={"location": elsewhere})
    with proxy.serve(proxy.app(Recorder(acme), service.url), 0) as url, httpx.Client(trust_env=False) as client:
        assert client.get(f"{url}/things").headers["location"] == elsewhere


PROGRAM = """
import os, signal, sys, time, httpx
httpx.get(sys.argv[1] + "/no/such", trust_env=False)
if sys.argv[2] == "fail":
    raise FileNotFoundError("mine")
if sys.argv[2] == "say":
    sys.exit("said so")
os.kill(os.getpid(), getattr(signal, sys.argv[2]))
time.sleep(60)
"""


@pytest.mark.parametrize(
    ("how", "code", "told"),
    [("SIGTERM", 130, ""), ("SIGINT", 130, ""), ("fail", 1, "FileNotFoundError: mine"), ("say", 1, "said so")],
)
def test_however_a_program_ends_what_it_did_is_told_and_why_it_ended(
    service: Service, tmp_path: Path, how: str, code: int, told: str
) -> None:
    service.answer = lambda *_: proxy.Response(status_code=404)
    (tmp_path / "program.py").write_text(PROGRAM)
    name, out = vendors.find()[0].name, str(tmp_path / "out")
    command = [sys.executable, "-m", "scripts.record", name, "--out", out, str(tmp_path / "program.py")]
    done = subprocess.run(
        [*command, service.url, how], cwd=vendors.ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, told in done.stderr) == (code, True)
    assert "exchanges written: 0, calls left out: 1" in done.stdout


def test_a_second_interrupt_does_not_throw_the_recording_away(service: Service, tmp_path: Path) -> None:
    service.answer = lambda *_: proxy.Response(status_code=404)
    command = [sys.executable, "-m", "scripts.record", vendors.find()[0].name, "--server", service.url]
    with subprocess.Popen(
        [*command, "--out", str(tmp_path)], cwd=vendors.ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[0]
        process.stdout.readline()
        httpx.get(f"{url}/no/such", trust_env=False)
        process.send_signal(signal.SIGINT)
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        told = process.stdout.read()
    assert (process.returncode, "calls left out: 1" in told) == (0, True)


@pytest.mark.parametrize("line", [b'data: {"choices": [{"delta": "%s"}]}\n\n', b'{"choices": [{"delta": "%s"}]}\n'])
def test_a_secret_that_comes_in_several_documents_of_a_stream_is_not_written(acme: Vendor, line: bytes) -> None:
    half = len(PLAIN) // 2
    content = b"".join(line % part.encode() for part in ("so: ", PLAIN[:half], PLAIN[half:], "."))
    kind = ("content-type", "text/event-stream" if line.startswith(b"data") else "application/x-ndjson")
    request = Request.of("POST", f"{API}/things", [JSON], b'{"password":"%s"}' % PLAIN.encode())
    (skipped,) = record(acme, request, Response.of(201, [kind], content)).skipped
    assert "would still show" in str(skipped)
    assert PLAIN not in str(skipped)
    assert read_all(acme.recordings) == []
    harmless = line % b"one" + line % b"two"
    assert len(record(acme, request, Response.of(201, [kind], harmless)).written) == 1
