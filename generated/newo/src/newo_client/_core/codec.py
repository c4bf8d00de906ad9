# Copied by `nox -s generate -- newo` from scripts/runtime/codec.py. Change that, not this file.
"""Between JSON values and models, by the models' own annotations.

Nothing is lost: unknown fields stay in `extra`, unknown values of an enum stay text, dates keep odd spellings.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, ForwardRef, Literal, get_args, get_origin

from .dates import write_date, write_datetime
from .errors import DecodeError
from .fields import UNIONS, annotations_of, fixed_names, is_model, named, required_names, wire_names
from .kinds import is_array, is_object, wrong
from .scalars import SCALARS, Decoder, as_it_is, enum_decoder, literal_decoder
from .unset import UNSET, Unset

if TYPE_CHECKING:
    from .model import Model

LISTS = frozenset({list, Sequence})

# Kept by hand: functools.cache asks the checkers for proof that every type is hashable.
_decoders: dict[Hashable, Decoder] = {}


def decode(expected: Any, value: Any) -> Any:
    """Turn a JSON value into the Python value of the type expected.

    Raises:
        DecodeError: the value does not fit.
    """
    try:
        return decoder(expected)(value)
    except RecursionError:
        raise DecodeError("", "", "JSON of less depth", "more levels than Python can follow") from None


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
        elif wire in required_names(type(model)):
            message = f"{type(model).__name__}.{name} is required: give it a value"
            raise ValueError(message)
    data.update(encode(model.extra))
    return data


def decoder(expected: Any) -> Decoder:
    """Return the function that reads a JSON value as the type expected."""
    key = _key(expected)
    made = _decoders.get(key)
    if made is None:
        made = _decoders[key] = _make_decoder(expected)
    return made


def _key(expected: Any) -> Hashable:
    # Unions are equal whatever the order of their members, which may decide.
    whole: Hashable = expected
    if isinstance(expected, type) or get_origin(expected) in {None, Literal}:
        return whole
    return (get_origin(expected), *map(_key, get_args(expected)))


def _make_decoder(expected: Any) -> Decoder:
    origin, arguments = get_origin(expected), get_args(expected)
    if expected is Any or expected is object:
        return as_it_is
    if isinstance(expected, str | ForwardRef):
        return _deferred_decoder(expected if isinstance(expected, str) else expected.__forward_arg__)
    if origin in UNIONS:
        from .union import union_decoder  # noqa: PLC0415 - the two call each other

        return union_decoder([each for each in arguments if each is not Unset])
    if origin is Annotated:
        from .tagged import annotated_decoder  # noqa: PLC0415 - the two call each other

        return annotated_decoder(expected)
    if origin in LISTS:
        return _list_decoder(decoder(arguments[0]))
    if origin is dict:
        return _dict_decoder(decoder(arguments[1]))
    if origin is Literal:
        return literal_decoder(arguments)
    if is_model(expected):
        return _model_decoder(expected)
    if isinstance(expected, type) and issubclass(expected, Enum):
        return enum_decoder(expected)
    return SCALARS[expected]


def _deferred_decoder(name: str) -> Decoder:
    found: Decoder | None = None

    def read(value: Any) -> Any:
        nonlocal found
        if found is None:
            # Not before, since an alias may contain itself.
            found = decoder(named(name))
        return found(value)

    return read


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


def _model_decoder(model: type[Model]) -> Decoder:
    name = model.__name__
    fields: list[tuple[str, str, bool, Decoder]] | None = None
    absent: dict[str, Any] = dict.fromkeys(fixed_names(model), UNSET)

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
        # The constant is what a new object sends; nothing says that the service sent it.
        return model(**(absent | values if absent else values))

    return read
