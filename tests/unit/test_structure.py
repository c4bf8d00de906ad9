"""The house: what may lie at the top, and which stage may import which."""

import ast
import subprocess
from pathlib import Path

import pytest

from scripts import vendors

ROOT = Path(__file__).parents[2]
FILES = {
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "constraints.txt",
    "noxfile.py",
    "pyproject.toml",
}
FOLDERS = {"specs", "generated", "overlays", "tests", "scripts"}

# Each stage with the stages that it may import: the direction of the data, never back.
MAY_IMPORT = {
    "problem": set[str](),
    "vendors": {"problem"},
    "document": {"problem"},
    "exchange": {"problem"},
    "serving": {"problem"},
    "trees": {"problem"},
    "digest": {"problem"},
    "overlay": {"document", "problem"},
    "lower": {"document", "problem"},
    "hints": {"document", "problem", "runtime"},
    "validity": {"document", "lower", "problem"},
    "limits": {"document", "lower", "problem", "validity"},
    "evidence": {"digest", "document", "hints", "lower", "overlay", "problem", "validity", "vendors"},
    "lint": {"document", "evidence", "hints", "limits", "lower", "problem", "validity", "vendors"},
    "conform": {"document", "exchange", "lower", "overlay", "problem", "validity", "vendors"},
    "coverage": {"conform", "document", "exchange", "problem", "vendors"},
    "render": {
        "digest",
        "document",
        "evidence",
        "hints",
        "limits",
        "lower",
        "overlay",
        "problem",
        "trees",
        "validity",
        "vendors",
    },
    "generate": {"document", "problem", "render", "trees", "vendors"},
    "new_vendor": {"generate", "lint", "problem", "render", "trees", "vendors"},
    "instances": {"conform", "document", "lower", "problem", "runtime"},
    "replay": {"conform", "document", "exchange", "instances", "lower", "problem", "serving", "vendors"},
    "record": {"conform", "document", "exchange", "problem", "serving", "vendors"},
    "oracle": {"conform", "document", "exchange"},
    "live": {"conform", "document", "exchange", "oracle", "problem", "render", "vendors"},
    "demo": {"problem", "replay", "vendors"},
    "bench": {
        "conform",
        "document",
        "exchange",
        "oracle",
        "problem",
        "render",
        "replay",
        "serving",
        "trees",
        "vendors",
    },
    "runtime": set[str](),
}


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def stage_of(path: Path) -> str:
    return path.relative_to(ROOT / "scripts").parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Return every module that a file imports, by its dotted name."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(each.name for each in node.names)
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.update(f"{node.module}.{each.name}" for each in node.names)
    return names


def texts_of(path: Path) -> set[str]:
    """Return every text that stands for itself in a module."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


SOURCES = sorted(
    path for path in (ROOT / "scripts").rglob("*.py") if path.name != "__init__.py" or path.parent.name != "scripts"
)


def test_nothing_lies_at_the_top_but_what_the_readme_names() -> None:
    tops = {path.split("/")[0] for path in tracked()}
    visible = {top for top in tops if not top.startswith(".")}
    assert visible <= FILES | FOLDERS
    assert visible >= FILES | FOLDERS


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_stage_imports_only_earlier_stages(path: Path) -> None:
    stage = stage_of(path)
    used = {name.split(".")[1] for name in imported(path) if name.startswith("scripts.")}
    assert used - {stage} <= MAY_IMPORT[stage]


def test_one_module_alone_imports_the_generator() -> None:
    found = [path for path in SOURCES if any(name.split(".")[0] == "openapi_python_client" for name in imported(path))]
    assert {path.parent for path in found} == {ROOT / "scripts/render/engine"}


def test_exchanges_are_read_without_anything_installed() -> None:
    outside = {name for path in (ROOT / "scripts/exchange").glob("*.py") for name in imported(path)}
    third_party = {"yaml", "attrs", "httpx", "jsonschema_rs", "starlette", "jinja2"}
    assert not {name.split(".")[0] for name in outside} & third_party


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_and_no_function_outgrows_one_idea(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 250
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= 40] == []


def test_the_noxfile_stays_short() -> None:
    assert (ROOT / "noxfile.py").read_text(encoding="utf-8").count("\n") < 200


def test_no_stage_and_no_template_knows_a_vendor() -> None:
    names = {vendor.name for vendor in vendors.find()}
    # An example in a docstring may name one; code that decides by a vendor compares text.
    modules = [*SOURCES, ROOT / "noxfile.py"]
    assert not [(path.name, names & texts_of(path)) for path in modules if names & texts_of(path)]
    templates = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "scripts/templates").glob("*"))]
    lines = [line for text in templates for line in text.splitlines()]
    assert not [line for line in lines for name in names if f'"{name}"' in line or f"'{name}'" in line]


def test_every_template_says_why_it_exists() -> None:
    for path in (ROOT / "scripts/templates").glob("*.jinja"):
        assert path.read_text(encoding="utf-8").startswith("{# Why: "), path.name


def test_every_line_ends_with_a_line_feed_alone() -> None:
    paths = [ROOT / path for path in tracked()]
    assert [path.name for path in paths if path.is_file() and b"\r" in path.read_bytes()] == []
