"""What the values of exchanges show of the schemas: how often each property, value and branch was seen, by kind."""

from collections import Counter
from typing import Any, Literal

from scripts.coverage.places import Side
from scripts.coverage.shapes import Shape, Shapes, same

State = Literal["present", "null", "absent", "visited"]


class Tally:
    """Counts by side, pointer and state; each is a count for every kind of exchange."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._counts: Counter[tuple[str, str, State, str]] = Counter()

    def of(self, where: str, pointer: str, state: State = "present") -> dict[str, int]:
        """How often that was seen, by kind."""
        kinds = ("docs", "recorded", "local")
        counted = {kind: self._counts[where, pointer, state, kind] for kind in kinds}
        return {kind: count for kind, count in counted.items() if count}

    def add(self, where: str, pointer: str, kind: str, state: State = "present") -> None:
        """Count once more."""
        self._counts[where, pointer, state, kind] += 1

    def walk(self, side: Side, kind: str, pointer: str, value: Any) -> None:
        """Count all that a value shows of the schema at a pointer and of those below it."""
        waiting: list[tuple[str, Any]] = [(pointer, value)]
        while waiting:
            at, here = waiting.pop()
            shapes, branches = self._shapes.met(at, here)
            for each in branches:
                self.add(side, each, kind)
            parts = list(self._shapes.parts(shapes, here))
            for shape in shapes:
                self._count(side, kind, shape, here, {at for at, _ in parts})
            for part, each in parts:
                self.add(side, part, kind, "null" if each is None else "present")
            waiting += parts

    def _count(self, side: Side, kind: str, shape: Shape, value: Any, filled: set[str]) -> None:
        self.add(side, shape.pointer, kind, "visited")
        for at in shape.slots(value):
            if at not in filled:
                self.add(side, at, kind, "absent")
        for index, option in enumerate(shape.options):
            if same(option, value):
                self.add(side, f"{shape.pointer}/enum/{index}", kind)
