"""What it costs to judge exchanges: conform beside Schemathesis's checks, each in processes of its own."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence

from scripts.bench.figures import Grid, Part, Verdict
from scripts.bench.importing import installed
from scripts.bench.judges import JUDGES, OURS, PARSED, READY, THEIRS
from scripts.bench.processes import in_turn
from scripts.problem import refuse
from scripts.vendors import ROOT, Vendor

# Of the time that Schemathesis's checks need; and megabytes.
SHARE, MEMORY = 0.2, 100
EXCHANGES = 10_000


def judging(vendors: Sequence[Vendor], rounds: int) -> Part:
    """Time judging exchanges that have bodies, by turns, and take the memory of it."""
    known = [name for name in JUDGES if name not in {THEIRS, READY} or installed("schemathesis")]
    peaks: dict[str, dict[str, list[float]]] = {name: {} for name in known}
    runs = {
        f"{name}\n{vendor.name}": run_of(name, vendor.name, peaks[name].setdefault(vendor.name, []))
        for vendor in vendors
        for name in known
    }
    seconds: dict[str, dict[str, list[float]]] = {name: {} for name in known}
    for name, found in in_turn(rounds, runs).items():
        judge, vendor_name = name.split("\n")
        seconds[judge][vendor_name] = found
    notes = [f"{judge}: at most {_worst(found):.0f} MB" for judge, found in peaks.items()]
    if THEIRS not in known:
        notes.append("schemathesis is not installed; `nox -s bench` does that")
    grid = Grid(f"Judging {EXCHANGES} exchanges with bodies", PARSED, "ms", seconds, notes)
    return Part(grid, verdicts_of(grid, _worst(peaks[OURS])))


def verdicts_of(grid: Grid, megabytes: float) -> list[Verdict]:
    """Judge time, vendor by vendor, and memory."""
    times = [grid.at_most(vendor, OURS, THEIRS, SHARE) for vendor in grid.columns]
    return [*times, Verdict(f"{OURS}: at most {MEMORY} MB", megabytes, MEMORY)]


def run_of(judge: str, vendor: str, peaks: list[float]) -> Callable[[], float]:
    """Return a process to run: it tells its seconds, and its peak of memory, which is kept."""

    def run() -> float:
        command = [sys.executable, "-B", "-m", "scripts.bench.judges", judge, vendor, str(EXCHANGES)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            refuse(" ".join(command), f"exit code {done.returncode}: {done.stderr.strip()[-300:]}", "mend it first")
        told = json.loads(done.stdout)
        peaks.append(told["megabytes"])
        return float(told["seconds"])

    return run


def _worst(peaks: dict[str, list[float]]) -> float:
    return max(max(found) for found in peaks.values())
