"""From models, dates and enums to JSON values: by the class of a value; for each model a function of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import Enum
from itertools import takewhile
from typing import TYPE_CHECKING, Any, ForwardRef, Literal, get_args, get_origin

from .dateformat import dated
from .dates import write_date, write_datetime
from .fields import annotations_of, is_model, marked, required_names, wire_names
from .kinds import is_array, is_object
from .members import LISTS, members_of
from .source import attribute, bound, compiled_later, found, named, written
from .unset import UNSET

if TYPE_CHECKING:
    from .model import Model

Writer = Callable[[Any], Any]
# Beyond so many looking the class up is faster than asking for each.
MOST_TESTS = 5
_SAME = frozenset({type(None), bool, str, int})


TOO_DEEP = "it has more levels than Python can follow: does it hold itself?"


class NoNumber(float):
    """A float that JSON has no text for. Of another class, so that no writer of JSON takes it for one that it has."""


def encode(value: Any) -> Any:
    """Turn a model, or anything made of models, dates and enums, into JSON values.

    Raises:
        TypeError: a value has no form in JSON.
        ValueError: a model lacks a field that is required, or a datetime has no time zone.
    """
    writer = _writers.get(value.__class__)
    return _encode_other(value) if writer is None else writer(value)


def _encode_other(value: Any) -> Any:
    if value is UNSET:
        message = "UNSET has no form in JSON: it stands for a field that is left out, not for an item"
        raise TypeError(message)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str | int | float):
        return value
    if is_model(value.__class__):
        return _model_writer(value.__class__)(value)
    if is_object(value):
        return _mapping(value)
    if is_array(value):
        return _array(value)
    if isinstance(value, datetime):
        return write_datetime(value)
    if isinstance(value, date):
        return write_date(value)
    message = f"{type(value).__name__} has no form in JSON: give a model, text, a number, a date, a list or a mapping"
    raise TypeError(message)


def _same(value: Any) -> Any:
    return value


def _number(value: float) -> float:
    # Infinity less itself is none, and none is unequal to everything.
    return value if value - value == 0.0 else NoNumber(value)


def _mapping(value: Any) -> dict[str, Any]:
    return {key: each if each.__class__ in _SAME else encode(each) for key, each in value.items() if each is not UNSET}


def _array(value: Any) -> list[Any]:
    return [each if each.__class__ in _SAME else encode(each) for each in value]


_writers: dict[type, Writer] = {
    **dict.fromkeys(_SAME, _same),
    float: _number,
    dict: _mapping,
    list: _array,
    datetime: write_datetime,
    date: write_date,
}
_names: dict[type[Any], str] = {}
named(UNSET=UNSET, encode=encode, write_datetime=write_datetime, datetime=datetime)


def _model_writer(model: type[Model]) -> Writer:
    function: Writer = found(_writer_name(model))
    return function


def _writer_name(model: type[Model]) -> str:
    name = _names.get(model)
    if name is None:
        # Of threads that come here together all get the name that was there first.
        name = _names.setdefault(model, compiled_later(lambda: _compiled(model), "write"))
    return name


def _compiled(model: type[Model]) -> Writer:
    writer = _writers[model] = written(_lines(model), f"writing {model.__name__}")
    return writer


def _lines(model: type[Model]) -> Iterator[str]:
    wires = wire_names(model)
    required = required_names(model)
    values = _values(model)
    # What stands in a display has its place at once; what is added later makes the dict grow.
    leading = list(takewhile(lambda name: wires[name] in required, wires))
    yield "def function(o):"
    yield from (f"    v{number} = o.{attribute(name)}" for number, name in enumerate(leading))
    yield "    d = {"
    yield from (f"        {wires[name]!r}: {values(name, f'v{number}')}," for number, name in enumerate(leading))
    yield "    }"
    for name in [*wires][len(leading) :]:
        yield f"    v = o.{attribute(name)}"
        stored = f"d[{wires[name]!r}] = {values(name, 'v')}"
        yield f"    {stored}" if wires[name] in required else f"    if v is not UNSET: {stored}"
    yield "    if o._extra:"
    yield "        d.update(encode(o._extra))"
    yield "    return d"


def _values(model: type[Model]) -> Callable[[str, str], str]:
    """Return the function that returns, for a field and a variable, the expression that writes it."""
    wires = wire_names(model)
    hints = annotations_of(model)
    required = required_names(model)
    patterns = marked(model, "date_format")

    def value(name: str, variable: str) -> str:
        wire = wires[name]
        otherwise = bound(_needed(model, name)) if wire in required else "encode"
        if wire in patterns:
            return f"{otherwise}({bound(dated)}({variable}, {bound(patterns[wire])}))"
        return _expression(hints[name], variable, otherwise)

    return value


def _needed(model: type[Model], name: str) -> Writer:
    def write(value: Any) -> Any:
        if value is UNSET:
            message = f"{model.__name__}.{name} is required: give it a value"
            raise ValueError(message)
        return encode(value)

    return write


def _expression(expected: Any, variable: str, otherwise: str) -> str:
    """Return the expression that writes a variable: the values that the type promises in place, others by a call."""
    turned: list[str] = []
    same: list[str] = []
    for member in members_of(expected):
        if tests := _unchanged(member, variable):
            same += tests
        elif step := _turned(member, variable):
            turned.append(step)
    if len(turned) + len(same) > MOST_TESTS:
        return f"{otherwise}({variable})"
    if same:
        turned.append(f"{variable} if {' or '.join(same)}")
    return f"({''.join(f'{each} else ' for each in turned)}{otherwise}({variable}))"


def _unchanged(member: Any, variable: str) -> list[str]:
    """Return the tests for those values of a member that are JSON values already."""
    kinds: set[Any] = {member}
    if get_origin(member) is Literal:
        kinds = {type(each) for each in get_args(member)}
    tests = [f"{variable}.__class__ is {kind.__name__}" for kind in (str, bool, int) if kind in kinds]
    if kinds & {None, type(None)}:
        tests.append(f"{variable} is None")
    if member is float:
        tests.append(f"({variable}.__class__ is float and {variable} - {variable} == 0.0)")
    return tests


def _turned(member: Any, variable: str) -> str:
    """Return what is written for the values of a member that are no JSON values, and the test for them."""
    test = f"if {variable}.__class__ is"
    if isinstance(member, type) and issubclass(member, Enum):
        return f"{variable}._value_ {test} {bound(member)}"
    if member is datetime:
        return f"write_datetime({variable}) {test} datetime"
    if is_model(member):
        return f"{_writer_name(member)}({variable}) {test} {bound(member)}"
    if get_origin(member) in LISTS:
        inner, item = get_args(member)[0], variable * 2
        # An alias that contains itself would be written out without end.
        later = isinstance(inner, str | ForwardRef)
        each = f"encode({item})" if later else _expression(inner, item, "encode")
        return f"[{each} for {item} in {variable}] {test} list"
    return ""
