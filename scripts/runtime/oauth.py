"""OAuth2: tokens fetched with a user's password or a client's secret, and fetched anew before and when they run out."""

from __future__ import annotations

import copy
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from .address import checked
from .describe import line, masked
from .errors import ApiConnectionError, ApiError, LoginError
from .headers import can_be_sent
from .kinds import is_object
from .message import Request, Response
from .schemes import Bearer, Reader
from .steps import Flow, Take

# A token that runs out on its way is of no use.
_LEEWAY = 30.0
Grant: TypeAlias = Callable[[], Mapping[str, str]]
# Sends a request to a base URL of its own, without any credential.
Ask: TypeAlias = Callable[[Request, str], Flow[Response]]


class OAuth2(Bearer):
    """A bearer token, given or fetched: by the password grant or the client credentials grant (RFC 6749).

    Attributes:
        grant: `password` or `client_credentials`.
        token_url: where tokens are, if the description says so.
        refresh_url: where they are refreshed, if that is elsewhere and the token address is the description's.
        scope: the scopes to ask for, with blanks between them.
        client_id: who asks, if the caller does not say.
        prefix: what its arguments and variables begin with, as `("", "PETS_")`.
    """

    def __init__(
        self,
        name: str,
        *,
        argument: str,
        variable: str,
        grant: str,
        prefix: tuple[str, str],
        token_url: str = "",
        refresh_url: str = "",
        scope: str = "",
        client_id: str = "",
    ) -> None:
        super().__init__(name, argument=argument, variable=variable)
        self.grant = grant
        self.token_url = token_url
        self.refresh_url = refresh_url
        self.scope = scope
        self.client_id = client_id
        self.prefix = prefix

    @property
    def _needed(self) -> tuple[str, ...]:
        if self.grant == "password":
            return ("username", "password")
        return ("client_secret",) if self.client_id else ("client_id", "client_secret")

    def _named(self, what: str) -> tuple[str, str]:
        return f"{self.prefix[0]}{what}", f"{self.prefix[1]}{what.upper()}"

    def moved(self, usual: str, chosen: str) -> OAuth2:
        """Return the scheme for a service elsewhere than usual; tokens that are beside it are there too."""
        other = copy.copy(self)
        for name in ("token_url", "refresh_url"):
            url: str = getattr(self, name)
            if url.startswith(f"{usual.rstrip('/')}/"):
                setattr(other, name, chosen.rstrip("/") + url.removeprefix(usual.rstrip("/")))
        return other

    def wanted(self) -> str:
        """Return what to do where it is missing."""
        others = [self._named(each) for each in (*self._needed, *(() if self.token_url else ("token_url",)))]
        arguments = ", ".join(f"{argument}=" for argument, _ in others)
        variables = ", ".join(variable for _, variable in others)
        return f"{super().wanted()}, or else pass {arguments} or set {variables}"

    def source(self, read: Reader, lock: Callable[[], Any]) -> TokenSource | None:
        """Return what fetches tokens, if there is all that it needs."""
        told = {what: read(*self._named(what)) for what in (*self._needed, "token_url")}
        own = told.pop("token_url")
        url = own or self.token_url
        if not url or not all(told.values()):
            return None

        def form() -> Mapping[str, str]:
            # Read anew each time: a password may have changed. Kept nowhere, and read in one go, so that no frame shows
            # what was read before something that can't be.
            default = {"client_id": self.client_id}
            names = dict.fromkeys((*self._needed, "client_id", "client_secret"))
            fields = {what: read(*self._named(what)) or default.get(what, "") for what in names}
            return {name: value for name, value in fields.items() if value}

        told.clear()
        refresh = self.refresh_url if self.refresh_url and not own else url
        # As they are: a slash at the end makes another address of it.
        for each, what in ((url, "token_url"), (refresh, "refresh_url")):
            checked(each, what)
        return TokenSource((url, refresh), self.grant, form, self.scope, lock)


class TokenSource:
    """The token of a client. However many calls need a new one, it is fetched once, and they all wait for it."""

    def __init__(self, urls: tuple[str, str], grant: str, form: Grant, scope: str, lock: Callable[[], Any]) -> None:
        self._url, self._refresh_url = urls
        self._grant = grant
        self._form = form
        self._scope = scope
        self._lock = lock()
        self._token = ""
        self._refresh = ""
        self._ends = float("inf")
        # How often it was fetched, in vain or not, and what went wrong the last time.
        self._turn = 0
        self._failed: ApiError | None = None

    def __repr__(self) -> str:
        return f"TokenSource({self._url!r})"

    def _is_good(self, refused: str) -> bool:
        return bool(self._token) and self._token != refused and time.monotonic() < self._ends

    def token(self, refused: str, ask: Ask) -> Flow[str]:
        """Return a token: the one there is, unless it has run out or is the one that the service refused.

        Raises:
            LoginError: the token server gives none. Those who waited meanwhile get the same, and don't try again.
            ApiConnectionError: the token server can't be reached.
        """
        if self._is_good(refused):
            return self._token
        turn = self._turn
        yield Take(self._lock)
        try:
            if self._turn != turn and self._failed is not None:
                raise type(self._failed)(*self._failed.args)
            # What came while we waited is for us too, however soon it runs out.
            if self._turn == turn and not self._is_good(refused):
                yield from self._fetch(ask)
            return self._token
        finally:
            self._lock.release()

    def _fetch(self, ask: Ask) -> Flow[None]:
        try:
            yield from self._refreshed(ask)
        except ApiError as error:
            self._failed = error.with_traceback(None)
            self._turn += 1
            raise
        self._failed = None
        self._turn += 1

    def _refreshed(self, ask: Ask) -> Flow[None]:
        if self._refresh:
            try:
                yield from self._asked({"grant_type": "refresh_token", "refresh_token": self._refresh}, ask)
            except LoginError:
                # It has run out as well; what the token was got with in the first place serves for longer.
                self._refresh = ""
            else:
                return
        yield from self._asked({"grant_type": self._grant}, ask)

    def _asked(self, wanted: dict[str, str], ask: Ask) -> Flow[None]:
        url = self._refresh_url if "refresh_token" in wanted else self._url
        path = urlsplit(url).path
        base = url.removesuffix(path) if path else url
        request = self._request(path, wanted)
        # What was asked holds the password or another token, and so do the frames that it passes.
        wanted.clear()
        try:
            response = yield from ask(request, base)
        except ApiError as error:
            fault, failed = str(error), error.with_traceback(None)
        else:
            self._take(response, url)
            return
        if isinstance(failed, ApiConnectionError):
            raise type(failed)(fault, Request("POST", path))
        raise LoginError(fault, 0, None)

    def _request(self, path: str, wanted: Mapping[str, str]) -> Request:
        fields = self._form()
        if wanted["grant_type"] == "refresh_token":
            fields = {name: value for name, value in fields.items() if name not in {"username", "password"}}
        scope = {"scope": self._scope} if self._scope and wanted["grant_type"] != "refresh_token" else {}
        # Asking twice gives two tokens at most, of which the first is never used.
        form = "application/x-www-form-urlencoded"
        return Request("POST", path, body={**wanted, **fields, **scope}, media_type=form, idempotent=True)

    def _take(self, response: Response, url: str) -> None:
        status = response.status_code
        try:
            said: Any = json.loads(response.content)
        except (ValueError, RecursionError):
            said = None
        told = said if is_object(said) else dict[str, Any]()
        token = told.get("access_token")
        if not 200 <= status <= 299 or not isinstance(token, str) or not token or not can_be_sent(token):
            reason = told.get("error") if isinstance(told.get("error"), str) else None
            texts = [each for each in (reason, told.get("error_description")) if isinstance(each, str) and each]
            message = f"POST {url} answered {status}: {self._shown(texts) or 'no token that can be used'}"
            raise LoginError(message, status, self._shown([reason]) if reason else None)
        seconds = _seconds(told.get("expires_in"))
        self._ends = time.monotonic() + seconds - min(_LEEWAY, seconds / 10)
        refresh = told.get("refresh_token")
        self._refresh = refresh if isinstance(refresh, str) else self._refresh
        self._token = token

    def _shown(self, texts: list[str]) -> str:
        """Return what the token server says, without what it repeats of the secrets that it was sent."""
        form = self._form()
        secrets = [form[name] for name in ("password", "client_secret") if name in form]
        return line(masked(": ".join(texts).encode("utf-8", "replace"), [*secrets, self._refresh]).decode())


def _seconds(lasts: Any) -> float:
    """Return how long a token serves; without end, where nobody says it in a number from 0."""
    try:
        seconds = float(lasts) if isinstance(lasts, int | float | str) and not isinstance(lasts, bool) else -1.0
    except (ValueError, OverflowError):
        seconds = -1.0
    return seconds if seconds >= 0 else float("inf")
