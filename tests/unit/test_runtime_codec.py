"""Between JSON and models: what is read, what is refused, and that nothing is lost on the way back."""

from __future__ import annotations

import copy
import json
import pickle
import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any, Literal

import attrs
import pytest
from attrs import define, field

from scripts.runtime import reader
from scripts.runtime.codec import decode, encode
from scripts.runtime.dates import WireDate, WireDatetime
from scripts.runtime.errors import DecodeError
from scripts.runtime.model import Model
from scripts.runtime.unset import UNSET, Unset


class Kind(StrEnum):
    CAT = "cat"
    DOG = "dog"


class Size(IntEnum):
    SMALL = 1


@define(kw_only=True, repr=False)
class Owner(Model):
    id: str
    from_: str | Unset | None = field(default=UNSET, metadata={"wire": "from"})


@define(kw_only=True, repr=False)
class Pet(Model):
    kind: Kind | str
    owners: list[Owner] | Unset = UNSET
    tags: dict[str, int] | Unset | None = UNSET
    born: datetime | Unset | None = UNSET
    children: list[Pet] | Unset = UNSET


@define(kw_only=True, repr=False)
class Empty(Model):
    pass


@define(kw_only=True, repr=False)
class Card(Model):
    id: str
    number: str
    name: str | Unset = UNSET


@define(kw_only=True, repr=False)
class Bank(Model):
    id: str
    iban: str
    name: str | Unset = UNSET


@define(kw_only=True, repr=False)
class Person(Model):
    id: str
    name: str | Unset = UNSET


@define(kw_only=True, repr=False)
class Employee(Model):
    id: str
    name: str | Unset = UNSET
    company: str | Unset = UNSET


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        (str, ""),
        (str, "\ud800"),
        (bool, False),
        (int, 0),
        (int, -(2**70)),
        (float, 1.5),
        (float, 3),
        (type(None), None),
        (Any, {"a": [1, None]}),
        (list[int], []),
        (list[list[str]], [["a"], []]),
        (dict[str, float], {"a": 1, "": 2.5}),
        (Literal["a", "b"], "b"),
        (Literal["a"] | None, "a"),
        (Literal["a"] | None, None),
        (Literal["a"] | str, "other"),
        (Literal[1] | str, 1),
        (str | None, None),
        (str | bool | float, True),
        (str | bool | float, 1),
        (int | str, "1"),
        (dict[str, Any] | list[Any] | str | None, {"a": 1}),
        (dict[str, Any] | list[Any] | str | None, [1]),
        (Kind | str, "cat"),
        (Kind | str, "axolotl"),
        (Size | int, 1),
        (Size | int, 99),
        (Pet | str, "text"),
        (Pet | dict[str, Any], {"no": "pet"}),
        (Pet | Any, {"no": "pet"}),
        (Pet | Any, 3),
        (date | str, "not a date"),
        (datetime, "2026-01-01T00:00:00Z"),
        (date, "2026-01-01"),
        (Pet | Unset, {"kind": "cat"}),
    ],
)
def test_what_is_read_goes_back_as_it_came(expected: Any, value: Any) -> None:
    back = encode(decode(expected, value))
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(
    ("expected", "value", "python"),
    [
        (int, 1.0, 1),
        (int, 1e20, 10**20),
        (Kind | str, "cat", Kind.CAT),
        (datetime | Kind | str, "dog", Kind.DOG),
        (Size | int, 1, Size.SMALL),
        (datetime | str, "2026-01-01T00:00:00Z", datetime(2026, 1, 1, tzinfo=UTC)),
        (date | None, "2026-01-02", date(2026, 1, 2)),
        (Pet | str, {"kind": "cat"}, Pet(kind=Kind.CAT)),
        (Pet | dict[str, Any], {"kind": "cat"}, Pet(kind=Kind.CAT)),
    ],
)
def test_values_become_what_the_type_promises(expected: Any, value: Any, python: Any) -> None:
    read = decode(expected, value)
    assert read == python
    assert type(read) is type(python)


@pytest.mark.parametrize(
    ("expected", "value", "wanted", "got"),
    [
        (str, 5, "text", "an integer 5"),
        (str, None, "text", "null"),
        (int, True, "an integer", "a truth value"),
        (int, 1.5, "an integer", "a number 1.5"),
        (int, float("inf"), "an integer", "a number inf"),
        (int, "1", "an integer", "text '1'"),
        (float, False, "a number", "a truth value"),
        (bool, 1, "a truth value", "an integer 1"),
        (type(None), 0, "null", "an integer 0"),
        (list[int], {"a": 1}, "an array", "an object"),
        (list[int], "ab", "an array", "text 'ab'"),
        (dict[str, int], [1], "an object", "an array"),
        (datetime, 1638362796, "text", "an integer 1638362796"),
        (Kind, "axolotl", "one of 'cat', 'dog'", "text 'axolotl'"),
        (Size, True, "one of 1", "a truth value"),
        (Literal["a", "b"], "c", "'a' or 'b'", "text 'c'"),
        (Literal[1], True, "1", "a truth value"),
        (int | str, None, "int or str", "null"),
        (str | None, 5, "str", "an integer 5"),
        (Pet, "cat", "an object (Pet)", "text 'cat'"),
        (Pet | None, [], "Pet", "an array"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_in_plain_words(expected: Any, value: Any, wanted: str, got: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(expected, value)
    assert (caught.value.expected, caught.value.got) == (wanted, got)


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({}, "/kind"),
        ({"kind": None}, "/kind"),
        ({"kind": "cat", "owners": [{"id": "1"}, {"id": 2}]}, "/owners/1/id"),
        ({"kind": "cat", "owners": [{"from": "x"}]}, "/owners/0/id"),
        ({"kind": "cat", "owners": [{"id": "1", "from": 3}]}, "/owners/0/from"),
        ({"kind": "cat", "tags": {"a/b~c": "x"}}, "/tags/a~1b~0c"),
        ({"kind": "cat", "children": [{"kind": "dog", "children": [7]}]}, "/children/0/children/0"),
    ],
)
def test_a_refusal_names_the_model_and_points_into_the_body(data: Any, pointer: str) -> None:
    with pytest.raises(DecodeError) as caught:
        Pet.from_dict(data)
    assert (caught.value.model, caught.value.pointer) == ("Pet", pointer)
    assert str(caught.value).startswith(f"Pet{pointer}: expected ")


def test_a_refusal_shows_no_more_of_a_value_than_a_line() -> None:
    with pytest.raises(DecodeError) as caught:
        decode(int, "x" * 10_000)
    assert len(str(caught.value)) < 150
    with pytest.raises(DecodeError) as caught:
        decode(Card | Bank, {f"field-{number}": 1 for number in range(10_000)})
    assert len(str(caught.value)) < 150


def test_unknown_fields_are_kept_and_sent_back() -> None:
    data = {"kind": "cat", "colour": {"rgb": [1, 2, 3]}, "extra": 1, "owners": [{"id": "1", "age": 3}]}
    pet = Pet.from_dict(data)
    assert pet.extra == {"colour": {"rgb": [1, 2, 3]}, "extra": 1}
    assert pet.to_dict() == data


def test_a_model_without_fields_keeps_everything() -> None:
    assert Empty.from_dict({"a": 1}).to_dict() == {"a": 1}
    assert Empty.from_dict({}).extra == {}


def test_a_renamed_field_has_its_own_name_on_the_wire() -> None:
    owner = Owner.from_dict({"id": "1", "from": "Oslo"})
    assert owner.from_ == "Oslo"
    assert owner.to_dict() == {"id": "1", "from": "Oslo"}
    assert Owner.from_dict({"id": "1", "from_": "x"}).extra == {"from_": "x"}


def test_null_is_sent_and_unset_is_left_out() -> None:
    assert Pet(kind="cat", tags=None).to_dict() == {"kind": "cat", "tags": None}
    assert Pet(kind="cat").to_dict() == {"kind": "cat"}
    assert Pet.from_dict({"kind": "cat"}).born is UNSET
    assert Pet.from_dict({"kind": "cat", "born": None}).born is None
    assert encode({"a": UNSET, "b": None}) == {"b": None}


@pytest.mark.parametrize("value", [UNSET, [1, UNSET]])
def test_unset_is_never_sent_as_text(value: Any) -> None:
    with pytest.raises(TypeError, match="left out"):
        encode(value)


def test_what_a_user_puts_into_extra_is_encoded_like_a_field() -> None:
    pet = Pet(kind=Kind.CAT, extra={"since": date(2026, 1, 2), "owner": Owner(id="1"), "none": UNSET})
    assert json.loads(pet.to_json()) == {"kind": "cat", "since": "2026-01-02", "owner": {"id": "1"}}


@attrs.define
class Foreign:
    a: int = 1


@pytest.mark.parametrize("value", [b"bytes", {1, 2}, Decimal(1), object(), Foreign()])
def test_what_has_no_form_in_json_is_refused_by_its_name(value: Any) -> None:
    with pytest.raises(TypeError, match=f"{type(value).__name__} has no form in JSON"):
        encode({"a": [value]})


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_number_that_json_lacks_is_not_written(number: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        Pet(kind="cat", extra={"weight": number}).to_json()


def test_text_is_written_as_it_is_and_read_from_bytes_too() -> None:
    pet = Pet.from_json('{"kind":"Кот","n":123456789012345678901234567890}'.encode())
    assert pet.to_json() == '{"kind":"Кот","n":123456789012345678901234567890}'
    with pytest.raises(ValueError, match="Unterminated"):
        Pet.from_json('{"kind":"ca')


@pytest.mark.parametrize(
    ("union", "data", "kind"),
    [
        (Card | Bank, {"id": "1", "number": "2"}, Card),
        (Bank | Card, {"id": "1", "number": "2"}, Card),
        (Card | Bank, {"id": "1", "iban": "2", "colour": "red"}, Bank),
        (Card | Bank | dict[str, Any], {"id": "1"}, dict),
        (Card | Bank | dict[str, Any], {"id": 1, "number": "2"}, dict),
        (Card | Bank | None, None, type(None)),
        (Card | Bank | str, "text", str),
        (Person | Employee, {"id": "1", "name": "x"}, Person),
        (Employee | Person, {"id": "1", "company": "x"}, Employee),
    ],
)
def test_a_member_of_a_union_is_told_by_the_fields_that_it_alone_has(union: Any, data: Any, kind: type) -> None:
    read = decode(union, data)
    assert type(read) is kind
    assert encode(read) == data


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"id": "1"}, "body: expected Card or Bank, got an object with id"),
        ({}, "body: expected Card or Bank, got an object with no fields"),
        ({"number": "1", "iban": "2"}, "body: expected Card or Bank, got an object with iban, number"),
        ({"id": 1, "number": "1"}, "Card/id: expected text, got an integer 1"),
        ({"iban": "1"}, "Bank/id: expected a value, got nothing"),
    ],
)
def test_an_object_that_no_member_of_a_union_fits_is_refused(data: Any, message: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(Card | Bank, data)
    assert str(caught.value) == message


def test_a_repr_shows_what_is_set_and_nothing_else() -> None:
    assert repr(Pet(kind=Kind.CAT, tags=None)) == "Pet(kind=<Kind.CAT: 'cat'>, tags=None)"
    assert repr(Owner(id="1", extra={"a": 1})) == "Owner(extra={'a': 1}, id='1')"
    assert repr(UNSET) == "UNSET"


PET = {
    "kind": "cat",
    "born": "2021-12-01T12:46:36.581Z[GMT]",
    "owners": [{"id": "1", "from": None, "new": 1}],
    "since": {"x": "y"},
}


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, *(lambda each, p=p: pickle.loads(pickle.dumps(each, p)) for p in range(2, 6))],
)
@pytest.mark.parametrize(
    "original",
    [
        Pet.from_dict(PET),
        WireDatetime.of(datetime(2026, 1, 1, tzinfo=UTC), "then"),
        WireDate.of(date(2026, 1, 1), "that day"),
    ],
    ids=["model", "datetime", "date"],
)
def test_copies_and_pickles_are_as_good_as_the_original(copied: Any, original: Any) -> None:
    made = copied(original)
    assert made == original
    assert type(made) is type(original)
    if isinstance(original, Pet):
        assert made.children is UNSET
        assert made.to_dict() == PET
    else:
        assert made.text == original.text


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda each: pickle.loads(pickle.dumps(each))])
def test_unset_stays_the_one_and_is_false(copied: Any) -> None:
    assert copied(UNSET) is UNSET
    assert not UNSET


def test_threads_that_first_use_a_model_at_once_lose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    @define(kw_only=True, repr=False)
    class Fresh(Model):
        a: int
        b: int | Unset = UNSET

    count = 8
    barrier = threading.Barrier(count, timeout=5)
    original = reader.annotations_of

    def together(model: Any) -> Any:
        barrier.wait()
        return original(model)

    monkeypatch.setattr(reader, "annotations_of", together)
    read: list[Fresh] = []
    data = {"a": 1, "b": 2, "unknown": 3}
    threads = [threading.Thread(target=lambda: read.append(Fresh.from_dict(data))) for _ in range(count)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    # Fields that stand twice in a decoder count twice, and then nothing unknown seems to be left.
    assert [each.to_dict() for each in [*read, Fresh.from_dict(data)]] == [data] * (count + 1)
