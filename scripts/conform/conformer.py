"""The judge: an exchange against an effective spec."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from scripts.conform.bodies import Media, is_json, judge_body
from scripts.conform.finding import Finding, attribute
from scripts.conform.parameters import Reader, unclaimed
from scripts.conform.route import Match, Miss, Router
from scripts.conform.schemas import Schemas
from scripts.conform.security import judge_security, query_names
from scripts.conform.spec import Node, Operation, parameter
from scripts.conform.wire import Pairs, cookie_pairs, query_pairs
from scripts.exchange import Exchange, Headers, Request, Response

# OpenAPI gives these headers no parameters; the content type is judged with the body.
_NOT_PARAMETERS = {"accept", "authorization", "content-type"}
_NO_BODY = {204, 205, 304}


class Conformer:
    """Judges exchanges against one description; keep it, since it learns the description once.

    `base_url` stands in for all servers of the description, their path included.
    """

    def __init__(self, tree: Mapping[str, Any], name: str, base_url: str | None = None) -> None:
        self.name = name
        self._schemas = Schemas(tree)
        self._router = Router(tree, name, base_url)
        self._readers: dict[Operation, list[Reader]] = {}
        self._headers: dict[str, list[Reader]] = {}
        self._media: dict[str, Media] = {}

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All operations of the description."""
        return self._router.operations

    def route(self, method: str, url: str) -> Match | Miss:
        """Find the operation that a request calls, or why there is none."""
        return self._router.route(method, url)

    def judge(self, exchange: Exchange) -> list[Finding]:
        """All findings on an exchange, with its name and with blame."""
        match = self.route(exchange.request.method, exchange.request.url)
        if isinstance(match, Miss):
            return attribute([match.finding], exchange)
        found = [
            *_named_otherwise(exchange, match.operation),
            *self._judge_request(exchange.request, match),
            *self._judge_response(match.operation, exchange.response),
        ]
        return attribute(found, exchange) if found else []

    def judge_request(self, request: Request) -> list[Finding]:
        """Judge a request alone; the client is to blame."""
        match = self.route(request.method, request.url)
        return [match.finding] if isinstance(match, Miss) else list(dict.fromkeys(self._judge_request(request, match)))

    def judge_response(self, operation: Operation, response: Response) -> list[Finding]:
        """Judge a response to an operation; the service is to blame."""
        return [replace(each, blame="service") for each in dict.fromkeys(self._judge_response(operation, response))]

    def _judge_request(self, request: Request, match: Match) -> Iterator[Finding]:
        operation, query = match.operation, query_pairs(match.query)
        yield from judge_security(operation, request, query)
        sent = {
            "path": list(match.path.items()),
            "query": query,
            "header": _header_pairs(request.headers),
            "cookie": cookie_pairs(request.header("cookie")),
        }
        claimed = query_names(operation)
        for reader in self._readers_of(operation):
            found, names = reader.judge(sent[reader.parameter.location], self._schemas)
            yield from found
            if reader.parameter.location == "query":
                claimed |= names
        yield from unclaimed(query, claimed, operation.node.pointer)
        yield from self._judge_request_body(operation, request)

    def _judge_request_body(self, operation: Operation, request: Request) -> Iterator[Finding]:
        body, content = operation.body, request.content
        media = self._media_of(body) if body else None
        if body is None or media is None:
            if content:
                pointer, size = operation.node.pointer, f"{len(content)} bytes"
                yield Finding("request.body.undocumented", "request.body", pointer, "no body", size)
        elif content:
            yield from judge_body("request", content, request.header("content-type"), media, self._schemas)
        elif body.field("required"):
            yield Finding("request.body.missing", "request.body", f"{body.pointer}/required", "a body", "nothing")

    def _judge_response(self, operation: Operation, response: Response) -> Iterator[Finding]:
        node = operation.response(response.status)
        if node is None:
            pointer = f"{operation.node.pointer}/responses"
            known = " or ".join(operation.node.field("responses") or {}) or "no status"
            yield Finding("response.status.undocumented", "response.status", pointer, known, str(response.status))
            return
        pairs = _header_pairs(response.headers)
        for reader in self._headers_of(node):
            yield from reader.judge(pairs, self._schemas)[0]
        yield from self._judge_response_body(operation, response, node)

    def _judge_response_body(self, operation: Operation, response: Response, node: Node) -> Iterator[Finding]:
        media, content = self._media_of(node), response.content
        size = f"{len(content)} bytes"
        if operation.method == "HEAD" or response.status in _NO_BODY or response.status < 200:
            if content:
                yield Finding("response.body.forbidden", "response.body", node.pointer, "no body", size)
        elif media is None:
            if content:
                yield Finding("response.body.undocumented", "response.body", node.pointer, "no body", size)
        elif content:
            yield from judge_body("response", content, response.header("content-type"), media, self._schemas)
        elif all(map(is_json, media.names)):
            yield Finding("response.body.missing", "response.body", media.pointer, " or ".join(media.names), "nothing")

    def _media_of(self, owner: Node) -> Media | None:
        if owner.pointer not in self._media:
            content = owner.get("content")
            if content is None or not content.value:
                return None
            self._media[owner.pointer] = Media.of(content)
        return self._media[owner.pointer]

    def _readers_of(self, operation: Operation) -> list[Reader]:
        if operation not in self._readers:
            self._readers[operation] = [
                Reader.of(each, "request.parameter")
                for each in operation.parameters
                if each.location != "header" or each.name not in _NOT_PARAMETERS
            ]
        return self._readers[operation]

    def _headers_of(self, response: Node) -> list[Reader]:
        if response.pointer not in self._headers:
            listed = response.get("headers")
            self._headers[response.pointer] = [
                Reader.of(parameter(node, name, "header"), "response.header", "response")
                for name, node in (listed.items() if listed else ())
                if name.lower() != "content-type"
            ]
        return self._headers[response.pointer]


def _header_pairs(headers: Headers) -> Pairs:
    """Each header once, repeats joined as HTTP says."""
    joined: dict[str, str] = {}
    for name, value in headers:
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return list(joined.items())


def _named_otherwise(exchange: Exchange, operation: Operation) -> Iterator[Finding]:
    known = operation.node.field("operationId")
    if known and known != exchange.operation:
        pointer, actual = f"{operation.node.pointer}/operationId", exchange.operation
        yield Finding("recording.operation", "operation", pointer, str(known), actual, blame="recording")
