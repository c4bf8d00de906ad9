"""What a package says of the evidence of its description: in docstrings, README, API.md and EVIDENCE.md."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.evidence.element import Spec
from scripts.evidence.marks import Mark, bases_of, marks_of
from scripts.evidence.page import page
from scripts.evidence.sources import Sources, carried
from scripts.evidence.sure import Row, rows
from scripts.evidence.walk import spec_of
from scripts.render.operation import Operation
from scripts.render.plan import Package

SAYS = (b"x-source", b"x-inferred")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of the effective specs of a package; without specs where they say nothing of it."""

    specs: Sequence[Spec]
    sources: Sources

    @property
    def marks(self) -> dict[str, Mark]:
        """What is to be said of elements, by their places."""
        return marks_of((each.elements for each in self.specs), self.sources)

    @property
    def bases(self) -> dict[str, str]:
        """On what operations rest, by their places."""
        return bases_of((each.elements for each in self.specs), self.sources)

    def rows(self, package: Package) -> list[Row]:
        """Return the table of a README; none where no sources are declared."""
        return rows(self.specs, self.sources, calls_of(package)) if self.told else []

    def page(self, package: Package, notice: str) -> str:
        """Return the text of EVIDENCE.md; none where no sources are declared."""
        return f"<!-- {notice} -->\n{page(self.specs, self.sources, calls_of(package))}" if self.told else ""

    @property
    def told(self) -> bool:
        """Whether there is something to tell of: statements, and the sources that they name."""
        return bool(self.specs and self.sources.by_id)


def evidence_of(trees: Mapping[str, dict[str, Any]], files: Iterable[Path], name: str) -> Evidence:
    """Return what effective specs say of their evidence.

    Args:
        trees: the specs, by the names of their variants; the vendor's own comes first.
        files: what they were made from.
        name: what to call the spec in messages.
    """
    sources = carried(next(iter(trees.values())), name)
    # To look for a word is faster than to walk through a large description that says nothing.
    if not any(key in text for text in map(Path.read_bytes, files) for key in SAYS):
        return Evidence((), sources)
    return Evidence([spec_of(variant, tree) for variant, tree in trees.items()], sources)


def calls_of(package: Package) -> dict[str, str]:
    """Return the method of each operation as a user calls it, by `GET /path`."""
    return {f"{each.http} {each.path}": f"{call}()" for call, each in _methods(package)}


def remarks_of(package: Package) -> dict[str, str]:
    """Return what API.md says of methods (`sessions.list`) and fields (`Session.id`) that are not simply documented."""
    found = {call: "; ".join(_remarks(each)) for call, each in _methods(package)}
    found |= {f"{model.name}.{each.python}": each.grade for model in package.models for each in model.fields}
    return {name: remark for name, remark in found.items() if remark}


def _methods(package: Package) -> Iterator[tuple[str, Operation]]:
    for resource in package.resources:
        yield from ((f"{resource.name}.{each.method_name}", each) for each in resource.operations)


def _remarks(operation: Operation) -> Iterator[str]:
    if operation.grade:
        yield operation.grade
    if operation.body_grade:
        yield f"its body: {operation.body_grade}"
    yield from (f"`{each.python}` {each.grade}" for each in operation.arguments if each.grade)
