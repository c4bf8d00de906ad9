"""Where in the files of a description and its overlays something of the effective spec was written."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from scripts.document import Document, escape, is_array, is_object, pointer, resolve, split
from scripts.overlay.paths import select
from scripts.overlay.perform import clone, perform
from scripts.overlay.plan import Action, plan
from scripts.overlay.room import Room

# What makes a node what it is, and says who says so; an action that changes these of a node is where it was stated.
STATED = ("x-source", "x-inferred", "x-enum-evidence", "name", "in", "url", "$ref")
Place = tuple[Document, str]


def origins(spec: Document, overlays: Sequence[Document], places: Iterable[str]) -> dict[str, Place]:
    """Return the file, and the pointer in it, that last stated each node of the effective spec.

    Args:
        spec: the hand-written description.
        overlays: its overlays, in order; all of them apply.
        places: pointers of nodes in the effective spec.
    """
    history = _History(spec)
    for overlay in overlays:
        for action in plan(overlay, spec):
            history.perform(overlay, action)
    return {at: history.place(at) for at in places}


def line_of(place: Place) -> str:
    """Return how messages name a place."""
    document, at = place
    return f"{document.name}:{at} (line {document.line(at)})"


class _History:
    """The tree as actions change it; each object and list in it is known by identity, wherever it moves."""

    def __init__(self, spec: Document) -> None:
        self.tree: dict[str, Any] = clone(spec.tree)
        self.room = Room()
        self.homes: dict[int, Place] = {}
        # Plain values that an action has set, by the node that holds them and their key.
        self.values: dict[tuple[int, str], Place] = {}
        # A node that is removed lives on, or another would take its identity.
        self.kept: list[Any] = []
        for at, node in _containers(self.tree, ""):
            self._settle(node, (spec, at))

    def _settle(self, node: Any, place: Place) -> None:
        self.homes[id(node)] = place
        self.kept.append(node)

    def perform(self, overlay: Document, action: Action) -> None:
        before: dict[str, Any] = clone(self.tree)
        states = {id(node): _state(node) for _, node in _containers(self.tree, "")}
        values = {id(node): _values(node) for _, node in _containers(self.tree, "")}
        targets = [] if action.verb == "remove" else [pointer(steps) for steps in select(action.target, self.tree)]
        perform(action, self.tree, self.room)
        for at, node in _containers(self.tree, ""):
            if id(node) not in states:
                if id(node) not in self.homes:
                    self._settle(node, (overlay, _inside(action, targets, before, at)))
            elif states[id(node)] != _state(node):
                self.homes[id(node)] = (overlay, _inside(action, targets, before, at))
            for key, value in _values(node).items() if id(node) in values else ():
                if key not in values[id(node)] or values[id(node)][key] != value:
                    where = _inside(action, targets, before, f"{at}/{escape(key)}")
                    self.values[id(node), key] = (overlay, where)

    def place(self, at: str) -> Place:
        """Return where a node was written; a plain value, beside what is around it."""
        node: Any = self.tree
        place, tokens = self.homes[id(node)], split(at)
        for index, token in enumerate(tokens):
            around = node
            try:
                node = resolve(node, f"/{escape(token)}")
            except KeyError:
                break
            if id(node) not in self.homes:
                beside = place[0], place[1] + pointer(tokens[index:])
                return self.values.get((id(around), token), beside)
            place = self.homes[id(node)]
        return place


def _containers(node: Any, at: str) -> Iterator[tuple[str, Any]]:
    """Yield every object and list of a tree with its pointer, outermost first."""
    if is_object(node):
        yield at, node
        for key, value in node.items():
            yield from _containers(value, f"{at}/{escape(key)}")
    elif is_array(node):
        yield at, node
        for index, value in enumerate(node):
            yield from _containers(value, f"{at}/{index}")


def _values(node: Any) -> dict[str, Any]:
    """Return the plain values of an object."""
    return {key: value for key, value in node.items() if not isinstance(value, dict | list)} if is_object(node) else {}


def _state(node: Any) -> Any:
    return [clone(node.get(key)) for key in STATED] if is_object(node) else None


def _inside(action: Action, targets: Iterable[str], before: dict[str, Any], at: str) -> str:
    """Return the pointer, in an overlay, of what an action has put at a pointer of the effective spec."""
    start = max((each for each in targets if f"{at}/".startswith(f"{each}/")), key=len, default=None)
    if start is None or action.verb != "update":
        return f"/actions/{action.index}"
    node: Any = resolve(before, start)
    steps: list[str] = []
    for token in split(at[len(start) :]):
        if is_array(node):
            # An update is appended to a list: alone, or all of its members.
            added = int(token) - len(node)
            steps += [str(added)] if steps or is_array(action.value) else []
            node = None
        else:
            steps.append(token)
            node = node.get(token) if is_object(node) else None
    return f"/actions/{action.index}/update{pointer(steps)}"
