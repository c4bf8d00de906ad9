"""What the two clients share: their settings, their connections, and the parts of a call that need no I/O."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from copy import copy
from functools import cached_property
from threading import Lock
from typing import Any, ClassVar, Generic, Self, TypeVar

import httpx

from .address import checked
from .calls import Call
from .credentials import Credential, Keyring
from .headers import merged
from .message import Request
from .options import DEFAULT_TIMEOUT, CallOptions, Retries, policy
from .schemes import Scheme
from .settings import Settings

H = TypeVar("H", httpx.Client, httpx.AsyncClient)


class Connections(Generic[H]):
    """The HTTP client of one client and its copies, made when it is first needed unless the user gave one."""

    def __init__(self, given: H | None, make: Callable[[], H]) -> None:
        self._http: H | None = given
        self._make: Callable[[], H] = make
        self._lock = Lock()
        self.is_own = given is None

    def get(self) -> H:
        """Return the HTTP client."""
        http = self._http
        if http is None:
            with self._lock:
                http = self._http = self._http or self._make()
        return http


class Base(Generic[H]):
    """Settings, and the parts of a call that need no I/O."""

    _variable: ClassVar[str] = ""
    _default_base_url: ClassVar[str | None] = None
    _schemes: ClassVar[tuple[Scheme, ...]] = ()
    _user_agent: ClassVar[str] = ""
    _settings: Settings
    _connections: Connections[H]
    _is_copy: bool

    def __repr__(self) -> str:
        # One that could not be made may be shown all the same, in a traceback.
        base_url = self._settings.base_url if "_settings" in vars(self) else None
        return f"{type(self).__name__}(base_url={base_url!r})"

    @property
    def base_url(self) -> str:
        """Where requests go."""
        return self._settings.base_url

    @property
    def _http(self) -> H:
        return self._connections.get()

    def with_options(
        self,
        *,
        base_url: str | None = None,
        timeout: float | httpx.Timeout | None = None,
        headers: Mapping[str, str] | None = None,
        retries: int | Retries | None = None,
        max_response_bytes: int | None = None,
    ) -> Self:
        """Return a copy with other options; it shares the connections and the credentials, and need not be closed.

        Args:
            base_url: where the service is.
            timeout: seconds for each try of a call, or an `httpx.Timeout`.
            headers: headers to send with every call, beside those that are sent already.
            retries: how often a call may be sent again, or a whole policy.
            max_response_bytes: how large the body of a response may be.

        Raises:
            ValueError: the base URL is not safe to use.
        """
        settings = self._settings
        changes: dict[str, Any] = {}
        if base_url is not None:
            changes |= {"base_url": checked(str(base_url)), "is_chosen": not self._is_usual(base_url)}
        if headers is not None:
            changes["common"] = merged(settings.common, headers)
        if timeout is not None:
            changes["timeout"] = timeout
        if retries is not None:
            changes["retries"] = policy(retries)
        if max_response_bytes is not None:
            changes["max_response_bytes"] = max_response_bytes
        made = copy(self)
        for name in [each for each in vars(made) if isinstance(getattr(type(made), each, None), cached_property)]:
            # The resources are bound to this client.
            delattr(made, name)
        vars(made).update(_settings=settings.changed(**changes), _is_copy=True)
        return made

    def _is_usual(self, base_url: str) -> bool:
        # Who names the usual place has not chosen another.
        return str(base_url).rstrip("/") == (self._default_base_url or "").rstrip("/")

    def _placed(self, chosen: str | None) -> tuple[Scheme, ...]:
        usual = self._default_base_url
        if chosen is None or usual is None:
            return self._schemes
        return tuple(each.moved(usual, str(chosen)) for each in self._schemes)

    def _configure(
        self,
        credentials: Mapping[str, Credential | None],
        connections: Connections[H],
        lock: Callable[[], Any],
        *,
        base_url: str | None,
        timeout: float | httpx.Timeout,
        headers: Mapping[str, str] | None,
        retries: int | Retries,
        max_response_bytes: int,
    ) -> None:
        chosen = base_url or os.environ.get(self._variable)
        if chosen and self._is_usual(chosen):
            chosen = None
        url = chosen or self._default_base_url
        if url is None:
            message = f"no server is documented: pass base_url= or set {self._variable}"
            raise ValueError(message)
        self._connections, self._is_copy = connections, False
        self._settings = Settings(
            base_url=checked(str(url)),
            is_chosen=bool(chosen),
            keyring=Keyring(self._placed(chosen), credentials, lock),
            common=merged({"user-agent": self._user_agent}, headers or {}),
            timeout=timeout,
            retries=policy(retries),
            max_response_bytes=max_response_bytes,
        )

    def _call(self, request: Request, options: CallOptions | None, *, is_stream: bool = False) -> Call:
        settings = self._settings
        # What the user chose is for all operations.
        own = request.server if request.server and not settings.is_chosen else ""
        server = checked(own) if own else settings.base_url
        return Call(settings, self._http, request, options or {}, server, is_stream=is_stream)


def check_kind(given: object, kind: type[object]) -> None:
    """Refuse an HTTP client of the other twin's kind.

    Raises:
        TypeError: it is one.
    """
    if given is not None and not isinstance(given, kind):
        message = f"http_client takes an httpx.{kind.__name__}, not {type(given).__name__}"
        raise TypeError(message)


def timeout_of(
    given: float | httpx.Timeout | None, http_client: httpx.Client | httpx.AsyncClient | None
) -> float | httpx.Timeout:
    """Return the timeout that a client is to have."""
    if given is not None:
        return given
    return DEFAULT_TIMEOUT if http_client is None else http_client.timeout
