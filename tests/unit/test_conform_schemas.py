"""Values against schemas: of a union the meant branch alone, and the same unknown fields by either way."""

from typing import Any

import pytest

from scripts.conform.fields import Planner
from scripts.conform.schemas import Schemas

CAT = {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}}}
DOG = {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": ["dog"]}, "legs": {"type": "integer"}}}
LIST = {"type": "object", "required": ["list"], "properties": {"list": {"type": "array", "items": {"type": "string"}}}}
ONE = {"type": "object", "required": ["one", "two"], "properties": {"one": {}, "two": {}}}
OPEN = {"properties": {"kind": {"type": "string"}, "size": {"type": "integer"}}}
SMALL = {"properties": {"size": {"enum": ["s", "m"]}, "a": {"type": "integer"}}, "required": ["size"]}
LARGE = {"properties": {"size": {"enum": ["l", "xl"]}, "b": {"type": "integer"}}, "required": ["size"]}


def refs(*names: str, **more: Any) -> dict[str, Any]:
    return {"oneOf": [{"$ref": f"#/{name}"} for name in names], **more}


TREE: dict[str, Any] = {
    "Cat": CAT, "Dog": DOG, "List": LIST, "One": ONE, "Open": OPEN, "Small": SMALL, "Large": LARGE,
    "Pet": refs("Cat", "Dog"),
    "Mapped": refs("Open", "Cat", discriminator={"propertyName": "kind", "mapping": {"o": "#/Open", "cat": "#/Cat"}}),
    "Named": refs("Cat", "Dog", discriminator={"propertyName": "kind"}),
    "Untagged": refs("List", "One"),
    "Size": refs("Small", "Large"),
    "Scalar": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    "Both": {"oneOf": [{"type": "integer"}, {"type": "number"}]},
    "Nested": {"anyOf": [{"$ref": "#/Pet"}, {"type": "array", "items": {"$ref": "#/Pet"}}]},
    "Extended": {"allOf": [{"$ref": "#/Cat"}, {"properties": {"name": {"type": "string"}}}]},
    "Node": {"type": "object", "properties": {"next": {"$ref": "#/Node"}, "more": {"$ref": "#/Maybe"}}},
    "Maybe": {"anyOf": [{"$ref": "#/Cat"}, {"type": "null"}]},
    "Map": {"properties": {"all": {"type": "object", "additionalProperties": {"$ref": "#/Cat"}}}},
    "Free": {"properties": {"a": {}, "b": {"type": "object"}}, "additionalProperties": True},
    "Pattern": {"properties": {"a": {}}, "patternProperties": {"^x-": {}}},
    "Long": {"type": "integer", "format": "int64"},
    "Never": {"properties": {"a": False}},
}  # fmt: skip


def faults(name: str, value: Any) -> list[tuple[str, str, str]]:
    return [
        (each.keyword, "/".join(map(str, each.path)), each.pointer) for each in Schemas(TREE).faults(f"/{name}", value)
    ]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Pet", {"kind": "dog", "legs": "4"}, ("type", "legs", "/Dog/properties/legs/type")),
        ("Pet", {"kind": "cow"}, ("tag", "kind", "/Pet/oneOf")),
        ("Pet", 5, ("type", "", "/Pet/oneOf")),
        ("Mapped", {"kind": "o", "size": "x"}, ("type", "size", "/Open/properties/size/type")),
        ("Mapped", {"kind": "cat", "lives": "x", "size": "x"}, ("type", "lives", "/Cat/properties/lives/type")),
        ("Named", {"kind": "cow", "legs": 4}, ("tag", "kind", "/Named/oneOf")),
        ("Untagged", {"list": [1]}, ("type", "list/0", "/List/properties/list/items/type")),
        ("Untagged", {"one": 1}, ("required", "two", "/One/required")),
        ("Size", {"size": "xl", "b": "x"}, ("type", "b", "/Large/properties/b/type")),
        ("Scalar", 5, ("type", "", "/Scalar/anyOf")),
        ("Both", 5, ("oneOf", "", "/Both/oneOf")),
        ("Nested", [{"kind": "cat", "lives": "x"}], ("type", "0/lives", "/Cat/properties/lives/type")),
        ("Nested", 5, ("type", "", "/Nested/anyOf")),
        ("Nested", {"kind": "cow"}, ("tag", "kind", "/Pet/oneOf")),
        ("Long", 2**63, ("format", "", "/Long/format")),
        ("Never", {"a": 1}, ("false", "a", "/Never/properties/a")),
    ],
)
def test_one_fault_gives_one_finding_in_the_branch_that_was_meant(name: str, value: Any, expected: tuple) -> None:
    assert faults(name, value) == [expected]


def test_the_known_tags_are_told() -> None:
    [fault] = Schemas(TREE).faults("/Pet", {"kind": "cow"})
    assert (fault.expected, fault.actual) == ('"cat" or "dog"', '"cow"')


def test_the_types_of_a_scalar_union_are_told() -> None:
    [fault] = Schemas(TREE).faults("/Scalar", 5)
    assert (fault.expected, fault.actual) == ("string or null", "5")


@pytest.mark.parametrize("value", [0, -(2**63), 2**63 - 1, 1e3, 5.0])
def test_what_an_integer_format_holds_is_no_fault(value: float) -> None:
    assert faults("Long", value) == []


VALUES: list[tuple[str, Any, list[str]]] = [
    ("Cat", {"kind": "cat", "x": 1}, ["/x"]),
    ("Cat", {"kind": "cat", "a/b": 1}, ["/a~1b"]),
    ("Extended", {"kind": "cat", "name": "x", "y": 1}, ["/y"]),
    ("Node", {"next": {"next": {"x": 1}}, "more": {"kind": "cat", "y": 1}}, ["/more/y", "/next/next/x"]),
    ("Node", {"more": None}, []),
    ("Map", {"all": {"any": {"kind": "cat", "x": 1}}, "none": 1}, ["/all/any/x", "/none"]),
    ("Map", {"all": {"any": {"kind": "cat", "x": 1}}}, ["/all/any/x"]),
    ("Free", {"a": {"x": 1}, "b": {"x": 1}, "c": 1}, []),
    ("Maybe", {"kind": "cat", "x": []}, ["/x"]),
    ("List", {"list": ["a"], "x": 1}, ["/x"]),
]


@pytest.mark.parametrize(("name", "value", "expected"), VALUES)
def test_unknown_fields_are_the_same_by_plan_and_by_engine(name: str, value: Any, expected: list[str]) -> None:
    schemas = Schemas(TREE)
    assert Planner(TREE).plan(f"/{name}") is not None
    by_plan = sorted(schemas.unknown(f"/{name}", value))
    assert [place for place, _, _ in by_plan] == expected
    assert sorted(schemas._unnamed(f"/{name}", value)) == by_plan


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Pet", {"kind": "dog", "legs": 4, "lives": 9}, ["/lives"]),
        ("Pattern", {"a": 1, "x-b": 2, "c": 3}, ["/c"]),
    ],
)
def test_where_no_plan_is_possible_the_engine_is_asked(name: str, value: Any, expected: list[str]) -> None:
    assert Planner(TREE).plan(f"/{name}") is None
    assert [place for place, _, _ in Schemas(TREE).unknown(f"/{name}", value)] == expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Cat", {"kind": 5, "x": 1, "lives": {"y": 1}}, ["/x"]),
        ("Map", {"all": [{"kind": "cat", "x": 1}], "none": 1}, ["/none"]),
        ("Pet", {"kind": "dog", "legs": "x", "lives": 9}, []),
    ],
)
def test_of_an_invalid_value_the_unknown_fields_are_told_where_no_branch_has_to_be_guessed(
    name: str, value: Any, expected: list[str]
) -> None:
    assert faults(name, value)
    assert [place for place, _, _ in Schemas(TREE).unknown(f"/{name}", value, is_valid=False)] == expected


def test_a_plan_that_failed_leaves_nothing_half_made() -> None:
    tree = {"A": {"properties": {"b": {"$ref": "#/B"}, "p": {"$ref": "#/P"}}}, "B": CAT, "P": {"not": {}}}
    planner = Planner(tree)
    assert planner.plan("/A") is None
    plan = planner.plan("/B")
    assert plan is not None
    assert [place for place, _, _ in plan.unknown({"kind": "cat", "x": 1})] == ["/x"]


@pytest.mark.parametrize("keyword", ["additionalProperties", "unevaluatedProperties"])
def test_a_schema_that_says_that_it_takes_more_fields_has_no_unknown_ones(keyword: str) -> None:
    open_ = {"properties": {"a": {}}, "patternProperties": {"^x-": {}}, keyword: True}
    schemas = Schemas({"A": open_})
    assert schemas.faults("/A", {"a": 1, "b": 2}) == []
    assert list(schemas.unknown("/A", {"a": 1, "b": 2})) == []
