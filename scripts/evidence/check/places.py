"""Whether what is cited is cited for what it is: an operation's lines are its own, and so are its parameters."""

from collections.abc import Iterator, Sequence

from scripts.evidence.check.mentions import Mention, mentions
from scripts.evidence.check.text import holds_name
from scripts.evidence.check.texts import Texts
from scripts.evidence.element import Element, Elements, Fault, reached
from scripts.evidence.statement import Locator

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
        for each in self.operations:
            yield from self._strangers(each)

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
            others = [each for each in found if not self._is(operation, each)]
            if "path" in operation.statement.parts or any(each.part == "path" for each in operation.naming):
                # The page may print a path that is not the true one.
                others = [each for each in others if each.name != others[0].name]
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
        verb, _, path = mention.name.partition(" ")
        return operation.name in {f"{verb} {path.removeprefix(base)}" for base in (*self.bases, "")}

    def _strangers(self, operation: Element) -> Iterator[Fault]:
        """Yield a fault for every parameter that another operation has on the lines that it cites, and this one not."""
        pages = {place.source: place for place in operation.naming if place.source in self.texts.pages and place.ranges}
        others = [each for each in self.operations if each.at != operation.at]
        for element, _ in reached(self.elements, operation.at) if pages else ():
            if element.kind != "parameter" or not element.printed:
                continue
            for place in element.naming:
                mine = pages.get(place.source)
                if mine is None or not place.ranges or self._holds(mine, element.name):
                    continue
                owner = next((each for each in others if _within(place, each.naming)), None)
                if owner is not None:
                    what = f"parameter {element.name} of {operation.name} stands in {place}, on lines of {owner.name}"
                    cure = "cite where this operation has it, or say with x-inferred why it is here"
                    yield Fault(element.at, what, cure)

    def _holds(self, place: Locator, name: str) -> bool:
        return holds_name(self.texts.pages[place.source].cited(place.ranges), name)


def _within(place: Locator, others: Sequence[Locator]) -> bool:
    """Tell whether a place lies inside another one."""
    return any(
        each.source == place.source
        and each.ranges
        and all(map(each.holds, (line for span in place.ranges for line in span)))
        for each in others
    )
