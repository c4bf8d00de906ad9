"""Figures and what they say: seconds of one thing beside those of another, run by turns."""

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from rich import box
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """Seconds of one thing beside those of another."""

    name: str
    ours: list[float]
    other_name: str
    other: list[float]

    @property
    def ratio(self) -> float:
        """The median of ours to the median of the other."""
        return statistics.median(self.ours) / statistics.median(self.other)

    def as_dict(self) -> dict[str, object]:
        """Return every figure."""
        return {
            "name": self.name,
            "seconds": self.ours,
            "beside": self.other_name,
            "beside_seconds": self.other,
            "ratio_of_medians": self.ratio,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a goal is met.

    Attributes:
        claim: what is to be so.
        value: what was measured: how many times the time, or how many times as fast; None if it could not be.
        limit: what it may be at most or, where faster is better, has to be at least.
        is_speed: whether the value is a speed.
    """

    claim: str
    value: float | None
    limit: float
    is_speed: bool = False

    def __str__(self) -> str:
        measured = "" if self.value is None else f" (is {self.value:.2f})"
        return f"{self.word}: {self.claim}{measured}"

    @property
    def word(self) -> str:
        """`met`, `missed`, or `not measured`."""
        if self.value is None:
            return "not measured"
        met = self.value >= self.limit if self.is_speed else self.value <= self.limit
        return "met" if met else "missed"

    def as_dict(self) -> dict[str, object]:
        """Return claim, figure and verdict."""
        return {"claim": self.claim, "value": self.value, "limit": self.limit, "verdict": self.word}


@dataclass(frozen=True, slots=True)
class Grid:
    """Seconds of several contenders (the rows), each at several tasks (the columns).

    Attributes:
        title: what is measured, and how.
        beside: the row that ratios are to.
        unit: `ms` or `us`, in which a person reads the figures.
        seconds: the figures, by row and column.
        notes: what the figures do not say.
    """

    title: str
    beside: str
    unit: str
    seconds: Mapping[str, Mapping[str, list[float]]]
    notes: Sequence[str] = field(default_factory=tuple[str])

    @property
    def columns(self) -> list[str]:
        """All tasks, in the order in which they come up."""
        return list(dict.fromkeys(chain.from_iterable(self.seconds.values())))

    def ratio(self, column: str, one: str, other: str) -> float | None:
        """Return the median of one row to that of another, or None where one of them has no figure."""
        found = [self.seconds.get(row, {}).get(column) for row in (one, other)]
        medians = [statistics.median(each) for each in found if each]
        return medians[0] / medians[1] if len(medians) == 2 else None

    def at_most(self, column: str, one: str, other: str, limit: float, *, goal: str = "") -> Verdict:
        """Judge whether one takes at most so many times the time of another."""
        claim = f"{goal}{column}: {one} at most {limit:g} x the time of {other}"
        return Verdict(claim, self.ratio(column, one, other), limit)

    def as_fast(self, column: str, one: str, other: str, limit: float) -> Verdict:
        """Judge whether one is at least so many times as fast as another."""
        claim = f"{column}: {one} at least {limit:g} x as fast as {other}"
        return Verdict(claim, self.ratio(column, other, one), limit, is_speed=True)

    def cell(self, row: str, column: str) -> str:
        """Return what a person reads: median, least, and the ratio of the medians."""
        found = self.seconds[row].get(column)
        if not found:
            return "-"
        scale = {"ms": 1e3, "us": 1e6}[self.unit]
        ratio = self.ratio(column, row, self.beside)
        beside = "" if ratio is None else f" x{ratio:.2f}"
        return f"{_short(statistics.median(found) * scale)} ({_short(min(found) * scale)}){beside}"

    def table(self) -> Table:
        """Return the figures as a table that is Markdown too."""
        table = Table(f"{self.unit}: median (least) xratio to {self.beside}", *self.columns, box=box.MARKDOWN)
        for row in self.seconds:
            table.add_row(row, *(self.cell(row, column) for column in self.columns))
        return table

    def as_dict(self) -> dict[str, object]:
        """Return every figure."""
        return {
            "title": self.title,
            "beside": self.beside,
            "seconds": {row: dict(columns) for row, columns in self.seconds.items()},
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Part:
    """A grid and what it is to show."""

    grid: Grid
    verdicts: Sequence[Verdict]


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def table_of(figures: Iterable[Figure]) -> Table:
    """Return pairs of figures for a person; this is Markdown too."""
    table = Table("what", "median s", "least s", "beside", "median s", "least s", "ratio", box=box.MARKDOWN)
    for each in figures:
        ours = (f"{statistics.median(each.ours):.3f}", f"{min(each.ours):.3f}")
        other = (f"{statistics.median(each.other):.3f}", f"{min(each.other):.3f}")
        table.add_row(each.name, *ours, each.other_name, *other, f"{each.ratio:.2f}")
    return table
