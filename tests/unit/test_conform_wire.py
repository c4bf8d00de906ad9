"""Styles of parameters: the same value, whatever way it is written."""

from typing import Any

import pytest

from scripts.conform.spec import Node, parameter
from scripts.conform.wire import Pairs, UnjudgedError, kind_of, query_pairs, read

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


@pytest.mark.parametrize("style", ["label", "matrix"])
def test_a_style_that_nobody_reads_yet_is_said_so(style: str) -> None:
    with pytest.raises(UnjudgedError):
        values("path", [("p", ".1")], style=style)
