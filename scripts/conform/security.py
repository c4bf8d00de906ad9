"""Whether a request authenticates: that a credential is there, never what it is."""

from collections.abc import Iterator

from scripts.conform.finding import Finding
from scripts.conform.spec import Operation, Scheme
from scripts.conform.wire import Pairs, cookie_pairs
from scripts.exchange import Request


def judge_security(operation: Operation, request: Request, query: Pairs) -> Iterator[Finding]:
    """Complain where none of the documented ways to authenticate was used."""
    ways = operation.alternatives
    if not ways or any(all(_present(scheme, request, query) for scheme in way) for way in ways):
        return
    expected = " or ".join(" and ".join(_told(scheme) for scheme in way) for way in ways)
    single = ways[0][0].node.pointer if len(ways) == 1 else ""
    owner = f"{operation.node.pointer}/security" if "security" in operation.node.value else "/security"
    yield Finding("request.auth.missing", "request.auth", single or owner, expected, "nothing of that")


def query_names(operation: Operation) -> set[str]:
    """Tell the names in the query that hold credentials."""
    schemes = [scheme.node for way in operation.alternatives for scheme in way]
    return {str(node.field("name")) for node in schemes if node.field("in") == "query"}


def _present(scheme: Scheme, request: Request, query: Pairs) -> bool:
    kind, place, name = (scheme.node.field(each) for each in ("type", "in", "name"))
    if kind == "mutualTLS":
        return True  # it leaves no trace in an exchange
    if kind != "apiKey":
        prefix = str(scheme.node.field("scheme", "bearer")).lower()
        return (request.header("authorization") or "").lower().startswith(f"{prefix} ")
    if place == "header":
        return bool(request.header(str(name).lower()))
    pairs = query if place == "query" else cookie_pairs(request.header("cookie"))
    return any(each == name and text for each, text in pairs)


def _told(scheme: Scheme) -> str:
    node = scheme.node
    if node.field("type") == "apiKey":
        return f"{node.field('name')} in the {node.field('in')}"
    return f"authorization in the header ({node.field('scheme', 'bearer')})"
