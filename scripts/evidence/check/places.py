"""Whether what is cited is cited for what it is: an operation's lines are its own, and so are its parameters."""

import re
from collections.abc import Iterator, Sequence
from itertools import product

from scripts.evidence.check.mentions import Mention, mentions
from scripts.evidence.check.text import holds_name, holds_status
from scripts.evidence.check.texts import Texts
from scripts.evidence.element import Element, Elements, Fault, reached
from scripts.evidence.statement import Locator

# What concerns all operations may stand in so many lines that several cite.
FEW = 5
OWN_LINES = "cite its own lines alone, such as 5-9,12-20"


class Places:
    """The lines of pages that operations cite, and those on which the pages print operations."""

    def __init__(self, elements: Elements, texts: Texts) -> None:
        self.elements = elements
        self.texts = texts
        self.bases = elements.bases
        self.printed: dict[str, list[Mention]] = {}
        self.operations = [each for each in elements.found if each.kind == "operation"]

    def faults(self) -> Iterator[Fault]:
        """Yield a fault for every citation of lines that belong to something else."""
        operations = {each.at: each for each in self.operations}
        for at, statement in self.elements.anchors.items():
            for place in statement.sources:
                yield from self._mixed(at, place, operations.get(at))
        for index, each in enumerate(self.operations):
            yield from self._strangers(each)
            yield from (fault for other in self.operations[index + 1 :] for fault in _shared(each, other))

    def _on(self, place: Locator) -> list[Mention]:
        """Return the operations that a page prints on the lines of a place."""
        text = self.texts.pages.get(place.source)
        if text is None or not place.ranges:
            return []
        if place.source not in self.printed:
            self.printed[place.source] = [each for each in mentions(text) if each.kind == "operation"]
        return [each for each in self.printed[place.source] if place.holds(each.line)]

    def _mixed(self, at: str, place: Locator, operation: Element | None) -> Iterator[Fault]:
        found = self._on(place)
        if operation is not None:
            own = {each.line for each in found if self._is(operation, each)}
            others = [each for each in found if each.line not in own]
            if "path" in operation.statement.parts or any(each.part == "path" for each in operation.naming):
                # The page may print a path that is not the true one; but none that is another's.
                names = [each.name for each in self.operations]
                strange = [
                    each for each in others if not any(is_operation(name, each.name, self.bases) for name in names)
                ]
                others = [each for each in others if each not in strange or each.name != strange[0].name]
            for each in others[:1]:
                what = f"{operation.name} cites line {each.line} of {place.source}, where {each.name} stands"
                yield Fault(at, what, OWN_LINES)
            return
        for first, last in place.ranges:
            names = sorted({each.name for each in found if first <= each.line <= last})
            if len(names) > 1:
                what = f"{place} cites the lines of {' and '.join(names[:2])} at once"
                yield Fault(at, what, OWN_LINES)

    def _is(self, operation: Element, mention: Mention) -> bool:
        return is_operation(operation.name, mention.name, self.bases)

    def _strangers(self, operation: Element) -> Iterator[Fault]:
        """Yield a fault for what stands on lines that another operation cites, and not on those of this one."""
        mine = [each for each in operation.statement.whole if each.source in self.texts.pages and each.ranges]
        others = [each for each in self.operations if each.at != operation.at]
        for element, _ in reached(self.elements, operation.at) if mine else ():
            if element.at == operation.at or not (element.own and self._met(element, operation)):
                continue
            for place in element.statement.whole:
                lines = [line for span in place.ranges for line in span]
                owner = next((each for each in others for line in lines if _cites(each, place.source, line)), None)
                here = self._holds(mine, place, element)
                if owner is not None and not here:
                    what = f"{element.kind} {element.name} of {operation.name}".replace("  ", " ")
                    said = f"{what} stands in {place}, on lines of {owner.name}"
                    cure = "cite where this operation has it, or say with x-inferred why it is here"
                    yield Fault(element.at, said, cure)

    def _met(self, element: Element, operation: Element) -> bool:
        """Tell whether an element is an operation's own: in it, or one of its parameters.

        A status whose response is a component is held against the operation's lines anyway.
        """
        return element.kind == "parameter" or (element.at.startswith(f"{operation.at}/") and not element.via)

    def _holds(self, mine: Sequence[Locator], place: Locator, element: Element) -> bool:
        """Tell whether the lines of an operation hold the name of what is described elsewhere, or its own lines."""
        if not element.printed:
            return any(each.holds(line) for each in mine for span in place.ranges for line in span)
        holds = holds_status if element.kind == "status" else holds_name
        texts = [self.texts.pages[each.source].cited(each.ranges) for each in mine if each.source == place.source]
        return any(holds(text, name) for text in texts for name in element.printed)


def is_operation(name: str, printed: str, bases: Sequence[str]) -> bool:
    """Tell whether what a page prints is an operation: its method and path, perhaps with a value for a parameter."""
    verb, _, path = name.partition(" ")
    if any(printed == f"{verb} {base}{path}" for base in (*bases, "")):
        return True
    # A value has a digit in it; a word may be another path.
    parts = map(re.escape, re.split(r"\{[^{}]*\}", path))
    written = r"(?=[^/]*\d)[^/{}]+".join(parts)
    return any(re.fullmatch(f"{verb} {re.escape(base)}{written}", printed) for base in (*bases, ""))


def _shared(one: Element, other: Element) -> Iterator[Fault]:
    """Yield a fault where two operations cite many of the same lines: each would excuse what the other forgot."""
    pairs = product(one.statement.whole, other.statement.whole)
    for mine, theirs in ((mine, theirs) for mine, theirs in pairs if mine.source == theirs.source):
        spans = ((max(a, c), min(b, d)) for (a, b), (c, d) in product(mine.ranges, theirs.ranges))
        common = sum(last - first + 1 for first, last in spans if first <= last)
        if common > FEW:
            what = f"{one.name} cites {common} lines of {mine.source} that {other.name} cites too"
            yield Fault(one.at, what, OWN_LINES)


def _cites(operation: Element, source: str, line: int) -> bool:
    return any(each.source == source and each.holds(line) for each in operation.statement.whole)
