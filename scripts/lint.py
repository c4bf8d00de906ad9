"""Check specs and overlays before anything is made from them.

An effective spec must be OpenAPI 3.1; every operation must say who says so; every source must be declared.
"""

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from openapi_spec_validator_rs import OpenAPIV31SpecValidator, ValidationAbortedError

from scripts import overlay, vendors
from scripts.document import Document, is_array, is_object, load, pointer, resolve
from scripts.hints import hint_problems
from scripts.lower.tree import METHODS
from scripts.problem import Problem, Refused, refuse, refuse_all, run
from scripts.vendors import Vendor

SOURCE = re.compile(r"([a-z0-9-]+):(\S.*)")
REQUIRED = ("id", "title", "address", "worth")
# The validator names at most so many faults of one document; the first ones usually explain the rest.
LIMIT = 20


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
    for name, tree in trees.items():
        where = f"specs/{vendor.name}/openapi.yaml with its overlays{name}"
        problems += [*validity_problems(tree, where), *hint_problems(tree, where), *evidence_problems(tree, where)]
    return problems


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


def nodes(tree: Any, at: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every object of a tree with its JSON pointer."""
    if is_object(tree):
        yield at, tree
        for key, value in tree.items():
            yield from nodes(value, at + pointer([key]))
    elif is_array(tree):
        for index, value in enumerate(tree):
            yield from nodes(value, at + pointer([index]))


def validity_problems(tree: dict[str, Any], where: str) -> Iterator[Problem]:
    """Yield what the validator of OpenAPI 3.1 finds."""
    if not str(tree.get("openapi", "")).startswith("3.1"):
        yield Problem(f"{where}:/openapi", "is not 3.1", "write openapi: 3.1.0")
        return
    lost = list(reference_problems(tree, where))
    if lost:
        # The validator gives up where a reference leads nowhere.
        yield from lost
        return
    try:
        found: list[Exception] = list(islice(OpenAPIV31SpecValidator(tree).iter_errors(), LIMIT))
    except ValidationAbortedError as aborted:
        found = [aborted]
    for each in found:
        at = pointer(list(getattr(each, "absolute_path", ())))
        said = str(getattr(each, "message", each))
        shown = said if len(said) <= 200 else said[:200] + "..."
        yield Problem(f"{where}:{at}", shown, "correct it as OpenAPI 3.1 has it")


def reference_problems(tree: dict[str, Any], where: str) -> Iterator[Problem]:
    """Yield a problem for every `$ref` that leads out of the document, or nowhere in it."""
    for at, node in nodes(tree):
        ref = node.get("$ref")
        if not isinstance(ref, str):
            continue
        try:
            if not ref.startswith("#/"):
                raise KeyError(ref)
            resolve(tree, ref[1:])
        except KeyError:
            said = f"{ref} leads nowhere in this document"
            yield Problem(f"{where}:{at}/$ref", said, "add the component, or correct the reference")


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
