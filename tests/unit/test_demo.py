"""Every program that a README shows, run as its reader would, against a replay of recorded exchanges."""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from scripts import demo, replay, vendors
from scripts.problem import Refused
from scripts.vendors import ROOT, Vendor

FENCE = re.compile(r"^[ \t]*(?:```|~~~)\S*", re.MULTILINE)


@pytest.fixture(scope="module", params=vendors.find(), ids=lambda vendor: vendor.name)
def served(request: pytest.FixtureRequest) -> Iterator[tuple[Vendor, str]]:
    with replay.serve(request.param) as url:
        yield request.param, url


def test_every_program_of_a_packages_readme_runs(served: tuple[Vendor, str]) -> None:
    vendor, url = served
    variables = demo.environment(vendor.name, vendor.generated / "src", url)
    failed = demo.failures(demo.programs(demo.readme(vendor)), variables)
    assert not failed, "\n".join(failed)


def test_every_block_of_a_packages_readme_is_a_program_or_a_command() -> None:
    for vendor in vendors.find():
        text = demo.readme(vendor)
        fences = FENCE.findall(text)
        assert set(fences) == {"```python", "```console", "```"}
        assert fences.count("```python") == len(demo.programs(text)) >= 10
        assert fences.count("```") == len(fences) / 2


@pytest.mark.parametrize(
    "broken",
    [
        "from newo_client import Nothing",
        "from newo_client import Newo; Newo().sessions.nothing()",
        "import warnings; warnings.warn('old', DeprecationWarning)",
        "import sys; print('a fault', file=sys.stderr)",
        "print(client)",
        "for",
    ],
)
def test_a_program_that_does_not_run_by_itself_is_named(served: tuple[Vendor, str], broken: str) -> None:
    vendor, url = served
    if vendor.name != "newo":
        return
    variables = demo.environment(vendor.name, vendor.generated / "src", url)
    [failed] = demo.failures(["client = 1", broken, "print(1)"], variables)
    assert failed.startswith(broken)


def test_every_program_of_the_readme_runs(served: tuple[Vendor, str]) -> None:
    vendor, url = served
    programs = demo.BLOCK.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    assert programs
    for program in programs:
        if f"{vendor.name}_client" in program:
            done = demo.execute(program, demo.environment(vendor.name, vendor.generated / "src", url))
            assert (done.returncode, done.stderr) == (0, ""), program


def test_the_demo_shows_program_output_and_requests() -> None:
    vendor = vendors.find()[0]
    console = Console(record=True, width=160, file=io.StringIO())
    assert demo.show(vendor, console)
    text = console.export_text()
    assert "exit code 0" in text
    assert any(f" {each.kind} " in text for each in replay.exchanges_of(vendor))


def test_the_demo_fails_when_a_program_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "quickstarts", lambda _: ["raise SystemExit('broken')"])
    assert demo.main([vendors.find()[0].name]) == 1
    assert "broken" in capsys.readouterr().out


def test_a_package_without_a_quickstart_is_refused(tmp_path: Path) -> None:
    vendor = Vendor("empty", tmp_path)
    vendor.generated.mkdir(parents=True)
    (vendor.generated / "README.md").write_text("# nothing", encoding="utf-8")
    with pytest.raises(Refused, match="it has no quickstart: write one in overlays/empty/docs"):
        demo.quickstarts(vendor)


def test_a_program_is_run_by_this_python() -> None:
    assert demo.execute("import sys; print(sys.executable)", {}).stdout.strip() == sys.executable
