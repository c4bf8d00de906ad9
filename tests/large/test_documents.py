"""The vendors' descriptions, held against the texts of their documents.

    nox -s tests -- --documents FOLDER tests/large

The texts belong to who wrote them, and stay outside of the repository.
"""

from pathlib import Path

import pytest

from scripts import vendors
from scripts.evidence.check.mentions import mentions
from scripts.evidence.check.report import effective_trees, examine
from scripts.evidence.check.text import Text, holds_name, holds_operation, holds_status
from scripts.vendors import Vendor


@pytest.fixture
def folder(request: pytest.FixtureRequest) -> Path:
    given: Path | None = request.config.getoption("--documents")
    if given is None:
        pytest.skip("no --documents FOLDER was given: nothing was held against the vendors' documents")
    return given


@pytest.mark.parametrize("vendor", vendors.find(), ids=lambda vendor: vendor.name)
def test_every_citation_of_a_page_is_true_and_nothing_on_the_page_is_forgotten(vendor: Vendor, folder: Path) -> None:
    report = examine(vendor, effective_trees(vendor), folder)
    assert report.problems == []
    pages = {each.id for each in report.sources.by_id.values() if each.sha256}
    assert pages
    assert pages <= set(report.texts.pages)
    assert not pages & set(report.unverified)
    assert report.on_record == dict.fromkeys(pages, "verified")


def test_whatever_is_read_from_a_document_is_found_there_again(folder: Path) -> None:
    pages = [Text(path.name, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt"))]
    assert pages
    for page in pages:
        for each in (mention for mention in mentions(page) if mention.name):
            lines = page.cited([(each.line, each.line + 1)])
            holds = {"operation": holds_operation, "status": holds_status}.get(each.kind, holds_name)
            assert holds(lines, each.name), (page.name, each)
