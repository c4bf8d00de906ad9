"""What an element of a description says of where it comes from.

`x-source` names places in sources, with a part in front where that part alone stands there (`type=client:src/api.ts`).
`x-inferred` says why something that nobody printed is here: as text, of the whole element; as an object, of the parts
that it names (`{required: ...}`). What an element does not say itself, it has from the one around it; what is said of a
part alone stays where it is said.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from scripts.document import is_object
from scripts.hints import PARTS

LOCATOR = re.compile(r"(?:([a-z][a-z, ]*)=)?([a-z0-9][a-z0-9-]*)(?::(\S.*))?")
_SPAN = "[1-9][0-9]{0,6}(?:-[1-9][0-9]{0,6})?"
LINES = re.compile(f"{_SPAN}(?:,{_SPAN})*")
FILE = re.compile(r"(?P<path>[^\s:]*[^\s:/]\.\w+)(?::(?P<lines>\S+))?")


@dataclass(frozen=True, slots=True)
class Locator:
    """A place in a source: lines of its text, a file of a public package, a section by its name, or all of it.

    Attributes:
        part: what of the element stands there; empty where all of it does.
    """

    source: str
    place: str
    part: str = ""

    def __str__(self) -> str:
        return f"{self.source}:{self.place}" if self.place else self.source

    @property
    def file(self) -> str:
        """The file of a public package that holds the place; empty where the source is a single text."""
        found = FILE.fullmatch(self.place)
        return found["path"] if found else ""

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """The first and the last line of each range; none where the place is a section or a whole file."""
        return _ranges(self.place)

    def holds(self, line: int) -> bool:
        """Tell whether a line is one of its lines."""
        return any(first <= line <= last for first, last in self.ranges)


@cache
def _ranges(place: str) -> tuple[tuple[int, int], ...]:
    found = FILE.fullmatch(place)
    text = (found["lines"] or "") if found else place
    if not LINES.fullmatch(text):
        return ()
    ends = [[int(end) for end in part.split("-")] for part in text.split(",")]
    return tuple((each[0], each[-1]) for each in ends)


def locators(text: str) -> tuple[Locator, ...]:
    """Return the places that an `x-source` names, once for each part that stands there; what names none is left out."""
    found = (LOCATOR.fullmatch(each.strip()) for each in text.split(";"))
    return tuple(
        Locator(each[2], (each[3] or "").strip(), part.strip())
        for each in found
        if each
        for part in (each[1] or "").split(",")
    )


def source_faults(text: str) -> list[str]:
    """Return what is wrong with the form of an `x-source`."""
    parts = [each.strip() for each in text.split(";")]
    faults = [f"{each!r} names no place in a source" for each in parts if not LOCATOR.fullmatch(each)]
    for each in locators(text):
        backwards = [f"{first}-{last}" for first, last in each.ranges if not 0 < first <= last]
        faults += [f"{each} has no lines {span}" for span in backwards]
        if each.part and each.part not in PARTS:
            faults.append(f"{each.part} is no part of an element ({', '.join(sorted(PARTS))})")
    return faults


@dataclass(frozen=True, slots=True)
class Statement:
    """Who says that an element is so.

    Attributes:
        sources: where it stands.
        inferred: why it is here though nobody printed it; empty where somebody did.
        parts: what of it nobody printed, and why it is so all the same.
    """

    sources: tuple[Locator, ...] = ()
    inferred: str = ""
    parts: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def whole(self) -> tuple[Locator, ...]:
        """Where all of it stands, but for the parts that stand elsewhere."""
        return tuple(each for each in self.sources if not each.part)

    @property
    def below(self) -> "Statement":
        """What the elements inside have from it."""
        return Statement(self.whole, self.inferred)


UNSTATED = Statement()


def stated(node: Any, above: Statement) -> Statement:
    """Return the statement of an element: its own, and for the rest that of the element around it."""
    if not is_object(node):
        return above.below
    inferred: Any = node.get("x-inferred")
    if isinstance(inferred, str):
        return Statement(inferred=inferred)
    parts: Mapping[str, str] = inferred if is_object(inferred) else {}
    own = locators(node["x-source"]) if isinstance(node.get("x-source"), str) else ()
    if any(not each.part for each in own):
        return Statement(own, parts=parts)
    return Statement((*above.whole, *own), above.inferred, parts)
