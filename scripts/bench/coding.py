"""What it costs to read and write 1,000 conversations: each contender in a process of its own, all by turns.

Of their own, so that none has the garbage collector look through what another holds.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from scripts import document, trees
from scripts.bench.contenders import CONTENDERS, MSGSPEC, OURS, PYDANTIC, SPEEDY, STOCK, TASKS
from scripts.bench.conversations import COUNT, SPEC
from scripts.bench.figures import Grid, Part, Verdict
from scripts.bench.importing import installed
from scripts.bench.processes import process
from scripts.problem import refuse
from scripts.render import Inputs, package
from scripts.vendors import ROOT

# A round takes a second, where one of processes takes many.
TIMES = 3


def coding(rounds: int) -> Part:
    """Time every contender that can run here."""
    notes = [f"{COUNT:,} conversations of three kinds, 1.1 MB; {PYDANTIC} and {MSGSPEC} drop unknown fields"]
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        generate(folder)
        workers: dict[str, Worker] = {}
        for contender in CONTENDERS:
            if lacking := lacks(contender):
                notes.append(f"{contender}: not measured, {lacking}")
            else:
                workers[contender] = stack.enter_context(started(contender, folder))
        seconds = measured(workers, rounds * TIMES)
    grid = Grid("CPU time to read and write", PYDANTIC, "ms", seconds, notes)
    return Part(grid, verdicts_of(grid))


def generate(folder: Path) -> None:
    """Make the two packages of the description: ours, and that of the stock generator."""
    origin = SPEC.relative_to(ROOT).as_posix()
    inputs = Inputs("conversations", SPEC, (), ROOT / "LICENSE", "nox -s bench", origin)
    trees.swap(package(inputs), folder / "ours")
    spec = folder / "stock.json"
    document.write(spec, document.dump_json(opened(document.load(SPEC).tree)))
    stock = ("-m", "openapi_python_client", "generate", "--path", str(spec), "--output-path", str(folder / "stock"))
    process(sys.executable, *stock)


def opened(tree: dict[str, Any]) -> dict[str, Any]:
    """Return a description whose enums admit any text: else the stock package fails where a value is new."""
    schemas = tree["components"]["schemas"]
    wider = {name: {"anyOf": [each, {"type": "string"}]} for name, each in schemas.items() if "enum" in each}
    return tree | {"components": {"schemas": schemas | wider}}


def lacks(name: str) -> str:
    """Return what a contender would need to run here; nothing if it can."""
    if missing := [each for each in CONTENDERS[name].needs if not installed(each)]:
        return f"{', '.join(missing)} is not installed; `nox -s bench` does that"
    return ""


class Worker:
    """A process that waits to be told to run its tasks once."""

    def __init__(self, name: str, running: subprocess.Popen[str]) -> None:
        self._name = name
        self._running = running

    def answer(self) -> dict[str, float]:
        """Return what it says next."""
        line = self._running.stdout.readline() if self._running.stdout else ""
        if not line:
            refuse(self._name, "its process ended; what it said stands above", "mend scripts/bench/contenders")
        found: dict[str, float] = json.loads(line)
        return found

    def round(self) -> dict[str, float]:
        """Return the CPU seconds of each task, run once more."""
        if self._running.stdin:
            self._running.stdin.write("\n")
            self._running.stdin.flush()
        return self.answer()


@contextmanager
def started(name: str, folder: Path) -> Generator[Worker, None, None]:
    """Run a contender's process, which checks itself first and then runs its tasks once, unmeasured."""
    command = [sys.executable, "-m", "scripts.bench.contenders.worker", name, str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        worker = Worker(name, running)
        worker.answer()
        worker.round()
        yield worker


def measured(workers: Mapping[str, Worker], rounds: int) -> dict[str, dict[str, list[float]]]:
    """Return the seconds of each contender and task."""
    found: dict[str, dict[str, list[float]]] = {name: {} for name in workers}
    for _ in range(rounds):
        for name, worker in workers.items():
            for task, seconds in worker.round().items():
                found[name].setdefault(task, []).append(seconds)
    return found


def verdicts_of(grid: Grid) -> list[Verdict]:
    """Judge our package beside the others."""
    loads, read, write, dumps = TASKS
    return [
        grid.as_fast(read, OURS, PYDANTIC, 1.8),
        grid.as_fast(loads, OURS, PYDANTIC, 1),
        grid.as_fast(loads, SPEEDY, PYDANTIC, 1.3),
        grid.as_fast(dumps, SPEEDY, PYDANTIC, 1),
        *(grid.as_fast(task, OURS, STOCK, 1) for task in (loads, read, write, dumps)),
        grid.at_most(read, OURS, MSGSPEC, 1.5, goal="beyond: "),
    ]
