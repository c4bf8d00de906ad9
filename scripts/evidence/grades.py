"""On what an element rests, and how much of a description rests on what."""

from collections import Counter
from collections.abc import Iterable

from scripts.evidence.element import IDENTITY, Element, Elements
from scripts.evidence.sources import Sources
from scripts.evidence.statement import Locator

GRADES = ("documented", "observed", "inferred", "unstated")


def grade(element: Element, sources: Sources) -> str:
    """Return on what an element rests: one of GRADES, or `undeclared` where it names no declared source."""
    if element.doubt:
        return "inferred"
    return "unstated" if element.unstated else sources.grade(element.naming) or "undeclared"


def apart(element: Element, sources: Sources) -> list[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """Return the parts that stand elsewhere than the element, those of one place together: on what they rest, where."""
    places: dict[str, list[Locator]] = {}
    for each in element.statement.sources:
        if each.part:
            places.setdefault(each.part, []).append(each)
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for part, found in places.items():
        on = sources.grade(tuple(found)) or "undeclared"
        groups.setdefault((on, tuple(map(str, found))), []).append(part)
    return [(tuple(parts), on, where) for (on, where), parts in groups.items()]


def guessed(element: Element) -> dict[str, list[str]]:
    """Return the parts that nobody printed, by the reason why they are so all the same."""
    found: dict[str, list[str]] = {}
    for part, why in element.statement.parts.items():
        found.setdefault(why, []).append(part)
    return found


def joined(parts: Iterable[str]) -> str:
    """Return names as a sentence lists them."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def coverage(elements: Elements, sources: Sources) -> dict[str, Counter[str]]:
    """Return how many elements of each kind rest on what; `in part` counts those whose parts rest on less."""
    found = {kind: Counter[str]() for kind in IDENTITY}
    for each in elements.found:
        on = grade(each, sources)
        found[each.kind][on] += 1
        # What a schema is called never goes over the wire.
        parts = set(each.statement.parts) - ({"name"} if each.kind == "schema" else set())
        less = parts or any(how == "observed" for _, how, _ in apart(each, sources))
        if on in GRADES[:2] and less:
            found[each.kind]["in part"] += 1
    return {kind: counts for kind, counts in found.items() if counts}
