"""The mutation score itself: it falls where a judge is blind, and where exchanges are taken away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from scripts.conform import Conformer, Finding
from scripts.exchange import Exchange, Request, Response
from tests.conformance.mutants.edits import Tree, drop, put, rename
from tests.conformance.mutants.reasons import listed, unexplained
from tests.conformance.mutants.score import Exam, missed, scored, share
from tests.conformance.mutants.subject import Judge, Planted, Subject

STATES = ["draft", "open", "closed"]
SMALL: Tree = {
    "openapi": "3.1.0",
    "info": {"title": "Small", "version": "1"},
    "servers": [{"url": "https://api.example.test/v1"}],
    "security": [{"key": []}],
    "paths": {
        "/letters/{id}": {
            "get": {
                "operationId": "getLetter",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}},
                    {"name": "states", "in": "query", "schema": {"type": "array", "items": {"enum": STATES}}},
                ],
                "responses": {
                    "200": {
                        "description": "The letter.",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Letter"}}},
                    }
                },
            }
        }
    },
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
        "schemas": {
            "Letter": {
                "type": "object",
                "required": ["state", "past"],
                "properties": {
                    "state": {"enum": STATES},
                    "past": {"type": "array", "maxItems": 3, "items": {"enum": STATES}},
                    "pages": {"type": "integer", "minimum": 1},
                },
            }
        },
    },
}
URL = "https://api.example.test/v1/letters/123e4567-e89b-12d3-a456-426614174000?states=open&states=closed"
GOOD = Exchange(
    "good",
    "local",
    "small",
    None,
    "getLetter",
    {"server": "none"},
    Request.of("GET", URL, [("x-key", "k")]),
    Response.of(200, [("content-type", "application/json")], b'{"state":"open","past":["draft"],"pages":2}'),
)


@dataclass
class Blind:
    """A judge that does not see what ends in some word."""

    judge_: Conformer
    word: str

    def judge(self, exchange: Exchange) -> list[Finding]:
        return [each for each in self.judge_.judge(exchange) if not each.code.endswith(self.word)]


class GoodOnly(Exam):
    """An exam without planted exchanges."""

    @cached_property
    def _all_planted(self) -> list[Planted]:
        return []

    @cached_property
    def _all_edges(self) -> list[Planted]:
        return []


def small(word: str = "nothing at all", tree: Tree = SMALL, exchanges: Sequence[Exchange] = (GOOD,)) -> Subject:
    def make(changed: Tree) -> Judge:
        return Blind(Conformer(changed, "small"), word)

    return Subject("small", tree, exchanges, make)


def test_all_of_a_small_description_is_noticed() -> None:
    results = scored(Exam(small()))
    assert share(results) >= 0.95
    assert {by for _, by in results} >= {"good", "planted", "edge"}


@pytest.mark.parametrize("word", [".enum", ".type", ".undocumented"])
def test_a_judge_that_is_blind_to_one_kind_of_fault_fails(word: str) -> None:
    assert share(scored(Exam(small(word)))) < 0.95


def test_a_judge_that_is_blind_to_enums_fails_both_scores() -> None:
    exam = Exam(small(".enum"))
    made = exam.broken()
    assert share(scored(exam)) < 0.95
    assert len(missed(exam, made)) / len(made) > 0.01


def test_good_exchanges_alone_are_not_enough() -> None:
    assert share(scored(GoodOnly(small()))) < 0.95


def test_a_description_that_no_exchange_touches_has_no_mutants() -> None:
    assert scored(Exam(small(exchanges=()))) == []


def test_a_judge_that_complains_of_what_is_allowed_is_told_of() -> None:
    def make(tree: Tree) -> Judge:
        return Conformer(drop(tree, ["components", "schemas", "Letter", "properties", "state", "enum", 0]), "small")

    exam = Exam(Subject("small", SMALL, [GOOD], make))
    assert [each.what for each in exam.edges[1]] == ["the value 'draft' at response.body/state"]


def test_a_judge_that_finds_something_else_is_told_of() -> None:
    exam = Exam(small("minimum"))
    assert [each.what for each in exam.planted[1]] == ["minimum at response.body/pages: 0"]


def test_what_is_touched_is_no_more_than_what_the_exchanges_hold() -> None:
    body = b'{"state":"open","past":[]}'
    bare = replace(GOOD, request=replace(GOOD.request, url=URL.partition("?")[0]))
    bare = replace(bare, response=replace(bare.response, content=body))
    letter = "/components/schemas/Letter"
    parameters = "/paths/~1letters~1{id}/get/parameters"
    assert set(Exam(small(exchanges=[bare])).touch.schemas) == {
        "/paths/~1letters~1{id}/get/responses/200/content/application~1json/schema",
        f"{parameters}/0/schema",
        letter,
        f"{letter}/properties/state",
        f"{letter}/properties/past",
    }


def test_a_tree_is_changed_in_one_place_and_left_as_it_was() -> None:
    tree: dict[str, Any] = {"a": [{"b": 1}, 2], "c": 3}
    assert put(tree, ["a", 0, "b"], 5) == {"a": [{"b": 5}, 2], "c": 3}
    assert drop(tree, ["a", "1"]) == {"a": [{"b": 1}], "c": 3}
    assert list(rename(tree, ["a"], "z").items()) == [("z", [{"b": 1}, 2]), ("c", 3)]
    assert tree == {"a": [{"b": 1}, 2], "c": 3}


def test_a_survivor_without_a_reason_and_a_reason_without_a_survivor_are_told_of() -> None:
    exam = GoodOnly(small())
    results = scored(exam)
    lost = "/components/schemas/Letter: required state dropped"
    assert any(each.startswith(f"{lost}: survives, and no reason is listed") for each in unexplained(exam, results, {}))
    assert not [each for each in unexplained(exam, results, {lost: "why"}) if each.startswith(lost)]
    whole = Exam(small())
    stale = f"{lost}: is listed, and does not survive: take the reason out"
    assert unexplained(whole, scored(whole), {lost: "why"}) == [stale]
    # So it is where hardly anything is put to the test, and where there is no such mutant.
    thin = Exam(small(), every=10_000)
    assert stale in unexplained(thin, scored(thin), {lost: "why"})
    assert "/nowhere: is listed, and does not survive: take the reason out" in unexplained(
        thin, [], {"/nowhere": "why"}
    )


def test_reasons_are_read_from_a_file_that_need_not_be_there(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_text('"/paths: dropped" = "nothing was sent there"\n', encoding="utf-8")
    assert listed("acme", tmp_path) == {"/paths: dropped": "nothing was sent there"}
    assert listed("other", tmp_path) == {}
