"""The two clients: what they share, and how each sends."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, ClassVar, Self, TypedDict

import attrs
import httpx

from .address import address, checked, completed
from .credentials import Credential, Keyring, Scheme
from .errors import ApiConnectionError, ApiTimeoutError
from .files import Upload
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
    is_chosen: bool
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
        chosen = base_url or os.environ.get(self._variable)
        if chosen and self._default_base_url and str(chosen).rstrip("/") == self._default_base_url.rstrip("/"):
            # Who names the usual place has not chosen another.
            chosen = None
        url = chosen or self._default_base_url
        if url is None:
            message = f"no server is documented: pass base_url= or set {self._variable}"
            raise ValueError(message)
        self._settings = _Settings(
            base_url=checked(str(url)),
            is_chosen=bool(chosen),
            keyring=Keyring(self._schemes, credentials),
            timeout=timeout,
            headers=dict(headers or {}),
        )

    def _server(self, request: Request) -> str:
        """Return where a request goes; what the user chose is for all of them."""
        settings = self._settings
        return checked(request.server) if request.server and not settings.is_chosen else settings.base_url

    def _built(self, http: httpx.Client | httpx.AsyncClient, request: Request, options: CallOptions) -> httpx.Request:
        """Return what httpx is to send; user headers can't displace a credential."""
        # The methods take any keyword, so that a misspelt argument arrives here.
        unknown = sorted(set(options) - CallOptions.__optional_keys__)
        if unknown:
            message = f"unexpected keyword argument: {', '.join(unknown)}"
            raise TypeError(message)
        settings, payload = self._settings, request.payload()
        url = address(self._server(request), request)
        parts: Any = payload.parts
        built = http.build_request(
            request.method,
            url,
            headers=merged(
                {"accept": request.accept, "user-agent": self._user_agent},
                settings.headers,
                payload.headers(),
                request.headers(),
                options.get("headers") or {},
                payload.framing(),
            ),
            content=self._streamed(payload.content),
            files=parts,
            timeout=options.get("timeout", settings.timeout),
        )
        # Last of all, so that what is wrong with the rest is told without a secret in the frames.
        headers, query = settings.keyring.carry(request.security)
        cookies = {name: built.headers[name] for name in ("cookie",) if name in built.headers and name in headers}
        built.headers.update(merged(cookies, headers))
        # httpx would write the query anew where the client has parameters of its own.
        built.url = completed(url, http.params.multi_items(), query.items())
        return built

    def _streamed(self, content: bytes | Upload | None) -> Any:
        return content


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
        try:
            got = self._http.send(self._built(self._http, request, options), follow_redirects=False)
        except httpx.RequestError as error:
            raise _connection_error(error, self._server(request), request) from error
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
        try:
            got = await self._http.send(self._built(self._http, request, options), follow_redirects=False)
        except httpx.RequestError as error:
            raise _connection_error(error, self._server(request), request) from error
        return _response(got, request)

    def _streamed(self, content: bytes | Upload | None) -> Any:
        return content.chunks() if isinstance(content, Upload) else content


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


def _connection_error(error: httpx.RequestError, server: str, request: Request) -> ApiConnectionError:
    # httpx keeps the request on the error and in its frames; headers and query hold the credential.
    with suppress(RuntimeError):
        error.request.url = httpx.URL(server)
    error.request = httpx.Request(request.method, "https://left.out")
    kind = ApiTimeoutError if isinstance(error, httpx.TimeoutException) else ApiConnectionError
    reason = str(error) or type(error).__name__
    return kind(f"{request.method} {server}{request.path}: {reason}", request)


def _response(got: httpx.Response, request: Request) -> Response:
    return Response(got.status_code, got.headers, got.content, request)
