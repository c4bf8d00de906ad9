"""The mutation score: descriptions and exchanges with one thing changed are noticed, of every vendor and variant."""

from functools import cache

import pytest

from scripts import vendors
from tests.conformance.acme_exchanges import GOOD
from tests.conformance.mutants.mutant import Mutant
from tests.conformance.mutants.reasons import equivalence, listed, unexplained
from tests.conformance.mutants.score import Exam, missed, scored, share
from tests.conformance.mutants.subject import Subject, bare, subjects
from tests.features_package import description

FEATURES = Subject("features", bare(description()), GOOD)
SUBJECTS = {each.name: each for vendor in vendors.find() for each in subjects(vendor)} | {FEATURES.name: FEATURES}
# The description with every feature has 3,500 mutants, which take half a minute: every seventh will do here.
EVERY = {FEATURES.name: 7}
OF_DESCRIPTIONS, OF_EXCHANGES = 0.95, 0.99


@cache
def exam(name: str) -> Exam:
    return Exam(SUBJECTS[name], every=EVERY.get(name, 1))


@cache
def results(name: str) -> list[tuple[Mutant, str]]:
    return scored(exam(name))


def few(name: str, caught: float) -> str:
    vendor = name.partition("-")[0]
    return f"{name}: {caught:.1%} are noticed: python -m tests.conformance.mutants {vendor} tells which are not"


each_subject = pytest.mark.parametrize("name", SUBJECTS)


@each_subject
def test_a_description_with_one_keyword_changed_is_noticed(name: str) -> None:
    assert results(name)
    assert share(results(name)) >= OF_DESCRIPTIONS, few(name, share(results(name)))


@each_subject
def test_what_is_not_noticed_has_a_reason_and_no_reason_is_left_over(name: str) -> None:
    found = unexplained(exam(name), results(name), listed(name))
    assert not found, "\n".join(found)


@each_subject
def test_what_is_said_to_mean_the_same_is_never_noticed(name: str) -> None:
    noticed = [mutant for mutant, by in results(name) if by != "nothing"]
    assert [each.what for each in noticed if equivalence(exam(name), each).startswith("equivalent")] == []


@each_subject
def test_an_exchange_with_one_defect_is_noticed(name: str) -> None:
    made = exam(name).broken()
    assert made
    caught = 1 - len(missed(exam(name), made)) / len(made)
    assert caught >= OF_EXCHANGES, few(name, caught)


@each_subject
def test_a_good_exchange_raises_no_alarm(name: str) -> None:
    subject = SUBJECTS[name]
    assert [str(finding) for exchange in subject.exchanges for finding in subject.judge.judge(exchange)] == []
    assert len(subject.matches) == len(subject.exchanges)


@each_subject
def test_what_is_just_allowed_raises_no_alarm(name: str) -> None:
    assert [each.what for each in exam(name).edges[1]] == []


@each_subject
def test_a_planted_fault_is_found_as_what_it_is_and_where_it_is(name: str) -> None:
    planted, astray = exam(name).planted
    assert planted
    assert [each.what for each in astray] == []
