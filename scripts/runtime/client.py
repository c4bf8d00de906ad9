"""The two clients: what they share, and how each sends."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, ClassVar, Self, TypedDict
from urllib.parse import parse_qsl

import attrs
import httpx

from .credentials import Credential, Keyring, Scheme
from .errors import ApiConnectionError, ApiTimeoutError
from .headers import merged
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
            base_url=_checked(str(url)),
            keyring=Keyring(self._schemes, credentials),
            timeout=timeout,
            headers=dict(headers or {}),
        )

    def _arguments(self, request: Request, options: CallOptions) -> dict[str, Any]:
        """Return what httpx builds its request from; user headers can't displace a credential."""
        # The methods take any keyword, so that a misspelt argument arrives here.
        unknown = sorted(set(options) - CallOptions.__optional_keys__)
        if unknown:
            message = f"unexpected keyword argument: {', '.join(unknown)}"
            raise TypeError(message)
        settings = self._settings
        secret_headers, secret_query = settings.keyring.carry(request.security)
        content = request.content()
        path, _, fixed = request.path.partition("?")
        # httpx replaces the query of an address by the parameters, so that what the path says itself is one of them.
        pairs = [*parse_qsl(fixed, keep_blank_values=True), *request.params(), *secret_query.items()]
        return {
            "method": request.method,
            "url": settings.base_url + path,
            "headers": merged(
                {"accept": "application/json", "user-agent": self._user_agent},
                settings.headers,
                {} if content is None else {"content-type": "application/json"},
                request.headers(),
                options.get("headers") or {},
                secret_headers,
            ),
            "content": content,
            "timeout": options.get("timeout", settings.timeout),
            "params": pairs or None,
        }


class SyncClient(_Base):
    """The synchronous client's machinery."""

    def __init__(
        self,
        credentials: Mapping[str, Credential | None],
        *,
        base_url: str | None,
        timeout: float | httpx.Timeout | None,
        headers: Mapping[str, str] | None,
        http_client: httpx.Client | None,
    ) -> None:
        self._configure(credentials, base_url, _timeout(timeout, http_client), headers)
        _check_kind(http_client, httpx.Client)
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
        # Not by the arguments at once: they would hold the credential in every frame of a traceback.
        built = self._http.build_request(**self._arguments(request, options))
        try:
            got = self._http.send(built, follow_redirects=False)
        except httpx.RequestError as error:
            raise _connection_error(error, request, self.base_url) from error
        return _response(got, request)


class AsyncClient(_Base):
    """The asynchronous client's machinery."""

    def __init__(
        self,
        credentials: Mapping[str, Credential | None],
        *,
        base_url: str | None,
        timeout: float | httpx.Timeout | None,
        headers: Mapping[str, str] | None,
        http_client: httpx.AsyncClient | None,
    ) -> None:
        self._configure(credentials, base_url, _timeout(timeout, http_client), headers)
        _check_kind(http_client, httpx.AsyncClient)
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
        # Not by the arguments at once: they would hold the credential in every frame of a traceback.
        built = self._http.build_request(**self._arguments(request, options))
        try:
            got = await self._http.send(built, follow_redirects=False)
        except httpx.RequestError as error:
            raise _connection_error(error, request, self.base_url) from error
        return _response(got, request)


def _check_kind(given: object, kind: type[object]) -> None:
    if given is not None and not isinstance(given, kind):
        message = f"http_client takes an httpx.{kind.__name__}, not {type(given).__name__}"
        raise TypeError(message)


def _timeout(
    given: float | httpx.Timeout | None, http_client: httpx.Client | httpx.AsyncClient | None
) -> float | httpx.Timeout:
    if given is not None:
        return given
    return DEFAULT_TIMEOUT if http_client is None else http_client.timeout


def _checked(text: str) -> str:
    # Read by httpx, which is to use it: two parsers could see two hosts.
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        message = f"that is no base URL ({error}): give https://host/path, without query"
        raise ValueError(message) from None
    if url.userinfo:
        message = "a base URL holds no user or password: pass credentials by their own arguments"
        raise ValueError(message)
    if not url.host or url.scheme not in {"https", "http"} or "?" in text or "#" in text:
        message = f"{text.partition('?')[0]!r} is no base URL: give https://host/path, without query"
        raise ValueError(message)
    if url.scheme == "http" and url.host not in {"localhost", "127.0.0.1", "::1"}:
        message = f"{text!r} would send credentials in clear: use https (http is for loopback alone)"
        raise ValueError(message)
    return text.rstrip("/")


def _connection_error(error: httpx.RequestError, request: Request, base_url: str) -> ApiConnectionError:
    # httpx keeps the request with its headers on the error; they hold the credential.
    error.request = httpx.Request(request.method, "https://left.out")
    kind = ApiTimeoutError if isinstance(error, httpx.TimeoutException) else ApiConnectionError
    reason = str(error) or type(error).__name__
    return kind(f"{request.method} {base_url}{request.path}: {reason}", request)


def _response(got: httpx.Response, request: Request) -> Response:
    return Response(got.status_code, got.headers, got.content, request)
