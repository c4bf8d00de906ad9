# Copied by `nox -s generate -- newo` from scripts/runtime/inline.py. Change that, not this file.
"""How a value of a type is read, as an expression in Python: the usual values in place, all others by a call.

What an expression does not know, such as a member of a union that only its fields tell, the type's decoder reads.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from .codec import decoder
from .fields import is_model
from .members import KINDS, fitting, is_enum, is_tagged, members_of
from .scalars import Decoder, read_day, read_instant
from .source import bound

# What is written for a value in a variable; None where the type's decoder has to read it.
Step = str | None
AS_IT_IS = "{}"
INSTANT = f"{bound(read_instant, 'read')}({{}})"
DAY = f"{bound(read_day, 'read')}({{}})"


class Reading:
    """The expressions for one type.

    Attributes:
        steps: what a value of a class becomes, with `{}` for the variable; arrays and objects of a type are not here.
        items: the type of the items of an array, or of the values of an object, by that class.
    """

    def __init__(self, expected: Any, reader_of: Callable[[Any], str]) -> None:
        self.expected = expected
        self.members = members_of(expected)
        self.steps: dict[type, str] = {}
        self.items: dict[type, Any] = {}
        self._reader_of = reader_of
        if Any in self.members or object in self.members:
            return
        for kind in KINDS:
            ranked = fitting(kind, self.members)
            if len(ranked) == 1 and kind in {list, dict} and self._is_container(ranked[0], kind):
                self.items[kind] = get_args(ranked[0])[-1]
            elif ranked and (step := self._step(kind, ranked)):
                self.steps[kind] = step

    @staticmethod
    def _is_container(member: Any, kind: type) -> bool:
        return get_origin(member) is dict if kind is dict else True

    def expression(self, variable: str) -> str:
        """Return the expression that reads a variable."""
        otherwise = self.otherwise(variable)
        if self.reads_itself or not self.steps:
            return otherwise
        cases = [f"{read} if {test} else " for test, read in self.turned(variable)]
        if same := self.same(variable, "is"):
            cases.append(f"{variable} if {' or '.join(same)} else ")
        return f"({''.join(cases)}{otherwise})"

    def turned(self, variable: str) -> list[tuple[str, str]]:
        """Return the tests of a variable for usual values that become another, each with the expression for that."""
        if self.reads_itself:
            return []
        usual = [(kind, step) for kind, step in self.steps.items() if step != AS_IT_IS]
        return [(self._test(kind, variable, "is"), step.format(variable)) for kind, step in usual]

    def same(self, variable: str, verb: str) -> list[str]:
        """Return the tests of a variable for values that stay as they are; with `is not` for all others."""
        return [self._test(kind, variable, verb) for kind, step in self.steps.items() if step == AS_IT_IS]

    def otherwise(self, variable: str) -> str:
        """Return the expression that reads a variable in any case."""
        if self.members in ([Any], [object]):
            return variable
        if self.reads_itself:
            return self.steps[dict].format(variable)
        # Where something is usual, all else is rare: it is not made before there is such a value.
        read = _later(self.expected) if self.steps else decoder(self.expected)
        return f"{bound(read, 'read')}({variable})"

    @property
    def reads_itself(self) -> bool:
        """Whether one expression reads all values."""
        # Readers of objects look at the class themselves, and say what is wrong with it.
        return len(self.members) == 1 and dict in self.steps

    @staticmethod
    def _test(kind: type, variable: str, verb: str) -> str:
        return f"{variable} {verb} None" if kind is type(None) else f"{variable}.__class__ {verb} {kind.__name__}"

    def _step(self, kind: type, ranked: list[Any]) -> Step:
        if kind in {str, dict}:
            return _text_step(ranked) if kind is str else self._object_step(ranked)
        if kind is int and len(ranked) == 2 and is_enum(ranked[0], int):
            return _enum_step(ranked[0])
        simple: dict[type, list[Any]] = {bool: [[bool]], int: [[int], [float], [int, float]], float: [[float]]}
        nulls = kind is type(None) and all(each in {None, type(None)} for each in ranked)
        return AS_IT_IS if nulls or ranked in simple.get(kind, []) else None

    def _object_step(self, ranked: list[Any]) -> Step:
        if len(ranked) != 1:
            return None
        if is_model(ranked[0]):
            return f"{self._reader_of(ranked[0])}({{}})"
        return f"{bound(decoder(ranked[0]), 'read')}({{}})" if is_tagged(ranked[0]) else None


def _later(expected: Any) -> Decoder:
    def read(value: Any) -> Any:
        return decoder(expected)(value)

    return read


def _text_step(ranked: list[Any]) -> Step:
    first, alone = ranked[0], len(ranked) == 1
    if alone and first in {str, datetime, date}:
        return {str: AS_IT_IS, datetime: INSTANT, date: DAY}[first]
    if ranked[-1] is str and len(ranked) == 2:
        if get_origin(first) is Literal:
            return AS_IT_IS
        return _enum_step(first) if is_enum(first, str) else None
    # A constant is as open as an enum: where a choice hangs on it, `choice` looks at it before.
    return AS_IT_IS if alone and get_origin(first) is Literal else None


def _enum_step(kind: type[Enum]) -> str:
    members: dict[Any, Enum] = {each.value: each for each in kind}
    return f"{bound(members.get, 'member')}({{0}}, {{0}})"
