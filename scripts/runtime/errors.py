"""What can go wrong in a call; everything derives from `ApiError`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .message import Request, Response


class ApiError(Exception):
    """Anything that this client raises for a call."""

    def __repr__(self) -> str:
        # Python's own would show the whole request and response.
        return f"{type(self).__name__}({str(self)!r})"


class MissingCredentialError(ApiError):
    """No credential was given; raised before anything is sent."""


class LoginError(ApiError):
    """The token server gave no token: the user, the password or the client id is wrong, or it answered nonsense.

    Attributes:
        status_code: the HTTP status of the token server.
        reason: the error that it names, such as `invalid_grant`; None where it names none.
    """

    def __init__(self, message: str, status_code: int, reason: str | None) -> None:
        super().__init__(message, status_code, reason)
        self.status_code = status_code
        self.reason = reason

    def __str__(self) -> str:
        return str(self.args[0])


class ApiConnectionError(ApiError):
    """The service could not be reached, or the connection broke.

    Attributes:
        request: what was to be sent; it holds no credential.
    """

    def __init__(self, message: str, request: Request) -> None:
        super().__init__(message, request)
        self.request = request

    def __str__(self) -> str:
        return str(self.args[0])


class ApiTimeoutError(ApiConnectionError):
    """The service did not answer in time."""


class StreamInterruptedError(ApiConnectionError):
    """A stream broke off before its end.

    Attributes:
        text: what had come of a stream of text; empty for other streams.
    """

    def __init__(self, message: str, request: Request, text: str = "") -> None:
        super().__init__(message, request)
        self.args = (message, request, text)
        self.text = text


class ResponseTooLargeError(ApiError):
    """A body is larger than `max_response_bytes`; what came of it is not kept.

    Attributes:
        request: what was sent; it holds no credential.
        limit: the bytes that a body may have.
    """

    def __init__(self, message: str, request: Request, limit: int) -> None:
        super().__init__(message, request, limit)
        self.request = request
        self.limit = limit

    def __str__(self) -> str:
        return str(self.args[0])


class PagingError(ApiError):
    """A list can't be read to its end, since the service leads back to a page that it gave before."""


class ApiStatusError(ApiError):
    """The service answered with a status that means failure.

    Attributes:
        status_code: the HTTP status.
        body: the documented model of the error, or whatever the body holds: JSON, text, or None.
        headers: the headers of the response; case makes no difference in their names.
        request_id: the id that the service gave the request, to quote when asking its support.
        retry_after: the seconds after which the service wants to be asked again; None where it doesn't say.
        request: what was sent; it holds no credential.
        response: the raw response.
    """

    statuses: ClassVar[dict[int, type[ApiStatusError]]] = {}

    def __init__(self, response: Response, body: Any) -> None:
        super().__init__(response, body)
        self.response = response
        self.body = body

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers of the response; case makes no difference in their names."""
        return self.response.headers

    @property
    def request(self) -> Request:
        """What was sent; it holds no credential."""
        return self.response.request

    @property
    def request_id(self) -> str | None:
        """The id that the service gave the request, if it gave one."""
        return self.response.request_id

    @property
    def retry_after(self) -> float | None:
        """The seconds after which the service wants to be asked again; None where it doesn't say."""
        from .headers import retry_after  # noqa: PLC0415 - needed for few errors

        return retry_after(self.headers)

    def __str__(self) -> str:
        from .describe import summary  # noqa: PLC0415 - needed for what somebody reads alone

        response = self.response
        known = f" (request id {self.request_id})" if self.request_id else ""
        # Redirects are not followed: the service may have moved, or the base URL may be wrong.
        # The query may hold a credential that the service read from ours.
        aim = f", to {self.headers['location'].partition('?')[0]}" if "location" in self.headers else ""
        tried = f" after {response.attempts} attempts" if response.attempts > 1 else ""
        wait = "" if self.retry_after is None else f", to be tried again in {self.retry_after:g} s"
        call = f"{self.request.method} {self.request.path}"
        said = summary(response.content) or "no body"
        advice = f" ({response.advice})" if response.advice else ""
        return f"{call} answered {self.status_code}{aim}{tried}{wait}{known}: {said}{advice}"


class BadRequestError(ApiStatusError):
    """400: the request is malformed or lacks something."""


class AuthenticationError(ApiStatusError):
    """401: the credential is missing or wrong."""


class PermissionDeniedError(ApiStatusError):
    """403: the credential is valid, but may not do this."""


class NotFoundError(ApiStatusError):
    """404: there is no such thing."""


class ConflictError(ApiStatusError):
    """409: it clashes with what is there."""


class UnprocessableEntityError(ApiStatusError):
    """422: well formed, but it makes no sense to the service."""


class RateLimitError(ApiStatusError):
    """429: too many requests."""


class ServerError(ApiStatusError):
    """5xx: the service failed."""


ApiStatusError.statuses.update(
    {
        400: BadRequestError,
        401: AuthenticationError,
        403: PermissionDeniedError,
        404: NotFoundError,
        409: ConflictError,
        422: UnprocessableEntityError,
        429: RateLimitError,
    }
)


def status_error(response: Response, body: Any) -> ApiStatusError:
    """Return the error whose class fits the status."""
    status = response.status_code
    kind = ApiStatusError.statuses.get(status, ServerError if 500 <= status <= 599 else ApiStatusError)
    return kind(response, body)


class DecodeError(ApiError):
    """The service sent something that is not what its description promises.

    Attributes:
        model: name of the model that was to be read.
        pointer: JSON pointer to the place in the body.
        expected: what should be there.
        got: what is there.
        request: what was sent, where something was; it holds no credential.
        response: the raw response, where it was read as a whole.
    """

    def __init__(self, model: str, pointer: str, expected: str, got: str) -> None:
        super().__init__(model, pointer, expected, got)
        self.model = model
        self.pointer = pointer
        self.expected = expected
        self.got = got
        self.request: Request | None = None
        self.response: Response | None = None

    def within(self, token: str | int, model: str = "") -> DecodeError:
        """Add the outer token while the error travels up; return the same error."""
        escaped = str(token).replace("~", "~0").replace("/", "~1")
        self.pointer = f"/{escaped}{self.pointer}"
        self.model = model or self.model
        return self

    def __str__(self) -> str:
        said = f"{self.model or 'body'}{self.pointer}: expected {self.expected}, got {self.got}"
        if self.request is None:
            return said
        answered = "" if self.response is None else f" answered {self.response.status_code}"
        return f"{self.request.method} {self.request.path}{answered}: {said}"
