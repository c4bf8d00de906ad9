"""The parts of the page on parameters, headers and schemas, and the list of all that was never seen."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from scripts.coverage.blocks import Block, Code, Fold, Heading, Listing, Paragraph, Strong, Table
from scripts.coverage.cells import KINDS, THEIRS, Hit
from scripts.coverage.places import Option, Slot
from scripts.coverage.report import Field, Report

NOTHING = "·"
LETTERS = {"docs": "D", "recorded": "R", "local": "L"}
NEVER = Strong("never")
_COMPONENT = "/components/"
Group = tuple[str, str]  # the component, and the side it was on


def count(counts: Mapping[str, int]) -> str:
    """Show counts by kind: `3D 1R`."""
    return " ".join(f"{counts[kind]}{LETTERS[kind]}" for kind in KINDS if kind in counts) or NOTHING


def shown(counts: Mapping[str, int]) -> bool:
    """Whether the vendor's side showed it."""
    return any(kind in counts for kind in THEIRS)


def never(report: Report) -> Iterator[Block]:
    """List what no docs and no recorded exchange showed, the largest holes first."""
    yield Heading(2, "Never seen")
    yield Paragraph.of("What no docs and no recorded exchange shows; with L, a local one does.")
    calls: dict[str, list[Hit]] = {}
    for cell in report.grid.cells:
        calls.setdefault(cell.call, []).extend(cell.hits)
    silent = {call: hits for call, hits in calls.items() if not any(hit.kind in THEIRS for hit in hits)}
    sent = [each for each in report.fields if each.call not in silent]
    unsent = [each for each in sent if not shown(report.tally.of(each.owner, each.place))]
    first: dict[Group, Slot] = {}
    for each in report.slots:
        if each.owner.startswith(_COMPONENT):
            first.setdefault((each.home, each.side), each)
    reached = {(each.home, each.side) for each in report.slots if _reached(report, each)}
    unvisited = [
        (Code(home), f" ({side}){_local(_visits(report, each))}")
        for (home, side), each in first.items()
        if (home, side) not in reached
    ]
    slots = [each for each in report.slots if _reached(report, each)]
    options = [each for each in report.options if _reached(report, each) and not shown(_counts(report, each))]
    only_null = [each for each in slots if report.seen(each) and not shown(_counts(report, each))]
    yield from _holes(
        "operations without an exchange",
        [(Code(call), " (L)" if hits else "") for call, hits in silent.items()],
    )
    yield from _holes("parameters and headers, of operations that were called", _by_owner(report, unsent))
    yield from _holes("schemas", unvisited)
    yield from _holes(
        "properties, of schemas that were seen", _by_home(report, [each for each in slots if not report.seen(each)])
    )
    yield from _holes("properties that were only ever null", _by_home(report, only_null))
    for kind, title in (("value", "values of enums"), ("branch", "branches of unions")):
        yield from _holes(title, _by_home(report, [each for each in options if each.kind == kind]))


def fields(report: Report) -> Iterator[Block]:
    """Show parameters and headers, those never seen first."""
    for title, chosen in (
        ("Parameters", [each for each in report.fields if each.status == "request"]),
        ("Headers of responses", [each for each in report.fields if each.status != "request"]),
    ):
        if not chosen:
            continue
        yield Heading(2, title)
        rows: list[tuple[str, ...]] = []
        for owner, group in groupby(chosen, key=lambda each: each.owner.removesuffix(" request")):
            members = list(group)
            counts = [report.tally.of(each.owner, each.place) for each in members]
            pairs = list(zip(members, counts, strict=True))
            unseen = [_field(each) for each, found in pairs if not found]
            seen = [f"{_field(each)} {count(found)}" for each, found in pairs if found]
            rows.append((Code(owner), Strong(", ".join(unseen)), ", ".join(seen)))
        yield Table(("Operation", "never seen", "seen"), rows)


def schemas(report: Report) -> Iterator[Block]:
    """Show the properties and options of every schema that was seen, each side by itself."""
    places: dict[Group, tuple[list[Slot], list[Option]]] = {}
    for slot in report.slots:
        places.setdefault((slot.home, slot.side), ([], []))[0].append(slot)
    for option in report.options:
        places.setdefault((option.home, option.side), ([], []))[1].append(option)
    yield Heading(2, "Schemas")
    yield Paragraph.of(
        "How often each property was there, null, or absent, in the schemas that exchanges visited, each side alone. "
        "[] stands for the items of an array and {} for the entries of a map: absent is an empty one. "
        f"{NOTHING} was allowed and never seen; empty is not allowed."
    )
    for (home, side), (slots, options) in places.items():
        if any(_visits(report, each) for each in slots) or any(_counts(report, each) for each in options):
            yield _schema(report, f"{home} ({side})", slots, options)


def _schema(report: Report, title: str, slots: Sequence[Slot], options: Sequence[Option]) -> Fold:
    visits: dict[str, int] = {}
    for each in slots:
        visits[each.owner] = sum(_visits(report, each).values())
    unseen = [each for each in slots if not report.seen(each)]
    left = [each for each in options if not shown(_counts(report, each))]
    most = max(visits.values(), default=0)
    told = ["visited once" if most == 1 else f"visited {most} times"] if visits else []
    told += [f"{len(unseen)} of {len(slots)} properties never seen"] if unseen else []
    told += [f"{len(left)} of {len(options)} values or branches never seen"] if left else []
    blocks: list[Block] = []
    if slots:
        rows = [_slot(report, each) for each in sorted(slots, key=report.seen)]
        blocks.append(Table(("Property", "present", "null", "absent"), rows))
    if options:
        ordered = sorted(options, key=lambda each: shown(_counts(report, each)))
        rows = [(Code(_option(each)), each.kind, count(_counts(report, each))) for each in ordered]
        blocks.append(Table(("Value or branch", "", "seen"), [_bold(row) for row in rows]))
    return Fold(f"{title}: {', '.join(told)}", blocks)


def _slot(report: Report, slot: Slot) -> tuple[str, ...]:
    tally = report.tally
    null, absent = tally.of(slot.side, slot.pointer, "null"), tally.of(slot.side, slot.pointer, "absent")
    row = (
        Code(slot.path),
        count(tally.of(slot.side, slot.pointer)),
        count(null) if slot.nullable or null else "",
        count(absent) if not slot.required or absent else "",
    )
    return row if report.seen(slot) else (row[0], Strong(f"never {row[1]}".removesuffix(f" {NOTHING}")), *row[2:])


def _bold(row: tuple[str, ...]) -> tuple[str, ...]:
    return (*row[:-1], NEVER) if row[-1] == NOTHING else row


def _visits(report: Report, place: Slot | Option) -> dict[str, int]:
    return report.tally.of(place.side, place.owner, "visited")


def _reached(report: Report, place: Slot | Option) -> bool:
    return shown(_visits(report, place))


def _counts(report: Report, place: Slot | Option) -> dict[str, int]:
    return report.tally.of(place.side, place.pointer)


def _option(option: Option) -> str:
    return f"{option.path} {option.label}".strip()


def _field(field: Field) -> str:
    return field.name if field.location in {"query", "path"} or field.status != "request" else field.place


def _by_owner(report: Report, fields: Sequence[Field]) -> list[tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for each in fields:
        local = _local(report.tally.of(each.owner, each.place))
        found.setdefault(each.owner.removesuffix(" request"), []).append(_field(each) + local)
    return [(Code(owner), f": {', '.join(listed)}") for owner, listed in found.items()]


def _by_home(report: Report, places: Sequence[Slot | Option]) -> list[tuple[str, ...]]:
    found: dict[Group, list[str]] = {}
    for each in places:
        name = _option(each) if isinstance(each, Option) else each.path
        found.setdefault((each.home, each.side), []).append(name + _local(_counts(report, each)))
    return [(Code(home), f" ({side}): {', '.join(listed)}") for (home, side), listed in found.items()]


def _local(counts: Mapping[str, int]) -> str:
    return " (L)" if "local" in counts else ""


def _holes(title: str, items: Sequence[tuple[str, ...]]) -> Iterator[Block]:
    if len(items) > 8:
        yield Fold(f"{len(items)} {title}", [Listing(items)])
    elif items:
        yield Paragraph.of(Strong(title[0].upper() + title[1:]), ":")
        yield Listing(items)
