"""Trees with one thing changed; what is not on the way to it is shared."""

from collections.abc import Callable, Sequence
from typing import Any

from scripts.document import is_array, is_object

Path = Sequence[str | int]
Tree = dict[str, Any]


def at(tree: Any, path: Path) -> Any:
    """Read what is at a path."""
    for key in path:
        tree = tree[int(key)] if is_array(tree) else tree[key]
    return tree


def changed(tree: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    """Copy a tree with another value at a path, made from the one that is there."""
    if not path:
        return change(tree)
    key, rest = path[0], path[1:]
    if is_array(tree):
        return [changed(each, rest, change) if index == int(key) else each for index, each in enumerate(tree)]
    return {name: changed(each, rest, change) if name == key else each for name, each in tree.items()}


def put(tree: Any, path: Path, value: Any) -> Any:
    """Copy a tree with a value at a path, whether there was one or not."""
    if not path:
        return value
    key = path[-1]
    return changed(
        tree,
        path[:-1],
        lambda owner: (
            {**owner, key: value}
            if is_object(owner)
            else [value if index == int(key) else each for index, each in enumerate(owner)]
        ),
    )


def drop(tree: Any, path: Path) -> Any:
    """Copy a tree without what is at a path."""
    key = path[-1]
    return changed(
        tree,
        path[:-1],
        lambda owner: (
            {name: each for name, each in owner.items() if name != key}
            if is_object(owner)
            else [each for index, each in enumerate(owner) if index != int(key)]
        ),
    )


def rename(tree: Any, path: Path, name: str) -> Any:
    """Copy a tree with another name for a field, in its place."""
    key = path[-1]
    return changed(tree, path[:-1], lambda owner: {name if each == key else each: owner[each] for each in owner})
