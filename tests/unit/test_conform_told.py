"""What is told of a finding: who is to blame, which line to edit, what its code means; and what is refused."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.conform import CODES, Conformer, explain
from scripts.conform.__main__ import main
from scripts.conform.explain import KEYWORDS
from scripts.conform.finding import Finding, told
from scripts.document import dump_json, loads
from scripts.exchange import Exchange, Request, Response, dumps
from scripts.overlay import effective
from scripts.problem import Refused
from scripts.vendors import Vendor

SPEC = """openapi: 3.1.0
info: {title: Things, version: "1"}
paths:
  /things:
    get:
      operationId: listThings
      security: [{basic: []}, {id: [], secret: []}, {open: []}]
      parameters:
        - {name: page, in: query, schema: {type: integer}}
      responses:
        "200":
          description: Things.
          content:
            application/json:
              schema:
                type: object
                properties:
                  id: {type: integer}
                  day: {type: string}
        4XX: {description: Refused.}
components:
  securitySchemes:
    basic: {type: http, scheme: basic}
    id: {type: apiKey, in: header, name: X-Id}
    secret: {type: apiKey, in: cookie, name: secret}
    open: {type: openIdConnect, openIdConnectUrl: "https://a.test"}
"""
OVERLAY = """overlay: 1.1.0
info: {title: Repairs, version: "1"}
actions:
  - target: $.paths['/things'].get.responses['200'].content['application/json'].schema.properties.day
    description: It is a date.
    update:
      format: date
  - target: $.paths['/things'].get.responses['200'].content['application/json'].schema.properties
    description: It is there as well.
    update:
      size: {type: integer}
"""
KEY = ("authorization", "Bearer t")
JSON = ("content-type", "application/json")
OLD = """openapi: 3.0.3
info: {title: Old, version: "1"}
paths:
  /a:
    get:
      operationId: getA
      responses:
        "200":
          description: A.
          content:
            application/json:
              schema:
                type: object
                properties:
                  n: {type: string, nullable: true, enum: [a]}
                  p: {type: number, minimum: 0, exclusiveMinimum: true}
                  b: {nullable: true, allOf: [{$ref: "#/components/schemas/B"}]}
components: {schemas: {B: {type: object, required: [c], properties: {c: {type: string}}}}}
"""


def exchange(
    kind: str = "recorded", query: str = "", body: str = '{"id":1}', status: int = 200, **more: str
) -> Exchange:
    request = Request.of("GET", f"https://a.test/things{query}", [KEY])
    response = Response.of(status, [JSON] if status < 300 else [], body.encode() if status < 300 else b"")
    source = {"date": "2026-01-01"} if kind == "recorded" else {"server": "ours"}
    sample = Exchange("sample", kind, "acme", None, "listThings", source, request, response)
    return replace(sample, **more)


def blames(sample: Exchange, spec: str = SPEC) -> set[tuple[str, str]]:
    judge = Conformer(loads(spec, "spec.yaml").tree, "spec.yaml")
    return {(each.code, each.blame) for each in judge.judge(sample)}


def test_a_request_that_the_live_service_took_shows_the_description_to_be_wrong() -> None:
    assert blames(exchange(query="?page=x")) == {("request.parameter.type", "spec")}
    assert blames(exchange(query="?pag=1")) == {("request.parameter.undocumented", "spec")}


def test_a_request_that_was_refused_or_that_a_server_of_ours_took_is_the_clients_fault() -> None:
    assert blames(exchange(query="?page=x", status=400)) == {("request.parameter.type", "client")}
    assert blames(exchange("local", query="?page=x")) == {("request.parameter.type", "client")}


def test_an_answer_that_contradicts_is_the_services_fault_and_one_that_adds_the_descriptions() -> None:
    assert blames(exchange(body='{"id":"x"}')) == {("response.body.type", "service")}
    assert blames(exchange(body='{"new":1}')) == {("response.body.unknown", "spec")}
    assert blames(exchange(status=302)) == {("response.status.undocumented", "spec")}
    assert blames(exchange(status=500)) == {("response.status.undocumented", "service")}


def test_what_is_wrong_with_many_members_of_an_array_is_one_line_but_each_value_of_an_enum_is_told() -> None:
    def of(code: str, place: str, actual: str) -> Finding:
        return Finding(code, place, "/p", "x", actual, exchange="sample")

    found = [of("response.body.type", f"response.body/items/{index}/id", f'"{index}"') for index in range(3)]
    found += [of("response.body.type", "response.body/items/0/size", "null")]
    found += [of("response.body.enum", f"response.body/{index}", value) for index, value in enumerate("aba")]
    assert told(found) == [f"{found[0]} and 2 like it", str(found[3]), f"{found[4]} and 1 like it", str(found[5])]


@pytest.mark.parametrize(
    ("schema", "blame"),
    [
        ("{type: integer, x-inferred: nobody prints it}", "spec"),
        ("{type: integer, x-inferred: {type: all samples are numbers}}", "spec"),
        ("{type: integer, x-inferred: {format: all samples are small}}", "service"),
        ("{type: integer, x-source: 'page:3'}", "service"),
    ],
)
def test_what_the_live_service_contradicts_is_the_descriptions_fault_where_it_was_a_guess(
    schema: str, blame: str
) -> None:
    assert blames(
        exchange(body='{"id":"x"}'),
        SPEC.replace("{type: integer}\n                  day", f"{schema}\n                  day"),
    ) == {("response.body.type", blame)}


@pytest.mark.parametrize(("inner", "blame"), [("", "spec"), ("x-source: 'page:3', ", "service")])
def test_a_guess_is_said_of_all_that_it_holds_but_of_what_has_a_source_of_its_own(inner: str, blame: str) -> None:
    guessed = SPEC.replace("description: Things.", "description: Things.\n          x-inferred: nobody prints it")
    spec = guessed.replace("id: {type", f"id: {{{inner}type")
    assert blames(exchange(body='{"id":"x"}'), spec) == {("response.body.type", blame)}


def test_a_body_that_nobody_described_is_missing_from_the_description_where_the_service_did_not_fail() -> None:
    bare = exchange(status=404)
    sample = replace(bare, response=Response.of(404, [JSON], b"{}"))
    assert blames(sample) == {("response.body.undocumented", "spec")}
    failed = replace(bare, response=Response.of(500, [JSON], b"{}"))
    spec = SPEC.replace("4XX: {", "5XX: {")
    assert blames(failed, spec) == {("response.body.undocumented", "service")}


def test_an_answer_of_a_server_of_ours_is_the_recordings_fault() -> None:
    assert blames(exchange("local", body='{"id":"x"}')) == {("response.body.type", "recording")}
    assert blames(exchange("local", status=500)) == {("response.status.undocumented", "recording")}


@pytest.mark.parametrize("status", [401, 403])
def test_a_request_that_shows_what_happens_without_a_credential_is_no_error(status: int) -> None:
    judge = Conformer(loads(SPEC, "spec.yaml").tree, "spec.yaml")
    sample = exchange(status=status)
    nobody = replace(sample, request=replace(sample.request, headers=()))
    assert [(each.code, each.severity) for each in judge.judge(nobody)] == [("request.auth.missing", "note")]
    other = replace(nobody, response=replace(sample.response, status=404))
    assert [(each.code, each.severity) for each in judge.judge(other)] == [("request.auth.missing", "error")]


@pytest.mark.parametrize(
    ("headers", "codes"),
    [
        ((("authorization", "Basic YTpi"),), []),
        ((("authorization", "basic REDACTED-1"),), []),
        ((("authorization", "Basic YOUR_CREDENTIALS"),), []),
        ((("authorization", "Basic a:b"),), ["request.auth.malformed"]),
        ((("authorization", "Digest a"),), ["request.auth.missing"]),
        ((("authorization", "Bearer REDACTED-2"),), []),
        ((("authorization", "Bearer"),), ["request.auth.missing"]),
        ((("x-id", "i"), ("cookie", "a=b; secret=REDACTED")), []),
        ((("x-id", "i"), ("cookie", "secret=")), ["request.auth.missing"]),
        ((("x-id", "i"),), ["request.auth.missing"]),
        ((("x-id", " "), ("cookie", "secret=s")), ["request.auth.missing"]),
    ],
)
def test_a_credential_is_there_whole_or_it_is_missing(headers: tuple[tuple[str, str], ...], codes: list[str]) -> None:
    judge = Conformer(loads(SPEC, "spec.yaml").tree, "spec.yaml")
    request = Request.of("GET", "https://a.test/things", headers)
    assert [each.code for each in judge.judge_request(request)] == codes


def test_a_scheme_that_nobody_describes_does_not_make_an_operation_free() -> None:
    judge = Conformer(loads(SPEC.replace("{open: []}", "{opne: []}"), "spec.yaml").tree, "spec.yaml")
    with pytest.raises(Refused, match=r"spec.yaml:/components/securitySchemes: opne is not there: "):
        judge.judge_request(Request.of("GET", "https://a.test/things"))


@pytest.fixture
def vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vendor:
    """A vendor of files alone, with one overlay and one variant."""
    made = Vendor("acme", tmp_path)
    for path, text in (
        (made.spec, SPEC),
        (made.patches / "20-repairs.yaml", OVERLAY),
        (made.patches / "variants" / "beta.yaml", OVERLAY.replace("size:", "width:").replace("format", "pattern")),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for variant, patches in ((None, made.overlays), ("beta", [*made.overlays, made.variants["beta"]])):
        target = made.effective(variant)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dump_json(effective(made.spec, patches)))
    made.recordings.mkdir(parents=True)
    monkeypatch.setattr("scripts.vendors.get", lambda _: made)
    return made


@pytest.mark.parametrize(
    ("body", "variant", "source"),
    [
        ('{"id":"x"}', None, "specs/acme/openapi.yaml:18"),
        ('{"day":"x"}', None, "overlays/acme/20-repairs.yaml:7"),
        ('{"day":5}', None, "specs/acme/openapi.yaml:19"),
        ('{"size":"x"}', None, "overlays/acme/20-repairs.yaml:11"),
        ('{"width":"x"}', "beta", "overlays/acme/variants/beta.yaml:11"),
        ('{"day":"2026-01-01"}', "beta", "overlays/acme/variants/beta.yaml:7"),
    ],
)
def test_a_finding_names_the_line_in_the_spec_or_in_the_overlay(
    vendor: Vendor, capsys: pytest.CaptureFixture[str], body: str, variant: str | None, source: str
) -> None:
    sample = replace(exchange(body=body), variant=variant)
    (vendor.recordings / "sample.json").write_text(dumps(sample))
    assert main(["acme"]) == 1
    assert capsys.readouterr().out.endswith(f" ({source})\n")
    assert main(["acme", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["findings"][0]["source"] == source


def test_without_findings_no_line_is_looked_up(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    (vendor.recordings / "sample.json").write_text(dumps(exchange()))
    monkeypatch.setattr("scripts.conform.source.origins", lambda *_: pytest.fail("looked up"))
    assert main(["acme"]) == 0


@pytest.mark.parametrize("name", ["old.yaml", "old.json"])
@pytest.mark.parametrize(
    ("body", "code", "line"),
    [
        ('{"n":null,"p":0.1,"b":null}', None, 0),
        ('{"n":"b"}', "response.body.enum", 15),
        ('{"p":0}', "response.body.exclusiveMinimum", 16),
        ('{"b":{}}', "response.body.required", 18),
    ],
)
def test_openapi_3_0_is_read_as_it_is_meant_from_yaml_and_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, body: str, code: str | None, line: int
) -> None:
    spec, file = tmp_path / name, tmp_path / "sample.json"
    spec.write_text(dump_json(loads(OLD, "old").tree) if name.endswith("json") else OLD)
    request = Request.of("GET", "https://a.test/a")
    sample = replace(exchange(body=body), operation="getA", request=request)
    file.write_text(dumps(sample))
    assert main(["--spec", str(spec), str(file), "--format", "json"]) == (1 if code else 0)
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [each["code"] for each in found] == ([code] if code else [])
    if code and name == "old.yaml":
        assert found[0]["source"].endswith(f"old.yaml:{line}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("swagger: '2.0'\npaths: {}", "is neither 3.0 nor 3.1: write openapi: 3.1.0"),
        ("openapi: 3.1.0\npaths: []", "is no object"),
        ("openapi: 3.1.0\npaths: {/a: {get: {responses: {'200': {$ref: '#/nowhere'}}}}}", "leads nowhere"),
    ],
)
def test_what_is_no_description_is_refused_in_a_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "spec.yaml").write_text(text)
    (tmp_path / "sample.json").write_text(dumps(exchange()))
    with pytest.raises(Refused, match=said):
        main(["--spec", str(tmp_path / "spec.yaml"), str(tmp_path / "sample.json")])


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained_with_who_is_to_blame_and_what_to_do(code: str) -> None:
    told = explain(code)
    assert told.startswith(f"{code}\n  means      {CODES[code]}\n")
    assert "\n  to blame   " in told
    assert "\n  what next  " in told


def test_a_code_with_a_keyword_says_what_the_keyword_asks() -> None:
    assert KEYWORDS["uniqueItems"] in explain("response.body.uniqueItems")
    assert CODES["request.parameter."] in explain("request.parameter.pattern")


def test_the_command_line_explains_codes_in_either_way(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "recording.status"]) == 0
    told = capsys.readouterr().out
    assert main(["--explain", "recording.status"]) == 0
    assert capsys.readouterr().out == told == explain("recording.status") + "\n"


@pytest.mark.parametrize(
    ("code", "near"),
    [
        ("response.body.typ", "response.body.type"),
        ("request.auth.mising", "request.auth.missing"),
        ("recording.statuses", "recording.status"),
    ],
)
def test_an_unknown_code_is_refused_with_those_that_are_near(code: str, near: str) -> None:
    with pytest.raises(Refused, match=f"{code}: is no code of a finding: use {near}"):
        explain(code)


def test_a_keyword_that_fails_has_a_word_of_explanation() -> None:
    """Whatever the engine calls a failure is a keyword that `explain` knows."""
    schemas = {
        "dependentRequired": ({"dependentRequired": {"a": ["b"]}}, '{"a":1}'),
        "not": ({"not": {"type": "object"}}, "{}"),
        "contains": ({"contains": {"type": "integer"}}, "[]"),
        "uniqueItems": ({"uniqueItems": True}, "[1,1]"),
        "propertyNames": ({"propertyNames": {"maxLength": 1}}, '{"ab":1}'),
        "false": ({"properties": {"a": False}}, '{"a":1}'),
        "unevaluatedProperties": ({"unevaluatedProperties": False}, '{"a":1}'),
        "minProperties": ({"minProperties": 1}, "{}"),
        "multipleOf": ({"multipleOf": 2}, "3"),
        "then": ({"if": {"minimum": 1}, "then": {"maximum": 2}}, "3"),
    }
    for keyword, (schema, body) in schemas.items():
        content = {"application/json": {"schema": schema}}
        tree = {"openapi": "3.1.0", "paths": {"/a": {"get": {"responses": {"200": {"content": content}}}}}}
        judge = Conformer(tree, "x")
        found = judge.judge_response(judge.operations[0], Response.of(200, [JSON], body.encode()))
        assert found, keyword
        assert all(explain(each.code) for each in found), keyword
