"""The score: which mutants are caught, and by what."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TypeAlias

from scripts.document import collector_paused, split
from scripts.exchange import Exchange
from tests.conformance.mutants.edits import Tree
from tests.conformance.mutants.exchange_mutants import exchange_mutants
from tests.conformance.mutants.http_mutants import http_mutants
from tests.conformance.mutants.mutant import Mutant
from tests.conformance.mutants.planted import at_edges, planted
from tests.conformance.mutants.schema_mutants import schema_mutants
from tests.conformance.mutants.subject import Planted, Subject, Verdict, verdict
from tests.conformance.mutants.touch import Touched, touched

Index: TypeAlias = dict[tuple[str, str], list[Planted]]
_LOOSE = {"$ref", "additionalProperties", "format", "items", "property", "type"}
BY = ("good", "planted", "edge", "note", "nothing")


@dataclass(frozen=True, eq=False)
class Exam:
    """A subject with everything that is judged: good exchanges, planted ones, edges.

    `every` thins out what is put to the test, mutants and planted exchanges alike, and not what they are caught by.
    """

    subject: Subject
    every: int = 1

    @cached_property
    def touch(self) -> Touched:
        """What the good exchanges touch."""
        return touched(self.subject)

    @cached_property
    def planted(self) -> tuple[list[Planted], list[Planted]]:
        """The planted-bad exchanges in which the judge finds what is meant, and those in which it does not."""
        return _parted(self._thin(self._all_planted), self.is_meant)

    @cached_property
    def edges(self) -> tuple[list[Planted], list[Planted]]:
        """The exchanges at an edge, and those of them in which the judge finds more than the one fault."""
        return _parted(self._thin(self._all_edges), self._is_alone)

    @cached_property
    def _all_planted(self) -> list[Planted]:
        return list(planted(self.subject, self.touch))

    @cached_property
    def _all_edges(self) -> list[Planted]:
        return list(at_edges(self.subject, self.touch))

    def _thin(self, made: Iterable[Planted]) -> Iterator[Planted]:
        return islice(made, 0, None, self.every)

    def broken(self) -> list[Planted]:
        """The mutants of exchanges."""
        return list(self._thin(exchange_mutants(self.subject, self.touch)))

    def mutants(self) -> Iterator[Mutant]:
        """Every mutant of the description."""
        yield from http_mutants(self.subject, self.touch)
        yield from schema_mutants(self.subject, self.touch)

    def caught_by(self, mutant: Mutant) -> str:
        """Say what catches a mutant, the first of `BY` that does."""
        judge = self.subject.make(self._needed(mutant))
        noted = False
        for by, exchanges in self._rounds(mutant):
            for exchange in exchanges:
                before, after = self._verdict(exchange), verdict(judge.judge(exchange))
                # What was planted is let through, not only told otherwise.
                if before[0] != after[0] and (by != "planted" or not after[0]):
                    return by
                noted = noted or before[1] != after[1]
        return "note" if noted else "nothing"

    def _needed(self, mutant: Mutant) -> Tree:
        """Leave out the paths where a changed schema judges nothing, since a judge takes its time to be made."""
        if not mutant.schema:
            return mutant.tree
        called = {split(call)[1] for call in mutant.calls}
        return {**mutant.tree, "paths": {path: item for path, item in mutant.tree["paths"].items() if path in called}}

    def _rounds(self, mutant: Mutant) -> Iterator[tuple[str, Iterable[Exchange]]]:
        """Give exchanges in the order in which they are likely to tell: a looser schema shows in planted ones alone."""
        rounds = [self._good(mutant), self._made(mutant, "planted"), self._made(mutant, "edge")]
        is_loose = mutant.kind in _LOOSE and mutant.what.endswith((" added", " dropped", " renamed"))
        return iter([rounds[1], rounds[0], rounds[2]] if is_loose else rounds)

    def _good(self, mutant: Mutant) -> tuple[str, Iterable[Exchange]]:
        if mutant.schema:
            asked = {id(each.exchange): each.exchange for each in self.touch.schemas[mutant.schema]}
            return "good", sorted(asked.values(), key=_size)
        return "good", [exchange for call in mutant.calls for exchange, _ in self.touch.calls[call]]

    def _made(self, mutant: Mutant, by: str) -> tuple[str, Iterable[Exchange]]:
        near = self._near(mutant, self._planted if by == "planted" else self._edges)
        fits = self.is_meant if by == "planted" else self._is_alone
        return by, (each.exchange for each in sorted(near, key=lambda each: _distance(each, mutant)) if fits(each))

    def _near(self, mutant: Mutant, made: Index) -> Iterable[Planted]:
        """Give what was planted where the mutant judges otherwise: of other places the good exchanges say as much."""
        if not mutant.schema:
            names = [exchange.name for call in mutant.calls for exchange, _ in self.touch.calls[call]]
            return [each for name in names for each in made.get((name, "everywhere"), ())]
        found: dict[int, Planted] = {}
        for asked in self.touch.schemas[mutant.schema]:
            place = asked.place + (mutant.part if mutant.part != "/" else "")
            listed = made.get((asked.exchange.name, place), ())
            found |= {id(each): each for each in listed if mutant.part or each.at == place}
        return found.values()

    @cached_property
    def _planted(self) -> Index:
        return _index(self._all_planted)

    @cached_property
    def _edges(self) -> Index:
        return _index(self._all_edges)

    @cached_property
    def _known(self) -> dict[int, Verdict]:
        return {}

    def _verdict(self, exchange: Exchange) -> Verdict:
        if id(exchange) not in self._known:
            self._known[id(exchange)] = verdict(self.subject.judge.judge(exchange))
        return self._known[id(exchange)]

    def is_meant(self, each: Planted) -> bool:
        """Whether the judge finds what is meant in a planted exchange."""
        errors, notes = self._verdict(each.exchange)
        if any(code in each.codes and _read(place) == _read(each.place) for code, place in errors | notes):
            return True
        return bool(each.choice) and any(f"{place}/".startswith(f"{each.choice}/") for _, place in errors)

    def _is_alone(self, each: Planted) -> bool:
        errors, _ = self._verdict(each.exchange)
        return {place for _, place in errors} == {each.place} and self.is_meant(each)


def _read(place: str) -> list[str]:
    # jsonschema-rs takes a field called "+1" for an index, and leaves one called "" out of its paths
    return [step.removeprefix("+") for step in place.split("/") if step]


def _size(exchange: Exchange) -> int:
    return len(exchange.request.content) + len(exchange.response.content)


def _parted(made: Iterable[Planted], fits: Callable[[Planted], bool]) -> tuple[list[Planted], list[Planted]]:
    found: tuple[list[Planted], list[Planted]] = [], []
    for each in made:
        found[not fits(each)].append(each)
    return found


def _index(made: Iterable[Planted]) -> Index:
    """Find what was planted by exchange and place: that of the change, and all that it is a part of."""
    found: Index = {}
    for each in made:
        for place in ("everywhere", *_ancestors(each.at)):
            found.setdefault((each.exchange.name, place), []).append(each)
    return found


def _ancestors(place: str) -> Iterator[str]:
    """Give a place, and all those that it is a part of."""
    while place:
        yield place
        place = place.rpartition("/")[0]


def _distance(each: Planted, mutant: Mutant) -> tuple[bool, bool, int]:
    """Sort what was planted for the very keyword to the front, and of that the smallest."""
    return each.schema != mutant.schema, not each.codes[0].endswith(f".{mutant.kind}"), _size(each.exchange)


def scored(exam: Exam) -> list[tuple[Mutant, str]]:
    """Say of each mutant by what it is caught."""
    with collector_paused():
        return [(mutant, exam.caught_by(mutant)) for mutant in islice(exam.mutants(), 0, None, exam.every)]


def share(results: Iterable[tuple[Mutant, str]]) -> float:
    """Give the share of mutants that are caught."""
    counted = Counter(by for _, by in results)
    return 1 - counted["nothing"] / counted.total() if counted else 1.0


def missed(exam: Exam, made: Iterable[Planted]) -> list[Planted]:
    """Tell the mutants of exchanges in which the judge finds nothing."""
    return [each for each in made if not exam.subject.judge.judge(each.exchange)]
