"""Values against schemas: jsonschema-rs on the whole document, so that every error knows its place in it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias
from urllib.parse import quote

import jsonschema_rs as engine

from scripts.conform.faults import Described, Fault, all_of, plain, pointer_of
from scripts.conform.fields import Plan, Planner
from scripts.conform.finding import show
from scripts.conform.keywords import Flag, Format, tagged
from scripts.conform.spec import pointed
from scripts.conform.tags import Tags, tags_of
from scripts.document import escape, is_object, resolve

_Unknown: TypeAlias = Iterator[tuple[str, str, Any]]
_URI = "urn:spec"
_NAMING = {"properties", "patternProperties", "additionalProperties", "unevaluatedProperties"}
# What a side of an exchange is not to hold, and what it need not hold though it is required.
_FLAGS = {"request": "readOnly", "response": "writeOnly"}


class Schemas:
    """The validators of one document, made when they are first needed."""

    def __init__(self, tree: Mapping[str, Any]) -> None:
        self._tree = tree
        self._registry = engine.Registry([(_URI, dict(tree))], draft=engine.Draft202012)
        self._validators: dict[tuple[str, str], engine.Validator] = {}
        self._planner = Planner(tree)
        self._plans: dict[str, Plan | None] = {}
        self._heirs: dict[str, Tags | None] = {}
        self._within: list[tuple[str, Any]] = []
        keywords: dict[str, type[engine.KeywordValidator]] = {
            "format": Format,
            "discriminator": tagged(lambda schema: tags_of(schema, tree), self._fits_tag),
        }
        self._keywords = {"": keywords, **{side: {**keywords, name: Flag} for side, name in _FLAGS.items()}}

    def is_valid(self, pointer: str, value: Any) -> bool:
        """Whether a value fits the schema at a pointer."""
        return self._validator(pointer).is_valid(value)

    def faults(self, pointer: str, value: Any, side: str = "") -> list[Fault]:
        """All that is wrong with a value; within a union, only what is wrong with the branch that was meant.

        On a side, `request` or `response`, what is `readOnly` or `writeOnly` need not be there, and should not.
        """
        validator = self._validator(pointer, side)
        if validator.is_valid(value):  # at half the cost of a list without errors
            return []
        found = all_of(validator.iter_errors(value), Described(self._tree, lambda error: self._tag_faults(error, side)))
        return [each for each in found if not self._is_excused(each, side)]

    def unknown(self, pointer: str, value: Any, *, is_valid: bool = True) -> Iterator[tuple[str, str, Any]]:
        """Find the fields of a value that no schema names: where they are, by which schema, what they hold.

        Of an invalid value they are known only where nobody has to ask which branch was meant.
        """
        if pointer not in self._plans:
            self._plans[pointer] = self._planner.plan(pointer)
        plan = self._plans[pointer]
        if plan is None:
            return self._unnamed(pointer, value) if is_valid else iter(())
        return iter(()) if plan.covers(value) else plan.unknown(value)

    def _unnamed(self, pointer: str, value: Any, base: str = "", met: frozenset[str] = frozenset()) -> _Unknown:
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
            heir = next(filter(None, (self._heir(each, fields) for each in schemas)), None)
            if heir and heir not in schemas and heir not in met:
                yield from self._unnamed(heir, fields, base + place, met | {heir})
                continue
            extra = fields.keys() - named[place]
            if extra and not any(self._is_open(schema) for schema in schemas):
                yield from (
                    (f"{base}{place}/{escape(name)}", schemas[0], fields[name]) for name in fields if name in extra
                )

    def _heir(self, pointer: str, value: Any) -> str | None:
        """Find the schema that builds upon another and that a value's tag names."""
        if pointer not in self._heirs:
            self._heirs[pointer] = tags_of(resolve(self._tree, pointer), self._tree)
        tags = self._heirs[pointer]
        return tags.targets.get(str(value.get(tags.property))) if tags and not tags.keyword else None

    def _is_open(self, pointer: str) -> bool:
        """Whether a schema says that it takes more fields; the engine leaves `additionalProperties: true` out."""
        schema = resolve(self._tree, pointer)
        return "additionalProperties" in schema or "unevaluatedProperties" in schema

    def _fits_tag(self, tags: Tags, value: dict[str, Any]) -> bool:
        """Whether a value fits the schema that its tag names; what tells no tag apart says nothing."""
        target = tags.targets.get(str(value.get(tags.property)))
        if target is None:
            return not tags.is_closed or (not tags.keyword and tags.property not in value)
        # What builds upon a schema by `allOf` comes by here again, for the same value.
        if (target, value) in self._within:
            return True
        self._within.append((target, value))
        try:
            return self.is_valid(target, value)
        finally:
            self._within.pop()

    def _tag_faults(self, error: engine.ValidationError, side: str) -> list[Fault]:
        """Say what a discriminator finds wrong."""
        path, pointer = tuple(error.instance_path), pointer_of(error).rpartition("/")[0]
        tags = tags_of(resolve(self._tree, pointer), self._tree)
        value: Any = error.instance
        target = tags.targets.get(str(value.get(tags.property))) if tags else None
        if tags is None:
            return []
        if target is None:
            actual = show(value[tags.property]) if tags.property in value else "nothing"
            at, known = f"{pointer}/{tags.keyword or 'discriminator'}", " or ".join(map(show, tags.known))
            return [Fault("tag", (*path, tags.property), at, known, actual)]
        self._within.append((target, value))
        try:
            return [replace(each, path=(*path, *each.path)) for each in self.faults(target, value, side)]
        finally:
            self._within.pop()

    def _is_excused(self, fault: Fault, side: str) -> bool:
        """Whether what lacks is not for this side of an exchange."""
        if fault.keyword != "required" or side not in _FLAGS:
            return False
        owner = fault.pointer.rpartition("/")[0]
        outer = owner.rpartition("/allOf/")[0]
        for each in filter(None, (owner, outer)):
            properties = resolve(self._tree, each)
            for part in map(self._followed, (properties, *(properties.get("allOf") or ()))):
                listed: dict[str, Any] = part.get("properties") or {}
                named = listed.get(str(fault.path[-1]))
                if is_object(named) and (named.get(_FLAGS[side]) or self._followed(named).get(_FLAGS[side])) is True:
                    return True
        return False

    def _followed(self, schema: Any) -> Mapping[str, Any]:
        while is_object(schema) and "$ref" in schema:
            schema = resolve(self._tree, pointed(str(schema["$ref"])))
        return schema if is_object(schema) else {}

    def _validator(self, pointer: str, side: str = "") -> engine.Validator:
        if (pointer, side) not in self._validators:
            self._validators[pointer, side] = engine.Draft202012Validator(
                {"$ref": f"{_URI}#{quote(pointer, safe='/~')}"},
                registry=self._registry,
                validate_formats=True,
                keywords=self._keywords[side],
                offline=True,
            )
        return self._validators[pointer, side]
