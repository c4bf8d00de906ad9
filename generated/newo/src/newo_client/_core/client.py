# Copied by `nox -s generate -- newo` from scripts/runtime/client.py. Change that, not this file.
"""The two clients: what they share, and how each sends."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, ClassVar, Self, TypedDict
from urllib.parse import urlsplit

import attrs
import httpx

from .credentials import Credential, Keyring, Scheme
from .errors import ApiConnectionError, ApiTimeoutError
from .message import Request, Response

DEFAULT_TIMEOUT = 60.0


class CallOptions(TypedDict, total=False):
    """What every method takes besides its own arguments.

    Attributes:
        timeout: seconds for this call, or an `httpx.Timeout`.
        headers: headers to send with this call, beside the client's own.
    """

    timeout: float | httpx.Timeout
    headers: Mapping[str, str]


@attrs.frozen(kw_only=True)
class _Settings:
    base_url: str
    keyring: Keyring
    timeout: float | httpx.Timeout
    headers: Mapping[str, str] = attrs.field(repr=False)


class _Base:
    """Settings, and the parts of a call that need no I/O."""

    _variable: ClassVar[str] = ""
    _default_base_url: ClassVar[str | None] = None
    _schemes: ClassVar[tuple[Scheme, ...]] = ()
    _user_agent: ClassVar[str] = ""
    _settings: _Settings

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._settings.base_url!r})"

    @property
    def base_url(self) -> str:
        """Where requests go."""
        return self._settings.base_url

    def _configure(
        self,
        credentials: Mapping[str, Credential | None],
        base_url: str | None,
        timeout: float | httpx.Timeout,
        headers: Mapping[str, str] | None,
    ) -> None:
        url = base_url or os.environ.get(self._variable) or self._default_base_url
        if url is None:
            message = f"no server is documented: pass base_url= or set {self._variable}"
            raise ValueError(message)
        self._settings = _Settings(
            base_url=_checked(url),
            keyring=Keyring(self._schemes, credentials),
            timeout=timeout,
            headers=dict(headers or {}),
        )

    def _arguments(self, request: Request, options: CallOptions) -> dict[str, Any]:
        settings = self._settings
        secret_headers, secret_query = settings.keyring.carry(request.security)
        content = request.content()
        headers = {"accept": "application/json", "user-agent": self._user_agent, **settings.headers}
        if content is not None:
            headers["content-type"] = "application/json"
        headers.update(request.headers())
        headers.update(options.get("headers") or {})
        headers.update(secret_headers)
        arguments: dict[str, Any] = {
            "method": request.method,
            "url": settings.base_url + request.path,
            "headers": headers,
            "content": content,
            "timeout": options.get("timeout", settings.timeout),
            "follow_redirects": False,
        }
        pairs = request.params() + list(secret_query.items())
        if pairs:
            arguments["params"] = pairs
        return arguments


class SyncClient(_Base):
    """The synchronous client's machinery."""

    def __init__(
        self,
        credentials: Mapping[str, Credential | None],
        *,
        base_url: str | None,
        timeout: float | httpx.Timeout,
        headers: Mapping[str, str] | None,
        http_client: httpx.Client | None,
    ) -> None:
        self._configure(credentials, base_url, timeout, headers)
        self._owns_http = http_client is None
        self._http = http_client or httpx.Client()

    def close(self) -> None:
        """Close the connections, unless the `httpx.Client` was given from outside."""
        if self._owns_http:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(self, request: Request, options: CallOptions) -> Response:
        """Send a request made by an operation's `build`, and return the response as it came.

        Raises:
            MissingCredentialError: there is no credential; nothing was sent.
            ApiConnectionError: the service could not be reached, or did not answer in time.
        """
        arguments = self._arguments(request, options)
        try:
            got = self._http.request(**arguments)
        except httpx.TransportError as error:
            raise _connection_error(error, request) from error
        return _response(got, request)


class AsyncClient(_Base):
    """The asynchronous client's machinery."""

    def __init__(
        self,
        credentials: Mapping[str, Credential | None],
        *,
        base_url: str | None,
        timeout: float | httpx.Timeout,
        headers: Mapping[str, str] | None,
        http_client: httpx.AsyncClient | None,
    ) -> None:
        self._configure(credentials, base_url, timeout, headers)
        self._owns_http = http_client is None
        self._http = http_client or httpx.AsyncClient()

    async def aclose(self) -> None:
        """Close the connections, unless the `httpx.AsyncClient` was given from outside."""
        if self._owns_http:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def send(self, request: Request, options: CallOptions) -> Response:
        """Send a request made by an operation's `build`, and return the response as it came.

        Raises:
            MissingCredentialError: there is no credential; nothing was sent.
            ApiConnectionError: the service could not be reached, or did not answer in time.
        """
        arguments = self._arguments(request, options)
        try:
            got = await self._http.request(**arguments)
        except httpx.TransportError as error:
            raise _connection_error(error, request) from error
        return _response(got, request)


def _checked(url: str) -> str:
    parts = urlsplit(url)
    loopback = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or parts.scheme not in {"https", "http"} or parts.query or parts.fragment:
        message = f"{url!r} is no base URL: give https://host/path, without query"
        raise ValueError(message)
    if parts.scheme == "http" and not loopback:
        message = f"{url!r} would send credentials in clear: use https (http is for loopback alone)"
        raise ValueError(message)
    if parts.username or parts.password:
        message = "a base URL holds no user or password: pass credentials by their own arguments"
        raise ValueError(message)
    return url.rstrip("/")


def _connection_error(error: httpx.TransportError, request: Request) -> ApiConnectionError:
    # httpx keeps the request with its headers on the error; they hold the credential.
    error.request = httpx.Request(request.method, "https://left.out")
    kind = ApiTimeoutError if isinstance(error, httpx.TimeoutException) else ApiConnectionError
    reason = str(error) or type(error).__name__
    return kind(f"{request.method} {request.path}: {reason}", request)


def _response(got: httpx.Response, request: Request) -> Response:
    headers = {name.lower(): value for name, value in got.headers.items()}
    return Response(got.status_code, headers, got.content, request)
