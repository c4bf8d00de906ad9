"""A request before it is sent and a response after it came: plain values, no I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import attrs

from . import params
from .errors import DecodeError, status_error
from .headers import merged
from .kinds import is_object
from .media import decoded
from .payload import Payload, payload
from .reading import parsed, read
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
        cookie_params: the cookies.
        body: what is to be sent, or UNSET.
        media_type: how the body is written.
        accept: the media types that the operation answers with.
        server: where the operation is, if not where the others are.
        idempotent: whether sending it twice does no more than sending it once.
        security: names of the security schemes of which all are needed; alternatives in the order of the description.
        required: names of the parameters, and of the fields of the body, that can't be left out.

    Raises:
        ValueError: one of these is left out.
    """

    method: str
    template: str
    path_params: Mapping[str, object] = attrs.field(factory=dict[str, object], kw_only=True)
    query: Mapping[str, object] = attrs.field(factory=dict[str, object], kw_only=True)
    header_params: Mapping[str, object] = attrs.field(factory=dict[str, object], kw_only=True)
    cookie_params: Mapping[str, object] = attrs.field(factory=dict[str, object], kw_only=True)
    body: object = attrs.field(default=UNSET, kw_only=True, repr=False)
    media_type: str = attrs.field(default="application/json", kw_only=True)
    accept: str = attrs.field(default="application/json", kw_only=True)
    server: str = attrs.field(default="", kw_only=True)
    idempotent: bool = attrs.field(default=False, kw_only=True)
    security: tuple[tuple[str, ...], ...] = attrs.field(default=(), kw_only=True)
    required: tuple[str, ...] = attrs.field(default=(), kw_only=True)

    def __attrs_post_init__(self) -> None:
        fields = self.body if is_object(self.body) else dict[str, Any]()
        for name in self.required:
            # A field may be null; a parameter that is would not be sent, and the call might then mean all there is.
            missing = [table.get(name, "") for table in (self.query, self.header_params, self.cookie_params)]
            if fields.get(name, "") is UNSET or any(each is None or each is UNSET for each in missing):
                message = f"{name} is required: give it a value"
                raise ValueError(message)

    @property
    def path(self) -> str:
        """The path with its parameters filled in.

        Raises:
            TypeError: a value has no form in a path.
            ValueError: a parameter is empty, or would lead to another path.
        """
        return _BRACES.sub(
            lambda found: params.segment(found[1], self.path_params[found[1]], self.template), self.template
        )

    def query_string(self) -> str:
        """Return the query, letter by letter as it is sent.

        Raises:
            TypeError: a value has no form in a query.
            ValueError: a datetime has no time zone, or an array or an object is empty.
        """
        return params.query_string(self.query)

    def headers(self) -> dict[str, str]:
        """Return the headers that come from parameters, cookies among them."""
        cookies = params.cookies(self.cookie_params)
        return merged(params.headers(self.header_params), {"cookie": cookies} if cookies else {})

    def payload(self) -> Payload:
        """Return the body as it is sent.

        Raises:
            TypeError: something in it has no form in the media type.
            ValueError: a number is infinite or none, a datetime has no time zone, or a form has an empty array.
        """
        return payload(self.body, self.media_type)


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
        """The body as text, by the charset of its content type, else UTF-8; what is none is replaced."""
        return decoded(self.content, self._content_type)

    def decode(self, success: Mapping[str, Any], *, errors: Mapping[str, Any]) -> Any:
        """Return the decoded body of a success.

        Args:
            success: for each documented status of success the type of its JSON body, or a dict with the type for each
                media type; None where there is no body.
            errors: the same for each documented status of failure; `4XX` and `default` are known.

        Raises:
            ApiStatusError: the status means failure.
            DecodeError: the body is not what is promised.
        """
        if str(self.status_code) in success and 300 <= self.status_code <= 399:
            # Where a redirect is all that is documented, its aim is the result.
            return self.headers.get("location")
        if not 200 <= self.status_code <= 299:
            raise status_error(self, self._error_body(errors))
        try:
            expected = self._expected(success)
            return None if expected is None else read(expected, self.content, self._content_type)
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

    @property
    def _content_type(self) -> str:
        return self.headers.get("content-type", "")

    def _error_body(self, errors: Mapping[str, Any]) -> Any:
        if not self.content:
            return None
        expected = _for_status(errors, self.status_code, None)
        try:
            if expected is not None:
                return read(expected, self.content, self._content_type)
        except DecodeError:
            # What a failure says counts, even if it is not what was promised.
            pass
        try:
            return parsed(self.content, self._content_type)
        except DecodeError:
            return self.text


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
