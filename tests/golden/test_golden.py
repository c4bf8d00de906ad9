"""What the pipeline makes of a tiny description; a person read the expected files before they were committed.

To accept a change: python -m scripts.render --spec tests/golden/<case>/openapi.yaml --out DIR --name <case>, read what
changed, and copy the files that are in `expected`.
"""

from pathlib import Path

import pytest

from scripts.render import Inputs, package
from scripts.vendors import ROOT

CASES = sorted(path.parent for path in Path(__file__).parent.glob("*/openapi.yaml"))
FILES = [
    (case, path.relative_to(case / "expected").as_posix())
    for case in CASES
    for path in sorted((case / "expected").rglob("*"))
    if path.is_file()
]


@pytest.fixture(scope="session")
def made() -> dict[Path, dict[str, bytes]]:
    return {case: package(inputs_of(case)) for case in CASES}


def inputs_of(case: Path) -> Inputs:
    return Inputs(
        name=case.name,
        spec=case / "openapi.yaml",
        overlays=(),
        licence=ROOT / "LICENSE",
        command="python -m scripts.render",
        origin="openapi.yaml",
    )


@pytest.mark.parametrize(("case", "path"), FILES, ids=lambda value: getattr(value, "name", value))
def test_a_file_is_as_expected(case: Path, path: str, made: dict[Path, dict[str, bytes]]) -> None:
    assert made[case][path].decode() == (case / "expected" / path).read_text(encoding="utf-8")
