"""Any instance of any schema is read, and comes back as it came: for all packages, over frozen instances."""

import pytest

from tests.property.freeze import COMMAND, INSTANCES, frozen, stale, surplus
from tests.property.laws import breaches, codec_of, is_valid
from tests.property.subjects import Subject, choices, mistaken, subjects

SCHEMAS = [(subject, name) for subject in subjects().values() for name in subject.schemas]
CHOICES = [(subject, name) for subject, name in SCHEMAS if name in choices(subject)]
MAY_WEIGH = 1_500_000


def called(value: object) -> str:
    return getattr(value, "name", str(value))


@pytest.mark.parametrize("subject", subjects().values(), ids=called)
def test_every_schema_has_its_instances(subject: Subject) -> None:
    assert list(stale(subject)) == [], f"run: {COMMAND} -- {subject.name}"


def test_no_schema_is_gone_that_has_instances() -> None:
    assert surplus(list(subjects().values())) == [], f"run: {COMMAND}"


def test_the_instances_stay_small_enough_to_keep() -> None:
    assert sum(path.stat().st_size for path in INSTANCES.rglob("*.json")) < MAY_WEIGH


@pytest.mark.parametrize(("subject", "name"), SCHEMAS, ids=called)
def test_what_is_valid_comes_back_as_it_came(subject: Subject, name: str) -> None:
    codec = codec_of(subject)
    for label, value in frozen(subject, name).items():
        assert breaches(subject, name, value, codec) == [], label


@pytest.mark.parametrize(("subject", "name"), SCHEMAS, ids=called)
def test_what_is_frozen_is_valid(subject: Subject, name: str) -> None:
    found = frozen(subject, name)
    assert found
    assert [label for label, value in found.items() if not is_valid(subject, name, value)] == []


@pytest.mark.parametrize(("subject", "name"), CHOICES, ids=called)
def test_a_member_of_a_choice_is_read_as_its_own_class(subject: Subject, name: str) -> None:
    assert list(mistaken(subject, name, frozen(subject, name), codec_of(subject).decode)) == []
