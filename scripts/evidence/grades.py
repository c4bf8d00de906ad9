"""On what an element rests, and how much of a description rests on what."""

from collections import Counter
from collections.abc import Iterator

from scripts.evidence.element import IDENTITY, Element, Elements
from scripts.evidence.sources import Sources
from scripts.evidence.statement import Locator

GRADES = ("documented", "observed", "inferred", "unstated")


def grade(element: Element, sources: Sources) -> str:
    """Return on what an element rests: one of GRADES, or `undeclared` where it names no declared source."""
    if element.doubt:
        return "inferred"
    return "unstated" if element.statement.unstated else sources.grade(element.naming) or "undeclared"


def apart(element: Element, sources: Sources) -> Iterator[tuple[str, str, tuple[Locator, ...]]]:
    """Yield each part that stands elsewhere than the element: its name, on what it rests, and where."""
    parts = dict.fromkeys(each.part for each in element.statement.sources if each.part)
    for part in parts:
        places = tuple(each for each in element.statement.sources if each.part == part)
        yield part, sources.grade(places) or "undeclared", places


def coverage(elements: Elements, sources: Sources) -> dict[str, Counter[str]]:
    """Return how many elements of each kind rest on what; `in part` counts those whose parts rest on less."""
    found = {kind: Counter[str]() for kind in IDENTITY}
    for each in elements.found:
        on = grade(each, sources)
        found[each.kind][on] += 1
        less = each.statement.parts or any(how == "observed" for _, how, _ in apart(each, sources))
        if on in GRADES[:2] and less:
            found[each.kind]["in part"] += 1
    return {kind: counts for kind, counts in found.items() if counts}
