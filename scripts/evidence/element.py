"""What a description says there is, and how its parts hang together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scripts.evidence.statement import UNSTATED, Locator, Statement

# Kinds in the order in which they are told; with the parts that make one what it is on the wire. Where such a part is
# inferred, the whole element is.
IDENTITY: Mapping[str, tuple[str, ...]] = {
    "operation": ("method", "path"),
    "parameter": ("name",),
    "request body": (),
    "status": ("status",),
    "header": ("name",),
    "response": (),
    "schema": (),
    "inner schema": (),
    "property": ("name",),
    "enum value": (),
    "security scheme": ("name",),
    "server": ("url",),
    "info": (),
}
# What has no name on the wire.
NAMELESS = frozenset({"request body", "inner schema", "info"})
# Of which parts it takes no more than one to be inferred, and nothing of the name can be looked up.
UNPRINTED = {
    "operation": {"path"},
    "status": {"status"},
    "response": {"status"},
    "server": {"url"},
}
PLURALS = {"info": "info", "property": "properties", "status": "statuses", "request body": "request bodies"}


@dataclass(frozen=True, slots=True)
class Element:
    """Something that a description says there is.

    Attributes:
        kind: one of IDENTITY.
        name: what it is called on the wire: `GET /path`, a name, a value, a status; empty where it has no name.
        at: its JSON pointer.
        statement: who says so.
        parent: the property around it, if there is one in the same component.
        own: whether it says so itself.
        around: who says so of the operation, where the element is a status.
        via: the component that its response is, where the element is a status and its response is one.
        statuses: with which the response of a component is answered, where the element is one.
    """

    kind: str
    name: str
    at: str
    statement: Statement
    parent: str = ""
    own: bool = False
    around: Statement = UNSTATED
    via: str = ""
    statuses: tuple[str, ...] = ()

    @property
    def deciding(self) -> dict[str, str]:
        """Why parts without which it would not be what it is on the wire are here, where nobody printed them."""
        return {part: why for part, why in self.statement.parts.items() if part in IDENTITY[self.kind]}

    @property
    def doubt(self) -> str:
        """Why it is inferred; empty where it is documented or observed, be it in part."""
        return self.statement.inferred or "; ".join(f"{part}: {why}" for part, why in self.deciding.items())

    @property
    def naming(self) -> tuple[Locator, ...]:
        """Where that stands which makes it what it is on the wire."""
        apart = tuple(each for each in self.statement.sources if each.part in IDENTITY[self.kind])
        return apart or self.statement.whole

    @property
    def printed(self) -> tuple[str, ...]:
        """The names of which one must stand where it says that it stands; none where it has none to show."""
        parts = self.statement.parts.keys()
        if self.kind in NAMELESS or self.statement.inferred or not parts.isdisjoint(UNPRINTED.get(self.kind, {"name"})):
            return ()
        names = self.statuses if self.kind == "response" else (self.name,)
        return tuple(each for each in names if each and each != "default")


@dataclass(frozen=True, slots=True)
class Reference:
    """From one place to another that is a part of it; `parent` is the property in which it stands."""

    at: str
    target: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Spec:
    """An effective spec: its variant's name, empty for the vendor's own; its tree; its elements."""

    variant: str
    tree: Mapping[str, Any]
    elements: "Elements"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a place of an effective spec, and what to do."""

    at: str
    what: str
    cure: str


@dataclass(slots=True)
class Elements:
    """What a walk through an effective spec finds, in the order of the document."""

    found: list[Element] = field(default_factory=list[Element])
    references: list[Reference] = field(default_factory=list[Reference])
    anchors: dict[str, Statement] = field(default_factory=dict[str, Statement])
    faults: list[Fault] = field(default_factory=list[Fault])


def reached(elements: Elements, at: str) -> Iterator[tuple[Element, str]]:
    """Yield every element of a node, in it or in what it refers to, each with the property around it."""
    stack, seen = [(at, "")], set[tuple[str, str]]()
    while stack:
        at, parent = place = stack.pop()
        if place in seen:
            continue
        seen.add(place)
        inside = f"{at}/"
        for each in elements.found:
            if each.at == at or each.at.startswith(inside):
                yield each, each.parent or parent
        stack += [
            (ref.target, ref.parent or parent)
            for ref in elements.references
            if ref.at == at or ref.at.startswith(inside)
        ]


def plural(kind: str) -> str:
    """Return the name of a kind of elements."""
    return PLURALS.get(kind, f"{kind}s")


def places_of(element: Element) -> tuple[Locator, ...]:
    """Return where the name of an element must stand: that of a status with its operation, if that cites the same."""
    own = element.naming
    if element.kind == "status" and not any(each.part for each in own):
        sources = {each.source for each in own}
        return tuple(each for each in element.around.whole if each.source in sources) or own
    return own
