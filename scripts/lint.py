"""Check specs and overlays before anything is made from them.

An effective spec must be OpenAPI 3.1; every operation must say who says so; every source must be declared.
"""

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts import overlay, vendors
from scripts.document import Document, is_array, is_object, load, pointer
from scripts.hints import hint_problems
from scripts.limits import limit_problems
from scripts.lower import lower
from scripts.lower.tree import METHODS
from scripts.problem import Problem, Refused, refuse, refuse_all, run
from scripts.validity import nodes, validity_problems, with_line
from scripts.vendors import Vendor

SOURCE = re.compile(r"([a-z0-9-]+):(\S.*)")
REQUIRED = ("id", "title", "address", "worth")


@dataclass(frozen=True, slots=True)
class Sources:
    """The ids that sources.yaml declares."""

    name: str
    ids: frozenset[str]


def lint_vendor(vendor: Vendor) -> list[Problem]:
    """Return what is wrong with a vendor's sources, spec and overlays."""
    problems: list[Problem] = []
    try:
        sources = load_sources(vendor.sources)
        problems += stray_problems(vendor)
        files = [vendor.spec, *vendor.overlays, *vendor.variants.values()]
        for document in map(load, files):
            problems += source_problems(document, sources)
        trees = {"": overlay.effective(vendor.spec, vendor.overlays)}
        for name, path in vendor.variants.items():
            trees[f" (variant {name})"] = overlay.effective(vendor.spec, [*vendor.overlays, path])
    except Refused as refused:
        return [*problems, *refused.problems]
    spec = load(vendor.spec)
    for name, tree in trees.items():
        where = f"specs/{vendor.name}/openapi.yaml with its overlays{name}"
        found = [*validity_problems(tree, where), *hint_problems(tree, where), *evidence_problems(tree, where)]
        # What is no description can't be rewritten either.
        found += [] if found else [*limit_problems(tree, where), *lowering_problems(tree, where)]
        problems += [with_line(each, where, spec) for each in found]
    return problems


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


def load_sources(path: Path) -> Sources:
    """Read sources.yaml.

    Raises:
        Refused: an entry lacks something, or two have one id.
    """
    document = load(path)
    problems: list[Problem] = []
    ids: set[str] = set()
    entries = document.tree.get("sources")
    if not is_array(entries):
        refuse(f"{document.name}:/sources", "is no list", "list the sources, each with " + ", ".join(REQUIRED))
    for index, entry in enumerate(entries):
        at = pointer(["sources", index])
        where = f"{document.name}:{at} (line {document.line(at)})"
        if not is_object(entry) or not isinstance(entry.get("id", ""), str):
            problems.append(Problem(where, "is no source", "give it " + ", ".join(REQUIRED)))
            continue
        missing = [key for key in REQUIRED if not entry.get(key)]
        if missing:
            problems.append(Problem(where, f"{', '.join(missing)} is missing", "say it"))
        if entry.get("id") in ids:
            problems.append(
                Problem(where, f"the id {entry['id']} is there already", "give each source an id of its own")
            )
        ids.add(str(entry.get("id")))
    refuse_all(problems)
    return Sources(document.name, frozenset(ids))


def source_problems(document: Document, sources: Sources) -> Iterator[Problem]:
    """Yield a problem for every `x-source` that names no declared source, or no place in it."""
    for at, node in nodes(document.tree):
        if "x-source" not in node:
            continue
        where = f"{document.name}:{at}/x-source (line {document.line(f'{at}/x-source')})"
        match = SOURCE.fullmatch(str(node["x-source"]))
        if match is None:
            yield Problem(where, f"{node['x-source']!r} names no place in a source", "write id:lines or id:place")
        elif match[1] not in sources.ids:
            yield Problem(where, f"there is no source {match[1]}", f"declare it in {sources.name}")


def evidence_problems(tree: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """Yield a problem for every operation that does not say who says so, and for every name used twice."""
    seen: dict[str, str] = {}
    for path, item in tree.get("paths", {}).items():
        for method in METHODS:
            if method not in item:
                continue
            operation = item[method]
            at = f"{where}:{pointer(['paths', path, method])}"
            if "x-source" not in operation and "x-inferred" not in operation:
                yield Problem(at, "nothing says who says so", "add x-source or x-inferred")
            name = operation.get("operationId")
            if name is None:
                yield Problem(at, "it has no operationId", "name it in an overlay")
            elif seen.setdefault(name, at) != at:
                yield Problem(at, f"the operationId {name} is there already", "give each operation a name of its own")


def main(argv: Sequence[str]) -> int:
    """Check every vendor, or the ones named."""
    parser = argparse.ArgumentParser(prog="python -m scripts.lint", description="Check specs and overlays.")
    parser.add_argument("vendor", nargs="*", help="only these vendors")
    names: list[str] = parser.parse_args(argv).vendor
    chosen = [vendors.get(name) for name in names] or vendors.find()
    refuse_all(problem for vendor in chosen for problem in lint_vendor(vendor))
    print(f"specs and overlays are in order: {', '.join(each.name for each in chosen)}")
    return 0


if __name__ == "__main__":
    run(main)
