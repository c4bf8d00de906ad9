"""The operations of a package: arguments, results, errors, paging."""

import keyword
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.document import is_object
from scripts.evidence import marks
from scripts.lower.schemas import kinds_of
from scripts.lower.tree import Located, follow, operations, server_url
from scripts.problem import Problem, Refused, refuse, refuse_all
from scripts.render import media
from scripts.render.annotation import NONE, Annotation
from scripts.render.arguments import Arguments
from scripts.render.bodies import body_of
from scripts.render.engine import ANY, Types, identifier, operation_name, tag_name
from scripts.render.kinds import Model
from scripts.render.operation import Argument, Operation, Paging, Reply, Streaming
from scripts.render.paging import page_through
from scripts.render.streaming import streamed

TEXT = Annotation("str")
IDEMPOTENT = frozenset({"get", "head", "put", "delete", "options"})
# File systems take 255 bytes; what comes before and after an operation's name needs its share.
LONGEST = 140
# What the resources of a client have already.
HELD = frozenset({"with_raw_response", "with_streaming_response"})
# The order of a method's arguments: what it is about comes first.
PLACES = ("path", "body", "whole", "type", "query", "header", "cookie")
ERRORS = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
}


def build_operations(document: dict[str, Any], types: Types, models: tuple[Model, ...]) -> Iterator[Operation]:
    """Yield every operation, in the order of the document."""
    by_name = {model.name: model for model in models}
    problems: list[Problem] = []
    for located in operations(document):
        try:
            yield _Builder(document, located, types, by_name).build()
        except Refused as refused:
            problems += refused.problems
    refuse_all(problems)


class _Builder:
    def __init__(self, document: dict[str, Any], located: Located, types: Types, models: Mapping[str, Model]) -> None:
        self.document = document
        self.located = located
        self.operation = located.operation
        self.types = types
        self.models = models
        self.where = f"{types.name}:{located.pointer}"

    def build(self) -> Operation:
        operation = self.operation
        returns, errors = self.replies()
        found = Arguments(self.document, self.located, self.types, self.models)
        body = body_of(self.document, self.located, self.types, self.models)
        arguments = found.named([*found.parameters(), *body.arguments])
        # Arguments by position stand as they do in the path.
        arguments.sort(key=lambda each: (PLACES.index(each.place), self.in_path(each)))
        paging, streaming = self.piecemeal(arguments, returns)
        operation_id = operation.get("operationId") or operation_name(None, self.located.path, self.located.method)
        doubtful = self.body_in_doubt(arguments)
        told = marks.sentence(doubtful)
        of_body = told and f"The request's body: {told[0].lower()}{told[1:]}"
        return Operation(
            id=operation_id,
            module=identifier(operation_id),
            method_name=self.method_name(operation_id),
            tag=tag_name((operation.get("tags") or ["default"])[0]),
            http=self.located.method.upper(),
            path=self.located.path,
            summary=operation.get("summary", ""),
            description=operation.get("description", ""),
            evidence=operation.get(marks.BASIS, ""),
            deprecated=bool(operation.get("deprecated")),
            idempotent=bool(operation.get("x-idempotent", self.located.method in IDEMPOTENT)),
            arguments=tuple(arguments),
            returns=returns,
            errors=errors,
            security=self.security(),
            media_type=next((each.python for each in arguments if each.place == "type"), body.media_type),
            accept=self.accept(returns),
            server=self.server(),
            paging=paging,
            streaming=streaming,
            doubts=tuple(filter(None, [marks.sentence(operation), of_body])),
            grade=marks.short(operation),
            body_grade=marks.short(doubtful),
        )

    def piecemeal(
        self, arguments: list[Argument], returns: tuple[Reply, ...]
    ) -> tuple[Paging | None, Streaming | None]:
        """Return how a result comes page by page, or bit by bit; neither where it comes as a whole."""
        first = returns[0].annotation if returns else None
        hint = self.operation.get("x-pagination")
        paging = page_through(hint, arguments, first or NONE, self.models, self.where)
        streaming = streamed(self.document, self.operation, self.types, self.where)
        if paging and streaming:
            refuse(f"{self.where}/x-streaming", "a list in pages is no stream", "remove one of the two hints")
        return paging, streaming

    def body_in_doubt(self, arguments: list[Argument]) -> Mapping[str, Any]:
        """Return the body of the request, where it says of its evidence what no argument does; else nothing."""
        body = follow(self.document, self.operation.get("requestBody", {}), self.where)
        said = any(each.place == "whole" for each in arguments) or not {"x-source", "x-inferred"} & body.keys()
        return {} if said else body

    def in_path(self, argument: Argument) -> int:
        return self.located.path.find(f"{{{argument.wire}}}") if argument.place == "path" else 0

    def method_name(self, operation_id: str) -> str:
        name: str = self.operation.get("x-method") or identifier(operation_id)
        if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_") or name in HELD:
            refuse(f"{self.where}/x-method", f"{name!r} can't be the name of a method", "give it another x-method")
        if len(identifier(operation_id)) > LONGEST:
            refuse(f"{self.where}/operationId", "is too long for the name of a file", "shorten it in an overlay")
        return name

    def replies(self) -> tuple[tuple[Reply, ...], tuple[Reply, ...]]:
        returns: list[Reply] = []
        errors: list[Reply] = []
        stated: dict[str, Any] = self.operation.get("responses", {})
        for status, response in stated.items():
            meant = follow(self.document, response, self.where)
            content: Mapping[str, Any] = meant.get("content", {})
            # The answer to a HEAD says how long its body would be, and has none.
            bodies = () if self.located.method == "head" else self.bodies(content)
            grade = self.operation.get(marks.STATUSES, {}).get(status, "")
            reply = Reply(status, bodies, meant.get("description", ""), error_class(status), grade)
            (returns if status.startswith("2") else errors).append(reply)
        if not returns:
            returns = self.unsaid(errors)
        return tuple(sorted(returns, key=_exact_first)), tuple(sorted(errors, key=_exact_first))

    def unsaid(self, errors: list[Reply]) -> list[Reply]:
        """Return what a success holds where nothing says so in the usual way."""
        said = "The address that it leads to."
        redirects = [each.status for each in errors if each.status.isdigit() and each.status.startswith("3")]
        if redirects:
            return [Reply(each, (("", TEXT),), said) for each in redirects]
        default = next((each for each in errors if each.status == "default"), None)
        others = {each.entry for each in errors if each is not default}
        if default is None:
            return []
        # What other failures hold too is the body of a failure.
        return (
            [Reply("2XX", (("", ANY),), "Not described.")] if default.bodies and default.entry in others else [default]
        )

    def bodies(self, content: Mapping[str, Any]) -> tuple[tuple[str, Annotation], ...]:
        found = {kind: self.received(kind, body) for kind, body in content.items()}
        texts = {each.text for each in found.values()}
        if found and len(texts) == 1 and all(map(media.is_json, found)):
            return (("", next(iter(found.values()))),)
        return tuple((kind, found[kind]) for kind in media.preferred(found))

    def received(self, kind: str, body: Mapping[str, Any]) -> Annotation:
        """Return what a body of a media type is read as."""
        schema = body.get("schema")
        if media.is_json(kind):
            return ANY if schema is None else self.types.of_schema(schema)
        if media.is_range(kind) and is_object(schema) and not media.is_binary(schema):
            return self.types.of_schema(schema)
        meant: Any = follow(self.document, schema, self.where)
        if is_object(meant) and not media.is_text(kind) and kinds_of(meant) in (["object"], ["array"]):
            # Only JSON is described so, whatever its type is called.
            return self.types.of_schema(schema)
        return Annotation("str" if media.is_text(kind) or media.is_string(meant) else "bytes")

    def accept(self, returns: tuple[Reply, ...]) -> str:
        successes = [kind for each in returns for kind in self.kinds(each.status)]
        errors = [kind for status in self.operation.get("responses", {}) for kind in self.kinds(status)]
        accept = media.accepted(successes, errors)
        return "" if accept == media.JSON else accept

    def kinds(self, status: str) -> list[str]:
        return list(follow(self.document, self.operation["responses"].get(status, {}), self.where).get("content", {}))

    def server(self) -> str:
        stated: list[dict[str, Any]] = self.operation.get("servers") or self.located.item.get("servers") or []
        return server_url(stated[0]) if stated else ""

    def security(self) -> tuple[tuple[str, ...], ...]:
        stated = self.operation.get("security", self.document.get("security", []))
        return tuple(tuple(each) for each in stated)


def error_class(status: str) -> str:
    """Return the name of the exception for a status of failure."""
    if status.startswith("2"):
        return ""
    return ERRORS.get(status, "ServerError" if status.startswith("5") else "ApiStatusError")


def _exact_first(reply: Reply) -> tuple[bool, str]:
    return (not reply.status.isdigit(), reply.status)
