# Copied by `nox -s generate -- newo` from scripts/runtime/outcome.py. Change that, not this file.
"""What a response means: what a success holds, or the error that a failure is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .errors import DecodeError, status_error
from .reading import parsed, read

if TYPE_CHECKING:
    from .message import Response


def outcome(response: Response, success: Mapping[str, Any], errors: Mapping[str, Any]) -> Any:
    """Return what a success holds; see `Response.decode`.

    Raises:
        ApiStatusError: the status means failure.
        DecodeError: the body is not what is promised.
    """
    status = response.status_code
    if str(status) in success and 300 <= status <= 399:
        # Where a redirect is all that is documented, its aim is the result.
        return response.headers.get("location")
    if not 200 <= status <= 299:
        raise status_error(response, _error_body(response, errors))
    try:
        expected = _expected(response, success)
        return None if expected is None else read(expected, response.content, response.content_type)
    except DecodeError as error:
        error.request, error.response = response.request, response
        raise


def _expected(response: Response, success: Mapping[str, Any]) -> Any:
    for key in _keys(response.status_code):
        if key in success:
            return success[key]
    # A success that is not documented is taken for one that is, unless that would throw its body away.
    expected = next((each for each in success.values() if each is not None), None)
    if expected is None and success and response.content:
        raise DecodeError("", "", f"status {' or '.join(success)}", f"status {response.status_code} with a body")
    return expected


def _error_body(response: Response, errors: Mapping[str, Any]) -> Any:
    if not response.content:
        return None
    expected = next((errors[key] for key in _keys(response.status_code) if key in errors), None)
    try:
        if expected is not None:
            return read(expected, response.content, response.content_type)
    except DecodeError:
        # What a failure says counts, even if it is not what was promised.
        pass
    try:
        return parsed(response.content, response.content_type)
    except DecodeError:
        return response.text


def _keys(status: int) -> tuple[str, str, str]:
    return (str(status), f"{status // 100}XX", "default")
