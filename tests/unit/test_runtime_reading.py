"""Bodies of responses: which of the documented media types one has, and what comes out of it."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import define

from scripts.runtime.errors import ApiStatusError, DecodeError
from scripts.runtime.message import Request, Response
from scripts.runtime.model import Model

REX = b'{"name":"Rex"}'


@define(kw_only=True, repr=False)
class Pet(Model):
    name: str


@define(kw_only=True, repr=False)
class Problem(Model):
    reason: str


def answer(content: bytes, content_type: str | None, status: int = 200) -> Response:
    headers = {} if content_type is None else {"content-type": content_type}
    return Response(status, headers, content, Request("GET", "/pets"))


def read(entry: Any, content: bytes, content_type: str | None) -> Any:
    return answer(content, content_type).decode({"200": entry}, errors={})


MANY = {"application/json": Pet, "text/csv": str, "application/pdf": bytes, "text/event-stream": str}


@pytest.mark.parametrize(
    ("entry", "content_type", "content", "result"),
    [
        (MANY, "application/json", REX, Pet(name="Rex")),
        (MANY, "Application/JSON; charset=utf-8", REX, Pet(name="Rex")),
        (MANY, "text/csv; header=present", b"a,b", "a,b"),
        (MANY, "application/pdf", b"\xff\x00", b"\xff\x00"),
        (MANY, "text/event-stream", b"data: 1\n\n", "data: 1\n\n"),
        (MANY, "application/hal+json", REX, Pet(name="Rex")),
        ({"Application/JSON; v=2": Pet, "text/csv": str}, "application/json;v=1", REX, Pet(name="Rex")),
        ({"application/problem+json": Problem, "application/json": Pet}, "application/json", REX, Pet(name="Rex")),
        ({"text/csv": str, "application/vnd.x+json": Pet}, "application/json", REX, Pet(name="Rex")),
        # A range comes after what is named.
        ({"text/*": bytes, "text/csv": str, "*/*": Pet}, "text/csv", b"a", "a"),
        ({"*/*": Pet, "text/*": bytes, "text/csv": str}, "text/html", b"<a>", b"<a>"),
        ({"*/*": Pet, "text/*": bytes}, "application/json", REX, Pet(name="Rex")),
        ({"*/*": Pet, "text/*": bytes}, None, REX, Pet(name="Rex")),
        ({"application/json": Problem, "application/*": Pet}, "application/hal+json", REX, Pet(name="Rex")),
        # Of a range the content type tells whether it is JSON.
        ({"*/*": str}, "application/json", b'"text"', "text"),
        ({"*/*": str}, "text/plain", b'"text"', '"text"'),
        ({"*/*": bytes}, "application/json", b'"text"', b'"text"'),
        ({"application/*": str}, "application/x+json", b'"text"', "text"),
        ({"*/*": list[int]}, "text/plain", b"[1]", [1]),
        # The only one there is has to do.
        ({"application/json": Pet}, "text/html", REX, Pet(name="Rex")),
        ({"application/json": Pet}, None, REX, Pet(name="Rex")),
        ({"application/json": str}, "text/html", b'"text"', "text"),
        ({"text/csv": str}, "application/json", b"[1]", "[1]"),
        ({"application/pdf": bytes}, "text/plain", b"x", b"x"),
        ({"text/plain": int}, "text/plain", b"5", 5),
        ({"application/json": None}, "application/json", REX, None),
        ({"text/csv": str}, "text/csv", b"", ""),
        (dict[str, str], "text/plain", REX, {"name": "Rex"}),
    ],
)
def test_a_body_is_read_as_its_content_type_says(
    entry: Any, content_type: str | None, content: bytes, result: Any
) -> None:
    got = read(entry, content, content_type)
    assert got == result
    assert type(got) is type(result)


@pytest.mark.parametrize(
    ("content_type", "content", "text"),
    [
        ("text/plain", "é".encode(), "é"),
        ("text/plain", b"\xe9", "\ufffd"),
        ("text/plain; charset=ISO-8859-1", b"\xe9", "é"),
        ('text/plain; a=b; CharSet = "utf-16"', "é".encode("utf-16"), "é"),
        ("text/plain; charset=nonsense", "é".encode(), "é"),
        ("text/plain; charset=hex", b"aa", "aa"),
        ("text/plain; charset=idna", "é".encode(), "é"),
    ],
)
def test_text_is_read_by_the_charset_that_it_names(content_type: str, content: bytes, text: str) -> None:
    assert read({"text/plain": str}, content, content_type) == text
    assert answer(content, content_type).text == text


@pytest.mark.parametrize(
    ("entry", "content_type", "content", "expected", "got"),
    [
        (
            {"application/json": Pet, "text/csv": str},
            "text/html; x=y",
            b"",
            "a body of application/json or text/csv",
            "text/html; x=y",
        ),
        ({"application/json": Pet, "text/csv": str}, None, b"", "application/json or text/csv", "without content type"),
        ({"text/csv": str, "text/plain": str}, "application/json", b"", "text/csv or text/plain", "application/json"),
        (MANY, "application/json", b"{", "JSON", r"1 bytes that are none \(application/json\)"),
        (MANY, "application/json", b"", "JSON", "an empty body"),
    ],
)
def test_a_body_that_is_none_of_those_documented_is_refused(
    entry: Any, content_type: str | None, content: bytes, expected: str, got: str
) -> None:
    response = answer(content, content_type)
    with pytest.raises(DecodeError, match=f"expected .*{expected}, got .*{got}") as caught:
        response.decode({"200": entry}, errors={})
    assert caught.value.response is response


PROBLEMS = {"application/problem+json": Problem, "text/plain": str, "application/pdf": bytes}


@pytest.mark.parametrize(
    ("content_type", "content", "body"),
    [
        ("application/problem+json", b'{"reason":"gone"}', Problem(reason="gone")),
        ("application/json", b'{"reason":"gone"}', Problem(reason="gone")),
        ("application/json", b'{"other":1}', {"other": 1}),
        ("text/plain", b"5", "5"),
        ("application/pdf", b"\xff", b"\xff"),
        ("text/html", b"<p>", "<p>"),
        ("text/html; charset=latin1", b"\xe9", "é"),
        ("text/html", b"[1]", [1]),
        ("text/plain", b"", None),
        (None, b"\xff", "\ufffd"),
    ],
)
def test_the_body_of_a_failure_is_read_as_well_as_can_be(content_type: str | None, content: bytes, body: Any) -> None:
    with pytest.raises(ApiStatusError) as caught:
        answer(content, content_type, 404).decode({"200": Pet}, errors={"404": PROBLEMS})
    assert caught.value.body == body
    assert type(caught.value.body) is type(body)


def test_a_status_that_nobody_documents_is_read_as_one_that_is() -> None:
    assert answer(b"a,b", "text/csv", 202).decode({"204": None, "200": MANY}, errors={}) == "a,b"


def test_a_body_that_nobody_documents_is_not_thrown_away() -> None:
    with pytest.raises(DecodeError, match="expected status 204, got status 202 with a body"):
        answer(b"a", "text/plain", 202).decode({"204": None}, errors={})
