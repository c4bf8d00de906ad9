"""Bodies that are not JSON, and what HTTP says around a body: read as the description means them."""

from typing import Any

import pytest

from scripts.conform import Conformer, Finding
from scripts.exchange import Request, Response

POINT = {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}}
FIELDS = {
    "name": {"type": "string", "minLength": 1},
    "sizes": {"type": "array", "items": {"type": "integer"}},
    "joined": {"type": "array", "items": {"type": "integer"}},
    "point": POINT,
    "deep": POINT,
    "points": {"type": "array", "items": POINT},
    "flag": {"type": "boolean"},
    "x-own": {"type": "integer"},
}
FORM = {"type": "object", "required": ["name"], "properties": FIELDS, "additionalProperties": False}
ENCODING = {
    "joined": {"style": "form", "explode": False},
    "deep": {"style": "deepObject", "explode": True},
    "flag": {"contentType": "application/json"},
}
FILES = {
    "type": "object",
    "properties": {"photo": {"type": "string", "format": "binary", "maxLength": 4}, "note": {"type": "string"}},
}
FILE_ENCODING = {
    "photo": {
        "contentType": "image/png, image/*",
        "headers": {"X-Width": {"required": True, "schema": {"type": "integer"}}},
    }
}
SECRET = {"type": "object", "required": ["id", "key"], "properties": {
    "id": {"type": "integer", "readOnly": True}, "key": {"type": "string", "writeOnly": True}}}  # fmt: skip


def conformer(content: dict[str, Any], status: str = "200", **response: Any) -> Conformer:
    operation = {"requestBody": {"content": content}, "responses": {status: {"content": content, **response}}}
    return Conformer({"openapi": "3.1.0", "paths": {"/a": {"post": operation}}}, "spec.yaml")


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(each.code.partition(".")[2], each.place.partition(".")[2]) for each in findings]


def sent(content: dict[str, Any], body: bytes, content_type: str) -> list[tuple[str, str]]:
    request = Request.of("POST", "https://a.test/a", [("content-type", content_type)], body)
    return told(conformer(content).judge_request(request))


def got(content: dict[str, Any], body: bytes, content_type: str) -> list[tuple[str, str]]:
    judge = conformer(content)
    response = Response.of(200, [("content-type", content_type)], body)
    return told(judge.judge_response(judge.operations[0], response))


def form(body: str) -> list[tuple[str, str]]:
    media = "application/x-www-form-urlencoded"
    return sent({media: {"schema": FORM, "encoding": ENCODING}}, body.encode(), media)


def parts(body: bytes, media: str = "multipart/form-data; boundary=b") -> list[tuple[str, str]]:
    return sent({"multipart/form-data": {"schema": FILES, "encoding": FILE_ENCODING}}, body, media)


def photo(content: bytes = b"\xff\x00", media: bytes = b"image/gif", width: bytes = b"X-Width: 5\r\n") -> bytes:
    head = b'--b\r\nContent-Disposition: form-data; name="photo"; filename="p"\r\n'
    return head + b"Content-Type: " + media + b"\r\n" + width + b"\r\n" + content + b"\r\n--b--\r\n"


@pytest.mark.parametrize(
    "body",
    [
        "name=a+b%26c",
        "name=a&sizes=1&sizes=2",
        "name=a&joined=1,2",
        "name=a&deep[x]=1&deep%5By%5D=2",
        "name=a&point=%7B%22x%22%3A1%7D",
        "name=a&points=%7B%22x%22%3A1%7D&points=%7B%22x%22%3A2%7D",
        "name=a&flag=true&x-own=5",
    ],
)
def test_a_good_form_has_no_findings(body: str) -> None:
    assert form(body) == []


@pytest.mark.parametrize(
    ("body", "code", "place"),
    [
        ("sizes=1", "body.required", "body/name"),
        ("name=", "body.minLength", "body/name"),
        ("name=a&name=b", "body.repeated", "body/name"),
        ("name=a&sizes=1&sizes=x", "body.type", "body/sizes/1"),
        ("name=a&joined=1,x", "body.type", "body/joined/1"),
        ("name=a&deep[x]=z", "body.type", "body/deep/x"),
        ("name=a&point=%7B%22y%22%3A1%7D", "body.required", "body/point/x"),
        ("name=a&point=%7B", "body.malformed", "body"),
        ("name=a&points=%7B%22x%22%3A1%7D&points=%7B%7D", "body.required", "body/points/1/x"),
        ("name=a&flag=yes", "body.malformed", "body"),
        ("name=a&other=1", "body.additionalProperties", "body/other"),
        ("name=%ff", "body.malformed", "body"),
        ("name=\xfc", "body.malformed", "body"),
    ],
)
def test_a_planted_fault_of_a_form_is_found_alone(body: str, code: str, place: str) -> None:
    assert form(body) == [(code, place)]


def test_good_parts_have_no_findings() -> None:
    assert parts(photo()) == []
    assert parts(b"--b--\r\n") == []
    assert parts(photo(b"\r\n\r\n"), 'Multipart/Form-Data; boundary="b"') == []


@pytest.mark.parametrize(
    ("body", "code", "place"),
    [
        (photo(b"12345"), "body.maxLength", "body/photo"),
        (photo(media=b"text/plain"), "body.part-type", "body/photo"),
        (photo(width=b""), "header.missing", "body/photo"),
        (photo(width=b"X-Width: wide\r\n"), "header.type", "body/photo"),
        (photo(width=b"nonsense\r\n"), "body.malformed", "body/0"),
        (photo().replace(b"--b\r\n", b"--c\r\n"), "body.malformed", "body"),
        (photo().replace(b"form-data;", b"attachment;"), "body.malformed", "body/0"),
        (b"lead" + photo(), "body.malformed", "body"),
    ],
)
def test_a_planted_fault_of_parts_is_found_alone(body: bytes, code: str, place: str) -> None:
    assert parts(body) == [(code, place)]


@pytest.mark.parametrize(
    ("media", "schema", "body"),
    [
        ("application/octet-stream", {"type": "string", "format": "binary"}, b"\xff"),
        ("image/png", {}, b"\xff"),
        ("image/png", None, b"\xff"),
        ("application/xml", {"type": "string"}, b"<a/>"),
        ("text/plain", {"type": "integer"}, b"5"),
        ("text/plain; charset=utf-16", {"maxLength": 1}, "ü".encode("utf-16")),
        ("application/vnd.a+json; charset=utf-8", POINT, b'{"x":1}'),
        ("application/jsonl", POINT, b'{"x":1}\r\n\n{"x":2}'),
        ("application/json-seq", POINT, b'\x1e{"x":1}\n\x1e{"x":2}\n'),
        (
            "text/event-stream",
            {"type": "string", "maxLength": 3},
            b"\xef\xbb\xbfdata: a\r\ndata:b\r\n\r\n:c\n\nid: 1\n\n",
        ),
        ("text/event-stream", POINT, b'data: {"x":1}\r\rdata: {"x":2}\r\r'),
        ("text/event-stream", None, b"data: a\n\n"),
    ],
)
def test_a_good_body_of_any_type_has_no_findings(media: str, schema: Any, body: bytes) -> None:
    content = {media.partition(";")[0]: {} if schema is None else {"schema": schema}}
    assert got(content, body, media) == []


@pytest.mark.parametrize(
    ("media", "schema", "body", "code", "place"),
    [
        ("application/octet-stream", {"type": "string", "maxLength": 1}, b"\xff\xfe", "body.maxLength", "body"),
        ("application/xml", POINT, b"<a/>", "body.unjudged", "body"),
        ("application/pdf", POINT, b"%PDF", "body.unjudged", "body"),
        ("text/plain", {"type": "integer"}, b"five", "body.type", "body"),
        ("text/plain; charset=none", {}, b"a", "content-type.charset", "header.content-type"),
        ("application/json", None, b"{", "body.malformed", "body"),
        ("application/json", {}, b'{"a":{"b":1,"b":1}}', "body.malformed", "body"),
        ("text/plain; charset=a\x00b", {}, b"a", "content-type.charset", "header.content-type"),
        ("application/json", {"type": "number"}, b"1e999", "body.type", "body"),
        ("application/json; charset=latin-1", {}, b'"\xfc"', "body.malformed", "body"),
        ("application/x-ndjson", POINT, b'{"x":1}\n{"x":"2"}', "body.type", "body/1/x"),
        ("application/x-ndjson", POINT, b'{"x":1}\n\xff', "body.malformed", "body/1"),
        ("text/event-stream", {"type": "string", "maxLength": 2}, b"data: abc\n\n", "body.maxLength", "body/0"),
        ("text/event-stream", POINT, b'data: {"x":1}', "body.malformed", "body/0"),
    ],
)
def test_a_planted_fault_of_a_body_is_found_alone(media: str, schema: Any, body: bytes, code: str, place: str) -> None:
    content = {media.partition(";")[0]: {} if schema is None else {"schema": schema}}
    assert got(content, body, media) == [(code, place)]


def test_a_media_type_with_a_parameter_is_its_own_before_it_is_any() -> None:
    content = {"application/json; v=2": {"schema": {"const": 2}}, "application/json": {"schema": {"const": 1}}}
    for spelled in ("application/json;v=2", "Application/JSON; V=2"):
        assert got(content, b"2", spelled) == []
    assert got(content, b"1", "application/json") == []
    assert got(content, b"2", "application/json; v=1") == [("body.const", "body")]


def test_what_only_the_service_sets_need_not_be_sent_and_what_is_only_sent_need_not_come_back() -> None:
    content = {"application/json": {"schema": SECRET}}
    assert sent(content, b'{"key":"k"}', "application/json") == []
    assert got(content, b'{"id":1}', "application/json") == []
    assert sent(content, b"{}", "application/json") == [("body.required", "body/key")]
    assert got(content, b"{}", "application/json") == [("body.required", "body/id")]
    assert sent(content, b'{"key":"k","id":1}', "application/json") == [("body.readOnly", "body/id")]
    assert got(content, b'{"key":"k","id":1}', "application/json") == [("body.writeOnly", "body/key")]


def test_an_empty_body_of_json_is_none_even_where_text_may_come_too() -> None:
    content = {"application/json": {"schema": {}}, "text/plain": {"schema": {"type": "string", "minLength": 1}}}
    assert got(content, b"", "application/json") == [("body.missing", "body")]
    assert got(content, b"", "text/plain") == [("body.minLength", "body")]


def test_each_cookie_that_is_set_is_a_header_of_its_own_and_no_other_header_comes_twice() -> None:
    listed = {name: {"schema": {"type": "string", "pattern": "^[a-z]=.*"}} for name in ("Set-Cookie", "X-One", "Vary")}
    judge = conformer({"text/plain": {}}, headers=listed)
    pairs = [("set-cookie", "a=1; Expires=Wed, 09 Jun 2027"), ("set-cookie", "b=2")]
    pairs += [("vary", "a=1"), ("vary", "b=1"), ("x-one", "a=1"), ("x-one", "b=1")]
    response = Response.of(200, [("content-type", "text/plain"), *pairs], b"x")
    assert told(judge.judge_response(judge.operations[0], response)) == [("header.repeated", "header.x-one")]
    response = Response.of(200, [("content-type", "text/plain"), ("set-cookie", "a=1"), ("set-cookie", "2")], b"x")
    assert told(judge.judge_response(judge.operations[0], response)) == [("header.pattern", "header.set-cookie")]


def test_a_header_may_hold_json() -> None:
    listed = {"X-Point": {"content": {"application/json": {"schema": POINT}}}}
    judge = conformer({"text/plain": {}}, headers=listed)
    for text, found in (('{"x":1}', []), ("{}", [("header.required", "header.x-point/x")]),
                        ("{", [("header.malformed", "header.x-point")])):  # fmt: skip
        response = Response.of(200, [("content-type", "text/plain"), ("x-point", text)], b"x")
        assert told(judge.judge_response(judge.operations[0], response)) == found
