"""Requests before they are sent and responses after they came."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import IntEnum, StrEnum
from typing import Any

import httpx
import pytest
from attrs import define

from scripts.runtime.errors import ApiStatusError, DecodeError
from scripts.runtime.message import Request, Response
from scripts.runtime.model import Model
from scripts.runtime.raw import ApiResponse
from scripts.runtime.unset import UNSET


class Kind(StrEnum):
    CAT = "cat"


class Size(IntEnum):
    SMALL = 1


@define(kw_only=True, repr=False)
class Pet(Model):
    name: str


@define(kw_only=True, repr=False)
class Problem(Model):
    reason: str


def asked(**parts: Any) -> Request:
    return Request("GET", "/pets", **parts)


@pytest.mark.parametrize(
    ("value", "segment"),
    [
        ("plain-1_2.3~", "plain-1_2.3~"),
        ("a/b", "a%2Fb"),
        ("../etc", "..%2Fetc"),
        ("a?b=c#d", "a%3Fb%3Dc%23d"),
        ("a b+c%2F", "a%20b%2Bc%252F"),
        ("é", "%C3%A9"),
        ("a\r\nb", "a%0D%0Ab"),
        ("{id}", "%7Bid%7D"),
        ("...", "..."),
        (12, "12"),
        (True, "true"),
        (Kind.CAT, "cat"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00%3A00%3A00Z"),
        (["a", "b,c"], "a,b%2Cc"),
    ],
)
def test_a_value_in_a_path_stays_one_segment(value: Any, segment: str) -> None:
    path = Request("GET", "/pets/{id}/toys", path_params={"id": value}).path
    assert path == f"/pets/{segment}/toys"
    # What httpx makes of it has to be the same.
    assert httpx.URL("https://pets.example" + path).raw_path.decode() == path


@pytest.mark.parametrize("value", ["", ".", "..", []])
def test_a_value_that_would_call_another_path_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"id can't be .* another path than /pets/\{id\}"):
        _ = Request("GET", "/pets/{id}", path_params={"id": value}).path


@pytest.mark.parametrize("value", [None, UNSET, [["a"]], {"a": 1}, b"a"])
def test_what_is_no_scalar_does_not_go_into_a_path(value: Any) -> None:
    with pytest.raises(TypeError, match="a parameter takes text, a number, a truth value or a date"):
        _ = Request("GET", "/pets/{id}", path_params={"id": value}).path


@pytest.mark.parametrize(
    ("value", "pairs"),
    [
        (True, ["true"]),
        (False, ["false"]),
        (0, ["0"]),
        (-7, ["-7"]),
        (1.5, ["1.5"]),
        ("", [""]),
        ("a&b=c", ["a%26b%3Dc"]),
        ("a b+c,d|e", ["a%20b%2Bc%2Cd%7Ce"]),
        ("é-._~", ["%C3%A9-._~"]),
        (Kind.CAT, ["cat"]),
        (Size.SMALL, ["1"]),
        (datetime(2026, 1, 2, tzinfo=UTC), ["2026-01-02T00%3A00%3A00Z"]),
        (date(2026, 1, 2), ["2026-01-02"]),
        (["a", Kind.CAT, 1], ["a", "cat", "1"]),
        (("a", "b"), ["a", "b"]),
        ({"a"}, ["a"]),
        (None, []),
        (UNSET, []),
    ],
)
def test_a_query_parameter_is_written_as_services_read_it(value: Any, pairs: list[str]) -> None:
    assert asked(query={"q": value}).query_string() == "&".join(f"q={each}" for each in pairs)


def test_an_empty_array_is_refused_since_left_out_it_would_ask_for_everything() -> None:
    with pytest.raises(ValueError, match="q is empty, which a query can't say: leave it out"):
        asked(query={"q": []}).query_string()


def test_a_parameter_that_can_not_be_written_is_named() -> None:
    with pytest.raises(ValueError, match=r"since: .* has no time zone"):
        asked(query={"since": datetime(2026, 1, 2)}).query_string()  # noqa: DTZ001


@pytest.mark.parametrize("value", [{"a": 1}, b"a", [UNSET], [None], [["a"]], object()])
def test_a_query_parameter_that_has_no_text_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="a parameter takes"):
        asked(query={"q": value}).query_string()


def test_headers_that_are_not_set_are_left_out() -> None:
    assert asked(header_params={"a": True, "b": UNSET, "c": None, "d": 5}).headers() == {"a": "true", "d": "5"}


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (UNSET, None),
        (None, b"null"),
        ({"a": UNSET, "b": None}, b'{"b":null}'),
        (Pet(name="Кот"), '{"name":"Кот"}'.encode()),
        ([Pet(name="a")], b'[{"name":"a"}]'),
        ({"at": datetime(2026, 1, 2, tzinfo=UTC), "kind": Kind.CAT}, b'{"at":"2026-01-02T00:00:00Z","kind":"cat"}'),
        ("text", b'"text"'),
        (["half \ud800", "whole \U0001f600"], '["half \\ud800","whole \U0001f600"]'.encode()),
    ],
)
def test_a_body_is_compact_json_in_utf_8(body: Any, content: bytes | None) -> None:
    assert asked(body=body).payload().content == content


@pytest.mark.parametrize(
    ("body", "error"),
    [([float("nan")], ValueError), ({"a": datetime.fromisoformat("2026-01-02")}, ValueError), ({"a": b""}, TypeError)],
)
def test_a_body_that_json_cannot_hold_is_refused(body: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        asked(body=body).payload()


def answer(status: int, content: bytes = b"", headers: Mapping[str, str] | None = None) -> Response:
    return Response(status, headers or {}, content, asked())


PET = b'{"name":"Rex"}'


@pytest.mark.parametrize(
    ("status", "content", "success", "result"),
    [
        (200, PET, {"200": Pet}, Pet(name="Rex")),
        (200, b"\xef\xbb\xbf" + PET, {"200": Pet}, Pet(name="Rex")),
        (200, PET, {"2XX": Problem, "200": Pet}, Pet(name="Rex")),
        (201, PET, {"200": Problem, "2XX": Pet, "default": Problem}, Pet(name="Rex")),
        (201, PET, {"200": Problem, "default": Pet}, Pet(name="Rex")),
        (202, PET, {"200": Pet}, Pet(name="Rex")),
        (200, b"[]", {"200": list[Pet]}, []),
        (204, b"", {"200": Pet, "204": None}, None),
        (204, b"", {"204": None}, None),
        (200, b"surprise", {"200": None}, None),
        (202, b"", {}, None),
    ],
)
def test_a_success_is_read_by_its_status_then_its_range_then_the_default(
    status: int, content: bytes, success: Any, result: Any
) -> None:
    assert answer(status, content).decode(success, errors={"default": Problem}) == result


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "body: expected JSON, got an empty body"),
        (b"<html>", "body: expected JSON, got 6 bytes that are none (text/html)"),
        (b'{"name": "R', "body: expected JSON, got 11 bytes that are none (text/html)"),
        (b'{"name":"\xff"}', "body: expected JSON, got 12 bytes that are none (text/html)"),
        (b"[" * 200_000, "body: expected JSON, got 200000 bytes that are none (text/html)"),
        (b"{}", "Pet/name: expected a value, got nothing"),
        (b"[]", "body: expected an object (Pet), got an array"),
    ],
)
def test_a_success_that_is_not_as_promised_keeps_its_response(content: bytes, message: str) -> None:
    response = answer(200, content, {"content-type": "text/html"})
    with pytest.raises(DecodeError) as caught:
        response.decode({"200": Pet}, errors={})
    assert str(caught.value) == f"GET /pets answered 200: {message}"
    assert caught.value.response is response


@pytest.mark.parametrize(
    ("status", "content", "errors", "body"),
    [
        (404, b'{"reason":"gone"}', {"404": Problem, "4XX": Pet}, Problem(reason="gone")),
        (499, b'{"reason":"gone"}', {"404": Pet, "4XX": Problem, "default": Pet}, Problem(reason="gone")),
        (520, b'{"reason":"gone"}', {"4XX": Pet, "default": Problem}, Problem(reason="gone")),
        (302, b"", {"default": Problem}, None),
        (304, b"", {}, None),
        (500, b'{"reason":"gone"}', {"404": Problem}, {"reason": "gone"}),
        (500, b'{"other":"shape"}', {"default": Problem}, {"other": "shape"}),
        (500, b'{"reason":null}', {"500": Problem}, {"reason": None}),
        (500, b"<html>down</html>", {"500": Problem}, "<html>down</html>"),
        (500, b'{"reason":"go', {"500": Problem}, '{"reason":"go'),
        (500, b"\xff", {"500": Problem}, "\ufffd"),
        (500, b"", {"500": Problem}, None),
        (500, b"null", {"500": Problem}, None),
        (500, b"[" * 200_000, {"500": Problem}, "[" * 200_000),
    ],
)
def test_a_failure_always_raises_with_the_best_reading_of_its_body(
    status: int, content: bytes, errors: Any, body: Any
) -> None:
    with pytest.raises(ApiStatusError) as caught:
        answer(status, content).decode({"default": Pet}, errors=errors)
    assert caught.value.status_code == status
    assert caught.value.body == body


def test_a_raw_response_gives_status_headers_and_bytes() -> None:
    raw = ApiResponse(answer(200, PET, {"a": "b"}), lambda response: len(response.content))
    assert (raw.status_code, raw.headers, json.loads(raw.content)) == (200, {"a": "b"}, {"name": "Rex"})
    assert raw.parsed == len(PET)


def test_a_raw_response_is_there_even_where_its_body_is_not_as_promised() -> None:
    raw = ApiResponse(answer(200, b"{}"), lambda response: response.decode({"200": Pet}, errors={}))
    assert raw.content == b"{}"
    with pytest.raises(DecodeError):
        _ = raw.parsed


@pytest.mark.parametrize("nothing", [None, UNSET])
@pytest.mark.parametrize("place", ["query", "header_params", "cookie_params"])
def test_a_required_parameter_can_not_be_left_out(place: str, nothing: object) -> None:
    table: dict[str, Any] = {place: {"tag_name": nothing, "page": 1}}
    with pytest.raises(ValueError, match="tag_name is required: give it a value"):
        Request("DELETE", "/droplets", **table, required=("tag_name",))


def test_a_required_field_of_a_body_can_be_null_but_not_left_out() -> None:
    assert Request("POST", "/keys", body={"name": None}, required=("name",)).payload().content == b'{"name":null}'
    with pytest.raises(ValueError, match="name is required: give it a value"):
        Request("POST", "/keys", body={"name": UNSET}, required=("name",))


def test_where_a_redirect_is_all_that_is_documented_its_aim_is_the_result() -> None:
    response = Response(302, {"location": "https://a.test/log.zip"}, b"", Request("GET", "/log"))
    assert response.decode({"302": str}, errors={"302": None}) == "https://a.test/log.zip"
    with pytest.raises(ApiStatusError, match=r"answered 302, to https://a\.test/log\.zip"):
        response.decode({"200": None}, errors={})
