"""Values that no generator reaches, each with the reason why it is here: `odd.json`.

What a schema does not allow is marked `valid: false`: services send it all the same, and it must not be lost either.
`becomes` says what the value, or a field of it, is read as; nothing of it may hide in a field of another kind.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.property.laws import breaches, codec_of, is_valid
from tests.property.subjects import subjects

ODD: dict[str, list[dict[str, Any]]] = json.loads((Path(__file__).parent / "odd.json").read_text(encoding="utf-8"))
CASES = [(package, case) for package, cases in ODD.items() for case in cases]
IDS = [f"{package}-{case['schema']}: {case['why']}" for package, case in CASES]


@pytest.mark.parametrize(("package", "case"), CASES, ids=IDS)
def test_an_odd_value_comes_back_as_it_came(package: str, case: dict[str, Any]) -> None:
    subject = subjects()[package]
    assert breaches(subject, case["schema"], case["value"], codec_of(subject)) == []


@pytest.mark.parametrize(("package", "case"), CASES, ids=IDS)
def test_an_odd_value_is_as_valid_as_it_says(package: str, case: dict[str, Any]) -> None:
    assert is_valid(subjects()[package], case["schema"], case["value"]) is case.get("valid", True)


@pytest.mark.parametrize(
    ("package", "case"),
    [each for each in CASES if "becomes" in each[1]],
    ids=[each for each, (_, case) in zip(IDS, CASES, strict=True) if "becomes" in case],
)
def test_an_odd_value_is_read_as_what_it_is(package: str, case: dict[str, Any]) -> None:
    subject = subjects()[package]
    read = codec_of(subject).decode(subject.type_of(case["schema"]), case["value"])
    pythons = {wire: python for python, wire in subject.core("fields").wire_names(type(read)).items()}
    for name, wanted in case["becomes"].items():
        found = getattr(read, pythons[name]) if name else read
        assert wanted in [kind.__name__ for kind in type(found).__mro__], f"{name}: {found!r}"


def test_no_two_odd_values_are_the_same() -> None:
    said = Counter(json.dumps([package, case["schema"], case["value"]], sort_keys=True) for package, case in CASES)
    assert [each for each, count in said.items() if count > 1] == []


def test_every_odd_value_has_a_reason() -> None:
    assert [case for _, case in CASES if not case["why"].strip()] == []
