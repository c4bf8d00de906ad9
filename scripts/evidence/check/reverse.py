"""What a document prints and no element of a description covers.

An element covers what it cites: the lines that a node cites itself, and there whatever is a part of that node, be it by
reference. So a parameter that one operation forgot is not covered by its namesake of another. Lines that an operation
cites are covered by what belongs to that operation alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property

from scripts.evidence.check.mentions import Mention, mentions
from scripts.evidence.check.places import is_operation
from scripts.evidence.check.text import Text
from scripts.evidence.element import Spec, closure, reached
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
    "body": frozenset({"request body"}),
    "name": frozenset({"parameter", "header", "property", "schema", "enum value", "security scheme"}),
}
# Kind and name of an element, and the property around it.
Reached = frozenset[tuple[str, str, str]]
# No page has more lines.
LONGEST = 100_000
HOME = 4  # a pointer to a component, taken apart at each /, has so many steps


class Reach:
    """What an effective spec has of a document: for each line the nodes that cite it, and what belongs to those."""

    def __init__(self, spec: Spec) -> None:
        self.name = spec.variant
        self.elements = spec.elements
        self.known: dict[str, Reached] = {}
        self.operations = frozenset(each.at for each in self.elements.found if each.kind == "operation")

    def of(self, at: str) -> Reached:
        """Return the kind and the name of every element of a node, each with the property around it."""
        if at not in self.known:
            self.known[at] = frozenset((each.kind, each.name, parent) for each, parent in reached(self.elements, at))
        return self.known[at]

    @cached_property
    def anchors(self) -> dict[tuple[str, int], list[tuple[str, Locator]]]:
        """The nodes that cite a line of a source themselves; but for those that no operation uses."""
        used = frozenset[str]().union(*(self.homes(each) for each in self.operations))
        found: dict[tuple[str, int], list[tuple[str, Locator]]] = {}
        for at, statement in self.elements.anchors.items():
            if not at.startswith("/components/") or at.startswith("/components/securitySchemes/") or home(at) in used:
                for place in statement.sources:
                    spans = (range(first, min(last, first + LONGEST) + 1) for first, last in place.ranges)
                    for line in (each for span in spans for each in span):
                        found.setdefault((place.source, line), []).append((at, place))
        return found

    @cache  # noqa: B019 (as long as a report is made)
    def homes(self, operation: str) -> frozenset[str]:
        """Return the components, and the parameters of its path, that belong to an operation."""
        return frozenset(home(at) for at, _ in closure(self.elements, operation))

    @cache  # noqa: B019
    def citing(self, source: str, line: int) -> list[tuple[str, Locator]]:
        """Return the nodes that cite a line: where operations do, those and what belongs to them."""
        found = self.anchors.get((source, line), [])
        owners = [at for at, _ in found if at in self.operations]
        if not owners:
            return found
        homes = frozenset[str]().union(*map(self.homes, owners))
        return [(at, place) for at, place in found if home(at) in homes or at.startswith(tuple(owners))]

    def answers(self, source: str, line: int) -> bool:
        """Tell whether an operation or a schema rests on a line, and so has to have what is printed there."""
        return any(at in self.operations or _is_schema(at) for at, _ in self.citing(source, line))

    def covers(self, source: str, mention: Mention) -> bool:
        """Tell whether an element covers what a document prints."""
        return any(self._fits(at, place, mention) for at, place in self.citing(source, mention.line))

    def _fits(self, at: str, place: Locator, mention: Mention) -> bool:
        kinds = KINDS[mention.kind]
        # What is around the lines that are cited is not a part of the node that cites them.
        outside = bool(mention.parent) and not place.holds(mention.parent_line)
        # A field of a response is none of the request, whatever it is called.
        inner = {"request": "/requestBody", "response": "/responses"}.get(mention.side, "")
        for kind, name, parent in self.of(at + inner if at in self.operations else at):
            if kind in kinds and self._same(kind, name, mention.name):
                here = mention.parent is None or parent == mention.parent
                if here or (outside and not parent):
                    return True
            if kind == "request body" and mention.kind == "parameter" and mention.name.lower() in OF_BODIES:
                return True
        return False

    def _same(self, kind: str, name: str, printed: str) -> bool:
        """Tell whether what a document prints is the name of an element."""
        if kind == "operation":
            return is_operation(name, printed, self.elements.bases)
        if kind in {"status", "header", "security scheme"} or printed.lower().startswith("x-"):
            return name.lower() == printed.lower()
        return name == printed


def _is_schema(at: str) -> bool:
    return at.startswith("/components/schemas/") and at.count("/") == HOME - 1


def home(at: str) -> str:
    """Return the pointer of the component that a node is in; of a node elsewhere its own."""
    return "/".join(at.split("/")[:HOME]) if at.startswith("/components/") else at


def leftovers(source: Source, text: Text, reaches: Sequence[Reach], sources: Sources) -> Iterator[Problem]:
    """Yield a problem for everything that a text prints, no element covers, and nothing says is left out.

    Yields a problem, too, for everything that is said to be left out and is not.
    """
    over, described = dict[Mention, list[Reach]](), list[Mention]()
    for mention in mentions(text):
        asked = [each for each in reaches if each.answers(source.id, mention.line)]
        without = [each for each in asked or reaches if not each.covers(source.id, mention)]
        # Where no operation cites the line, it is enough that something does.
        if without and (asked or len(without) == len(reaches)):
            over[mention] = without
        else:
            described.append(mention)
    for mention, without in over.items():
        if not any(_excuses(each, mention) for each in source.left_out):
            yield _forgotten(source, text, mention, without, sources)
    for each in source.left_out:
        yield from _stale(each, list(over), described, sources)


def _forgotten(source: Source, text: Text, mention: Mention, without: Sequence[Reach], sources: Sources) -> Problem:
    variant = f" of the variant {without[0].name}" if without[0].name else ""
    shown = f"{mention.kind} {mention.name}" if mention.name else "request body"
    what = f"{shown} is in no part of the description{variant} that cites this line"
    cited = sorted({at for each in without for at, _ in each.citing(source.id, mention.line)})
    near = f" ({', '.join(cited[:3])})" if cited else ""
    cure = f"describe it and cite the line, or list it under left-out in {sources.document.name}"
    return Problem(f"{text.name}:{mention.line}", what + near, cure)


def _stale(
    left_out: LeftOut, over: Sequence[Mention], described: Sequence[Mention], sources: Sources
) -> Iterator[Problem]:
    """Yield a problem for what is said to be left out and is not, and for lines on which nothing of it stands."""
    where = sources.where(left_out.at)
    excused = [each for each in over if _excuses(left_out, each)]
    for name in sorted(set(left_out.names) - {each.name for each in excused}):
        yield Problem(where, f"{name} is not left over in {left_out.place}", "delete it, or correct the lines")
    lines = {each.line for each in excused}
    for first, last in left_out.place.ranges:
        if not left_out.names and not any(first <= line <= last for line in lines):
            yield Problem(where, f"nothing is left over in {first}-{last}", "delete it, or correct the lines")
        elif left_out.names and not {first, last} <= lines:
            what = f"nothing of it is left over on both lines {first} and {last}"
            yield Problem(where, what, "begin and end with lines of what is left out")
    inside = [each for each in described if not left_out.names and left_out.place.holds(each.line)]
    for each in inside[:1]:
        what = f"{each.kind} {each.name} on line {each.line} is described, and not left out"
        yield Problem(where, what, "take its line out of the range")


def _excuses(left_out: LeftOut, mention: Mention) -> bool:
    return left_out.place.holds(mention.line) and (not left_out.names or mention.name in left_out.names)
