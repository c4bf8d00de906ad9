"""What the texts say is so."""

import re
import subprocess
import sys

from scripts import vendors
from scripts.document import load
from scripts.evidence.sources import load_sources
from scripts.exchange import read_all
from scripts.hints import HINTS
from scripts.vendors import ROOT, Vendor

README = (ROOT / "README.md").read_text(encoding="utf-8")
RECORDED = re.search(r"Exchanges recorded from a live service: \*\*(.+?)\*\*", README)


def test_the_two_commands_are_the_first_blocks_under_start() -> None:
    start = README.split("## Start", 1)[1].split("\n## ", 1)[0]
    blocks = re.findall(r"^```sh\n(.*?)^```$", start, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    for block, end in zip(blocks, ("nox -s demo", "nox"), strict=True):
        assert block.count("\n") == 1
        assert block.strip().endswith(end)


def test_ci_runs_the_test_command_of_the_readme() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    awk = re.search(r"command=\$\((awk '.*?' README\.md)\)", script)
    assert awk
    printed = subprocess.run(["bash", "-c", awk[1]], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed.strip().endswith(".venv/bin/nox")
    assert printed in README


def test_the_number_of_recorded_exchanges_is_the_true_one() -> None:
    exchanges = [each for vendor in vendors.find() for each in read_all(vendor.recordings)]
    count = sum(each.kind == "recorded" for each in exchanges)
    assert RECORDED
    assert RECORDED[1] == (str(count) if count else "none yet")


def announced(vendor: Vendor) -> bool:
    """Tell whether the README is to show a vendor: what `nox -s new-vendor` made up is nothing to show."""
    in_table = f"(generated/{vendor.name}/README.md)" in README
    return in_table or any(each.kind != "local" for each in read_all(vendor.recordings))


def test_every_vendor_is_in_the_table() -> None:
    for vendor in filter(announced, vendors.find()):
        tree = load(vendor.effective()).tree
        operations = sum(
            method in item for item in tree["paths"].values() for method in ("get", "put", "post", "patch", "delete")
        )
        row = f"| {operations} | [`{vendor.name}-client`](generated/{vendor.name}/README.md)"
        assert row in README, f"README.md: the table of vendors lacks the row of {row}"


def test_a_vendor_in_the_table_keeps_nothing_that_the_skeleton_invented() -> None:
    for vendor in filter(announced, vendors.find()):
        files = [vendor.spec, vendor.sources, *vendor.overlays, *vendor.recordings.glob("*.json")]
        left = [path.name for path in files if "invented" in path.read_text(encoding="utf-8")]
        assert not left, f"{vendor.name}: replace what is invented, then the word"


def test_every_document_that_an_exchange_cites_is_declared() -> None:
    for vendor in vendors.find():
        ids = load_sources(vendor.sources).by_id
        for exchange in read_all(vendor.recordings):
            if exchange.kind == "docs":
                assert exchange.source["document"] in ids, exchange.name


def test_every_session_explains_itself() -> None:
    command = [sys.executable, "-m", "nox", "--list"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    sessions = dict(re.findall(r"^[*-] ([\w.-]+)(?: \[.*?\])?(?: -> (.+))?$", listed, re.MULTILINE))
    assert {"generate", "new-vendor", "conformance", "package-3.11", "drift", "lock"} <= sessions.keys()
    assert all(sessions.values()), sessions


def test_nothing_in_the_texts_is_still_to_be_filled_in() -> None:
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"TODO|FIXME|XXX|[A-Z]+_[A-Z]+\s\|", text), name


def test_every_hint_is_explained() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [name for name in HINTS if f"`{name}" not in text] == []
