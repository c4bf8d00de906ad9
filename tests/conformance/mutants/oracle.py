"""What is valid, by the engine of JSON Schema alone and without conform: the rule by which mutants are told apart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

import jsonschema_rs as engine

from scripts.document import is_array, split
from tests.conformance.mutants.edits import at

_URI = "urn:subject"
_OF_PARTS = {"additionalProperties", "contains", "items", "unevaluatedItems", "unevaluatedProperties"}


@dataclass(frozen=True, slots=True)
class Visit:
    """A schema that was asked about a value which fits it: its pointer, and the path of the value."""

    schema: str
    path: tuple[str | int, ...]


class Oracle:
    """The schemas of one description."""

    def __init__(self, tree: Mapping[str, Any]) -> None:
        self._registry = engine.Registry([(_URI, dict(tree))], draft=engine.Draft202012)
        self._validators: dict[str, engine.Validator] = {}

    def valid(self, pointer: str, value: Any) -> bool:
        """Whether a value fits the schema at a pointer."""
        return self._validator(pointer).is_valid(value)

    def visits(self, pointer: str, value: Any) -> Iterator[Visit]:
        """Go through the schemas that judged a value or a part of it, and found it to fit."""
        seen = {Visit(pointer, ())}
        listed: Any = self._validator(pointer).evaluate(value).list()
        failed = [each["evaluationPath"] for each in listed["details"] if not each["valid"]]
        units = {(each["evaluationPath"], each["instanceLocation"]) for each in listed["details"]}
        for each in listed["details"]:
            owner, _, keyword = each["evaluationPath"].rpartition("/")
            # of these the engine reports the keyword, about the whole value, beside its schema, about each part
            is_keyword = keyword in _OF_PARTS and (owner, each["instanceLocation"]) in units
            if each["valid"] and not is_keyword and not _within(each["evaluationPath"], failed):
                tokens = split(each["instanceLocation"])
                seen.add(Visit(unquote(each["schemaLocation"].partition("#")[2]), _typed(value, tokens)))
        yield from sorted(seen, key=lambda visit: (visit.schema, [str(key) for key in visit.path]))

    def _validator(self, pointer: str) -> engine.Validator:
        if pointer not in self._validators:
            self._validators[pointer] = engine.Draft202012Validator(
                {"$ref": f"{_URI}#{quote(pointer, safe='/~')}"},
                registry=self._registry,
                validate_formats=True,
                offline=True,
            )
        return self._validators[pointer]


def _within(path: str, failed: list[str]) -> bool:
    """Whether a place lies in a branch that does not fit; the schemas on the way to it are another matter."""
    return any(path == each or path.startswith(f"{each}/") for each in failed)


def _typed(value: Any, tokens: list[str]) -> tuple[str | int, ...]:
    path: list[str | int] = []
    for token in tokens:
        key = int(token) if is_array(value) else token
        path.append(key)
        value = at(value, [key])
    return tuple(path)
