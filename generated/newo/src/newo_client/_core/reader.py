# Copied by `nox -s generate -- newo` from scripts/runtime/reader.py. Change that, not this file.
"""The function that reads JSON objects as one model, compiled when the first object is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .codec import token_before
from .errors import DecodeError
from .fields import annotations_of, marked, required_names, wire_names
from .inline import INSTANT, Reading
from .kinds import is_object, wrong
from .scalars import FRACTION, SECONDS, SHAPE, Decoder
from .source import attribute, bound, compiled_later, found, named, written
from .unset import UNSET

if TYPE_CHECKING:
    from .model import Model

_names: dict[type[Any], str] = {}
named(
    MISFIT=DecodeError,
    UNSET=UNSET,
    SHAPE=SHAPE,
    SECONDS=SECONDS,
    FRACTION=FRACTION,
    from_iso=datetime.fromisoformat,
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
    """The text of a function that is being written, and which of its lines read which field."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.fields: dict[int, str] = {}
        self.items: set[int] = set()

    def add(self, depth: int, *lines: str, field: str | None = None, items: bool = False) -> None:
        for line in lines:
            self.text.append(" " * 4 * depth + line)
            if field is not None:
                self.fields[len(self.text)] = field
            if items:
                self.items.add(len(self.text))


def _compiled(model: type[Model]) -> Decoder:
    wires = wire_names(model)
    hints = annotations_of(model)
    required = required_names(model)
    lines = _Lines()
    lines.add(0, "def function(d):")
    lines.add(1, "if d.__class__ is not dict:", f"    d = {bound(_objects(model))}(d)")
    lines.add(1, f"o = {bound(object.__new__)}({bound(model, 'model')})", f"n = {len(wires)}")
    lines.add(1, "v = i = None", "get = d.get", "try:")
    for name, wire in wires.items():
        _add_field(lines, hints[name], wire, f"o.{attribute(name)}", wire in required)
    lines.add(2, f"o._extra = None if n == len(d) else {bound(_rest(model))}(d)")
    lines.add(1, "except MISFIT as error:", f"    raise {bound(_misfit(model, lines))}(error, v, i) from None")
    lines.add(1, "except KeyError as error:")
    lines.add(2, f"raise {bound(_lacking(model, lines))}(error, d) from None")
    lines.add(1, "return o")
    return written(lines.text, f"reading {model.__name__}")


def _add_field(lines: _Lines, expected: Any, wire: str, target: str, required: bool) -> None:
    reading = Reading(expected, reader_name)
    word = "if"
    lines.add(2, f"v = d[{wire!r}]" if required else f"v = get({wire!r}, UNSET)", field=wire)
    for kind, item in reading.items.items():
        lines.add(2, f"{word} v.__class__ is {kind.__name__}:")
        _add_items(lines, kind, Reading(item, reader_name).expression("x"), wire, target)
        word = "elif"
    for test, read in reading.cases("v"):
        lines.add(2, f"{word} {test}:")
        _add_value(lines, read, wire, target)
        word = "elif"
    if not required:
        # The constant is what a new object sends; nothing says that the service sent it.
        lines.add(2, f"{word} v is UNSET:", f"    {target} = v", "    n -= 1")
        word = "elif"
    lines.add(2, *["else:"] * (word == "elif"))
    lines.add(2 + (word == "elif"), f"{target} = {reading.otherwise('v')}", field=wire)


def _add_value(lines: _Lines, read: str, wire: str, target: str) -> None:
    if read != INSTANT.format("v"):
        lines.add(3, f"{target} = {read}", field=wire)
        return
    lines.add(3, "s = v[SHAPE]", "try:", "    if s == SECONDS or s == FRACTION and v[23:] == 'Z':")
    lines.add(5, f"{target} = from_iso(v)")
    lines.add(4, "else:")
    lines.add(5, f"{target} = {read}", field=wire)
    lines.add(3, "except ValueError:")
    lines.add(4, f"{target} = {read}", field=wire)


def _add_items(lines: _Lines, kind: type, expression: str, wire: str, target: str) -> None:
    if expression == "x":
        lines.add(3, f"{target} = v.copy()")
    elif kind is dict:
        lines.add(3, "i = iter(v.items())")
        lines.add(3, f"{target} = {{k: {expression} for k, x in i}}", field=wire, items=True)
    else:
        lines.add(3, "i = iter(v)")
        lines.add(3, f"{target} = [{expression} for x in i]", field=wire, items=True)


def _objects(model: type[Model]) -> Decoder:
    def read(value: Any) -> dict[str, Any]:
        if not is_object(value):
            raise wrong(f"an object ({model.__name__})", value)
        return dict(value)

    return read


def _rest(model: type[Model]) -> Decoder:
    known = frozenset(wire_names(model).values())
    return lambda value: {key: each for key, each in value.items() if key not in known}


def _line(error: BaseException) -> int:
    # The first entry is the function that caught it.
    return error.__traceback__.tb_lineno if error.__traceback__ else 0


def _lacking(model: type[Model], lines: _Lines) -> Callable[[KeyError, dict[str, Any]], Exception]:
    """Return the function that turns the error for a key that is not there into one that says so."""

    def lacking(error: KeyError, value: dict[str, Any]) -> Exception:
        wire = lines.fields.get(_line(error))
        if wire is None or wire in value:
            return error
        return DecodeError("", "", "a value", "nothing").within(wire, model.__name__)

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
