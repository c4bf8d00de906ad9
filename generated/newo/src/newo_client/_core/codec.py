# Copied by `nox -s generate -- newo` from scripts/runtime/codec.py. Change that, not this file.
"""Between JSON values and models, by the models' own annotations.

Nothing is lost: unknown fields stay in `extra`, unknown values of an enum stay text, dates keep odd spellings.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from .dates import read_date, read_datetime, write_date, write_datetime
from .errors import DecodeError
from .fields import annotations_of, is_model, required_names, wire_names
from .kinds import is_array, is_object, wrong
from .unset import UNSET, Unset

if TYPE_CHECKING:
    from .model import Model

Decoder = Callable[[Any], Any]

LISTS = frozenset({list, Sequence})

# Kept by hand: functools.cache asks the checkers for proof that every type is hashable.
_decoders: dict[Any, Decoder] = {}


def decode(expected: Any, value: Any) -> Any:
    """Turn a JSON value into the Python value of the type expected.

    Raises:
        DecodeError: the value does not fit.
    """
    return decoder(expected)(value)


def encode(value: Any) -> Any:
    """Turn a model, or anything made of models, dates and enums, into JSON values.

    Raises:
        TypeError: a value has no form in JSON.
    """
    if value is UNSET:
        message = "UNSET has no form in JSON: it stands for a field that is left out, not for an item"
        raise TypeError(message)
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if is_model(type(value)):
        return _encode_model(value)
    if is_object(value):
        return {key: encode(each) for key, each in value.items() if each is not UNSET}
    if is_array(value):
        return [encode(each) for each in value]
    if isinstance(value, datetime):
        return write_datetime(value)
    if isinstance(value, date):
        return write_date(value)
    message = f"{type(value).__name__} has no form in JSON: give a model, text, a number, a date, a list or a mapping"
    raise TypeError(message)


def _encode_model(model: Model) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, wire in wire_names(type(model)).items():
        value = getattr(model, name)
        if value is not UNSET:
            data[wire] = encode(value)
    data.update(encode(model.extra))
    return data


def decoder(expected: Any) -> Decoder:
    """Return the function that reads a JSON value as the type expected."""
    made = _decoders.get(expected)
    if made is None:
        made = _decoders[expected] = _make_decoder(expected)
    return made


def _make_decoder(expected: Any) -> Decoder:
    origin = get_origin(expected)
    if expected is Any or expected is object:
        return _as_it_is
    if origin in {Union, types.UnionType}:
        from .union import union_decoder  # noqa: PLC0415 - the two call each other

        return union_decoder([each for each in get_args(expected) if each is not Unset])
    if origin in LISTS:
        return _list_decoder(decoder(get_args(expected)[0]))
    if origin is dict:
        return _dict_decoder(decoder(get_args(expected)[1]))
    if origin is Literal:
        return _literal_decoder(get_args(expected))
    if is_model(expected):
        return _model_decoder(expected)
    if isinstance(expected, type) and issubclass(expected, Enum):
        return _enum_decoder(expected)
    return _SCALARS[expected]


def _as_it_is(value: Any) -> Any:
    return value


def _read_text(value: Any) -> Any:
    if not isinstance(value, str):
        raise wrong("text", value)
    return value


def _read_bool(value: Any) -> Any:
    if not isinstance(value, bool):
        raise wrong("a truth value", value)
    return value


def _read_int(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    # JSON Schema counts 1.0 as an integer.
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise wrong("an integer", value)


def _read_float(value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise wrong("a number", value)


def _read_null(value: Any) -> Any:
    if value is not None:
        raise wrong("null", value)
    return value


_SCALARS: dict[Any, Decoder] = {
    str: _read_text,
    bool: _read_bool,
    int: _read_int,
    float: _read_float,
    type(None): _read_null,
    None: _read_null,
    datetime: lambda value: read_datetime(_read_text(value)),
    date: lambda value: read_date(_read_text(value)),
}


def _list_decoder(item: Decoder) -> Decoder:
    def read(value: Any) -> list[Any]:
        if not is_array(value):
            raise wrong("an array", value)
        return list(_located(enumerate(value), item))

    return read


def _dict_decoder(item: Decoder) -> Decoder:
    def read(value: Any) -> dict[str, Any]:
        if not is_object(value):
            raise wrong("an object", value)
        return dict(zip(value, _located(value.items(), item), strict=True))

    return read


def _located(pairs: Any, item: Decoder) -> Iterator[Any]:
    for token, each in pairs:
        try:
            yield item(each)
        except DecodeError as error:
            raise error.within(token) from None


def _literal_decoder(values: tuple[Any, ...]) -> Decoder:
    def read(value: Any) -> Any:
        if any(value == each and type(value) is type(each) for each in values):
            return value
        raise wrong(" or ".join(map(repr, values)), value)

    return read


def _enum_decoder(kind: type[Enum]) -> Decoder:
    members: dict[Any, Enum] = {each.value: each for each in kind}

    def read(value: Any) -> Enum:
        if isinstance(value, str | int) and not isinstance(value, bool) and value in members:
            return members[value]
        raise wrong("one of " + ", ".join(map(repr, members)), value)

    return read


def _model_decoder(model: type[Model]) -> Decoder:
    name = model.__name__
    fields: list[tuple[str, str, bool, Decoder]] | None = None

    def prepared() -> list[tuple[str, str, bool, Decoder]]:
        hints = annotations_of(model)
        required = required_names(model)
        return [(python, wire, wire in required, decoder(hints[python])) for python, wire in wire_names(model).items()]

    def read(value: Any) -> Model:
        nonlocal fields
        if not is_object(value):
            raise wrong(f"an object ({name})", value)
        if fields is None:
            # Not before, since models may contain themselves. Threads that get here together each make a whole list.
            fields = prepared()
        values: dict[str, Any] = {}
        known = 0
        for python, wire, required, item in fields:
            if wire in value:
                known += 1
                try:
                    values[python] = item(value[wire])
                except DecodeError as error:
                    raise error.within(wire, name) from None
            elif required:
                raise DecodeError(name, f"/{wire}", "a value", "nothing")
        if known < len(value):
            wires = {each[1] for each in fields}
            values["extra"] = {key: each for key, each in value.items() if key not in wires}
        return model(**values)

    return read
