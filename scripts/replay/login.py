"""Tokens: what a token address of the description answers where nothing is recorded of it (RFC 6749)."""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from scripts.conform.spec import Node
from scripts.exchange import Request, Response
from scripts.lower.tree import server_url
from scripts.replay.sessions import Session

_GRANTS = {"password": "password", "clientCredentials": "client_credentials", "authorizationCode": "authorization_code"}
_NEEDED = {
    "password": ("username", "password"),
    "client_credentials": ("client_id", "client_secret"),
    "authorization_code": ("code",),
    "refresh_token": ("refresh_token",),
}
_LASTS = 3600


class Login:
    """The token addresses of one description, with the grants that each takes."""

    def __init__(self, tree: Mapping[str, Any], name: str) -> None:
        schemes = Node(tree, name, "", tree).at("components", "securitySchemes")
        bases = [urlsplit(server_url(each)).path for each in tree.get("servers", [])]
        self._grants: dict[str, set[str]] = {}
        for _, scheme in schemes.items() if schemes else ():
            flows = scheme.get("flows")
            for flow, stated in flows.items() if flows else ():
                for key in ("tokenUrl", "refreshUrl"):
                    path = urlsplit(str(stated.field(key, ""))).path
                    for each in {path, *(path.removeprefix(base) for base in bases)} - {""}:
                        self._grants.setdefault(each, set()).update({"refresh_token", _GRANTS.get(flow, "")})

    def answer(self, request: Request, session: Session) -> Response | None:
        """Answer a request for a token; None where it is no such request."""
        grants = self._grants.get(urlsplit(request.url).path)
        if grants is None or request.method != "POST":
            return None
        form = dict(parse_qsl(request.content.decode("latin-1"))) | _basic(request.header("authorization"))
        grant = form.get("grant_type", "")
        if grant not in grants:
            return _failed(
                "unsupported_grant_type", f"{grant or 'nothing'} is none of {', '.join(sorted(grants - {''}))}"
            )
        missing = [name for name in _NEEDED[grant] if not form.get(name)]
        if missing:
            return _failed("invalid_request", f"{', '.join(missing)} missing")
        number = session.count("token")
        token: dict[str, Any] = {
            "access_token": f"generated-token-{number}",
            "token_type": "bearer",
            "expires_in": _LASTS,
        }
        if grant != "client_credentials":
            token["refresh_token"] = f"generated-refresh-token-{number}"
        return _said(200, token | ({"scope": form["scope"]} if "scope" in form else {}))


def _failed(error: str, description: str) -> Response:
    return _said(400, {"error": error, "error_description": description})


def _said(status: int, body: Mapping[str, Any]) -> Response:
    headers = [("content-type", "application/json"), ("cache-control", "no-store"), ("x-replay-kind", "generated")]
    return Response.of(status, headers, json.dumps(body).encode())


def _basic(header: str | None) -> dict[str, str]:
    scheme, _, text = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        name, _, secret = base64.b64decode(text, validate=True).decode("latin-1").partition(":")
    except binascii.Error:
        return {}
    return {"client_id": name, "client_secret": secret}
