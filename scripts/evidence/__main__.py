"""`python -m scripts.evidence VENDOR`: who says so, how much rests on what, and whether it is true."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from scripts import vendors
from scripts.document import from_here
from scripts.evidence.check.report import effective_trees, examine
from scripts.evidence.check.tell import as_json, as_markdown, as_text
from scripts.evidence.record import record
from scripts.hints import hint_problems
from scripts.problem import Problem, refuse, refuse_all, run
from scripts.validity import validity_problems


def main(argv: Sequence[str]) -> int:
    """Examine the evidence of a vendor, tell it, and fail where something is wrong with it."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.evidence",
        description="Tell who says that a vendor's description is so; fail where nobody does, or where it is not true.",
    )
    parser.add_argument("vendor")
    parser.add_argument("--documents", type=Path, metavar="DIR", help="verify against the texts in this folder")
    parser.add_argument("--record", action="store_true", help="write into sources.yaml what was verified")
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="default: text")
    options = parser.parse_args(argv)
    if options.record and options.documents is None:
        refuse("--record", "nothing is verified without the texts", "give --documents DIR")
    vendor = vendors.get(options.vendor)
    trees = effective_trees(vendor)
    for name, tree in trees.items():
        where = f"{from_here(vendor.spec)} with its overlays" + (f" (variant {name})" if name else "")
        refuse_all([*validity_problems(tree, where), *hint_problems(tree, where)])
    report = examine(vendor, trees, options.documents)
    if options.record and not report.problems:
        record(vendor.sources, report.sources, report.specs, sorted(report.texts.read))
        report = examine(vendor, trees, options.documents)
    tell = {"text": as_text, "markdown": as_markdown, "json": as_json}
    if options.record and report.problems:
        report.problems.append(Problem("--record", "nothing was recorded", "mend what is wrong first"))
    print(tell[options.format](report))
    refuse_all(report.problems)
    return 0


if __name__ == "__main__":
    run(main)
