"""What it costs to judge exchanges, beside parsing them."""

import time
from collections.abc import Sequence

from scripts import document
from scripts.bench.figures import Figure
from scripts.bench.processes import by_turns
from scripts.conform import Conformer
from scripts.exchange import Exchange, read_all
from scripts.vendors import Vendor

EXCHANGES = 10_000


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
