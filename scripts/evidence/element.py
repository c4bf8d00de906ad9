"""What a description says there is, and how its parts hang together."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

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
    "enum value": ("values",),
    "security scheme": ("name",),
    "server": ("url",),
    "info": (),
}
# What has no name on the wire.
NAMELESS = frozenset({"request body", "inner schema", "info"})
# A schema has a name to look up, though none that goes over the wire.
UNPRINTED = {**IDENTITY, "operation": ("path",), "response": ("status",), "schema": ("name",)}
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
        return self._standing(IDENTITY[self.kind])

    @property
    def shown(self) -> tuple[Locator, ...]:
        """Where its name stands, be it one that goes over the wire or not."""
        return self._standing(UNPRINTED[self.kind])

    @property
    def methods(self) -> tuple[Locator, ...]:
        """Where the method of an operation stands, if it stands elsewhere than its path."""
        return tuple(each for each in self.statement.sources if self.kind == "operation" and each.part == "method")

    def _standing(self, parts: tuple[str, ...]) -> tuple[Locator, ...]:
        elsewhere = tuple(each for each in self.statement.sources if each.part in parts)
        return elsewhere or self.statement.whole

    @property
    def unstated(self) -> bool:
        """Whether nothing says where it comes from."""
        return not (self.naming or self.doubt)

    @property
    def printed(self) -> tuple[str, ...]:
        """The names of which one must stand where it says that it stands; none where it has none to show."""
        parts = self.statement.parts.keys()
        if self.kind in NAMELESS or self.statement.inferred or not parts.isdisjoint(UNPRINTED[self.kind]):
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


@dataclass
class Elements:
    """What a walk through an effective spec finds, in the order of the document."""

    found: list[Element] = field(default_factory=list[Element])
    references: list[Reference] = field(default_factory=list[Reference])
    anchors: dict[str, Statement] = field(default_factory=dict[str, Statement])
    faults: list[Fault] = field(default_factory=list[Fault])

    def inside(self, at: str) -> list[Element]:
        """Return the elements at a pointer and below it."""
        return [self.found[index] for index in _inside(self._element_places, at)]

    def leading(self, at: str) -> list[Reference]:
        """Return the references at a pointer and below it."""
        return [self.references[index] for index in _inside(self._reference_places, at)]

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """The paths of the servers, which may stand before those of the operations."""
        servers = (urlsplit(each.name).path.rstrip("/") for each in self.found if each.kind == "server")
        return tuple(dict.fromkeys(path for path in servers if path))

    @cached_property
    def _element_places(self) -> list[tuple[str, int]]:
        return sorted((each.at, index) for index, each in enumerate(self.found))

    @cached_property
    def _reference_places(self) -> list[tuple[str, int]]:
        return sorted((each.at, index) for index, each in enumerate(self.references))


def _inside(places: list[tuple[str, int]], at: str) -> list[int]:
    """Return which of sorted places are at a pointer or below it, in the order of the document."""
    here = places[bisect_left(places, (at, -1)) : bisect_left(places, (f"{at}\0", -1))]
    # 0 is what comes after / among the characters.
    below = places[bisect_left(places, (f"{at}/", -1)) : bisect_left(places, (f"{at}0", -1))]
    return sorted(index for _, index in (*here, *below))


def reached(elements: Elements, at: str) -> Iterator[tuple[Element, str]]:
    """Yield every element of a node, in it or in what it refers to, each with the property around it."""
    for place, parent in closure(elements, at):
        yield from ((each, each.parent or parent) for each in elements.inside(place))


def closure(elements: Elements, at: str) -> list[tuple[str, str]]:
    """Return a node and all that it refers to, each with the property around the reference."""
    stack, seen = [(at, "")], dict[tuple[str, str], None]()
    while stack:
        place = stack.pop()
        if place not in seen:
            seen[place] = None
            stack += [(ref.target, ref.parent or place[1]) for ref in reversed(elements.leading(place[0]))]
    return list(seen)


def plural(kind: str) -> str:
    """Return the name of a kind of elements."""
    return PLURALS.get(kind, f"{kind}s")


def places_of(element: Element) -> tuple[Locator, ...]:
    """Return where the name of an element must stand: that of a status with its operation, if that cites the same."""
    own = element.shown
    if element.kind == "status" and (element.via or not element.own):
        sources = {each.source for each in own}
        return tuple(each for each in element.around.whole if each.source in sources) or own
    return own
