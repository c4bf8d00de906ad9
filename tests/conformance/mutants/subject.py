"""What is put to the test: an effective spec, with the good exchanges that there are."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeAlias

from scripts import document
from scripts.conform import Conformer, Finding, Match
from scripts.document import is_array, is_object
from scripts.exchange import Exchange, read_all
from scripts.vendors import Vendor
from tests.conformance.mutants.edits import Tree
from tests.conformance.mutants.oracle import Oracle

Verdict: TypeAlias = tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]
_PROSE = {"description", "summary"}
_EVIDENCE = {"x-enum-evidence", "x-inferred", "x-source"}


class Judge(Protocol):
    """Whatever judges exchanges."""

    def judge(self, exchange: Exchange) -> list[Finding]:
        """All findings on an exchange."""
        ...


MakeJudge: TypeAlias = Callable[[Tree], Judge]


def conform(tree: Tree) -> Judge:
    """Make the judge that is put to the test."""
    return Conformer(tree, "subject")


@dataclass(frozen=True, slots=True, eq=False)
class Planted:
    """An exchange that is wrong in one way: what was done, and the finding that is meant, as codes and a place.

    `schema` is the schema whose keyword it breaks, "" where it is none; `at` is where its value was changed. Where a
    choice without a tag is on the way, `choice` is the place of its value: what is wrong may be told of any part of it.
    """

    what: str
    exchange: Exchange
    codes: tuple[str, ...]
    place: str
    schema: str = ""
    at: str = ""
    choice: str = ""


@dataclass(frozen=True, eq=False)
class Subject:
    """A description without its prose, which judges nothing, and its good exchanges."""

    name: str
    tree: Tree
    exchanges: Sequence[Exchange]
    make: MakeJudge = field(default=conform)

    @cached_property
    def judge(self) -> Judge:
        """The judge by the description as it is."""
        return self.make(self.tree)

    @cached_property
    def oracle(self) -> Oracle:
        """What is valid."""
        return Oracle(self.tree)

    @cached_property
    def matches(self) -> list[tuple[Exchange, Match]]:
        """Each exchange with the operation that it calls."""
        router = Conformer(self.tree, self.name)
        found = [(each, router.route(each.request.method, each.request.url)) for each in self.exchanges]
        return [(exchange, match) for exchange, match in found if isinstance(match, Match)]


def subjects(vendor: Vendor) -> Iterator[Subject]:
    """Give the subjects of a vendor: itself, and each variant."""
    exchanges = read_all(vendor.recordings)
    for variant in (None, *vendor.variants):
        name = f"{vendor.name}-{variant}" if variant else vendor.name
        tree = document.load(vendor.effective(variant)).tree
        yield Subject(name, bare(tree), [each for each in exchanges if each.variant == variant])


def bare(tree: Any, inside: str = "") -> Any:
    """Leave out what judges nothing: prose and evidence, but no property that is called so."""
    if is_array(tree):
        return [bare(each) for each in tree]
    if not is_object(tree):
        return tree
    named = inside in {"properties", "responses", "headers", "schemas", "parameters", "mapping", "securitySchemes"}
    return {
        name: bare(each, "" if named else name)
        for name, each in tree.items()
        if named or (name not in _EVIDENCE and not (name in _PROSE and isinstance(each, str)))
    }


def verdict(findings: Iterable[Finding]) -> Verdict:
    """What two judges are compared by: code and place of every error, and of every note."""
    listed = list(findings)
    errors = frozenset((each.code, each.place) for each in listed if each.severity == "error")
    return errors, frozenset((each.code, each.place) for each in listed if each.severity == "note")
