"""Do one action of an overlay to a tree, in place."""

from typing import Any, NoReturn

from scripts.document import is_array, is_object, pointer
from scripts.overlay.paths import BadPathError, Nodes, Steps, select
from scripts.overlay.plan import Action
from scripts.overlay.room import Room


def perform(action: Action, tree: dict[str, Any], room: Room) -> None:
    """Change the tree as the action says, within the room there is, or raise `Refused`."""
    nodes = _select(action, action.target, tree)
    if not nodes:
        _insist_on_match(action)
    elif action.verb == "remove":
        _remove(action, nodes, tree)
    else:
        value = _source(action, tree) if action.verb == "copy" else action.value
        _insist_on_one_kind(action, nodes)
        room.take(action, nodes, value)
        changes = [_merge(action, tree, steps, node, value) for steps, node in nodes.items()]
        _insist_on_change(action, changes)


def clone(value: Any) -> Any:
    """Copy a value so that no part of it is shared, not even between its own parts."""
    if is_object(value):
        return {key: clone(item) for key, item in value.items()}
    if is_array(value):
        return [clone(item) for item in value]
    return value


def _select(action: Action, query: str, tree: dict[str, Any]) -> Nodes:
    try:
        return select(query, tree)
    except BadPathError as error:
        action.refuse(f"{query} can't be evaluated: {error}", error.cure)


def _source(action: Action, tree: dict[str, Any]) -> Any:
    nodes = _select(action, action.value, tree)
    if len(nodes) != 1:
        count = len(nodes) or "no"
        action.refuse(f"copy {action.value} matches {count} nodes", "correct it to match exactly one")
    return clone(next(iter(nodes.values())))


def _insist_on_match(action: Action) -> None:
    if not action.optional:
        what = f"target {action.target} matches nothing"
        action.refuse(what, "correct the target, or mark the action x-optional: true")


def _insist_on_change(action: Action, changes: list[bool]) -> None:
    if action.strict and not any(changes):
        action.refuse(f"{action.verb} of {action.target} changes nothing", "delete the action: the values are there")


def _insist_on_one_kind(action: Action, nodes: Nodes) -> None:
    kinds = sorted({_kind(node) for node in nodes.values()})
    if len(kinds) > 1:
        action.refuse(f"target {action.target} matches {' and '.join(kinds)}", "make an action for each kind")


def _kind(value: Any) -> str:
    if is_object(value):
        return "an object"
    return "an array" if is_array(value) else "a primitive"


def _merge(action: Action, tree: dict[str, Any], steps: Steps, node: Any, value: Any) -> bool:
    """Merge a value into one target and tell whether that changed anything."""
    if is_array(node):
        return _append(node, value if is_array(value) else [value])
    if _kind(node) != _kind(value):
        _refuse_kinds(action, steps, node, value)
    if is_object(node):
        return _merge_object(action, steps, node, value)
    if not action.primitives:
        what = f"target {action.target} matches a primitive"
        action.refuse(what, "target the object around it, or write overlay: 1.1.0")
    return _set(_parent(tree, steps), steps[-1], value)


def _merge_object(action: Action, steps: Steps, target: dict[str, Any], update: dict[str, Any]) -> bool:
    changed = False
    for key, value in update.items():
        if key not in target:
            target[key] = clone(value)
            changed = True
            continue
        present = target[key]
        if _kind(present) != _kind(value):
            _refuse_kinds(action, (*steps, key), present, value)
        if is_object(present):
            done = _merge_object(action, (*steps, key), present, value)
        elif is_array(present):
            done = _append(present, value)
        else:
            done = _set(target, key, value)
        changed = changed or done
    return changed


def _append(target: list[Any], items: list[Any]) -> bool:
    target.extend(clone(items))
    return bool(items)


def _set(parent: Any, step: str | int, value: Any) -> bool:
    present = parent[step]
    parent[step] = value
    return type(present) is not type(value) or present != value


def _refuse_kinds(action: Action, steps: Steps, present: Any, value: Any) -> NoReturn:
    what = f"{_kind(value)} can't be merged into {_kind(present)} at {pointer(steps) or 'the root'}"
    action.refuse(what, "remove the old value in an action before this one")


def _parent(tree: Any, steps: Steps) -> Any:
    for step in steps[:-1]:
        tree = tree[step]
    return tree


def _remove(action: Action, nodes: Nodes, tree: dict[str, Any]) -> None:
    if () in nodes:
        action.refuse("the root can't be removed", "correct the target")
    # Deepest first and from the end of an array: so no removal moves what is still to be removed.
    for steps in sorted(nodes, key=_depth_and_index, reverse=True):
        del _parent(tree, steps)[steps[-1]]


def _depth_and_index(steps: Steps) -> tuple[int, int]:
    return len(steps), steps[-1] if isinstance(steps[-1], int) else 0
