"""The evidence of one vendor: what rests on what, what of it was verified, and what is wrong."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts import overlay
from scripts.document import Document, load
from scripts.evidence.check.citations import citation_problems, left_out_problems, spelling_problems, uncited_problems
from scripts.evidence.check.places import Places
from scripts.evidence.check.reverse import Reach, leftovers
from scripts.evidence.check.texts import Texts, texts_of
from scripts.evidence.check.verify import Check, unstated, verify
from scripts.evidence.element import Elements, Fault, Spec
from scripts.evidence.record import standing
from scripts.evidence.sources import Sources, load_sources
from scripts.evidence.walk import spec_of
from scripts.overlay.origin import line_of, origins
from scripts.problem import Problem
from scripts.vendors import Vendor


@dataclass(frozen=True, slots=True)
class Revision:
    """An effective spec of a vendor, and the files that it was made from."""

    effective: Spec
    document: Document
    overlays: tuple[Document, ...]

    @property
    def elements(self) -> Elements:
        """What it says there is."""
        return self.effective.elements

    def problems(self, faults: list[Fault]) -> Iterator[Problem]:
        """Yield faults of the effective spec as problems of the files that state what is wrong."""
        places = origins(self.document, self.overlays, [each.at for each in faults]) if faults else {}
        for each in faults:
            yield Problem(line_of(places[each.at]), each.what, each.cure)


@dataclass(slots=True)
class Report:
    """What is to be said of the evidence of a vendor.

    Attributes:
        revisions: the vendor's own description, then each variant.
        problems: what is wrong, each with its place and its cure.
        checks: every element held against every place that it cites, once.
        texts: what was at hand of the sources.
    """

    vendor: str
    sources: Sources
    revisions: list[Revision]
    texts: Texts
    problems: list[Problem] = field(default_factory=list[Problem])
    checks: list[Check] = field(default_factory=list[Check])

    @property
    def verified(self) -> int:
        """How many citations were found to be true."""
        return sum(each.verified for each in self.checks)

    @property
    def specs(self) -> list[Spec]:
        """The effective specs."""
        return [each.effective for each in self.revisions]

    @property
    def on_record(self) -> dict[str, str]:
        """How each page stands of which something was verified: `verified`, or `changed` since."""
        standings = {each.id: standing(self.specs, each) for each in self.sources.by_id.values()}
        return {name: each for name, each in standings.items() if each}

    @property
    def unverified(self) -> Counter[str]:
        """How many citations could not be verified, by source."""
        return Counter(each.place.source for each in self.checks if not each.verified and each.fault is None)


def revisions(vendor: Vendor, trees: Mapping[str, dict[str, Any]]) -> list[Revision]:
    """Return the effective specs of a vendor, which are valid OpenAPI, as they are examined."""
    spec = load(vendor.spec)
    overlays = tuple(map(load, vendor.overlays))
    patches = {"": (), **{name: (load(path),) for name, path in vendor.variants.items()}}
    return [Revision(spec_of(name, tree), spec, (*overlays, *patches[name])) for name, tree in trees.items()]


def effective_trees(vendor: Vendor) -> dict[str, dict[str, Any]]:
    """Return the effective spec of a vendor, and that of each variant by its name."""
    trees = {"": overlay.effective(vendor.spec, vendor.overlays)}
    for name, path in vendor.variants.items():
        trees[name] = overlay.effective(vendor.spec, [*vendor.overlays, path])
    return trees


def examine(vendor: Vendor, trees: Mapping[str, dict[str, Any]], documents: Path | None = None) -> Report:
    """Find out what the description of a vendor rests on, and what is wrong with what it says of that.

    Args:
        vendor: whose description it is.
        trees: its effective specs, as `effective_trees` returns them, valid OpenAPI.
        documents: the folder with the texts of the sources, if they are at hand.

    Raises:
        Refused: sources.yaml can't be read, or the folder holds no text of a source.
    """
    sources = load_sources(vendor.sources)
    report = Report(vendor.name, sources, revisions(vendor, trees), texts_of(sources, documents))
    report.problems += report.texts.problems
    files = [load(path) for path in (vendor.spec, *vendor.overlays, *vendor.variants.values())]
    for document in files:
        report.problems += [*citation_problems(document, sources, report.texts), *spelling_problems(document)]
    report.problems += [*uncited_problems(files, sources), *left_out_problems(sources)]
    checks: dict[tuple[str, ...], Check] = {}
    for revision in report.revisions:
        found = list(verify(revision.elements, report.texts))
        checks |= {_key(each): each for each in found}
        faults = [*revision.elements.faults, *unstated(revision.elements)]
        faults += [*(each.fault for each in found if each.fault), *Places(revision.elements, report.texts).faults()]
        report.problems += revision.problems(faults)
    report.checks += checks.values()
    reaches = [Reach(each.effective) for each in report.revisions]
    for name, text in report.texts.pages.items():
        report.problems += leftovers(sources.by_id[name], text, reaches, sources)
    report.problems[:] = dict.fromkeys(report.problems)
    return report


def _key(check: Check) -> tuple[str, ...]:
    return check.element.at, check.element.kind, check.element.name, str(check.place), str(check.verified)
