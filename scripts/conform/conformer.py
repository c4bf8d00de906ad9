"""The judge: an exchange against an effective spec."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from scripts.conform.bodies import judge_body
from scripts.conform.finding import Finding, attribute
from scripts.conform.media import Media
from scripts.conform.parameters import Reader, unclaimed
from scripts.conform.route import Match, Miss, Router
from scripts.conform.schemas import Schemas
from scripts.conform.security import judge_security, query_names
from scripts.conform.spec import Node, Operation, headers_of
from scripts.conform.text import is_json
from scripts.conform.transport import NO_BODY, impossible
from scripts.conform.wire import Pairs, cookie_pairs, query_pairs
from scripts.exchange import Exchange, Request, Response
from scripts.lower.upgrade import upgrade


def as_31(tree: Mapping[str, Any]) -> Mapping[str, Any]:
    """Say OpenAPI 3.0 as 3.1 says it; the tree itself stays as it is."""
    return upgrade(deepcopy(dict(tree))) if str(tree.get("openapi", "")).startswith("3.0") else tree


class Conformer:
    """Judges exchanges against one description; keep it, since it learns the description once.

    `base_url` stands in for all servers of the description, their path included.
    """

    def __init__(self, tree: Mapping[str, Any], name: str, base_url: str | None = None) -> None:
        self.name = name
        tree = self._tree = as_31(tree)
        self._schemas = Schemas(tree)
        self._router = Router(tree, name, base_url)
        self._readers: dict[Operation, list[Reader]] = {}
        self._headers: dict[str, list[Reader]] = {}
        self._media: dict[tuple[str, str | None], Media] = {}

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
            return attribute([match.finding, *impossible(exchange, None)], exchange, self._tree)
        found = [
            *impossible(exchange, match.operation),
            *self._judge_request(exchange.request, match),
            *self._judge_response(match.operation, exchange.response),
        ]
        return attribute(found, exchange, self._tree) if found else []

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
        sent: dict[str, Pairs] = {
            "path": list(match.path.items()),
            "query": query,
            "header": request.headers,
            "cookie": cookie_pairs(request.header("cookie")),
        }
        claimed = query_names(operation)
        for reader in self._readers_of(operation):
            pairs = sent[reader.parameter.location]
            if reader.takes_the_rest:
                pairs = [pair for pair in pairs if pair[0] not in claimed]
            found, names = reader.judge(pairs, self._schemas)
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
        for reader in self._headers_of(node):
            yield from reader.judge(response.headers, self._schemas)[0]
        yield from self._judge_response_body(operation, response, node)

    def _judge_response_body(self, operation: Operation, response: Response, node: Node) -> Iterator[Finding]:
        media, content = self._media_of(node, operation.done), response.content
        size, stated = f"{len(content)} bytes", response.header("content-type")
        if operation.method == "HEAD" or response.status in NO_BODY or response.status < 200:
            if content:
                yield Finding("response.body.forbidden", "response.body", node.pointer, "no body", size)
        elif media is None:
            if content:
                yield Finding("response.body.undocumented", "response.body", node.pointer, "no body", size)
        elif content:
            yield from judge_body("response", content, stated, media, self._schemas)
        elif is_json(stated or "") or all(map(is_json, media.names)):
            yield Finding("response.body.missing", "response.body", media.pointer, " or ".join(media.names), "nothing")
        elif stated:
            # An empty text is a text, and a stream without events one that lacks its end.
            yield from judge_body("response", content, stated, media, self._schemas)

    def _media_of(self, owner: Node, done: str | None = None) -> Media | None:
        key = owner.pointer, done
        if key not in self._media:
            content = owner.get("content")
            if content is None or not content.value:
                return None
            self._media[key] = Media.of(content, done)
        return self._media[key]

    def _readers_of(self, operation: Operation) -> list[Reader]:
        if operation not in self._readers:
            readers = [
                Reader.of(each, "request.parameter", f"request.{each.location}.{each.name}")
                for each in operation.parameters
            ]
            self._readers[operation] = sorted(readers, key=lambda each: each.takes_the_rest)
        return self._readers[operation]

    def _headers_of(self, response: Node) -> list[Reader]:
        if response.pointer not in self._headers:
            self._headers[response.pointer] = [
                Reader.of(each, "response.header", f"response.header.{each.name}") for each in headers_of(response)
            ]
        return self._headers[response.pointer]
