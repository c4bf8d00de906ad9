"""One judge at work, in this process: `python -m scripts.bench.judges JUDGE VENDOR NUMBER` tells seconds and megabytes.

All get the same exchanges and are timed from the exchange to the verdict; each has judged every one of them before.
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from scripts import document, vendors
from scripts.exchange import Exchange, read_all
from scripts.vendors import Vendor

OURS, RESPONSES = "conform: request and response", "conform: responses"
THEIRS, READY = "Schemathesis: its four checks of responses", "Schemathesis: the same, its objects made beforehand"
PARSED = "json.loads of the bodies"
Judge = Callable[[Exchange], object]


def ours(vendor: Vendor) -> Judge:
    """Judge by conform."""
    from scripts.conform import Conformer  # noqa: PLC0415 - only this judge shall need it

    return Conformer(document.load(vendor.effective()).tree, vendor.name).judge


def responses(vendor: Vendor) -> Judge:
    """Judge what the checks of Schemathesis judge, by conform."""
    from scripts.conform import Conformer, Match  # noqa: PLC0415 - only this judge shall need it

    conformer = Conformer(document.load(vendor.effective()).tree, vendor.name)

    def judge(exchange: Exchange) -> object:
        match = conformer.route(exchange.request.method, exchange.request.url)
        return conformer.judge_response(match.operation, exchange.response) if isinstance(match, Match) else None

    return judge


def theirs(vendor: Vendor) -> Judge:
    """Judge by Schemathesis."""
    from scripts.oracle.oracle import Oracle, is_good  # noqa: PLC0415 - it loads what no other judge needs

    oracle = Oracle(document.load(vendor.effective()).tree)
    return lambda exchange: is_good(*oracle.prepared(exchange))


def ready(vendor: Vendor) -> Judge:
    """Judge by Schemathesis what was put into its form beforehand."""
    from scripts.oracle.oracle import Oracle, is_good  # noqa: PLC0415 - it loads what no other judge needs

    oracle = Oracle(document.load(vendor.effective()).tree)
    prepared: dict[str, Any] = {}

    def judge(exchange: Exchange) -> object:
        if exchange.name not in prepared:
            prepared[exchange.name] = oracle.prepared(exchange)
        return is_good(*prepared[exchange.name])

    return judge


def parsed(_: Vendor) -> Judge:
    """Only read the bodies."""
    return lambda exchange: [each.json() for each in (exchange.request, exchange.response) if each.content]


JUDGES: dict[str, Callable[[Vendor], Judge]] = {
    OURS: ours,
    RESPONSES: responses,
    THEIRS: theirs,
    READY: ready,
    PARSED: parsed,
}


def seconds(judge: Judge, exchanges: Sequence[Exchange]) -> float:
    """Return the seconds that judging takes."""
    start = time.perf_counter()
    for exchange in exchanges:
        judge(exchange)
    return time.perf_counter() - start


def megabytes() -> float:
    """Return the most memory that this process has had."""
    status = Path("/proc/self/status")
    if status.exists():
        # What getrusage says on Linux includes the process that started this one.
        return int(status.read_text("ascii").partition("VmHWM:")[2].split()[0]) / 1024
    import resource  # noqa: PLC0415 - Windows does not have it

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main(argv: Sequence[str]) -> int:
    """Judge and tell what it cost."""
    name, vendor, number = argv[0], argv[1], int(argv[2])
    found = read_all(vendors.get(vendor).recordings)
    known = [each for each in found if each.variant is None and (each.request.content or each.response.content)]
    judge = JUDGES[name](vendors.get(vendor))
    seconds(judge, known)
    exchanges = (known * (number // len(known) + 1))[:number]
    print(json.dumps({"seconds": seconds(judge, exchanges), "megabytes": megabytes()}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
