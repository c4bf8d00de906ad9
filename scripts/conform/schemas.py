"""Values against schemas: jsonschema-rs on the whole document, so that every error knows its place in it."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import quote

import jsonschema_rs as engine

from scripts.conform.faults import Fault, faults_of, plain
from scripts.conform.fields import Plan, Planner
from scripts.document import escape, resolve

_URI = "urn:spec"
_RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_NAMING = {"properties", "patternProperties", "additionalProperties", "unevaluatedProperties"}


class _Format:
    """`format`, which the engine checks in strings only, with the two integer formats of OpenAPI added."""

    _strings: ClassVar[dict[str, engine.Validator]] = {}

    def __init__(self, parent_schema: dict[str, Any], value: Any, schema_path: list[str | int]) -> None:
        del parent_schema, schema_path
        self._range = _RANGES.get(value)
        if value not in self._strings:
            self._strings[value] = engine.Draft202012Validator({"format": value}, validate_formats=True)
        self._string = self._strings[value]

    def validate(self, instance: Any) -> None:
        """Raise where the engine shall report an error."""
        if isinstance(instance, str):
            valid = self._string.is_valid(instance)
        elif self._range and isinstance(instance, int | float) and not isinstance(instance, bool):
            valid = self._range[0] <= instance <= self._range[1]
        else:
            return
        if not valid:
            raise ValueError


_KEYWORDS: "dict[str, type[engine.KeywordValidator]]" = {"format": _Format}


class Schemas:
    """The validators of one document, made when they are first needed."""

    def __init__(self, tree: Mapping[str, Any]) -> None:
        self._tree = tree
        self._registry = engine.Registry([(_URI, dict(tree))], draft=engine.Draft202012)
        self._validators: dict[str, engine.Validator] = {}
        self._planner = Planner(tree)
        self._plans: dict[str, Plan | None] = {}

    def is_valid(self, pointer: str, value: Any) -> bool:
        """Whether a value fits the schema at a pointer."""
        return self._validator(pointer).is_valid(value)

    def faults(self, pointer: str, value: Any) -> list[Fault]:
        """All that is wrong with a value; within a union, only what is wrong with the branch that was meant."""
        return [
            fault for error in self._validator(pointer).iter_errors(value) for fault in faults_of(error, self._tree)
        ]

    def unknown(self, pointer: str, value: Any) -> Iterator[tuple[str, str, Any]]:
        """Find the fields of a valid value that no schema names: where they are, by which schema, what they hold."""
        if pointer not in self._plans:
            self._plans[pointer] = self._planner.plan(pointer)
        plan = self._plans[pointer]
        yield from plan.unknown(value) if plan else self._unnamed(pointer, value)

    def _unnamed(self, pointer: str, value: Any) -> Iterator[tuple[str, str, Any]]:
        """Find the same by what the engine says of the schemas it went through."""
        named: dict[str, set[str]] = {}
        owners: dict[str, list[str]] = {}
        for each in self._validator(pointer).evaluate(value).annotations():
            owner, _, keyword = (each["absoluteKeywordLocation"] or "").rpartition("/")
            if keyword in _NAMING and isinstance(names := each["annotations"], list):
                named.setdefault(each["instanceLocation"], set()).update(map(str, names))
                if keyword == "properties":
                    owners.setdefault(each["instanceLocation"], []).append(plain(owner))
        for place, schemas in owners.items():
            fields: dict[str, Any] = resolve(value, place)
            extra = fields.keys() - named[place]
            if extra and not any(self._is_open(schema) for schema in schemas):
                yield from ((f"{place}/{escape(name)}", schemas[0], fields[name]) for name in fields if name in extra)

    def _is_open(self, pointer: str) -> bool:
        """Whether a schema says that it takes more fields; the engine leaves `additionalProperties: true` out."""
        schema = resolve(self._tree, pointer)
        return "additionalProperties" in schema or "unevaluatedProperties" in schema

    def _validator(self, pointer: str) -> engine.Validator:
        if pointer not in self._validators:
            self._validators[pointer] = engine.Draft202012Validator(
                {"$ref": f"{_URI}#{quote(pointer, safe='/~')}"},
                registry=self._registry,
                validate_formats=True,
                keywords=_KEYWORDS,
                offline=True,
            )
        return self._validators[pointer]
