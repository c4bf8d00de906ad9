"""Hold the elements of a description against the lines that they cite."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from scripts.evidence.check.text import holds_call, holds_name, holds_operation, holds_status
from scripts.evidence.check.texts import Texts
from scripts.evidence.element import IDENTITY, UNPRINTED, Element, Elements, Fault, places_of
from scripts.evidence.statement import Locator

SECURITY = ("Authorization", "Bearer", "bearer", "Basic", "basic", "OAuth", "OAuth2")


@dataclass(frozen=True, slots=True)
class Check:
    """One element held against one place that it cites: `fault` says what is wrong; None where it could not be held."""

    element: Element
    place: Locator
    verified: bool
    fault: Fault | None = None


def verify(elements: Elements, texts: Texts) -> Iterator[Check]:
    """Yield a check for every element that has a name to show, and every place that it cites."""
    verifier = _Verifier(elements, texts)
    for each in elements.found:
        for place in (*places_of(each), *each.methods) if each.printed else ():
            yield verifier.check(each, place)


class _Verifier:
    def __init__(self, elements: Elements, texts: Texts) -> None:
        self.texts = texts
        self.bases = elements.bases

    def check(self, element: Element, place: Locator) -> Check:
        try:
            text = self.texts.of(place)
        except LookupError:
            text = None
        last = max((end for _, end in place.ranges), default=0)
        if text is None or last > len(text.lines):
            # What can't be cited is told of the file that cites it.
            return Check(element, place, False)
        program = place.source in self.texts.folders
        if not self.stands(element, place, text.cited(place.ranges), program=program):
            what = f"{element.kind} {' or '.join(element.printed)} does not stand in {place}"
            part = element.kind in IDENTITY and (IDENTITY[element.kind] or UNPRINTED[element.kind])
            elsewhere = f" (as {part[-1]}=id:place where that alone stands elsewhere)" if part else ""
            cure = f"cite where it stands{elsewhere}, correct the name, or say with x-inferred why it is here"
            return Check(element, place, False, Fault(element.at, what, cure))
        return Check(element, place, True)

    def stands(self, element: Element, place: Locator, text: str, *, program: bool) -> bool:
        """Tell whether a name of an element stands in a text."""
        if element.kind == "operation":
            if place.part == "method":
                return re.search(rf"\b{element.name.partition(' ')[0]}\b", text, re.IGNORECASE) is not None
            method = "method" not in element.statement.parts and not element.methods
            called = program and holds_call(text, element.name, self.bases)
            return called or holds_operation(text, element.name, self.bases, method=method)
        holds = HOLDS.get(element.kind, holds_name)
        return any(holds(text, name) for name in element.printed)


def _security(text: str, name: str) -> bool:
    names: Sequence[str] = SECURITY if name == SECURITY[0] else (name,)
    return any(holds_name(text, each) for each in names)


def _server(text: str, name: str) -> bool:
    """Tell whether a text holds the host and the path of a server, as such."""
    address = urlsplit(name)
    shown = f"{address.netloc}{address.path.rstrip('/')}" or name
    return re.search(rf"(?<![\w.@-])(?<![^/:]/){re.escape(shown)}(?![\w.-])", text) is not None


HOLDS: dict[str, Callable[[str, str], bool]] = {
    "status": holds_status,
    "response": holds_status,
    "security scheme": _security,
    "server": _server,
}


def unstated(elements: Elements) -> Iterator[Fault]:
    """Yield a fault for every element that does not say who says so."""
    for each in elements.found:
        if each.unstated:
            # Statuses whose response is a component are told at the component.
            if each.via:
                continue
            yield Fault(each.at, "nothing says who says so", "add x-source or x-inferred")
