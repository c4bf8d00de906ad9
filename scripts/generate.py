"""Generate the packages of the vendors, or say where they are not what would be generated."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scripts import trees, vendors
from scripts.document import is_object
from scripts.problem import Problem, refuse_all, run
from scripts.render import Inputs, package
from scripts.vendors import Vendor


def inputs_of(vendor: Vendor) -> Inputs:
    """Return what a vendor's package is made from."""
    changelog = vendor.patches / "CHANGELOG.md"
    return Inputs(
        name=vendor.name,
        spec=vendor.spec,
        overlays=tuple(vendor.overlays),
        variants=vendor.variants,
        prose=tuple(sorted((vendor.patches / "docs").glob("*.md"))),
        changelog=changelog if changelog.is_file() else None,
        sources=vendor.sources,
        licence=vendor.root / "LICENSE",
        command=f"nox -s generate -- {vendor.name}",
        origin=f"specs/{vendor.name} and overlays/{vendor.name}",
    )


def check(chosen: Sequence[Vendor], *, alone: bool, root: Path) -> list[Problem]:
    """Return a problem for every file that is not what would be generated."""
    problems: list[Problem] = []
    for vendor in chosen:
        cure = f"run `nox -s generate -- {vendor.name}` and commit what it changes"
        found, made = trees.read(vendor.generated), package(inputs_of(vendor))
        problems += changed_inputs(vendor, found.get("PROVENANCE.json", b""), made["PROVENANCE.json"], cure)
        problems += trees.differences(made, found, f"generated/{vendor.name}", cure)
    if not alone:
        known = {each.name for each in chosen}
        strays = sorted(path.name for path in (root / "generated").glob("*") if path.name not in known)
        problems += [Problem(f"generated/{name}", "no vendor of specs/ is called so", "delete it") for name in strays]
    return problems


def changed_inputs(vendor: Vendor, before: bytes, now: bytes, cure: str) -> Iterator[Problem]:
    """Yield a problem for every input that is not what the package was made from."""
    folders = {
        "overlays": f"overlays/{vendor.name}",
        "variants": f"overlays/{vendor.name}/variants",
        "prose": f"overlays/{vendor.name}/docs",
        "evidence": "scripts/evidence",
        "lowering": "scripts/lower",
        "rendering": "scripts/render",
        "runtime": "scripts/runtime",
        "templates": "scripts/templates",
    }
    try:
        old: dict[str, Any] = json.loads(before)["sha256"]
    except (ValueError, KeyError, TypeError):
        return
    new: dict[str, Any] = json.loads(now)["sha256"]
    what = f"changed since generated/{vendor.name} was made"
    for key, name in (("spec", "openapi.yaml"), ("sources", "sources.yaml")):
        if old.get(key) != new[key]:
            yield Problem(f"specs/{vendor.name}/{name}", what, cure)
    for group, folder in folders.items():
        was = old.get(group)
        known: dict[str, Any] = was if is_object(was) else {}
        for name in sorted({*known, *new[group]}):
            if known.get(name) != new[group].get(name):
                yield Problem(f"{folder}/{name}", what, cure)


def main(argv: Sequence[str]) -> int:
    """Generate every vendor, or the ones named; all are rendered before the first is written."""
    parser = argparse.ArgumentParser(prog="python -m scripts.generate", description="Generate the vendors' packages.")
    parser.add_argument("vendor", nargs="*", help="only these vendors")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where generated/ differs")
    options = parser.parse_args(argv)
    names: list[str] = options.vendor
    chosen = [vendors.get(name) for name in names] or vendors.find()
    if options.check:
        refuse_all(check(chosen, alone=bool(names), root=vendors.ROOT))
        print(f"generated/ is what specs/ and overlays/ give: {', '.join(each.name for each in chosen)}")
        return 0
    made = [(vendor, package(inputs_of(vendor))) for vendor in chosen]
    for vendor, tree in made:
        trees.swap(tree, vendor.generated)
        print(f"generated/{vendor.name}: {len(tree)} files", file=sys.stderr)
    return 0


if __name__ == "__main__":
    run(main)
