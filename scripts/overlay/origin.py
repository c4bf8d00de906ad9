"""Where in the files of a description and its overlays something of the effective spec was written."""

from collections.abc import Iterable, Sequence
from typing import Any

from scripts.document import Document, is_array, is_object, pointer, resolve
from scripts.overlay.paths import Steps, select
from scripts.overlay.perform import clone, perform
from scripts.overlay.plan import Action, plan
from scripts.overlay.room import Room

# What says who says so; an action that changes these of a node is where the node is stated.
STATED = ("x-source", "x-inferred", "x-enum-evidence")
Place = tuple[Document, str]


def origins(spec: Document, overlays: Sequence[Document], places: Iterable[str]) -> dict[str, Place]:
    """Return the file, and the pointer in it, that last stated each node of the effective spec.

    Args:
        spec: the hand-written description.
        overlays: its overlays, in order; all of them apply.
        places: pointers of nodes in the effective spec.
    """
    found: dict[str, Place] = {at: (spec, at) for at in places}
    tree: dict[str, Any] = clone(spec.tree)
    before = {at: _state(tree, at) for at in found}
    room = Room()
    for overlay in overlays:
        for action in plan(overlay, spec):
            nodes = {} if action.verb == "remove" else select(action.target, tree)
            lengths = {steps: len(node) for steps, node in nodes.items() if is_array(node)}
            perform(action, tree, room)
            for at in found:
                state = _state(tree, at)
                if state != before[at]:
                    before[at] = state
                    if state is not None:
                        found[at] = (overlay, _inside(action, nodes, lengths, at))
    return found


def line_of(place: Place) -> str:
    """Return how messages name a place."""
    document, at = place
    return f"{document.name}:{at} (line {document.line(at)})"


def _state(tree: dict[str, Any], at: str) -> Any:
    """Return what of a node tells whether an action has touched it; None where there is no node."""
    try:
        node: Any = resolve(tree, at)
    except KeyError:
        return None
    return [clone(node.get(key)) for key in STATED] if is_object(node) else [repr(node)]


def _inside(action: Action, nodes: Iterable[Steps], lengths: dict[Steps, int], at: str) -> str:
    """Return the pointer, in an overlay, of what an action has put at a pointer of the effective spec."""
    for steps in nodes:
        start = pointer(steps)
        if at != start and not at.startswith(f"{start}/"):
            continue
        rest = at[len(start) :]
        if steps in lengths and rest:
            # An update is appended to an array: alone, or all of its members.
            index, _, deeper = rest[1:].partition("/")
            added = int(index) - lengths[steps]
            rest = (f"/{added}" if is_array(action.value) else "") + (f"/{deeper}" if deeper else "")
        return f"/actions/{action.index}/{action.verb}{rest if action.verb == 'update' else ''}"
    return f"/actions/{action.index}"
