"""Parameters and response headers: read from the wire, judged by their schemas."""

from collections.abc import Iterator
from dataclasses import dataclass

from scripts.conform.finding import Finding, show
from scripts.conform.kinds import Kind, kind_of
from scripts.conform.schemas import Schemas
from scripts.conform.spec import Parameter
from scripts.conform.text import MalformedError, UnjudgedError
from scripts.conform.wire import Pairs, Reading, is_spread, read
from scripts.document import pointer as pointer_of

_NONE = object()
# The one header that comes once for each value, commas and all.
_COOKIES = "set-cookie"


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """A parameter with what its schema says of its text, worked out once."""

    parameter: Parameter
    kind: Kind
    code: str
    place: str

    @classmethod
    def of(cls, parameter: Parameter, code: str, place: str) -> "Reader":
        """Make a reader whose findings begin with a code, and are at a place."""
        return cls(parameter, kind_of(parameter.kind), code, place)

    @property
    def takes_the_rest(self) -> bool:
        """Whether names that belong to no parameter belong to this one."""
        return self.kind.rest is not None and is_spread(self.parameter, self.kind)

    def judge(self, pairs: Pairs, schemas: Schemas) -> tuple[list[Finding], frozenset[str]]:
        """Judge this parameter, and tell the names in the query that belong to it."""
        if self.parameter.name == _COOKIES and self.parameter.location == "header":
            several = [pair for pair in pairs if pair[0] == _COOKIES]
            if len(several) > 1:
                return [each for pair in several for each in self._judge_once([pair], schemas)[0]], frozenset()
        return self._judge_once(pairs, schemas)

    def _judge_once(self, pairs: Pairs, schemas: Schemas) -> tuple[list[Finding], frozenset[str]]:
        name, pointer = frozenset({self.parameter.name}), self.parameter.node.pointer
        try:
            reading = read(self.parameter, self.kind, pairs)
        except MalformedError as error:
            return [Finding(f"{self.code}.malformed", self.place, pointer, str(error), error.actual)], name
        except UnjudgedError as error:
            what = Finding(f"{self.code}.unjudged", self.place, pointer, "a known style", str(error), severity="note")
            return [what], name
        if reading is None:
            missing = Finding(f"{self.code}.missing", self.place, f"{pointer}/required", "a value", "nothing")
            return [missing] if self.parameter.required else [], frozenset()
        return list(self._judge(reading, schemas)), reading.names

    def _judge(self, reading: Reading, schemas: Schemas) -> Iterator[Finding]:
        schema = self.parameter.schema
        if reading.repeated:
            pointer = self.parameter.node.pointer
            yield Finding(f"{self.code}.repeated", self.place, pointer, "one value", "several")
        if schema is None or not reading.candidates:
            return
        fitting = next((each for each in reading.candidates if schemas.is_valid(schema, each)), _NONE)
        if fitting is not _NONE:
            if isinstance(fitting, dict | list):
                for path, owner, extra in schemas.unknown(schema, fitting):
                    at, seen = f"{self.place}{path}", show(extra)
                    yield Finding(f"{self.code}.unknown", at, owner, "no such field", seen, severity="note")
            return
        for fault in schemas.faults(schema, reading.candidates[0]):
            place = f"{self.place}{pointer_of(fault.path)}"
            yield Finding(f"{self.code}.{fault.keyword}", place, fault.pointer, fault.expected, fault.actual)


def unclaimed(pairs: Pairs, claimed: set[str], pointer: str) -> Iterator[Finding]:
    """Find what stands in the query and belongs to no parameter."""
    for name, text in pairs:
        if name not in claimed:
            place = f"request.query.{name}"
            yield Finding("request.parameter.undocumented", place, pointer, "no such parameter", show(text))
