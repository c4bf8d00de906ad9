# Copied by `nox -s generate -- newo` from scripts/runtime/credentials.py. Change that, not this file.
"""Credentials: where they come from, and how a request carries them."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from .errors import MissingCredentialError
from .headers import FAULT, can_be_sent

if TYPE_CHECKING:
    from .oauth import Ask, TokenSource
    from .steps import Flow

Credential: TypeAlias = str | Callable[[], str]
Reader: TypeAlias = Callable[[str, str], str | None]


class Scheme:
    """A security scheme of the description.

    Attributes:
        name: its name there.
        argument: the client's argument that holds the credential.
        variable: the environment variable that holds it otherwise.
    """

    def __init__(self, name: str, *, argument: str, variable: str) -> None:
        self.name = name
        self.argument = argument
        self.variable = variable

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    def headers(self, secret: str) -> dict[str, str]:
        """Return the headers that carry the credential, by lower-case names."""
        raise NotImplementedError

    def query(self, secret: str) -> dict[str, str]:  # noqa: ARG002 - most schemes have none
        """Return the query parameters that carry the credential."""
        return {}

    def can_carry(self, secret: str) -> bool:
        """Tell whether the credential can be sent as it is."""
        return can_be_sent(secret)

    def source(self, read: Reader, lock: Callable[[], Any]) -> TokenSource | None:  # noqa: ARG002
        """Return what gets the credential from elsewhere; most are given.

        Args:
            read: returns what an argument or a variable holds.
            lock: makes a lock that the client's calls can wait for.
        """
        return None

    def moved(self, usual: str, chosen: str) -> Scheme:  # noqa: ARG002 - most have no address
        """Return the scheme for a service that is elsewhere than usual."""
        return self

    def wanted(self) -> str:
        """Return what to do where it is missing."""
        return f"pass {self.argument}= or set {self.variable}"


class ApiKey(Scheme):
    """A key in a header, a query parameter or a cookie.

    Attributes:
        place: `header`, `query` or `cookie`.
        key: name of the header, parameter or cookie.
    """

    def __init__(self, name: str, *, argument: str, variable: str, place: str, key: str) -> None:
        super().__init__(name, argument=argument, variable=variable)
        self.place = place
        self.key = key

    def headers(self, secret: str) -> dict[str, str]:
        """Return the header, if the key goes there."""
        if self.place == "cookie":
            return {"cookie": f"{self.key}={secret}"}
        return {self.key.lower(): secret} if self.place == "header" else {}

    def query(self, secret: str) -> dict[str, str]:
        """Return the query parameter, if the key goes there."""
        return {self.key: secret} if self.place == "query" else {}


class Bearer(Scheme):
    """A token in the Authorization header."""

    def headers(self, secret: str) -> dict[str, str]:
        """Return the header."""
        return {"authorization": f"Bearer {secret}"}


class Basic(Scheme):
    """`user:password` in the Authorization header, where it is encoded: any letter may be in it."""

    def can_carry(self, secret: str) -> bool:
        """Tell whether the credential can be sent; no password ends in a line break, as text from a file does."""
        return secret.isprintable() and secret == secret.strip()

    def headers(self, secret: str) -> dict[str, str]:
        """Return the header."""
        return {"authorization": "Basic " + base64.b64encode(secret.encode()).decode()}


class Carried:
    """What a request carries: it shows nothing of it."""

    __slots__ = ("headers", "pending", "query", "tokens", "values")

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.query: dict[str, str] = {}
        self.values: list[str] = []
        self.pending: list[tuple[Scheme, TokenSource]] = []
        self.tokens: dict[str, str] = {}

    def add(self, scheme: Scheme, secret: str) -> None:
        """Add a credential."""
        for name, value in scheme.headers(secret).items():
            before = self.headers.get(name) if name == "cookie" else None
            self.headers[name] = value if before is None else f"{before}; {value}"
        self.query.update(scheme.query(secret))
        self.values.append(secret)


class Keyring:
    """The credentials of a client. It shows none of them."""

    def __init__(
        self, schemes: tuple[Scheme, ...], given: Mapping[str, Credential | None], lock: Callable[[], Any]
    ) -> None:
        self._schemes = {each.name: each for each in schemes}
        self._given = {argument: _hidden(each) for argument, each in given.items() if each}
        self._sources: dict[str, TokenSource | None] = {}
        self._lock = lock

    def __repr__(self) -> str:
        return f"Keyring({', '.join(self._schemes)})"

    def secret(self, scheme: Scheme) -> str | None:
        """Return the credential for a scheme: the argument's, else the environment's, else None.

        Raises:
            TypeError: the argument is no text, and no function that returns text.
            ValueError: it can't be sent as it is; the message names the argument and shows nothing of the value.
        """
        return self._read(scheme.argument, scheme.variable, scheme.can_carry)

    def _read(self, argument: str, variable: str, is_fit: Callable[[str], bool]) -> str | None:
        given = self._given.get(argument)
        value = given() if given else None
        if not isinstance(cast("object", value), str | None):
            message = f"{argument} takes text or a function that returns text, not {type(value).__name__}"
            value = given = None
            raise TypeError(message)
        value = value or os.environ.get(variable) or None
        if value is not None and not is_fit(value):
            # Not in the frames of the traceback, which some tools record.
            value = given = None
            message = f"{argument} (or {variable}) {FAULT}"
            raise ValueError(message)
        return value

    def _source(self, scheme: Scheme) -> TokenSource | None:
        found = self._sources.get(scheme.name)
        if found is None:
            # Threads that get here together agree on one of them.
            made = scheme.source(lambda argument, variable: self._read(argument, variable, bool), self._lock)
            found = None if made is None else self._sources.setdefault(scheme.name, made)
        return found

    def fetch(self, found: Carried, ask: Ask, rejected: Carried | None = None) -> Flow[Carried]:
        """Return the same with the tokens that were pending, which are fetched where there are none.

        Args:
            found: what `carried` has found.
            ask: sends a request for a token.
            rejected: what the service has just refused; tokens in it are fetched anew.

        Raises:
            LoginError: the token server gives no token.
        """
        for scheme, source in found.pending:
            refused = "" if rejected is None else rejected.tokens.get(scheme.name, "")
            found.tokens[scheme.name] = yield from source.token(refused, ask)
            found.add(scheme, found.tokens[scheme.name])
        return found

    def carried(self, alternatives: tuple[tuple[str, ...], ...]) -> Carried:
        """Return what carries the first alternative that has all its credentials, or can fetch those it has not.

        Args:
            alternatives: names of the schemes of which all are needed, for each alternative.

        Raises:
            MissingCredentialError: there is none; nothing has been sent.
        """
        missing: list[str] = []
        # Where a credential is optional, it is sent if there is one.
        for names in alternatives if len(alternatives) == 1 else sorted(alternatives, key=lambda each: not each):
            found = Carried()
            if unknown := [name for name in names if name not in self._schemes]:
                message = f"there is no security scheme {unknown[0]}: use {' or '.join(self._schemes) or 'none'}"
                raise ValueError(message)
            lacking = [each for each in map(self._schemes.__getitem__, names) if not self._has(each, found)]
            if not lacking:
                return found
            missing.append(" and ".join(each.wanted() for each in lacking))
        if not alternatives:
            return Carried()
        message = "no credential: " + "; or ".join(missing)
        raise MissingCredentialError(message)

    def _has(self, scheme: Scheme, found: Carried) -> bool:
        given = self.secret(scheme)
        if given is not None:
            found.add(scheme, given)
            return True
        source = self._source(scheme)
        if source is not None:
            found.pending.append((scheme, source))
        return source is not None

    def advice(self, status: int, alternatives: tuple[tuple[str, ...], ...]) -> str:
        """Return what a caller may look at where the service refuses the credential."""
        names = dict.fromkeys(name for each in alternatives for name in each)
        if status not in {401, 403} or not names:
            return ""
        places = " and ".join(f"{each.argument}= or {each.variable}" for each in map(self._schemes.__getitem__, names))
        return f"the credential is from {places}"


def _hidden(credential: Credential) -> Callable[[], str]:
    """Return a function in place of a text, since its repr shows nothing."""
    return credential if callable(credential) else lambda: credential
