"""Instances of a schema by rule: all there can be, the least, and one for each branch of each choice within."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.conform.schemas import Schemas
from scripts.conform.spec import Node
from scripts.document import is_array, is_object, resolve
from scripts.instances.drawn import draw
from scripts.instances.passes import Choice, Choices, Pass, UnmakeableError

_SEED = 1
_DRAWN = 24
# Of the branches of one schema: to draw each takes seconds where schemas are large.
_MOST_DRAWS = 3


class Maker:
    """Makes instances of the schemas of one description; each is valid, or is left out."""

    def __init__(self, tree: Mapping[str, Any], name: str) -> None:
        self.start = Node(tree, name, "", tree)
        self.schemas = Schemas(tree)
        self._drawn: dict[str, Any] = {}
        self._draws = 0

    def instances(self, node: Node) -> dict[str, Any]:
        """Make the instances of a schema, by what is special about each; the fullest comes first."""
        found: dict[str, Any] = {}
        self._draws = _MOST_DRAWS
        queue: list[tuple[str, str, Choices]] = [("full", "", {})]
        known: set[tuple[str, int]] = set()
        while queue:
            label, place, chosen = queue.pop(0)
            value, seen = self._made(node, chosen)
            value = value if self._is_good(node, value) else self._drawn_instead(node, place, chosen)
            _keep(found, label, value)
            for choice in seen:
                for index, branch in choice.others():
                    if (choice.pointer, index) not in known:
                        known.add((choice.pointer, index))
                        label = f"{choice.place or '/'} is {branch}"
                        queue.append((label, choice.place, {**chosen, choice.pointer: index}))
        least = self._made(node, None)[0]
        _keep(found, "least", least if self._is_good(node, least) else [])
        return found

    def _made(self, node: Node, chosen: Choices | None) -> tuple[list[Any], list[Choice]]:
        """Make an instance; none where the rules do not do, together with what could be chosen on the way."""
        made = Pass(self.first, self.fits, chosen)
        try:
            return [made.make(node, "", brief=chosen is None)], list(made.seen.values())
        except UnmakeableError:
            return [], list(made.seen.values())

    def _is_good(self, node: Node, made: list[Any]) -> bool:
        return bool(made) and self.fits(node, made[0])

    def _drawn_instead(self, node: Node, place: str, chosen: Choices) -> list[Any]:
        """Draw what the rules do not make; it counts where it has the place that was to be chosen for."""
        self._draws -= 1
        return [each for each in self._draw(node, chosen) if _has(each, place)][:1] if self._draws >= 0 else []

    def first(self, node: Node, candidates: Iterator[Any]) -> Any:
        """Take the first candidate that fits a schema, or draw one."""
        for each in candidates:
            if self.fits(node, each):
                return each
        if node.pointer not in self._drawn:
            self._drawn[node.pointer] = self._draw(node, {})[:1]
        if not self._drawn[node.pointer]:
            raise UnmakeableError(node.pointer)
        return self._drawn[node.pointer][0]

    def _draw(self, node: Node, chosen: Choices) -> list[Any]:
        """Draw instances in which the choices are those, the shortest first."""
        tree = copy.deepcopy(dict(node.root))
        for pointer, index in chosen.items():
            _narrow(resolve(tree, pointer), index)
        try:
            drawn = draw(tree, resolve(tree, node.pointer), _SEED, _DRAWN)
        except Exception:  # noqa: BLE001 - whatever hinders others from drawing, there is no instance then
            return []
        return [each for each in sorted(drawn, key=lambda each: len(repr(each))) if self.fits(node, each)]

    def fits(self, node: Node, value: Any) -> bool:
        """Whether a value is an instance."""
        try:
            return self.schemas.is_valid(node.pointer, value)
        except (UnicodeEncodeError, ValueError):
            return False


def _keep(found: dict[str, Any], label: str, made: list[Any]) -> None:
    """Add what is new."""
    said = repr(made)
    if made and all(repr([each]) != said for each in found.values()):
        count = sum(each.partition(" (")[0] == label for each in found)
        found[f"{label} ({count + 1})" if count else label] = made[0]


def _has(value: Any, place: str) -> bool:
    try:
        resolve(value, place)
    except (KeyError, IndexError, TypeError, ValueError):
        return False
    return True


def _narrow(schema: dict[str, Any], index: int) -> None:
    """Leave one branch alone of a schema that is a choice."""
    for keyword in ("oneOf", "anyOf", "type"):
        if is_array(schema.get(keyword)):
            schema[keyword] = [schema[keyword][index]] if is_object(schema[keyword][index]) else schema[keyword][index]
            return
