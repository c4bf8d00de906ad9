"""Check specs and overlays before anything is made from them.

An effective spec must be OpenAPI 3.1; each of its elements must say who says so, and cite what is there.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts import vendors
from scripts.document import is_object, load, pointer
from scripts.evidence.check.report import Report, effective_trees, examine
from scripts.hints import hint_problems
from scripts.limits import limit_problems
from scripts.lower import lower
from scripts.lower.tree import METHODS
from scripts.problem import Problem, Refused, refuse_all, run
from scripts.validity import validity_problems, with_line
from scripts.vendors import Vendor


def lint_vendor(vendor: Vendor, documents: Path | None = None) -> list[Problem]:
    """Return what is wrong with a vendor's sources, spec and overlays.

    Args:
        vendor: whose they are.
        documents: the folder with the texts of the sources, if they are at hand, to verify what is cited.
    """
    problems, report = lint_with_report(vendor, documents)
    return [*problems, *(report.problems if report else ())]


def lint_with_report(vendor: Vendor, documents: Path | None = None) -> tuple[list[Problem], Report | None]:
    """Return what is wrong with a vendor's files; where nothing is, what they say of their evidence."""
    problems: list[Problem] = []
    try:
        problems += stray_problems(vendor)
        spec = load(vendor.spec)
        trees = effective_trees(vendor)
        for name, tree in trees.items():
            where = f"specs/{vendor.name}/openapi.yaml with its overlays" + (f" (variant {name})" if name else "")
            found = [*validity_problems(tree, where), *hint_problems(tree, where), *name_problems(tree, where)]
            # What is no description rests on nothing, and can't be rewritten either.
            found += [] if found else [*limit_problems(tree, where), *lowering_problems(tree, where)]
            problems += [with_line(each, where, spec) for each in found]
        return problems, None if problems else examine(vendor, trees, documents)
    except Refused as refused:
        return [*problems, *refused.problems], None


def lowering_problems(tree: dict[str, Any], where: str) -> tuple[Problem, ...]:
    """Return why an effective spec can't be rewritten for the generator, if it can't."""
    try:
        lower(tree, {}, where)
    except Refused as refused:
        return refused.problems
    return ()


def stray_problems(vendor: Vendor) -> Iterator[Problem]:
    """Yield a problem for every file beside the spec and the overlays that nothing reads."""
    read = {vendor.spec, vendor.sources, *vendor.overlays, *vendor.variants.values(), vendor.patches / "CHANGELOG.md"}
    for folder in (vendor.spec.parent, vendor.patches):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path not in read and path.parent != vendor.patches / "docs":
                shown = path.relative_to(vendor.root).as_posix()
                yield Problem(shown, "nothing reads this file", "end its name in .yaml, or move it where it belongs")


def name_problems(tree: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """Yield a problem for every operation without a name, and for every name used twice."""
    seen: dict[str, str] = {}
    for path, item in tree.get("paths", {}).items():
        for method in METHODS if is_object(item) and not path.startswith("x-") else ():
            if method not in item:
                continue
            at = f"{where}:{pointer(['paths', path, method])}"
            name = item[method].get("operationId")
            if name is None:
                yield Problem(at, "it has no operationId", "name it in an overlay")
            elif seen.setdefault(name, at) != at:
                yield Problem(at, f"the operationId {name} is there already", "give each operation a name of its own")


def main(argv: Sequence[str]) -> int:
    """Check every vendor, or the ones named."""
    parser = argparse.ArgumentParser(prog="python -m scripts.lint", description="Check specs and overlays.")
    parser.add_argument("vendor", nargs="*", help="only these vendors")
    parser.add_argument("--documents", type=Path, metavar="DIR", help="verify what is cited against the texts in there")
    options = parser.parse_args(argv)
    names: list[str] = options.vendor
    chosen = [vendors.get(name) for name in names] or vendors.find()
    problems: list[Problem] = []
    notes: list[str] = []
    for vendor in chosen:
        found, report = lint_with_report(vendor, options.documents)
        problems += [*found, *(report.problems if report else ())]
        for name, how in report.on_record.items() if report else ():
            cure = f"python -m scripts.evidence {vendor.name} --documents DIR --record"
            notes += [f"what rests on {name} has changed since it was verified: {cure}"] if how == "changed" else []
    refuse_all(problems)
    print(*notes, f"specs and overlays are in order: {', '.join(each.name for each in chosen)}", sep="\n")
    return 0


if __name__ == "__main__":
    run(main)
