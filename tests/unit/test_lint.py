"""Each fault of a spec, planted and found."""

import re
from pathlib import Path
from typing import Any

import pytest

from scripts import lint, new_vendor, trees, vendors
from scripts.document import dump_yaml, load
from scripts.evidence.sources import REQUIRED
from scripts.hints import hint_problems
from scripts.vendors import Vendor


@pytest.fixture
def vendor(tmp_path: Path) -> Vendor:
    """Return a vendor in order, whatever becomes of those that are committed."""
    trees.swap(new_vendor.skeleton_of("acme"), tmp_path / "tree")
    return Vendor("acme", tmp_path / "tree")


def edit(path: Path, change: Any) -> None:
    tree = load(path).tree
    change(tree)
    path.write_text(dump_yaml(tree), encoding="utf-8")


def found(vendor: Vendor) -> str:
    return "\n".join(map(str, lint.lint_vendor(vendor)))


def first_operation(tree: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = next(iter(tree["paths"].values()))["get"]
    return operation


def test_what_is_committed_is_in_order() -> None:
    assert [found(vendor) for vendor in vendors.find()] == ["" for _ in vendors.find()]


def test_a_source_that_nobody_declared_is_named_with_its_line(vendor: Vendor) -> None:
    edit(vendor.spec, lambda tree: first_operation(tree).update({"x-source": "nowhere:1-2"}))
    assert "/get/x-source (line " in found(vendor)
    assert "there is no source nowhere: declare it in" in found(vendor)


def test_a_source_without_a_place_is_refused(vendor: Vendor) -> None:
    edit(vendor.spec, lambda tree: first_operation(tree).update({"x-source": "acme-invented-page:"}))
    assert "'acme-invented-page:' names no place in a source" in found(vendor)
    edit(vendor.spec, lambda tree: first_operation(tree).update({"x-source": "acme-invented-page"}))
    assert "acme-invented-page cites no lines of a text whose lines are known: cite the lines" in found(vendor)


def test_a_source_in_an_overlay_is_checked_too(vendor: Vendor) -> None:
    edit(vendor.overlays[0], lambda tree: tree["actions"][0].update({"x-source": "nowhere:1"}))
    assert "10-naming.yaml:/actions/0/x-source" in found(vendor)


def test_an_operation_without_evidence_is_named(vendor: Vendor) -> None:
    edit(vendor.spec, lambda tree: first_operation(tree).pop("x-source"))
    assert "): nothing says who says so: add x-source or x-inferred" in found(vendor)


def test_an_operation_without_a_name_is_named(vendor: Vendor) -> None:
    def unnamed(tree: dict[str, Any]) -> None:
        del tree["actions"][0]["update"]["operationId"]

    edit(vendor.overlays[0], unnamed)
    assert "it has no operationId" in found(vendor)


def test_two_operations_of_one_name_are_named(vendor: Vendor) -> None:
    def same(tree: dict[str, Any]) -> None:
        tree["actions"][1]["update"]["operationId"] = tree["actions"][0]["update"]["operationId"]

    edit(vendor.overlays[0], same)
    assert "is there already: give each operation a name of its own" in found(vendor)


def test_what_is_not_openapi_is_named_with_its_pointer(vendor: Vendor) -> None:
    edit(vendor.spec, lambda tree: first_operation(tree)["parameters"][1].update({"in": "nowhere"}))
    assert "/get/parameters/1/in (line " in found(vendor)


def test_another_version_of_openapi_is_refused(vendor: Vendor) -> None:
    edit(vendor.spec, lambda tree: tree.update({"openapi": "3.2.0"}))
    assert "): is neither 3.0 nor 3.1: write openapi: 3.1.0" in found(vendor)


def test_what_no_package_can_hold_is_named_with_its_line_before_anything_is_made(vendor: Vendor) -> None:
    edit(
        vendor.spec,
        lambda tree: tree.update({"webhooks": {"sold": {"post": {"responses": {"200": {"description": "D"}}}}}}),
    )
    assert re.search(r"/webhooks \(line \d+\): calls from the service are not rendered: remove it", found(vendor))


def test_what_can_not_be_rewritten_is_named_with_its_line_before_anything_is_made(vendor: Vendor) -> None:
    parts = [{"type": "string"}, {"type": "integer"}]
    edit(vendor.spec, lambda tree: tree["components"]["schemas"].update({"Odd": {"allOf": parts}}))
    assert re.search(r"/components/schemas/Odd \(line \d+\): its parts allow", found(vendor))


def test_an_overlay_that_went_stale_is_named(vendor: Vendor) -> None:
    edit(vendor.overlays[0], lambda tree: tree["actions"][0].update({"target": "$.paths['/gone'].get"}))
    assert "10-naming.yaml:/actions/0" in found(vendor)
    assert "matches nothing" in found(vendor)


@pytest.mark.parametrize("key", REQUIRED)
def test_a_source_that_lacks_something_is_named(vendor: Vendor, key: str) -> None:
    edit(vendor.sources, lambda tree: tree["sources"][0].pop(key))
    assert f"{key} is missing: say it" in found(vendor)


def test_two_sources_of_one_id_are_named(vendor: Vendor) -> None:
    edit(vendor.sources, lambda tree: tree["sources"].append(tree["sources"][0]))
    assert "is there already: give each source an id of its own" in found(vendor)


@pytest.mark.parametrize("ref", ["#/components/schemas/None", "other.yaml#/X", "https://a.test/x.json"])
def test_a_reference_that_leads_nowhere_is_named(vendor: Vendor, ref: str) -> None:
    edit(vendor.spec, lambda tree: tree["components"]["schemas"].update({"Lost": {"$ref": ref}}))
    assert f"): {ref} leads nowhere in this document" in found(vendor)


@pytest.mark.parametrize(
    ("hint", "value"),
    [
        ("x-method", "not a name"),
        ("x-method", 5),
        ("x-idempotent", "yes"),
        ("x-personal", "yes"),
        ("x-read-only", 1),
        ("x-secret", "true"),
        ("x-pagination", {"style": "page"}),
        ("x-pagination", {"style": "cursor", "page": "p", "size": "s", "items": "/i"}),
        ("x-pagination", {"style": "page", "page": "p", "size": "s", "items": "/i", "default-size": "many"}),
        ("x-inferred", ""),
        ("x-inferred", {}),
        ("x-inferred", {"required": ""}),
        ("x-inferred", {"Not A Part": "why"}),
        ("x-enum-evidence", {"voice": {}}),
        ("x-enum-evidence", {"voice": {"source": "page:1"}}),
    ],
)
def test_a_hint_that_holds_something_else_is_named(hint: str, value: Any) -> None:
    (problem, *_) = hint_problems({"paths": {"/a": {"get": {hint: value}}}}, "w")
    assert problem.where.startswith(f"w:/paths/~1a/get/{hint}")
    assert problem.cure == f"write {hint} as CONTRIBUTING.md says"


def test_a_property_called_like_a_hint_is_no_hint() -> None:
    tree = {"properties": {"x-name": {"type": "string"}}, "example": {"x-method": 5}}
    assert list(hint_problems(tree, "w")) == []
