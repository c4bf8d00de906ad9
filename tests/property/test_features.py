"""The description with every feature: it says all that it shall, and its package satisfies the strictest checkers."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts import overlay
from scripts.hints import HINTS as KNOWN
from scripts.lower.tree import operations
from tests.features_package import HINTS, SPEC, acme, description, source

EFFECTIVE = overlay.effective(SPEC, [HINTS])


def values_of(node: Any, key: str) -> list[Any]:
    """Every value that a key has anywhere."""
    if isinstance(node, list):
        return [found for each in node for found in values_of(each, key)]
    if not isinstance(node, dict):
        return []
    return [*([node[key]] if key in node else []), *(found for each in node.values() for found in values_of(each, key))]


def test_every_kind_of_paging_and_of_stream_is_there() -> None:
    assert sorted(each["style"] for each in values_of(EFFECTIVE, "x-pagination")) == [
        "cursor",
        "cursor",
        "link",
        "page",
        "page",
    ]
    assert sorted(each["style"] for each in values_of(EFFECTIVE, "x-streaming")) == ["events", "lines", "text"]


def test_the_hints_have_a_use() -> None:
    evidence = {"x-enum-evidence", "x-inferred", "x-source"}
    assert {each for each in KNOWN.keys() - evidence if not values_of(EFFECTIVE, each)} <= {"x-name"}


def test_every_security_scheme_is_used_by_some_operation() -> None:
    used = {name for each in values_of(EFFECTIVE, "security") for alternative in each for name in alternative}
    schemes = EFFECTIVE["components"]["securitySchemes"]
    assert used == schemes.keys()
    kinds = {
        (each["type"], each.get("in") or each.get("scheme") or next(iter(each["flows"]))) for each in schemes.values()
    }
    assert kinds == {
        ("apiKey", "header"),
        ("apiKey", "query"),
        ("apiKey", "cookie"),
        ("http", "bearer"),
        ("http", "basic"),
        ("oauth2", "password"),
        ("oauth2", "clientCredentials"),
    }


def test_each_operation_is_a_method_of_its_tag() -> None:
    tags = {tag for located in operations(description()) for tag in located.operation["tags"]}
    assert tags == {"conversations", "messages", "files", "stats", "auth", "oddities"}
    with acme().Acme() as client:
        assert tags <= set(dir(client))


def test_the_package_satisfies_mypy(tmp_path: Path) -> None:
    checked(["mypy", "--strict", f"--cache-dir={tmp_path}", str(source() / "acme_client")], tmp_path)


def test_the_package_satisfies_pyright(tmp_path: Path) -> None:
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11", "include": [str(source())]}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    checked(["basedpyright", "--warnings", "--pythonpath", sys.executable, "--project", str(tmp_path)], tmp_path)


def test_a_checker_that_finds_something_fails_the_test(tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text("x: int = ''\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="Incompatible types"):
        checked(["mypy", "--strict", f"--cache-dir={tmp_path}", "wrong.py"], tmp_path)


def checked(command: list[str], folder: Path) -> None:
    run = [sys.executable, "-m", *command]
    done = subprocess.run(run, cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout
