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
        """The nodes that cite lines of a text themselves, each with what it cites; but those that nothing uses."""
        found = ((at, each) for at, each in self.elements.anchors.items() if self.used(at))
        return [(at, place) for at, statement in found for place in statement.sources if place.ranges]

    def used(self, at: str) -> bool:
        """Tell whether an operation has a part in a node: in a component, for instance, that it refers to."""
        tokens = at.split("/")
        return tokens[1] != "components" or tokens[2] == "securitySchemes" or "/".join(tokens[:4]) in self._used

    @cached_property
    def _used(self) -> frozenset[str]:
        stack = [each.target for each in self.elements.references if each.at.startswith("/paths/")]
        seen: set[str] = set()
        while stack:
            at = "/".join(stack.pop().split("/")[:4])
            if at not in seen:
                seen.add(at)
                stack += [each.target for each in self.elements.references if f"{each.at}/".startswith(f"{at}/")]
        return frozenset(seen)

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
    over = [each for each in mentions(text) if not any(reach.covers(source.id, each) for reach in reaches)]
    for mention in over:
        if not any(_excuses(each, mention) for each in source.left_out):
            cure = f"describe it and cite the line, or list it under left-out in {sources.document.name}"
            what = f"{mention.kind} {mention.name} is in no part of the description that cites this line"
            cited = sorted({at for each in reaches for at, place in each.anchors if _cites(place, source.id, mention)})
            yield Problem(f"{text.name}:{mention.line}", f"{what}{_nearest(cited)}", cure)
    for each in source.left_out:
        yield from _stale(each, over, sources)


def _stale(left_out: LeftOut, over: Sequence[Mention], sources: Sources) -> Iterator[Problem]:
    """Yield a problem for what is said to be left out and is not, and for lines on which nothing of it stands."""
    where = sources.where(left_out.at)
    excused = [each for each in over if _excuses(left_out, each)]
    for name in sorted(set(left_out.names) - {each.name for each in excused}):
        yield Problem(where, f"{name} is not left over in {left_out.place}", "delete it, or correct the lines")
    lines = {each.line for each in excused}
    for first, last in left_out.place.ranges:
        if left_out.names and not {first, last} <= lines:
            what = f"nothing of it is left over on both lines {first} and {last}"
            yield Problem(where, what, "begin and end with lines of what is left out")
        if not left_out.names and not any(first <= line <= last for line in lines):
            yield Problem(where, f"nothing is left over in {first}-{last}", "delete it, or correct the lines")


def _excuses(left_out: LeftOut, mention: Mention) -> bool:
    return left_out.place.holds(mention.line) and (not left_out.names or mention.name in left_out.names)


def _cites(place: Locator, source: str, mention: Mention) -> bool:
    return place.source == source and place.holds(mention.line)


def _nearest(cited: Sequence[str]) -> str:
    """Return a hint at the parts of a description where something may be missing."""
    return f" ({', '.join(cited[:3])})" if cited else ""
