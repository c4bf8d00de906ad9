"""What can't be rendered yet, refused by name: a client that lacks it would look complete and not be."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from scripts.document import is_object, pointer
from scripts.lint import nodes
from scripts.lower.tree import Located, operations, parameters, server_url
from scripts.problem import Problem

KEYS = {
    "callbacks": "calls from the service are not rendered",
    "discriminator": "telling models apart by a discriminator is not supported yet",
}
PLACES = ("header", "query", "cookie")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


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
    yield from _server_problems(tree, where)
    schemes = tree.get("components", {}).get("securitySchemes", {})
    for key, scheme in schemes.items():
        if scheme.get("type") == "apiKey" and scheme.get("in") not in PLACES:
            at = pointer(["components", "securitySchemes", key, "in"])
            yield Problem(f"{where}:{at}", f"no key goes in {scheme.get('in')}", f"use one of {', '.join(PLACES)}")
    yield from _security_problems(tree.get("security", []), schemes, f"{where}:/security")
    for located in operations(tree):
        yield from _operation_problems(tree, located, where, schemes)


def _server_problems(tree: dict[str, Any], where: str) -> Iterator[Problem]:
    for index, server in enumerate(tree.get("servers", [])):
        url = urlsplit(server_url(server))
        safe = url.scheme == "https" or (url.scheme == "http" and url.hostname in LOOPBACK)
        if not url.hostname or not safe or url.query or url.fragment or "{" in url.netloc:
            at = f"{where}:/servers/{index}/url"
            yield Problem(at, f"{server['url']} can't be a client's base URL", "give https://host/path, or no server")


def _operation_problems(
    tree: dict[str, Any], located: Located, where: str, schemes: dict[str, Any]
) -> Iterator[Problem]:
    at = f"{where}:{located.pointer}"
    if not located.path.startswith("/"):
        yield Problem(at, f"the path {located.path} does not begin with /", "write /" + located.path)
    if located.operation.get("servers") or located.item.get("servers"):
        yield Problem(f"{at}/servers", "servers of single paths are not supported yet", "leave one list of servers")
    yield from _security_problems(located.operation.get("security", []), schemes, f"{at}/security")
    for each in parameters(tree, located, where):
        schema = each.get("schema")
        if is_object(schema) and ("properties" in schema or schema.get("type") == "object"):
            said = f"an object in the {each['in']} parameter {each['name']} is not supported yet"
            yield Problem(at, said, "describe its parts as parameters")


def _security_problems(stated: Any, schemes: dict[str, Any], where: str) -> Iterator[Problem]:
    for name in sorted({name for alternative in stated for name in alternative} - set(schemes)):
        yield Problem(where, f"there is no security scheme {name}", "declare it in components/securitySchemes")
