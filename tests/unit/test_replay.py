"""Replay: what fits gets the recorded answer, what doesn't gets the findings; and it is never taken for live."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from scripts import vendors
from scripts.exchange import Exchange, Request, Response, dumps
from scripts.problem import Refused
from scripts.replay import pick, serve
from scripts.replay.__main__ import main
from scripts.vendors import Vendor

SPEC = """
openapi: 3.1.0
info: {title: Things, version: "1"}
servers: [{url: "https://api.example.test/v1"}]
security: [{key: []}]
paths:
  /things:
    get:
      operationId: listThings
      parameters: [{name: page, in: query, required: true, schema: {type: integer}}]
      responses: {"200": {content: {application/json: {}}}, 4XX: {content: {application/json: {}}}}
    post:
      operationId: addThing
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {"201": {description: added}}
    delete: {operationId: clearThings, responses: {"204": {description: gone}}}
  /things/{id}:
    get:
      operationId: getThing
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {"200": {content: {application/json: {}}}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: x-key}}}
"""
API = "https://api.example.test/v1"
JSON = ("content-type", "application/json")


def recorded(name: str, operation: str, request: Request, response: Response, variant: str | None = None) -> Exchange:
    return Exchange(name, "docs", "acme", variant, operation, {"document": "d", "lines": "1-2"}, request, response)


def page(number: int, name: str, status: int = 200, variant: str | None = None) -> Exchange:
    request = Request.of("GET", f"{API}/things?page={number}", [("x-key", "K")])
    answer = Response.of(status, [JSON, ("link", "a"), ("link", "b")], json.dumps({"page": name}).encode())
    return recorded(name, "listThings", request, answer, variant)


def added(name: str, body: bytes) -> Exchange:
    request = Request.of("POST", f"{API}/things", [("x-key", "K"), JSON], body)
    return recorded(name, "addThing", request, Response.of(201, [], b""))


EXCHANGES = [
    page(1, "a-bad-page", 400),
    page(1, "page-1"),
    page(2, "page-2"),
    page(7, "page-7-failed", 429),
    page(1, "other-page-1", variant="other"),
    page(9, "other-page-9", variant="other"),
    added("add-a", b'{"a": 1, "b": 2}'),
    added("add-b", b'{"b":2}'),
]


@pytest.fixture(scope="module")
def vendor(tmp_path_factory: pytest.TempPathFactory) -> Vendor:
    found = Vendor("acme", tmp_path_factory.mktemp("tree"))
    (found.patches / "variants").mkdir(parents=True)
    (found.patches / "variants" / "other.yaml").touch()
    for path in (found.effective(), found.effective("other")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(SPEC)
    found.recordings.mkdir(parents=True)
    for each in EXCHANGES:
        (found.recordings / f"{each.name}.json").write_text(dumps(each))
    return found


@pytest.fixture(scope="module")
def client(vendor: Vendor) -> Iterator[httpx.Client]:
    with (
        serve(vendor, generated=False) as url,
        httpx.Client(base_url=url, headers={"x-key": "K"}, trust_env=False) as opened,
    ):
        yield opened


def test_it_listens_on_this_machine_alone(client: httpx.Client) -> None:
    assert client.base_url.host == "127.0.0.1"


def test_the_exchange_with_the_same_query_is_served_and_named(client: httpx.Client) -> None:
    response = client.get("/things", params={"page": 2})
    assert (response.status_code, response.content) == (200, b'{"page": "page-2"}')
    assert response.headers["x-replay-exchange"] == "page-2"
    assert response.headers["x-replay-kind"] == "docs"
    assert response.headers.get_list("link") == ["a", "b"]


@pytest.mark.parametrize(
    ("query", "name"),
    [("page=1", "page-1"), ("page=5", "page-1"), ("page=7", "page-7-failed"), ("page=9", "other-page-9")],
)
def test_an_exact_match_comes_first_then_success_then_the_main_revision(
    client: httpx.Client, query: str, name: str
) -> None:
    assert client.get(f"/things?{query}").headers["x-replay-exchange"] == name


def test_bodies_are_compared_as_json(client: httpx.Client) -> None:
    for body, name in ((b'{"b":2,"a":1}', "add-a"), (b'{ "b": 2 }', "add-b"), (b'{"c":3}', "add-a")):
        response = client.post("/things", content=body, headers=dict([JSON]))
        assert (response.status_code, response.headers["x-replay-exchange"]) == (201, name)


def test_a_header_picks_an_exchange_by_name(client: httpx.Client) -> None:
    response = client.get("/things?page=1", headers={"x-replay-exchange": "a-bad-page"})
    assert (response.status_code, response.headers["x-replay-exchange"]) == (400, "a-bad-page")


@pytest.mark.parametrize("name", ["none", "add-a"])
def test_a_name_that_the_operation_has_not_is_told_in_one_line(client: httpx.Client, name: str) -> None:
    response = client.get("/things?page=1", headers={"x-replay-exchange": name})
    assert response.status_code == 501
    assert response.json()["error"].startswith(
        f"no exchange named {name} is recorded for listThings; there is: a-bad-page"
    )


def test_an_operation_without_exchange_is_not_implemented(client: httpx.Client) -> None:
    response = client.delete("/things")
    assert response.status_code == 501
    assert response.json() == {
        "error": "no exchange with a successful answer is recorded for clearThings; there is: none"
    }


def test_a_failure_is_never_served_unasked() -> None:
    failed = page(7, "failed", 429)
    assert pick([failed], Request.of("GET", "http://replay/things?page=1")) is None
    assert pick([failed], Request.of("GET", "http://replay/things?page=7")) is failed


@pytest.mark.parametrize(
    ("method", "path", "headers", "codes"),
    [
        ("GET", "/things", {"x-key": "K"}, ["request.parameter.missing"]),
        ("GET", "/things?page=x&z=1", {"x-key": "K"}, ["request.parameter.type", "request.parameter.undocumented"]),
        ("GET", "/things?page=1", {"x-key": ""}, ["request.auth.missing"]),
        ("GET", "/nothing", {"x-key": "K"}, ["request.path.undocumented"]),
        ("GET", "/v1/things?page=1", {"x-key": "K"}, ["request.path.undocumented"]),
        ("PUT", "/things", {"x-key": "K"}, ["request.method.undocumented"]),
    ],
)
def test_a_request_that_does_not_fit_is_answered_with_the_findings(
    client: httpx.Client, caplog: pytest.LogCaptureFixture, method: str, path: str, headers: dict, codes: list[str]
) -> None:
    with caplog.at_level(logging.WARNING, "scripts.replay"):
        response = client.request(method, path, headers=headers)
    assert response.status_code == 400
    assert [each["code"] for each in response.json()["findings"]] == codes
    assert response.headers["x-conform-findings"] == str(len(codes))
    assert len(caplog.messages) == len(codes)


def test_an_escaped_slash_stays_in_its_segment(client: httpx.Client) -> None:
    assert client.get("/things/a%2Fb").status_code == 501


def test_a_variant_serves_its_own_exchanges_alone(vendor: Vendor) -> None:
    with serve(vendor, variant="other") as url:
        response = httpx.get(f"{url}/things?page=2", headers={"x-key": "K"}, trust_env=False)
    assert response.headers["x-replay-exchange"] == "other-page-1"


def test_the_port_is_free_again_after_serving(vendor: Vendor) -> None:
    with serve(vendor) as url:
        port = int(url.rpartition(":")[2])
    with serve(vendor, port=port) as again:
        assert again == url


def test_a_port_in_use_is_an_error_and_not_another_port(vendor: Vendor) -> None:
    with serve(vendor) as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises(Refused, match="in use: give another --port"), serve(vendor, port=port):
            pass


def test_what_can_not_be_served_is_refused_in_one_line(tmp_path: Path, vendor: Vendor) -> None:
    with (
        pytest.raises(Refused, match=r"acme: there is no variant new: leave it out, or use one of: other"),
        serve(vendor, variant="new"),
    ):
        pass
    with pytest.raises(Refused, match="there is no such description: generate it"), serve(Vendor("acme", tmp_path)):
        pass
    with pytest.raises(Refused, match="nosuchvendor: no such vendor"):
        main(["nosuchvendor"])


@pytest.mark.parametrize("port", ["-1", "65536", "99999"])
def test_what_is_no_port_is_refused_in_one_line(port: str) -> None:
    with pytest.raises(Refused, match=f"--port: {port} is no port: give a number from 0 to 65535"):
        main([vendors.find()[0].name, "--port", port])
