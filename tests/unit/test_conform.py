"""The judge: a good exchange has no findings, and every planted fault has its own, at its own place."""

import json
import re
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from scripts import conform, document
from scripts.conform import CODES, Conformer, Finding, Match, Miss
from scripts.conform.__main__ import main
from scripts.exchange import Exchange, Remark, Request, Response, dumps
from scripts.problem import Refused

SPEC = """
openapi: 3.1.0
info: {title: Things, version: "1"}
servers: [{url: "https://{region}.example.test/v1", variables: {region: {default: eu, enum: [eu, us]}}}]
security: [{key: []}, {bearer: []}]
paths:
  /things/{thing_id}:
    parameters:
      - {name: thing_id, in: path, required: true, schema: {type: string, format: uuid}}
    get:
      operationId: getThing
      parameters:
        - {$ref: "#/components/parameters/Page"}
        - {name: tags, in: query, schema: {type: array, items: {type: string, enum: [a, b]}}}
        - {name: ids, in: query, explode: false, schema: {type: array, items: {type: integer}}}
        - {name: since, in: query, schema: {type: string, format: date-time}}
        - {name: open, in: query, schema: {type: boolean}}
        - {name: X-Limit, in: header, schema: {type: integer, maximum: 9}}
        - {name: Accept, in: header, schema: {enum: [never]}}
        - {name: odd, in: query, style: tabDelimited, schema: {type: array}}
      responses:
        "200":
          headers: {X-Left: {required: true, schema: {type: integer}}}
          content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
        4XX: {$ref: "#/components/responses/Error"}
        "204": {description: nothing}
        "205": {description: nothing}
        "304": {description: nothing}
    put:
      operationId: putThing
      security: []
      servers: [{url: "https://write.example.test"}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}
      responses: {default: {description: done}}
  /things/mine:
    get:
      operationId: getMine
      security: [{}]
      responses: {"200": {content: {application/xml: {schema: {type: object}}, text/csv: {schema: {type: string}}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    bearer: {type: http, scheme: bearer}
  parameters:
    Page: {name: page, in: query, required: true, schema: {type: integer, minimum: 1}}
  responses:
    Error: {content: {application/problem+json: {schema: {required: [code]}}}}
  schemas:
    Thing:
      type: object
      required: [id, pet]
      properties:
        id: {type: string, format: uuid}
        made: {type: [string, "null"], format: date-time}
        day: {type: string, format: date}
        size: {type: integer, format: int32}
        parts: {type: array, items: {$ref: "#/components/schemas/Part"}}
        pet: {$ref: "#/components/schemas/Pet"}
        free: {type: object, additionalProperties: true}
        note: {anyOf: [{type: string}, {type: "null"}]}
    Part: {type: object, additionalProperties: false, properties: {name: {type: string, maxLength: 3}}}
    Pet: {oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]}
    Cat: {type: object, required: [kind], properties: {kind: {const: cat}, lives: {type: integer}}}
    Dog: {type: object, required: [kind], properties: {kind: {const: dog}, legs: {type: integer}, name: {type: string}}}
"""
SIDES = ("request", "response")
HEADS = ("request.parameter", "request.header", "response.header")
ID = "123e4567-e89b-12d3-a456-426614174000"
URL = f"https://eu.example.test/v1/things/{ID}?page=1"
THING = {"id": ID, "pet": {"kind": "cat", "lives": 9}}
KEY = ("x-key", "K")
JSON = ("content-type", "application/json")
LEFT = ("x-left", "3")
TYPE_OUT, TYPE_IN = "request.header.content-type", "response.header.content-type"


def conformer(**changes: str) -> Conformer:
    return Conformer(document.loads(SPEC, "spec.yaml").tree, "spec.yaml", **changes)


def get(url: str = URL, headers: Iterable = (KEY,), content: bytes = b"", method: str = "GET") -> Request:
    return Request.of(method, url, headers, content)


def put(body: object = THING, headers: Iterable = (JSON,)) -> Request:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Request.of("PUT", f"https://write.example.test/things/{ID}", headers, content)


def ok(body: object = THING, headers: Iterable = (JSON, LEFT), status: int = 200) -> Response:
    return Response.of(status, headers, body if isinstance(body, bytes) else json.dumps(body).encode())


def thing(**fields: object) -> dict:
    return THING | fields


def exchange(request: Request | None = None, response: Response | None = None, **changes: object) -> Exchange:
    fields: dict = {"kind": "recorded", "vendor": "acme", "variant": None, "operation": "getThing"}
    fields |= {"source": {"date": "2026-01-01"}, "request": request or get(), "response": response or ok()}
    return Exchange("sample", **(fields | changes))


def told(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.place) for finding in findings]


def test_a_good_exchange_has_no_findings() -> None:
    assert conformer().judge(exchange()) == []


@pytest.mark.parametrize(
    "request_",
    [
        get(URL.replace("eu.", "us.")),
        get(URL.replace("https://eu", "https://EU")),
        get(URL + "&tags=a&tags=b&ids=1,2&since=2026-01-01T00:00:00Z&open=true"),
        get(URL + "&since=2026-01-01T00%3A00%3A00%2B01%3A00&ids="),
        get(headers=(("authorization", "Bearer x"), ("X-Limit", "9"))),
        put(thing(parts=[{"name": "abc"}], size=1.0, made=None, note=None, free={"x": 1})),
        put(headers=(("Content-Type", "Application/JSON; charset=utf-8"),)),
        get("https://eu.example.test/v1/things/mine", ()),
    ],
)
def test_a_good_request_has_no_findings(request_: Request) -> None:
    assert conformer().judge_request(request_) == []


@pytest.mark.parametrize(
    ("request_", "code", "place"),
    [
        (get(URL.replace("eu.", "jp.")), "request.server.undocumented", "request.url"),
        (get(URL.replace("/v1", "/v2")), "request.server.undocumented", "request.url"),
        (get("https://[eu.example.test/v1"), "request.server.undocumented", "request.url"),
        (get(URL.replace("/things", "/thongs")), "request.path.undocumented", "request.url"),
        (get(URL.replace(f"/{ID}", "/")), "request.path.undocumented", "request.url"),
        (get(method="DELETE"), "request.method.undocumented", "request.method"),
        (get(method="PUT"), "request.server.wrong", "request.url"),
        (get(headers=()), "request.auth.missing", "request.auth"),
        (get(headers=(("x-key", ""),)), "request.auth.missing", "request.auth"),
        (get(headers=(("authorization", "Basic x"),)), "request.auth.missing", "request.auth"),
        (get(URL.replace(ID, "7")), "request.parameter.format", "request.path.thing_id"),
        (get(URL.replace("page=1", "")), "request.parameter.missing", "request.query.page"),
        (get(URL.replace("page=1", "page=0")), "request.parameter.minimum", "request.query.page"),
        (get(URL.replace("page=1", "page=x")), "request.parameter.type", "request.query.page"),
        (get(URL.replace("page=1", "page=01")), "request.parameter.type", "request.query.page"),
        (get(URL + "&page=2"), "request.parameter.repeated", "request.query.page"),
        (get(URL + "&limit=5"), "request.parameter.undocumented", "request.query.limit"),
        (get(URL + "&tags=a&tags=c"), "request.parameter.enum", "request.query.tags/1"),
        (get(URL + "&tags=a,b"), "request.parameter.enum", "request.query.tags/0"),
        (get(URL + "&ids=1,x"), "request.parameter.type", "request.query.ids/1"),
        (get(URL + "&ids=1&ids=2"), "request.parameter.repeated", "request.query.ids"),
        (get(URL + "&since=2026-01-01"), "request.parameter.format", "request.query.since"),
        (get(URL + "&open=yes"), "request.parameter.type", "request.query.open"),
        (get(headers=(KEY, ("X-Limit", "10"))), "request.parameter.maximum", "request.header.x-limit"),
        (get(content=b"{}"), "request.body.undocumented", "request.body"),
        (put(b""), "request.body.missing", "request.body"),
        (put(b"{"), "request.body.malformed", "request.body"),
        (put(b"\xff"), "request.body.malformed", "request.body"),
        (put(b'{"id": NaN}'), "request.body.malformed", "request.body"),
        (put(b'"\\ud800"'), "request.body.malformed", "request.body"),
        (put(b"[" * 100_000), "request.body.malformed", "request.body"),
        (put(headers=()), "request.content-type.missing", "request.header.content-type"),
        (put(headers=[("content-type", "text/plain")]), "request.content-type.undocumented", TYPE_OUT),
        (put({"id": ID}), "request.body.required", "request.body/pet"),
    ],
)  # fmt: skip
def test_a_planted_fault_of_a_request_is_found_alone(request_: Request, code: str, place: str) -> None:
    assert told(conformer().judge_request(request_)) == [(code, place)]


@pytest.mark.parametrize(
    ("response", "code", "place"),
    [
        (ok(status=500), "response.status.undocumented", "response.status"),
        (ok(headers=(JSON,)), "response.header.missing", "response.header.x-left"),
        (ok(headers=(JSON, ("x-left", "few"))), "response.header.type", "response.header.x-left"),
        (ok(headers=(LEFT,)), "response.content-type.missing", "response.header.content-type"),
        (ok(headers=(LEFT, ("content-type", "text/html"))), "response.content-type.undocumented", TYPE_IN),
        (ok(b""), "response.body.missing", "response.body"),
        (ok(b"<html>"), "response.body.malformed", "response.body"),
        (ok(b"{}", (), 204), "response.body.forbidden", "response.body"),
        (ok(b"{}", (), 205), "response.body.forbidden", "response.body"),
        (ok(b"{}", (), 304), "response.body.forbidden", "response.body"),
        (ok({}, [("content-type", "application/problem+json")], 404), "response.body.required", "response.body/code"),
        (ok(thing(id=5)), "response.body.type", "response.body/id"),
        (ok(thing(id="5")), "response.body.format", "response.body/id"),
        (ok(thing(made="2026-01-01T00:00:00")), "response.body.format", "response.body/made"),
        (ok(thing(day="2026-02-30")), "response.body.format", "response.body/day"),
        (ok(thing(size=2**31)), "response.body.format", "response.body/size"),
        (ok(thing(size=1.5)), "response.body.type", "response.body/size"),
        (ok(thing(parts=[{}, {"name": "long"}])), "response.body.maxLength", "response.body/parts/1/name"),
        (ok(thing(parts=[{"a/b": 1}])), "response.body.additionalProperties", "response.body/parts/0/a~1b"),
        (ok(thing(note=5)), "response.body.type", "response.body/note"),
        (ok(thing(pet={"kind": "dog", "legs": "4"})), "response.body.type", "response.body/pet/legs"),
        (ok(thing(pet={"kind": "cow"})), "response.body.tag", "response.body/pet/kind"),
        (ok(thing(pet={})), "response.body.required", "response.body/pet/kind"),
    ],
)  # fmt: skip
def test_a_planted_fault_of_a_response_is_found_alone(response: Response, code: str, place: str) -> None:
    [finding] = conformer().judge(exchange(response=response))
    assert (finding.code, finding.place) == (code, place)
    assert (finding.severity, finding.blame, finding.exchange) == ("error", "service", "sample")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (thing(colour="red"), "response.body/colour"),
        (thing(pet={"kind": "cat", "legs": 4}), "response.body/pet/legs"),
    ],
)
def test_an_unknown_field_is_a_note_even_in_the_branch_of_a_union(body: dict, place: str) -> None:
    [finding] = conformer().judge(exchange(response=ok(body)))
    assert (finding.code, finding.place, finding.severity) == ("response.body.unknown", place, "note")


def test_what_nobody_reads_is_a_note_and_not_a_pass() -> None:
    assert told(conformer().judge_request(get(URL + "&odd=1"))) == [
        ("request.parameter.unjudged", "request.query.odd"),
    ]
    mine = get("https://eu.example.test/v1/things/mine", ())
    for media, codes in (("application/xml", ["response.body.unjudged"]), ("text/csv", [])):
        response = Response.of(200, [("content-type", media)], b"a,b")
        assert [each.code for each in conformer().judge(exchange(mine, response, operation="getMine"))] == codes


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (thing(parts=[{"name": "long"}]), "/components/schemas/Part/properties/name/maxLength"),
        (thing(size=2**31), "/components/schemas/Thing/properties/size/format"),
        (thing(pet={"kind": "cow"}), "/components/schemas/Pet/oneOf"),
        (thing(pet={"kind": "dog", "legs": "4"}), "/components/schemas/Dog/properties/legs/type"),
        (thing(colour=1), "/components/schemas/Thing"),
    ],
)
def test_a_finding_points_through_references_to_the_keyword(body: dict, pointer: str) -> None:
    loaded = document.loads(SPEC, "spec.yaml")
    [finding] = conformer().judge(exchange(response=ok(body)))
    assert finding.pointer == pointer
    document.resolve(loaded.tree, finding.pointer)


def test_a_finding_on_a_shared_parameter_points_to_the_component() -> None:
    [finding] = conformer().judge_request(get(URL.replace("page=1", "")))
    assert finding.pointer == "/components/parameters/Page/required"


def test_a_pointer_into_a_path_is_not_percent_encoded() -> None:
    [finding] = conformer().judge_request(get(URL.replace(ID, "7")))
    assert finding.pointer == "/paths/~1things~1{thing_id}/parameters/0/schema/format"


def test_a_fixed_path_wins_over_an_open_one() -> None:
    match = conformer().route("GET", "https://eu.example.test/v1/things/mine")
    assert isinstance(match, Match)
    assert match.operation.id == "getMine"


def test_a_base_url_stands_in_for_all_servers_and_their_paths() -> None:
    local = conformer(base_url="http://127.0.0.1:8000/prefix/")
    for method in ("GET", "PUT"):
        assert isinstance(local.route(method, f"http://127.0.0.1:8000/prefix/things/{ID}"), Match)
    assert isinstance(local.route("GET", URL), Miss)


def test_without_servers_any_origin_will_do() -> None:
    tree = document.loads("paths: {/a: {get: {responses: {}}}}", "x").tree
    match = Conformer(tree, "x").route("GET", "http://anything.test:81/a")
    assert isinstance(match, Match)
    assert match.operation.id == "GET /a"


def test_a_transcript_blames_the_description_or_itself_where_it_was_mended() -> None:
    docs: dict = {"kind": "docs", "source": {"document": "d", "lines": "1-2"}}
    bad = ok(thing(id=5, size="x"))
    remarks = (Remark("/response/body/json/id", "was broken"),)
    findings = conformer().judge(exchange(response=bad, **docs, repaired=remarks))
    assert {each.place: each.blame for each in findings} == {
        "response.body/id": "recording",
        "response.body/size": "spec",
    }
    request = get(URL.replace("page=1", "page=x"), headers=(KEY, ("x-limit", "99")))
    made = (Remark("/request/headers/1", "not printed"),)
    assert {each.place: each.blame for each in conformer().judge(exchange(request, **docs, made=made))} == {
        "request.query.page": "spec",
        "request.header.x-limit": "recording",
    }


def test_an_exchange_under_another_name_than_its_operation_is_the_recordings_fault() -> None:
    [finding] = conformer().judge(exchange(operation="listThings"))
    assert (finding.code, finding.blame, finding.expected) == ("recording.operation", "recording", "getThing")


def test_a_finding_is_one_line_that_can_be_masked() -> None:
    [finding] = conformer().judge(exchange(response=ok(thing(id="a\nsecret"))))
    assert str(finding) == (
        'sample: response.body/id: error: response.body.format: expected uuid, got "a\\nsecret": '
        "service, /components/schemas/Thing/properties/id/format"
    )
    assert "secret" not in str(finding.masked())


@pytest.mark.parametrize(
    "request_",
    [
        get(f"{URL}&since=%zzsecret"),
        get(f"{URL}&secret=1"),
        put(b'{"secret": 1, "secret": 2}'),
        put(b"{secret"),
        put(headers=[("content-type", "application/json; charset=secret")]),
        put(headers=[("content-type", "secret/secret")]),
        get("https://secret.test/secret"),
    ],
)
def test_of_a_masked_finding_all_but_the_place_is_the_descriptions(request_: Request) -> None:
    for finding in conformer().judge_request(request_):
        assert "secret" not in str(replace(finding.masked(), place=""))


def test_what_is_malformed_tells_what_is_wanted_apart_from_what_there_is() -> None:
    [finding] = conformer().judge_request(put(b'{"id": 1, "id": 2}'))
    assert (finding.expected, finding.actual) == ("application/json", "the name id twice in one object")


def test_a_credential_is_never_in_a_finding() -> None:
    request = get("https://eu.example.test/v1/nowhere", [("x-key", "hunter2")])
    assert "hunter2" not in str(conformer().judge_request(request))


def test_every_code_that_is_written_is_explained_and_every_explanation_is_of_use() -> None:
    written: set[str] = set()
    for path in Path(conform.__file__).parent.glob("*.py"):
        for code in re.findall(r'(?:Finding\(|code =)\s*f?"([^"]+)"', path.read_text()):
            if code != "recording.{what}":
                family = code.replace("{fault.keyword}", "")
                heads = [(side, head) for side in SIDES for head in HEADS if head.startswith(side)]
                written |= {family.replace("{side}", side).replace("{self.code}", head) for side, head in heads}
        if path.name == "transport.py":
            written |= {f"recording.{what}" for what in re.findall(r'_told\("([^"]+)"', path.read_text())}
    assert written == set(CODES)


def test_a_reference_out_of_the_document_is_refused_with_its_place() -> None:
    tree = document.loads("paths: {/a: {get: {parameters: [{$ref: 'other.yaml#/P'}], responses: {}}}}", "x").tree
    with pytest.raises(Refused, match=r"x:/paths/~1a/get/parameters/0: other.yaml#/P is not in the document: "):
        Conformer(tree, "x").judge_request(Request.of("GET", "http://h.test/a"))


def test_ten_thousand_exchanges_take_seconds_not_minutes() -> None:
    judge, sample = conformer(), exchange()
    begin = time.perf_counter()
    assert not any(judge.judge(sample) for _ in range(10_000))
    assert time.perf_counter() - begin < 10


def test_the_command_line_prints_a_line_for_each_finding_and_exits_with_1(tmp_path, capsys) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC)
    (tmp_path / "good.json").write_text(dumps(exchange()))
    (tmp_path / "bad.json").write_text(dumps(exchange(response=ok(thing(id=5, extra=1)))))
    (tmp_path / "odd.json").write_text(dumps(exchange(response=ok(thing(extra=1)))))
    spec, good, bad, odd = (str(tmp_path / name) for name in ("spec.yaml", "good.json", "bad.json", "odd.json"))
    assert main(["--spec", spec, good]) == 0
    assert capsys.readouterr() == ("", "exchanges: 1, errors: 0, notes: 0\n")
    assert main(["--spec", spec, odd]) == 0
    assert capsys.readouterr().out.startswith("odd: response.body/extra: note: response.body.unknown: ")
    assert main(["--spec", spec, good, bad, "--mask"]) == 1
    assert capsys.readouterr().out.count("\n") == 1
    assert main(["--spec", spec, good, bad, "--format", "json"]) == 1
    out = json.loads(capsys.readouterr().out)
    assert out["exchanges"] == 2
    assert out["findings"][0]["code"] == "response.body.type"


def test_the_command_line_refuses_what_it_can_not_judge(tmp_path) -> None:
    (tmp_path / "x.json").write_text(dumps(exchange()))
    with pytest.raises(Refused, match="names nothing to judge"):
        main([])
    with pytest.raises(Refused, match="there is no such description"):
        main(["--spec", str(tmp_path / "none.yaml"), str(tmp_path / "x.json")])
