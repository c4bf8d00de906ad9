"""A request before it is sent and a response after it came: plain values, no I/O."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .headers import merged
from .kinds import is_object
from .unset import UNSET
from .value import Value

if TYPE_CHECKING:
    from .payload import Payload

_BRACES = re.compile(r"\{([^}]*)\}")
_CLIMBING = re.compile(r"/\.{1,2}(?=[/?#]|$)")
_NOTHING: Mapping[str, Any] = {}
_REQUEST_IDS = ("x-request-id", "request-id", "x-correlation-id")


class Request(Value):
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

    __slots__ = (
        "accept",
        "body",
        "cookie_params",
        "header_params",
        "idempotent",
        "media_type",
        "method",
        "path_params",
        "query",
        "required",
        "security",
        "server",
        "template",
    )

    def __init__(
        self,
        method: str,
        template: str,
        *,
        path_params: Mapping[str, object] = _NOTHING,
        query: Mapping[str, object] = _NOTHING,
        header_params: Mapping[str, object] = _NOTHING,
        cookie_params: Mapping[str, object] = _NOTHING,
        body: object = UNSET,
        media_type: str = "application/json",
        accept: str = "application/json",
        server: str = "",
        idempotent: bool = False,
        security: tuple[tuple[str, ...], ...] = (),
        required: tuple[str, ...] = (),
    ) -> None:
        self.method = method
        self.template = template
        self.path_params = path_params
        self.query = query
        self.header_params = header_params
        self.cookie_params = cookie_params
        self.body = body
        self.media_type = media_type
        self.accept = accept
        self.server = server
        self.idempotent = idempotent
        self.security = security
        self.required = required
        fields = body if is_object(body) else _NOTHING
        for name in required:
            # A field may be null; a parameter that is would not be sent, and the call might then mean all there is.
            missing = (query.get(name, ""), header_params.get(name, ""), cookie_params.get(name, ""))
            if fields.get(name, "") is UNSET or any(each is None or each is UNSET for each in missing):
                message = f"{name} is required: give it a value"
                raise ValueError(message)

    def __repr__(self) -> str:
        return f"Request({self.method!r}, {self.template!r}, path_params={self.path_params!r}, query={self.query!r})"

    def __copy__(self) -> Request:
        other = object.__new__(type(self))
        for name in self.__slots__:
            setattr(other, name, getattr(self, name))
        return other

    def __getstate__(self) -> tuple[None, dict[str, Any]]:
        # What goes to another process, or is copied in depth, can't take an open file with it.
        from .files import without_files  # noqa: PLC0415

        state = {name: getattr(self, name) for name in self.__slots__}
        return None, state | {"body": without_files(self.body)}

    def asking(self, query: Mapping[str, object]) -> Request:
        """Return the same request with another query."""
        other = copy.copy(self)
        other.query = query
        return other

    @property
    def path(self) -> str:
        """The path with its parameters filled in.

        Raises:
            TypeError: a value has no form in a path.
            ValueError: a parameter is empty, or would lead to another path.
        """
        if self.template[:1] not in {"", "/"} or _CLIMBING.search(self.template):
            # It is put behind the base URL, whose host it would change, or whose path it would leave.
            message = f"{self.template!r} is no path: begin it with /, and leave out . and .. between slashes"
            raise ValueError(message)
        if "{" not in self.template:
            return self.template
        if missing := [name for name in _BRACES.findall(self.template) if name not in self.path_params]:
            message = f"{self.template} needs {', '.join(missing)}: give it in path_params"
            raise ValueError(message)
        from .params import segment  # noqa: PLC0415 - what writes values is loaded by the first that needs it

        return _BRACES.sub(lambda found: segment(found[1], self.path_params[found[1]], self.template), self.template)

    def query_string(self) -> str:
        """Return the query, letter by letter as it is sent.

        Raises:
            TypeError: a value has no form in a query.
            ValueError: a datetime has no time zone, or an array or an object is empty.
        """
        if not self.query:
            return ""
        from .params import query_string  # noqa: PLC0415

        return query_string(self.query)

    def headers(self) -> dict[str, str]:
        """Return the headers that come from parameters, cookies among them."""
        if not self.header_params and not self.cookie_params:
            return {}
        from . import params  # noqa: PLC0415

        cookies = params.cookies(self.cookie_params)
        return merged(params.headers(self.header_params), {"cookie": cookies} if cookies else {})

    def payload(self) -> Payload:
        """Return the body as it is sent.

        Raises:
            TypeError: something in it has no form in the media type.
            ValueError: a number is infinite or none, a datetime has no time zone, or a form has an empty array.
        """
        from .payload import payload  # noqa: PLC0415

        return payload(self.body, self.media_type)


class Response(Value):
    """What the service answered.

    Attributes:
        status_code: the HTTP status.
        headers: the headers; case makes no difference in their names.
        content: the body.
        request: what it answers.
        attempts: how often it was sent.
        advice: what may help, where it means failure; often empty.
    """

    __slots__ = ("advice", "attempts", "content", "headers", "request", "status_code")

    def __init__(
        self,
        status_code: int,
        headers: Mapping[str, str],
        content: bytes,
        request: Request,
        *,
        attempts: int = 1,
        advice: str = "",
    ) -> None:
        self.status_code = status_code
        self.headers = headers
        self.content = content
        self.request = request
        self.attempts = attempts
        self.advice = advice

    def __repr__(self) -> str:
        return f"Response({self.status_code}, {len(self.content)} bytes)"

    @property
    def content_type(self) -> str:
        """The content type; empty where the response has none."""
        return self.headers.get("content-type", "")

    @property
    def request_id(self) -> str | None:
        """The id that the service gave the request, if it gave one."""
        return next((self.headers[name] for name in _REQUEST_IDS if name in self.headers), None)

    @property
    def text(self) -> str:
        """The body as text, by the charset of its content type, else UTF-8; what is none is replaced."""
        from .media import decoded  # noqa: PLC0415

        return decoded(self.content, self.content_type)

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
        from .outcome import outcome  # noqa: PLC0415

        return outcome(self, success, errors)
