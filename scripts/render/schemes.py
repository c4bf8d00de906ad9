"""The security schemes of a package: how each is sent, and which arguments of the client it reads."""

from collections.abc import Iterator, Mapping
from typing import Any

from scripts.document import pointer
from scripts.lower.names import pascal
from scripts.lower.tree import operations
from scripts.problem import refuse
from scripts.render.engine import identifier
from scripts.render.plan import Scheme, Setting

ARGUMENTS = frozenset({"base_url", "headers", "http_client", "max_response_bytes", "retries", "timeout"})
# The flows of OAuth2 that need nobody at a browser, with the grant of each and what it is got with.
GRANTS = {
    "password": ("password", ("username", "password", "client_id", "client_secret")),
    "clientCredentials": ("client_credentials", ("client_id", "client_secret")),
}
SAID = {
    "username": "The user who gets a token.",
    "password": "The password of that user.",
    "client_id": "The client that asks for a token.",
    "client_secret": "The secret of that client, if it has one.",
    "token_url": "Where tokens are.",
}


def build_schemes(document: Mapping[str, Any], vendor: str, name: str) -> tuple[Scheme, ...]:
    """Return the security schemes of a lowered document."""
    schemes: list[Scheme] = []
    taken = set(ARGUMENTS)
    for key, stated in document.get("components", {}).get("securitySchemes", {}).items():
        where = f"{name}:{pointer(['components', 'securitySchemes', key])}"
        scheme = _scheme(document, vendor, key, stated, where, taken)
        for each in scheme.settings:
            if each.argument in taken:
                refuse(where, f"the client has an argument {each.argument} already", "give it another x-argument")
            taken.add(each.argument)
        schemes.append(scheme)
    return tuple(schemes)


def _scheme(
    document: Mapping[str, Any], vendor: str, key: str, stated: Mapping[str, Any], where: str, taken: set[str]
) -> Scheme:
    kind = (stated.get("type"), stated.get("scheme", "").lower())
    argument = identifier(stated.get("x-argument") or key)
    variable = f"{vendor}_{argument}".upper()
    said = stated.get("description", "")
    if kind[0] == "apiKey":
        place: tuple[tuple[str, object], ...] = (("place", stated["in"]), ("key", stated["name"]))
        return Scheme(key, "ApiKey", argument, variable, place, said)
    if kind in {("http", "bearer"), ("http", "basic")}:
        return Scheme(key, pascal(kind[1]), argument, variable, (), said)
    if kind[0] in {"oauth2", "openIdConnect"}:
        flow = next((each for each in GRANTS if each in stated.get("flows", {})), None)
        if flow is None:
            # Whoever gets the access token, this is how it is sent.
            return Scheme(key, "Bearer", argument, variable, (), said)
        return _granted(Scheme(key, "OAuth2", argument, variable, (), said), document, vendor, stated, flow, taken)
    refuse(
        where,
        f"a security scheme of type {' '.join(filter(None, kind))} is not supported",
        "use apiKey, http bearer, http basic or oauth2",
    )


def _granted(
    scheme: Scheme, document: Mapping[str, Any], vendor: str, stated: Mapping[str, Any], flow: str, taken: set[str]
) -> Scheme:
    grant, needed = GRANTS[flow]
    # Of several schemes, the later ones say which they are.
    prefix = f"{scheme.argument}_" if taken & {*needed, "token_url"} else ""
    variables = f"{vendor}_{prefix}".upper()
    extra: list[tuple[str, object]] = [("grant", grant), ("prefix", (prefix, variables))]
    for name, found in (
        ("token_url", _address(stated["flows"][flow].get("tokenUrl", ""))),
        ("refresh_url", _address(stated["flows"][flow].get("refreshUrl", ""))),
        ("scope", " ".join(sorted(_scopes(document, scheme.name)))),
        ("client_id", stated.get("x-client-id", "")),
    ):
        if found:
            extra.append((name, found))
    others = tuple(
        Setting(f"{prefix}{each}", f"{variables}{each.upper()}", _said(each, dict(extra)))
        for each in (*needed, "token_url")
    )
    return Scheme(scheme.name, scheme.kind, scheme.argument, scheme.variable, tuple(extra), scheme.description, others)


def _said(name: str, told: Mapping[str, object]) -> str:
    return f"{SAID[name]} Default: `{told[name]}`." if name in told else SAID[name]


def _address(stated: str) -> str:
    """Return an address that can be used as it is; one with gaps comes from the caller."""
    return stated if stated.startswith("https://") and not set("{} ?#") & set(stated) else ""


def _scopes(document: Mapping[str, Any], name: str) -> Iterator[str]:
    """Yield the scopes that any operation needs."""
    seen: set[str] = set()
    for located in operations(dict(document)):
        for alternative in located.operation.get("security", document.get("security", [])):
            for scope in alternative.get(name, ()):
                if scope not in seen:
                    seen.add(scope)
                    yield scope
