"""What it costs until a program can call: the CPU time of fresh processes, beside what all need, and beside peers."""

import importlib.metadata
import statistics
import sys
from collections.abc import Sequence

from scripts.bench.entry import Entry, entry
from scripts.bench.figures import Grid, Part, Verdict
from scripts.bench.processes import Run, cpu, in_turn
from scripts.vendors import Vendor

BARE, NEEDED = "a bare interpreter", "httpx, attrs"
COLUMNS = ("import", "ready to call")
LIMIT = 1.25
# Each with the statement that imports its client, and those that make one and look a method up.
PEERS = {
    "openai": ("from openai import OpenAI", 'client = OpenAI(api_key="x"); client.chat.completions.create'),
    "cohere": ("from cohere import ClientV2", 'client = ClientV2(api_key="x"); client.chat'),
    "githubkit": ("from githubkit import GitHub", 'client = GitHub("x"); client.rest.repos.get'),
}
BASES = {
    "httpx": ("import httpx", "client = httpx.Client()"),
    NEEDED: ("import httpx, attrs", "client = httpx.Client()"),
}


def importing(vendors: Sequence[Vendor], rounds: int) -> Part:
    """Time importing a client, and importing it, making one and looking a method up, in processes of their own."""
    notes = [f"{BARE} is subtracted from each, so that ratios are of the imports alone"]
    ours: dict[str, Entry] = {}
    for vendor in vendors:
        found = entry(vendor) if installed(f"{vendor.name}-client") else None
        if found is None:
            notes.append(f"{vendor.name}-client is not installed from its wheel; `nox -s bench` does that")
        else:
            ours[found.package] = found
    missing = [name for name in PEERS if not installed(name)]
    notes += [f"{name} is not installed; `nox -s bench` does that" for name in missing]
    programs = {
        **BASES,
        **{name: (each.importing, each.ready) for name, each in ours.items()},
        **{name: program for name, program in PEERS.items() if name not in missing},
    }
    seconds = net(in_turn(rounds, runs_of(programs)))
    grid = Grid("CPU time of processes, until a client can be called", NEEDED, "ms", seconds, notes)
    return Part(grid, [verdict for name in ours for verdict in verdicts_of(grid, name)])


def runs_of(programs: dict[str, tuple[str, str]]) -> dict[str, Run]:
    """Return what is run by turns: for each program a process that imports, and one that gets ready as well."""
    texts = {BARE: "pass"}
    for name, (statement, ready) in programs.items():
        texts |= {f"{name}\n{COLUMNS[0]}": statement, f"{name}\n{COLUMNS[1]}": f"{statement}; {ready}"}
    return {name: run_of(text) for name, text in texts.items()}


def run_of(text: str) -> Run:
    """Return a process to run; alone, so that it sees nothing but what is installed."""
    return lambda: cpu(sys.executable, "-I", "-c", text)


def net(found: dict[str, list[float]]) -> dict[str, dict[str, list[float]]]:
    """Return seconds by row and column, each without what a bare interpreter takes."""
    bare = statistics.median(found[BARE])
    seconds: dict[str, dict[str, list[float]]] = {}
    for name, each in found.items():
        if name != BARE:
            row, column = name.split("\n")
            seconds.setdefault(row, {})[column] = [value - bare for value in each]
    return seconds


def verdicts_of(grid: Grid, name: str) -> list[Verdict]:
    """Judge one package of ours: beside what it needs, and beside the best of the peers."""
    found: list[Verdict] = []
    for column in COLUMNS:
        peers = {peer: grid.ratio(column, peer, NEEDED) for peer in PEERS if peer in grid.seconds}
        best = min(peers, key=lambda peer: peers[peer] or 0.0, default="the best peer")
        found += [grid.at_most(column, name, NEEDED, LIMIT), grid.at_most(column, name, best, 1)]
    return found


def installed(distribution: str) -> bool:
    """Tell whether a distribution is installed, and not only on the path."""
    try:
        importlib.metadata.distribution(distribution)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True
