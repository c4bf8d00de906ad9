"""From the engine's errors to faults a person can act on; of a union only the branch that was meant."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import unquote

from jsonschema_rs import ValidationError, ValidationErrorKind

from scripts.conform.finding import show
from scripts.conform.spec import pointed
from scripts.document import is_array, is_object, resolve

Branch: TypeAlias = Sequence[ValidationError]
TAG = "discriminator"
_UNION = ValidationErrorKind.AnyOf, ValidationErrorKind.OneOfNotValid


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which a value breaks its schema: the keyword, where in the value, where in the document."""

    keyword: str
    path: tuple[str | int, ...]
    pointer: str
    expected: str
    actual: str


@dataclass(frozen=True, slots=True)
class Described:
    """The document, and what a discriminator that does not fit means in it."""

    tree: Mapping[str, Any]
    of_tag: Callable[[ValidationError], list[Fault]]


def faults_of(error: ValidationError, spec: Described) -> list[Fault]:
    """Say what one error of the engine means."""
    kind = error.kind
    if kind.name == TAG:
        return spec.of_tag(error)
    if isinstance(kind, _UNION):
        return _union(error, kind.context, spec)
    path, pointer = tuple(error.instance_path), pointer_of(error)
    if isinstance(kind, ValidationErrorKind.AdditionalProperties | ValidationErrorKind.UnevaluatedProperties):
        value = error.instance if is_object(error.instance) else {}
        return [
            Fault(kind.name, (*path, name), pointer, "no such field", show(value[name])) for name in kind.unexpected
        ]
    if isinstance(kind, ValidationErrorKind.Required):
        return [Fault("required", (*path, kind.property), pointer, "a value", "nothing")]
    if isinstance(kind, ValidationErrorKind.OneOfMultipleValid):
        fitting = sum(not branch for branch in kind.context)
        return [Fault("oneOf", path, pointer, "to fit one branch", f"a value that fits {fitting}")]
    if kind.name in {"readOnly", "writeOnly"}:
        return [Fault(kind.name, path, pointer, "nothing", show(error.instance))]
    keyword = "false" if isinstance(kind, ValidationErrorKind.FalseSchema) else pointer.rpartition("/")[2]
    return [Fault(keyword, path, pointer, _expected(keyword, pointer, spec), show(error.instance))]


def pointer_of(error: ValidationError) -> str:
    """Where in the document the keyword is that failed."""
    return plain(error.absolute_keyword_location or "")


def plain(location: str) -> str:
    """Take the JSON pointer out of an engine's location."""
    return unquote(location.partition("#")[2])


def _expected(keyword: str, pointer: str, spec: Described) -> str:
    try:
        rule = resolve(spec.tree, pointer)
    except KeyError:
        return keyword
    if keyword == "type":
        return " or ".join(rule) if is_array(rule) else str(rule)
    if keyword == "enum" and is_array(rule):
        return " or ".join(map(show, rule))
    if keyword in {"const", "format"}:
        return show(rule) if keyword == "const" else str(rule)
    return "nothing" if keyword == "false" else f"{keyword} {show(rule)}"


def _union(error: ValidationError, branches: Sequence[Branch], spec: Described) -> list[Fault]:
    depth, pointer = len(error.instance_path), pointer_of(error)
    discriminator = _discriminator(pointer, spec)
    chosen = _discriminated(discriminator, pointer, error.instance, branches, spec)
    if chosen is not None:
        return all_of(chosen, spec)
    tags = {discriminator["propertyName"]} if discriminator else _tags(branches, depth)
    agreeing = [branch for branch in branches if not _disagrees(branch, tags, depth)]
    if tags and not agreeing and is_object(error.instance):
        return _unknown_tag(error, tags, branches, spec)
    types = [_other_types(branch, depth) for branch in branches]
    if all(types):
        expected = " or ".join(dict.fromkeys(name for each in types for name in each))
        return [Fault("type", tuple(error.instance_path), pointer, expected, show(error.instance))]
    shaped = [branch for branch in agreeing or branches if not _other_types(branch, depth)]
    likely = shaped or agreeing or branches
    strangers = {
        id(branch): _strangers(error.instance, schema, spec)
        for schema, branch in zip(resolve(spec.tree, pointer), branches, strict=True)
    }
    return min(
        ((len(found := all_of(branch, spec)), strangers[id(branch)], found) for branch in likely),
        key=lambda each: each[:2],
    )[2]


def all_of(errors: Iterable[ValidationError], spec: Described) -> list[Fault]:
    """Say what errors mean; where a tag is unknown, that alone."""
    errors = list(errors)
    tags = {id(each): spec.of_tag(each) for each in errors if each.kind.name == TAG}
    unknown = [fault.path[:-1] for faults in tags.values() for fault in faults if fault.keyword == "tag"]
    found: list[Fault] = []
    for each in errors:
        if not isinstance(each.kind, _UNION) or tuple(each.instance_path) not in unknown:
            found += tags[id(each)] if id(each) in tags else faults_of(each, spec)
    return list(dict.fromkeys(found))


def _discriminator(pointer: str, spec: Described) -> dict[str, Any] | None:
    found = resolve(spec.tree, pointer.rpartition("/")[0]).get("discriminator")
    return found if is_object(found) and "propertyName" in found else None


def _discriminated(
    discriminator: dict[str, Any] | None,
    pointer: str,
    value: Any,
    branches: Sequence[Branch],
    spec: Described,
) -> Branch | None:
    """Find the branch that the discriminator names."""
    if discriminator is None or not is_object(value):
        return None
    tag = str(value.get(discriminator["propertyName"]))
    mapping: dict[str, str] = discriminator.get("mapping") or {}
    target = mapping.get(tag, tag).rpartition("/")[2]
    for schema, branch in zip(resolve(spec.tree, pointer), branches, strict=True):
        if is_object(schema) and str(schema.get("$ref", "")).rpartition("/")[2] == target:
            return branch
    return None


def _tags(branches: Sequence[Branch], depth: int) -> set[str]:
    """Find the fields by which branches tell themselves apart: those with one allowed value, else those with a few."""
    single = {name for branch in branches for name in _mismatched(branch, depth, lambda options: len(options) == 1)}
    if single:
        return single
    several = [set(_mismatched(branch, depth, lambda options: len(options) > 1)) for branch in branches]
    return set[str]().union(*several) if not all(several) else set[str]().intersection(*several)


def _mismatched(branch: Branch, depth: int, fits: Callable[[list[Any]], bool]) -> dict[str, list[Any]]:
    """Find the fields of a branch whose value is none of the allowed ones."""
    found: dict[str, list[Any]] = {}
    for error in branch:
        if len(error.instance_path) == depth + 1 and fits(options := _options(error)):
            found[str(error.instance_path[-1])] = options
    return found


def _options(error: ValidationError) -> list[Any]:
    if isinstance(error.kind, ValidationErrorKind.Constant):
        return [error.kind.expected_value]
    return list(error.kind.options) if isinstance(error.kind, ValidationErrorKind.Enum) else []


def _disagrees(branch: Branch, tags: set[str], depth: int) -> bool:
    if tags & set(_mismatched(branch, depth, bool)):
        return True
    return any(
        isinstance(error.kind, ValidationErrorKind.Required)
        and error.kind.property in tags
        and len(error.instance_path) == depth
        for error in branch
    )


def _other_types(branch: Branch, depth: int) -> list[str]:
    """Tell the types that a branch, or all of its own branches, are for, where the value is of none of them."""
    for error in branch:
        if len(error.instance_path) == depth:
            if isinstance(error.kind, ValidationErrorKind.Type):
                return error.kind.types
            if isinstance(error.kind, _UNION):
                inner = [_other_types(each, depth) for each in error.kind.context]
                if all(inner):
                    return [name for types in inner for name in types]
    return []


def _strangers(value: Any, schema: Any, spec: Described) -> int:
    """Count the fields of a value that a branch does not name; decides between branches with as many faults."""
    while is_object(schema) and "$ref" in schema:
        schema = resolve(spec.tree, pointed(str(schema["$ref"])))
    if not is_object(value) or not is_object(schema):
        return 0
    return len(value.keys() - schema.get("properties", {}).keys())


def _unknown_tag(
    error: ValidationError,
    tags: set[str],
    branches: Sequence[Branch],
    spec: Described,
) -> list[Fault]:
    """No branch has such a tag: say that alone."""
    pointer = pointer_of(error)
    discriminator = _discriminator(pointer, spec)
    mapping = list(discriminator.get("mapping") or {}) if discriminator else []
    faults: list[Fault] = []
    for tag in sorted(tags):
        known = [
            show(each)
            for branch in branches
            for each in _mismatched(branch, len(error.instance_path), bool).get(tag, [])
        ]
        value = error.instance if is_object(error.instance) else {}
        actual = show(value[tag]) if tag in value else "nothing"
        expected = " or ".join(dict.fromkeys(known or map(show, mapping))) or "a known tag"
        faults.append(Fault("tag", (*error.instance_path, tag), pointer, expected, actual))
    return faults
