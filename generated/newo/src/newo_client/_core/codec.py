# Copied by `nox -s generate -- newo` from scripts/runtime/codec.py. Change that, not this file.
"""Between JSON values and models, by the models' own annotations.

Nothing is lost: unknown fields stay in `extra`, unknown values of an enum stay text, dates keep odd spellings.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from enum import Enum
from operator import length_hint
from typing import Annotated, Any, ForwardRef, Literal, get_args, get_origin

from .collector import resting
from .errors import DecodeError
from .fields import UNIONS, is_model, named
from .kinds import is_array, is_object, wrong
from .members import LISTS, members_of
from .scalars import SCALARS, STRICT, Decoder, as_it_is, enum_decoder, literal_decoder
from .writing import encode

__all__ = ["decode", "decoder", "encode", "token_before"]

# Kept by hand: functools.cache asks the checkers for proof that every type is hashable.
_decoders: dict[Hashable, Decoder] = {}


def decode(expected: Any, value: Any, *, strict: bool = False) -> Any:
    """Turn a JSON value into the Python value of the type expected.

    Args:
        expected: the type.
        value: the JSON value.
        strict: whether text that is no date is refused, where a date should be; else it stays text.

    Raises:
        DecodeError: the value does not fit.
    """
    if strict is not STRICT.get():
        token = STRICT.set(strict)
        try:
            return decode(expected, value, strict=strict)
        finally:
            STRICT.reset(token)
    try:
        return resting(lambda: decoder(expected)(value))
    except RecursionError:
        raise DecodeError("", "", "JSON of less depth", "more levels than Python can follow") from None


def decoder(expected: Any) -> Decoder:
    """Return the function that reads a JSON value as the type expected."""
    if is_model(expected):
        from .reader import model_decoder  # noqa: PLC0415 - the two call each other

        return model_decoder(expected)
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

        return union_decoder(members_of(expected))
    if origin is Annotated:
        from .tagged import annotated_decoder  # noqa: PLC0415 - the two call each other

        return annotated_decoder(expected)
    if origin in LISTS:
        return _list_decoder(arguments[0])
    if origin is dict:
        return _dict_decoder(arguments[1])
    if origin is Literal:
        return literal_decoder(arguments)
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


def _list_decoder(item: Any) -> Decoder:
    latest = _latest(item)

    def read(value: Any) -> list[Any]:
        if not is_array(value):
            raise wrong("an array", value)
        each_read, items = latest(), iter(value)
        if value.__class__ is not list:
            items = iter(value := list(value))
        try:
            return [each_read(each) for each in items]
        except DecodeError as error:
            raise error.within(token_before(items, value)) from None

    return read


def _dict_decoder(item: Any) -> Decoder:
    latest = _latest(item)

    def read(value: Any) -> dict[str, Any]:
        if not is_object(value):
            raise wrong("an object", value)
        each_read, whole = latest(), dict(value)
        items = iter(whole.items())
        try:
            return {key: each_read(each) for key, each in items}
        except DecodeError as error:
            raise error.within(token_before(items, whole)) from None

    return read


def _latest(expected: Any) -> Callable[[], Decoder]:
    """Return the function that returns the decoder of a type: of a model another one, once it is compiled."""
    if is_model(expected):
        return lambda: decoder(expected)
    same = decoder(expected)
    return lambda: same


def token_before(items: Any, whole: Any) -> str | int:
    """Return the index or the key of what an iterator gave last."""
    index = len(whole) - length_hint(items) - 1
    return list(whole)[index] if is_object(whole) else index
