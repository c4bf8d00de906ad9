"""Hold the elements of a description against the lines that they cite."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from scripts.evidence.check.text import holds_call, holds_name, holds_operation, holds_status
from scripts.evidence.check.texts import Texts
from scripts.evidence.element import Element, Elements, Fault, places_of
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
    """Yield a check for every element and every place that it cites."""
    verifier = _Verifier(elements, texts)
    for each in elements.found:
        for place in places_of(each):
            yield verifier.check(each, place)


class _Verifier:
    def __init__(self, elements: Elements, texts: Texts) -> None:
        self.texts = texts
        servers = [each.name for each in elements.found if each.kind == "server"]
        self.bases = [path for path in (urlsplit(each).path.rstrip("/") for each in servers) if path]

    def check(self, element: Element, place: Locator) -> Check:
        try:
            text = self.texts.of(place)
        except LookupError:
            text = None
        last = max((end for _, end in place.ranges), default=0)
        if text is None or last > len(text.lines):
            # What can't be cited is told of the file that cites it.
            return Check(element, place, False)
        if self.stands(element, text.cited(place.ranges), program=place.source in self.texts.folders):
            return Check(element, place, True)
        what = f"{element.kind} {element.name} does not stand in {place}"
        cure = "cite where it stands, correct the name, or say with x-inferred why it is here"
        return Check(element, place, False, Fault(element.at, what, cure))

    def stands(self, element: Element, text: str, *, program: bool) -> bool:
        """Tell whether the name of an element, if it has one that somebody must have printed, stands in a text."""
        parts = element.statement.parts
        if element.kind == "operation":
            if "path" in parts:
                return True
            method = "method" not in parts
            return (program and holds_call(text, element.name)) or holds_operation(
                text, element.name, self.bases, method=method
            )
        if {"name", "status", "url"} & parts.keys():
            return True
        return HOLDS.get(element.kind, _nameless)(text, element.name)


def _nameless(text: str, name: str) -> bool:
    del text, name
    return True


def _status(text: str, name: str) -> bool:
    return name == "default" or holds_status(text, name)


def _security(text: str, name: str) -> bool:
    names: Sequence[str] = SECURITY if name == SECURITY[0] else (name,)
    return any(holds_name(text, each) for each in names)


def _server(text: str, name: str) -> bool:
    return (urlsplit(name).netloc or name) in text


HOLDS: dict[str, Callable[[str, str], bool]] = {
    "parameter": holds_name,
    "status": _status,
    "header": holds_name,
    "schema": holds_name,
    "property": holds_name,
    "enum value": holds_name,
    "security scheme": _security,
    "server": _server,
}


def unstated(elements: Elements) -> Iterator[Fault]:
    """Yield a fault for every element that does not say who says so."""
    for each in elements.found:
        if each.statement.unstated:
            # Statuses whose response is a component are told at the component.
            if each.via:
                continue
            yield Fault(each.at, "nothing says who says so", "add x-source or x-inferred")
