"""The command line: what is tested, and what was found."""

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from scripts import document, vendors
from scripts.conform import Conformer, Finding, Match
from scripts.exchange import Exchange, read_all
from scripts.live.credentials import Credentials, credentials
from scripts.live.running import Settings, run
from scripts.live.seeding import allowed, dictionaries, seed
from scripts.oracle import Oracle
from scripts.problem import refuse
from scripts.problem import run as run_main
from scripts.vendors import Vendor


def main(argv: Sequence[str]) -> int:
    """Test a service, print what was found; 1 if there is anything."""
    options = _options(argv)
    url: str = options.live
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).netloc:
        refuse("--live", f"{url} is no address of a service", "give its base URL, such as https://host/v1")
    vendor = _vendor(options.vendor)
    variant: str | None = options.variant
    if variant is not None and variant not in vendor.variants:
        refuse("--variant", f"{vendor.name} has no {variant}", f"use one of: {', '.join(vendor.variants) or 'none'}")
    settings = Settings(url.rstrip("/"), options.writes, options.max_examples, options.rate, options.seed)
    path = vendor.effective(variant)
    tree = document.load(path).tree
    known = credentials(tree, vendor.name, os.environ)
    recorded = [each for each in read_all(vendor.recordings) if each.variant == variant]
    tested = allowed(tree, settings.url, writes=settings.writes)
    ids = seed(tested, Conformer(tree, path.name), Oracle(tree), recorded)
    conformer = Conformer(tree, path.name, base_url=settings.url)
    return report(run(tested, settings, dictionaries(ids), known, vendor.name), conformer, known)


def report(found: Iterable[tuple[Exchange | None, list[Finding]]], conformer: Conformer, known: Credentials) -> int:
    """Print each finding once, and what was called; every answer is judged by conform too."""
    seen: set[tuple[str, str, str, str]] = set()
    called: Counter[str] = Counter()
    succeeded: set[str] = set()
    doubtful = 0
    for exchange, failures in found:
        told = list(failures)
        if exchange is not None:
            called[exchange.operation] += 1
            succeeded |= {exchange.operation} if exchange.response.status < 400 else set()
            ours = _judged(exchange, conformer)
            if any(_is_doubtful(each) for each in ours):
                doubtful += 1
                continue
            told += [each for each in ours if failures or each.place.startswith("response")]
        for finding in told:
            key = (finding.exchange, finding.code, finding.place, finding.pointer)
            if key not in seen:
                seen.add(key)
                print(known.masked(str(finding)), flush=True)
    for name in sorted(called.keys() - succeeded):
        print(f"{name}: no answer was a success, so that little was tested", file=sys.stderr)
    print(f"{called.total()} exchanges of {len(called)} operations, {len(seen)} findings", file=sys.stderr)
    if doubtful:
        print(f"{doubtful} of them were left out: conform finds what was generated to be wrong", file=sys.stderr)
    if not succeeded and not seen:
        refuse("the service", "answered nothing with success, so that nothing was tested", known.wanted())
    return 1 if seen else 0


def _judged(exchange: Exchange, conformer: Conformer) -> list[Finding]:
    """Judge both sides for themselves: there is no recording that could be to blame."""
    match = conformer.route(exchange.request.method, exchange.request.url)
    found = conformer.judge_request(exchange.request)
    if isinstance(match, Match):
        found += conformer.judge_response(match.operation, exchange.response)
    return [replace(each, exchange=exchange.name) for each in found if each.severity == "error"]


def _is_doubtful(finding: Finding) -> bool:
    """Whether a request is wrong by itself: what a service answers to that is no fault of it."""
    return finding.place.startswith("request") and finding.code != "request.auth.missing"


def _vendor(name: str | None) -> Vendor:
    if name is not None:
        return vendors.get(name)
    found = vendors.find()
    if len(found) != 1:
        refuse("--vendor", "is not given", f"name one of: {', '.join(each.name for each in found)}")
    return found[0]


def _rate(text: str) -> str:
    if not re.fullmatch(r"[1-9]\d*/[smhd]", text):
        message = f"{text} is no rate: write such as 2/s"
        raise argparse.ArgumentTypeError(message)
    return text


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.live", description="Test a service by its description.")
    parser.add_argument("--live", metavar="URL", required=True, help="the base URL of the service")
    parser.add_argument("--vendor", help="whose description; may be left out where there is one vendor")
    parser.add_argument("--variant", help="the variant of the API that is there")
    parser.add_argument("--writes", action="store_true", help="also call what may change something")
    parser.add_argument("--max-examples", type=int, default=20, help="generated calls of an operation (default: 20)")
    parser.add_argument("--rate", type=_rate, help="at most so many calls, such as 2/s or 100/m")
    parser.add_argument("--seed", type=int, default=1, help="of what is generated (default: 1)")
    return parser.parse_args(argv)


if __name__ == "__main__":
    run_main(main)
