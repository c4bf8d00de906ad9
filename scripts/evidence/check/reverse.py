"""What a document prints and no element of a description covers.

An element covers what it cites: the lines that a node cites itself, and there whatever is a part of that node, be it by
reference. So a parameter that one operation forgot is not covered by its namesake of another.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from urllib.parse import urlsplit

from scripts.evidence.check.mentions import Mention, mentions
from scripts.evidence.check.text import Text
from scripts.evidence.element import Elements, reached
from scripts.evidence.sources import LeftOut, Source, Sources
from scripts.evidence.statement import Locator
from scripts.problem import Problem

# A body has a media type, and what is sent with it stands in these headers.
OF_BODIES = frozenset({"content-type", "accept"})
KINDS: Mapping[str, frozenset[str]] = {
    "operation": frozenset({"operation"}),
    "status": frozenset({"status"}),
    "parameter": frozenset({"parameter", "header", "security scheme"}),
    "field": frozenset({"property"}),
    "value": frozenset({"enum value"}),
    "name": frozenset({"parameter", "header", "property", "schema", "enum value", "security scheme"}),
}
# Kind and name of an element, and the property around it.
Reached = frozenset[tuple[str, str, str]]


class Reach:
    """Which elements belong to a node of a description: those that stand in it, and in what it refers to."""

    def __init__(self, elements: Elements) -> None:
        self.elements = elements
        self.known: dict[str, Reached] = {}
        servers = [each.name for each in elements.found if each.kind == "server"]
        self.bases = tuple(urlsplit(each).path.rstrip("/") for each in servers)

    def of(self, at: str) -> Reached:
        """Return the kind and the name of every element of a node, each with the property around it."""
        if at not in self.known:
            self.known[at] = frozenset((each.kind, each.name, parent) for each, parent in reached(self.elements, at))
        return self.known[at]

    @cached_property
    def anchors(self) -> list[tuple[str, Locator]]:
        """The nodes that cite lines of a text themselves, each with what it cites."""
        found = self.elements.anchors.items()
        return [(at, place) for at, statement in found for place in statement.sources if place.ranges]

    def covers(self, source: str, mention: Mention) -> bool:
        """Tell whether an element covers what a document prints."""
        return any(
            place.source == source and place.holds(mention.line) and self._fits(at, place, mention)
            for at, place in self.anchors
        )

    def _fits(self, at: str, place: Locator, mention: Mention) -> bool:
        kinds = KINDS[mention.kind]
        # What is around the lines that are cited is not a part of the node that cites them.
        outside = not mention.parent or not place.holds(mention.parent_line)
        for kind, name, parent in self.of(at):
            if kind in kinds and self._same(kind, name, mention.name):
                loose = mention.kind != "field" or not mention.parent or parent == mention.parent
                if loose or (outside and not parent):
                    return True
            if kind == "request body" and mention.kind == "parameter" and mention.name.lower() in OF_BODIES:
                return True
        return False

    def _same(self, kind: str, name: str, printed: str) -> bool:
        """Tell whether what a document prints is the name of an element."""
        if kind == "operation":
            verb, _, path = printed.partition(" ")
            bare = (path.removeprefix(base) for base in (*self.bases, ""))
            return name in {f"{verb} {each}" for each in bare}
        if kind in {"status", "header", "security scheme"}:
            return name.lower() == printed.lower()
        return name == printed


def leftovers(source: Source, text: Text, reaches: Sequence[Reach], sources: Sources) -> Iterator[Problem]:
    """Yield a problem for everything that a text prints, no element covers, and nothing says is left out.

    Yields a problem, too, for everything that is said to be left out and is not.
    """
    used: set[tuple[str, str]] = set()
    for mention in mentions(text):
        if any(each.covers(source.id, mention) for each in reaches):
            continue
        excuse = _excuse(source.left_out, mention)
        if excuse is None:
            cure = f"describe it and cite the line, or list it under left-out in {sources.document.name}"
            what = f"{mention.kind} {mention.name} is in no part of the description that cites this line"
            cited = sorted({at for each in reaches for at, place in each.anchors if _cites(place, source.id, mention)})
            yield Problem(f"{text.name}:{mention.line}", f"{what}{_nearest(cited)}", cure)
        else:
            used.add((excuse.at, mention.name))
    for each in source.left_out:
        for name in each.names:
            if (each.at, name) not in used:
                what = f"{name} is not left over in {each.place}"
                yield Problem(sources.where(each.at), what, "delete it, or correct the lines")


def _cites(place: Locator, source: str, mention: Mention) -> bool:
    return place.source == source and place.holds(mention.line)


def _nearest(cited: Sequence[str]) -> str:
    """Return a hint at the parts of a description where something may be missing."""
    return f" ({', '.join(cited[:3])})" if cited else ""


def _excuse(left_out: Sequence[LeftOut], mention: Mention) -> LeftOut | None:
    return next((each for each in left_out if each.place.holds(mention.line) and mention.name in each.names), None)
