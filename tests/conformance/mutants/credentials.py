"""Requests without a credential that the description asks for."""

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from scripts.conform import Match
from scripts.conform.spec import Node
from scripts.exchange import Exchange
from tests.conformance.mutants.subject import Planted


def absent(exchange: Exchange, match: Match) -> Iterator[Planted]:
    """Take out each credential, where no other way to authenticate is left, and give each another form."""
    ways = [[scheme.node for scheme in way] for way in match.operation.alternatives]
    schemes = {node.pointer: node for way in ways for node in way if holds(node, exchange)}
    for pointer, node in schemes.items():
        for what, other in (("without", without(node, exchange)), ("another form of", mistaken(node, exchange))):
            if other and not any(all(holds(each, other) for each in way) for way in ways):
                name = pointer.rpartition("/")[2]
                yield Planted(f"{what} {name}", other, ("request.auth.missing",), "request.auth")


def holds(scheme: Node, exchange: Exchange) -> bool:
    """Whether a request has the credential of a scheme."""
    return without(scheme, exchange) != exchange


def without(scheme: Node, exchange: Exchange) -> Exchange:
    """Copy an exchange without the credential of a scheme."""
    request, place, name = exchange.request, scheme.field("in"), str(scheme.field("name"))
    if scheme.field("type") != "apiKey":
        prefix = f"{scheme.field('scheme', 'bearer')} ".lower()
        headers = tuple(
            pair for pair in request.headers if pair[0] != "authorization" or not pair[1].lower().startswith(prefix)
        )
        return replace(exchange, request=replace(request, headers=headers))
    if place == "query":
        parts = urlsplit(request.url)
        query = "&".join(part for part in parts.query.split("&") if part.partition("=")[0] != name)
        return replace(exchange, request=replace(request, url=urlunsplit(parts._replace(query=query))))
    if place == "header":
        headers = tuple(pair for pair in request.headers if pair[0] != name.lower())
        return replace(exchange, request=replace(request, headers=headers))
    cookie = rf"(^|;\s*){re.escape(name)}=[^;]+"
    headers = tuple((key, re.sub(cookie, "", text) if key == "cookie" else text) for key, text in request.headers)
    return replace(exchange, request=replace(request, headers=headers))


def mistaken(scheme: Node, exchange: Exchange) -> Exchange | None:
    """Copy an exchange with another kind of authorization, or the credential under another name."""
    request = exchange.request
    if scheme.field("type") == "apiKey":
        if scheme.field("in") != "header":
            return None
        name = str(scheme.field("name")).lower()
        headers = tuple((f"{key}-planted" if key == name else key, text) for key, text in request.headers)
    else:
        headers = tuple(
            (key, f"Planted {text.partition(' ')[2]}" if key == "authorization" else text)
            for key, text in request.headers
        )
    return replace(exchange, request=replace(request, headers=headers))
