"""The exceptions: which class, what they say, and that they travel."""

import copy
import pickle
from typing import Any

import pytest

from scripts.runtime import errors
from scripts.runtime.errors import (
    ApiConnectionError,
    ApiError,
    ApiStatusError,
    ApiTimeoutError,
    DecodeError,
    MissingCredentialError,
    status_error,
)
from scripts.runtime.message import Request, Response

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
    ]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])
@pytest.mark.parametrize("error", travelled(), ids=lambda each: type(each).__name__)
def test_an_error_can_be_copied_and_sent_to_another_process(copied: Any, error: ApiError) -> None:
    made = copied(error)
    assert type(made) is type(error)
    assert str(made) == str(error)
    assert vars(made) == vars(error)
