"""How the second judge reads what Schemathesis has no reader for: servers, parameters, forms."""

import json
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from scripts.exchange import Exchange, Request, Response
from scripts.oracle import Oracle, readings
from scripts.oracle.tags import without_nominal_tags

LIST = {"type": "array", "items": {"type": "integer"}}
OBJECT = {
    "type": "object",
    "properties": {"a": {"type": "integer"}, "b": {"type": "string"}},
    "additionalProperties": False,
}


def tree(parameter: dict[str, Any], path: str = "/a") -> dict[str, Any]:
    operation = {"operationId": "get", "parameters": [parameter], "responses": {"204": {"description": "Done."}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Small", "version": "1"},
        "servers": [
            {
                "url": "https://{region}.example.test/v1",
                "variables": {"region": {"enum": ["eu", "us"], "default": "eu"}},
            }
        ],
        "paths": {path: {"get": operation}},
    }


def exchange(url: str, headers: tuple[tuple[str, str], ...] = (), method: str = "GET") -> Exchange:
    return Exchange("x", "local", "small", None, "get", {}, Request.of(method, url, headers), Response.of(204))


BASE = "https://eu.example.test/v1/a"
QUERY = {"name": "p", "in": "query"}


@pytest.mark.parametrize(
    ("parameter", "good", "bad"),
    [
        ({**QUERY, "schema": {"type": "integer"}}, "p=5", "p=five"),
        ({**QUERY, "schema": {"type": "string"}}, "p=5", "p=5&p=6"),
        ({**QUERY, "schema": {"type": "boolean"}}, "p=true", "p=yes"),
        ({**QUERY, "schema": {"type": ["string", "null"], "format": "date"}}, "p=2026-01-02", "p=today"),
        ({**QUERY, "schema": LIST}, "p=1&p=2", "p=1,2"),
        ({**QUERY, "schema": LIST, "explode": False}, "p=1,2", "p=1,b"),
        ({**QUERY, "schema": LIST, "style": "spaceDelimited", "explode": False}, "p=1%202", "p=1,2"),
        ({**QUERY, "schema": LIST, "style": "pipeDelimited", "explode": False}, "p=1|2", "p=1|b"),
        ({**QUERY, "schema": OBJECT, "style": "deepObject"}, "p[a]=1&p[b]=2", "p[a]=x"),
        ({**QUERY, "schema": OBJECT, "style": "deepObject"}, "p%5Ba%5D=1", "p[c]=1"),
        ({**QUERY, "schema": OBJECT, "style": "deepObject"}, "p[a]=1", "p[a]=1&p[a]=2"),
        ({**QUERY, "schema": OBJECT}, "a=1&b=2", "a=x"),
        ({**QUERY, "schema": OBJECT, "explode": False}, "p=a,1,b,2", "p=a,x"),
        ({**QUERY, "content": {"application/json": {"schema": OBJECT}}}, "p=%7B%22a%22%3A1%7D", "p=%7B%22a%22"),
        ({**QUERY, "required": True, "schema": {"type": "string"}}, "p=", "q="),
        ({**QUERY, "name": "a b", "schema": {"type": "integer"}}, "a+b=5", "a%20b=x"),
    ],
)
def test_a_parameter_of_a_query_is_read_in_its_style(parameter: dict[str, Any], good: str, bad: str) -> None:
    oracle = Oracle(tree(parameter))
    assert oracle.judge(exchange(f"{BASE}?{good}")) == []
    found = oracle.judge(exchange(f"{BASE}?{bad}"))
    assert [each.place for each in found] == [f"request.query.{parameter['name']}"]


@pytest.mark.parametrize(
    ("parameter", "good", "bad"),
    [
        ({"name": "X-P", "in": "header", "schema": {"type": "integer"}}, ("x-p", "5"), ("x-p", "five")),
        ({"name": "X-P", "in": "header", "schema": LIST}, ("x-p", "1, 2"), ("x-p", "1, b")),
        ({"name": "X-P", "in": "header", "schema": OBJECT, "explode": True}, ("x-p", "a=1,b=2"), ("x-p", "a=x")),
        ({"name": "p", "in": "cookie", "schema": {"type": "integer"}}, ("cookie", "q=r; p=5"), ("cookie", "p=x")),
    ],
)
def test_headers_and_cookies_are_read(parameter: dict[str, Any], good: tuple[str, str], bad: tuple[str, str]) -> None:
    oracle = Oracle(tree(parameter))
    assert oracle.judge(exchange(BASE, (good,))) == []
    assert [each.code for each in oracle.judge(exchange(BASE, (bad,)))] == ["schemathesis.request"]


@pytest.mark.parametrize(
    ("url", "is_known"),
    [
        ("https://eu.example.test/v1/a/5", True),
        ("https://us.example.test/v1/a/5", True),
        ("https://jp.example.test/v1/a/5", False),
        ("https://eu.example.test/v2/a/5", False),
        ("https://eu.example.test/a/5", False),
        ("https://eu.example.test/v1/a/5/6", False),
    ],
)
def test_an_operation_is_found_below_a_server_alone(url: str, is_known: bool) -> None:
    described = tree({"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}, "/a/{id}")
    found = Oracle(described).judge(exchange(url))
    assert found == [] if is_known else [each.place for each in found] == ["request.url"]


@pytest.mark.parametrize(
    ("server", "url"),
    [
        ("https://API.example.test:443", "https://api.example.test/a"),
        ("https://api.example.test/v1", "https://api.example.test:443/v1/a"),
        ("https://api.example.test/{base}", "https://api.example.test/api/v1/a"),
    ],
)
def test_a_server_is_the_same_however_it_is_spelt(server: str, url: str) -> None:
    described = tree({"name": "p", "in": "query", "schema": {}})
    described["servers"] = [{"url": server, "variables": {"base": {"default": "api/v1"}}}]
    assert Oracle(described).judge(exchange(url)) == []


def test_an_operation_with_a_server_of_its_own_is_found_there_alone() -> None:
    described = tree({**QUERY, "schema": {"type": "string"}})
    described["paths"]["/b"] = {"get": dict(described["paths"]["/a"]["get"], operationId="other")}
    described["paths"]["/a"]["get"]["servers"] = [{"url": "https://other.test"}]
    oracle = Oracle(described)
    assert oracle.judge(exchange("https://other.test/a")) == []
    assert oracle.judge(exchange(BASE.removesuffix("/a") + "/b")) == []
    assert oracle.judge(exchange(BASE))
    assert oracle.judge(exchange("https://other.test/b"))


def test_a_head_is_no_get() -> None:
    described = tree({**QUERY, "schema": {"type": "string"}})
    assert Oracle(described).judge(exchange(BASE, method="HEAD"))
    described["paths"]["/a"]["head"] = {"operationId": "has", "responses": {"204": {"description": "It is there."}}}
    assert Oracle(described).judge(exchange(BASE, method="HEAD")) == []


SCHEMA = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string"},
        "n": {"type": "integer"},
        "text": {"type": "string"},
        "list": {"type": "array", "items": {"type": "string"}},
        "about": OBJECT,
    },
}


def test_the_fields_of_a_form_are_read_as_the_schema_has_them() -> None:
    found = readings.form(b"file=5&n=5&text=true&list=1&about=%7B%22a%22%3A1%7D")
    value = readings.fitting(found, Draft202012Validator(SCHEMA))
    assert value == {"file": "5", "n": 5, "text": "true", "list": ["1"], "about": {"a": 1}}


def test_what_fits_no_reading_of_a_form_stays_wrong() -> None:
    validator = Draft202012Validator(SCHEMA)
    value = readings.fitting(readings.form(b"file=a&file=b&n=x"), validator)
    assert {tuple(each.instance_path) for each in validator.iter_errors(value)} == {("file",), ("n",)}


def test_the_parts_of_a_multipart_form_are_read_and_a_file_is_its_bytes() -> None:
    disposition = 'Content-Disposition: form-data; name="{}"'
    parts = [
        (disposition.format("file") + '; filename="a.bin"\r\nContent-Type: image/png', b"\x00\xff5"),
        (disposition.format("n"), b"5"),
        (disposition.format("list"), b"a"),
        (disposition.format("list"), b"b"),
        (disposition.format("about") + "\r\nContent-Type: application/json", json.dumps({"a": 1}).encode()),
    ]
    content = b"".join(b"--x\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n" for head, body in parts) + b"--x--\r\n"
    found = readings.multipart(content, "multipart/form-data; boundary=x")
    value = readings.fitting(found, Draft202012Validator(SCHEMA))
    assert value == {"file": "\x00\xff5", "n": 5, "list": ["a", "b"], "about": {"a": 1}}


@pytest.mark.parametrize("content", [b"", b"--y\r\n\r\n--y--\r\n", b"no parts"])
def test_what_is_no_multipart_form_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a multipart form"):
        readings.multipart(content, "multipart/form-data; boundary=x")


def test_a_discriminator_without_a_mapping_is_left_out_where_constants_tell() -> None:
    def union(tag: dict[str, Any], **more: Any) -> dict[str, Any]:
        member = {"type": "object", "properties": {"kind": tag}}
        return {"oneOf": [{"$ref": "#/M"}], "discriminator": {"propertyName": "kind", **more}, "M": member}

    constant, mapped, named = (
        union({"const": "a"}),
        union({"const": "a"}, mapping={"a": "#/M"}),
        union({"type": "string"}),
    )
    for each, stays in ((constant, False), (mapped, True), (named, True)):
        made = without_nominal_tags({**each, "paths": {"x": [{"schema": each}]}})
        assert ("discriminator" in made["paths"]["x"][0]["schema"]) is stays
        assert "discriminator" in each
