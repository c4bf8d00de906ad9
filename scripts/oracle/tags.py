"""Discriminators without a mapping: to the letter a tag is the name of a schema, in most descriptions a constant."""

from collections.abc import Mapping
from typing import Any

from scripts.document import is_array, is_object, resolve


def without_nominal_tags(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Copy a description without the discriminators whose members tell by constants what they are: these judge the tag.

    Schemathesis goes by the letter, and would find no such value good.
    """

    def copied(value: Any) -> Any:
        if is_array(value):
            return [copied(each) for each in value]
        if not is_object(value):
            return value
        tag = value.get("discriminator")
        if is_object(tag) and "mapping" not in tag and any(_tells(tree, each, tag) for each in _members(value)):
            return {key: copied(each) for key, each in value.items() if key != "discriminator"}
        return {key: copied(each) for key, each in value.items()}

    made: dict[str, Any] = copied(tree)
    return made


def _members(schema: Mapping[str, Any]) -> list[Any]:
    return [*schema.get("oneOf", []), *schema.get("anyOf", [])]


def _tells(tree: Mapping[str, Any], member: Any, tag: Mapping[str, Any]) -> bool:
    while is_object(member) and str(member.get("$ref", "")).startswith("#"):
        member = resolve(tree, str(member["$ref"])[1:])
    if not is_object(member):
        return False
    own = member.get("properties", {}).get(tag.get("propertyName"), {})
    return bool({"const", "enum"} & own.keys()) or any(_tells(tree, each, tag) for each in member.get("allOf", []))
