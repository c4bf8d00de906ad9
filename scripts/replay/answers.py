"""Generated answers: what the description lets a service say, where nothing is recorded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import quote

from scripts.conform.spec import Node, Operation, headers_of, operations
from scripts.conform.transport import NO_BODY
from scripts.exchange import Response
from scripts.instances import Corpus
from scripts.replay.bodies import UnwritableError, concrete, media_type, text_of, write

# What a status that stands for many is, unless that one is documented by itself.
_OF_RANGE = {"1XX": 100, "2XX": 200, "3XX": 300, "4XX": 400, "5XX": 500}


class NoAnswerError(Exception):
    """The description has no such answer; says what it has."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that an operation may answer: its status, and the media type of its body; None for no body."""

    status: int
    media: str | None
    node: Node
    content: Node | None


class Answers:
    """The answers of one description: the same each time, from instances of its schemas."""

    def __init__(self, tree: Mapping[str, Any], name: str, frozen: Path | None = None) -> None:
        self.corpus = Corpus(tree, name, frozen)
        self.operations = tuple(operations(tree, name))
        self._known: dict[tuple[str, str, int, str | None], dict[str, Response]] = {}

    def kinds(self, operation: Operation) -> list[Kind]:
        """All that an operation may answer: every status with every media type, successes first."""
        listed = operation.node.get("responses")
        keys = [key for key, _ in listed.items()] if listed else []
        fixed = {int(key) for key in keys if key.isdecimal()}
        found: list[Kind] = []
        for key, node in listed.items() if listed else ():
            status = int(key) if key.isdecimal() else _representative(key, fixed, lonely=len(keys) == 1)
            content = node.get("content")
            bodiless = status in NO_BODY or status < 200 or operation.method == "HEAD"
            media = [] if bodiless or content is None else list(content.items())
            found += [Kind(status, concrete(name), node, each) for name, each in media] or [
                Kind(status, None, node, None)
            ]
        return sorted((each for each in found if each.status >= 200), key=lambda each: _rank(each.status))

    def answer(
        self, operation: Operation, *, status: int | None = None, accept: str | None = None, example: str | None = None
    ) -> Response:
        """Make the answer with a status (or a success) that a client accepts: an example by number or name."""
        kinds = [each for each in self.kinds(operation) if status is None or each.status == status]
        if not kinds and status and (node := operation.response(status)):
            others = [each for each in self.kinds(operation) if each.node.pointer == node.pointer]
            kinds = [Kind(status, each.media, each.node, each.content) for each in others]
        if not kinds:
            known = ", ".join(dict.fromkeys(str(each.status) for each in self.kinds(operation)))
            raise NoAnswerError(f"{operation.id} documents no status {status}; there is: {known or 'none'}")
        kinds = [each for each in kinds if each.status == kinds[0].status]
        kind = next((each for each in kinds if each.media and _accepts(accept, each.media)), kinds[0])
        found = self.examples(operation, kind)
        if not found:
            raise NoAnswerError(f"nobody can make {kind.media} as {operation.id} answers it with {kind.status}")
        label = example or next(iter(found))
        if label.isdecimal() and 1 <= int(label) <= len(found):
            label = list(found)[int(label) - 1]
        if label not in found:
            raise NoAnswerError(f"there is no example {label}, but 1 to {len(found)}: {', '.join(found)}")
        return found[label]

    def examples(self, operation: Operation, kind: Kind) -> dict[str, Response]:
        """Make all answers of a kind, by what is special about each."""
        key = (operation.node.pointer, kind.node.pointer, kind.status, kind.media)
        if key not in self._known:
            self._known[key] = dict(self._examples(operation, kind))
        return self._known[key]

    def schemas(self) -> Iterator[Node]:
        """Go through the schemas of all bodies and headers."""
        for kind in chain.from_iterable(map(self.kinds, self.operations)):
            schema = kind.content.get("schema") if kind.content else None
            yield from [schema] if schema else []
            yield from (schema for _, schema in _required_headers(kind.node))

    def _examples(self, operation: Operation, kind: Kind) -> Iterator[tuple[str, Response]]:
        headers = [(name, text_of(self._first(schema))) for name, schema in _required_headers(kind.node)]
        if kind.media is None or kind.content is None:
            yield from self._told("full", kind, headers, b"", ())
            return
        headers = [("content-type", media_type(kind.media)), *headers]
        schema, streaming = kind.content.get("schema"), operation.node.field("x-streaming")
        values = self._values(kind.content, schema)
        try:
            bodies = list(write(values, kind.media, schema, streaming if kind.status < 300 else None))
        except UnwritableError:
            return
        for label, content, chunks in bodies:
            yield from self._told(label, kind, headers, content, chunks)

    def _told(
        self,
        label: str,
        kind: Kind,
        headers: list[tuple[str, str]],
        content: bytes,
        chunks: tuple[tuple[int, int], ...],
    ) -> Iterator[tuple[str, Response]]:
        said = [("x-replay-kind", "generated"), ("x-replay-example", quote(label, safe=" /~:()'"))]
        yield label, Response.of(kind.status, [*headers, *said], content, chunks)

    def _values(self, content: Node, schema: Node | None) -> dict[str, Any]:
        """Find the values of a body: the examples that the description itself shows, then what is made."""
        made = self.corpus.instances(schema) if schema else {"full": "anything"}
        shown = {f"example {name}": each.field("value") for name, each in _shown(content)}
        if "example" in content.value:
            shown["example"] = content.field("example")
        fits = self.corpus.maker.schemas.is_valid
        good = {name: value for name, value in shown.items() if schema is None or fits(schema.pointer, value)}
        return {**good, **made}

    def _first(self, schema: Node) -> Any:
        return next(iter(self.corpus.instances(schema).values()), "text")


def _shown(content: Node) -> Iterator[tuple[str, Node]]:
    listed = content.get("examples")
    return ((name, each) for name, each in (listed.items() if listed else ()) if "value" in each.value)


def _required_headers(response: Node) -> list[tuple[str, Node]]:
    return [(each.name, each.kind) for each in headers_of(response) if each.required and each.kind]


def _representative(key: str, fixed: set[int], *, lonely: bool) -> int:
    """Choose the status that a range stands for; where there's nothing but a default, that is the success."""
    first = (200 if lonely else 500) if key == "default" else _OF_RANGE[key.upper()]
    return next(each for each in range(first, first + 100) if each not in fixed)


def _rank(status: int) -> tuple[bool, int]:
    return not 200 <= status < 300, status


def _accepts(accept: str | None, media: str) -> bool:
    essence = media.partition(";")[0].strip().lower()
    ranges = {essence, f"{essence.partition('/')[0]}/*", "*/*"}
    return accept is None or any(each.partition(";")[0].strip().lower() in ranges for each in accept.split(","))
