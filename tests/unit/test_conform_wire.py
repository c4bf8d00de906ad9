"""Styles of parameters: the same value, whatever way it is written."""

from typing import Any

import pytest

from scripts.conform.spec import Node, parameter
from scripts.conform.wire import MalformedError, Pairs, UnjudgedError, kind_of, query_pairs, read

INTEGERS = {"type": "array", "items": {"type": "integer"}}
OBJECT = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "boolean"}}}


def values(location: str, pairs: Pairs, **fields: Any) -> list[Any] | None:
    node = Node({}, "x", "", {"schema": {"type": "string"}, **fields})
    read_from = parameter(node, "p", location)
    reading = read(read_from, kind_of(read_from.kind), pairs)
    return None if reading is None else reading.candidates


@pytest.mark.parametrize(
    ("query", "fields", "value"),
    [
        ("p=a%20b+c%2Bd", {}, "a b c+d"),
        ("p=", {}, ""),
        ("p", {}, ""),
        ("p=1", {"schema": INTEGERS}, [1]),
        ("p=1&p=2", {"schema": INTEGERS}, [1, 2]),
        ("p=1,2", {"schema": INTEGERS, "explode": False}, [1, 2]),
        ("p=1|2", {"schema": INTEGERS, "style": "pipeDelimited", "explode": False}, [1, 2]),
        ("p=1%7C2", {"schema": INTEGERS, "style": "pipeDelimited", "explode": False}, [1, 2]),
        ("p=1%202", {"schema": INTEGERS, "style": "spaceDelimited", "explode": False}, [1, 2]),
        ("p=a%2Cb,c", {"schema": {"type": "array"}, "explode": False}, ["a,b", "c"]),
        ("p=a,1,b,true", {"schema": OBJECT, "explode": False}, {"a": 1, "b": True}),
        ("a=1&b=true", {"schema": OBJECT}, {"a": 1, "b": True}),
        ("p%5Ba%5D=1&p[b]=true", {"schema": OBJECT, "style": "deepObject"}, {"a": 1, "b": True}),
        ("p=1.50", {"schema": {"type": "number"}}, 1.5),
        ("p=5", {"schema": {"allOf": [{"type": "integer"}]}}, 5),
        ("p=5", {"schema": {"enum": [5, 6]}}, 5),
        ("p=null", {"schema": {"type": ["integer", "null"]}}, None),
        ('p={"a":1}', {"schema": None, "content": {"application/json": {"schema": OBJECT}}}, {"a": 1}),
    ],
)
def test_a_query_reads_as_its_style_says(query: str, fields: dict, value: Any) -> None:
    found = values("query", query_pairs(query), **fields)
    assert found is not None
    assert found[0] == value
    assert type(found[0]) is type(value)


def test_a_text_that_may_be_a_number_or_a_text_is_tried_as_both() -> None:
    assert values("query", [("p", "5")], schema={"type": ["string", "integer"]}) == [5, "5"]
    assert values("query", [("p", "5")], schema={"type": "string"}) == ["5"]


def test_a_parameter_that_was_not_sent_reads_as_nothing() -> None:
    assert values("query", [("q", "1")]) is None
    assert values("query", [("q", "1")], schema=OBJECT, style="deepObject") is None
    assert values("query", [("q", "1")], schema=OBJECT) is None


@pytest.mark.parametrize(
    ("text", "fields", "value"),
    [
        ("a%2Fb", {}, "a/b"),
        ("a+b", {}, "a+b"),
        ("1,2", {"schema": INTEGERS}, [1, 2]),
        ("a,1,b,true", {"schema": OBJECT}, {"a": 1, "b": True}),
        ("a=1,b=true", {"schema": OBJECT, "explode": True}, {"a": 1, "b": True}),
    ],
)
def test_a_path_reads_as_its_style_says(text: str, fields: dict, value: Any) -> None:
    found = values("path", [("p", text)], **fields)
    assert found is not None
    assert found[0] == value


def test_a_header_may_have_spaces_between_its_values() -> None:
    found = values("header", [("p", "1, 2")], schema=INTEGERS)
    assert found is not None
    assert found[0] == [1, 2]


@pytest.mark.parametrize(
    ("text", "fields", "value"),
    [
        (".a%2Fb", {"style": "label"}, "a/b"),
        (".5", {"style": "label", "schema": {"type": "integer"}}, 5),
        (".1,2", {"style": "label", "schema": INTEGERS}, [1, 2]),
        (".1.2", {"style": "label", "schema": INTEGERS, "explode": True}, [1, 2]),
        (".a,1,b,true", {"style": "label", "schema": OBJECT}, {"a": 1, "b": True}),
        (".a=1.b=true", {"style": "label", "schema": OBJECT, "explode": True}, {"a": 1, "b": True}),
        (";p=5", {"style": "matrix", "schema": {"type": "integer"}}, 5),
        (";p=1,2", {"style": "matrix", "schema": INTEGERS}, [1, 2]),
        (";p=1;p=2", {"style": "matrix", "schema": INTEGERS, "explode": True}, [1, 2]),
        (";p=a,1,b,true", {"style": "matrix", "schema": OBJECT}, {"a": 1, "b": True}),
        (";a=1;b=true", {"style": "matrix", "schema": OBJECT, "explode": True}, {"a": 1, "b": True}),
        (";p", {"style": "matrix"}, ""),
    ],
)
def test_a_path_may_begin_its_values_with_a_dot_or_a_semicolon(text: str, fields: dict, value: Any) -> None:
    found = values("path", [("p", text)], **fields)
    assert found is not None
    assert found[0] == value


@pytest.mark.parametrize(
    ("location", "text", "fields"),
    [
        ("path", "a", {"style": "label"}),
        ("path", "p=a", {"style": "matrix"}),
        ("path", ";q=a", {"style": "matrix"}),
        ("path", "a,1,b", {"schema": OBJECT}),
        ("path", "a,b", {"schema": OBJECT, "explode": True}),
        ("query", "%zz", {}),
        ("query", "%ff", {}),
        ("query", "{", {"schema": None, "content": {"application/vnd.a+json": {"schema": OBJECT}}}),
    ],
)
def test_a_text_that_does_not_come_apart_is_said_so(location: str, text: str, fields: dict) -> None:
    with pytest.raises(MalformedError):
        values(location, [("p", text)], **fields)


@pytest.mark.parametrize(
    "fields", [{"style": "tabDelimited"}, {"schema": None, "content": {"application/xml": {"schema": OBJECT}}}]
)
def test_a_style_and_a_type_that_nobody_reads_are_said_so(fields: dict) -> None:
    with pytest.raises(UnjudgedError):
        values("query", [("p", "1")], **fields)


def test_an_object_in_brackets_may_hold_lists_and_objects() -> None:
    inner = {"type": "object", "properties": {"x": {"type": "integer"}}}
    schema = {"type": "object", "properties": {"a": INTEGERS, "b": {"type": "array"}, "c": inner}}
    query = "p[a]=1&p[a]=2&p[b][]=x&p[b][]=y&p[c][x]=7&q=1"
    assert values("query", query_pairs(query), schema=schema, style="deepObject") == [
        {"a": [1, 2], "b": ["x", "y"], "c": {"x": 7}}
    ]


def test_an_object_that_is_open_takes_every_name_of_the_query() -> None:
    schema = {"type": "object", "additionalProperties": {"type": "integer"}}
    assert values("query", query_pairs("a=1&b=2"), schema=schema) == [{"a": 1, "b": 2}]


def test_an_empty_value_that_is_allowed_means_nothing_that_could_be_wrong() -> None:
    assert values("query", [("p", "")], schema={"type": "integer"}, allowEmptyValue=True) == []
    assert values("query", [("p", "")], schema={"type": "integer"}) == [""]


def test_a_header_that_is_a_list_may_come_in_several_lines() -> None:
    assert values("header", [("p", "1"), ("p", "2, 3")], schema=INTEGERS) == [[1, 2, 3], ["1", "2", "3"]]
