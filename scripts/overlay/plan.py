"""Read an overlay into actions, refusing at once everything that is wrong with it before it is applied."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

from scripts.document import Document, is_array, is_object, pointer
from scripts.overlay.paths import QUOTED, BadPathError, Steps, check
from scripts.problem import Problem, refuse, refuse_all

Fault = tuple[Steps, str, str]

_VERSION = re.compile(r"1\.[01]\.\d+")
_BY_INDEX = re.compile(r"[\[,]\s*(?:-?\d|:)")


@dataclass(frozen=True, slots=True)
class Action:
    """One change: `value` is what an update inserts, or the path that a copy takes it from."""

    where: str
    index: int
    target: str
    verb: str
    value: Any
    optional: bool
    primitives: bool
    strict: bool

    def refuse(self, what: str, cure: str) -> NoReturn:
        """Raise `Refused` for this action."""
        refuse(self.where, what, cure)


def plan(overlay: Document, document: Document, *, standard: bool = False) -> list[Action]:
    """List the actions of an overlay for a document, or raise `Refused` with all its faults.

    Args:
        overlay: the overlay.
        document: what it is to change.
        standard: whether to let pass what the standard does, though it is likely a mistake.
    """
    tree = overlay.tree
    found = _standard(tree) if standard else chain(_standard(tree), _extends(overlay, document), _house(tree))
    in_order = sorted(found, key=lambda fault: overlay.line(pointer(fault[0])))
    refuse_all(Problem(_place(overlay, steps), what, cure) for steps, what, cure in in_order)
    return [
        Action(
            where=_place(overlay, ("actions", index)),
            index=index,
            target=action["target"],
            verb=(verb := _verb(action)),
            value=action[verb],
            optional=standard or action.get("x-optional", False),
            primitives=not tree["overlay"].startswith("1.0."),
            strict=not standard,
        )
        for index, action in enumerate(tree["actions"])
        if _acts(action)
    ]


def _acts(action: dict[str, Any]) -> bool:
    return action.get("remove") is True or "update" in action or "copy" in action


def _verb(action: dict[str, Any]) -> str:
    if action.get("remove") is True:
        return "remove"
    return "update" if "update" in action else "copy"


def _place(overlay: Document, steps: Steps) -> str:
    spot = pointer(steps)
    return f"{overlay.name}:{spot} (line {overlay.line(spot)})" if steps else overlay.name


def _standard(tree: dict[str, Any]) -> Iterator[Fault]:
    """Find what the Overlay Specification forbids."""
    version = tree.get("overlay")
    if not isinstance(version, str) or not _VERSION.fullmatch(version):
        yield ("overlay",), f"overlay is {version!r}, not a version known here", "write overlay: 1.1.0"
    old = isinstance(version, str) and version.startswith("1.0.")
    yield from _unknown((), tree, {"overlay", "info", "extends", "actions"})
    info = tree.get("info")
    if is_object(info):
        yield from _unknown(("info",), info, {"title", "version"} if old else {"title", "version", "description"})
        for key in ("title", "version"):
            yield from _text(("info",), info, key)
        if "description" in info:
            yield from _text(("info",), info, "description")
    else:
        yield ("info",), "info is missing or not an object", "write info with title and version"
    actions = tree.get("actions")
    if not is_array(actions) or not actions:
        yield ("actions",), "actions are missing, empty or not a list", "write at least one action"
        return
    seen: dict[str, int] = {}
    for index, action in enumerate(actions):
        steps = ("actions", index)
        first = seen.setdefault(json.dumps(action, sort_keys=True), index)
        if first != index:
            yield steps, f"the action is the same as /actions/{first}", "delete one of them"
        elif is_object(action):
            yield from _action(steps, action, old)
        else:
            yield steps, "the action is not an object", "write target, description and what to do"


def _action(steps: Steps, action: dict[str, Any], old: bool) -> Iterator[Fault]:
    yield from _unknown(steps, action, {"target", "description", "update", "remove", *(() if old else ("copy",))})
    for key in ("target", "copy"):
        if key == "target" or key in action:
            yield from _path(steps, action, key)
    yield from _truth(steps, action, "remove")
    changes = [verb for verb in ("update", "copy") if verb in action]
    if len(changes) > 1 and action.get("remove") is not True:
        yield steps, "the action has both update and copy", "make two actions of it"


def _truth(steps: Steps, action: dict[str, Any], key: str) -> Iterator[Fault]:
    if not isinstance(action.get(key, False), bool):
        yield (*steps, key), f"{key} is neither true nor false", f"write {key}: true, or drop it"


def _path(steps: Steps, action: dict[str, Any], key: str) -> Iterator[Fault]:
    query = action.get(key)
    if not isinstance(query, str):
        yield (*steps, key), f"{key} is missing or not a string", "write a JSONPath"
        return
    try:
        check(query)
    except BadPathError as error:
        yield (*steps, key), f"{key} {query} is not a JSONPath of RFC 9535: {error}", error.cure


def _unknown(steps: Steps, tree: dict[str, Any], known: set[str]) -> Iterator[Fault]:
    for key in tree:
        if key not in known and not key.startswith("x-"):
            yield (*steps, key), f"unknown field {key}", f"use one of {', '.join(sorted(known))}, or x-..."


def _text(steps: Steps, tree: dict[str, Any], key: str) -> Iterator[Fault]:
    value = tree.get(key)
    if not isinstance(value, str) or not value.strip():
        yield (*steps, key), f"{key} is missing, empty or not a string", f"write a {key}, in quotes if it is a number"


def _extends(overlay: Document, document: Document) -> Iterator[Fault]:
    """Find out whether the overlay was written for another file."""
    if "extends" not in overlay.tree:
        return
    extends = overlay.tree["extends"]
    if not isinstance(extends, str):
        yield ("extends",), "extends is not a string", "write the address of the description, or drop it"
        return
    try:
        address = urlsplit(extends)
        if address.scheme or address.netloc:
            return
        # Where links lead in a circle, pathlib raises.
        same = os.path.realpath(Path(overlay.name).parent / unquote(address.path)) == os.path.realpath(document.name)
    except ValueError as error:
        yield ("extends",), f"{extends} is no address: {error}", "write the address of the description, or drop it"
        return
    if not same:
        yield ("extends",), f"{extends} is not {document.name}", "apply it to the file it extends, or correct extends"


def _house(tree: dict[str, Any]) -> Iterator[Fault]:
    """Find what the standard lets pass, and we don't."""
    actions = tree.get("actions")
    for index, action in enumerate(actions if is_array(actions) else []):
        if not is_object(action):
            continue
        steps = ("actions", index)
        yield from _text(steps, action, "description")
        yield from _truth(steps, action, "x-optional")
        if action.get("remove") is True and ("update" in action or "copy" in action):
            yield steps, "the action removes what it changes", "drop the change, or the removal"
        if not _acts(action) and action.get("remove", False) is False:
            yield steps, "the action does nothing", "give one of update, copy or remove: true"
        for key in ("target", "copy"):
            query = action.get(key)
            if isinstance(query, str) and _BY_INDEX.search(QUOTED.sub("''", query)):
                yield (*steps, key), f"{key} {query} selects by an index", "select by a filter, such as [?@.name=='x']"
