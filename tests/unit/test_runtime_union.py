"""Unions: tags, aliases that contain themselves, constants, and objects that nothing tells apart."""

from __future__ import annotations

import copy
import pickle
import sys
from enum import IntEnum, StrEnum
from types import MappingProxyType, ModuleType
from typing import Annotated, Any, ForwardRef, Literal, TypeAlias, Union

import pytest
from attrs import define, field

from scripts.runtime import codec
from scripts.runtime.codec import decode, encode
from scripts.runtime.errors import DecodeError
from scripts.runtime.model import Model
from scripts.runtime.union import Tagged
from scripts.runtime.unset import UNSET, Unset


@define(kw_only=True, repr=False)
class Cat(Model):
    kind: Literal["cat"] = field(default="cat", metadata={"wire": "_type"})
    lives: int


@define(kw_only=True, repr=False)
class Dog(Model):
    kind: str = field(metadata={"wire": "_type"})
    trick: str | Unset = UNSET


@define(kw_only=True, repr=False)
class UnknownPet(Model):
    kind: str | Unset = field(default=UNSET, metadata={"wire": "_type"})


@define(kw_only=True, repr=False)
class Car(Model):
    shape: Literal["car"]
    doors: int


@define(kw_only=True, repr=False)
class UnknownShape(Model):
    shape: str | Unset = UNSET


@define(kw_only=True, repr=False)
class Stone(Model):
    weight: int | Unset = UNSET
    shape: Literal["stone"] | Unset = UNSET


Pet: TypeAlias = Annotated[Cat | Dog | UnknownPet, Tagged("_type", {"cat": Cat, "dog": Dog, "hound": Dog}, UnknownPet)]
Strict: TypeAlias = Annotated[Cat | Dog, Tagged("_type", {"cat": Cat, "dog": Dog}, None)]
Shape: TypeAlias = Annotated[Car | UnknownShape, Tagged("shape", {"car": Car}, UnknownShape)]
Nested: TypeAlias = Annotated[
    Strict | UnknownPet, Tagged("_type", {"cat": Strict, "dog": "Pet", "other": dict[str, Any]}, UnknownPet)
]


@define(kw_only=True, repr=False)
class Owner(Model):
    pet: Pet | None
    pets: list[Pet] | Unset = UNSET
    by_name: dict[str, Pet] | Unset = UNSET
    thing: Pet | Shape | Stone | str | Unset = UNSET


CAT, DOG, CAR = {"_type": "cat", "lives": 9}, {"_type": "dog", "trick": "roll"}, {"shape": "car", "doors": 3}


@pytest.fixture(autouse=True)
def _models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for the package of models that lies beside the runtime of a client."""
    models = ModuleType("scripts.models")
    models.__dict__.update({"Json": Json, "Tree": Tree, "Pet": Pet, "Scalar": Scalar, "Group": Group, "Other": Other})
    monkeypatch.setitem(sys.modules, "scripts.models", models)
    monkeypatch.setattr(codec, "_decoders", {})


Json: TypeAlias = str | float | bool | None | list["Json"] | dict[str, "Json"]  # noqa: RUF036 - as it is generated
Scalar: Any = Union[int, "Other"]
Other: Any = Union[bool, "Scalar", None]
Tree: TypeAlias = Union["Group", str]


@define(kw_only=True, repr=False)
class Group(Model):
    parts: list[Tree]
    note: Json | Unset = UNSET


TAGGED: list[tuple[Any, Any, type]] = [
    (Pet, CAT, Cat),
    (Pet, DOG, Dog),
    (Pet, {"_type": "hound"}, Dog),
    (Pet, {"_type": "cow", "milk": [1]}, UnknownPet),
    (Pet, {"milk": 1}, UnknownPet),
    (Pet, {"_type": 5}, UnknownPet),
    (Pet, {"_type": None, "a": 1}, UnknownPet),
    (Pet, {"_type": ["cat"]}, UnknownPet),
    (Pet, {}, UnknownPet),
    (Strict, CAT, Cat),
    (Union[Pet, None], None, type(None)),  # noqa: UP007 - pyright would have no `|` here
    (Pet | Unset, CAT, Cat),
    (Pet | str, "cat", str),
    (Pet | str, DOG, Dog),
    (Pet | dict[str, Any], CAT, Cat),
    (Strict | dict[str, Any], {"_type": "cow"}, dict),
    (Pet | Shape, CAT, Cat),
    (Pet | Shape, CAR, Car),
    (Shape | Pet, CAT, Cat),
    (Pet | Shape, {"shape": "round"}, UnknownShape),
    (Pet | Shape, {"_type": "cow"}, UnknownPet),
    (Pet | Shape, {}, UnknownPet),
    (Pet | Stone, {"weight": 5}, Stone),
    (Stone | Pet, CAT, Cat),
    (Stone | Pet, {"_type": "cow"}, UnknownPet),
    (Stone | Shape, {"shape": "stone"}, Stone),
    (Stone | Shape, {"shape": "round"}, UnknownShape),
    (Stone | Shape, {"shape": "car", "doors": 3}, Car),
    (Nested, CAT, Cat),
    (Nested, DOG, Dog),
    (Nested, {"_type": "other"}, dict),
    (Nested, {"_type": "cow"}, UnknownPet),
    (Annotated[Cat | None, "documented"], CAT, Cat),
    (Annotated[Cat, "documented"] | Stone, CAT, Cat),
]


@pytest.mark.parametrize(("expected", "value", "kind"), TAGGED)
def test_a_tag_tells_which_member_an_object_is(expected: Any, value: Any, kind: type) -> None:
    read = decode(expected, value)
    assert type(read) is kind
    assert encode(read) == value


def test_tagged_unions_stand_wherever_a_type_can() -> None:
    data = {"pet": None, "pets": [CAT, {"_type": "cow"}], "by_name": {"a": DOG}, "thing": CAR}
    owner = Owner.from_dict(data)
    assert isinstance(owner.pets, list)
    assert isinstance(owner.by_name, dict)
    assert [type(each) for each in owner.pets] == [Cat, UnknownPet]
    assert (type(owner.by_name["a"]), type(owner.thing)) == (Dog, Car)
    assert owner.to_dict() == data
    for made in (copy.deepcopy(owner), pickle.loads(pickle.dumps(owner))):
        assert made == owner
    for thing, kind in ((CAT, Cat), ({"weight": 1}, Stone), ("text", str)):
        assert type(Owner.from_dict({"pet": CAT, "thing": thing}).thing) is kind


@pytest.mark.parametrize(
    ("expected", "value", "message"),
    [
        (Pet, {"_type": "cat"}, "Cat/lives: expected a value, got nothing"),
        (Pet, {"_type": "dog", "trick": 5, "lives": 9}, "Dog/trick: expected str, got an integer 5"),
        (Pet | Stone, {"_type": "cat", "weight": 5}, "Cat/lives: expected a value, got nothing"),
        (Strict, {"_type": "cow"}, "body/_type: expected 'cat' or 'dog', got text 'cow'"),
        (Strict, {"_type": 5}, "body/_type: expected 'cat' or 'dog', got an integer 5"),
        (Strict, {}, "body/_type: expected 'cat' or 'dog', got nothing"),
        (Pet, "cat", "body: expected an object with _type, got text 'cat'"),
        (Pet | int, "cat", "body: expected an object with _type or int, got text 'cat'"),
        (Owner, {"pet": {"_type": "cat", "lives": "9"}}, "Owner/pet/lives: expected an integer, got text '9'"),
    ],
)
def test_what_does_not_fit_the_tag_is_refused_by_the_member_that_it_names(
    expected: Any, value: Any, message: str
) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(expected, value)
    assert str(caught.value) == message


DEEP: dict[str, Any] = {"a": [1, "b", None, {"c": [True, []]}], "d": 1.5}


@pytest.mark.parametrize("value", [DEEP, [], "text", None, False, [[["x"]]]])
@pytest.mark.parametrize("expected", [Json, "Json", ForwardRef("Json"), Json | Unset])
def test_an_alias_may_contain_itself(expected: Any, value: Any) -> None:
    read = decode(expected, value)
    assert read == value
    assert encode(read) == value


def test_the_place_in_an_alias_that_contains_itself_is_told() -> None:
    narrow: Any = dict[str, "Narrow"] | int  # type: ignore[name-defined] # noqa: F821
    sys.modules["scripts.models"].__dict__["Narrow"] = narrow
    assert decode(narrow, {"a": {"b": 1}}) == {"a": {"b": 1}}
    with pytest.raises(DecodeError, match=r"^body/a/b: expected dict or int, got text 'x'"):
        decode(narrow, {"a": {"b": "x"}})


def test_a_model_and_an_alias_may_contain_each_other() -> None:
    data: dict[str, Any] = {"parts": ["a", {"parts": [{"parts": []}], "note": DEEP}]}
    for expected in (Group, Tree, list[Tree]):
        value: Any = [data] if expected == list[Tree] else data
        read: Any = decode(expected, value)
        group = read[0] if expected == list[Tree] else read
        assert type(group.parts[1].parts[0]) is Group
        assert encode(read) == value


@pytest.mark.parametrize(("value", "kind"), [(1, int), (True, bool), (None, type(None))])
def test_an_alias_may_name_another_among_its_members(value: Any, kind: type) -> None:
    assert type(decode(Scalar, value)) is kind
    assert type(decode(Scalar | str, value)) is kind


def test_a_name_that_no_model_has_is_said() -> None:
    with pytest.raises(AttributeError, match=r"'scripts\.models' has no attribute 'Nonsense'"):
        decode(list["Nonsense"], [1])  # type: ignore[name-defined] # noqa: F821


def test_json_that_is_deeper_than_python_can_follow_is_an_error_of_ours() -> None:
    value: Any = []
    for _ in range(sys.getrecursionlimit()):
        value = [value]
    with pytest.raises(DecodeError, match="more levels than Python can follow"):
        decode(Json, value)


def test_a_constant_is_sent_by_itself_and_another_value_is_kept_as_of_an_enum() -> None:
    assert Cat(lives=1).to_dict() == {"_type": "cat", "lives": 1}
    # What the service did not send is not sent back to it.
    assert Cat.from_dict({"lives": 1}).to_dict() == {"lives": 1}
    assert Cat.from_dict({"_type": "dog", "lives": 1}).to_dict() == {"_type": "dog", "lives": 1}
    with pytest.raises(DecodeError, match="Cat/_type: expected 'cat', got an integer 1"):
        Cat.from_dict({"_type": 1, "lives": 1})
    assert pickle.loads(pickle.dumps(Cat(lives=1))) == Cat(lives=1)


def test_without_a_tag_the_one_member_that_has_all_fields_is_meant() -> None:
    pet = Annotated[Cat | Stone | UnknownPet, Tagged("_type", {"cat": Cat, "stone": Stone}, UnknownPet)]
    assert type(decode(pet, {"lives": 1})) is Cat
    assert encode(decode(pet, {"lives": 1})) == {"lives": 1}
    # A field that it does not know speaks against it.
    assert type(decode(pet, {"lives": 1, "colour": "red"})) is UnknownPet
    assert type(decode(pet, {})) is UnknownPet


def test_a_required_field_that_is_unset_is_refused_before_it_is_sent() -> None:
    cat = Cat(lives=1)
    cat.lives = UNSET  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(ValueError, match=r"Cat\.lives is required: give it a value"):
        encode(cat)


Mixed: TypeAlias = Literal["a", 1, True, None]


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        *((Mixed, each) for each in ("a", 1, True, None)),
        (Mixed | str, "b"),
        (Literal[1] | bool, True),
        (Mixed | int, 2),
    ],
)
def test_values_of_several_kinds_stay_apart(expected: Any, value: Any) -> None:
    read = decode(expected, value)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("expected", "value"), [(Mixed, False), (Mixed, 0), (Mixed, "b"), (Literal[True], 1), (Literal[0], False)]
)
def test_a_value_that_python_takes_for_another_is_refused(expected: Any, value: Any) -> None:
    with pytest.raises(DecodeError):
        decode(expected, value)
    with pytest.raises(DecodeError):
        decode(expected | list[str], value)


@define(kw_only=True, repr=False)
class A(Model):
    kind: Literal["a"]
    name: str | Unset = UNSET


@define(kw_only=True, repr=False)
class B(Model):
    kind: Literal["b"]
    name: str | Unset = UNSET


@define(kw_only=True, repr=False)
class Loose(Model):
    kind: Literal["loose"] | str | Unset = UNSET
    name: str | Unset = UNSET


@define(kw_only=True, repr=False)
class Wide(Model):
    kind: str
    name: str | Unset = UNSET
    size: int | Unset = UNSET
    color: str | Unset = UNSET


@define(kw_only=True, repr=False)
class Wider(Model):
    kind: str
    size: int | Unset = UNSET
    color: str | Unset = UNSET


@define(kw_only=True, repr=False)
class Twin(Model):
    kind: str
    size: int | Unset = UNSET
    color: str | Unset = UNSET


@define(kw_only=True, repr=False)
class Free(Model):
    kind: str


class Only(StrEnum):
    ONE = "one"


@define(kw_only=True, repr=False)
class One(Model):
    kind: Only | str


@define(kw_only=True, repr=False)
class Number(Model):
    value: int


@define(kw_only=True, repr=False)
class Word(Model):
    value: str


@define(kw_only=True, repr=False)
class Needy(Model):
    kind: str
    size: int
    color: str


@pytest.mark.parametrize(
    ("expected", "value", "kind"),
    [
        # Only one can be read.
        (Number | Word, {"value": 1}, Number),
        (Number | Word, {"value": "x"}, Word),
        (Word | Number, {"value": 1}, Number),
        (A | B, {"kind": "a"}, A),
        (A | B, {"kind": "b", "name": "x"}, B),
        (B | A, {"kind": "b", "more": 1}, B),
        # What is required is not there.
        (Needy | Wide, {"kind": "x", "size": 1}, Wide),
        # A constant that is said.
        (Wide | Loose, {"kind": "loose"}, Loose),
        (Loose | Wide, {"kind": "tight", "color": "red", "size": 1}, Wide),
        (Wider | A, {"kind": "a"}, A),
        (Wide | One, {"kind": "one", "size": 1}, Wide),
        (Free | One, {"kind": "one"}, One),
        (Free | One, {"kind": "two"}, Free),
        # The one that knows most of it.
        (Loose | Wide | Wider, {"kind": "x", "size": 1}, Wider),
        (Loose | Wider | Wide, {"kind": "x", "size": 1, "name": "y"}, Wide),
        # The first of those that are alike.
        (Wider | Twin, {"kind": "x", "size": 1}, Wider),
        (Twin | Wider, {"kind": "x", "size": 1}, Twin),
        (Twin | Wider, {"kind": "x", "other": 1}, Twin),
        # The one with fields of its own does not fit.
        (Loose | Needy, {"kind": "x", "size": "big"}, Loose),
        # Several arrays, or several objects of any kind.
        (list[int] | list[str], ["a"], list),
        (dict[str, int] | dict[str, str], {"a": "b"}, dict),
        (dict[str, int] | Number, {"a": 1}, dict),
        (Number | dict[str, int] | dict[str, Any], {"value": "x"}, dict),
    ],
)
def test_of_objects_that_nothing_tells_apart_the_closest_that_fits_is_chosen(
    expected: Any, value: Any, kind: type
) -> None:
    read = decode(expected, value)
    assert type(read) is kind
    assert encode(read) == value


def test_unions_in_another_order_are_other_unions() -> None:
    value = {"kind": "x"}
    assert type(decode(Wider | Twin, value)) is Wider
    assert type(decode(Twin | Wider, value)) is Twin
    assert type(decode(list[Wider | Twin], [value])[0]) is Wider
    assert type(decode(list[Twin | Wider], [value])[0]) is Twin


REFUSED: list[tuple[Any, Any, str]] = [
    (Number | Word, {"value": []}, "Number/value: expected an integer, got an array"),
    (A | B, {"kind": "a", "name": 5}, "A/name: expected str, got an integer 5"),
    (B | A, {"kind": "a", "name": 5}, "A/name: expected str, got an integer 5"),
    (Number | Word, {"other": 1}, "body: expected Number or Word, got an object with other"),
    (Needy | A, {"kind": "x", "size": 1}, "Needy/color: expected a value, got nothing"),
    (list[int] | list[str], [[]], "body/0: expected an integer, got an array"),
    (list[int] | list[list[int]], [["x"]], "body/0/0: expected an integer, got text 'x'"),
]


@pytest.mark.parametrize(("expected", "value", "message"), REFUSED)
def test_where_none_fits_the_closest_says_why(expected: Any, value: Any, message: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(expected, value)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("value", "kind"),
    [(MappingProxyType({"value": 1}), Number), ((1,), list), (Only.ONE, Only), (IntEnum("I", "X").X, int)],
)
def test_values_that_no_json_parser_made_are_told_apart_too(value: Any, kind: type) -> None:
    assert isinstance(decode(Number | list[int] | str | int, value), kind)


def test_an_unknown_member_need_not_be_a_model() -> None:
    union = Annotated[Cat | dict[str, str], Tagged("_type", {"cat": Cat}, dict[str, str])]
    assert decode(union, {"_type": "cow"}) == {"_type": "cow"}
    with pytest.raises(DecodeError, match="body/a: expected text, got an integer 1"):
        decode(union, {"a": 1})


def test_a_file_is_nothing_that_json_holds() -> None:
    with pytest.raises(DecodeError, match="a file, which JSON can't hold"):
        decode(bytes, "text")
