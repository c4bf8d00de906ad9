"""Instances that generators seldom reach, made by rule: least, all, each branch, each null, each property left out."""

import itertools
from collections.abc import Iterator
from typing import Any

from scripts.document import is_object
from scripts.lower.schemas import PREFIX

Tree = dict[str, Any]
Shape = tuple[str, Any]
DEEPEST = 3
ANYTHING = {"any": [1, "thing", None]}
TEXTS = {
    "byte": "YWNtZQ==",
    "date": "2026-01-02",
    "date-time": "2026-01-02T03:04:05.678901Z",
    "duration": "P1DT2H",
    "email": "ann@acme.test",
    "ipv4": "192.0.2.1",
    "json-pointer": "/a/0",
    "time": "03:04:05Z",
    "uri": "https://acme.test/a?b=c#d",
    "uri-reference": "/a",
    "uuid": "0b5e8a52-9df2-4f7c-8a0e-2f8f6d1c3b4a",
}


def shapes(tree: Tree, name: str) -> dict[str, Any]:
    """Return the instances of a component by what is special about each."""
    return dict(_numbered(_Shapes(tree).of({"$ref": PREFIX + name})))


def _numbered(found: Iterator[Shape]) -> Iterator[Shape]:
    """Leave out what has been there already, and number what is called the same."""
    seen: list[str] = []
    labels: dict[str, int] = {}
    for label, value in found:
        if (said := repr(value)) in seen:
            continue
        seen.append(said)
        labels[label] = labels.get(label, 0) + 1
        yield (label if labels[label] == 1 else f"{label} ({labels[label]})"), value


class _Shapes:
    def __init__(self, tree: Tree) -> None:
        self.schemas: Tree = tree["components"]["schemas"]

    def of(self, schema: Tree) -> Iterator[Shape]:
        branches = list(self.branches(schema))
        for label, branch in branches:
            prefix = f"{label}: " if len(branches) > 1 else ""
            yield f"{prefix}minimal", self.least(branch)
            yield f"{prefix}maximal", self.full(branch, 0)
            yield from ((f"{prefix}{said}", value) for said, value in self.steps(branch))

    def branches(self, schema: Any) -> Iterator[tuple[str, Tree]]:
        """Yield the ways to be an instance, each without choice, with the component or the value that it is."""
        if not is_object(schema):
            yield "any", {"examples": [ANYTHING]}
        elif "$ref" in schema:
            name = schema["$ref"].removeprefix(PREFIX)
            target = self.schemas[name]
            for label, each in self.branches(target):
                yield (label if _is_choice(target) else name), each
        elif "allOf" in schema:
            own = {key: each for key, each in schema.items() if key != "allOf"}
            parts = [list(self.branches(self.part(each))) for each in [*schema["allOf"], own]]
            for combined in itertools.product(*parts):
                yield combined[0][0], _together([each for _, each in combined])
        elif members := schema.get("oneOf") or schema.get("anyOf") or _heirs(schema):
            for member in members:
                yield from self.tagged(schema, member)
        else:
            yield from self.values(schema)

    def values(self, schema: Tree) -> Iterator[tuple[str, Tree]]:
        """Yield the branches of a schema that is no choice between others."""
        kind = schema.get("type", "any")
        if "enum" in schema:
            yield from ((f"{each!r}", {"const": each}) for each in schema["enum"])
        elif isinstance(kind, list):
            for each in kind:
                yield from self.values({**schema, "type": each})
        elif kind == "boolean":
            yield from ((f"{each}", {"const": each}) for each in (True, False))
        else:
            yield kind, schema

    def part(self, schema: Tree) -> Tree:
        """Return what a part of an `allOf` says; that others build upon it too is no choice here."""
        while "$ref" in schema:
            schema = self.schemas[schema["$ref"].removeprefix(PREFIX)]
        return {key: each for key, each in schema.items() if key != "discriminator" or "oneOf" in schema}

    def tagged(self, schema: Tree, member: Tree) -> Iterator[tuple[str, Tree]]:
        """Yield the branches of a member, once for each tag that the discriminator has for it."""
        stated = schema.get("discriminator", {})
        mapping = {tag: PREFIX + ref.removeprefix(PREFIX) for tag, ref in stated.get("mapping", {}).items()}
        tags = [tag for tag, ref in mapping.items() if ref == member.get("$ref")]
        for label, branch in self.branches(member):
            said = branch.get("properties", {}).get(stated.get("propertyName"), {})
            if not tags or "const" in said or "enum" in said:
                yield label, branch
                continue
            for tag in tags:
                const = {stated["propertyName"]: {"const": tag}}
                yield label, {**branch, "properties": {**branch["properties"], **const}}

    def least(self, schema: Any) -> Any:
        return self.make(next(branch for _, branch in self.branches(schema)), None)

    def full(self, schema: Any, depth: int) -> Any:
        if depth > DEEPEST:
            return self.least(schema)
        branches = [branch for _, branch in self.branches(schema)]
        return self.make(next((each for each in branches if each.get("type") != "null"), branches[0]), depth)

    def make(self, schema: Tree, depth: int | None) -> Any:
        """Return the instance of a branch: all of it, or the least where there is no depth."""
        for key in ("const", "examples"):
            if key in schema:
                return schema[key] if key == "const" else schema[key][0]
        kind = schema.get("type") or ("object" if "properties" in schema else "any")
        if kind == "object":
            return self.make_object(schema, depth)
        if kind == "array":
            count = schema.get("minItems", 0) if depth is None else max(1, schema.get("minItems", 1))
            item = schema.get("items", True)
            return [self.least(item) if depth is None else self.full(item, depth + 1) for _ in range(count)]
        if kind == "string":
            return TEXTS.get(schema.get("format", ""), "text"[: schema.get("maxLength", 4)])
        if kind in {"integer", "number"}:
            wanted = 7 if kind == "integer" else 12.5
            return min(max(wanted, schema.get("minimum", wanted)), schema.get("maximum", wanted))
        return None if kind == "null" else ANYTHING

    def make_object(self, schema: Tree, depth: int | None) -> Tree:
        properties: Tree = schema.get("properties", {})
        if depth is None:
            return {name: self.least(properties.get(name, True)) for name in schema.get("required", ())}
        found = {name: self.full(each, depth + 1) for name, each in properties.items()}
        more = schema.get("additionalProperties")
        return {**found, "another": self.full(more, depth + 1)} if is_object(more) else found

    def steps(self, schema: Tree) -> Iterator[Shape]:
        """Yield what is one step away from all that there can be."""
        whole = self.full(schema, 0)
        if schema.get("type") == "array":
            yield from [("empty", [])] if "minItems" not in schema else []
            count = max(1, schema.get("minItems", 1))
            yield from ((f"item {label}", [value] * count) for label, value in self.others(schema.get("items", True)))
        elif is_object(whole) and "const" not in schema and "examples" not in schema:
            required = schema.get("required", ())
            for name in whole:
                if name not in required:
                    yield f"without {name}", {key: each for key, each in whole.items() if key != name}
            for name, each in schema.get("properties", {}).items():
                yield from ((f"{name} {label}", {**whole, name: value}) for label, value in self.others(each))
            more = schema.get("additionalProperties", True)
            if is_object(more):
                yield from ((f"another {label}", {**whole, "another": value}) for label, value in self.others(more))
            elif more:
                yield "unknown fields", {**self.make_object(schema, None), "unknown": {"kept": [1, None]}, "": ""}

    def others(self, schema: Any) -> Iterator[Shape]:
        """Yield what a part may be instead: its other branches, and what is within where it has no name of its own."""
        branches = list(self.branches(schema))
        for label, branch in branches:
            if len(branches) > 1:
                yield label, self.full(branch, 1)
            if is_object(schema) and "type" in schema and branch.get("type") in {"array", "object"}:
                yield from ((f"{label} {said}", value) for said, value in self.steps(branch))


def _heirs(schema: Tree) -> list[Tree]:
    """Return the schemas that build upon one, where its discriminator names them."""
    mapping = schema.get("discriminator", {}).get("mapping", {})
    return [{"$ref": PREFIX + ref.removeprefix(PREFIX)} for ref in dict.fromkeys(mapping.values())]


def _is_choice(schema: Tree) -> bool:
    return bool({"oneOf", "anyOf", "enum", "discriminator"} & schema.keys()) or isinstance(schema.get("type"), list)


def _together(parts: list[Tree]) -> Tree:
    """Put the parts of an `allOf` together."""
    found: Tree = {}
    for each in parts:
        found |= {key: value for key, value in each.items() if key not in {"properties", "required"}}
        found["properties"] = found.get("properties", {}) | each.get("properties", {})
        found["required"] = [*dict.fromkeys([*found.get("required", ()), *each.get("required", ())])]
    return found
