"""Coverage: two numbers worked out by hand, what may and may not move them, and a page that shows the holes."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scripts import document, vendors
from scripts.coverage import Report, measure, page, tree_of
from scripts.coverage.__main__ import main, reports
from scripts.coverage.blocks import markdown, text
from scripts.coverage.page import line
from scripts.exchange import Exchange, Request, Response, dumps, read
from scripts.problem import Refused
from scripts.vendors import Vendor

# Six cells: 200 json, 200 csv, 4XX, default of GET; 204 of PUT; 200 of HEAD.
SPEC = """
openapi: 3.1.0
info: {title: Things, version: "1"}
servers: [{url: "https://api.test"}]
paths:
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getThing
      parameters:
        - {name: sort, in: query, schema: {$ref: "#/components/schemas/Order"}}
        - {name: never, in: query, schema: {type: string}}
        - {name: Accept, in: header, schema: {type: string}}
      responses:
        "200":
          headers: {X-Left: {schema: {type: integer}}, X-Unseen: {schema: {type: integer}}}
          content:
            application/json; charset=utf-8: {schema: {$ref: "#/components/schemas/Thing"}}
            text/csv: {schema: {type: string}}
        4XX: {content: {application/problem+json: {schema: {type: object}}}}
        default: {description: something}
    put:
      operationId: putThing
      requestBody:
        content:
          application/json: {schema: {$ref: "#/components/schemas/Thing"}}
          text/plain: {}
      responses: {"204": {description: done, content: {application/json: {}}}}
  /things:
    head: {operationId: anyThings, responses: {"200": {content: {application/json: {}}}}}
components:
  schemas:
    Order: {type: string, enum: [up, down]}
    Thing:
      type: object
      required: [id]
      properties:
        id: {type: string}
        note: {type: [string, "null"]}
        size: {enum: [s, l]}
        made: {type: string, readOnly: true}
        secret: {type: string, writeOnly: true}
        parts: {type: array, items: {$ref: "#/components/schemas/Part"}}
    Part: {type: object, properties: {name: {type: string}}}
"""
JSON, CSV, PROBLEM = "application/json", "text/csv", "application/problem+json"


def described() -> dict[str, Any]:
    return document.loads(SPEC, "spec.yaml").tree


def exchange(
    name: str = "a",
    kind: str = "recorded",
    status: int = 200,
    got: tuple[str, bytes] = (JSON, b'{"id":"1"}'),
    query: str = "",
    headers: tuple[tuple[str, str], ...] = (),
    **changes: Any,
) -> Exchange:
    typed = [("content-type", got[0])] if got[0] else []
    fields: dict[str, Any] = {
        "kind": kind,
        "vendor": "acme",
        "variant": None,
        "operation": "getThing",
        "source": {"date": "2026-01-01"} if kind == "recorded" else {"document": "d", "lines": "1-2"},
        "request": Request.of("GET", f"https://api.test/things/1{query}"),
        "response": Response.of(status, [*typed, *headers], got[1]),
    }
    if kind == "local":
        fields["source"] = {"server": "a test"}
    return Exchange(name, **(fields | changes))


def put(body: object, name: str = "put", kind: str = "recorded") -> Exchange:
    content = json.dumps(body).encode()
    request = Request.of("PUT", "https://api.test/things/1", [("content-type", JSON)], content)
    return exchange(name, kind, 204, ("", b""), request=request, operation="putThing")


BAD = exchange("bad", got=(JSON, b'{"id":1}'))
MIXED = [
    exchange("read"),
    exchange("refused", "docs", 404, (PROBLEM, b"{}")),
    exchange("table", "local", got=(CSV, b"a")),
    put({"id": "1"}),
]


def report(*exchanges: Exchange) -> Report:
    return measure(described(), exchanges, "acme", "spec.yaml")


def numbers(*exchanges: Exchange) -> tuple[dict[str, int], dict[str, int]]:
    found = report(*exchanges)
    return found.index, found.score


def shown(*exchanges: Exchange) -> str:
    return text(page(report(*exchanges)))


def test_the_numbers_are_those_worked_out_by_hand() -> None:
    index, score = numbers(*MIXED)
    assert len(report().grid.cells) == 6
    assert index == {"any": 4, "docs": 1, "recorded": 2, "local": 1}
    assert score == {"any": 3, "docs": 1, "recorded": 2}
    assert line(report(*MIXED)) == (
        "acme: index 4/6 (66 %): docs 1, recorded 2, local 1; score 3/6 (50 %): recorded alone 2; open findings 0"
    )


@pytest.mark.parametrize("status", ["103", "204", "205", "304"])
def test_a_status_without_a_body_is_one_cell_whatever_is_described(status: str) -> None:
    answer = {status: {"description": "Done.", "content": {"application/json": {}, "text/csv": {}}}}
    tree = {"openapi": "3.1.0", "paths": {"/a": {"get": {"operationId": "get", "responses": answer}}}}
    assert [(each.status, each.media) for each in measure(tree, [], "x").grid.cells] == [(status, "-")]


def test_without_exchanges_there_is_nothing_of_all() -> None:
    assert numbers() == ({"any": 0, "docs": 0, "recorded": 0, "local": 0}, {"any": 0, "docs": 0, "recorded": 0})


def test_a_description_without_operations_has_no_share() -> None:
    assert "index no cells" in line(measure({"openapi": "3.1.0", "paths": {}}, [], "empty"))


def test_cells_are_statuses_ranges_and_the_default_by_media_type() -> None:
    assert [(cell.operation, cell.status, cell.media) for cell in report().grid.cells] == [
        ("getThing", "200", JSON),
        ("getThing", "200", CSV),
        ("getThing", "4XX", PROBLEM),
        ("getThing", "default", "-"),
        ("putThing", "204", "-"),
        ("anyThings", "200", "-"),
    ]


@pytest.mark.parametrize(
    ("found", "cell"),
    [
        (exchange(got=("application/json; charset=utf-8", b'{"id":"1"}')), ("200", JSON)),
        (exchange(got=("Text/CSV", b"a")), ("200", CSV)),
        (exchange(status=418, got=(PROBLEM, b"{}")), ("4XX", PROBLEM)),
        (exchange(status=418, got=("", b"")), ("4XX", PROBLEM)),
        (exchange(status=503, got=("", b"")), ("default", "-")),
    ],
)
def test_an_exchange_is_in_the_cell_of_its_status_and_media_type(found: Exchange, cell: tuple[str, str]) -> None:
    assert [(each.status, each.media) for each in report(found).grid.cells if each.hits] == [cell]


def test_the_media_types_of_requests_are_shown_and_not_counted() -> None:
    found = report(put({"id": "1"}))
    assert [(cell.media, len(cell.hits)) for cell in found.grid.requests] == [(JSON, 1), ("text/plain", 0)]
    assert found.index["any"] == 1


def test_a_local_exchange_does_not_raise_the_score() -> None:
    index, score = numbers(exchange(kind="local"))
    assert (index["any"], index["local"]) == (1, 1)
    assert score == {"any": 0, "docs": 0, "recorded": 0}


def test_a_local_exchange_with_a_finding_does_not_lower_the_score_and_is_marked() -> None:
    assert numbers(exchange(), replace(BAD, kind="local"))[1] == {"any": 1, "docs": 0, "recorded": 1}
    assert report(replace(BAD, kind="local")).findings == 0
    assert "R L!" in shown(exchange(), replace(BAD, kind="local"))


@pytest.mark.parametrize("kind", ["docs", "recorded"])
def test_a_finding_takes_a_cell_out_of_the_score_and_not_out_of_the_index(kind: str) -> None:
    found = report(exchange(), exchange("b", "docs"), replace(BAD, kind=kind))
    assert found.index["any"] == 1
    assert found.score == {"any": 0, "docs": 0, "recorded": 0}
    assert found.findings == 1
    assert "response.body.type at response.body/id" in text(page(found))


def test_a_finding_in_one_cell_leaves_the_others() -> None:
    assert numbers(BAD, put({"id": "1"}))[1]["any"] == 1


def test_a_field_that_nobody_described_is_a_note_and_leaves_the_score() -> None:
    assert numbers(exchange(got=(JSON, b'{"id":"1","more":1}')))[1]["any"] == 1


def test_the_score_is_never_above_the_index() -> None:
    for many in range(len(MIXED) + 1):
        index, score = numbers(*MIXED[:many], BAD)
        assert score["any"] <= index["any"]
        assert all(score[kind] <= index[kind] for kind in ("docs", "recorded"))


def test_what_is_not_described_is_listed_and_has_no_cell() -> None:
    strange = [
        put({"id": "1"}),
        exchange("html", got=("text/html", b"<p>")),
        replace(put({}, "status"), response=Response.of(500, [("content-type", JSON)], b"{}")),
        replace(exchange("path"), request=Request.of("GET", "https://api.test/other")),
    ]
    found = report(*strange)
    assert len(found.grid.cells) == 6
    assert [(each.status, each.media) for each in found.grid.undocumented] == [("200", "text/html"), ("500", JSON)]
    assert [each.name for each in found.grid.unplaced] == ["path"]
    assert found.index["any"] == 1
    told = text(page(found))
    assert "200 text/html: html" in told
    assert "request.path.undocumented" in told


def test_parameters_and_headers_are_seen_or_never() -> None:
    found = report(exchange(query="?sort=up", headers=(("x-left", "1"),)), exchange("b", headers=(("x-left", "1"),)))
    fields = {each["name"]: each for each in tree_of(found)["fields"] if each["call"].startswith("GET")}
    assert fields["sort"]["present"] == {"recorded": 1}
    assert fields["sort"]["absent"] == {"recorded": 1}
    assert fields["never"]["present"] == {}
    assert fields["x-left"]["present"] == {"recorded": 2}
    assert fields["x-unseen"]["absent"] == {"recorded": 2}
    assert "accept" not in fields


def test_the_values_of_a_parameter_count() -> None:
    options = {each["label"]: each["seen"] for each in tree_of(report(exchange(query="?sort=up")))["options"]}
    assert options['"up"'] == {"recorded": 1}
    assert options['"down"'] == {}


def properties(found: Report, side: str) -> dict[str, list[dict[str, int]]]:
    rows = [each for each in tree_of(found)["properties"] if each["side"] == side]
    return {f"{each['schema']}.{each['path']}": [each["present"], each["null"], each["absent"]] for each in rows}


def test_a_property_is_present_null_or_absent_on_each_side_by_itself() -> None:
    thing = {"id": "1", "note": None, "size": "s", "parts": [{"name": "n"}, {}]}
    found = report(exchange(got=(JSON, json.dumps(thing).encode())), exchange("docs", "docs"), put({"id": "1"}))
    answers, sent = properties(found, "response"), properties(found, "request")
    assert answers["Thing.id"] == [{"docs": 1, "recorded": 1}, {}, {}]
    assert answers["Thing.note"] == [{}, {"recorded": 1}, {"docs": 1}]
    assert answers["Thing.parts[]"] == [{"recorded": 2}, {}, {}]
    assert answers["Part.name"] == [{"recorded": 1}, {}, {"recorded": 1}]
    assert sent["Thing.id"] == [{"recorded": 1}, {}, {}]
    assert sent["Thing.note"] == [{}, {}, {"recorded": 1}]
    assert sent["Part.name"] == [{}, {}, {}]


def test_a_property_for_one_side_alone_is_no_hole_of_the_other() -> None:
    assert "Thing.made" not in properties(report(), "request")
    assert "Thing.secret" not in properties(report(), "response")


def holes(*exchanges: Exchange) -> str:
    told = shown(*exchanges)
    return told[told.index("Never seen") : told.index("Operations and statuses")]


def test_what_was_never_seen_stands_before_what_was() -> None:
    told = holes(exchange(query="?sort=up"))
    assert "- PUT /things/{id}\n" in told
    assert "- GET /things/{id}: never\n" in told
    assert "- Part (response)\n" in told
    assert "- Thing (response): note, size, made, parts\n" in told
    assert '- Order (request): "down"\n' in told


def test_what_a_local_exchange_alone_shows_is_still_a_hole_and_says_so() -> None:
    told = holes(
        exchange(), put({"id": "1"}, kind="local"), exchange("b", "local", got=(JSON, b'{"id":"1","note":"n"}'))
    )
    assert "- PUT /things/{id} (L)\n" in told
    assert "- Thing (request) (L)\n" in told
    assert "- Thing (response): note (L), size, made, parts\n" in told


def test_a_property_that_was_only_ever_null_is_a_hole() -> None:
    assert "only ever null:\n\n- Thing (response): note\n" in holes(exchange(got=(JSON, b'{"id":"1","note":null}')))


def test_the_page_says_what_the_numbers_mean_and_do_not() -> None:
    told = shown(*MIXED)
    for said in ("docs never widen a spec", "neither raise nor lower", "not that the service does so", "spec.yaml"):
        assert said in told


def test_a_page_in_markdown_keeps_names_whatever_they_hold() -> None:
    tree = described()
    tree["components"]["schemas"]["Thing"]["properties"]["a|b`*<i>"] = {"type": "string"}
    told = markdown(page(measure(tree, [exchange()], "acme|x")))
    assert "# Coverage of acme\\|x" in told
    assert "<i>" not in told.replace("\\<i", "")
    rows = [row for row in told.splitlines() if row.startswith("|") and "b&#96;" in row]
    assert len(rows) == 1
    assert rows[0].replace("\\|", "").count("|") == 5


def test_the_order_of_exchanges_changes_nothing() -> None:
    def written(exchanges: Sequence[Exchange]) -> str:
        return document.dump_json(tree_of(report(*exchanges)))

    assert written(MIXED) == written(MIXED[::-1])


def save(folder: Path, *exchanges: Exchange) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{each.name}.json" for each in exchanges]
    for path, each in zip(paths, exchanges, strict=True):
        path.write_text(dumps(each), encoding="utf-8")
    return [str(path) for path in paths]


def invented(root: Path, *exchanges: Exchange) -> Vendor:
    """A vendor with a variant, out of files alone."""
    for path in ("generated/acme/openapi.yaml", "generated/acme/variants/beta.yaml", "specs/acme/openapi.yaml"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(SPEC, encoding="utf-8")
    (root / "overlays/acme/variants").mkdir(parents=True)
    (root / "overlays/acme/variants/beta.yaml").write_text("overlay: 1.1.0\n", encoding="utf-8")
    save(root / "tests/recordings/acme", *exchanges)
    return vendors.get("acme", root)


def test_an_exchange_of_another_variant_does_not_count(tmp_path: Path) -> None:
    vendor = invented(tmp_path, exchange("main"), replace(put({"id": "1"}, "other"), variant="beta"))
    found = {each.subject: [cell.operation for cell in each.grid.cells if cell.hits] for each in reports(vendor)}
    assert found == {"acme": ["getThing"], "acme/beta": ["putThing"]}


def test_an_exchange_of_a_variant_that_is_not_there_is_refused(tmp_path: Path) -> None:
    vendor = invented(tmp_path, replace(exchange("odd"), variant="gamma"))
    with pytest.raises(Refused, match="odd:/variant: there is no variant gamma: use null or one of: beta"):
        list(reports(vendor))


@pytest.mark.parametrize("vendor", vendors.find(), ids=lambda vendor: vendor.name)
def test_every_vendor_gives_a_page(vendor: Vendor) -> None:
    found = list(reports(vendor))
    assert len(found) == 1 + len(vendor.variants)
    for each in found:
        told = markdown(page(each))
        assert all(f"`{cell.call}`" in told for cell in each.grid.cells)
        assert each.score["any"] <= each.index["any"] <= len(each.grid.cells)
    assert sum(sum(each.exchanges.values()) for each in found) == len(list(vendor.recordings.glob("*.json")))


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    return capsys.readouterr().out


def test_the_command_measures_one_description_whatever_the_variant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    files = save(tmp_path, exchange("a"), replace(put({"id": "1"}), variant="beta"), BAD)
    spec = str(tmp_path / "spec.yaml")
    told = command(capsys, "--spec", spec, *files, "--brief")
    assert told == (
        "spec.yaml: index 2/6 (33 %): docs 0, recorded 2, local 0; "
        "score 1/6 (16 %): recorded alone 1; open findings 1\n"
    )
    assert command(capsys, "--spec", spec, *files).startswith(told)
    assert command(capsys, "--spec", spec, *files, "--format", "markdown").startswith("# Coverage of spec.yaml\n")
    tree = json.loads(command(capsys, "--spec", spec, *files, "--format", "json"))["coverage"][0]
    assert tree == json.loads(
        document.dump_json(tree_of(measure(described(), list(map(read, map(Path, files))), "spec.yaml", spec)))
    )
    assert command(capsys, "--spec", spec, "--output", str(tmp_path / "page.md"), "--format", "markdown") == ""
    assert (tmp_path / "page.md").read_text(encoding="utf-8").startswith("# Coverage of spec.yaml\n")


def test_the_command_names_every_vendor_unless_told_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    lines = command(capsys, "--brief").splitlines()
    subjects = [each.subject for vendor in vendors.find() for each in reports(vendor)]
    assert [each.partition(":")[0] for each in lines] == subjects
    one = vendors.find()[0].name
    assert {each.partition(":")[0].partition("/")[0] for each in command(capsys, one, "--brief").splitlines()} == {one}


@pytest.mark.parametrize("reference", ["#/components/schemas/None", "other.yaml#/Thing", "#anchor"])
def test_a_reference_that_leads_nowhere_is_refused_with_its_place(reference: str) -> None:
    tree = described()
    tree["components"]["schemas"]["Part"]["properties"]["name"] = {"$ref": reference}
    place = "acme.yaml:/components/schemas/Part/properties/name/$ref"
    with pytest.raises(Refused) as refused:
        measure(tree, [exchange()], "acme", "acme.yaml")
    assert str(refused.value) == f"{place}: {reference} is not in the document: correct the reference"


def test_a_fault_of_the_user_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nobody: no such vendor"):
        main(["nobody"])
    with pytest.raises(Refused, match="there is no such description: generate it"):
        main(["--spec", str(tmp_path / "none.yaml")])
    (tmp_path / "spec.yaml").write_text(SPEC, encoding="utf-8")
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    with pytest.raises(Refused, match="is not JSON"):
        main(["--spec", str(tmp_path / "spec.yaml"), str(tmp_path / "bad.json")])
