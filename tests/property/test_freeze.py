"""What is drawn, when it is drawn anew, and what is made by rule."""

import copy
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.problem import Refused
from scripts.vendors import ROOT
from tests.features_package import acme
from tests.property.freeze import freeze, frozen, main, path_of, stale, surplus, text_of
from tests.property.laws import is_valid
from tests.property.shapes import shapes
from tests.property.subjects import Subject, subjects

SCHEMAS: dict[str, Any] = {
    "Pet": {
        "type": "object",
        "description": "A pet.",
        "required": ["name"],
        "properties": {"name": {"type": "string"}, "owner": {"$ref": "#/components/schemas/Owner"}},
    },
    "Owner": {"type": "object", "properties": {"born": {"type": ["string", "null"], "format": "date"}}},
    "Size": {"enum": ["small", "large"]},
}


def subject_of(**schemas: Any) -> Subject:
    return Subject("pets", {"openapi": "3.1.0", "components": {"schemas": copy.deepcopy(SCHEMAS) | schemas}}, acme)


def test_only_what_changed_is_drawn_anew(tmp_path: Path) -> None:
    assert [path.stem for path in freeze([subject_of()], root=tmp_path)] == ["Pet", "Owner", "Size"]
    assert freeze([subject_of()], root=tmp_path) == []
    wider = subject_of(Owner={"type": "object", "properties": {"born": {"type": "string"}}})
    # A pet changes with its owner.
    assert list(stale(wider, tmp_path)) == ["Pet", "Owner"]
    assert [path.stem for path in freeze([wider], root=tmp_path)] == ["Pet", "Owner"]
    assert list(stale(wider, tmp_path)) == []


def test_prose_changes_no_instance(tmp_path: Path) -> None:
    freeze([subject_of()], root=tmp_path)
    assert list(stale(subject_of(Size={**SCHEMAS["Size"], "description": "How large."}), tmp_path)) == []


def test_what_has_no_instances_is_named(tmp_path: Path) -> None:
    freeze([subject_of()], root=tmp_path)
    assert list(stale(subject_of(Colour={"enum": ["red"]}), tmp_path)) == ["Colour"]


def test_instances_of_a_schema_that_is_gone_are_named(tmp_path: Path) -> None:
    freeze([subject_of(Colour={"enum": ["red"]})], root=tmp_path)
    assert surplus([subject_of()], tmp_path) == [tmp_path / "pets" / "Colour.json"]


def test_all_is_drawn_anew_where_a_seed_is_given(tmp_path: Path) -> None:
    freeze([subject_of()], root=tmp_path)
    before = path_of(subject_of(), "Pet", tmp_path).read_bytes()
    assert len(freeze([subject_of()], 2, tmp_path)) == 3
    after = path_of(subject_of(), "Pet", tmp_path).read_bytes()
    assert before != after
    freeze([subject_of()], 1, tmp_path)
    assert path_of(subject_of(), "Pet", tmp_path).read_bytes() == before


def test_the_same_is_drawn_whatever_the_order_of_sets() -> None:
    program = (
        "from tests.property.freeze import text_of; from tests.property.subjects import subjects; "
        "import sys; sys.stdout.write(text_of(subjects()['acme'], 'Choices', 1))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, check=True)
    assert done.stdout.decode() == text_of(subjects()["acme"], "Choices", 1)


def test_each_instance_stands_on_a_line_of_its_own(tmp_path: Path) -> None:
    subject = subject_of()
    freeze([subject], root=tmp_path)
    lines = path_of(subject, "Size", tmp_path).read_text(encoding="utf-8").splitlines()
    assert lines == [
        "{",
        f'"digest": "{subject.digests["Size"]}",',
        '"seed": 1,',
        '"instances": {',
        '"\'small\': minimal": "small",',
        '"\'large\': minimal": "large",',
        '"drawn 1": "large",',
        '"drawn 2": "small"',
        "}",
        "}",
    ]


def test_what_no_rule_makes_is_refused_with_what_to_do() -> None:
    with pytest.raises(Refused, match=r"pets:/components/schemas/Code: minimal is no instance: .*: give an example"):
        text_of(subject_of(Code={"type": "string", "pattern": "^[A-Z]{9}$"}), "Code", 1)
    example = {"type": "string", "pattern": "^[A-Z]{9}$", "examples": ["ABCDEFGHI"]}
    assert "ABCDEFGHI" in text_of(subject_of(Code=example), "Code", 1)


def test_the_command_knows_its_packages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["acme"]) == 0
    assert capsys.readouterr().out == ""
    with pytest.raises(SystemExit):
        main(["nobody"])
    assert "invalid choice: 'nobody'" in capsys.readouterr().err


def test_every_branch_every_null_and_every_gap_has_an_instance() -> None:
    assert shapes(subject_of().tree, "Pet") == {
        "minimal": {"name": "text"},
        "maximal": {"name": "text", "owner": {"born": "2026-01-02"}},
        "unknown fields": {"name": "text", "unknown": {"kept": [1, None]}, "": ""},
    }
    assert shapes(subject_of().tree, "Owner") == {
        "minimal": {},
        "maximal": {"born": "2026-01-02"},
        "born null": {"born": None},
        "unknown fields": {"unknown": {"kept": [1, None]}, "": ""},
    }
    either = {"oneOf": [{"$ref": "#/components/schemas/Owner"}, {"type": "array", "items": {"type": "boolean"}}]}
    assert list(shapes(subject_of(Either=either).tree, "Either")) == [
        "Owner: minimal",
        "Owner: maximal",
        "Owner: born null",
        "Owner: unknown fields",
        "array: minimal",
        "array: maximal",
        "array: item False",
    ]


def test_a_member_of_a_choice_says_its_tags() -> None:
    kinds = {
        "oneOf": [{"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind", "mapping": {"dog": "#/components/schemas/Dog", "puppy": "Dog"}},
    }
    dog = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    subject = subject_of(Kinds=kinds, Dog=dog)
    assert {each["kind"] for each in shapes(subject.told, "Dog").values()} == {"dog", "puppy"}
    # The schema itself takes any text.
    assert is_valid(subject, "Dog", {"kind": "wolf"})


def test_what_is_frozen_holds_every_kind_of_instance() -> None:
    labels = [label for name in subjects()["acme"].schemas for label in frozen(subjects()["acme"], name)]
    for kind in ("minimal", "maximal", "without ", "null", "empty", "unknown fields", "drawn 24"):
        assert any(kind in label for label in labels), kind
