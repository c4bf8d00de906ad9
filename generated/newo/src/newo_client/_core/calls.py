# Copied by `nox -s generate -- newo` from scripts/runtime/calls.py. Change that, not this file.
"""A call under way: what is sent, by whose credentials, how often, and what comes of it. No I/O: it asks for steps."""

from __future__ import annotations

import logging
import time
from typing import Any

import httpx

from .address import address
from .credentials import Carried
from .errors import ApiConnectionError, ApiTimeoutError, ResponseTooLargeError
from .headers import merged, with_cookies
from .message import Request, Response
from .options import CallOptions, check_options, policy
from .received import Received, TooLarge
from .settings import Settings
from .steps import Flow, Send
from .unset import UNSET

TRANSIENT = frozenset({408, 429, 502, 503, 504})
log = logging.getLogger(__name__.partition(".")[0])


class Opened:
    """A success whose body is still to be read."""

    __slots__ = ("attempts", "http", "request", "server")

    def __init__(self, http: httpx.Response, request: Request, server: str, attempts: int) -> None:
        self.http = http
        self.request = request
        self.server = server
        self.attempts = attempts

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        return self.http.status_code


Outcome = Response | Opened | ApiConnectionError


class Call:
    """One call of an operation."""

    def __init__(
        self,
        settings: Settings,
        http: httpx.Client | httpx.AsyncClient,
        request: Request,
        options: CallOptions,
        server: str,
        *,
        is_stream: bool = False,
        is_login: bool = False,
    ) -> None:
        check_options(options)
        self._settings = settings
        self._http = http
        self._request = request
        self._options = options
        self._server = server
        self._is_stream = is_stream
        self._is_login = is_login
        self._path = request.path
        self._query = request.query_string()
        self._headers: dict[str, str] = {}
        # Last of all: from here on files are open.
        self._payload = None if request.body is UNSET else request.payload()

    def _own_headers(self) -> dict[str, str]:
        """Return all headers but those of a credential."""
        request, payload, given = self._request, self._payload, self._options.get("headers")
        headers = {"accept": request.accept} | self._settings.common
        # Of a stream that is compressed, pieces would come when the compressor likes, and a cut would go unnoticed.
        # What else httpx can unpack, it unpacks without a limit.
        headers.setdefault("accept-encoding", "identity" if self._is_stream else "gzip, deflate")
        own = request.headers()
        if payload is None and not own and not given:
            return headers
        if payload is None:
            return merged(headers, own, given or {})
        return merged(headers, payload.headers(), own, given or {}, payload.framing())

    def run(self) -> Flow[Response | Opened]:
        """Return the response.

        Raises:
            MissingCredentialError: there is no credential; nothing was sent.
            LoginError: the token server gave no token.
            ApiConnectionError: the service could not be reached, or did not answer in time.
            ResponseTooLargeError: there was more of a body than there may be.
        """
        started = time.monotonic()
        try:
            self._headers = self._own_headers()
            outcome = yield from self._attempt(1, float("inf"))
            if isinstance(outcome, ApiConnectionError) or outcome.status_code in TRANSIENT:
                outcome = yield from self._again(outcome, started)
        finally:
            if self._payload is not None:
                self._payload.close()
        if isinstance(outcome, ApiConnectionError):
            raise outcome
        return outcome

    def _again(self, outcome: Outcome, started: float) -> Flow[Outcome]:
        retries = policy(self._options.get("retries", self._settings.retries))
        if not self._request.idempotent or not retries.count:
            return outcome
        from .retry import again  # noqa: PLC0415 - most calls need it never

        return (yield from again(outcome, retries, started, self._attempt, self._rewound))

    def _attempt(self, number: int, ends: float) -> Flow[Outcome]:
        keyring, security = self._settings.keyring, self._request.security
        carried = keyring.carried(security) if security else Carried()
        if carried.pending:
            carried = yield from keyring.fetch(carried, self._ask)
        outcome = yield from self._sent(carried, number, ends)
        if isinstance(outcome, Response) and outcome.status_code == 401 and carried.tokens and self._rewound():
            # The service has looked at the token and at nothing else, so that this is safe whatever is asked.
            carried = yield from keyring.fetch(keyring.carried(security), self._ask, carried)
            outcome = yield from self._sent(carried, number, ends)
        return outcome

    def _rewound(self) -> bool:
        return self._payload is None or self._payload.rewind()

    def _ask(self, request: Request, server: str) -> Flow[Response]:
        # The token server is somebody else, whom the user's headers are not meant for.
        settings = self._settings.changed(common={"user-agent": self._settings.common["user-agent"]})
        options: CallOptions = {
            "timeout": self._options.get("timeout", settings.timeout),
            "retries": self._options.get("retries", settings.retries),
        }
        call = Call(settings, self._http, request, options, server, is_login=True)
        response = yield from call.run()
        if isinstance(response, Opened):
            raise TypeError
        return response

    def _sent(self, carried: Carried, number: int, ends: float) -> Flow[Outcome]:
        timeout = self._options.get("timeout", self._settings.timeout)
        # A number is for all of it, an httpx.Timeout for each part.
        seconds = None if isinstance(timeout, httpx.Timeout) else timeout
        if ends != float("inf"):
            # Getting a token may have taken all the time there was.
            left = max(ends - time.monotonic(), 0.001)
            seconds = left if seconds is None else min(left, seconds)
        request = self._built(carried, timeout, seconds)
        # The token server is none of those whom credentials of the user's own client are for.
        is_ours = self._is_login or "authorization" in request.headers
        limit = self._settings.max_response_bytes
        began = time.monotonic()
        try:
            got: Received = yield Send(request, seconds, limit, is_stream=self._is_stream, is_ours=is_ours)
        except httpx.RequestError as error:
            fault = self._broken(error, number)
            log.debug("%s %s: %s (try %d)", request.method, request.url, fault.__cause__, number)
            return fault
        except TooLarge:
            message = f"{request.method} {self._server}{self._path}: the body is larger than {limit} bytes"
            raise ResponseTooLargeError(f"{message}: raise max_response_bytes", self._request, limit) from None
        taken = (time.monotonic() - began) * 1000
        log.debug("%s %s: %d in %.0f ms (try %d)", request.method, request.url, got.status_code, taken, number)
        if got.open is not None:
            return Opened(got.open, self._request, self._server, number)
        return self._response(got, carried, number)

    def _built(self, carried: Carried, timeout: float | httpx.Timeout, seconds: float | None) -> httpx.Request:
        """Return what httpx is to send; user headers can't displace a credential."""
        http, payload = self._http, self._payload
        own = http.params
        url = address(self._server, self._path, self._query, own.multi_items() if own else (), carried.query)
        parts: Any = None if payload is None else payload.parts
        content: Any = None if payload is None else payload.content
        if content is not None and isinstance(http, httpx.AsyncClient) and not isinstance(content, bytes):
            content = content.chunks()
        # As the client's `build_request` does, which takes twice as long.
        built = httpx.Request(
            self._request.method,
            # What httpx shows while it builds is without the credentials.
            str(url) if carried.query else url,
            headers=dict(http.headers.items()) | self._headers,
            cookies=http.cookies or None,
            content=content,
            files=parts,
            extensions={"timeout": _limits(timeout, seconds)},
        )
        built.url = url
        # Last of all, so that what is wrong with the rest is told without a secret in the frames.
        for name, value in carried.headers.items():
            built.headers[name] = with_cookies(built.headers.get(name, ""), value) if name == "cookie" else value
        return built

    def _broken(self, error: httpx.RequestError, number: int) -> ApiConnectionError:
        # httpx keeps the request on the error and in its frames; headers and query hold the credential.
        error.request = httpx.Request(self._request.method, "https://left.out")
        error.__cause__ = error.__context__ = None
        kind = ApiTimeoutError if isinstance(error, httpx.TimeoutException) else ApiConnectionError
        reason = str(error) or type(error).__name__
        tried = f" (after {number} attempts)" if number > 1 else ""
        fault = kind(f"{self._request.method} {self._server}{self._path}: {reason}{tried}", self._request)
        fault.__cause__ = error.with_traceback(None)
        return fault

    def _response(self, got: Received, carried: Carried, number: int) -> Response:
        content, headers, advice = got.content, got.headers, ""
        if got.status_code >= 300:
            advice = self._settings.keyring.advice(got.status_code, self._request.security)
            if carried.secrets:
                from .describe import masked  # noqa: PLC0415 - needed for failures alone

                # Some services repeat what they refuse, and errors are written down.
                content = masked(content, carried.secrets)
                headers = httpx.Headers([(name, masked(value, carried.secrets)) for name, value in got.headers.raw])
        return Response(got.status_code, headers, content, self._request, attempts=number, advice=advice)


def _limits(timeout: float | httpx.Timeout, seconds: float | None) -> dict[str, float | None]:
    """Return how long each part of a try may take: no longer than all of it."""
    if isinstance(timeout, httpx.Timeout):
        stated = timeout.as_dict()
        return stated if seconds is None else {part: min(each or seconds, seconds) for part, each in stated.items()}
    return dict.fromkeys(("connect", "read", "write", "pool"), seconds)
