"""JSON text to a tree, refusing what Python's reader lets pass."""

import json
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scripts.document.pointers import is_array, is_object, pointer
from scripts.document.schema import DEPTH, NODES
from scripts.problem import refuse


@dataclass(frozen=True, slots=True)
class _Fault:
    """Stands in the tree for a value that is refused: the reader's hooks don't know where they are."""

    what: str
    cure: str


def read_json(text: str, name: str) -> Any:
    """Build the tree of a JSON text, or raise `Refused` with the line or the pointer."""
    if not text.strip():
        refuse(name, "the file is empty", "write an object")
    try:
        tree = json.loads(text, object_pairs_hook=_object, parse_constant=_number, parse_float=_number)
    except json.JSONDecodeError as error:
        refuse(f"{name}:{error.lineno}", error.msg, "correct the JSON")
    except RecursionError:
        refuse(name, f"nested deeper than {DEPTH} levels", "flatten it")
    except ValueError:
        refuse(name, "a number has too many digits", "quote it, if it is text")
    _Examiner(name).examine(tree, ())
    return tree


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Fault:
    tree = dict(pairs)
    if len(tree) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        return _Fault(f"key '{twice}' is given more than once", "keep one of them")
    return tree


def _number(text: str) -> float | _Fault:
    value = float(text)
    return value if math.isfinite(value) else _Fault(f"{text} is not a number that JSON has", "quote it, if it is text")


class _Examiner:
    """Refuses at its pointer what the reader let pass."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.nodes = 0

    def examine(self, value: Any, path: tuple[str | int, ...]) -> None:
        self.nodes += 1
        if isinstance(value, _Fault):
            refuse(self.where(path), value.what, value.cure)
        if isinstance(value, str) and not _encodable(value):
            refuse(self.where(path), "the text holds half of a surrogate pair", "write the whole character")
        if len(path) >= DEPTH:
            refuse(self.name, f"nested deeper than {DEPTH} levels", "flatten it")
        if self.nodes > NODES:
            refuse(self.name, f"holds more than {NODES:,} values", "split it")
        if is_object(value) or is_array(value):
            for key, item in _members(value):
                if isinstance(key, str) and not _encodable(key):
                    refuse(self.where(path), "a key holds half of a surrogate pair", "write the whole character")
                self.examine(item, (*path, key))

    def where(self, path: tuple[str | int, ...]) -> str:
        return f"{self.name}:{pointer(path)}" if path else self.name


def _members(value: dict[str, Any] | list[Any]) -> Iterable[tuple[str | int, Any]]:
    return value.items() if isinstance(value, dict) else enumerate(value)


def _encodable(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text)
