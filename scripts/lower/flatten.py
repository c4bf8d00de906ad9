"""An `allOf` becomes the one schema that says what its parts say together.

Properties add up; what two parts say of one property must hold both. Where a part is a choice, the whole is a choice:
between what each member gives together with the rest.
"""

from collections.abc import Iterable
from typing import Any

from scripts.document import is_object, split
from scripts.lower.names import Names, pascal
from scripts.lower.schemas import NOTES, SHAPES, is_null, kinds_of, options, origin, reference, slots, target
from scripts.lower.tree import wire
from scripts.problem import Problem, Refused, refuse, refuse_all

Tree = dict[str, Any]
DEEPEST = 40


def flatten(document: Tree, name: str) -> Tree:
    """Return the document without `allOf`, and without a choice beside properties."""
    flattening = _Flatten(document, name)
    problems: dict[Problem, None] = {}
    for holder, key, at in slots(document):
        schema = holder[key]
        if is_object(schema) and flattening.is_composed(schema):
            try:
                holder[key] = flattening.whole(schema, at, 0)
            except Refused as refused:
                problems.update(dict.fromkeys(refused.problems))
    refuse_all(problems)
    return document


class _Flatten:
    def __init__(self, document: Tree, name: str) -> None:
        self.document = document
        self.name = name
        self.schemas: Tree = document["components"]["schemas"]
        self.names = Names(self.schemas)
        # What anonymous members of a choice say by themselves; their components say the whole.
        self.alone: Tree = {}

    def is_composed(self, schema: Tree) -> bool:
        """Tell whether a schema has parts that have to be put together."""
        return "allOf" in schema or (bool(options(schema)[0]) and bool({"properties", "items"} & schema.keys()))

    def whole(self, schema: Tree, at: str, depth: int) -> Tree:
        """Return what the parts of a schema say together."""
        at = origin(schema, at)
        if depth > DEEPEST:
            refuse(f"{self.name}:{at}", "its allOf leads back to itself", "take the circle out of the allOf")
        if not self.is_composed(schema):
            return schema
        own = {key: value for key, value in schema.items() if key != "allOf"}
        keyword = options(own)[0]
        pieces = [each for each in schema.get("allOf", []) if is_object(each)]
        bare = [each for each in pieces if SHAPES & each.keys()]
        if len(bare) == 1 and "$ref" in bare[0] and not SHAPES & own.keys() - {"type"}:
            notes = {key: value for key, value in own.items() if key not in SHAPES}
            return {**bare[0], **notes}
        if keyword:
            own = {key: value for key, value in own.items() if key not in {keyword, "discriminator"}}
            choice = {key: schema[key] for key in (keyword, "discriminator") if key in schema}
            pieces.append({**choice, "x-at": at})
        result: Tree = {}
        for piece in pieces:
            result = self.both(result, self.resolved(piece, at, depth), at, depth)
        result = self.both(result, own, at, depth)
        # What the schema says of itself counts more than what its parts say of themselves.
        return {**result, **{key: value for key, value in own.items() if key in NOTES or key.startswith("x-")}}

    def resolved(self, piece: Tree, at: str, depth: int) -> Tree:
        """Return a part as it is meant, without what people read of it alone."""
        name = target(self.document, piece)
        if name is not None:
            piece = self.schemas[name]
            inner = self.whole(piece, at, depth + 1)
            if inner is not piece:
                self.schemas[name] = inner
            if "$ref" in inner:
                return self.resolved(inner, at, depth + 1)
            return _bare(inner)
        return self.whole(piece, at, depth + 1)

    def both(self, one: Tree, other: Tree, at: str, depth: int) -> Tree:
        """Return the schema that says what both say."""
        if depth > DEEPEST:
            refuse(f"{self.name}:{at}", "its parts lead back to themselves", "take the circle out of the allOf")
        for first, second in ((one, other), (other, one)):
            if not SHAPES & second.keys():
                return {**second, **first}
        for first, second in ((one, other), (other, one)):
            keyword, members = options(first)
            if keyword:
                return self.each(first, keyword, members, second, at, depth)
        return self.merged(one, other, at, depth)

    def merged(self, one: Tree, other: Tree, at: str, depth: int) -> Tree:
        """Return the schema that says what two without choices say."""
        merged = {**other, **one}
        kinds = self.types(one, other, at)
        if kinds:
            merged["type"] = kinds
        if "properties" in one or "properties" in other:
            merged["properties"] = self.properties(
                one.get("properties", {}), other.get("properties", {}), at, depth + 1
            )
        required = [*one.get("required", ()), *other.get("required", ())]
        if required:
            merged["required"] = list(dict.fromkeys(required))
        for key in ("items", "additionalProperties"):
            if is_object(one.get(key)) and is_object(other.get(key)):
                merged[key] = self.together(one[key], other[key], at, depth)
            elif is_object(one.get(key)) or is_object(other.get(key)):
                merged[key] = one[key] if is_object(one.get(key)) else other[key]
        return self.valued(merged, _values(one), _values(other), at)

    def valued(self, merged: Tree, one: list[Any], other: list[Any], at: str) -> Tree:
        """Return a schema with the values that both of its parts allow, where both say which."""
        if not one or not other:
            return merged
        common = [value for value in one if value in other]
        if not common:
            said = " and ".join(" or ".join(map(repr, each)) for each in (one, other))
            cure = "take the values of one part out in an overlay"
            refuse(f"{self.name}:{at}", f"its parts allow {said}, so that nothing fits", cure)
        values = {"const": common[0]} if "const" in merged else {"enum": common}
        return {**{key: value for key, value in merged.items() if key not in {"const", "enum"}}, **values}

    def each(self, choice: Tree, keyword: str, members: list[Any], other: Tree, at: str, depth: int) -> Tree:
        """Return the choice between what each member gives together with another schema."""
        made: list[Tree] = []
        rest = _bare(other)
        moved: dict[str, str] = {}
        misfits: list[Refused] = []
        for member in members:
            if not is_object(member) or is_null(member):
                continue
            name = target(self.document, member)
            try:
                part = self.alone[name] if name in self.alone else self.resolved(member, at, depth + 1)
                whole = self.both(part, rest, at, depth + 1)
            except Refused as refused:
                # A member that can't hold together with the rest is no choice; if none can, the first says why.
                misfits.append(refused)
                continue
            if name is not None and "properties" in whole:
                new = self.own(name, part, whole, at)
                moved[reference(name)["$ref"]] = reference(new)["$ref"]
                whole = reference(new)
            # A choice of choices is a choice.
            made.extend(options(whole)[1] if set(SHAPES & whole.keys()) in ({"oneOf"}, {"anyOf"}) else [whole])
        if not made and misfits:
            raise misfits[0]
        notes = {key: value for key, value in choice.items() if key not in SHAPES}
        result = {**notes, **{key: value for key, value in other.items() if key in NOTES}, keyword: made}
        if is_object(choice.get("discriminator")):
            table = choice["discriminator"].get("mapping", {})
            mapping = {tag: moved.get(ref, ref) for tag, ref in table.items()}
            result["discriminator"] = {**choice["discriminator"], "mapping": mapping}
        return result

    def own(self, name: str, part: Tree, whole: Tree, at: str) -> str:
        """Return a component for a member of a choice, since alone it lacks what stands beside the choice."""
        stated = self.schemas[name]
        notes = {key: value for key, value in stated.items() if key in NOTES}
        if name not in self.alone and origin(stated, "").startswith(f"{at}/"):
            # Nothing else knows the anonymous.
            new = name
            self.alone[name] = part
        else:
            new = self.names.free(name if name in self.alone else f"{pascal(*_owner(at))}{name}")
        self.schemas[new] = {**whole, **notes, "x-at": origin(stated, at)}
        return new

    def properties(self, one: Tree, other: Tree, at: str, depth: int) -> Tree:
        return {
            key: self.together(one[key], other[key], f"{at}/properties/{key}", depth)
            if key in one and key in other
            else one.get(key, other.get(key))
            for key in dict.fromkeys([*one, *other])
        }

    def together(self, one: Any, other: Any, at: str, depth: int) -> Any:
        """Return what two schemas of one property say; a reference stays one where the other adds nothing."""
        if not is_object(one) or not is_object(other):
            return one if is_object(one) else other
        if _same(one, other) or not SHAPES & other.keys():
            return {**other, **one}
        if not SHAPES & one.keys():
            return {**one, **{key: value for key, value in other.items() if key in SHAPES}}
        for each, choice in ((one, other), (other, one)):
            if _is_member(each, options(choice)[1]):
                return each
        first, second = (self.resolved(each, at, depth + 1) for each in (one, other))
        if _same(first, second):
            return one
        notes = {key: value for each in (other, one) for key, value in each.items() if key in NOTES}
        if narrower := next((ref for ref in _refs(one, other, first, second)), None):
            return {**notes, **narrower}
        return {**self.both(first, second, at, depth + 1), **notes}

    def types(self, one: Tree, other: Tree, at: str) -> Any:
        """Return the types that both allow."""
        first, second = (kinds_of(each) for each in (one, other))
        if not first or not second:
            return one.get("type", other.get("type"))
        common = [kind for kind in first if kind in second or (kind == "integer" and "number" in second)]
        common += ["integer"] if "integer" in second and "number" in first and "integer" not in common else []
        if not common:
            said = f"its parts allow {' or '.join(first)} and {' or '.join(second)}, so that nothing fits"
            refuse(f"{self.name}:{at}", said, "take one of the types out in an overlay")
        return common[0] if len(common) == 1 else common


def _refs(one: Tree, other: Tree, first: Tree, second: Tree) -> Iterable[Tree]:
    """Yield the reference that is kept as it is, since the other side only repeats a part of what it leads to."""
    for stated, meant, rest in ((one, first, second), (other, second, first)):
        if "$ref" in stated and set(rest) & SHAPES <= {"type"} and "type" in rest and kinds_of(meant) == kinds_of(rest):
            yield {"$ref": stated["$ref"]}


def _values(schema: Tree) -> list[Any]:
    return [schema["const"]] if "const" in schema else schema.get("enum", [])


def _is_member(schema: Tree, members: list[Any]) -> bool:
    """Tell whether a schema is one of a choice, so that both together are no more than it."""
    return any(is_object(each) and _same(schema, each) for each in members)


def _bare(schema: Tree) -> Tree:
    """Return a schema without what people read of it."""
    return {key: value for key, value in schema.items() if key not in NOTES and not key.startswith("x-")}


def _same(one: Tree, other: Tree) -> bool:
    first, second = ({key: each[key] for key in SHAPES & each.keys()} for each in (one, other))
    return bool(wire(first) == wire(second))


def _owner(at: str) -> list[str]:
    """Return the words of a pointer that name a schema: those of the component, or else of the operation."""
    tokens = split(at)
    return tokens[2:3] if tokens[:2] == ["components", "schemas"] else [*tokens[2:3], *tokens[1:2]]
