"""Run things by turns, and take the time of processes."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from scripts.problem import refuse
from scripts.vendors import ROOT

Run = Callable[[], float]


def process(*command: str, source: Path | None = None) -> float:
    """Return the seconds of a whole process."""
    # ruff stands beside the Python that runs this; the stock tool looks for it on the path.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    variables = {**os.environ, "PATH": path} | ({"PYTHONPATH": str(source)} if source else {})
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode != 0:
        refuse(" ".join(command), f"exit code {done.returncode}: {done.stderr.strip()[-300:]}", "mend it first")
    return seconds


def cpu(*command: str) -> float:
    """Return the CPU seconds of a whole process, its own and the system's for it."""
    before = _spent_by_children()
    process(*command)
    return _spent_by_children() - before


def _spent_by_children() -> float:
    import resource  # noqa: PLC0415 - Windows does not have it, and nothing else that is as exact

    times = resource.getrusage(resource.RUSAGE_CHILDREN)
    return times.ru_utime + times.ru_stime


def in_turn(rounds: int, runs: Mapping[str, Run]) -> dict[str, list[float]]:
    """Run several things by turns, once each unmeasured."""
    for run in runs.values():
        run()
    found: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            found[name].append(run())
    return found


def by_turns(rounds: int, ours: Run, other: Run) -> tuple[list[float], list[float]]:
    """Run two things by turns, once each unmeasured."""
    found = in_turn(rounds, {"ours": ours, "other": other})
    return found["ours"], found["other"]
