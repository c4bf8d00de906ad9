"""Say what exchanges do against the description; exit with 1 if any of it is an error.

python -m scripts.conform VENDOR [FILE...]       against the vendor's effective specs, all its exchanges by default
python -m scripts.conform --spec SPEC FILE...    against one description
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts import document, vendors
from scripts.conform.conformer import Conformer
from scripts.conform.finding import Finding
from scripts.exchange import Exchange, read, read_all
from scripts.problem import refuse, run


def main(argv: Sequence[str]) -> int:
    """Judge what the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.conform", description="Judge exchanges against the description."
    )
    parser.add_argument("names", nargs="*", metavar="VENDOR [FILE...]", help="with --spec: the files alone")
    parser.add_argument("--spec", type=Path, help="judge against this description")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--mask", action="store_true", help="do not show what exchanges hold")
    options = parser.parse_args(argv)
    names: list[str] = options.names
    if not names:
        refuse("the command line", "names nothing to judge", "name a vendor, or use --spec and name files")
    if options.spec:
        exchanges = [read(Path(name)) for name in names]
        findings = judge(exchanges, {None: options.spec}, mixed=True)
    else:
        vendor = vendors.get(names[0])
        exchanges = [read(Path(name)) for name in names[1:]] or read_all(vendor.recordings)
        specs = {variant: vendor.effective(variant) for variant in (None, *vendor.variants)}
        findings = judge(exchanges, specs)
    if options.mask:
        findings = [finding.masked() for finding in findings]
    errors = sum(finding.severity == "error" for finding in findings)
    if options.format == "json":
        tree = {"exchanges": len(exchanges), "findings": [finding.as_dict() for finding in findings]}
        print(json.dumps(tree, indent=2, ensure_ascii=False))
    else:
        print(*findings, sep="\n", end="\n" if findings else "")
    print(f"{len(exchanges)} exchanges, {errors} errors, {len(findings) - errors} notes", file=sys.stderr)
    return 1 if errors else 0


def judge(exchanges: Sequence[Exchange], specs: dict[str | None, Path], *, mixed: bool = False) -> list[Finding]:
    """Judge exchanges, each against the spec of its variant, or all against the one that there is."""
    conformers: dict[str | None, Conformer] = {}
    findings: list[Finding] = []
    for exchange in exchanges:
        variant = None if mixed else exchange.variant
        if variant not in specs:
            known = ", ".join(str(each) for each in specs if each) or "none"
            refuse(f"{exchange.name}:/variant", f"there is no variant {variant}", f"use null or one of: {known}")
        if variant not in conformers:
            conformers[variant] = Conformer(_load(specs[variant]), str(specs[variant]))
        findings += conformers[variant].judge(exchange)
    return findings


def _load(path: Path) -> dict[str, object]:
    if not path.is_file():
        refuse(str(path), "there is no such description", "generate it: nox -s generate")
    return document.load(path).tree


if __name__ == "__main__":
    run(main)
