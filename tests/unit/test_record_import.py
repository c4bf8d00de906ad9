"""HAR and cassettes: what comes in is scrubbed and never called what it is not; what goes out comes back the same."""

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.exchange import Exchange, Request, Response, read_all
from scripts.exchange.har import dump_har, read_har
from scripts.problem import Refused
from scripts.record import Recorder
from scripts.record.imported import entries
from scripts.vendors import Vendor
from tests.recording import API, PLAIN, reveals, vendor

ONE = "7f3c1d22-1111-4222-8333-abcdefabcdef"


def pairs(**named: str) -> list[dict[str, str]]:
    return [{"name": name.replace("_", "-"), "value": value} for name, value in named.items()]


def entry(url: str = f"{API}/things?page=1", **changes: Any) -> dict[str, Any]:
    request = {
        "method": "GET",
        "url": url,
        "httpVersion": "h2",
        "headers": [{"name": ":authority", "value": "api"}, *pairs(x_door=PLAIN, accept="*/*")],
        "queryString": [{"name": "page", "value": "1"}] if "page=1" in url else [],
        "cookies": [],
    }
    response = {
        "status": 200,
        "headers": [
            *pairs(content_type="application/json", content_encoding="gzip"),
            *pairs(link="a"),
            *pairs(link="b"),
        ],
        "content": {"mimeType": "application/json", "text": '{"items":[]}', "size": 12},
    }
    made = {
        "startedDateTime": "2026-01-31T10:00:00.000Z",
        "request": request,
        "response": response,
        "serverIPAddress": "192.0.2.7",
        "_initiator": {"type": "script"},
    }
    for path, value in changes.items():
        target: Any = made
        *above, last = path.split("__")
        for each in above:
            target = target[each]
        target[last] = value
    return made


def har(*listed: Any) -> str:
    return json.dumps({"log": {"version": "1.2", "creator": {}, "entries": list(listed)}})


def brought(tmp_path: Path, text: str, name: str = "x.har", date: str | None = None) -> tuple[list[Exchange], str]:
    acme: Vendor = vendor(tmp_path)
    (tmp_path / name).write_text(text)
    recorder = Recorder(acme)
    found, problems = entries(tmp_path / name, date)
    for each in found:
        recorder.take(each.request, each.response, each.date, each.peer)
    report = recorder.finish()
    assert not [path for path, _ in report.written if reveals(path.read_bytes(), PLAIN)]
    return read_all(acme.recordings), "\n".join(map(str, [*problems, report]))


def test_a_har_of_the_vendors_server_is_recorded_and_scrubbed(tmp_path: Path) -> None:
    (found,), _ = brought(tmp_path, har(entry(response__content__text=json.dumps({"items": [{"id": ONE}]}))))
    assert (found.kind, found.operation, found.source["date"]) == ("recorded", "listThings", "2026-01-31")
    assert found.request.headers == (("x-door", "REDACTED-1"), ("accept", "*/*"))
    assert [value for name, value in found.response.headers if name == "link"] == ["a", "b"]
    assert found.response.header("content-encoding") is None
    assert ONE.encode() not in found.response.content


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        (entry(serverIPAddress="127.0.0.1"), "local"),
        (entry(serverIPAddress="[::1]"), "local"),
        (entry(url="http://localhost:8000/v1/things?page=1", serverIPAddress=""), "local"),
        (entry(serverIPAddress=""), "recorded"),
    ],
)
def test_a_har_of_a_server_of_ours_is_local(tmp_path: Path, changed: dict[str, Any], kind: str) -> None:
    (found,), _ = brought(tmp_path, har(changed))
    assert found.kind == kind


def test_a_har_of_another_host_is_left_out(tmp_path: Path) -> None:
    found, told = brought(tmp_path, har(entry(url="https://elsewhere.example/v1/things?page=1")))
    assert found == []
    assert "calls no operation of the description (request.server.undocumented): give the --variant that is" in told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"request__queryString": pairs(page="2")}, "/request/queryString: is not what the address says"),
        ({"request__queryString": pairs(page="1", per="2")}, "/request/queryString: is not what the address says"),
        ({"response__status": 0}, "/response/status: there was no answer"),
        ({"response__content": {"size": 12, "mimeType": "text/plain"}}, "/response/content: its body was not saved"),
        ({"response__content": {"size": 1, "text": "?", "encoding": "base64"}}, "is no entry of HAR 1.2"),
        ({"request": None}, "is no entry of HAR 1.2"),
        ({"request__postData": {"mimeType": "multipart/form-data; boundary=x", "params": pairs(a="1")}}, "not saved"),
        ({"_exchange": {"kind": "docs"}}, "was exported from an exchange of the kind docs"),
    ],
)
def test_an_entry_that_can_not_be_trusted_is_named_and_left_out(
    tmp_path: Path, changes: dict[str, Any], told: str
) -> None:
    found, said = brought(tmp_path, har(entry(), entry(**changes)))
    assert len(found) == 1
    assert "x.har:/log/entries/1" in said
    assert told in said


def test_a_query_may_be_listed_decoded_or_not(tmp_path: Path) -> None:
    url = f"{API}/things?page=a+b%2Fc"
    listed = [entry(url=url, request__queryString=pairs(page=text)) for text in ("a+b%2Fc", "a b/c", "a+b/c")]
    found, _ = brought(tmp_path, har(*listed))
    assert {each.request.url for each in found} == {url}
    assert len(found) == 3


def test_bodies_come_as_text_base64_or_the_fields_of_a_form(tmp_path: Path) -> None:
    coded = base64.b64encode(b'{"items":[]}').decode()
    form = {"mimeType": "application/x-www-form-urlencoded", "params": pairs(a="1 2", password=PLAIN)}
    headers = pairs(content_type="application/x-www-form-urlencoded", x_door=PLAIN)
    found, _ = brought(
        tmp_path,
        har(
            entry(response__content={"text": coded, "encoding": "base64", "size": 12}),
            entry(url=f"{API}/things", request__method="POST", request__postData=form, request__headers=headers),
        ),
    )
    contents = {each.operation: each for each in found}
    assert contents["listThings"].response.content == b'{"items":[]}'
    assert contents["addThing"].request.content == b"a=1+2&password=REDACTED-1"


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"log": {"entries": 1}}', "\xff"])
def test_what_is_no_har_is_refused_in_a_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.har").write_bytes(text.encode("latin-1"))
    with pytest.raises(Refused, match=r"x\.har"):
        entries(tmp_path / "x.har", None)


def test_what_was_exported_comes_back_the_same() -> None:
    headers = [("content-type", "text/event-stream"), ("link", "a"), ("link", "b")]
    exchange = Exchange(
        "x",
        "recorded",
        "acme",
        None,
        "listThings",
        {"date": "2026-01-31"},
        Request.of("POST", f"{API}/things?a=1&a=2&b=", [("content-type", "text/plain")], "größe".encode()),
        Response.of(200, headers, b"data: 1\n\n\xff", ((0, 9), (7, 1))),
    )
    (found,), problems = read_har(dump_har([exchange]), "x.har")
    assert problems == []
    assert (found.request, found.response, found.date) == (exchange.request, exchange.response, "2026-01-31")


@pytest.mark.parametrize("kind", ["docs", "local"])
def test_what_was_exported_and_is_no_traffic_does_not_become_any(kind: str) -> None:
    request, response = Request.of("GET", f"{API}/things"), Response.of(200)
    made = Exchange("x", kind, "acme", None, "listThings", {"server": "ours"}, request, response)
    found, (problem,) = read_har(dump_har([made]), "x.har")
    assert found == []
    assert kind in problem.what


def cassette(**changes: Any) -> str:
    interaction = {
        "request": {"method": "GET", "uri": f"{API}/things?page=1", "headers": {"X-Door": [PLAIN]}, "body": None},
        "response": {
            "status": {"code": 200, "message": "OK"},
            "headers": {"Content-Type": ["application/json"], "Content-Encoding": ["gzip"], "Link": ["a", "b"]},
            "body": {"string": gzip.compress(b'{"items":[]}')},
        },
    }
    return yaml.safe_dump({"version": 1, "interactions": [interaction | changes]})


def test_a_cassette_of_vcrpy_is_unpacked_and_scrubbed(tmp_path: Path) -> None:
    (found,), _ = brought(tmp_path, cassette(), "x.yaml", "2026-01-31")
    assert (found.kind, found.source["date"], found.response.content) == ("recorded", "2026-01-31", b'{"items":[]}')
    assert [value for name, value in found.response.headers if name == "link"] == ["a", "b"]


def test_a_cassette_that_does_not_say_when_is_left_out(tmp_path: Path) -> None:
    found, told = brought(tmp_path, cassette(), "x.yaml")
    assert found == []
    assert "x.yaml:/interactions/0: can't be read (ValueError: it does not say when it was recorded)" in told
    (dated,), _ = brought(tmp_path, cassette(recorded_at="2026-02-01T10:00:00"), "x.yaml")
    assert dated.source["date"] == "2026-02-01"


@pytest.mark.parametrize("text", ["interactions: 1", "- 1", "a: [", "!!python/object/apply:os.system ['true']"])
def test_what_is_no_cassette_is_refused_in_a_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.yaml").write_text(text)
    with pytest.raises(Refused, match=r"x\.yaml"):
        entries(tmp_path / "x.yaml", None)


def test_a_file_of_another_kind_and_a_date_that_is_none_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("")
    with pytest.raises(Refused, match="neither a HAR nor a cassette"):
        entries(tmp_path / "x.txt", None)
    with pytest.raises(Refused, match="--date: yesterday is no date"):
        entries(tmp_path / "x.txt", "yesterday")
