"""The cells of a description, operation x status x media type, and which exchanges hit them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scripts.conform.conformer import Conformer
from scripts.conform.route import Miss
from scripts.conform.spec import Node, Operation
from scripts.conform.text import essence_of
from scripts.conform.transport import NO_BODY as BODILESS
from scripts.exchange import Exchange

KINDS = ("docs", "recorded", "local")
# What a server of ours answers shows that client and server agree, and nothing of the vendor.
THEIRS = ("docs", "recorded")
NO_BODY = "-"
REQUEST = "request"
_BODILESS = set(map(str, BODILESS))


@dataclass(slots=True)
class Hit:
    """An exchange in a cell, with its open findings: those that are errors."""

    name: str
    kind: str
    findings: list[str]


@dataclass(slots=True)
class Cell:
    """One status (a code, a range or `default`; or `request`) of an operation with one media type, or none: `-`."""

    operation: str
    call: str
    status: str
    media: str
    hits: list[Hit] = field(default_factory=list[Hit])

    def has(self, *kinds: str) -> bool:
        """Whether an exchange of one of the kinds hit it."""
        return any(hit.kind in kinds for hit in self.hits)

    def scores(self, *kinds: str) -> bool:
        """Whether an exchange of one of the kinds hit it, and none that tells of the vendor has an open finding."""
        return self.has(*kinds) and not any(hit.findings for hit in self.hits if hit.kind in THEIRS)


@dataclass(slots=True)
class Grid:
    """All cells of a description, those of requests apart, and what fell beside them."""

    cells: list[Cell] = field(default_factory=list[Cell])
    requests: list[Cell] = field(default_factory=list[Cell])
    undocumented: list[Cell] = field(default_factory=list[Cell])
    unplaced: list[Hit] = field(default_factory=list[Hit])


def grid(conformer: Conformer, exchanges: Sequence[Exchange]) -> Grid:
    """Put every exchange where it belongs."""
    found = Grid()
    for operation in conformer.operations:
        found.cells += response_cells(operation)
        if operation.body:
            found.requests += [_cell(operation, REQUEST, media) for media in _medias(operation.body)]
    known = {(each.call, each.status, each.media): each for each in [*found.cells, *found.requests]}
    for exchange in exchanges:
        findings = [each for each in conformer.judge(exchange) if each.severity == "error"]
        hit = Hit(exchange.name, exchange.kind, [f"{each.code} at {each.place}" for each in findings])
        match = conformer.route(exchange.request.method, exchange.request.url)
        if isinstance(match, Miss):
            found.unplaced.append(hit)
            continue
        for wanted in _hit_cells(match.operation, exchange):
            key = wanted.call, wanted.status, wanted.media
            if key not in known:
                known[key] = wanted
                found.undocumented.append(wanted)
            known[key].hits.append(hit)
    return found


def response_cells(operation: Operation) -> Iterator[Cell]:
    """Every cell of an operation."""
    responses = operation.node.get("responses")
    for status, node in responses.items() if responses else ():
        bodiless = operation.method == "HEAD" or status in _BODILESS or status.startswith("1")
        for media in [NO_BODY] if bodiless else _medias(node):
            yield _cell(operation, status, media)


def media_key(owner: Node, content_type: str | None) -> str:
    """Tell under which key of `content` a media type is described; one that isn't is its own."""
    known = _medias(owner)
    if content_type is None:
        return known[0] if len(known) == 1 else NO_BODY
    essence = essence_of(content_type)
    ranges = (essence, f"{essence.partition('/')[0]}/*", "*/*")
    return next((each for each in ranges if each in known), essence)


def _hit_cells(operation: Operation, exchange: Exchange) -> Iterator[Cell]:
    request, response = exchange.request, exchange.response
    if operation.body and request.content:
        yield _cell(operation, REQUEST, media_key(operation.body, request.header("content-type")))
    status, node = operation.status_key(response.status), operation.response(response.status)
    if status is None or node is None:
        content_type = response.header("content-type") if response.content else None
        yield _cell(operation, str(response.status), essence_of(content_type or NO_BODY))
        return
    expected = {each.media for each in response_cells(operation) if each.status == status}
    without = expected == {NO_BODY}
    yield _cell(operation, status, NO_BODY if without else media_key(node, response.header("content-type")))


def _medias(owner: Node) -> list[str]:
    content = owner.get("content")
    return list(dict.fromkeys(map(essence_of, content.value))) if content and content.value else [NO_BODY]


def _cell(operation: Operation, status: str, media: str) -> Cell:
    return Cell(operation.id, f"{operation.method} {operation.path}", status, media)
