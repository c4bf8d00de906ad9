"""Responses as they came, for those who want status, headers or bytes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar, cast

from .message import Response

if TYPE_CHECKING:
    from .page import AsyncPage, AsyncPager

P = ParamSpec("P")
T = TypeVar("T")


class ApiResponse(Generic[T]):
    """A response, which can be read into what the method without `with_raw_response` returns.

    Attributes:
        response: status, headers and bytes.
    """

    def __init__(self, response: Response, parse: Callable[[Response], T]) -> None:
        self.response = response
        self._parse = parse

    def __repr__(self) -> str:
        return f"ApiResponse({self.response!r})"

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
    def request_id(self) -> str | None:
        """The id that the service gave the request, if it gave one."""
        return self.response.request_id

    @property
    def content(self) -> bytes:
        """The body."""
        return self.response.content


def answered(response: Response, parse: Callable[[Response], T]) -> T:
    """Return a success as it came; a failure is raised at once."""
    if 300 <= response.status_code <= 399:
        # An error, unless the redirect is what the description promises.
        parse(response)
    if 200 <= response.status_code <= 399:
        # `raw()` tells the type checkers what comes out in this case.
        return cast("T", ApiResponse(response, parse))
    return parse(response)


def raw(method: Callable[P, T]) -> Callable[P, ApiResponse[T]]:
    """Give a method of a raw resource its true type."""
    return cast("Callable[P, ApiResponse[T]]", method)


def raw_async(
    method: Callable[P, Coroutine[object, object, T]],
) -> Callable[P, Coroutine[object, object, ApiResponse[T]]]:
    """Give a method of a raw asynchronous resource its true type."""
    return cast("Callable[P, Coroutine[object, object, ApiResponse[T]]]", method)


def raw_pager(method: Callable[P, AsyncPager[T]]) -> Callable[P, Awaitable[ApiResponse[AsyncPage[T]]]]:
    """Give a paged method of a raw asynchronous resource its true type."""
    return cast("Callable[P, Awaitable[ApiResponse[AsyncPage[T]]]]", method)
