"""The measuring tool itself: what it reports, not how long anything takes."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts import bench, vendors
from scripts.problem import Refused


def test_a_ratio_is_that_of_the_medians() -> None:
    figure = bench.Figure("a", [1.0, 9.0, 2.0], "b", [4.0, 4.0, 100.0])
    assert figure.ratio == 0.5
    assert figure.as_dict()["seconds"] == [1.0, 9.0, 2.0]


def test_two_things_are_run_by_turns_after_a_run_of_each_that_does_not_count() -> None:
    order: list[str] = []

    def note(name: str) -> float:
        order.append(name)
        return float(len(order))

    ours, other = bench.by_turns(2, lambda: note("ours"), lambda: note("other"))
    assert order == ["ours", "other"] * 3
    assert (ours, other) == ([3.0, 5.0], [4.0, 6.0])


def test_a_process_that_fails_is_no_figure() -> None:
    with pytest.raises(Refused, match="exit code 3: broken: mend it first"):
        bench.process(sys.executable, "-c", "import sys; print('broken', file=sys.stderr); sys.exit(3)")


def test_every_figure_is_written_to_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def made(vendor: vendors.Vendor, rounds: int) -> bench.Figure:
        return bench.Figure(vendor.name, [1.0] * rounds, "other", [2.0] * rounds)

    for name in ("generation", "whole_generation", "evidence", "importing", "judging"):
        monkeypatch.setattr(bench, name, made)
    assert bench.main(["--rounds", "3", "--json", str(tmp_path / "figures.json")]) == 0
    written: Any = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert len(written["figures"]) == 5 * len(vendors.find())
    assert written["figures"][0]["beside_seconds"] == [2.0, 2.0, 2.0]
    assert written["machine"]["versions"]["httpx"]


def test_exchanges_are_judged_and_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "EXCHANGES", 10)
    figure = bench.judging(vendors.find()[0], 1)
    assert figure.ours[0] > 0
    assert figure.other[0] > 0


def test_evidence_is_measured_beside_the_same_description_without_it() -> None:
    tree = {"get": {"x-source": "page:1", "parameters": [{"name": "x-source", "x-inferred": {"type": "why"}}]}}
    assert bench.without_evidence(tree) == {"get": {"parameters": [{"name": "x-source"}]}}
    figure = bench.evidence(vendors.find()[0], 1)
    assert len(figure.ours) == len(figure.other) == 1
