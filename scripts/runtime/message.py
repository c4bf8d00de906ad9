"""A request before it is sent and a response after it came: plain values, no I/O."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import attrs

from .codec import decode, encode
from .errors import DecodeError, status_error
from .params import given, text, texts
from .unset import UNSET

T = TypeVar("T")

_BRACES = re.compile(r"\{([^}]*)\}")


@attrs.frozen
class Request:
    """One call of an operation. It holds no credential.

    Attributes:
        method: the HTTP method.
        template: the path, with a name in braces for each parameter in it.
        path_params: the values of those parameters.
        query: the query parameters; an array is repeated, one that is not set is left out.
        header_params: the header parameters.
        json: the body, or UNSET.
        idempotent: whether sending it twice does no more than sending it once.
        security: names of the security schemes of which all are needed; alternatives in the order of the description.
    """

    method: str
    template: str
    path_params: Mapping[str, object] = attrs.field(factory=dict[str, object], kw_only=True)
    query: Mapping[str, object] = attrs.field(factory=dict[str, object], kw_only=True)
    header_params: Mapping[str, object] = attrs.field(factory=dict[str, object], kw_only=True)
    json: object = attrs.field(default=UNSET, kw_only=True)
    idempotent: bool = attrs.field(default=False, kw_only=True)
    security: tuple[tuple[str, ...], ...] = attrs.field(default=(), kw_only=True)

    @property
    def path(self) -> str:
        """The path with its parameters filled in.

        Raises:
            ValueError: a parameter is empty, or would lead to another path.
        """
        return _BRACES.sub(self._segment, self.template)

    def _segment(self, match: re.Match[str]) -> str:
        name = match[1]
        segment = text(name, self.path_params[name])
        if segment in {"", ".", ".."}:
            message = f"{name} can't be {segment!r}, since that would call another path than {self.template}"
            raise ValueError(message)
        return quote(segment, safe="")

    def params(self) -> list[tuple[str, str]]:
        """Return the query, name by name, as it is sent.

        Raises:
            TypeError: a value is no scalar, and no array of scalars.
            ValueError: a datetime has no time zone, or an array is empty.
        """
        pairs: list[tuple[str, str]] = []
        for name, value in given(self.query):
            found = texts(name, value)
            if not found:
                # Left out, it would ask for everything where nothing was meant.
                message = f"{name} is empty, which a query can't say: leave it out, or give it a value"
                raise ValueError(message)
            pairs.extend((name, each) for each in found)
        return pairs

    def headers(self) -> dict[str, str]:
        """Return the headers that come from parameters."""
        return {name: ",".join(texts(name, value)) for name, value in given(self.header_params)}

    def content(self) -> bytes | None:
        """Return the body as it is sent, or None without one.

        Raises:
            TypeError: something in it has no form in JSON.
            ValueError: a number is infinite or none, or a datetime has no time zone.
        """
        if self.json is UNSET:
            return None
        body = json.dumps(encode(self.json), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        # Half a surrogate pair has no UTF-8; Python's escape for it is JSON's too.
        return body.encode("utf-8", "backslashreplace")


@attrs.frozen
class Response:
    """What the service answered.

    Attributes:
        status_code: the HTTP status.
        headers: the headers; case makes no difference in their names.
        content: the body.
        request: what it answers.
    """

    status_code: int
    headers: Mapping[str, str]
    content: bytes = attrs.field(repr=False)
    request: Request = attrs.field(repr=False)

    @property
    def text(self) -> str:
        """The body as text; bytes that are not UTF-8 are replaced."""
        return self.content.decode("utf-8", "replace")

    def decode(self, success: Mapping[str, Any], *, errors: Mapping[str, Any]) -> Any:
        """Return the decoded body of a success.

        Args:
            success: for each documented status of success the type of its body; None where there is no body.
            errors: for each documented status of failure the type of its body; `4XX` and `default` are known.

        Raises:
            ApiStatusError: the status means failure.
            DecodeError: the body is not what is promised.
        """
        if not 200 <= self.status_code <= 299:
            raise status_error(self, self._error_body(errors))
        try:
            expected = self._expected(success)
            return None if expected is None else decode(expected, self._json())
        except DecodeError as error:
            error.response = self
            raise

    def _expected(self, success: Mapping[str, Any]) -> Any:
        if any(key in success for key in _keys(self.status_code)):
            return _for_status(success, self.status_code, None)
        # A success that is not documented is taken for one that is, unless that would throw its body away.
        expected = next((each for each in success.values() if each is not None), None)
        if expected is None and success and self.content:
            raise DecodeError("", "", f"status {' or '.join(success)}", f"status {self.status_code} with a body")
        return expected

    def _json(self) -> Any:
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            kind = self.headers.get("content-type", "no content type")
            got = f"{len(self.content)} bytes that are none ({kind})" if self.content else "an empty body"
            raise DecodeError("", "", "JSON", got) from None

    def _error_body(self, errors: Mapping[str, Any]) -> Any:
        try:
            value = json.loads(self.content)
        except (ValueError, RecursionError):
            return self.text or None
        expected = _for_status(errors, self.status_code, None)
        try:
            return value if expected is None else decode(expected, value)
        except DecodeError:
            return value


def _for_status(table: Mapping[str, Any], status: int, otherwise: Any) -> Any:
    return next((table[key] for key in _keys(status) if key in table), otherwise)


def _keys(status: int) -> tuple[str, str, str]:
    return (str(status), f"{status // 100}XX", "default")


@attrs.frozen(eq=False)
class ApiResponse(Generic[T]):
    """A response, which can be read into what the method without `with_raw_response` returns.

    Attributes:
        response: status, headers and bytes.
    """

    response: Response
    _parse: Callable[[Response], T] = attrs.field(repr=False)

    @property
    def parsed(self) -> T:
        """What the method without `with_raw_response` returns; read when it is asked for.

        Raises:
            DecodeError: the body is not what is promised.
        """
        return self._parse(self.response)

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers; case makes no difference in their names."""
        return self.response.headers

    @property
    def content(self) -> bytes:
        """The body."""
        return self.response.content
