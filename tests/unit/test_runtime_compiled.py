"""The functions that are written for a model: their text, their errors, and that nothing of a description runs."""

from __future__ import annotations

import copy
import linecache
import pickle
import sys
import threading
import traceback
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal

import pytest
from attrs import define, field

from scripts.runtime import reader, writing
from scripts.runtime.codec import decode, encode
from scripts.runtime.errors import DecodeError
from scripts.runtime.model import Model
from scripts.runtime.source import attribute
from scripts.runtime.unset import UNSET, Unset

HOSTILE = "'];__import__('os').abort()#\n\"\"\"\\"


class Color(StrEnum):
    RED = "red"


@define(kw_only=True, repr=False, eq=False)
class Odd(Model):
    value: Literal["'];boom()#\n"] = field(metadata={"wire": HOSTILE})
    other: str | Unset = field(default=UNSET, metadata={"wire": "{x!r} %s \ud800"})


def test_names_and_values_of_a_description_are_never_run() -> None:
    data = {HOSTILE: "'];boom()#\n", "{x!r} %s \ud800": "é"}
    assert Odd.from_dict(data).to_dict() == data
    with pytest.raises(DecodeError, match="expected a value, got nothing") as caught:
        Odd.from_dict({})
    assert caught.value.pointer == "/" + HOSTILE
    with pytest.raises(DecodeError):
        Odd.from_dict({HOSTILE: 1})


@pytest.mark.parametrize("name", ["a b", "a;b", "", "1", "a.b", "a\n"])
def test_a_field_whose_name_is_no_identifier_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no name of a field"):
        attribute(name)


@define(kw_only=True, repr=False, eq=False)
class Leaf(Model):
    id: str
    colors: list[Color | str] | Unset = UNSET
    at: datetime | Unset | None = UNSET
    mixed: int | float | Unset | None = UNSET
    choice: dict[str, int] | list[str] | str | Unset = UNSET
    whatever: Any = UNSET
    many: list[list[int]] | Unset = UNSET
    tail: Leaf | list[Leaf] | Unset | None = UNSET


class Text(str):
    __slots__ = ()


VALUES: list[dict[str, Any]] = [
    {"id": "1"},
    {"id": "1", "colors": ["red", "mauve"], "at": None, "mixed": 1, "choice": {"a": 1}, "whatever": [None]},
    {"id": "1", "colors": [], "at": "2024-01-01T00:00:00Z", "mixed": 1.5, "choice": ["x"], "whatever": None},
    {"id": "1", "choice": "x", "many": [[1], []], "tail": {"id": "2", "tail": [{"id": "3", "more": 1}]}},
    {"id": "1", "tail": None, "unknown": {"a": UNSET is None}},
]


@pytest.mark.parametrize("data", VALUES)
def test_what_is_read_is_written_as_it_came(data: dict[str, Any]) -> None:
    leaf = Leaf.from_dict(data)
    assert leaf.to_dict() == data
    for made in (copy.copy(leaf), copy.deepcopy(leaf), pickle.loads(pickle.dumps(leaf))):
        assert made == leaf
        assert made.to_dict() == data


def test_what_no_json_parser_made_is_read_too() -> None:
    leaf = Leaf.from_dict(MappingProxyType({"id": Text("1"), "colors": (Color.RED, Text("red")), "mixed": True + 0}))
    assert leaf.to_dict() == {"id": "1", "colors": ["red", "red"], "mixed": 1}
    assert leaf.colors == [Color.RED, Color.RED]


def test_what_a_user_assigns_is_written_whatever_it_is() -> None:
    leaf = Leaf(id="1")
    leaf.tail = (Leaf(id="2"), Leaf(id="3"))  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    leaf.colors = [Color.RED, Text("x")]
    leaf.mixed = datetime(2024, 1, 1, tzinfo=UTC)  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    leaf.whatever = {"leaf": Leaf(id="4")}
    assert leaf.to_dict() == {
        "id": "1",
        "colors": ["red", "x"],
        "mixed": "2024-01-01T00:00:00Z",
        "whatever": {"leaf": {"id": "4"}},
        "tail": [{"id": "2"}, {"id": "3"}],
    }
    leaf.whatever = [UNSET]
    with pytest.raises(TypeError, match="UNSET has no form in JSON"):
        leaf.to_dict()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"id": "1", "colors": ["red", 5]}, "Leaf/colors/1: expected Color or str, got an integer 5"),
        ({"id": "1", "choice": {"a": 1, "b": "x"}}, "Leaf/choice/b: expected an integer, got text 'x'"),
        ({"id": "1", "choice": ["x", 1]}, "Leaf/choice/1: expected text, got an integer 1"),
        ({"id": "1", "many": [[1], [1, "x"]]}, "Leaf/many/1/1: expected an integer, got text 'x'"),
        (
            {"id": "1", "tail": {"id": "2", "tail": [{"id": "3"}, {}]}},
            "Leaf/tail/tail/1/id: expected a value, got nothing",
        ),
        # After an array that was read whole, an error is no error of its items.
        ({"id": "1", "colors": ["red"], "at": 5}, "Leaf/at: expected datetime, got an integer 5"),
        ({"id": "1", "choice": ["x"], "tail": 5}, "Leaf/tail: expected Leaf or list, got an integer 5"),
        ({"id": "1", "colors": ["red"], "tail": {}}, "Leaf/tail/id: expected a value, got nothing"),
    ],
)
def test_an_error_says_where_it_is(data: Any, said: str) -> None:
    with pytest.raises(DecodeError) as caught:
        Leaf.from_dict(data)
    assert str(caught.value).startswith(said)


def test_json_that_is_deeper_than_python_can_follow_is_an_error_of_ours() -> None:
    for wrap in (lambda inner: {"id": "1", "tail": inner}, lambda inner: {"id": "1", "tail": [inner]}):
        data: Any = {"id": "1"}
        for _ in range(sys.getrecursionlimit()):
            data = wrap(data)
        with pytest.raises(DecodeError, match="more levels than Python can follow"):
            Leaf.from_dict(data)


def test_an_error_deep_inside_is_found_in_one_pass() -> None:
    data: Any = {"id": 5}
    for _ in range(100):
        data = {"id": "1", "tail": [data]}
    # Reading every level twice would take 2 ** 100 readings.
    with pytest.raises(DecodeError) as caught:
        Leaf.from_dict(data)
    assert caught.value.pointer == "/tail/0" * 100 + "/id"


def test_a_traceback_shows_the_lines_that_were_written() -> None:
    @define(kw_only=True, repr=False)
    class Shown(Model):
        thing: Any

    Shown.from_dict({"thing": 1})
    linecache.checkcache()
    try:
        Shown(thing=object()).to_dict()
    except TypeError:
        assert "<writing Shown" in traceback.format_exc()
        assert "'thing': " in traceback.format_exc()


@define(kw_only=True, repr=False)
class Account(Model):
    name: str
    password: str | Unset | None = field(default=UNSET, metadata={"secret": True})
    old: list[str] | Unset = field(default=UNSET, metadata={"wire": "oldOnes", "secret": True})


def test_a_repr_does_not_show_a_secret_and_says_that_there_is_one() -> None:
    account = Account.from_dict({"name": "x", "password": "pa55", "oldOnes": ["0ld"]})
    assert repr(account) == "Account(name='x', password='***', old='***')"
    assert (account.password, account.old) == ("pa55", ["0ld"])
    assert repr(Account(name="x", password=None)) == "Account(name='x', password=None)"
    assert repr(Account(name="x")) == "Account(name='x')"


@pytest.mark.parametrize(
    ("data", "pointer"),
    [({"name": "x", "password": 123456}, "/password"), ({"name": "x", "oldOnes": ["a", 123456]}, "/oldOnes/1")],
)
def test_an_error_does_not_show_a_secret_either(data: Any, pointer: str) -> None:
    with pytest.raises(DecodeError) as caught:
        Account.from_dict(data)
    assert caught.value.pointer == pointer
    assert "123456" not in str(caught.value)
    assert "123456" not in repr(caught.value.args)


def test_objects_are_equal_by_their_fields_and_not_hashable() -> None:
    one, other = Leaf(id="1"), Leaf(id="1")
    assert one == other
    assert other.extra == {}
    assert one == other
    other.extra["a"] = 1
    assert one != other
    assert one != Odd(value="'];boom()#\n")
    with pytest.raises(TypeError, match="unhashable"):
        hash(one)


def test_what_is_extra_is_there_to_be_changed_and_no_two_objects_share_it() -> None:
    one, other = Leaf.from_dict({"id": "1"}), Leaf.from_dict({"id": "1"})
    one.extra["a"] = 1
    assert (one.to_dict(), other.to_dict()) == ({"id": "1", "a": 1}, {"id": "1"})
    other.extra = {"b": 2}
    assert other.to_dict() == {"id": "1", "b": 2}
    assert Leaf(id="1", extra={"c": 3}).extra == {"c": 3}


@pytest.mark.parametrize("module", [reader, writing])
def test_threads_that_compile_a_model_at_once_get_functions_that_do_the_same(
    module: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    @define(kw_only=True, repr=False)
    class Fresh(Model):
        a: int
        b: list[int] | Unset = UNSET

    count = 8
    barrier = threading.Barrier(count, timeout=5)
    original = module.annotations_of

    def together(model: Any) -> Any:
        barrier.wait()
        return original(model)

    monkeypatch.setattr(module, "annotations_of", together)
    data = {"a": 1, "b": [2], "unknown": 3}
    made: list[Any] = []
    given = Fresh(a=1, b=[2], extra={"unknown": 3})
    work = (
        (lambda: made.append(encode(decode(Fresh, data)))) if module is reader else lambda: made.append(encode(given))
    )
    threads = [threading.Thread(target=work) for _ in range(count)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [*made, encode(decode(Fresh, data))] == [data] * (count + 1)


def test_a_key_that_is_missing_elsewhere_is_not_taken_for_a_field(monkeypatch: pytest.MonkeyPatch) -> None:
    @define(kw_only=True, repr=False)
    class Broken(Model):
        a: dict[str, Any] | dict[str, str]

    def failing(_: Any) -> Any:
        raise KeyError("a")

    monkeypatch.setattr("scripts.runtime.inline.decoder", lambda _: failing)
    with pytest.raises(KeyError):
        Broken.from_dict({"a": {}})
