"""The fields that a schema names, level by level, for schemas that say it plainly.

Asking the engine which fields were named costs more than all other checks together. Most schemas need no engine for
that: `$ref`, `properties`, `items`, `allOf`, and a union of one schema with null. For all others there is no plan.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from scripts.conform.spec import pointed
from scripts.document import escape, is_array, is_object, resolve

_SPOIL = {
    "$dynamicRef", "contains", "dependentSchemas", "else", "if", "not", "patternProperties", "prefixItems", "then",
    "unevaluatedItems", "unevaluatedProperties",
}  # fmt: skip
_CHOICES = {"oneOf", "anyOf"}


class NotPlainError(Exception):
    """The schema uses what a plan can't say."""


@dataclass(slots=True, eq=False)
class Plan:
    """One level: the names that are known, by the schema that owns them; `open` where any others may come."""

    fields: "dict[str, Plan]" = field(default_factory=dict[str, "Plan"])
    owner: str = ""
    open: bool = False
    rest: "Plan | None" = None
    items: "Plan | None" = None
    _deep: "list[tuple[str, Plan]] | None" = field(default=None, init=False)

    def covers(self, value: Any) -> bool:
        """Whether all fields of a valid value are surely named, which is told at less cost than those that are not."""
        if not is_object(value):
            return self.items is None or not is_array(value) or all(map(self.items.covers, value))
        if self.rest is not None and not self.rest.is_leaf:
            return False
        if self.owner and not self.open and not value.keys() <= self.fields.keys():
            return False
        if self._deep is None:
            self._deep = [(name, plan) for name, plan in self.fields.items() if not plan.is_leaf]
        for name, plan in self._deep:  # noqa: SIM110 - `all` takes half as long again
            if (each := value.get(name)) is not None and not plan.covers(each):
                return False
        return True

    @property
    def is_leaf(self) -> bool:
        """Whether nothing is said of what is below."""
        return not (self.fields or self.items or self.rest)

    def unknown(self, value: Any, place: str = "") -> Iterator[tuple[str, str, Any]]:
        """Find the fields of a value that nothing names: where they are, by which schema, what they hold."""
        if is_object(value):
            for name, each in value.items():
                plan = self.fields.get(name, self.rest)
                if plan is not None:
                    if isinstance(each, dict | list):
                        yield from plan.unknown(each, f"{place}/{escape(name)}")
                elif self.owner and not self.open:
                    yield f"{place}/{escape(name)}", self.owner, each
        elif is_array(value) and self.items:
            for index, each in enumerate(value):
                yield from self.items.unknown(each, f"{place}/{index}")


class Planner:
    """Makes plans for the schemas of one document."""

    def __init__(self, tree: Mapping[str, Any]) -> None:
        self._tree = tree
        self._plans: dict[str, Plan] = {}

    def plan(self, pointer: str) -> Plan | None:
        """Make the plan of a schema; None where it isn't plain."""
        try:
            return self._plan(pointer)
        except (NotPlainError, KeyError):
            self._plans.clear()  # what was begun is not whole
            return None

    def _plan(self, pointer: str) -> Plan:
        if pointer not in self._plans:
            plan = self._plans[pointer] = Plan()
            self._fill(plan, pointer)
        return self._plans[pointer]

    def _fill(self, plan: Plan, pointer: str) -> None:
        """Add to a plan what the schema at a pointer says."""
        schema = resolve(self._tree, pointer)
        if not is_object(schema):
            return
        is_heritage = "discriminator" in schema and not _CHOICES & schema.keys()
        if _SPOIL & schema.keys() or is_heritage:
            raise NotPlainError
        if "$ref" in schema:
            self._fill(plan, pointed(str(schema["$ref"])))
        for name in schema.get("properties", {}):
            if name in plan.fields:
                raise NotPlainError
            plan.fields[name] = self._plan(f"{pointer}/properties/{escape(name)}")
        if "properties" in schema:
            plan.owner = plan.owner or pointer
        self._fill_rest(plan, schema, pointer)
        for branch in self._branches(schema, pointer):
            self._fill(plan, branch)

    def _fill_rest(self, plan: Plan, schema: Mapping[str, Any], pointer: str) -> None:
        if "additionalProperties" in schema:
            plan.open = True
            plan.rest = self._plan(f"{pointer}/additionalProperties")
        if "items" in schema:
            if plan.items:
                raise NotPlainError
            plan.items = self._plan(f"{pointer}/items")

    def _branches(self, schema: Mapping[str, Any], pointer: str) -> Iterator[str]:
        yield from (f"{pointer}/allOf/{index}" for index, _ in enumerate(schema.get("allOf", [])))
        for keyword in ("oneOf", "anyOf"):
            branches: list[Any] = schema.get(keyword, [])
            shaped = [index for index, each in enumerate(branches) if each != {"type": "null"}]
            if len(shaped) > 1:
                raise NotPlainError
            yield from (f"{pointer}/{keyword}/{index}" for index in shaped)
