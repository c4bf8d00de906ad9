"""What a discriminator demands: the schema that a tag names must fit, whatever else does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.conform.spec import pointed
from scripts.document import escape, is_array, is_object, resolve

_SCHEMAS = "/components/schemas/"


@dataclass(frozen=True, slots=True)
class Tags:
    """A schema's discriminator: the property, and where the schema of each tag stands.

    `keyword` is that of the choice; empty where the choice is between all that build upon the schema by `allOf`.
    `is_closed` tells whether another tag is none: where nothing else says so, it is the discriminator that does.
    """

    property: str
    targets: Mapping[str, str]
    keyword: str
    is_closed: bool
    known: tuple[str, ...]


def tags_of(schema: Any, tree: Mapping[str, Any]) -> Tags | None:
    """Read the discriminator of a schema; None where it has none, or nothing to choose from."""
    found = schema.get("discriminator") if is_object(schema) else None
    if not is_object(found) or not isinstance(found.get("propertyName"), str):
        return None
    keyword = next((each for each in ("oneOf", "anyOf") if is_array(schema.get(each))), "")
    name, members = found["propertyName"], [] if not keyword else _references(schema[keyword])
    targets = {each.rpartition("/")[2]: each for each in members}
    mapping: dict[str, str] = found.get("mapping") or {}
    for tag, target in mapping.items():
        at = pointed(target) if target.startswith("#") else _SCHEMAS + escape(target)
        if _is_there(at, tree):
            targets[tag] = at
    constrained = any(_constrains(resolve(tree, each), name, tree) for each in members)
    is_closed = bool(targets) and not constrained if keyword else bool(found.get("mapping"))
    return Tags(name, targets, keyword, is_closed, tuple(mapping or targets))


def _is_there(pointer: str, tree: Mapping[str, Any]) -> bool:
    try:
        return resolve(tree, pointer) is not None
    except KeyError:
        return False


def _references(members: list[Any]) -> list[str]:
    return [pointed(each["$ref"]) for each in members if is_object(each) and isinstance(each.get("$ref"), str)]


def _constrains(schema: Any, name: str, tree: Mapping[str, Any], depth: int = 5) -> bool:
    """Tell whether a schema says by itself which tags it is for."""
    if not is_object(schema) or depth < 0:
        return False
    listed: dict[str, Any] = schema.get("properties") or {}
    own = listed.get(name)
    if is_object(own) and "$ref" in own:
        own = resolve(tree, pointed(str(own["$ref"])))
    if is_object(own) and ("const" in own or "enum" in own):
        return True
    parts = [each for keyword in ("allOf", "oneOf", "anyOf") for each in schema.get(keyword) or ()]
    parts += [resolve(tree, pointed(schema["$ref"]))] if isinstance(schema.get("$ref"), str) else []
    return any(_constrains(each, name, tree, depth - 1) for each in parts)
