"""Credentials from the environment, by the names that the client has for them, put where the description says."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus

from scripts.render.schemes import build_schemes

Placed = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Credentials:
    """What the environment holds, by security scheme; the repr shows none of it.

    Attributes:
        variables: the name of the variable of each scheme.
    """

    variables: Mapping[str, str]
    _schemes: Mapping[str, Mapping[str, Any]]
    _values: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Credentials({', '.join(self._values)})"

    def wanted(self) -> str:
        """Say which variables are not set."""
        names = [name for scheme, name in self.variables.items() if scheme not in self._values]
        return f"set {' or '.join(names)}, or look at the address" if names else "look at the address"

    def of(self, ways: Iterable[Iterable[str]]) -> Placed:
        """Return what to send for the first way to authenticate for which there is all: by place, name and text."""
        placed: Placed = {"headers": {}, "query": {}, "cookies": {}}
        way = next((way for way in map(tuple, ways) if all(name in self._values for name in way)), ())
        for name in way:
            place, key, text = self._placed(name)
            placed[place][key] = text
        return placed

    def masked(self, text: str) -> str:
        """Take every credential out of a text, however it is written there."""
        passwords = [
            value.partition(":")[2]
            for name, value in self._values.items()
            if str(self._schemes[name].get("scheme")).lower() == "basic"
        ]
        # The longest first: one may be a part of another.
        for secret in sorted(filter(None, [*self._values.values(), *passwords]), key=len, reverse=True):
            encoded = base64.b64encode(secret.encode()).decode()
            for each in (encoded, quote(secret, safe=""), quote_plus(secret), secret):
                text = text.replace(each, "***")
        return text

    def _placed(self, name: str) -> tuple[str, str, str]:
        scheme, value = self._schemes[name], self._values[name]
        if scheme.get("type") == "apiKey":
            place = {"header": "headers", "cookie": "cookies"}.get(str(scheme["in"]), "query")
            return place, str(scheme["name"]), value
        if str(scheme.get("scheme")).lower() == "basic":
            return "headers", "Authorization", f"Basic {base64.b64encode(value.encode()).decode()}"
        return "headers", "Authorization", f"Bearer {value}"


def credentials(tree: Mapping[str, Any], vendor: str, environment: Mapping[str, str]) -> Credentials:
    """Read the credentials of a description; for OAuth2 an access token."""
    variables = {each.name: each.variable for each in build_schemes(tree, vendor, vendor)}
    found = {name: environment[each] for name, each in variables.items() if environment.get(each)}
    return Credentials(variables, tree.get("components", {}).get("securitySchemes", {}), found)
