"""The report on one description: its two numbers, and all that exchanges have and have not shown of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.conform.bodies import Media, values_of
from scripts.conform.conformer import Conformer
from scripts.conform.kinds import kind_of
from scripts.conform.route import Match
from scripts.conform.spec import Node, Operation, Parameter, headers_of
from scripts.conform.wire import MalformedError, Pairs, UnjudgedError, cookie_pairs, query_pairs, read
from scripts.coverage.cells import KINDS, THEIRS, Grid, grid, media_key
from scripts.coverage.places import Option, Side, Slot, places
from scripts.coverage.shapes import Shapes
from scripts.coverage.tally import Tally
from scripts.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of an operation, or a header of one of its responses (`status`)."""

    operation: str
    call: str
    status: str
    location: str
    name: str
    required: bool

    @property
    def place(self) -> str:
        """What it is counted by."""
        return f"{self.location} {self.name}"

    @property
    def owner(self) -> str:
        """Whose it is."""
        return f"{self.call} {self.status}"


@dataclass(frozen=True, slots=True)
class Report:
    """What the exchanges of one vendor, or of a variant, show of its description."""

    subject: str
    description: str
    exchanges: Mapping[str, int]
    grid: Grid
    fields: Sequence[Field]
    slots: Sequence[Slot]
    options: Sequence[Option]
    tally: Tally

    @property
    def index(self) -> dict[str, int]:
        """How many cells have an exchange: of any kind, and of each."""
        cells = self.grid.cells
        return {"any": sum(cell.has(*KINDS) for cell in cells)} | {
            kind: sum(cell.has(kind) for cell in cells) for kind in KINDS
        }

    @property
    def score(self) -> dict[str, int]:
        """How many cells score: by docs or recorded, and by each alone."""
        cells = self.grid.cells
        return {"any": sum(cell.scores(*THEIRS) for cell in cells)} | {
            kind: sum(cell.scores(kind) for cell in cells) for kind in THEIRS
        }

    @property
    def findings(self) -> int:
        """How many findings are open, on exchanges that tell of the vendor."""
        hits = [hit for cell in [*self.grid.cells, *self.grid.undocumented] for hit in cell.hits]
        once = {hit.name: hit for hit in [*hits, *self.grid.unplaced] if hit.kind in THEIRS}
        return sum(len(hit.findings) for hit in once.values())

    def seen(self, slot: Slot) -> bool:
        """Whether the vendor's side was ever seen to fill a slot, be it with null."""
        states = (self.tally.of(slot.side, slot.pointer), self.tally.of(slot.side, slot.pointer, "null"))
        return any(kind in counts for counts in states for kind in THEIRS)


def measure(
    tree: Mapping[str, Any], exchanges: Sequence[Exchange], subject: str, description: str = "description"
) -> Report:
    """Measure exchanges against a description; all of them count, so give those of one variant alone."""
    conformer, shapes = Conformer(tree, description), Shapes(tree, description)
    slots, options = places(conformer, shapes)
    tally = Tally(shapes)
    for exchange in exchanges:
        match = conformer.route(exchange.request.method, exchange.request.url)
        if isinstance(match, Match):
            _count_request(tally, shapes, match, exchange)
            _count_response(tally, shapes, match.operation, exchange)
    kinds = {kind: sum(each.kind == kind for each in exchanges) for kind in KINDS}
    fields = [each for operation in conformer.operations for each in _fields(operation)]
    return Report(subject, description, kinds, grid(conformer, exchanges), fields, slots, options, tally)


def _fields(operation: Operation) -> Iterator[Field]:
    call = f"{operation.method} {operation.path}"
    for each in operation.parameters:
        yield Field(operation.id, call, "request", each.location, each.name, each.required)
    responses = operation.node.get("responses")
    for status, node in responses.items() if responses else ():
        for each in headers_of(node):
            yield Field(operation.id, call, status, "header", each.name, each.required)


def _count_request(tally: Tally, shapes: Shapes, match: Match, exchange: Exchange) -> None:
    operation, request = match.operation, exchange.request
    sent = {
        "path": list(match.path.items()),
        "query": query_pairs(match.query),
        "header": request.headers,
        "cookie": cookie_pairs(request.header("cookie")),
    }
    owner = f"{operation.method} {operation.path} request"
    for each in operation.parameters:
        _count_field(tally, shapes, owner, "request", each, sent[each.location], exchange.kind)
    if operation.body and request.content:
        _count_body(tally, shapes, "request", operation.body, request, exchange.kind)


def _count_response(tally: Tally, shapes: Shapes, operation: Operation, exchange: Exchange) -> None:
    response = exchange.response
    node, status = operation.response(response.status), operation.status_key(response.status)
    if node is None or status is None:
        return
    owner, pairs = f"{operation.method} {operation.path} {status}", response.headers
    for each in headers_of(node):
        _count_field(tally, shapes, owner, "response", each, pairs, exchange.kind)
    if response.content:
        _count_body(tally, shapes, "response", node, response, exchange.kind)


def _count_body(tally: Tally, shapes: Shapes, side: Side, owner: Node, message: Any, kind: str) -> None:
    content = owner.get("content")
    media = Media.of(content) if content and content.value else None
    stated = media_key(owner, message.header("content-type"))
    entry = media.entry(stated) if media else None
    if entry is None or entry.schema is None:
        return
    content_type = message.header("content-type") or stated
    try:
        for _, value, _ in values_of(side, message.content, content_type, entry, shapes.schemas):
            tally.walk(side, kind, entry.schema, value)
    except (MalformedError, UnjudgedError):
        return  # conform tells what is wrong; it shows nothing of the schema


def _count_field(
    tally: Tally, shapes: Shapes, owner: str, side: Side, field: Parameter, pairs: Pairs, kind: str
) -> None:
    place = f"{field.location} {field.name}"
    try:
        reading = read(field, kind_of(field.kind), pairs)
    except (MalformedError, UnjudgedError):
        tally.add(owner, place, kind)
        return
    tally.add(owner, place, kind, "present" if reading else "absent")
    if reading and field.schema and reading.candidates:
        fitting = [each for each in reading.candidates if shapes.schemas.is_valid(field.schema, each)]
        tally.walk(side, kind, field.schema, [*fitting, reading.candidates[0]][0])
