"""The exceptions: which class, what they say, and that they travel."""

import base64
import copy
import json
import pickle
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import pytest

from scripts.runtime import errors
from scripts.runtime.describe import summary
from scripts.runtime.errors import (
    ApiConnectionError,
    ApiError,
    ApiStatusError,
    ApiTimeoutError,
    DecodeError,
    LoginError,
    MissingCredentialError,
    PagingError,
    ResponseTooLargeError,
    StreamInterruptedError,
    status_error,
)
from scripts.runtime.message import Request, Response
from tests.twins import SECRET, Service, both, made, run

REQUEST = Request("GET", "/pets/{id}", path_params={"id": "a b"})


def failed(status: int, content: bytes = b"", **headers: str) -> ApiStatusError:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return status_error(Response(status, names, content, REQUEST), None)


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (302, "ApiStatusError"),
        (400, "BadRequestError"),
        (401, "AuthenticationError"),
        (403, "PermissionDeniedError"),
        (404, "NotFoundError"),
        (409, "ConflictError"),
        (418, "ApiStatusError"),
        (422, "UnprocessableEntityError"),
        (429, "RateLimitError"),
        (499, "ApiStatusError"),
        (500, "ServerError"),
        (503, "ServerError"),
        (520, "ServerError"),
        (599, "ServerError"),
        (600, "ApiStatusError"),
    ],
)
def test_each_status_has_its_class(status: int, name: str) -> None:
    error = failed(status)
    assert type(error) is getattr(errors, name)
    assert isinstance(error, ApiStatusError)
    assert isinstance(error, ApiError)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (failed(500), "GET /pets/a%20b answered 500: no body"),
        (failed(404, b"gone\n  for good"), "GET /pets/a%20b answered 404: gone for good"),
        (failed(404, b"no", x_request_id="r1"), "GET /pets/a%20b answered 404 (request id r1): no"),
        (failed(429, b"no", retry_after="30"), "GET /pets/a%20b answered 429, to be tried again in 30 s: no"),
        (ApiConnectionError("GET /pets: refused", REQUEST), "GET /pets: refused"),
        (DecodeError("Pet", "/a", "text", "null"), "Pet/a: expected text, got null"),
        (DecodeError("", "", "JSON", "an empty body"), "body: expected JSON, got an empty body"),
    ],
)
def test_an_error_says_what_happened_in_one_line(error: ApiError, text: str) -> None:
    assert str(error) == text
    assert repr(error) == f"{type(error).__name__}({text!r})"


def test_an_error_stays_short_whatever_the_service_said() -> None:
    error = failed(500, b"<html>" + b"x y " * 1_000_000)
    error.body = error.response.text
    assert len(str(error)) < 400
    assert len(repr(error)) < 450


@pytest.mark.parametrize("name", ["x_request_id", "request_id", "x_correlation_id"])
def test_the_request_id_is_found_under_its_usual_names(name: str) -> None:
    assert failed(500, b"", **{name: "r1"}).request_id == "r1"
    assert failed(500).request_id is None


def travelled() -> list[ApiError]:
    decode = DecodeError("", "", "text", "null").within("b").within("a", "Pet")
    decode.response = Response(200, {}, b"{}", REQUEST)
    return [
        failed(404, b"gone", x_request_id="r1"),
        ApiTimeoutError("late", REQUEST),
        MissingCredentialError("no credential"),
        decode,
        ApiConnectionError("refused", REQUEST),
        StreamInterruptedError("it broke off", REQUEST, "what had come"),
        ResponseTooLargeError("too large", REQUEST, 5),
        LoginError("no token", 400, "invalid_grant"),
        PagingError("it leads back"),
        *(failed(status, b"no") for status in (302, 400, 401, 403, 409, 422, 429, 500)),
    ]


def test_every_class_of_errors_travels() -> None:
    kinds = {each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, ApiError)}
    assert kinds - {ApiError} == {type(each) for each in travelled()}


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])
@pytest.mark.parametrize("error", travelled(), ids=lambda each: f"{type(each).__name__} {each}")
def test_an_error_can_be_copied_and_sent_to_another_process(copied: Any, error: ApiError) -> None:
    try:
        raise error
    except ApiError as raised:
        made = copied(raised)
    assert type(made) is type(error)
    assert str(made) == str(error)
    assert vars(made) == vars(error)


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])
def test_an_error_of_an_upload_leaves_the_open_file_behind(copied: Any, tmp_path: Path) -> None:
    with (tmp_path / "pet.txt").open("wb+") as file:
        body = {"one": file, "named": ("pet.txt", file, "text/plain"), "more": [file, b"x"], "path": tmp_path}
        request = Request("POST", "/pets", body=body, media_type="multipart/form-data")
        made = copied(ApiConnectionError("refused", request))
        assert copy.copy(request) == request
    shown = repr(file)
    assert "pet.txt" in shown
    assert made.request.body == {
        "one": shown,
        "named": ("pet.txt", shown, "text/plain"),
        "more": [shown, b"x"],
        "path": tmp_path,
    }
    assert (made.request.method, made.request.path, str(made)) == ("POST", "/pets", "refused")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"message": "no such pet"}', "no such pet"),
        (b'{"code": 5, "detail": "no such pet"}', "no such pet"),
        (b'{"error": "invalid", "error_description": "no such pet"}', "no such pet"),
        (b'{"error": {"code": 1, "message": "no such pet"}}', "no such pet"),
        (b'{"errors": [{"field": "a", "message": "no such pet"}, {"message": "b"}]}', "no such pet"),
        (b'{"title": "A", "reason": "no such pet"}', "no such pet"),
        (b'{"message": "", "title": "no such pet"}', "no such pet"),
        (b'{"message": null, "description": " no\\nsuch   pet "}', "no such pet"),
        (b'{"detail": [{"loc": ["a"], "msg": "m"}], "error": "no such pet"}', "no such pet"),
        (b'["no such pet", "b"]', "no such pet"),
        (b'  {"message": "no such pet"}', "no such pet"),
        # Where no sentence is found, there is the body itself.
        (b'{"code": 5}', '{"code": 5}'),
        (b'{"a": {"message": "deep"}}', '{"a": {"message": "deep"}}'),
        (
            b'{"message": {"message": {"message": {"message": "deep"}}}}',
            '{"message": {"message": {"message": {"message": "deep"}}}}',
        ),
        (b'{"message": "cut', '{"message": "cut'),
        (b"[]", "[]"),
        (b"no such pet", "no such pet"),
        (
            b"<html><head><title>\n 502 Bad </title></head><body><h1>Bad</h1>gateway</body>",
            "a page, '502 Bad': Bad gateway",
        ),
        (b"<title>502 Bad</title >", "a page, '502 Bad'"),
        (b"<p>no such<br>pet<style>p {}</style><script>alert(1)</script>", "no such pet"),
        (b"<a/>", "<a/>"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"", ""),
        (b" \n ", ""),
        ("x" * 301, "x" * 300 + "..."),
        ("x" * 300, "x" * 300),
        ('{"message": "' + "x" * 301 + '"}', "x" * 300 + "..."),
        ("[" * 5000, "[" * 300 + "..."),
    ],
)
def test_an_error_tells_the_sentence_that_a_body_holds(content: Any, said: str) -> None:
    content = content.encode() if isinstance(content, str) else content
    assert summary(content) == said
    assert str(failed(500, content)) == f"GET /pets/a%20b answered 500: {said or 'no body'}"


@pytest.mark.parametrize(
    "content", [b"<" * 3_000_000, b"<script>" * 400_000, b"<title>" * 400_000, b"<style" * 400_000, b"[" * 19_000]
)
def test_a_hostile_body_is_summed_up_at_once(content: bytes) -> None:
    # Of this process alone: a busy machine does not count.
    before = time.process_time()
    assert len(summary(content)) <= 303
    assert time.process_time() - before < 2


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("7", 7.0), ("0.5", 0.5), ("-1", 0.0), ("nan", None), ("inf", None), ("soon", None), ("", None)],
)
def test_an_error_knows_when_to_come_again(said: str, seconds: float | None) -> None:
    assert failed(429, retry_after=said).retry_after == seconds
    assert failed(429).retry_after is None


def test_an_error_says_where_it_was_led_to_without_the_query() -> None:
    assert (
        str(failed(302, location="https://a.test/b?key=secret"))
        == "GET /pets/a%20b answered 302, to https://a.test/b: no body"
    )


KEYED = Request("GET", "/pets", security=(("key",), ("bearer",)))


@both
@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_credential_is_told_by_where_it_comes_from(twin: Any, status: int) -> None:
    response = run(made(twin, Service(status), credentials={"api_key": SECRET}).send(KEYED))
    with pytest.raises(ApiStatusError) as caught:
        response.decode({"200": None}, errors={})
    said = "the credential is from api_key= or PETS_API_KEY and token= or PETS_TOKEN"
    assert str(caught.value) == f"GET /pets answered {status}: no body ({said})"


@both
@pytest.mark.parametrize(("status", "request_"), [(404, KEYED), (401, Request("GET", "/pets"))])
def test_where_no_credential_is_refused_none_is_advised(twin: Any, status: int, request_: Request) -> None:
    response = run(made(twin, Service(status), credentials={"api_key": SECRET}).send(request_))
    assert response.advice == ""


ODD = 'a"b\\c &/+ word'
BASIC = "user:hunter2-sesame"


@both
@pytest.mark.parametrize("status", [302, 400, 401, 500])
@pytest.mark.parametrize(
    ("scheme", "secret", "body", "said"),
    [
        ("key", SECRET, f"{SECRET} is wrong, {SECRET}!", "*** is wrong, ***!"),
        ("bearer", SECRET, f"Bearer {SECRET} is wrong", "Bearer *** is wrong"),
        ("basic", BASIC, f"{base64.b64encode(BASIC.encode()).decode()} is wrong: {BASIC}", "*** is wrong: ***"),
        (
            "query",
            ODD,
            f"?key={quote(ODD, safe='')} and ?key={quote_plus(ODD)} and {json.dumps(ODD)}",
            '?key=*** and ?key=*** and "***"',
        ),
        ("basic", BASIC, "no such password: hunter2-sesame", "no such password: ***"),
        ("query", ODD, json.dumps(ODD).replace("/", "\\/"), '"***"'),
        # What is short may be a part of any word.
        ("key", "short", "this is short", "this is short"),
    ],
)
def test_what_a_service_repeats_of_a_credential_is_not_told(
    twin: Any, status: int, scheme: str, secret: str, body: str, said: str
) -> None:
    arguments = {"key": "api_key", "bearer": "token", "basic": "login", "query": "query_key"}
    service = Service(lambda _: httpx.Response(status, text=body))
    client = made(twin, service, credentials={arguments[scheme]: secret})
    response = run(client.send(Request("GET", "/pets", security=((scheme,),))))
    assert response.text == said


@both
def test_what_a_success_repeats_is_left_alone(twin: Any) -> None:
    client = made(twin, Service(lambda _: httpx.Response(200, text=SECRET)), credentials={"api_key": SECRET})
    assert run(client.send(Request("GET", "/pets", security=(("key",),)))).text == SECRET
