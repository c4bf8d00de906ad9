"""The sample program works, and so does all that the README of its package shows."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import demo, replay
from scripts.vendors import ROOT
from tests.features_package import source
from tests.sample import desk

HERE = Path(__file__).parent
API = re.compile(r"^- `Acme\.(\w+)\.(\w+)\(", re.MULTILINE)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with replay.serve_app(desk.app()) as url:
        yield url


def test_the_program_works(url: str) -> None:
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join([str(source()), str(HERE)])}
    command = [sys.executable, "-W", "error", "-m", "program", url]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "all of it worked\n", "")


def test_the_program_calls_every_method() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in (HERE / "program").glob("*.py"))
    methods = API.findall((source().parent / "API.md").read_text(encoding="utf-8"))
    assert len(methods) > 20
    assert [name for resource, name in methods if f".{name}(" not in text and resource] == []


def test_the_program_imports_nothing_of_this_repository() -> None:
    for path in (HERE / "program").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^(?:from|import) (?:scripts|tests)\b|_core|: Any = desk", text, re.MULTILINE), path


def test_every_program_of_the_readme_runs(url: str) -> None:
    text = (source().parent / "README.md").read_text(encoding="utf-8")
    for title in ("Lists in pages", "Streams", "Downloads", "Uploads", "Deprecations"):
        assert f"\n## {title}\n" in text
    programs = demo.programs(text)
    assert len(programs) == text.count("```python") > 15
    failed = demo.failures(programs, demo.environment("acme", source(), url))
    assert not failed, "\n".join(failed)


def test_a_readme_says_nothing_of_what_its_package_has_not() -> None:
    text = (ROOT / "generated" / "newo" / "README.md").read_text(encoding="utf-8")
    for absent in ("## Streams", "## Downloads", "## Uploads", "LoginError", "StreamInterruptedError", "Unknown..."):
        assert absent not in text
