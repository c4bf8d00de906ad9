"""On what an element rests, and how much of a description rests on what."""

from collections import Counter

from scripts.evidence.element import IDENTITY, Element, Elements
from scripts.evidence.sources import Sources

GRADES = ("documented", "observed", "inferred", "unstated")


def grade(element: Element, sources: Sources) -> str:
    """Return on what an element rests: one of GRADES, or `undeclared` where it names no declared source."""
    if element.doubt:
        return "inferred"
    return "unstated" if element.statement.unstated else sources.grade(element.statement.sources) or "undeclared"


def coverage(elements: Elements, sources: Sources) -> dict[str, Counter[str]]:
    """Return how many elements of each kind rest on what; `in part` counts those whose parts rest on less."""
    found = {kind: Counter[str]() for kind in IDENTITY}
    for each in elements.found:
        on = grade(each, sources)
        found[each.kind][on] += 1
        if on != "inferred" and (each.statement.parts or sources.observed(each.statement.sources)):
            found[each.kind]["in part"] += 1
    return {kind: counts for kind, counts in found.items() if counts}
