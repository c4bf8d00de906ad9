"""How much overlays may insert: a few lines that copy the root into itself would fill any machine."""

from collections.abc import Iterable
from typing import Any

from scripts.document import is_array, is_object
from scripts.document.schema import DEPTH, GROWTH, NODE
from scripts.overlay.paths import Steps
from scripts.overlay.plan import Action


class Room:
    """What is left for the overlays of one run."""

    def __init__(self) -> None:
        self.left = GROWTH

    def take(self, action: Action, places: Iterable[Steps], value: Any) -> None:
        """Reserve the room for a value at each of some places, or raise `Refused`."""
        weight, height = _measure(value)
        steps = [len(each) for each in places]
        self.left -= weight * len(steps)
        if self.left < 0:
            action.refuse("the overlays insert without end or beyond all bounds", "insert less, or into fewer nodes")
        if max(steps) + 1 + height > DEPTH:
            action.refuse(f"what is inserted is nested deeper than {DEPTH} levels", "flatten it")


def _measure(value: Any) -> tuple[int, int]:
    """Return the weight of a value, in characters where a node counts as some, and its levels."""
    if is_object(value):
        parts = [_measure(each) for each in value.values()]
        weight = NODE + sum(map(len, value))
    elif is_array(value):
        parts = [_measure(each) for each in value]
        weight = NODE
    else:
        return NODE + (len(value) if isinstance(value, str) else 0), 1
    return weight + sum(each for each, _ in parts), 1 + max((height for _, height in parts), default=0)
