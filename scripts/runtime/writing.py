"""From models, dates and enums to JSON values: by the class of a value; for each model a function of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from .dates import write_date, write_datetime
from .fields import annotations_of, is_model, marked, required_names, wire_names
from .kinds import is_array, is_object
from .members import LISTS, members_of
from .source import attribute, bound, compiled_later, found, named, written
from .unset import UNSET

if TYPE_CHECKING:
    from .model import Model

Writer = Callable[[Any], Any]
_SAME = frozenset({type(None), bool, str, int})


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
    if is_model(type(value)):
        return _model_writer(type(value))(value)
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
    return {
        key: each if each.__class__ in _SAME else encode(each) for key, each in value.items() if each is not UNSET
    }


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
    hints = annotations_of(model)
    required = required_names(model)
    patterns = marked(model, "date_format")
    yield "def function(o):"
    yield "    d = {}"
    for name, wire in wires.items():
        yield f"    v = o.{attribute(name)}"
        if wire in required:
            yield f"    d[{wire!r}] = {_expression(hints[name], 'v', bound(_needed(model, name)))}"
            continue
        yield f"    if v is not UNSET:"
        yield f"        d[{wire!r}] = {_expression(hints[name], 'v', 'encode')}"
    yield "    if o._extra:"
    yield f"        d.update(encode(o._extra))"
    yield "    return d"
    del patterns


def _needed(model: type[Model], name: str) -> Writer:
    def write(value: Any) -> Any:
        if value is UNSET:
            message = f"{model.__name__}.{name} is required: give it a value"
            raise ValueError(message)
        return encode(value)

    return write


def _expression(expected: Any, variable: str, otherwise: str) -> str:
    """Return the expression that writes a variable: the values that the type promises in place, others by a call."""
    tests: list[str] = []
    same: list[str] = []
    kind = f"{variable}.__class__ is"
    for member in members_of(expected):
        if member in {None, type(None)}:
            same.append(f"{variable} is None")
        elif member in {str, int, bool}:
            same.append(f"{kind} {member.__name__}")
        elif member is float:
            same.append(f"({kind} float and {variable} - {variable} == 0.0)")
        elif get_origin(member) is Literal:
            same += [f"{kind} {each.__name__}" for each in {type(each) for each in get_args(member)} if each in {str, int, bool}]
        elif isinstance(member, type) and issubclass(member, Enum):
            tests.append(f"{variable}._value_ if {kind} {bound(member)}")
        elif member is datetime:
            tests.append(f"write_datetime({variable}) if {kind} datetime")
        elif is_model(member):
            tests.append(f"{_writer_name(member)}({variable}) if {kind} {bound(member)}")
        elif get_origin(member) in LISTS:
            item = f"{variable}{variable}"
            each = _expression(get_args(member)[0], item, 'encode')
            tests.append(f"[{each} for {item} in {variable}] if {kind} list")
    if len(tests) + len(same) > 5:
        return f"{otherwise}({variable})"
    if same:
        tests.append(f"{variable} if {' or '.join(same)}")
    return f"({''.join(f'{each} else ' for each in tests)}{otherwise}({variable}))"
