"""Measure, print, and write every figure where asked."""

import argparse
import importlib.metadata
import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from scripts import document, vendors
from scripts.bench import calling, coding, generation, importing, judging, replaying
from scripts.bench.figures import Figure, Part, table_of
from scripts.problem import run

PARTS = ("generation", "judging", "import", "codec", "call", "replay")
VERSIONS = ("openapi-python-client", "httpx", "attrs", "pydantic", "msgspec", "orjson", *importing.PEERS)


def figures_of(wanted: Sequence[str], rounds: int) -> list[Figure]:
    """Measure what stands beside one other thing each."""
    measures = {
        "generation": (generation.generation, generation.whole_generation, generation.evidence),
    }
    return [
        measure(vendor, rounds)
        for vendor in vendors.find()
        for name, each in measures.items()
        if name in wanted
        for measure in each
    ]


def parts_of(wanted: Sequence[str], rounds: int) -> list[Part]:
    """Measure what stands beside several others."""
    found: list[Part | None] = []
    if "judging" in wanted:
        found.append(judging.judging(vendors.find(), rounds))
    if "import" in wanted:
        found.append(importing.importing(vendors.find(), rounds))
    if "codec" in wanted:
        found.append(coding.coding(rounds))
    if "call" in wanted:
        found += [calling.calling(vendor, rounds) for vendor in vendors.find()]
    if "replay" in wanted:
        found += [replaying.replaying(vendor, rounds) for vendor in vendors.find()]
    return [each for each in found if each]


def show(figures: Sequence[Figure], parts: Iterable[Part], console: Console) -> None:
    """Print tables that are Markdown too, and the verdicts."""
    if figures:
        console.print(table_of(figures))
    for part in parts:
        console.print(f"\n{part.grid.title}\n", part.grid.table(), sep="")
        for line in (*part.grid.notes, *map(str, part.verdicts)):
            console.print(f"- {line}")


def machine() -> dict[str, Any]:
    """Return on what the figures were measured."""
    versions = {name: importlib.metadata.version(name) for name in VERSIONS if importing.installed(name)}
    return {"python": platform.python_version(), "processors": os.cpu_count(), "versions": versions}


def main(argv: Sequence[str]) -> int:
    """Measure all, or what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description="Measure what things cost.")
    parser.add_argument("--json", type=Path, help="write every figure to this file")
    parser.add_argument("--rounds", type=int, default=5, help="how often each thing is run (default: 5)")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure only this; may be repeated")
    parser.add_argument("--large", type=Path, help="a public description, JSON in gzip: time it and nothing else")
    options = parser.parse_args(argv)
    wanted: Sequence[str] = options.only or PARTS
    figures = (
        [generation.large_generation(options.large, options.rounds)]
        if options.large
        else figures_of(wanted, options.rounds)
    )
    parts: list[Part] = [] if options.large else parts_of(wanted, options.rounds)
    show(figures, parts, Console(width=180, markup=False, highlight=False))
    if options.json:
        made = {
            "machine": machine(),
            "figures": [each.as_dict() for each in figures],
            "grids": [part.grid.as_dict() for part in parts],
            "verdicts": [verdict.as_dict() for part in parts for verdict in part.verdicts],
        }
        document.write(options.json, document.dump_json(made))
    return 0


if __name__ == "__main__":
    run(main)
