"""Say what exchanges do against the description; exit with 1 if any of it is an error.

python -m scripts.conform VENDOR [FILE...]       against the vendor's effective specs, all its exchanges by default
python -m scripts.conform --spec SPEC FILE...    against one description, OpenAPI 3.0 or 3.1, YAML or JSON
python -m scripts.conform explain CODE...        what a code of a finding means
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from scripts import document, vendors
from scripts.conform.conformer import Conformer
from scripts.conform.explain import explain
from scripts.conform.finding import Finding, told
from scripts.conform.source import Lines, lines_of_file, lines_of_vendor, with_lines
from scripts.exchange import Exchange, read, read_all
from scripts.problem import refuse, refuse_all, run
from scripts.validity import SHAPE, VALIDATORS, reference_problems, shape_problems


def main(argv: Sequence[str]) -> int:
    """Judge what the command line names, or explain."""
    options = _options(argv)
    names: list[str] = options.names
    codes: list[str] = options.explain or (names[1:] if names[:1] == ["explain"] else [])
    if codes:
        print("\n\n".join(map(explain, codes)))
        return 0
    if not names or names == ["explain"]:
        refuse("the command line", "names nothing to judge", "name a vendor, or use --spec and name files")
    if options.spec:
        exchanges = [read(Path(name)) for name in names]
        findings = judge(exchanges, {None: options.spec}, mixed=True, lines=lambda _: lines_of_file(options.spec))
    else:
        vendor = vendors.get(names[0])
        exchanges = [read(Path(name)) for name in names[1:]] or read_all(vendor.recordings)
        specs = {variant: vendor.effective(variant) for variant in (None, *vendor.variants)}
        findings = judge(exchanges, specs, lines=lambda variant: lines_of_vendor(vendor, variant))
    return _report([each.masked() for each in findings] if options.mask else findings, len(exchanges), options.format)


def judge(
    exchanges: Sequence[Exchange],
    specs: dict[str | None, Path],
    *,
    mixed: bool = False,
    lines: Callable[[str | None], Lines] | None = None,
) -> list[Finding]:
    """Judge exchanges, each against the spec of its variant, or all against the one that there is.

    `lines` makes, for a variant, what finds the lines behind findings.
    """
    conformers: dict[str | None, Conformer] = {}
    found: dict[str | None, list[Finding]] = {}
    order: list[tuple[str | None, int]] = []
    for exchange in exchanges:
        variant = None if mixed else exchange.variant
        if variant not in specs:
            known = ", ".join(str(each) for each in specs if each) or "none"
            refuse(f"{exchange.name}:/variant", f"there is no variant {variant}", f"use null or one of: {known}")
        if variant not in conformers:
            conformers[variant] = Conformer(_load(specs[variant]), str(specs[variant]))
        several = found.setdefault(variant, [])
        for each in conformers[variant].judge(exchange):
            order.append((variant, len(several)))
            several.append(each)
    placed = {variant: with_lines(each, lines(variant)) if lines else each for variant, each in found.items()}
    return [placed[variant][index] for variant, index in order]


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.conform", description="Judge exchanges against the description."
    )
    what = "VENDOR [FILE...]; with --spec the files alone; or explain CODE..."
    parser.add_argument("names", nargs="*", metavar="NAME", help=what)
    parser.add_argument("--spec", type=Path, help="judge against this description")
    once = "text tells what differs in the index of an array alone once"
    parser.add_argument("--format", choices=("text", "json"), default="text", help=once)
    parser.add_argument("--mask", action="store_true", help="show no values of exchanges; names stay")
    parser.add_argument("--explain", nargs="+", metavar="CODE", help="say what a code of a finding means")
    return parser.parse_args(argv)


def _report(findings: Sequence[Finding], judged: int, form: str) -> int:
    errors = sum(finding.severity == "error" for finding in findings)
    if form == "json":
        tree = {"exchanges": judged, "findings": [finding.as_dict() for finding in findings]}
        print(json.dumps(tree, indent=2, ensure_ascii=False))
    else:
        print(*told(findings), sep="\n", end="\n" if findings else "")
    print(f"exchanges: {judged}, errors: {errors}, notes: {len(findings) - errors}", file=sys.stderr)
    return 1 if errors else 0


def _load(path: Path) -> dict[str, object]:
    if not path.is_file():
        refuse(str(path), "there is no such description", "generate it: nox -s generate")
    loaded = document.load(path)
    version = ".".join(str(loaded.tree.get("openapi", "")).split(".")[:2])
    if version not in VALIDATORS:
        refuse(f"{loaded.name}:/openapi", "is neither 3.0 nor 3.1", "write openapi: 3.1.0")
    refuse_all(each for each in shape_problems(loaded.tree, SHAPE, loaded.name) if " has no " not in each.what)
    refuse_all(reference_problems(loaded.tree, loaded.name))
    return loaded.tree


if __name__ == "__main__":
    run(main)
