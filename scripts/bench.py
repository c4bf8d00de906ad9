"""What things cost. Each figure stands beside another of the same run, since machines differ and are noisy."""

import argparse
import gzip
import importlib.metadata
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from scripts import document, vendors
from scripts.conform import Conformer
from scripts.exchange import Exchange, read_all
from scripts.problem import refuse, run
from scripts.vendors import ROOT, Vendor

EXCHANGES = 10_000
EVIDENCE = frozenset({"x-source", "x-sources", "x-inferred", "x-enum-evidence"})


@dataclass(frozen=True, slots=True)
class Figure:
    """Seconds of one thing beside those of another, run by turns."""

    name: str
    ours: list[float]
    other_name: str
    other: list[float]

    @property
    def ratio(self) -> float:
        """The median of ours to the median of the other."""
        return statistics.median(self.ours) / statistics.median(self.other)

    def as_dict(self) -> dict[str, object]:
        """Return every figure."""
        return {
            "name": self.name,
            "seconds": self.ours,
            "beside": self.other_name,
            "beside_seconds": self.other,
            "ratio_of_medians": self.ratio,
        }


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


def by_turns(rounds: int, ours: Callable[[], float], other: Callable[[], float]) -> tuple[list[float], list[float]]:
    """Run two things by turns, once each unmeasured."""
    ours()
    other()
    pairs = [(ours(), other()) for _ in range(rounds)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def generation(vendor: Vendor, rounds: int) -> Figure:
    """Time rendering one vendor beside the stock generator on its effective spec, both with formatting."""
    with tempfile.TemporaryDirectory() as folder:
        overlays = [part for path in vendor.overlays for part in ("--overlay", str(path))]
        ours = ["-m", "scripts.render", "--spec", str(vendor.spec), *overlays, "--out", f"{folder}/ours"]
        stock = ["-m", "openapi_python_client", "generate", "--overwrite", "--output-path", f"{folder}/stock", "--path"]
        times = by_turns(
            rounds,
            lambda: process(sys.executable, *ours, "--name", vendor.name),
            lambda: process(sys.executable, *stock, str(vendor.effective())),
        )
    return Figure(f"generate {vendor.name}", times[0], "openapi-python-client generate", times[1])


def large_generation(path: Path, rounds: int) -> Figure:
    """Time rendering a large public description beside the stock generator on the same file, both with formatting."""
    name = re.sub(r"[^a-z]", "", path.name.partition(".")[0].lower())
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "openapi.json"
        spec.write_bytes(gzip.decompress(path.read_bytes()))
        ours = ["-m", "scripts.render", "--spec", str(spec), "--name", name, "--out", f"{folder}/ours"]
        stock = ["-m", "openapi_python_client", "generate", "--overwrite", "--output-path", f"{folder}/stock", "--path"]
        times = by_turns(
            rounds, lambda: process(sys.executable, *ours), lambda: process(sys.executable, *stock, str(spec))
        )
    return Figure(f"generate {path.name}", times[0], "openapi-python-client generate", times[1])


def whole_generation(vendor: Vendor, rounds: int) -> Figure:
    """Time the whole of it, all variants and digests included, beside the stock generator."""
    with tempfile.TemporaryDirectory() as folder:
        stock = ["-m", "openapi_python_client", "generate", "--overwrite", "--output-path", f"{folder}/stock", "--path"]
        times = by_turns(
            rounds,
            lambda: process(sys.executable, "-m", "scripts.generate", "--check", vendor.name),
            lambda: process(sys.executable, *stock, str(vendor.effective())),
        )
    return Figure(
        f"generate {vendor.name}, with variants, compared", times[0], "openapi-python-client generate", times[1]
    )


def evidence(vendor: Vendor, rounds: int) -> Figure:
    """Time rendering an effective spec beside the same without a word on where it comes from."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.yaml"
        document.write(bare, document.dump_yaml(without_evidence(document.load(vendor.effective()).tree)))
        render = ["-m", "scripts.render", "--name", vendor.name, "--out", f"{folder}/out", "--spec"]
        times = by_turns(
            rounds,
            lambda: process(sys.executable, *render, str(vendor.effective())),
            lambda: process(sys.executable, *render, str(bare)),
        )
    return Figure(f"generate {vendor.name}, with evidence", times[0], "the same without evidence", times[1])


def without_evidence(node: Any) -> Any:
    """Return a tree that says nothing of where it comes from."""
    if document.is_object(node):
        return {key: without_evidence(value) for key, value in node.items() if key not in EVIDENCE}
    return [without_evidence(each) for each in node] if document.is_array(node) else node


def importing(vendor: Vendor, rounds: int) -> Figure:
    """Time a process that makes a client beside one that only imports what every client needs."""
    package = f"{vendor.name}_client"
    client = f"import {package}; [getattr({package}, name) for name in {package}.__all__ if name.endswith('Error')]"
    source = vendor.generated / "src"
    times = by_turns(
        rounds,
        lambda: process(sys.executable, "-c", f"import {package}.client; {client}", source=source),
        lambda: process(sys.executable, "-c", "import httpx, attrs"),
    )
    return Figure(f"import {package}.client", times[0], "import httpx, attrs", times[1])


def judging(vendor: Vendor, rounds: int) -> Figure:
    """Time judging exchanges beside parsing their bodies alone."""
    known = [each for each in read_all(vendor.recordings) if each.variant is None]
    exchanges = (known * (EXCHANGES // len(known) + 1))[:EXCHANGES]
    conformer = Conformer(document.load(vendor.effective()).tree, vendor.name)
    times = by_turns(rounds, lambda: judge(conformer, exchanges), lambda: parse(exchanges))
    return Figure(f"judge {EXCHANGES} exchanges of {vendor.name}", times[0], "json.loads of their bodies", times[1])


def judge(conformer: Conformer, exchanges: Sequence[Exchange]) -> float:
    """Return the seconds that judging takes."""
    start = time.perf_counter()
    for exchange in exchanges:
        conformer.judge(exchange)
    return time.perf_counter() - start


def parse(exchanges: Sequence[Exchange]) -> float:
    """Return the seconds that reading the bodies as JSON takes."""
    start = time.perf_counter()
    for exchange in exchanges:
        for message in (exchange.request, exchange.response):
            if message.content:
                message.json()
    return time.perf_counter() - start


def table_of(figures: Sequence[Figure]) -> Table:
    """Return the figures for a person."""
    table = Table("what", "median s", "least s", "beside", "median s", "least s", "ratio")
    for each in figures:
        ours = (f"{statistics.median(each.ours):.3f}", f"{min(each.ours):.3f}")
        other = (f"{statistics.median(each.other):.3f}", f"{min(each.other):.3f}")
        table.add_row(each.name, *ours, each.other_name, *other, f"{each.ratio:.2f}")
    return table


def main(argv: Sequence[str]) -> int:
    """Measure, print, and write every figure where asked."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description="Measure what things cost.")
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    parser.add_argument("--rounds", type=int, default=5, help="how often each thing is run (default: 5)")
    parser.add_argument("--large", type=Path, help="a public description, JSON in gzip: time it and nothing else")
    options = parser.parse_args(argv)
    figures = (
        [large_generation(options.large, options.rounds)]
        if options.large
        else [
            measure(vendor, options.rounds)
            for vendor in vendors.find()
            for measure in (generation, whole_generation, evidence, importing, judging)
        ]
    )
    Console(width=150).print(table_of(figures))
    if options.json:
        versions = {name: importlib.metadata.version(name) for name in ("openapi-python-client", "httpx", "attrs")}
        machine = {"python": platform.python_version(), "processors": os.cpu_count(), "versions": versions}
        document.write(
            options.json, document.dump_json({"machine": machine, "figures": [f.as_dict() for f in figures]})
        )
    return 0


if __name__ == "__main__":
    run(main)
