"""Parameters and response headers: read from the wire, judged by their schemas."""

from collections.abc import Iterator
from dataclasses import dataclass

from scripts.conform.finding import Finding, show
from scripts.conform.schemas import Schemas
from scripts.conform.spec import Parameter
from scripts.conform.wire import Kind, MalformedError, Pairs, Reading, UnjudgedError, kind_of, read
from scripts.document import pointer as pointer_of


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """A parameter with what its schema says of its text, worked out once."""

    parameter: Parameter
    kind: Kind
    code: str
    place: str

    @classmethod
    def of(cls, parameter: Parameter, code: str, side: str = "request") -> "Reader":
        """Make a reader whose findings begin with a code."""
        return cls(parameter, kind_of(parameter.kind), code, f"{side}.{parameter.location}.{parameter.name}")

    def judge(self, pairs: Pairs, schemas: Schemas) -> tuple[list[Finding], frozenset[str]]:
        """Judge this parameter, and tell the names in the query that belong to it."""
        name = frozenset({self.parameter.name})
        pointer = self.parameter.node.pointer
        try:
            reading = read(self.parameter, self.kind, pairs)
        except MalformedError as error:
            return [Finding(f"{self.code}.malformed", self.place, pointer, str(error), "another text")], name
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
        if schema is None or any(schemas.is_valid(schema, each) for each in reading.candidates):
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
