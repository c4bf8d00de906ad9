"""The page on one report: the two numbers, what was never seen, then all that was, for a person who reviews it."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from scripts.coverage.blocks import Block, Code, Heading, Listing, Paragraph, Strong, Table
from scripts.coverage.cells import KINDS, THEIRS, Cell, Hit
from scripts.coverage.report import Report
from scripts.coverage.schemas import fields, never, schemas

MARKS = {"docs": "D", "recorded": "R", "local": "L"}
NOTHING = "·"
LEGEND = (
    "D docs (transcribed from the vendor's pages), R recorded (live traffic), L local (a server of ours); "
    f"! with an open finding; {NOTHING} no exchange; empty: no such status."
)
MEANS: tuple[tuple[str, ...], ...] = (
    (
        Strong("Index"),
        ": the share of cells (operation x status x media type) that have an exchange, of any kind. ",
        "It is the most that could be scored; it says nothing of what the exchanges show.",
    ),
    (
        Strong("Score"),
        ": the share of cells that a docs or recorded exchange hit, with no open finding on any of these. ",
        "Local exchanges neither raise nor lower it: they prove only that our client and our server agree. ",
        "Docs are the source that the description was written from: ",
        "that both agree shows that it was copied with care, not that the service does so. ",
        "Recorded alone is what the service was seen to do.",
    ),
    (
        Strong("Rule"),
        ": docs never widen a spec. Where a transcribed exchange does not fit, the vendor's page is read again; ",
        "recorded traffic alone is a reason to let more pass.",
    ),
)


def share(count: int, of: int) -> str:
    """Say how many of how many, and what part that is; not all is never 100 %."""
    return f"{count}/{of} ({100 * count // of} %)" if of else "no cells"


def line(report: Report) -> str:
    """The numbers on one line."""
    of, index, score = len(report.grid.cells), report.index, report.score
    kinds = ", ".join(f"{kind} {index[kind]}" for kind in KINDS)
    return (
        f"{report.subject}: index {share(index['any'], of)}: {kinds}; "
        f"score {share(score['any'], of)}: recorded alone {score['recorded']}; open findings {report.findings}"
    )


def page(report: Report) -> list[Block]:
    """Make the page."""
    blocks: list[Block] = [
        Heading(1, f"Coverage of {report.subject}"),
        Paragraph.of(
            f"{sum(report.exchanges.values())} exchanges (",
            ", ".join(f"{kind} {count}" for kind, count in report.exchanges.items()),
            ") against ",
            Code(report.description),
            ".",
        ),
        _numbers(report),
        Listing(MEANS),
        *never(report),
        *_trouble(report),
        Heading(2, "Operations and statuses"),
        Paragraph.of(LEGEND),
        _matrix(report.grid.cells),
    ]
    if report.grid.requests:
        blocks += [Heading(2, "Bodies of requests"), _bodies(report.grid.requests)]
    return [*blocks, *fields(report), *schemas(report)]


def mark(cell: Cell) -> str:
    """Show by which kinds a cell was hit, and with what success."""
    shown = [
        MARKS[kind] + "!" * any(hit.findings for hit in cell.hits if hit.kind == kind)
        for kind in KINDS
        if cell.has(kind)
    ]
    return " ".join(shown) or NOTHING


def _numbers(report: Report) -> Table:
    of, index, score = len(report.grid.cells), report.index, report.score
    rows = [
        ("Index", Strong(share(index["any"], of)), *(share(index[kind], of) for kind in KINDS)),
        ("Score", Strong(share(score["any"], of)), *(share(score[kind], of) for kind in THEIRS), "does not count"),
    ]
    return Table(("", "all", "docs", "recorded", "local"), rows)


def _matrix(cells: Sequence[Cell]) -> Table:
    """One row an operation, one column a status; media types are named where there are several."""
    statuses = sorted({cell.status for cell in cells}, key=lambda status: (not status[0].isdecimal(), status))
    rows: list[tuple[str, ...]] = []
    for call, group in groupby(cells, key=lambda cell: cell.call):
        columns: dict[str, list[Cell]] = {status: [] for status in statuses}
        for cell in group:
            columns[cell.status].append(cell)
        rows.append((Code(call), *map(_entry, columns.values())))
    return Table(("Operation", *statuses), rows)


def _entry(cells: Sequence[Cell]) -> str:
    several = len(cells) > 1
    told = ", ".join(f"{cell.media} {mark(cell)}" if several else mark(cell) for cell in cells)
    return told if all(cell.has(*THEIRS) for cell in cells) else Strong(told)


def _bodies(cells: Sequence[Cell]) -> Table:
    """One row a media type of an operation's requests."""
    return Table(("Operation", "media type", "seen"), [(Code(cell.call), cell.media, _entry([cell])) for cell in cells])


def _trouble(report: Report) -> Iterator[Block]:
    """What does not fit: findings in cells, and exchanges beside them."""
    inside = {hit.name: hit for cell in report.grid.cells for hit in cell.hits if hit.findings}
    beside = {hit.name: hit for cell in report.grid.undocumented for hit in cell.hits}
    if inside:
        yield Heading(2, "Open findings in cells")
        yield Listing([item for _, hit in sorted(inside.items()) for item in _found(hit)])
    if beside or report.grid.unplaced:
        yield Heading(2, "Seen, but not described")
        yield Paragraph.of("These have no cell, so they are in neither number.")
        yield Listing(
            [
                *(
                    (Code(each.call), f" {each.status} {each.media}: ", ", ".join(hit.name for hit in each.hits))
                    for each in report.grid.undocumented
                ),
                *(item for hit in report.grid.unplaced for item in _found(hit)),
            ],
        )


def _found(hit: Hit) -> list[tuple[str, ...]]:
    return [(Code(hit.name), f" ({hit.kind}): {each}") for each in hit.findings]
