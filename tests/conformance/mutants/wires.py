"""Values as texts on the wire and back, by style and explode: written for the mutants, without conform's reader."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, unquote_plus

from scripts.conform.spec import Node
from scripts.document import is_array, is_object
from tests.conformance.mutants.oracle import Oracle

Pairs = list[tuple[str, str]]
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_READ: dict[str, Callable[[str], str]] = {
    "path": unquote,
    "query": unquote_plus,
    "form": unquote_plus,
    "cookie": unquote,
    "header": str.strip,
}
_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "|"}
_PLAIN = {"form", "simple", "deepObject", *_DELIMITERS}


@dataclass(frozen=True, slots=True, eq=False)
class Wire:
    """How one value goes: the name it has, where, and its style; `kind` is its schema after every `$ref`."""

    name: str
    location: str
    style: str
    explode: bool
    kind: Node
    json: bool = False

    @property
    def known(self) -> bool:
        """Whether the style is one that is written here."""
        return self.json or self.style in _PLAIN

    def owns(self, name: str) -> bool:
        """Whether a pair of this name belongs to the value."""
        if self.style == "deepObject":
            return name.startswith(f"{self.name}[")
        if self.style == "form" and self.explode and not self.json and "object" in types(self.kind):
            return name in (self.kind.field("properties") or {})
        return name == self.name

    def readings(self, pairs: Pairs, oracle: Oracle) -> list[Any]:
        """Read what the pairs may mean, the likeliest first; nothing where none of them belongs to the value."""
        own = [(name, text) for name, text in pairs if self.owns(name)]
        if not own:
            return []
        plain, kinds = _READ[self.location], types(self.kind)
        if self.json:
            return list(_parsed(plain(own[0][1])))
        if own[0][0] != self.name:
            names = [name.removeprefix(f"{self.name}[").removesuffix("]") for name, _ in own]
            return [self._fields(list(zip(names, [text for _, text in own], strict=True)), oracle)]
        found: list[Any] = []
        if "array" in kinds:
            texts = [text for _, text in own] if self._repeats else self._parts(own[0][1])
            found.append([best(plain(text), self.kind.get("items"), oracle) for text in texts])
        if "object" in kinds:
            found.append(self._fields(list(self._entries(self._parts(own[0][1]))), oracle))
        return [*found, *scalars(plain(own[0][1]))]

    def pairs(self, value: Any) -> Pairs | None:
        """Spell a value; None where this style can't."""
        if self.json:
            return [(self.name, self._written(json.dumps(value)))]
        if is_object(value) or is_array(value):
            parts = list(value.items()) if is_object(value) else list(enumerate(value))
            texts = [(str(key), self._spelled(each)) for key, each in parts]
            spelled = [(key, text) for key, text in texts if text is not None]
            if not spelled or len(spelled) != len(texts):
                return None
            return self._object(spelled) if is_object(value) else self._array([text for _, text in spelled])
        text = self._spelled(value)
        if text is None or self.style == "deepObject":
            return None
        return [(self.name, text)]

    @property
    def _repeats(self) -> bool:
        return self.explode and self.style != "simple"

    def _array(self, texts: list[str]) -> Pairs:
        if self._repeats:
            return [(self.name, text) for text in texts]
        return [(self.name, _DELIMITERS.get(self.style, ",").join(texts))]

    def _object(self, texts: Pairs) -> Pairs:
        if self.style == "deepObject":
            return [(f"{self.name}[{key}]", text) for key, text in texts]
        if self._repeats:
            return texts
        return [(self.name, ",".join(f"{key}={text}" if self.explode else f"{key},{text}" for key, text in texts))]

    def _parts(self, text: str) -> list[str]:
        return text.split(_DELIMITERS.get(self.style, ",")) if text else []

    def _entries(self, parts: list[str]) -> Iterator[tuple[str, str]]:
        if self.explode:
            yield from ((key, text) for key, _, text in (part.partition("=") for part in parts))
        else:
            yield from zip(parts[::2], parts[1::2], strict=False)

    def _fields(self, pairs: Pairs, oracle: Oracle) -> dict[str, Any]:
        plain, listed = _READ[self.location], self.kind.get("properties")
        return {name: best(plain(text), listed.get(name) if listed else None, oracle) for name, text in pairs}

    def _spelled(self, value: Any) -> str | None:
        if is_object(value) or is_array(value):
            return None
        return self._written(value if isinstance(value, str) else json.dumps(value))

    def _written(self, text: str) -> str:
        return text if self.location == "header" else quote(text, safe=":")


def types(node: Node | None) -> set[str]:
    """Collect the types that a schema, or one of its parts, allows."""
    if node is None or not is_object(node.value):
        return set()
    named = node.field("type", [])
    found = set(named if is_array(named) else [named])
    for keyword in ("allOf", "oneOf", "anyOf"):
        branches = node.get(keyword)
        found |= {name for _, branch in (branches.items() if branches else ()) for name in types(branch)}
    return found


def scalars(text: str) -> list[Any]:
    """Give the values of JSON that a text may stand for, and the text."""
    if text in {"true", "false", "null"} or _NUMBER.fullmatch(text):
        return [json.loads(text), text]
    return [text]


def best(text: str, node: Node | None, oracle: Oracle) -> Any:
    """Read a text as what its schema allows."""
    readings = scalars(text)
    return next((each for each in readings if node is None or oracle.valid(node.pointer, each)), text)


def _parsed(text: str) -> Iterator[Any]:
    try:
        yield json.loads(text)
    except ValueError:
        return
