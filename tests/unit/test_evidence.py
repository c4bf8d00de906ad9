"""Each lie that a description may tell of where it comes from, planted and caught: with file, pointer and line."""

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scripts import lint, new_vendor, trees, vendors
from scripts.document import dump_yaml, load
from scripts.evidence.check.report import Report, effective_trees, examine
from scripts.evidence.check.tell import as_json, as_markdown, as_text
from scripts.evidence.record import record
from scripts.generate import inputs_of
from scripts.problem import Refused
from scripts.render import package
from scripts.vendors import ROOT, Vendor

PAGE = "acme-invented-page"
SPEC = "specs/acme/openapi.yaml"


@pytest.fixture
def vendor(tmp_path: Path) -> Vendor:
    """Return a vendor in order, whose page stands in a folder of documents, as a real one does."""
    trees.swap(new_vendor.skeleton_of("acme"), tmp_path / "tree")
    vendor = Vendor("acme", tmp_path / "tree")
    text: str = load(vendor.sources).tree["sources"][0]["text"]
    documents(vendor).mkdir()
    (documents(vendor) / f"{PAGE}.txt").write_text(text, encoding="utf-8")
    pins = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "lines": text.removesuffix("\n").count("\n") + 1}
    edit(vendor.sources, lambda tree: (tree["sources"][0].pop("text"), tree["sources"][0].update(pins)))
    return vendor


def documents(vendor: Vendor) -> Path:
    return vendor.root.parent / "documents"


def page(vendor: Vendor) -> Path:
    return documents(vendor) / f"{PAGE}.txt"


def first(tree: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = tree["paths"]["/v1/conversations"]["get"]
    return operation


def channel_of(tree: dict[str, Any]) -> dict[str, Any]:
    channel: dict[str, Any] = tree["components"]["schemas"]["ConversationDto"]["properties"]["channel"]
    return channel


def add_variant(vendor: Vendor, *actions: dict[str, Any]) -> Path:
    """Write the overlay of a variant called older."""
    path = vendor.patches / "variants" / "older.yaml"
    path.parent.mkdir()
    told = [{"description": "A test.", **each} for each in actions]
    text = {"overlay": "1.1.0", "info": {"title": "Older", "version": "1"}, "actions": told}
    path.write_text(dump_yaml(text), encoding="utf-8")
    return path


def edit(path: Path, change: Any) -> None:
    tree = load(path).tree
    change(tree)
    path.write_text(dump_yaml(tree), encoding="utf-8")


def rewrite(vendor: Vendor, old: str, new: str) -> None:
    """Change the document itself, and pin what it has become."""
    text = page(vendor).read_text(encoding="utf-8")
    assert old in text
    text = text.replace(old, new)
    page(vendor).write_text(text, encoding="utf-8")
    pins = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "lines": text.removesuffix("\n").count("\n") + 1}
    edit(vendor.sources, lambda tree: tree["sources"][0].update(pins))


def report(vendor: Vendor, folder: Path | None = None) -> Report:
    return examine(vendor, effective_trees(vendor), folder or documents(vendor))


def found(vendor: Vendor) -> list[str]:
    """Return what lint finds, with paths as they are in a repository."""
    return [str(each).replace(f"{vendor.root}/", "") for each in lint.lint_vendor(vendor, documents(vendor))]


def test_what_is_true_passes_and_is_counted_as_verified(vendor: Vendor) -> None:
    assert found(vendor) == []
    told = report(vendor)
    assert told.verified == len(told.checks) > 20
    assert not told.unverified


def test_without_the_documents_nothing_fails_and_nothing_is_called_verified(vendor: Vendor) -> None:
    told = examine(vendor, effective_trees(vendor))
    assert told.problems == []
    assert told.verified == 0
    assert told.unverified == {PAGE: len(told.checks)}


LIES: list[tuple[str, str, Any, str]] = [
    (
        "a property that the lines do not contain",
        "spec",
        lambda tree: tree["components"]["schemas"]["ConversationDto"]["properties"].update(mood={"type": "string"}),
        (
            r"specs/acme/openapi.yaml:/components/schemas/ConversationDto/properties/mood \(line \d+\): "
            r"property mood does not stand in acme-invented-page:26-32: cite where it stands"
        ),
    ),
    (
        "a parameter that the lines do not contain",
        "spec",
        lambda tree: tree["paths"]["/v1/conversations"]["get"]["parameters"][0].update(name="seite"),
        (
            r"openapi.yaml:/paths/~1v1~1conversations/get/parameters/0 \(line \d+\): "
            r"parameter seite does not stand in acme-invented-page:5-14"
        ),
    ),
    (
        "a status that the operation's lines do not contain, though those of its component do",
        "spec",
        lambda tree: tree["paths"]["/v1/conversations"]["get"]["responses"].update(
            {"404": {"$ref": "#/components/responses/NotFound"}}
        ),
        (
            r"/paths/~1v1~1conversations/get/responses/404 \(line \d+\): "
            r"status 404 does not stand in acme-invented-page:5-14"
        ),
    ),
    (
        "an enum value that the lines do not contain",
        "spec",
        lambda tree: tree["components"]["schemas"]["ConversationDto"]["properties"]["channel"].update(
            enum=["voice", "chat", "fax"]
        ),
        r"/ConversationDto/properties/channel/enum/2 \(line \d+\): enum value fax does not stand in",
    ),
    (
        "the name of a schema that the lines do not contain",
        "spec",
        lambda tree: tree["components"]["schemas"]["Error"]["x-inferred"].pop("name"),
        r"/components/schemas/Error \(line \d+\): schema Error does not stand in acme-invented-page:14",
    ),
    (
        "a key's header that the lines do not contain",
        "spec",
        lambda tree: tree["components"]["securitySchemes"]["apiKey"].update(name="X-Token"),
        r"/components/securitySchemes/apiKey \(line \d+\): security scheme X-Token does not stand in",
    ),
    (
        "an inferred host marked documented",
        "spec",
        lambda tree: tree["servers"].append({"url": "https://eu.acme.example", "x-source": f"{PAGE}:5-14"}),
        r"/servers/1 \(line \d+\): server https://eu.acme.example does not stand in",
    ),
    (
        "a line range out of bounds",
        "spec",
        lambda tree: tree["components"]["schemas"]["Error"].update({"x-source": f"{PAGE}:14-33"}),
        (
            r"specs/acme/openapi.yaml:/components/schemas/Error/x-source \(line \d+\): "
            r"acme-invented-page:14-33 is out of bounds: the text has 32 lines: cite lines that are there"
        ),
    ),
    (
        "lines that run backwards",
        "spec",
        lambda tree: tree["components"]["schemas"]["Error"].update({"x-source": f"{PAGE}:14-13"}),
        r"/components/schemas/Error/x-source \(line \d+\): acme-invented-page:14-13 has no lines 14-13",
    ),
    (
        "a heading in place of lines",
        "spec",
        lambda tree: tree["components"]["schemas"]["Error"].update({"x-source": f"{PAGE}:Appendix"}),
        r"/components/schemas/Error/x-source \(line \d+\): acme-invented-page:Appendix cites no lines",
    ),
    (
        "an operation with no evidence",
        "spec",
        lambda tree: tree["paths"]["/v1/conversations"]["get"].pop("x-source"),
        (
            r"specs/acme/openapi.yaml:/paths/~1v1~1conversations/get \(line \d+\): "
            r"nothing says who says so: add x-source or x-inferred"
        ),
    ),
    (
        "a schema with no evidence",
        "spec",
        lambda tree: tree["components"]["schemas"]["ConversationDto"].pop("x-source"),
        r"/components/schemas/ConversationDto \(line \d+\): nothing says who says so",
    ),
    (
        "a response with no evidence",
        "spec",
        lambda tree: tree["components"]["responses"]["Refused"].pop("x-source"),
        r"/components/responses/Refused \(line \d+\): nothing says who says so",
    ),
    (
        "a server with no evidence",
        "spec",
        lambda tree: tree["servers"][0].pop("x-inferred"),
        r"/servers/0 \(line \d+\): nothing says who says so",
    ),
    (
        "printed, and by nobody",
        "spec",
        lambda tree: tree["components"]["schemas"]["Error"].update({"x-inferred": "nobody printed it"}),
        (
            r"/components/schemas/Error \(line \d+\): x-source says that somebody printed it, "
            r"x-inferred that nobody did: "
            r"drop one of them, or say which part is inferred"
        ),
    ),
    (
        "evidence of a value that is none",
        "spec",
        lambda tree: tree["components"]["schemas"]["ConversationDto"]["properties"]["channel"].update(
            {"enum": ["voice"], "x-enum-evidence": {"fax": {"x-inferred": "why"}}}
        ),
        r"/properties/channel/x-enum-evidence/fax \(line \d+\): fax is no value of the enum",
    ),
    (
        "a wrong document hash",
        "sources",
        lambda tree: tree["sources"][0].update(sha256="0" * 64),
        (
            r"specs/acme/sources.yaml:/sources/0/sha256 \(line \d+\): \S+/acme-invented-page.txt is another text: "
            r"its sha256 is [0-9a-f]{64}: cite the lines of this one and write its sha256, or "
            r"give the text that was cited"
        ),
    ),
    (
        "a wrong number of lines",
        "sources",
        lambda tree: tree["sources"][0].update(lines=40),
        r"specs/acme/sources.yaml:/sources/0/lines \(line \d+\): \S+ has 32 lines, not 40: write lines: 32",
    ),
    (
        "a document that nobody pinned",
        "sources",
        lambda tree: tree["sources"][0].pop("sha256"),
        r"specs/acme/sources.yaml:/sources/0 \(line \d+\): \S+ is not pinned: write sha256: [0-9a-f]{64} and lines: 32",
    ),
    (
        "a source that nothing cites",
        "sources",
        lambda tree: tree["sources"].append({**tree["sources"][0], "id": "other"}),
        r"specs/acme/sources.yaml:/sources/1 \(line \d+\): nothing cites other: delete it, or cite it",
    ),
    (
        "something left out that is described",
        "sources",
        lambda tree: tree["sources"][0]["left-out"].append({"lines": 7, "names": ["page"], "reason": "none"}),
        r"specs/acme/sources.yaml:/sources/0/left-out/1 \(line \d+\): page is not left over in acme-invented-page:7",
    ),
    (
        "something printed that is not left out any more",
        "sources",
        lambda tree: tree["sources"][0].pop("left-out"),
        (
            r"documents/acme-invented-page.txt:27: field legacyId is in no part of the description that cites "
            r"this line \(/components/schemas/ConversationDto\): describe it and cite the line, or list it under "
            r"left-out in specs/acme/sources.yaml"
        ),
    ),
    (
        "a field of a sample that the spec forgot",
        "spec",
        lambda tree: tree["components"]["schemas"]["ConversationPage"]["properties"].pop("count"),
        r"documents/acme-invented-page.txt:12: field count is in no part of the description",
    ),
    (
        "a field that the spec forgot, though another object has one of its name",
        "spec",
        lambda tree: tree["components"]["schemas"]["Error"].update(properties={"message": {"type": "string"}}),
        r"documents/acme-invented-page.txt:14: field code is in no part of the description",
    ),
    (
        "a parameter that the spec forgot, though a field has its name",
        "spec",
        lambda tree: tree["paths"]["/v1/conversations"]["get"]["parameters"].pop(),
        r"documents/acme-invented-page.txt:8: parameter size is in no part of the description",
    ),
    (
        "a status that the spec forgot",
        "spec",
        lambda tree: tree["paths"]["/v1/conversations/{id}"]["patch"]["responses"].pop("404"),
        r"documents/acme-invented-page.txt:23: status 404 is in no part of the description",
    ),
    (
        "a lie that an overlay tells",
        "overlay",
        lambda tree: tree["actions"].append(
            {
                "target": "$.components.schemas.ConversationDto.properties",
                "description": "A lie.",
                "update": {"mood": {"type": "string", "x-source": f"{PAGE}:26-32"}},
            }
        ),
        (
            r"overlays/acme/20-repairs.yaml:/actions/2/update/mood \(line \d+\): "
            r"property mood does not stand in acme-invented-page:26-32"
        ),
    ),
    (
        "a parameter that an overlay adds to a list",
        "overlay",
        lambda tree: tree["actions"].append(
            {
                "target": "$.paths['/v1/conversations'].get.parameters",
                "description": "A lie.",
                "update": {"name": "sort", "in": "query", "schema": {"type": "string"}},
            }
        ),
        (
            r"overlays/acme/20-repairs.yaml:/actions/2/update \(line \d+\): "
            r"parameter sort does not stand in acme-invented-page:5-14"
        ),
    ),
    (
        "lines out of bounds that an action cites",
        "overlay",
        lambda tree: tree["actions"][0].update({"x-source": f"{PAGE}:99"}),
        r"overlays/acme/20-repairs.yaml:/actions/0/x-source \(line \d+\): acme-invented-page:99 is out of bounds",
    ),
]


@pytest.mark.parametrize(("place", "change", "said"), [each[1:] for each in LIES], ids=[each[0] for each in LIES])
def test_a_lie_is_named_with_file_pointer_and_line(vendor: Vendor, place: str, change: Any, said: str) -> None:
    path = {"spec": vendor.spec, "sources": vendor.sources, "overlay": vendor.overlays[1]}[place]
    assert found(vendor) == []
    edit(path, change)
    problems = found(vendor)
    assert [each for each in problems if re.search(said, each)], problems


def test_an_inferred_path_marked_documented_is_named(vendor: Vendor) -> None:
    edit(vendor.spec, lambda tree: tree["paths"].update({"/v1/talks": tree["paths"].pop("/v1/conversations")}))
    for path in vendor.overlays:
        text = path.read_text(encoding="utf-8").replace("['/v1/conversations']", "['/v1/talks']")
        path.write_text(text, encoding="utf-8")
    lie, mixed, left = found(vendor)
    assert re.match(
        r"specs/acme/openapi.yaml:/paths/~1v1~1talks/get \(line \d+\): operation GET /v1/talks does not stand in "
        r"acme-invented-page:5-14: cite where it stands \(as path=id:place where that alone stands elsewhere\), "
        r"correct the name, or say with x-inferred why it is here",
        lie,
    )
    assert "GET /v1/talks cites line 5 of acme-invented-page, where GET /v1/conversations stands" in mixed
    assert "acme-invented-page.txt:5: operation GET /v1/conversations is in no part" in left
    operation = {"x-inferred": {"path": "all others begin with /v1"}}
    edit(vendor.spec, lambda tree: tree["paths"]["/v1/talks"]["get"].update(operation))
    assert found(vendor) == [left]


def test_an_operation_that_the_spec_forgot_is_named(vendor: Vendor) -> None:
    rewrite(vendor, "what somebody filed it under\n", "what somebody filed it under\n\nDELETE /v1/conversations/{id}\n")
    (problem,) = found(vendor)
    assert "acme-invented-page.txt:34: operation DELETE /v1/conversations/{id} is in no part of the desc" in problem


def test_a_method_that_nobody_printed_may_be_inferred_while_the_path_is_verified(vendor: Vendor) -> None:
    rewrite(vendor, "PATCH /v1", "/v1")
    assert len(found(vendor)) == 1
    patch = {"x-inferred": {"method": "it changes one field"}}
    edit(vendor.spec, lambda tree: tree["paths"]["/v1/conversations/{id}"]["patch"].update(patch))
    assert found(vendor) == []
    rewrite(vendor, "/v1/conversations/{id}", "/v1/conversation/{id}")
    (problem,) = found(vendor)
    assert "operation PATCH /v1/conversations/{id} does not stand in" in problem


CITATIONS: list[tuple[str, Any, str]] = [
    (
        "an operation that cites another one's lines",
        lambda tree: first(tree).update({"x-source": f"{PAGE}:5-24"}),
        (
            "GET /v1/conversations cites line 16 of acme-invented-page, where PATCH /v1/conversations/{id} stands: "
            "cite its own lines alone, such as 5-9,12-20"
        ),
    ),
    (
        "a schema that cites the lines of two operations",
        lambda tree: tree["components"]["schemas"]["ConversationDto"].update({"x-source": f"{PAGE}:1-32"}),
        "acme-invented-page:1-32 cites the lines of GET /v1/conversations and PATCH /v1/conversations/{id} at once",
    ),
    (
        "another operation's parameter",
        lambda tree: tree["paths"]["/v1/conversations/{id}"]["patch"]["parameters"].append(
            {"name": "size", "in": "query", "schema": {"type": "integer"}, "x-source": f"{PAGE}:8"}
        ),
        "parameter size of PATCH /v1/conversations/{id} stands in acme-invented-page:8, on lines of GET /v1/conv",
    ),
    (
        "the wrong schema of a body",
        lambda tree: first(tree)["responses"]["200"]["content"]["application/json"].update(
            schema={"$ref": "#/components/schemas/Error"}
        ),
        "acme-invented-page.txt:12: field size is in no part of the description that cites this line",
    ),
    (
        "a body that was forgotten",
        lambda tree: tree["paths"]["/v1/conversations/{id}"]["patch"].pop("requestBody"),
        "acme-invented-page.txt:19: request body is in no part of the description that cites this line",
    ),
    (
        "the lines of a response on which its status is not",
        lambda tree: tree["components"]["responses"]["NotFound"].update({"x-source": f"{PAGE}:1"}),
        "response 404 does not stand in acme-invented-page:1",
    ),
    (
        "the own lines of a status",
        lambda tree: first(tree)["responses"]["200"].update({"x-source": f"{PAGE}:1"}),
        "status 200 does not stand in acme-invented-page:1",
    ),
    (
        "a status by chance",
        lambda tree: first(tree)["responses"].update({"100": {"description": "No."}}),
        "status 100 does not stand in acme-invented-page:5-14",
    ),
    (
        "a status that refers to another operation's",
        lambda tree: first(tree)["responses"].update(
            {"418": {"$ref": "#/paths/~1v1~1conversations/get/responses/200"}}
        ),
        "status 418 does not stand in acme-invented-page:5-14",
    ),
    (
        "an excuse that is none of the element's",
        lambda tree: tree["components"]["schemas"]["Error"]["properties"].update(
            mood={"type": "string", "x-inferred": {"status": "nobody"}}
        ),
        "property mood does not stand in acme-invented-page:14",
    ),
    (
        "the lines of another operation but for its path",
        lambda tree: first(tree).update({"x-source": f"{PAGE}:5-15,17-24"}),
        "cites 8 lines of acme-invented-page that PATCH /v1/conversations/{id} cites too: cite its own lines alone",
    ),
    (
        "another operation's line, for a status",
        lambda tree: first(tree)["responses"].update({"404": {"description": "No.", "x-source": f"{PAGE}:23"}}),
        "status 404 of GET /v1/conversations stands in acme-invented-page:23, on lines of PATCH",
    ),
    (
        "an operation that says of a part alone where it stands",
        lambda tree: tree["paths"].update(
            {"/v1/fake": {"delete": {**first(tree), "operationId": "fake", "x-source": f"meaning={PAGE}:1"}}}
        ),
        "/paths/~1v1~1fake/delete (line ",
    ),
    (
        "a schema that says of a part alone where it stands",
        lambda tree: tree["components"]["schemas"]["Error"].update({"x-source": f"type={PAGE}:14"}),
        "/components/schemas/Error (line ",
    ),
    (
        "a server that says of a part alone where it stands",
        lambda tree: tree["servers"].append({"url": "https://evil.example", "x-source": f"use={PAGE}:1"}),
        "/servers/1 (line ",
    ),
    (
        "a part that an operation does not have",
        lambda tree: first(tree).update({"x-source": f"{PAGE}:5-14; name={PAGE}:5"}),
        "name is no part of an operation: name another part, or all of it",
    ),
    (
        "a source of what is called default",
        lambda tree: first(tree)["responses"].update({"default": {"description": "x", "x-source": "nowhere:5"}}),
        "/get/responses/default/x-source (line ",
    ),
    (
        "a hint below what is called default",
        lambda tree: first(tree)["responses"].update({"default": {"description": "x", "x-inferred": {"body": 5}}}),
        "/get/responses/default/x-inferred/body (line ",
    ),
    (
        "an address within another",
        lambda tree: tree["servers"].append({"url": "https://acme-invented.example", "x-source": f"{PAGE}:1"}),
        "server https://acme-invented.example does not stand in acme-invented-page:1",
    ),
    (
        "a key that is misspelt",
        lambda tree: first(tree).update({"x-infered": "why"}),
        "nothing reads x-infered: write x-inferred",
    ),
    (
        "a file of a page",
        lambda tree: first(tree).update({"x-source": f"{PAGE}:api.ts:1-5"}),
        "acme-invented-page:api.ts:1-5 cites no lines of a text whose lines are known: cite the lines",
    ),
    (
        "no part that an element has",
        lambda tree: first(tree).update({"x-source": f"{PAGE}:5-14; soul={PAGE}:5"}),
        "soul is no part of an element (body, ",
    ),
]


@pytest.mark.parametrize(("change", "said"), [each[1:] for each in CITATIONS], ids=[each[0] for each in CITATIONS])
def test_what_is_cited_for_something_else_is_named(vendor: Vendor, change: Any, said: str) -> None:
    edit(vendor.spec, change)
    problems = found(vendor)
    assert [each for each in problems if said in each], problems


LEFT_OUT: list[tuple[str, Any, str]] = [
    ("too much", {"lines": "1-32", "names": ["legacyId"]}, "nothing of it is left over on both lines 1 and 32"),
    ("not there", {"lines": "27,40", "names": ["legacyId"]}, "acme-invented-page:27,40 is out of bounds"),
    ("nothing at all", {"lines": "1-2"}, "nothing is left over in 1-2"),
    ("what is described", {"lines": "27-28"}, "field id on line 28 is described, and not left out"),
]


@pytest.mark.parametrize(("entry", "said"), [each[1:] for each in LEFT_OUT], ids=[each[0] for each in LEFT_OUT])
def test_what_is_left_out_has_to_be_left_over_there(vendor: Vendor, entry: dict[str, Any], said: str) -> None:
    edit(vendor.sources, lambda tree: tree["sources"][0].update({"left-out": [{**entry, "reason": "a test"}]}))
    assert any(said in each for each in found(vendor)), found(vendor)


def test_nothing_is_left_out_of_a_text_that_is_not_pinned(vendor: Vendor) -> None:
    source = {"id": "more", "title": "T", "address": "A", "grade": "documented", "worth": "W"}
    source["left-out"] = [{"lines": 3, "names": ["x"], "reason": "a test"}]
    edit(vendor.sources, lambda tree: tree["sources"].append(source))
    said = r"specs/acme/sources.yaml:/sources/1/left-out/0 \(line \d+\): there is no text with these lines: write its"
    assert any(re.match(said, each) for each in found(vendor))


def test_all_on_some_lines_may_be_left_out_at_once(vendor: Vendor) -> None:
    rewrite(vendor, "what somebody filed it under\n", "what somebody filed it under\nDELETE /v1/x\n  - 204: done\n")
    assert len(found(vendor)) == 2
    block = {"lines": "33-34", "reason": "another interface"}
    edit(vendor.sources, lambda tree: tree["sources"][0]["left-out"].append(block))
    assert found(vendor) == []
    assert "left out with a reason: legacyId, all of acme-invented-page:33-34" in as_text(report(vendor))


def test_a_name_may_stand_in_one_source_and_the_rest_in_another(vendor: Vendor, client: Path) -> None:
    rewrite(vendor, "GET /v1/conversations\n", "List conversations\n")
    (problem,) = found(vendor)
    assert "operation GET /v1/conversations does not stand in acme-invented-page:5-14" in problem
    edit(vendor.spec, lambda tree: first(tree).update({"x-source": f"{PAGE}:5-14; path=acme-client:src/api.ts"}))
    assert found(vendor) == []
    told = as_json(report(vendor))
    elements = json.loads(told)["revisions"][0]["elements"]
    (operation,) = (each for each in elements if each["pointer"].endswith("conversations/get"))
    assert operation["grade"] == "observed"
    assert operation["sources"] == [f"{PAGE}:5-14", "path=acme-client:src/api.ts"]
    client.write_text("post('/v1/conversations', { sort })\n", encoding="utf-8")
    assert any("GET /v1/conversations does not stand in acme-client:src/api.ts" in each for each in found(vendor))


def test_a_method_may_stand_elsewhere_than_the_path(vendor: Vendor, client: Path) -> None:
    rewrite(vendor, "GET /v1/conversations\n", "/v1/conversations\n")
    assert any("operation GET /v1/conversations does not stand in" in each for each in found(vendor))
    edit(vendor.spec, lambda tree: first(tree).update({"x-source": f"{PAGE}:5-14; method=acme-client:src/api.ts:2"}))
    assert found(vendor) == []
    edit(vendor.spec, lambda tree: first(tree).update({"x-source": f"{PAGE}:6-14; method=acme-client:src/api.ts:2"}))
    assert any("GET /v1/conversations does not stand in acme-invented-page:6-14" in each for each in found(vendor))
    client.write_text("\npost(url, { sort })\n", encoding="utf-8")
    edit(vendor.spec, lambda tree: first(tree).update({"x-source": f"{PAGE}:5-14; method=acme-client:src/api.ts:2"}))
    assert any("GET /v1/conversations does not stand in acme-client:src/api.ts:2" in each for each in found(vendor))


def test_what_a_variant_forgot_is_not_excused_by_the_other(vendor: Vendor) -> None:
    parameter = "$.paths['/v1/conversations'].get.parameters[?@.name == 'size']"
    add_variant(vendor, {"target": parameter, "remove": True})
    (problem,) = found(vendor)
    assert "txt:8: parameter size is in no part of the description of the variant older that cites this line" in problem


def test_a_value_in_a_path_is_its_parameter_and_a_word_another_path(vendor: Vendor) -> None:
    rewrite(vendor, "  - 4xx: as above\n", "  - 4xx: as above; PATCH /v1/conversations/17\n")
    assert found(vendor) == []
    rewrite(vendor, "PATCH /v1/conversations/17\n", "PATCH /v1/conversations/all\n")
    assert any(
        "operation PATCH /v1/conversations/all is in no part of the description" in each for each in found(vendor)
    )


def test_a_line_on_which_two_operations_stand_belongs_to_both(vendor: Vendor) -> None:
    rewrite(vendor, "GET /v1/conversations\n", "GET /v1/conversations, PATCH /v1/conversations/{id}\n")
    assert ["operation PATCH /v1/conversations/{id} is in no part" in each for each in found(vendor)] == [True]
    patch = {"x-source": f"{PAGE}:5,16-24"}
    edit(vendor.spec, lambda tree: tree["paths"]["/v1/conversations/{id}"]["patch"].update(patch))
    assert found(vendor) == []


def test_a_path_that_stands_elsewhere_takes_no_lines_of_another_operation(vendor: Vendor, client: Path) -> None:
    client.write_text("get(`/v1/talks`)\nget(`/v1/conversations`, { params: { sort } })\n", encoding="utf-8")
    talks = {"operationId": "talks", "tags": ["talks"], "responses": {"200": {"description": "d"}}}
    talks["x-source"] = f"{PAGE}:5-14; path=acme-client:src/api.ts:1"
    edit(vendor.spec, lambda tree: tree["paths"].update({"/v1/talks": {"get": talks}}))
    assert any("GET /v1/talks cites line 5 of acme-invented-page, where GET /v1/conv" in each for each in found(vendor))


def test_what_a_variant_forgot_of_a_schema_alone_is_not_excused_either(vendor: Vendor) -> None:
    add_variant(vendor, {"target": "$.components.schemas.ConversationDto.properties.label", "remove": True})
    (problem,) = found(vendor)
    assert "txt:32: field label is in no part of the description of the variant older that cites this line" in problem


def test_the_path_of_a_server_stands_before_those_of_the_operations(vendor: Vendor) -> None:
    for path in (vendor.spec, *vendor.overlays):
        text = path.read_text(encoding="utf-8").replace("/v1/conversations", "/conversations")
        path.write_text(text.replace("api.acme.example", "api.acme.example/v1"), encoding="utf-8")
    assert found(vendor) == []
    edit(vendor.spec, lambda tree: tree["servers"][0].update(url="https://api.acme.example/v2"))
    assert any("operation GET /conversations does not stand in" in each for each in found(vendor))


def test_a_response_of_several_statuses_shows_one_of_them(vendor: Vendor) -> None:
    responses = {"410": {"$ref": NOT_FOUND}}
    edit(vendor.spec, lambda tree: tree["paths"]["/v1/conversations/{id}"]["patch"]["responses"].update(responses))
    (problem,) = found(vendor)
    assert "status 410 does not stand in acme-invented-page:16-24" in problem


def test_a_single_line_may_be_left_out_whole(vendor: Vendor) -> None:
    edit(vendor.sources, lambda tree: tree["sources"][0].update({"left-out": [{"lines": 27, "reason": "it will go"}]}))
    assert found(vendor) == []


def test_the_lines_of_a_text_of_ours_are_known(tmp_path: Path) -> None:
    trees.swap(new_vendor.skeleton_of("acme"), tmp_path / "tree")
    vendor = Vendor("acme", tmp_path / "tree")
    assert lint.lint_vendor(vendor) == []
    edit(vendor.spec, lambda tree: first(tree).update({"x-source": f"{PAGE}:5-14,33"}))
    assert any("5-14,33 is out of bounds: the text has 32 lines" in str(each) for each in lint.lint_vendor(vendor))


def test_names_that_look_like_hints_and_examples_cite_nothing(vendor: Vendor) -> None:
    odd = {"type": "object", "properties": {"x-source": {"type": "string"}}, "example": {"x-source": "nowhere:1"}}
    odd["x-inferred"] = "a test"
    edit(vendor.spec, lambda tree: tree["components"]["schemas"].update(Odd=odd))
    assert found(vendor) == []


def test_a_text_of_ours_can_not_be_called_pinned(vendor: Vendor) -> None:
    edit(vendor.sources, lambda tree: tree["sources"][0].update(text="GET /v1/conversations\n"))
    assert all("/sources/0/" in each and "write it as CONTRIBUTING.md says" in each for each in found(vendor))


def test_nothing_is_recorded_that_was_not_read(vendor: Vendor) -> None:
    text = vendor.sources.read_text(encoding="utf-8")
    (vendor.root / "other" / PAGE).mkdir(parents=True)
    with pytest.raises(Refused, match="holds no text of a source"):
        report(vendor, vendor.root / "other")
    (vendor.root / "other" / "more.txt").write_text("a page\n", encoding="utf-8")
    source = {"id": "more", "title": "T", "address": "A", "grade": "documented", "worth": "W"}
    edit(vendor.sources, lambda tree: tree["sources"].append(source))
    told = report(vendor, vendor.root / "other")
    assert told.texts.read == set()
    assert "verified" not in text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty: save the text of the page"),
        (b"\xff\xfe", "is not UTF-8 (invalid start byte at byte 0)"),
    ],
)
def test_a_document_that_can_not_be_read_is_named(vendor: Vendor, content: bytes, said: str) -> None:
    page(vendor).write_bytes(content)
    assert any(said in each for each in found(vendor))


def test_lines_are_counted_as_editors_do(vendor: Vendor) -> None:
    rewrite(vendor, "Acme API, version 1\n", "Acme API,\x0cversion\u20281\r\n")
    assert found(vendor) == []


def test_a_lie_of_a_variant_is_named_in_its_own_overlay(vendor: Vendor) -> None:
    cited = {"target": "$.components.schemas.ConversationDto", "update": {"x-source": f"{PAGE}:26-31"}}
    variant = add_variant(vendor, cited)
    (problem,) = found(vendor)
    assert re.match(
        r"specs/acme/openapi.yaml:/components/schemas/ConversationDto/properties/label \(line \d+\): "
        r"property label does not stand in acme-invented-page:26-31",
        problem,
    )
    edit(variant, lambda tree: tree["actions"][0]["update"].update({"x-source": f"{PAGE}:1"}))
    assert any(each.startswith("overlays/acme/variants/older.yaml:/actions/0/update (line ") for each in found(vendor))


@pytest.fixture
def client(vendor: Vendor) -> Path:
    """Return a file of a public client in which a parameter was seen, cited by the description."""
    path = documents(vendor) / "acme-client" / "src" / "api.ts"
    path.parent.mkdir(parents=True)
    path.write_text("// list\nget(`/v1/conversations`, { params: { sort } })\n", encoding="utf-8")
    source = {"id": "acme-client", "title": "A client", "address": "none", "grade": "observed", "worth": "it works"}
    edit(vendor.sources, lambda tree: tree["sources"].append(source))
    seen = {"name": "sort", "in": "query", "x-source": "acme-client:src/api.ts:2", "schema": {"type": "string"}}
    edit(vendor.spec, lambda tree: tree["paths"]["/v1/conversations"]["get"]["parameters"].append(seen))
    return path


def cite(vendor: Vendor, place: str) -> None:
    def change(tree: dict[str, Any]) -> None:
        tree["paths"]["/v1/conversations"]["get"]["parameters"][-1]["x-source"] = place

    edit(vendor.spec, change)


def test_what_was_seen_in_a_public_client_is_verified_in_its_files(vendor: Vendor, client: Path) -> None:
    assert found(vendor) == []
    assert report(vendor).texts.at_hand == ["acme-client", PAGE]
    cite(vendor, "acme-client:src/api.ts")
    assert found(vendor) == []
    cite(vendor, "acme-client:src/api.ts:1")
    assert "parameter sort does not stand in acme-client:src/api.ts:1: " in found(vendor)[0]
    cite(vendor, "acme-client:src/api.ts:3")
    assert "acme-client:src/api.ts:3 is out of bounds: the text has 2 lines: " in found(vendor)[0]
    cite(vendor, "acme-client:src/other.ts")
    assert "acme-client has no file src/other.ts: cite a file that is there" in found(vendor)[0]
    client.unlink()


def test_no_place_leads_out_of_the_folder_of_a_client(vendor: Vendor, client: Path) -> None:
    (documents(vendor) / "secret.txt").write_text("sort", encoding="utf-8")
    cite(vendor, "acme-client:src/../../secret.txt")
    assert "acme-client has no file src/../../secret.txt" in found(vendor)[0]
    client.parent.joinpath("link.ts").symlink_to(documents(vendor) / "secret.txt")
    cite(vendor, "acme-client:src/link.ts")
    assert "acme-client has no file src/link.ts" in found(vendor)[0]


def test_a_client_whose_files_are_not_at_hand_is_not_verified_and_nothing_fails(vendor: Vendor, client: Path) -> None:
    client.unlink()
    client.parent.rmdir()
    client.parent.parent.rmdir()
    assert found(vendor) == []
    assert report(vendor).unverified == {"acme-client": 1}


def test_an_element_that_two_sources_have_is_held_against_both(vendor: Vendor, client: Path) -> None:
    cite(vendor, f"acme-client:src/api.ts; {PAGE}:8")
    (problem,) = found(vendor)
    assert "parameter sort does not stand in acme-invented-page:8" in problem
    assert client.is_file()


def test_a_wrong_text_is_told_once_and_no_line_of_it_is_trusted(vendor: Vendor) -> None:
    with page(vendor).open("a", encoding="utf-8") as file:
        file.write("another line\n")
    (problem,) = found(vendor)
    assert "is another text" in problem
    assert report(vendor).verified == 0


def test_a_folder_without_the_documents_is_refused(vendor: Vendor, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is no folder: give the folder of the documents' texts"):
        report(vendor, tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(Refused, match=r"holds no text of a source: give a folder with acme-invented-page\.txt"):
        report(vendor, tmp_path / "empty")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"grade": "certain"}, "/sources/0/grade (line "),
        ({"sha256": "abc"}, "/sources/0/sha256 (line "),
        ({"lines": 0}, "/sources/0/lines (line "),
        ({"hash": "abc"}, "/sources/0 (line "),
        ({"left-out": [{"lines": "1-2", "names": ["a"]}]}, "/sources/0/left-out/0 (line "),
        ({"left-out": [{"lines": "a-b", "names": ["a"], "reason": "r"}]}, "/sources/0/left-out/0/lines (line "),
        ({"id": "Upper"}, "/sources/0/id (line "),
    ],
)
def test_a_source_that_holds_something_else_is_named(vendor: Vendor, change: dict[str, Any], said: str) -> None:
    edit(vendor.sources, lambda tree: tree["sources"][0].update(change))
    (problem,) = lint.lint_vendor(vendor)
    assert said in str(problem)
    assert str(problem).endswith(": write it as CONTRIBUTING.md says")


def on_record(vendor: Vendor) -> dict[str, str]:
    return report(vendor).on_record


def recorded(vendor: Vendor) -> str:
    """Record what was verified, and return what sources.yaml then says more."""
    before = vendor.sources.read_text(encoding="utf-8").splitlines()
    told = report(vendor)
    record(vendor.sources, told.sources, told.specs, told.texts.at_hand)
    after = vendor.sources.read_text(encoding="utf-8").splitlines()
    (line,) = [each for each in after if each not in before]
    assert [each for each in after if each != line] == before
    return line


def test_what_was_verified_is_on_record_until_something_of_it_changes(vendor: Vendor) -> None:
    assert on_record(vendor) == {}
    assert re.fullmatch(r"  verified: [0-9a-f]{64}", recorded(vendor))
    assert on_record(vendor) == {PAGE: "verified"}
    assert examine(vendor, effective_trees(vendor)).on_record == {PAGE: "verified"}
    text = vendor.sources.read_text(encoding="utf-8")
    told = report(vendor)
    record(vendor.sources, told.sources, told.specs, told.texts.at_hand)
    assert vendor.sources.read_text(encoding="utf-8") == text


NOT_FOUND = "#/components/responses/NotFound"
CHANGES: list[tuple[str, str, Any]] = [
    ("an element more", "spec", lambda tree: tree["components"]["schemas"]["Error"]["properties"].update(at={})),
    ("an element less", "spec", lambda tree: tree["components"]["schemas"]["Error"]["properties"].pop("code")),
    ("other lines", "spec", lambda tree: tree["components"]["schemas"]["Error"].update({"x-source": f"{PAGE}:13-14"})),
    ("a parameter less", "spec", lambda tree: first(tree)["parameters"].pop()),
    ("another body", "spec", lambda tree: first(tree)["responses"].update({"4XX": {"$ref": NOT_FOUND}})),
    ("no credential", "spec", lambda tree: tree.update(security=[])),
    ("a part inferred", "spec", lambda tree: tree["components"]["schemas"]["Error"]["x-inferred"].pop("required")),
    (
        "a type",
        "spec",
        lambda tree: tree["components"]["schemas"]["Error"]["properties"]["code"].update(type="integer"),
    ),
    ("what is required", "spec", lambda tree: tree["components"]["schemas"]["Error"].update(required=["code"])),
    (
        "a place",
        "spec",
        lambda tree: tree["paths"]["/v1/conversations"]["get"]["parameters"][0].update({"in": "header"}),
    ),
    ("what it is worth", "sources", lambda tree: tree["sources"][0].update(grade="observed")),
    ("another text", "sources", lambda tree: tree["sources"][0].update(sha256="0" * 64)),
    ("more left out", "sources", lambda tree: tree["sources"][0]["left-out"][0]["names"].append("size")),
    ("an overlay's doing", "overlay", lambda tree: tree["actions"][1]["update"].update({"x-source": f"{PAGE}:31"})),
]


@pytest.mark.parametrize(("place", "change"), [each[1:] for each in CHANGES], ids=[each[0] for each in CHANGES])
def test_a_change_shows_without_the_documents(vendor: Vendor, place: str, change: Any) -> None:
    recorded(vendor)
    edit({"spec": vendor.spec, "sources": vendor.sources, "overlay": vendor.overlays[1]}[place], change)
    assert examine(vendor, effective_trees(vendor)).on_record == {PAGE: "changed"}


def test_what_is_said_in_words_alone_changes_nothing_on_record(vendor: Vendor) -> None:
    recorded(vendor)
    edit(vendor.spec, lambda tree: tree["components"]["schemas"]["Error"].update(description="Other words."))
    assert on_record(vendor) == {PAGE: "verified"}


def test_the_order_of_parameters_and_values_changes_nothing_on_record(vendor: Vendor) -> None:
    edit(vendor.spec, lambda tree: channel_of(tree).update(enum=["voice", "chat"]))
    recorded(vendor)
    edit(vendor.spec, lambda tree: first(tree)["parameters"].reverse())
    edit(vendor.spec, lambda tree: channel_of(tree)["enum"].reverse())
    assert on_record(vendor) == {PAGE: "verified"}
    edit(vendor.spec, lambda tree: first(tree)["parameters"][0].update(required=False))
    assert on_record(vendor) == {PAGE: "changed"}


def test_a_new_digest_takes_the_place_of_the_old_one(vendor: Vendor) -> None:
    old = recorded(vendor)
    edit(vendor.spec, lambda tree: tree["components"]["schemas"]["Error"].update({"x-source": f"{PAGE}:13-14"}))
    told = report(vendor)
    record(vendor.sources, told.sources, told.specs, told.texts.at_hand)
    text = vendor.sources.read_text(encoding="utf-8")
    assert old not in text
    assert text.count("verified:") == 1
    assert on_record(vendor) == {PAGE: "verified"}


def test_a_file_in_which_a_line_has_no_place_stays_as_it_is(vendor: Vendor) -> None:
    flow = json.dumps(load(vendor.sources).tree)
    vendor.sources.write_text(flow, encoding="utf-8")
    told = report(vendor)
    with pytest.raises(Refused, match="has no place: write each key on a line of its own"):
        record(vendor.sources, told.sources, told.specs, told.texts.at_hand)
    assert vendor.sources.read_text(encoding="utf-8") == flow


def test_the_package_tells_what_was_verified_and_what_has_changed_since(vendor: Vendor) -> None:
    def told() -> str:
        made = package(replace(inputs_of(vendor), licence=ROOT / "LICENSE"))["EVIDENCE.md"].decode()
        return [line for line in made.splitlines() if line.startswith(f"| `{PAGE}`")][1]

    assert told().endswith(" | no |")
    recorded(vendor)
    assert told().endswith(" | each, in the text of that sha256 |")
    edit(vendor.spec, lambda tree: tree["components"]["schemas"]["Error"].update({"x-source": f"{PAGE}:13-14"}))
    assert told().endswith(" | **changed** since then |")


def test_a_package_of_the_effective_spec_alone_tells_the_same(vendor: Vendor, tmp_path: Path) -> None:
    recorded(vendor)
    inputs = replace(inputs_of(vendor), licence=ROOT / "LICENSE")
    whole = package(inputs)
    spec = tmp_path / "openapi.yaml"
    spec.write_bytes(whole["openapi.yaml"])
    alone = package(replace(inputs, spec=spec, overlays=(), sources=None))
    assert alone["EVIDENCE.md"] == whole["EVIDENCE.md"]
    assert alone["openapi.yaml"] == whole["openapi.yaml"]
    overlay = tmp_path / "mine.yaml"
    target = "$.paths['/v1/conversations'].get"
    mine = {"target": target, "description": "It is elsewhere.", "update": {"x-source": "mine:page 3"}}
    text = {"overlay": "1.1.0", "info": {"title": "Mine", "version": "1"}, "actions": [mine]}
    overlay.write_text(dump_yaml(text), encoding="utf-8")
    page_of_mine = package(replace(inputs, spec=spec, overlays=(overlay,), sources=None))["EVIDENCE.md"].decode()
    assert "undeclared: mine:page 3" in page_of_mine
    assert "**changed** since then" in page_of_mine


def test_sources_that_a_description_carries_are_checked_like_any(vendor: Vendor) -> None:
    edit(vendor.spec, lambda tree: tree.update({"x-sources": [{"id": "page"}]}))
    with pytest.raises(Refused, match=r":/x-sources/0 \(line 1\).*: title, address, grade, worth is missing: say it"):
        package(replace(inputs_of(vendor), licence=ROOT / "LICENSE", sources=None))


def test_api_md_says_of_a_body_what_is_true_of_it(vendor: Vendor) -> None:
    def told() -> str:
        made = package(replace(inputs_of(vendor), licence=ROOT / "LICENSE"))["API.md"].decode()
        return next(line for line in made.splitlines() if line.startswith("- `Acme.conversations.update("))

    def say(**statement: Any) -> None:
        key = {each.replace("_", "-"): value for each, value in statement.items()}
        patch = "/v1/conversations/{id}"
        edit(vendor.spec, lambda tree: tree["paths"][patch]["patch"]["requestBody"].update(key))

    assert told().endswith("`")
    say(x_source=f"{PAGE}:19-20", x_inferred={"format": "a guess"})
    assert told().endswith("(its body: format inferred)")
    edit(vendor.spec, lambda tree: tree["paths"]["/v1/conversations/{id}"]["patch"]["requestBody"].pop("x-source"))
    say(x_inferred="a guess")
    assert told().endswith("(its body: inferred)")


def test_what_a_path_refers_to_keeps_its_evidence(vendor: Vendor) -> None:
    def moved(tree: dict[str, Any]) -> None:
        tree["components"]["pathItems"] = {"Listed": tree["paths"]["/v1/conversations"]}
        tree["paths"]["/v1/conversations"] = {"$ref": "#/components/pathItems/Listed"}

    recorded(vendor)
    for path in vendor.overlays:
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("$.paths['/v1/conversations']", "$.components.pathItems.Listed"), encoding="utf-8")
    edit(vendor.spec, moved)
    assert found(vendor) == []
    assert on_record(vendor) == {PAGE: "verified"}
    made = package(replace(inputs_of(vendor), licence=ROOT / "LICENSE"))
    method = made["src/acme_client/resources/conversations.py"].decode()
    assert f"`GET /v1/conversations` (documented: {PAGE}:5-14)" in method
    assert "### `GET /v1/conversations`: `conversations.list()`" in made["EVIDENCE.md"].decode()
    edit(
        vendor.spec,
        lambda tree: tree["components"]["pathItems"]["Listed"]["get"]["parameters"][0].update({"in": "header"}),
    )
    assert on_record(vendor) == {PAGE: "changed"}


def test_the_formats_tell_the_same(vendor: Vendor) -> None:
    told = report(vendor)
    data = json.loads(as_json(told))
    assert data["verified"] == told.verified
    assert data["problems"] == []
    (revision,) = data["revisions"]
    operations = revision["coverage"]["operation"]
    assert operations == {"documented": 2, "observed": 0, "inferred": 0, "unstated": 0, "in part": 0}
    listed = next(each for each in revision["elements"] if each["name"] == "GET /v1/conversations")
    assert listed == {
        "kind": "operation",
        "name": "GET /v1/conversations",
        "pointer": "/paths/~1v1~1conversations/get",
        "grade": "documented",
        "sources": [f"{PAGE}:5-14"],
        "inferred": None,
    }
    assert f"{told.verified} citations verified ({PAGE})" in as_text(told)
    markdown = as_markdown(told)
    assert f"- {told.verified} citations verified" in markdown
    assert markdown.endswith("- Nothing is wrong.")
    edit(vendor.spec, lambda tree: tree["components"]["schemas"]["Error"].pop("x-source"))
    told = report(vendor)
    assert next(each["cure"] for each in json.loads(as_json(told))["problems"]) == "add x-source or x-inferred"
    assert "nothing says who says so" in as_markdown(told)


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-m", "scripts.evidence", *arguments]
    return subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", [each.name for each in vendors.find()])
def test_of_every_vendor_all_is_stated(name: str) -> None:
    told = command(name)
    assert (told.returncode, told.stderr) == (0, "")
    tables = re.findall(r"^  (\S.*?) {2,}([\d-]+) +([\d-]+) +([\d-]+) +([\d-]+) +[\d-]+$", told.stdout, re.MULTILINE)
    assert {"operations", "parameters", "properties", "enum values", "statuses"} <= {row[0] for row in tables}
    assert {row[4] for row in tables} == {"-"}
    assert "citations verified" not in told.stdout
    assert re.search(r"\d+ citations not verified, since their texts are not at hand", told.stdout)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("newo", "--documents", "nowhere"), "nowhere: is no folder: give the folder of the documents' texts\n"),
        (("newo", "--record"), "--record: nothing is verified without the texts: give --documents DIR\n"),
        (("nobody",), "nobody: no such vendor: use one of: newo; or add specs/<vendor>/openapi.yaml\n"),
    ],
)
def test_what_can_not_be_done_is_refused_in_one_line(arguments: tuple[str, ...], said: str) -> None:
    done = command(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)


def test_lint_and_the_command_fail_where_evidence_is_false(tmp_path: Path) -> None:
    text = tmp_path / "newo-portal-api.txt"
    text.write_text("another page\n", encoding="utf-8")
    for module in ("scripts.evidence", "scripts.lint"):
        run = [sys.executable, "-m", module, "newo", "--documents", str(tmp_path)]
        done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert re.match(r"specs/newo/sources.yaml:/sources/0/sha256 \(line \d+\): \S+ is another text: ", done.stderr)
        assert done.stderr.count("\n") == 1
