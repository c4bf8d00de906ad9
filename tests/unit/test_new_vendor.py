"""`nox -s new-vendor`: what it writes passes every check, says of itself that it is invented, and replaces nothing."""

import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from scripts import conform, demo, document, lint, new_vendor, overlay, render, replay, trees, vendors
from scripts.evidence.check.report import effective_trees, examine
from scripts.exchange import Exchange, dumps, read, read_all
from scripts.generate import inputs_of
from scripts.problem import Refused
from scripts.vendors import ROOT, Vendor
from tests import client_calls

NAME = "zebra7"  # no vendor is called so, nor is the one of the skeleton


@dataclass(frozen=True)
class Written:
    """A vendor as `new-vendor` wrote it, its package, and what was printed."""

    vendor: Vendor
    said: str
    package: ModuleType

    @property
    def exchange(self) -> Exchange:
        (exchange,) = read_all(self.vendor.recordings)
        return exchange


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    root = tmp_path_factory.mktemp("tree")
    said = run(NAME, root)
    assert (said.returncode, said.stderr) == (0, "")
    vendor = Vendor(NAME, root)
    made = render.package(replace(inputs_of(vendor), licence=ROOT / "LICENSE"))
    trees.swap(made, vendor.generated)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(vendor.generated / "src")
        yield Written(vendor, said.stdout, importlib.import_module(f"{NAME}_client"))


def run(name: str, root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.new_vendor", name, "--root", str(root)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_it_says_what_it_wrote_and_which_commands_come_next(written: Written) -> None:
    lines = written.said.splitlines()
    files = {path for path in trees.read(written.vendor.root) if not path.startswith("generated/")}
    assert set(lines[: len(files)]) == files
    assert re.findall(r"nox -s [\w-]+ -- \w+", written.said) == [
        f"nox -s {session} -- {NAME}" for session in ("generate", "freeze", "demo", "specs")
    ]


def test_it_writes_every_file_that_a_vendor_has(written: Written) -> None:
    vendor = written.vendor
    assert vendors.get(NAME, vendor.root) == vendor
    assert [path.name for path in vendor.overlays] == ["10-naming.yaml", "20-repairs.yaml", "30-client.yaml"]
    for path in (vendor.sources, vendor.patches / "CHANGELOG.md", vendor.patches / "docs/10-quickstart.md"):
        assert path.is_file()


def test_nothing_of_it_is_called_as_in_the_skeleton(written: Written) -> None:
    files = trees.read(written.vendor.root)
    assert [path for path, content in files.items() if b"acme" in f"{path}\n".encode() + content.lower()] == []


def test_nothing_is_wrong_with_it(written: Written) -> None:
    assert lint.lint_vendor(written.vendor) == []


def test_each_part_of_its_description_says_who_says_so(written: Written) -> None:
    tree = document.load(written.vendor.spec).tree
    parts: list[Any] = [*tree["components"]["schemas"].values(), *tree["components"]["responses"].values()]
    parts += [*tree["components"]["securitySchemes"].values(), *tree["servers"], tree["info"]]
    parts += [operation for item in tree["paths"].values() for operation in item.values()]
    assert all({"x-source", "x-inferred"} & part.keys() for part in parts)


def test_everything_it_cites_is_on_the_invented_page_and_nothing_on_it_is_forgotten(written: Written) -> None:
    report = examine(written.vendor, effective_trees(written.vendor))
    assert report.problems == []
    assert report.verified == len(report.checks) > 20


def test_without_the_invented_page_lint_names_every_place_that_rests_on_it(written: Written, tmp_path: Path) -> None:
    trees.swap(trees.read(written.vendor.root), tmp_path / "tree")
    vendor = Vendor(NAME, tmp_path / "tree")
    other = {"id": "page", "title": "A page", "address": "none", "grade": "documented", "worth": "all"}
    vendor.sources.write_text(document.dump_yaml({"sources": [other]}), encoding="utf-8")
    files = [vendor.spec, *vendor.overlays]
    places = sum(path.read_text("utf-8").count("x-source: zebra7-invented-page:") for path in files)
    *problems, uncited = lint.lint_vendor(vendor)
    assert len(problems) == places > 10
    assert all("there is no source zebra7-invented-page" in str(problem) for problem in problems)
    assert "nothing cites page: delete it, or cite it" in str(uncited)


def test_each_of_its_overlays_is_needed(written: Written) -> None:
    vendor = written.vendor
    tree = overlay.effective(vendor.spec, vendor.overlays)
    for path in vendor.overlays:
        assert overlay.effective(vendor.spec, [each for each in vendor.overlays if each != path]) != tree


def test_its_exchange_claims_neither_a_document_nor_a_service(written: Written) -> None:
    exchange = written.exchange
    assert exchange.kind == "local"
    assert exchange.source["server"].startswith("none: invented")
    assert [each.pointer for each in exchange.made] == ["/request", "/response"]
    assert httpx.URL(exchange.request.url).host.endswith(".example")


def test_its_exchange_is_in_its_canonical_form_and_fits_the_description(written: Written) -> None:
    (path,) = written.vendor.recordings.iterdir()
    assert dumps(read(path)) == path.read_text("utf-8")
    judge = conform.Conformer(document.load(written.vendor.effective()).tree, "description")
    assert judge.judge(written.exchange) == []


def test_its_exchange_goes_through_its_client(written: Written) -> None:
    exchange, sent = written.exchange, list[httpx.Request]()

    def serve(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return client_calls.response_of(exchange)

    twin, _ = client_calls.twins(NAME)
    with (
        httpx.Client(transport=httpx.MockTransport(serve)) as http,
        twin(api_key="YOUR_API_KEY", http_client=http) as client,
    ):
        result = client_calls.call_of(exchange).on(client)
    assert client_calls.plain(NAME, result) == json.loads(exchange.response.content)
    client_calls.same_request(exchange, sent[0])


def test_the_programs_of_its_readme_run_against_a_replay(written: Written) -> None:
    vendor = written.vendor
    with replay.serve(vendor) as url:
        variables = demo.environment(vendor.name, vendor.generated / "src", url)
        (program,) = demo.quickstarts(vendor)
        done = demo.execute(program, variables)
        failed = demo.failures(demo.programs(demo.readme(vendor)), variables)
    assert not failed, "\n".join(failed)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("17 voice 2025-01-31")


def test_a_second_run_is_refused_in_one_line_and_changes_nothing(written: Written) -> None:
    before = trees.read(written.vendor.root)
    done = run(NAME, written.vendor.root)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"specs/{NAME}: is there already: choose another name\n"
    assert trees.read(written.vendor.root) == before


@pytest.mark.parametrize("folder", ["specs", "overlays", "tests/recordings", "generated"])
def test_a_folder_that_is_there_is_left_as_it_is(folder: str, tmp_path: Path) -> None:
    (tmp_path / folder / NAME).mkdir(parents=True)
    (tmp_path / folder / NAME / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match=f"^{folder}/{NAME}: is there already: "):
        new_vendor.write(Vendor(NAME, tmp_path))
    assert trees.read(tmp_path) == {f"{folder}/{NAME}/mine.txt": b"mine"}


NAMES = [
    ("", "can't name a package"),
    ("Acme", "can't name a package"),
    ("acme-voice", "can't name a package"),
    ("acme_voice", "can't name a package"),
    ("7acme", "can't name a package"),
    ("../acme", "can't name a package"),
    ("acmé", "can't name a package"),
    ("acme\n", "can't name a package"),
    ("i", "is not 2 to 32 letters long"),
    ("a" * 33, "is not 2 to 32 letters long"),
    ("class", "is a word of Python"),
    ("match", "is a word of Python"),
    ("nul", "is a device on Windows"),
    ("com1", "is a device on Windows"),
    ("query", "stands in scripts/"),
    ("page", "stands in scripts/"),
    ("resource", "no client can be generated under this name (Resource is taken)"),
    ("credential", "no client can be generated under this name (Credential is taken)"),
]


@pytest.mark.parametrize(("name", "why"), NAMES, ids=[repr(name) for name, _ in NAMES])
def test_a_name_that_can_not_be_is_refused_in_one_line_and_nothing_is_written(
    name: str, why: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refused:
        new_vendor.write(Vendor(name, tmp_path))
    (line,) = str(refused.value).splitlines()
    assert f": {why}" in line
    assert trees.read(tmp_path) == {}


def test_every_vendor_there_is_is_refused() -> None:
    for vendor in vendors.find():
        with pytest.raises(Refused, match="is there already"):
            new_vendor.write(vendor)


def test_the_root_must_be_a_folder(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is no folder: give the root of the repository"):
        new_vendor.write(Vendor(NAME, tmp_path / "nowhere"))


def test_a_failure_in_between_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    swap = trees.swap

    def failing(tree: trees.Tree, folder: Path) -> None:
        if folder == tmp_path / "specs" / NAME:
            raise OSError("the disk is full")
        swap(tree, folder)

    monkeypatch.setattr(trees, "swap", failing)
    with pytest.raises(OSError, match="full"):
        new_vendor.write(Vendor(NAME, tmp_path))
    assert trees.read(tmp_path) == {}
