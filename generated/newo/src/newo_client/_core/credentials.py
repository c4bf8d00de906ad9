# Copied by `nox -s generate -- newo` from scripts/runtime/credentials.py. Change that, not this file.
"""Credentials: where they come from, and how a request carries them."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Mapping
from typing import TypeAlias, cast

import attrs

from .errors import MissingCredentialError
from .headers import FAULT, can_be_sent, merged

Credential: TypeAlias = str | Callable[[], str]


@attrs.frozen
class Scheme:
    """A security scheme of the description.

    Attributes:
        name: its name there.
        argument: the client's argument that holds the credential.
        variable: the environment variable that holds it otherwise.
    """

    name: str
    argument: str
    variable: str

    def headers(self, secret: str) -> dict[str, str]:
        """Return the headers that carry the credential."""
        raise NotImplementedError

    def query(self, secret: str) -> dict[str, str]:  # noqa: ARG002 - most schemes have none
        """Return the query parameters that carry the credential."""
        return {}


@attrs.frozen
class ApiKey(Scheme):
    """A key in a header, a query parameter or a cookie.

    Attributes:
        place: `header`, `query` or `cookie`.
        key: name of the header, parameter or cookie.
    """

    place: str
    key: str

    def headers(self, secret: str) -> dict[str, str]:
        """Return the header, if the key goes there."""
        if self.place == "cookie":
            return {"cookie": f"{self.key}={secret}"}
        return {self.key: secret} if self.place == "header" else {}

    def query(self, secret: str) -> dict[str, str]:
        """Return the query parameter, if the key goes there."""
        return {self.key: secret} if self.place == "query" else {}


@attrs.frozen
class Bearer(Scheme):
    """A token in the Authorization header."""

    def headers(self, secret: str) -> dict[str, str]:
        """Return the header."""
        return {"authorization": f"Bearer {secret}"}


@attrs.frozen
class Basic(Scheme):
    """`user:password` in the Authorization header."""

    def headers(self, secret: str) -> dict[str, str]:
        """Return the header."""
        return {"authorization": "Basic " + base64.b64encode(secret.encode()).decode()}


class Keyring:
    """The credentials of a client. It shows none of them."""

    def __init__(self, schemes: tuple[Scheme, ...], given: Mapping[str, Credential | None]) -> None:
        self._schemes = {each.name: each for each in schemes}
        self._given = {argument: _hidden(each) for argument, each in given.items() if each}

    def __repr__(self) -> str:
        return f"Keyring({', '.join(self._schemes)})"

    def secret(self, scheme: Scheme) -> str | None:
        """Return the credential for a scheme: the argument's, else the environment's, else None.

        Raises:
            TypeError: the argument is no text, and no function that returns text.
            ValueError: it can't be sent as it is; the message names the argument and shows nothing of the value.
        """
        given = self._given.get(scheme.argument)
        value = given() if given else None
        if not isinstance(cast("object", value), str | None):
            message = f"{scheme.argument} takes text or a function that returns text, not {type(value).__name__}"
            raise TypeError(message)
        value = value or os.environ.get(scheme.variable) or None
        if value is not None and not can_be_sent(value):
            # Not in the frames of the traceback, which some tools record.
            value = given = None
            message = f"{scheme.argument} (or {scheme.variable}) {FAULT}"
            raise ValueError(message)
        return value

    def carry(self, alternatives: tuple[tuple[str, ...], ...]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the headers and the query parameters for the first alternative that has all its credentials.

        Raises:
            MissingCredentialError: there is none; nothing has been sent.
        """
        missing: list[str] = []
        # Where a credential is optional, it is sent if there is one.
        for names in sorted(alternatives, key=lambda each: not each):
            schemes = [self._schemes[name] for name in names]
            secrets = [self.secret(scheme) for scheme in schemes]
            lacking = [scheme for scheme, secret in zip(schemes, secrets, strict=True) if secret is None]
            if not lacking:
                headers: dict[str, str] = {}
                query: dict[str, str] = {}
                for scheme, secret in zip(schemes, secrets, strict=True):
                    headers = merged(headers, scheme.headers(secret or ""))
                    query.update(scheme.query(secret or ""))
                return headers, query
            missing.append(" and ".join(f"pass {each.argument}= or set {each.variable}" for each in lacking))
        if not alternatives:
            return {}, {}
        message = "no credential: " + "; or ".join(missing)
        raise MissingCredentialError(message)


def _hidden(credential: Credential) -> Callable[[], str]:
    """Return a function in place of a text, since its repr shows nothing."""
    return credential if callable(credential) else lambda: credential
