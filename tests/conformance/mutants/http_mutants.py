"""Mutants of the operations that exchanges call: address, parameters, bodies, statuses, headers, security."""

from collections.abc import Callable, Iterator
from typing import Any

from scripts.conform.spec import METHODS, Node, Operation
from scripts.document import escape, split
from tests.conformance.mutants.edits import Tree, at, drop, put, rename
from tests.conformance.mutants.mutant import Mutant
from tests.conformance.mutants.samples import UNKNOWN
from tests.conformance.mutants.security_mutants import security_mutants
from tests.conformance.mutants.slots import headers_of, media_of, sent, wire_of
from tests.conformance.mutants.subject import Subject
from tests.conformance.mutants.touch import Touched

Change = tuple[str, str, Tree]


def http_mutants(subject: Subject, touch: Touched) -> Iterator[Mutant]:
    """Change what exchanges touch outside of schemas, each place once, however many operations share it."""
    made: dict[tuple[str, str], tuple[Tree, set[str]]] = {}
    for pointer, calls in touch.calls.items():
        operation = calls[0][1].operation
        for make in (_address, _operation, _parameters, _bodies, security_mutants):
            changes: Callable[..., Iterator[Change]] = make
            for kind, what, tree in changes(subject.tree, operation, calls):
                made.setdefault((kind, what), (tree, set()))[1].add(pointer)
    for (kind, what), (tree, touching) in made.items():
        yield Mutant(kind, what, tree, frozenset(touching))


def _address(tree: Tree, operation: Operation, calls: list[Any]) -> Iterator[Change]:
    segments = operation.path.split("/")
    for index, segment in enumerate(segments):
        if segment and "{" not in segment:
            other = "/".join([*segments[:index], f"{segment}-{UNKNOWN}", *segments[index + 1 :]])
            yield "path", f"{operation.path}: is {other}", rename(tree, ["paths", operation.path], other)
    method = operation.method.lower()
    free = next(each for each in METHODS if each not in operation.item.value)
    moved = rename(tree, [*split(operation.item.pointer), method], free)
    yield "method", f"{operation.path}: {method} is {free}", moved
    owners = (operation.node.pointer, operation.item.pointer, "")
    owner = next((each for each in owners if at(tree, split(each)).get("servers")), None)
    if owner is None:
        return
    path = [*split(owner), "servers"]
    for index, server in enumerate(at(tree, path)):
        for what, url in (("of another host", _other_host(server["url"])), ("one folder down", f"{server['url']}/x")):
            yield "server", f"{owner}/servers/{index}: {what}", put(tree, [*path, index, "url"], url)
    yield "server", f"{owner}/servers: any", put(tree, path, [{"url": "/"}])


def _other_host(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{UNKNOWN}.{rest}"


def _operation(tree: Tree, operation: Operation, calls: list[Any]) -> Iterator[Change]:
    if operation.node.field("operationId"):
        path = [*split(operation.node.pointer), "operationId"]
        yield "operationId", f"{operation.node.pointer}: another operationId", put(tree, path, UNKNOWN)


def _parameters(tree: Tree, operation: Operation, calls: list[Any]) -> Iterator[Change]:
    for each in operation.parameters:
        path, pointer = split(each.node.pointer), each.node.pointer
        if each.location == "header" and each.name in {"accept", "authorization", "content-type"}:
            continue
        if each.location != "path":
            what = f"{pointer}: required {not each.required}"
            yield "parameter", what, put(tree, [*path, "required"], not each.required)
        wire = wire_of(each)
        pairs = [pair for exchange, match in calls for pair in sent(exchange, match, each.location)]
        if wire is None or not any(wire.owns(name) for name, _ in pairs):
            continue
        if path[-2] == "parameters" and path[0] == "paths":
            yield "parameter", f"{pointer}: dropped", drop(tree, path)
        else:
            yield "parameter", f"{pointer}: dropped", _unlisted(tree, operation, pointer)
        renamed = put(tree, [*path, "name"], f"{each.node.field('name')}{UNKNOWN}")
        yield "parameter", f"{pointer}: renamed", renamed
        for location in ("query", "header", "cookie"):
            if location != each.location:
                yield "parameter", f"{pointer}: in {location}", put(tree, [*path, "in"], location)
        yield from _style(tree, each.node, wire.style, wire.explode, str(wire.kind.value))


def _unlisted(tree: Tree, operation: Operation, pointer: str) -> Tree:
    """Take out the references to a shared parameter."""
    for owner in (operation.node.pointer, operation.item.pointer):
        path = [*split(owner), "parameters"]
        listed = at(tree, split(owner)).get("parameters", [])
        kept = [each for each in listed if each.get("$ref") != f"#{pointer}"]
        if kept != listed:
            tree = put(tree, path, kept)
    return tree


def _style(tree: Tree, node: Node, style: str, explode: bool, kind: str) -> Iterator[Change]:
    """Change how a list or an object is written; of a single value the style does not show."""
    if "array" not in kind and "object" not in kind:
        return
    path = split(node.pointer)
    other = {"form": "pipeDelimited", "deepObject": "form"}.get(style)
    if other:
        changed = put(put(tree, [*path, "style"], other), [*path, "explode"], False)
        yield "style", f"{node.pointer}: style {other}", changed
    if style == "form" or (style == "simple" and "object" in kind):
        yield "style", f"{node.pointer}: explode {not explode}", put(tree, [*path, "explode"], not explode)


def _bodies(tree: Tree, operation: Operation, calls: list[Any]) -> Iterator[Change]:
    body = operation.body
    if body is not None:
        pointer, required = body.pointer, bool(body.field("required"))
        yield "body", f"{pointer}: required {not required}", put(tree, [*split(pointer), "required"], not required)
        if any(exchange.request.content for exchange, _ in calls):
            where = operation.node.pointer
            yield "body", f"{where}: no body", drop(tree, [*split(where), "requestBody"])
        for exchange, _ in calls:
            yield from _media(tree, body, exchange.request)
    responses, path = operation.node.field("responses"), [*split(operation.node.pointer), "responses"]
    for exchange, _ in calls:
        status, owner = exchange.response.status, operation.response(exchange.response.status)
        keys = (str(status), f"{status // 100}XX", f"{status // 100}xx", "default")
        key = next((each for each in keys if each in responses), None)
        if owner is None or key is None:
            continue
        where = f"{operation.node.pointer}/responses/{key}"
        yield "status", f"{where}: dropped", drop(tree, [*path, key])
        yield "status", f"{where}: is 299", rename(tree, [*path, key], "299")
        yield from _media(tree, owner, exchange.response)
        yield from _headers(tree, owner, exchange.response)
    if "default" not in responses:
        yield "status", f"{operation.node.pointer}/responses: any", put(tree, [*path, "default"], {"description": ""})


def _media(tree: Tree, owner: Node, message: Any) -> Iterator[Change]:
    entry = media_of(owner, message.header("content-type")) if message.content else None
    if entry is not None:
        path = [*split(owner.pointer), "content"]
        where = f"{owner.pointer}/content/{escape(entry[0])}"
        yield "media type", f"{where}: dropped", drop(tree, [*path, entry[0]])
        yield "media type", f"{where}: is planted/other", rename(tree, [*path, entry[0]], "planted/other")
        yield "media type", f"{where}: any", rename(tree, [*path, entry[0]], "*/*")
        if entry[1].get("schema"):
            yield "media type", f"{where}: no schema", drop(tree, [*split(entry[1].pointer), "schema"])


def _headers(tree: Tree, owner: Node, response: Any) -> Iterator[Change]:
    listed: dict[str, Any] = owner.field("headers") or {}
    for each in headers_of(owner):
        name = next(name for name in listed if name.lower() == each.name)
        required = put(tree, [*split(each.node.pointer), "required"], not each.required)
        yield "header", f"{each.node.pointer}: required {not each.required}", required
        if response.header(each.name) is not None:
            path = [*split(owner.pointer), "headers", name]
            yield "header", f"{owner.pointer}/headers/{name}: dropped", drop(tree, path)
            yield "header", f"{owner.pointer}/headers/{name}: renamed", rename(tree, path, f"{name}-{UNKNOWN}")
