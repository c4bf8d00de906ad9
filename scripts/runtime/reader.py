"""The function that reads JSON objects as one model, compiled when the first object is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from itertools import filterfalse
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from .codec import token_before
from .dateformat import kept
from .errors import DecodeError
from .fields import annotations_of, marked, required_names, wire_names
from .inline import DAY, INSTANT, Reading
from .kinds import is_object, wrong
from .scalars import DASHES, FRACTION, SECONDS, SHAPE, Decoder
from .source import attribute, bound, compiled_later, found, named, written
from .unset import UNSET

if TYPE_CHECKING:
    from .model import Model

_names: dict[type[Any], str] = {}
named(
    MISFIT=DecodeError,
    UNSET=UNSET,
    SHAPE=SHAPE,
    instant=datetime.fromisoformat,
    day=date.fromisoformat,
)


def model_decoder(model: type[Model]) -> Decoder:
    """Return the function that reads an object as a model: the compiled one, once there is one."""
    function: Decoder = found(reader_name(model))
    return function


def reader_name(model: type[Model]) -> str:
    """Return the name by which other written functions call it."""
    name = _names.get(model)
    if name is None:
        # Of threads that come here together all get the name that was there first.
        name = _names.setdefault(model, compiled_later(lambda: _compiled(model), "read"))
    return name


class _Lines:
    """The text of a function that is being written, and what its lines do.

    Attributes:
        fields: the field that a line reads, by the number of the line.
        items: the numbers of the lines that read items of a field.
        lookups: the numbers of the lines that look required fields up.
    """

    def __init__(self) -> None:
        self.text: list[str] = []
        self.fields: dict[int, str] = {}
        self.items: set[int] = set()
        self.lookups: set[int] = set()

    def add(self, depth: int, *lines: str, field: str | None = None, items: bool = False) -> None:
        for line in lines:
            self.text.append(" " * 4 * depth + line)
            if field is not None:
                self.fields[len(self.text)] = field
            if items:
                self.items.add(len(self.text))

    def look_up(self, wires: Sequence[str]) -> dict[str, str]:
        """Write how required fields are looked up, and return the variable of each."""
        variables = {wire: f"v{number}" for number, wire in enumerate(wires)}
        if len(wires) == 1:
            self.add(2, f"v0 = d[{wires[0]!r}]")
        elif wires:
            self.add(2, f"{', '.join(variables.values())} = {bound(itemgetter(*wires))}(d)")
        self.lookups.add(len(self.text))
        return variables


def _compiled(model: type[Model]) -> Decoder:
    wires = wire_names(model)
    hints = annotations_of(model)
    required, patterns = required_names(model), marked(model, "date_format")
    lines = _Lines()
    lines.add(0, "def function(d):")
    lines.add(1, "if d.__class__ is not dict:", f"    d = {bound(_objects(model))}(d)")
    # As `object.__new__(model)`, a tenth faster.
    lines.add(1, f"o = {bound(partial(object.__new__, model), 'new')}()", f"n = {len(wires)}")
    lines.add(1, "v = i = None", *["get = d.get"] * (len(required) < len(wires)), "try:")
    variables = lines.look_up([wire for wire in wires.values() if wire in required])
    for name, wire in wires.items():
        target = f"o.{attribute(name)}"
        _add_field(lines, Reading(hints[name], reader_name), wire, target, variables.get(wire))
        if wire in patterns:
            # One that is not spelled as the pattern has it goes back as it came.
            lines.add(2, f"{target} = {bound(kept)}(d.get({wire!r}), {target}, {bound(patterns[wire])})")
    lines.add(2, f"o._extra = None if n == len(d) else {bound(_rest(model))}(d)")
    lines.add(1, "except MISFIT as error:", f"    raise {bound(_misfit(model, lines))}(error, v, i) from None")
    lines.add(1, "except KeyError as error:")
    lines.add(2, f"raise {bound(_lacking(model, lines))}(error) from None")
    lines.add(1, "return o")
    return written(lines.text, f"reading {model.__name__}")


def _add_field(lines: _Lines, reading: Reading, wire: str, target: str, variable: str | None) -> None:
    """Write how a field is read: usual values pass the fewest tests, since each costs as much as all else."""
    optional, v = variable is None, variable or "v"
    if optional:
        lines.add(2, f"v = get({wire!r}, UNSET)")
    word = "if"
    for kind, item in reading.items.items():
        lines.add(2, f"{word} {v}.__class__ is {kind.__name__}:")
        _add_items(lines, kind, Reading(item, reader_name).expression("x"), wire, v)
        word = "elif"
    for test, read in reading.turned(v):
        lines.add(2, f"{word} {test}:")
        _add_value(lines, read, wire, v)
        word = "elif"
    otherwise = reading.otherwise(v)
    unusual = " and ".join(reading.same(v, "is not"))
    if optional:
        # The constant is what a new object sends; nothing says that the service sent it.
        lines.add(2, f"{word} {unusual}:" if unusual else "else:" if word == "elif" else "if True:")
        lines.add(3, "if v is UNSET:", "    n -= 1")
        if otherwise != v:
            lines.add(3, "else:")
            lines.add(4, f"{v} = {otherwise}", field=wire)
    elif otherwise != v:
        if unusual or word == "elif":
            lines.add(2, f"{word} {unusual}:" if unusual else "else:")
        lines.add(3 if unusual or word == "elif" else 2, f"{v} = {otherwise}", field=wire)
    lines.add(2, f"{target} = {v}")


def _add_value(lines: _Lines, read: str, wire: str, v: str) -> None:
    if read == INSTANT.format(v):
        lines.add(3, f"s = {v}[SHAPE]", "try:")
        lines.add(4, f"if s == {SECONDS!r} or s == {FRACTION!r} and len({v}) == 24 and {v}[23] == 'Z':")
        lines.add(5, f"{v} = instant({v})")
    elif read == DAY.format(v):
        lines.add(3, "try:", f"    if {v}[SHAPE] == {DASHES!r}:")
        lines.add(5, f"{v} = day({v})")
    else:
        lines.add(3, f"{v} = {read}", field=wire)
        return
    lines.add(4, "else:")
    lines.add(5, f"{v} = {read}", field=wire)
    lines.add(3, "except ValueError:")
    lines.add(4, f"{v} = {read}", field=wire)


def _add_items(lines: _Lines, kind: type, expression: str, wire: str, v: str) -> None:
    if expression == "x":
        # What may hold anything is the caller's own, as values of any kind are.
        lines.add(3, "pass")
        return
    each = f"{{k: {expression} for k, x in i}}" if kind is dict else f"[{expression} for x in i]"
    # What handles errors looks for the array there.
    lines.add(3, *[f"v = {v}"] * (v != "v"), "i = iter(v.items())" if kind is dict else "i = iter(v)")
    lines.add(3, f"{v} = {each}", field=wire, items=True)


def _objects(model: type[Model]) -> Decoder:
    def read(value: Any) -> dict[str, Any]:
        if not is_object(value):
            raise wrong(f"an object ({model.__name__})", value)
        return dict(value)

    return read


def _rest(model: type[Model]) -> Decoder:
    known = frozenset(wire_names(model).values())
    return lambda value: {key: value[key] for key in filterfalse(known.__contains__, value)}


def _line(error: BaseException) -> int:
    # The first entry is the function that caught it.
    return error.__traceback__.tb_lineno if error.__traceback__ else 0


def _lacking(model: type[Model], lines: _Lines) -> Callable[[KeyError], Exception]:
    """Return the function that turns the error for a key that is not there into one that says so."""

    def lacking(error: KeyError) -> Exception:
        if _line(error) not in lines.lookups:
            return error
        return DecodeError("", "", "a value", "nothing").within(error.args[0], model.__name__)

    return lacking


def _misfit(model: type[Model], lines: _Lines) -> Callable[[DecodeError, Any, Any], DecodeError]:
    """Return the function that tells in an error where in an object of the model it is."""
    secrets = marked(model, "secret")

    def misfit(error: DecodeError, value: Any, items: Any) -> DecodeError:
        line = _line(error)
        if line in lines.items:
            error = error.within(token_before(items, value))
        wire = lines.fields[line]
        error = error.within(wire, model.__name__)
        if wire in secrets:
            return DecodeError(error.model, error.pointer, error.expected, "something else, which is a secret")
        return error

    return misfit
