"""A folder as a value: read it, compare it, replace it as a whole."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from scripts.problem import Problem

# What Python and the checkers leave in a folder; no package holds them.
IGNORED = frozenset({"__pycache__", ".ruff_cache", ".mypy_cache", ".DS_Store"})

Tree = Mapping[str, bytes]


def read(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its path in it; empty when there is no folder."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and IGNORED.isdisjoint(parts):
            found["/".join(parts)] = path.read_bytes()
    return found


def differences(expected: Tree, found: Tree, where: str, cure: str) -> list[Problem]:
    """Return a problem for every file that is missing, one too many, or not the same."""
    problems: list[Problem] = []
    for path in sorted({*expected, *found}):
        if path not in found:
            what = "missing"
        elif path not in expected:
            what = "nothing generates this file"
        elif expected[path] != found[path]:
            what = f"not what is generated (first difference in line {_first_difference(expected[path], found[path])})"
        else:
            continue
        problems.append(Problem(f"{where}/{path}", what, cure))
    return problems


def _first_difference(one: bytes, other: bytes) -> int:
    ours, theirs = one.split(b"\n"), other.split(b"\n")
    pairs = enumerate(zip(ours, theirs, strict=False), 1)
    return next((number for number, (a, b) in pairs if a != b), min(len(ours), len(theirs)) + 1)


def swap(tree: Tree, folder: Path) -> None:
    """Make a folder hold exactly a tree, built aside; whatever fails, it is as it was or as it should be."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        fresh, old = aside / "new", aside / "old"
        for path, content in tree.items():
            target = fresh / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        fresh.mkdir(exist_ok=True)
        if folder.exists():
            folder.rename(old)
        try:
            fresh.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
