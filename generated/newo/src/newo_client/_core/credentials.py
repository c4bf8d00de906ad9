# Copied by `nox -s generate -- newo` from scripts/runtime/credentials.py. Change that, not this file.
"""Credentials: where they come from, which of them a call needs, and what carries them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from .errors import MissingCredentialError
from .headers import FAULT
from .schemes import Scheme

if TYPE_CHECKING:
    from .oauth import Ask, TokenSource
    from .steps import Flow

Credential: TypeAlias = str | Callable[[], str]


class Carried:
    """What a request carries: it shows nothing of it."""

    __slots__ = ("headers", "pending", "query", "secrets", "tokens")

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}
        self.query: dict[str, str] = {}
        self.secrets: list[str] = []
        self.pending: list[tuple[Scheme, TokenSource]] = []
        self.tokens: dict[str, str] = {}

    def add(self, scheme: Scheme, secret: str) -> None:
        """Add a credential."""
        for name, value in scheme.headers(secret).items():
            before = self.headers.get(name) if name == "cookie" else None
            self.headers[name] = value if before is None else f"{before}; {value}"
        self.query.update(scheme.query(secret))
        self.secrets.extend(scheme.secrets(secret))


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
