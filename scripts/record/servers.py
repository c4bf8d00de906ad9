"""Which server answered: the vendor's, or one of ours. Only the vendor's makes a recording; anything else is local."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from scripts.conform import Conformer, Match, Miss
from scripts.document import is_object
from scripts.exchange import Remark, Request, Response

WHY = "It was sent to a server of ours on this machine; this is the address by the description."


@dataclass(frozen=True, slots=True)
class Routed:
    """A request with the operation it calls, under the vendor's address; `moved` says that it was sent elsewhere."""

    request: Request
    match: Match
    moved: bool


def is_loopback(host: str) -> bool:
    """Whether an address or a name is this machine's own."""
    name = host.strip("[]").rstrip(".").lower()
    try:
        address = ip_address(name)
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_loopback or mapped.is_unspecified)


def is_ours(request: Request, response: Response, peer: str) -> bool:
    """Whether a server of ours answered, or nobody knows who: without a connection, there was no vendor.

    A replay says what it is, wherever it is.
    """
    host = urlsplit(request.url).hostname or ""
    return not peer or is_loopback(peer) or is_loopback(host) or response.header("x-replay-kind") is not None


def routed(request: Request, conformer: Conformer, tree: Mapping[str, Any]) -> Routed | Miss:
    """Find the operation that a request calls; one that was sent to this machine is put under the vendor's address."""
    found = conformer.route(request.method, request.url)
    if isinstance(found, Match):
        return Routed(request, found, moved=False)
    parts = urlsplit(request.url)
    if not is_loopback(parts.hostname or ""):
        return found
    closest = found
    rest = parts.path + (f"?{parts.query}" if parts.query else "")
    for base in bases(tree):
        path = urlsplit(base).path.rstrip("/")
        for moved in (base + rest, base + rest.removeprefix(path)):
            elsewhere = replace(request, url=moved)
            match = conformer.route(request.method, moved)
            if isinstance(match, Match):
                return Routed(elsewhere, match, moved=True)
            if closest is found and match.finding.code != found.finding.code:
                closest = match
    return closest


def bases(tree: Mapping[str, Any]) -> list[str]:
    """List the addresses of a description's servers, the first value of each variable filled in."""
    servers = [server for owner in _owners(tree) for server in owner.get("servers") or ()]
    return list(dict.fromkeys(_filled(server).rstrip("/") for server in servers if "://" in server["url"]))


def _filled(server: Mapping[str, Any]) -> str:
    variables: Mapping[str, Any] = server.get("variables") or {}
    return re.sub(r"\{([^{}]+)\}", lambda each: str(variables.get(each[1], {}).get("default", "")), server["url"])


def _owners(tree: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    paths: Mapping[str, Mapping[str, Any]] = tree.get("paths") or {}
    operations = [each for item in paths.values() for each in item.values() if is_object(each)]
    return [tree, *paths.values(), *operations]


def moved_remark() -> Remark:
    """Say in an exchange that its address is not the one it was sent to."""
    return Remark("/request/url", WHY)
