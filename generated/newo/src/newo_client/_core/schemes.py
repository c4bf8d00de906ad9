# Copied by `nox -s generate -- newo` from scripts/runtime/schemes.py. Change that, not this file.
"""Security schemes: how a request carries a credential."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from .headers import can_be_sent

if TYPE_CHECKING:
    from .oauth import TokenSource

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

    def secrets(self, secret: str) -> tuple[str, ...]:
        """Return what must not show: the credential, and what it is made of or sent as."""
        return (secret,)

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
        return {"authorization": f"Basic {_encoded(secret)}"}

    def secrets(self, secret: str) -> tuple[str, ...]:
        """Return the credential, the password in it, and both as they are sent."""
        return secret, secret.partition(":")[2], _encoded(secret)


def _encoded(secret: str) -> str:
    return base64.b64encode(secret.encode()).decode()
