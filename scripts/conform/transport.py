"""What HTTP rules out: an exchange that can't have been as it is written down."""

from collections.abc import Iterator

from scripts.conform.finding import Finding
from scripts.conform.spec import Operation
from scripts.exchange import Exchange, Request, Response

NO_BODY = {204, 205, 304}
_RESPONSES = "/paths"


def impossible(exchange: Exchange, operation: Operation | None) -> Iterator[Finding]:
    """Find what an exchange says of itself that can't be so; without an operation what it calls is unknown."""
    pointer = operation.node.pointer if operation else _RESPONSES
    known = operation.node.field("operationId") if operation else None
    if known and known != exchange.operation:
        yield _told("operation", "operation", f"{pointer}/operationId", str(known), exchange.operation)
    request, response = exchange.request, exchange.response
    if "#" in request.url:
        yield _told("url", "request.url", pointer, "an address as it is sent", "one with a fragment")
    if not 200 <= response.status <= 599 and response.status != 101:
        yield _told("status", "response.status", pointer, "a status that ends an exchange", str(response.status))
    if response.chunks and sum(size for _, size in response.chunks) != len(response.content):
        total = sum(size for _, size in response.chunks)
        yield _told("chunks", "response.chunks", pointer, f"{len(response.content)} bytes together", str(total))
    yield from _framing("request", request, pointer, is_whole=True)
    is_whole = request.method != "HEAD" and response.status != 304
    yield from _framing("response", response, pointer, is_whole=is_whole)


def _framing(side: str, message: Request | Response, pointer: str, *, is_whole: bool) -> Iterator[Finding]:
    """Compare what headers say of a body with the body; encoded ones are decoded in an exchange."""
    for name, value in message.headers:
        if name == "content-encoding" and value.strip().lower() not in {"", "identity"} and is_whole:
            place, expected = f"{side}.header.{name}", "no such header: bodies are written down decoded"
            yield _told("content-encoding", place, pointer, expected, value)
        if name == "content-length" and is_whole and value.strip() != str(len(message.content)):
            place = f"{side}.header.{name}"
            yield _told("content-length", place, pointer, str(len(message.content)), value)


def _told(what: str, place: str, pointer: str, expected: str, actual: str) -> Finding:
    return Finding(f"recording.{what}", place, pointer, expected, actual, blame="recording")
