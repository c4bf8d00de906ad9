"""The operations of a package: arguments, results, errors, paging."""

import keyword
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.document import pointer
from scripts.lower.tree import Located, follow, operations, parameters
from scripts.problem import refuse
from scripts.render.engine import Parsed, Types, identifier, shape, text_of
from scripts.render.paging import page_through
from scripts.render.plan import NONE, Annotation, Argument, Model, Operation, Reply

# Names that a method has already.
RESERVED = frozenset({"self", "options", "timeout", "headers", "retries"})
IDEMPOTENT = frozenset({"get", "head", "put", "delete", "options"})
JSON = "application/json"
UNSET = Annotation("Unset")
# The order of a method's arguments: what it is about comes first.
PLACES = ("path", "body", "json", "query", "header")
ERRORS = {
    "400": "BadRequestError",
    "401": "AuthenticationError",
    "403": "PermissionDeniedError",
    "404": "NotFoundError",
    "409": "ConflictError",
    "422": "UnprocessableEntityError",
    "429": "RateLimitError",
}


def build_operations(
    document: dict[str, Any], parsed: Parsed, types: Types, models: tuple[Model, ...]
) -> Iterator[Operation]:
    """Yield every operation, in the order of the document."""
    by_name = {model.name: model for model in models}
    for located in operations(document):
        yield _Builder(document, located, parsed, types, by_name).build()


class _Builder:
    def __init__(
        self, document: dict[str, Any], located: Located, parsed: Parsed, types: Types, models: Mapping[str, Model]
    ) -> None:
        self.document = document
        self.located = located
        self.operation = located.operation
        self.types = types
        self.models = models
        self.where = f"{types.name}:{located.pointer}"
        found = parsed.endpoints.get((located.method, shape(located.path)))
        if found is None:
            refuse(self.where, "the generator left this operation out", "simplify it in an overlay")
        self.endpoint = found

    def build(self) -> Operation:
        operation = self.operation
        returns, errors = self.replies()
        arguments = [*self.parameters(), *self.body()]
        body = returns[0].annotation if returns else None
        paging = page_through(operation.get("x-pagination"), arguments, body or NONE, self.models, self.where)
        self.check_names(arguments)
        arguments.sort(key=lambda each: PLACES.index(each.place))
        operation_id = operation.get("operationId") or str(self.endpoint.name)
        return Operation(
            id=operation_id,
            module=identifier(operation_id),
            method_name=self.method_name(operation_id),
            tag=str(self.endpoint.tags[0]),
            http=self.located.method.upper(),
            path=self.located.path,
            summary=operation.get("summary", ""),
            description=operation.get("description", ""),
            evidence=evidence(operation),
            deprecated=bool(operation.get("deprecated")),
            idempotent=bool(operation.get("x-idempotent", self.located.method in IDEMPOTENT)),
            arguments=tuple(arguments),
            returns=returns,
            errors=errors,
            security=self.security(),
            paging=paging,
        )

    def method_name(self, operation_id: str) -> str:
        name: str = self.operation.get("x-method") or identifier(operation_id)
        if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_") or name == "with_raw_response":
            refuse(f"{self.where}/x-method", f"{name!r} can't be the name of a method", "give it another x-method")
        return name

    def parameters(self) -> Iterator[Argument]:
        parsed = {(location, text_of(prop.name)): prop for location, prop in self.endpoint.iter_all_parameters()}
        for each in parameters(self.document, self.located, self.types.name):
            place, wire = each["in"], each["name"]
            prop = next((prop for (location, name), prop in parsed.items() if (location, name) == (place, wire)), None)
            if prop is None or place == "cookie" or "content" in each:
                refuse(self.where, f"the {place} parameter {wire} can't be sent", "describe it with in and schema")
            usual = "form" if place == "query" else "simple"
            if each.get("style", usual) != usual or each.get("allowReserved"):
                refuse(self.where, f"the style of the {place} parameter {wire} is not supported", f"use style: {usual}")
            annotation = _taken(self.types.of(prop))
            required = bool(each.get("required"))
            yield Argument(
                wire=wire,
                python=argument_name(each.get("x-name") or wire),
                place=place,
                annotation=annotation if required else annotation | UNSET,
                default=None if required else "UNSET",
                description=each.get("description", ""),
                exploded=bool(each.get("explode", place == "query")),
            )

    def body(self) -> Iterator[Argument]:
        body = follow(self.document, self.operation.get("requestBody", {}), self.where)
        if not body:
            return
        kinds = list(body.get("content", {}))
        if kinds != [JSON] or not self.endpoint.bodies:
            refuse(
                f"{self.where}/requestBody",
                f"a body of {', '.join(kinds) or 'no type'} is not supported",
                f"use {JSON}",
            )
        annotation = _taken(self.types.of(self.endpoint.bodies[0].prop))
        model = self.models.get(annotation.text)
        required = bool(body.get("required"))
        if model is None or not required:
            yield Argument(
                "body",
                "body",
                "json",
                annotation if required else annotation | UNSET,
                None if required else "UNSET",
                body.get("description", ""),
            )
            return
        schema = follow(self.document, body["content"][JSON].get("schema", {}), self.where)
        for each in model.fields:
            if schema.get("properties", {}).get(each.wire, {}).get("readOnly"):
                continue
            taken = _taken(each.annotation)
            yield Argument(
                each.wire,
                argument_name(each.python),
                "body",
                taken if each.required else taken | UNSET,
                None if each.required else "UNSET",
                each.description,
            )

    def replies(self) -> tuple[tuple[Reply, ...], tuple[Reply, ...]]:
        returns: list[Reply] = []
        errors: list[Reply] = []
        parsed = {each.status_code.pattern: each for each in self.endpoint.responses}
        for status, response in self.operation.get("responses", {}).items():
            meant = follow(self.document, response, self.where)
            kinds = list(meant.get("content", {}))
            if any(kind.split(";")[0].strip() != JSON for kind in kinds) or len(kinds) > 1:
                at = pointer(["responses", status, "content"])
                refuse(f"{self.where}{at}", f"a response of {', '.join(kinds)} is not supported", f"use {JSON} alone")
            has_schema = any("schema" in media for media in meant.get("content", {}).values())
            annotation = self.types.of(parsed[status].prop) if has_schema else None
            reply = Reply(status, annotation, meant.get("description", ""), error_class(status))
            (returns if status.startswith("2") else errors).append(reply)
            if status == "default" and not any(each.startswith("2") for each in self.operation["responses"]):
                # Nothing else says what a success holds.
                returns.append(reply)
        return tuple(sorted(returns, key=_exact_first)), tuple(sorted(errors, key=_exact_first))

    def security(self) -> tuple[tuple[str, ...], ...]:
        stated = self.operation.get("security", self.document.get("security", []))
        return tuple(tuple(each) for each in stated)

    def check_names(self, arguments: list[Argument]) -> None:
        seen: dict[str, Argument] = {}
        for each in arguments:
            other = seen.setdefault(each.python, each)
            if other is not each:
                refuse(
                    self.where,
                    f"two arguments would be {each.python}: {other.place} {other.wire} and {each.place} {each.wire}",
                    "give one of them an x-name in an overlay",
                )


def argument_name(text: str) -> str:
    """Return an argument's name."""
    name = identifier(text)
    return f"{name}_" if name in RESERVED or keyword.iskeyword(name) else name


def evidence(node: Mapping[str, Any]) -> str:
    """Return who says that an element is so, in a few words."""
    if "x-source" in node:
        return f"documented: {node['x-source']}"
    if "x-inferred" in node:
        return f"inferred: {node['x-inferred']}"
    return ""


def error_class(status: str) -> str:
    """Return the name of the exception for a status of failure."""
    if status.startswith("2"):
        return ""
    return ERRORS.get(status, "ServerError" if status.startswith("5") else "ApiStatusError")


def _exact_first(reply: Reply) -> tuple[bool, str]:
    return (not reply.status.isdigit(), reply.status)


def _taken(annotation: Annotation) -> Annotation:
    """Return what an argument takes where the service gives a list: any sequence."""
    if "list[" not in annotation.text:
        return annotation
    extra = frozenset({"from collections.abc import Sequence"})
    return Annotation(annotation.text.replace("list[", "Sequence["), annotation.models, annotation.imports | extra)
