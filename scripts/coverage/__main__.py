"""Say how much of the descriptions exchanges have shown, in two numbers and a page.

python -m scripts.coverage [VENDOR...]         of these vendors and their variants; all by default
python -m scripts.coverage --spec SPEC FILE... of one description, by these exchanges

It is a report: what it says never makes it fail.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from scripts import document, vendors
from scripts.coverage.blocks import markdown, text
from scripts.coverage.page import line, page
from scripts.coverage.report import Report, measure
from scripts.coverage.tree import tree_of
from scripts.exchange import read, read_all
from scripts.problem import refuse, run
from scripts.vendors import Vendor


def main(argv: Sequence[str]) -> int:
    """Report on what the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.coverage", description="Say how much of the descriptions exchanges have shown."
    )
    parser.add_argument("names", nargs="*", metavar="VENDOR", help="default: all; with --spec: files of exchanges")
    parser.add_argument("--spec", type=Path, help="measure against this description")
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text")
    parser.add_argument("--brief", action="store_true", help="the numbers alone, a line each")
    parser.add_argument("--output", type=Path, help="write the report to this file")
    options = parser.parse_args(argv)
    names: list[str] = options.names
    if options.spec:
        exchanges = [read(Path(name)) for name in names]
        found = [measure(_load(options.spec), exchanges, options.spec.name, str(options.spec))]
    else:
        chosen = [vendors.get(name) for name in names] or vendors.find()
        found = [report for vendor in chosen for report in reports(vendor)]
    told = written(found, "brief" if options.brief else options.format)
    if options.output:
        document.write(options.output, told)
    else:
        print(told, end="")
    return 0


def reports(vendor: Vendor) -> Iterator[Report]:
    """Report on a vendor's own description and on those of its variants, each by its own exchanges."""
    exchanges = read_all(vendor.recordings)
    known = (None, *vendor.variants)
    for exchange in exchanges:
        if exchange.variant not in known:
            cure = f"use null or one of: {', '.join(vendor.variants) or 'none'}"
            refuse(f"{exchange.name}:/variant", f"there is no variant {exchange.variant}", cure)
    for variant in known:
        path = vendor.effective(variant)
        subject = f"{vendor.name}/{variant}" if variant else vendor.name
        own = [exchange for exchange in exchanges if exchange.variant == variant]
        yield measure(_load(path), own, subject, document.from_here(path))


def written(found: Sequence[Report], form: str) -> str:
    """Write reports in a form; JSON is one object by subject."""
    if form == "json":
        return document.dump_json({"coverage": [tree_of(each) for each in found]})
    lines = [line(each) for each in found]
    if form == "brief":
        return "".join(f"{each}\n" for each in lines)
    if form == "markdown":
        return "\n".join(markdown(page(each)) for each in found)
    return "\n".join([*lines, "", *(text(page(each)) for each in found)])


def _load(path: Path) -> dict[str, object]:
    if not path.is_file():
        refuse(str(path), "there is no such description", "generate it: nox -s generate")
    return document.load(path).tree


if __name__ == "__main__":
    run(main)
