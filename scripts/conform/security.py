"""Whether a request authenticates: that a credential is there and looks like one, never what it is."""

import base64
import binascii
import re
from collections.abc import Iterator

from scripts.conform.finding import Finding
from scripts.conform.spec import Operation, Scheme
from scripts.conform.wire import Pairs, cookie_pairs
from scripts.exchange import Request

# What scrubbing and documents leave in place of a credential; that one was there is all that counts.
_PLACEHOLDER = re.compile(
    r"(?i:redacted|your|example|scrubbed|credential)|<.*>|\{.*\}|\*{3}|\.{3}|[xX]{3}|[A-Z]+_[A-Z_]+|^[A-Z]{3,8}$"
)


def judge_security(operation: Operation, request: Request, query: Pairs) -> Iterator[Finding]:
    """Complain where none of the documented ways to authenticate was used."""
    ways = operation.alternatives
    if not ways:
        return
    used = next((way for way in ways if all(_present(scheme, request, query) for scheme in way)), None)
    if used is not None:
        yield from _malformed(used, request)
        return
    expected = " or ".join(" and ".join(_told(scheme) for scheme in way) for way in ways)
    single = ways[0][0].node.pointer if len(ways) == 1 else ""
    owner = f"{operation.node.pointer}/security" if "security" in operation.node.value else "/security"
    yield Finding("request.auth.missing", "request.auth", single or owner, expected, "nothing of that")


def query_names(operation: Operation) -> set[str]:
    """Tell the names in the query that hold credentials."""
    schemes = (scheme.parts for way in operation.alternatives for scheme in way)
    return {name for _, place, name in schemes if place == "query"}


def _present(scheme: Scheme, request: Request, query: Pairs) -> bool:
    kind, place, name = scheme.parts
    if kind == "mutualTLS":
        return True  # it leaves no trace in an exchange
    if kind != "apiKey":
        word, _, credential = (request.header("authorization") or "").partition(" ")
        return word.lower() == _word(scheme) and bool(credential.strip())
    if place == "header":
        return bool((request.header(name) or "").strip())
    pairs = query if place == "query" else cookie_pairs(request.header("cookie"))
    return any(each == name and text for each, text in pairs)


def _malformed(way: tuple[Scheme, ...], request: Request) -> Iterator[Finding]:
    """Complain of a name and a password that are not written as HTTP has them."""
    for scheme in way:
        is_basic = scheme.parts[0] == "http" and _word(scheme) == "basic"
        text = (request.header("authorization") or "").partition(" ")[2].strip() if is_basic else ""
        if is_basic and not _is_basic(text) and not _PLACEHOLDER.search(text):
            pointer, expected = f"{scheme.node.pointer}/scheme", "name:password in base64 after the word Basic"
            yield Finding("request.auth.malformed", "request.auth", pointer, expected, "another text")


def _is_basic(text: str) -> bool:
    try:
        return b":" in base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False


def _word(scheme: Scheme) -> str:
    """Tell the word before a credential; OAuth2 and OpenID Connect give bearer tokens."""
    return str(scheme.node.field("scheme", "bearer")).lower()


def _told(scheme: Scheme) -> str:
    node = scheme.node
    if node.field("type") == "apiKey":
        return f"{node.field('name')} in the {node.field('in')}"
    return f"authorization in the header ({node.field('scheme', 'bearer')})"
