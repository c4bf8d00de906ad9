"""What can't be rendered yet, refused by name: a client that lacks it would look complete and not be."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from scripts.document import pointer
from scripts.lower.tree import Located, operations, server_url
from scripts.problem import Problem
from scripts.validity import nodes

KEYS = {
    "callbacks": "calls from the service are not rendered",
}
PLACES = ("header", "query", "cookie")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# No address holds these as they are (RFC 3986); braces are those of parameters.
STRANGE = re.compile(r'[\s"<>\\^`|]')


def limit_problems(tree: dict[str, Any], where: str) -> Iterator[Problem]:
    """Yield a problem for everything in an effective spec that a package would lack or get wrong."""
    cure = "remove it in an overlay"
    if tree.get("webhooks"):
        yield Problem(f"{where}:/webhooks", "calls from the service are not rendered", cure)
    for at, node in nodes(tree):
        if at.rpartition("/")[2] in {"properties", "examples", "example", "default"}:
            continue
        for key in KEYS.keys() & node.keys():
            yield Problem(f"{where}:{at}/{key}", KEYS[key], cure)
    yield from _server_problems(tree, f"{where}:")
    schemes = tree.get("components", {}).get("securitySchemes", {})
    for key, scheme in schemes.items():
        if scheme.get("type") == "apiKey" and scheme.get("in") not in PLACES:
            at = pointer(["components", "securitySchemes", key, "in"])
            yield Problem(f"{where}:{at}", f"no key goes in {scheme.get('in')}", f"use one of {', '.join(PLACES)}")
    yield from _security_problems(tree.get("security", []), schemes, f"{where}:/security")
    for located in operations(tree):
        yield from _operation_problems(located, where, schemes)


def _server_problems(holder: dict[str, Any], where: str) -> Iterator[Problem]:
    for index, server in enumerate(holder.get("servers", [])):
        if not _is_base(server_url(server)):
            # What stands before an @ may be a password.
            said = f"{re.sub('//.*@', '//...@', server_url(server))} can't be a client's base URL"
            yield Problem(f"{where}/servers/{index}/url", said, "give https://host/path, or no server")


def _is_base(address: str) -> bool:
    """Tell whether a client may take an address for its base URL: safe, whole, and with nothing else in it."""
    try:
        url = urlsplit(address)
        _ = url.port  # read only when it is asked for
    except ValueError:
        return False
    safe = url.scheme == "https" or (url.scheme == "http" and url.hostname in LOOPBACK)
    plain = not is_strange(address) and not re.search("[{}']", address)
    return bool(url.hostname and safe and plain) and not (url.query or url.fragment or "@" in url.netloc)


def is_strange(address: str) -> bool:
    """Tell whether an address holds what none may."""
    return not address.isprintable() or STRANGE.search(address) is not None


def _operation_problems(located: Located, where: str, schemes: dict[str, Any]) -> Iterator[Problem]:
    at = f"{where}:{located.pointer}"
    if not located.path.startswith("/"):
        yield Problem(at, f"the path {located.path} does not begin with /", "write /" + located.path)
    if is_strange(located.path):
        yield Problem(at, "the path holds what no address may", "write that as %20 and the like")
    for owner in (located.operation, located.item):
        yield from _server_problems(owner, at)
    yield from _security_problems(located.operation.get("security", []), schemes, f"{at}/security")


def _security_problems(stated: Any, schemes: dict[str, Any], where: str) -> Iterator[Problem]:
    for name in sorted({name for alternative in stated for name in alternative} - set(schemes)):
        yield Problem(where, f"there is no security scheme {name}", "declare it in components/securitySchemes")
