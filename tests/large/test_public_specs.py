"""Large descriptions that nobody here wrote: a whole package, or a clear no for at most one operation in a hundred.

    nox -s tests -- --public-specs FOLDER tests/large

They are data, and stay outside of the repository.
"""

import gzip
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scripts.document import resolve
from scripts.problem import Refused
from scripts.render import __main__ as command
from scripts.vendors import ROOT

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
SPECS = ("github-rest-23.0.2", "digitalocean-2026-08-07")
# Every refusal says one of these; CONTRIBUTING.md explains each.
REASONS = ("can't be a client's base URL", "the path holds what no address may")


@dataclass(frozen=True)
class Made:
    """A package, and what had to be left out of its description first."""

    name: str
    folder: Path
    tree: dict[str, Any]
    refused: list[str]


@pytest.fixture(scope="module", params=SPECS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder: Path | None = request.config.getoption("--public-specs")
    if folder is None:
        pytest.skip("no --public-specs FOLDER was given: the large public descriptions were not tried")
    name = re.sub("[^a-z]", "", request.param)
    root = tmp_path_factory.mktemp(name)
    spec = root / "openapi.json"
    spec.write_bytes(gzip.decompress((folder / f"{request.param}.json.gz").read_bytes()))
    tree: dict[str, Any] = json.loads(spec.read_text(encoding="utf-8"))
    arguments = ["--spec", str(spec), "--out", str(root / "out"), "--name", name]
    problems = problems_of(arguments)
    refused = sorted({operation_of(each) for each in problems})
    if problems:
        assert not (root / "out").exists()
        assert [each for each in problems if not any(reason in each for reason in REASONS)] == []
        overlay = root / "without.yaml"
        overlay.write_text(json.dumps(without(refused)), encoding="utf-8")
        command.main([*arguments, "--overlay", str(overlay)])
    return Made(name, root / "out", tree, refused)


def problems_of(arguments: list[str]) -> list[str]:
    """Render, and return the lines of the report where that is refused."""
    try:
        command.main(arguments)
    except Refused as caught:
        return [str(each) for each in caught.problems]
    return []


def operation_of(problem: str) -> str:
    """Return the pointer of the operation that a line of the report names."""
    found = re.search(r":(/paths/[^/]+/[a-z]+)[/: (]", problem)
    assert found, f"{problem} names no operation"
    return found[1]


def without(pointers: list[str]) -> dict[str, Any]:
    """Return the overlay that takes operations out."""
    steps = [each.split("/")[2:] for each in pointers]
    targets = [f"$.paths[{path.replace('~1', '/').replace('~0', '~')!r}].{method}" for path, method in steps]
    actions = [{"target": each, "description": "It can't be called.", "remove": True} for each in targets]
    return {"overlay": "1.1.0", "info": {"title": "What is refused", "version": "1"}, "actions": actions}


def operations(tree: dict[str, Any]) -> list[str]:
    return [f"{method.upper()} {path}" for path, item in tree["paths"].items() for method in item if method in METHODS]


def test_at_most_one_operation_in_a_hundred_is_refused_each_by_its_pointer(made: Made) -> None:
    assert len(made.refused) <= len(operations(made.tree)) / 100
    for pointer in made.refused:
        assert "responses" in resolve(made.tree, pointer)
        assert str(resolve(made.tree, pointer).get("operationId")) in (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_every_other_operation_is_in_the_package(made: Made) -> None:
    wanted = set(operations(made.tree))
    for pointer in made.refused:
        path, method = pointer.split("/")[2:]
        wanted.remove(f"{method.upper()} {path.replace('~1', '/').replace('~0', '~')}")
    modules = (made.folder / f"src/{made.name}_client/api").rglob("*.py")
    found = [re.search(r'^"""(\S+ \S+)"""$', path.read_text("utf-8"), re.MULTILINE) for path in modules]
    assert {each[1].replace("\\\\", "\\") for each in found if each} == wanted


def test_every_module_imports(made: Made) -> None:
    source = made.folder / "src"
    paths = [path.relative_to(source).with_suffix("") for path in sorted(source.rglob("*.py"))]
    program = "".join(f"import {'.'.join(path.parts).removesuffix('.__init__')}\n" for path in paths)
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-W", "error", "-"], input=program, text=True, env=environment, check=True)


def test_its_types_hold(made: Made) -> None:
    checker = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", os.devnull, f"src/{made.name}_client"]
    done = subprocess.run(checker, cwd=made.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
