"""Instances of a schema: all, the least, each branch of each choice; valid, or not there."""

import re
from typing import Any

import pytest

from scripts.instances import Corpus, Maker


def made(schema: Any, **components: Any) -> dict[str, Any]:
    """Make the instances of a schema that may refer to others."""
    tree = {"openapi": "3.1.0", "components": {"schemas": {"It": schema, **components}}}
    maker = Maker(tree, "it")
    node = maker.start.at("components", "schemas", "It")
    assert node
    found = maker.instances(node)
    assert all(maker.schemas.is_valid(node.pointer, each) for each in found.values())
    return found


def of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


TEXT, COUNT = {"type": "string"}, {"type": "integer"}


def test_the_fullest_comes_first_and_the_least_last() -> None:
    found = made({**of(a=TEXT, b={"type": "array", "items": COUNT}), "required": ["a"]})
    assert list(found.items()) == [("full", {"a": "text", "b": [7]}), ("least", {"a": "text"})]


def test_each_branch_of_each_choice_is_reached_however_deep_it_is() -> None:
    inner = {"oneOf": [ref("A"), ref("B")]}
    found = made(
        of(list={"type": "array", "items": of(body=inner)}),
        A={**of(a=TEXT), "required": ["a"], "additionalProperties": False},
        B={**of(b={"type": ["integer", "null"]}), "required": ["b"], "additionalProperties": False},
    )
    bodies = {label: each["list"][0]["body"] for label, each in found.items() if each}
    assert bodies == {
        "full": {"a": "text"},
        "/list/0/body is B": {"b": 7},
        "/list/0/body/b is null": {"b": None},
    }


def test_a_member_has_the_tag_that_leads_to_it() -> None:
    # Both fit either branch, so that it is no oneOf.
    choice = {
        "anyOf": [ref("A"), ref("B")],
        "discriminator": {"propertyName": "kind", "mapping": {"one": "#/components/schemas/A", "two": "B"}},
    }
    member = {**of(kind=TEXT), "required": ["kind"]}
    assert {each["kind"] for each in made(choice, A=member, B=member).values()} == {"one", "two"}


def test_those_who_build_upon_a_base_are_its_branches() -> None:
    base = {**of(kind=TEXT), "required": ["kind"]}
    base["discriminator"] = {"propertyName": "kind", "mapping": {"cat": "Cat", "dog": "Dog"}}
    found = made(
        base,
        Cat={"allOf": [ref("It"), of(lives=COUNT)]},
        Dog={"allOf": [ref("It"), of(bark=TEXT)]},
    )
    assert list(found.values())[:2] == [{"kind": "cat", "lives": 7}, {"kind": "dog", "bark": "text"}]


def test_what_contains_itself_ends() -> None:
    found = made({**of(value=TEXT, rest=ref("It"), more={"type": "array", "items": ref("It")}), "required": ["value"]})
    assert found["full"] == {"value": "text", "rest": {"value": "text"}, "more": [{"value": "text"}]}


def test_what_contains_itself_without_end_has_no_instance() -> None:
    assert made({**of(rest=ref("It")), "required": ["rest"]}) == {}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "minimum": 100},
        {"type": "integer", "exclusiveMaximum": -5, "multipleOf": 5},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.01},
        {"type": "number", "minimum": 1, "maximum": 1},
        {"type": "string", "minLength": 9, "maxLength": 9},
        {"type": "string", "format": "uuid"},
        {"type": "string", "format": "ipv6"},
        {"type": "string", "pattern": "^[A-Z]{2}-[0-9]{4}$"},
        {"type": "string", "enum": ["a", "b"]},
        {"const": {"a": [1]}},
        {"type": "array", "items": COUNT, "minItems": 3, "uniqueItems": True},
        {"type": "array", "prefixItems": [COUNT, TEXT], "items": False},
        {"type": "array", "maxItems": 0, "items": TEXT},
        {"type": "object", "minProperties": 2, "additionalProperties": COUNT},
        {"type": "object", "patternProperties": {"^x-": COUNT}, "additionalProperties": False, "minProperties": 1},
        {"allOf": [{**of(a=TEXT), "required": ["a"]}, {**of(b=COUNT), "required": ["b"]}]},
        {**of(a=TEXT, b=TEXT), "required": ["a"], "dependentSchemas": {"a": {"required": ["b"]}}},
        {"type": "string", "examples": ["not a date", "2026-05-05"], "format": "date"},
        {"type": "string", "format": "date-time", "x-date-format": "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"},
    ],
    ids=str,
)
def test_every_rule_of_a_schema_is_kept(schema: Any) -> None:
    assert "full" in made(schema)


def test_what_a_schema_shows_is_preferred_where_it_fits() -> None:
    assert made(of(code={"type": "string", "pattern": "^[A-Z]+$", "examples": ["no", "DE"]}))["full"] == {"code": "DE"}
    assert made(of(a={"type": "string", "default": "usual"}))["full"] == {"a": "usual"}


def test_what_is_never_sent_is_left_out() -> None:
    assert made(of(a=TEXT, secret={"type": "string", "writeOnly": True}))["full"] == {"a": "text"}


def test_what_no_value_fits_has_no_instance() -> None:
    assert made({"not": {}}) == {}


def test_what_is_drawn_is_drawn_the_same_again() -> None:
    schema = of(code={"type": "string", "pattern": "^[A-Z]{2}-[0-9]{4}$"})
    first, second = made(schema)["full"], made(schema)["full"]
    assert re.fullmatch("[A-Z]{2}-[0-9]{4}", first["code"])
    assert first == second


def test_a_digest_is_that_of_all_that_a_schema_refers_to_without_prose() -> None:
    def digest(owner: Any) -> str:
        tree = {"openapi": "3.1.0", "components": {"schemas": {"It": of(owner=ref("Owner")), "Owner": owner}}}
        corpus = Corpus(tree, "it")
        node = corpus.maker.start.at("components", "schemas", "It")
        assert node
        return corpus.digest(node)

    assert digest(TEXT) == digest({**TEXT, "description": "Who."}) != digest(COUNT)


def test_what_parts_say_of_the_same_place_is_put_together() -> None:
    first = {**of(meta=of(total=COUNT)), "required": ["meta"]}
    second = {"required": ["meta", "name"], "properties": {"meta": {**of(page=COUNT), "required": ["page"]}}}
    found = made({"allOf": [first, second, {"description": "More.", "example": 7}], "properties": {"name": TEXT}})
    assert found["full"] == {"meta": {"total": 7, "page": 7}, "name": "text"}


def test_a_value_that_would_fit_two_branches_is_another_one() -> None:
    found = made(of(it={"oneOf": [{"type": "number"}, {"type": "string"}, {"type": "integer"}]}))
    assert found["full"] == {"it": 12.5}
    assert "/it is integer 2" not in found, "each integer is a number too, so that none fits one branch alone"
