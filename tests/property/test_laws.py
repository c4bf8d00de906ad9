"""The property tests can fail: each way to lose something is found by the frozen instances."""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import pytest

from tests.property.freeze import frozen
from tests.property.laws import Codec, breaches, codec_of, differences, instant
from tests.property.subjects import Subject, choices, mistaken, subjects

ACME = subjects()["acme"]


def first_breaches(subject: Subject, codec: Codec) -> list[str]:
    """The breaches of the first instance that has any."""
    for name in subject.schemas:
        for value in frozen(subject, name).values():
            if found := breaches(subject, name, value, codec):
                return found
    return []


def everywhere(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return what changes a JSON value and all that is in it."""

    def changed(value: Any) -> Any:
        if isinstance(value, dict):
            return change({key: changed(each) for key, each in value.items()})
        return change([changed(each) for each in value] if isinstance(value, list) else value)

    return changed


def models_in(value: Any) -> Iterator[Any]:
    if hasattr(type(value), "to_dict"):
        yield value
        value = [getattr(value, field.name) for field in attrs.fields(type(value))]
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from models_in(each)


def without_unknown(read: Any) -> Any:
    for model in models_in(read):
        model.extra = {}
    return read


def null_for_unset(read: Any) -> Any:
    unset = ACME.core("unset").UNSET
    for model in models_in(read):
        for field in attrs.fields(type(model)):
            if getattr(model, field.name) is unset:
                setattr(model, field.name, None)
    return read


def on(kind: type, change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return everywhere(lambda value: change(value) if type(value) is kind else value)


READING = {
    "drops unknown fields": without_unknown,
    "sets what is not there to null": null_for_unset,
}
WRITING = {
    "drops null": on(dict, lambda value: {key: each for key, each in value.items() if each is not None}),
    "drops empty lists": on(dict, lambda value: {key: each for key, each in value.items() if each != []}),
    "cuts microseconds": on(str, lambda text: re.sub(r"(T\d\d:\d\d:\d\d\.\d{3})\d+", r"\1", text)),
    "forgets the zone": on(str, lambda text: re.sub(r"(T\d\d:\d\d:\d\d.*)[+-]\d\d:\d\d$", r"\1Z", text)),
    "cuts integers to 32 bits": on(int, lambda number: number & 0xFFFFFFFF),
    "writes numbers as text": on(float, str),
    "takes true for 1": on(bool, int),
    "trims text": on(str, str.strip),
    "writes text in small letters": on(str, str.lower),
    "drops what is not ASCII": on(str, lambda text: text.encode("ascii", "ignore").decode()),
    "turns lists around": on(list, lambda items: items[::-1]),
    "mixes up names": on(dict, lambda value: {key.replace("-", "_"): each for key, each in value.items()}),
}


@pytest.mark.parametrize("name", READING)
def test_a_codec_is_caught_that_reads_less(name: str) -> None:
    sound = codec_of(ACME)
    broken = Codec(lambda kind, value: READING[name](sound.decode(kind, value)), sound.encode)
    assert "came back otherwise" in first_breaches(ACME, broken)[0]


@pytest.mark.parametrize("name", WRITING)
def test_a_codec_is_caught_that_writes_something_else(name: str) -> None:
    sound = codec_of(ACME)
    broken = Codec(sound.decode, lambda read: WRITING[name](sound.encode(read)))
    assert "came back otherwise" in first_breaches(ACME, broken)[0]


def test_a_codec_is_caught_that_refuses() -> None:
    def refusing(kind: Any, value: Any) -> Any:
        raise RecursionError

    assert first_breaches(ACME, Codec(refusing, codec_of(ACME).encode)) == ["is refused: RecursionError: "]


def test_a_codec_is_caught_that_takes_what_it_reads_apart() -> None:
    def greedy(kind: Any, value: Any) -> Any:
        read = codec_of(ACME).decode(kind, json.loads(json.dumps(value)))
        if isinstance(value, dict):
            value.clear()
        return read

    assert "was changed while it was read" in first_breaches(ACME, Codec(greedy, codec_of(ACME).encode))


def test_a_codec_is_caught_whose_values_are_not_equal_when_copied() -> None:
    class Alone:
        pass

    broken = Codec(lambda *_: Alone(), lambda _: {})
    found = " ".join(breaches(ACME, "Empty", {}, broken))
    ways = ["when it is read again", "after copy.copy", "after copy.deepcopy", "after JSON"]
    assert [way for way in ways if f"is not the same {way}" in found] == ways
    assert "is refused after pickle" in found


def test_a_codec_is_caught_that_writes_what_the_schema_does_not_allow() -> None:
    sound = codec_of(ACME)
    broken = Codec(sound.decode, lambda read: {**sound.encode(read), "b": 1})
    assert 'came back invalid: {"a": 1, "b": 1}' in breaches(ACME, "Strict", {"a": 1}, broken)


@pytest.mark.parametrize(("choice", "first"), [("Conversation", "ChatConversation"), ("Attachment", "Link")])
def test_a_choice_is_caught_whose_first_member_always_wins(choice: str, first: str) -> None:
    model = getattr(ACME.load().models, first)
    found = list(mistaken(ACME, choice, frozen(ACME, choice), lambda *_: model(**least_of(model))))
    assert found
    assert {each.rpartition(": ")[2] for each in found} == {first}


def least_of(model: Any) -> dict[str, Any]:
    return {field.name: "" for field in attrs.fields(model) if field.default is attrs.NOTHING}


def test_members_of_choices_are_among_the_instances() -> None:
    members = {label.partition(":")[0] for name in choices(ACME) for label in frozen(ACME, name)}
    wanted = {"ChatConversation", "EmailConversation", "PhoneConversation", "Agent", "Visitor", "Sedan", "Van", "Bike"}
    assert wanted <= members


SAME = ["2026-01-01T00:00:00Z", "2026-01-01t00:00:00.000z", "2026-01-01T01:30:00+01:30", "2025-12-31T23:59:60Z"]
OTHER = ["2026-01-01T00:00:00.0000000001Z", "2026-01-01T00:00:00+00:01", "2026-01-02T00:00:00Z"]


@pytest.mark.parametrize(("one", "other"), list(itertools.pairwise(SAME)))
def test_instants_are_the_same_however_they_are_spelt(one: str, other: str) -> None:
    assert instant(one) is not None
    assert list(differences({"at": one}, {"at": other}, {"/at"})) == []
    assert list(differences({"at": one}, {"at": other})) == [f"/at ({one!r}, now {other!r})"]


@pytest.mark.parametrize("other", OTHER)
def test_instants_differ_to_the_last_digit(other: str) -> None:
    assert len(list(differences({"at": SAME[0]}, {"at": other}, {"/at"}))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (0, False),
        (1, "1"),
        ({}, []),
        ([1], [1, 1]),
        ({"a": None}, {}),
        ({}, {"a": None}),
        ("a", "A"),
        (1, 2),
    ],
)
def test_values_differ_as_json_schema_sees_it(one: Any, other: Any) -> None:
    assert len(list(differences(one, other))) == 1


@pytest.mark.parametrize(
    ("one", "other"), [(1, 1.0), ([{"a": 0}], [{"a": -0.0}]), ({"a": 1, "b": 2}, {"b": 2, "a": 1})]
)
def test_values_are_the_same_as_json_schema_sees_it(one: Any, other: Any) -> None:
    assert list(differences(one, other)) == []
