"""What a value shows of its schema: through references, joined schemas, unions, maps and arrays, and no more than that.

The walk is ours; what it visits is held against what jsonschema-rs says that it went through, for all frozen instances.
"""

from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import unquote

import jsonschema_rs as engine
import pytest

from scripts.conform import Conformer
from scripts.coverage import measure
from scripts.coverage.places import places
from scripts.coverage.shapes import Shapes, same
from scripts.coverage.tally import Tally
from scripts.document import resolve
from scripts.exchange import Exchange
from tests import features_package
from tests.conformance.acme_exchanges import GOOD
from tests.property.freeze import frozen
from tests.property.subjects import Subject, subjects

CAT = {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}}}
DOG = {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": ["dog"]}, "legs": {"type": "integer"}}}
MAIL = {"type": "object", "properties": {"mail": {"type": "string"}, "name": {"type": "string"}}}
COUNT = {"type": "integer"}
PHONE = {"type": "object", "properties": {"phone": {"type": "string"}}}


def refs(keyword: str, *names: str, **more: Any) -> dict[str, Any]:
    return {keyword: [{"$ref": f"#/{name}"} for name in names], **more}


TREE: dict[str, Any] = {
    "Cat": CAT, "Dog": DOG, "Mail": MAIL, "Phone": PHONE,
    "Pet": refs("oneOf", "Cat", "Dog"),
    "Reach": refs("anyOf", "Mail", "Phone"),
    "Told": refs("oneOf", "Mail", "Phone", discriminator={"propertyName": "by", "mapping": {"p": "#/Phone"}}),
    "MapOr": {"anyOf": [{"$ref": "#/Mail"}, {"type": "object", "additionalProperties": {"type": "string"}}]},
    "Maybe": {"anyOf": [{"$ref": "#/Cat"}, {"type": "null"}]},
    "Holder": {"properties": {"pet": {"$ref": "#/Maybe", "description": "a sibling"}}},
    "Joined": {"allOf": [{"$ref": "#/Cat"}, {"properties": {"name": {"type": "string"}}}], "properties": {"own": {}}},
    "Beside": {"$ref": "#/Cat", "properties": {"more": {"type": "string"}}},
    "Map": {"properties": {"all": {"additionalProperties": {"$ref": "#/Cat"}}}, "additionalProperties": COUNT},
    "Pattern": {"properties": {"x-own": {}}, "patternProperties": {"^x-": {}}, "additionalProperties": {}},
    "Late": {"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": {"type": "integer"}},
    "Row": {"prefixItems": [{"type": "string"}], "items": {"$ref": "#/Pet"}},
    "Node": {"properties": {"next": {"$ref": "#/Node"}}},
    "When": {"if": {"required": ["a"]}, "then": {"properties": {"a": {}}}, "else": {"properties": {"b": {}}}},
    "Needs": {"properties": {"card": {}}, "dependentSchemas": {"card": {"properties": {"address": {}}}}},
    "Not": {"not": {"required": ["a"], "properties": {"a": {}}}},
    "Enum": {"enum": [1, True, "1", None]},
    "Loop": {"allOf": [{"$ref": "#/Loop"}]},
}  # fmt: skip


def seen(name: str, value: Any, state: Any = "present") -> set[str]:
    """The pointers that were counted in a state."""
    shapes = Shapes(TREE)
    tally = Tally(shapes)
    tally.walk("response", "docs", f"/{name}", value)
    return {pointer for pointer in every(TREE) if tally.of("response", pointer, state)}


def every(tree: Any, pointer: str = "") -> list[str]:
    members = enumerate(tree) if isinstance(tree, list) else tree.items() if isinstance(tree, dict) else ()
    return [pointer, *(found for key, each in members for found in every(each, f"{pointer}/{key}"))]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Cat", {"kind": "cat"}, {"/Cat/properties/kind"}),
        ("Cat", {"kind": "cat", "more": 1}, {"/Cat/properties/kind"}),
        ("Cat", ["kind"], set()),
        ("Pet", {"kind": "dog", "legs": 4}, {"/Pet/oneOf/1", "/Dog/properties/kind", "/Dog/properties/legs",
                                              "/Dog/properties/kind/enum/0"}),
        ("Pet", {"kind": "cat", "lives": "many"}, {"/Pet/oneOf/0", "/Cat/properties/kind", "/Cat/properties/lives"}),
        ("Pet", {"kind": "cow"}, set()),
        ("Pet", 5, set()),
        ("Reach", {"mail": "m"}, {"/Reach/anyOf/0", "/Mail/properties/mail"}),
        ("Reach", {"mail": "m", "phone": "p"}, {"/Reach/anyOf/0", "/Mail/properties/mail",
                                                "/Reach/anyOf/1", "/Phone/properties/phone"}),
        ("Told", {"by": "p", "mail": "m"}, {"/Told/oneOf/1"}),
        ("Told", {"by": "Mail", "mail": "m"}, {"/Told/oneOf/0", "/Mail/properties/mail"}),
        ("MapOr", {"mail": "m"}, {"/MapOr/anyOf/0", "/Mail/properties/mail"}),
        ("MapOr", {"fax": "f", "telex": "t", "mail": 1}, set()),
        ("Holder", {"pet": {"kind": "cat"}}, {"/Holder/properties/pet", "/Maybe/anyOf/0", "/Cat/properties/kind"}),
        ("Holder", {"pet": None}, {"/Maybe/anyOf/1"}),
        ("Joined", {"kind": "cat", "name": "n", "own": 1}, {"/Cat/properties/kind", "/Joined/properties/own",
                                                            "/Joined/allOf/1/properties/name"}),
        ("Beside", {"kind": "cat", "more": "m"}, {"/Cat/properties/kind", "/Beside/properties/more"}),
        ("Map", {"all": {"a": {"kind": "cat"}}, "x": 1}, {"/Map/properties/all", "/Map/additionalProperties",
                                                          "/Map/properties/all/additionalProperties",
                                                          "/Cat/properties/kind"}),
        ("Pattern", {"x-own": 1}, {"/Pattern/properties/x-own", "/Pattern/patternProperties/^x-"}),
        ("Late", {"a": 1, "b": 2}, {"/Late/allOf/0/properties/a", "/Late/unevaluatedProperties"}),
        ("Row", ["a"], {"/Row/prefixItems/0"}),
        ("Row", ["a", {"kind": "cat"}], {"/Row/prefixItems/0", "/Row/items", "/Pet/oneOf/0", "/Cat/properties/kind"}),
        ("Node", {"next": {"next": {}}}, {"/Node/properties/next"}),
        ("When", {"a": 1}, {"/When/then/properties/a"}),
        ("When", {"b": 1}, {"/When/else/properties/b"}),
        ("Needs", {"card": 1, "address": 1}, {"/Needs/properties/card",
                                              "/Needs/dependentSchemas/card/properties/address"}),
        ("Needs", {"address": 1}, set()),
        ("Not", {"a": 1}, set()),
        ("Enum", 1, {"/Enum/enum/0"}),
        ("Enum", True, {"/Enum/enum/1"}),
        ("Enum", 1.0, {"/Enum/enum/0"}),
        ("Loop", {}, set()),
    ],
)  # fmt: skip
def test_a_value_shows_what_it_has_of_the_branch_it_means(name: str, value: Any, expected: set[str]) -> None:
    assert seen(name, value) == expected


@pytest.mark.parametrize(
    ("name", "value", "null", "absent"),
    [
        ("Holder", {"pet": None}, {"/Holder/properties/pet"}, set()),
        ("Holder", {}, set(), {"/Holder/properties/pet"}),
        ("Pattern", {"other": None}, {"/Pattern/additionalProperties"},
         {"/Pattern/properties/x-own", "/Pattern/patternProperties/^x-"}),
        ("Row", [], set(), {"/Row/prefixItems/0", "/Row/items"}),
        ("Row", [None], {"/Row/prefixItems/0"}, {"/Row/items"}),
        ("Late", {"a": None}, {"/Late/allOf/0/properties/a"}, {"/Late/unevaluatedProperties"}),
    ],
)  # fmt: skip
def test_null_and_absent_are_told_apart(name: str, value: Any, null: set[str], absent: set[str]) -> None:
    assert seen(name, value, "null") == null
    assert seen(name, value, "absent") == absent


def test_every_item_counts_and_every_kind_by_itself() -> None:
    tally = Tally(Shapes(TREE))
    for kind in ("docs", "local", "local"):
        tally.walk("request", kind, "/Row", ["a", {"kind": "cat"}, {"kind": "dog"}])
    assert tally.of("request", "/Row/items") == {"docs": 2, "local": 4}
    assert tally.of("request", "/Pet/oneOf/0") == {"docs": 1, "local": 2}
    assert tally.of("response", "/Row/items") == {}


def test_a_deep_value_is_walked_to_its_end() -> None:
    value: dict[str, Any] = {}
    for _ in range(20_000):
        value = {"next": value}
    tally = Tally(Shapes(TREE))
    tally.walk("response", "docs", "/Node", value)
    assert tally.of("response", "/Node/properties/next") == {"docs": 20_000}


def test_true_is_not_one_and_one_is_one_point_nought() -> None:
    assert not same(True, 1)
    assert not same(0, False)
    assert same(1, 1.0)


INSTANCES = [(subject, name) for subject in subjects().values() for name in subject.schemas]


class Engine:
    """What jsonschema-rs goes through in the values of one description."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self._registry = engine.Registry([("urn:spec", tree)], draft=engine.Draft202012)
        self._validators: dict[str, engine.Validator] = {}

    def visited(self, pointer: str, value: Any) -> set[str]:
        """The pointers of all schemas that a value passed, those below a failed branch left out."""
        if pointer not in self._validators:
            schema = {"$ref": f"urn:spec#{pointer}"}
            self._validators[pointer] = engine.Draft202012Validator(schema, registry=self._registry)
        details = self._validators[pointer].evaluate(value).list()["details"]
        failed = [each["evaluationPath"] for each in details if not each["valid"]]
        # a keyword's own entry has names or a number for annotations; what is below a failed branch was not meant
        return {
            unquote(each["schemaLocation"].rpartition("#")[2])
            for each in details
            if isinstance(each.get("annotations", {}), dict)
            and not any(f"{each['evaluationPath']}/".startswith(f"{at}/") for at in failed)
        }


def visited(shapes: Shapes, pointer: str, value: Any) -> set[str]:
    """The pointers of all schemas that the walk goes to."""
    found: set[str] = set()
    waiting: list[tuple[str, Any]] = [(pointer, value)]
    while waiting:
        met, _ = shapes.met(*waiting[-1])
        found |= {shape.pointer for shape in met}
        waiting += shapes.parts(met, waiting.pop()[1])
    return found


@cache
def both(name: str) -> tuple[Shapes, Engine]:
    tree = subjects()[name].tree
    return Shapes(tree), Engine(tree)


def is_property(pointer: str) -> bool:
    return pointer.rpartition("/")[0].endswith("/properties")


@pytest.mark.parametrize(("subject", "name"), INSTANCES, ids=lambda each: getattr(each, "name", each))
def test_what_is_visited_is_what_the_engine_went_through(subject: Subject, name: str) -> None:
    shapes, other = both(subject.name)
    pointer = f"/components/schemas/{name}"
    for label, value in frozen(subject, name).items():
        ours, theirs = visited(shapes, pointer, value), other.visited(pointer, value)
        assert ours <= theirs, label
        assert {at for at in theirs - ours if is_property(at)} == set(), label


@pytest.mark.parametrize("subject", subjects().values(), ids=lambda each: each.name)
def test_what_there_is_to_see_holds_all_that_is_seen(subject: Subject) -> None:
    shapes, _ = both(subject.name)
    slots, options = places(Conformer(subject.tree, "spec"), shapes)
    known = {each.pointer for each in slots}
    branches = {each.pointer for each in options if each.kind == "branch"}
    for name in {each.owner.removeprefix("/components/schemas/") for each in slots} & set(subject.schemas):
        for value in frozen(subject, name).values():
            met, chosen = shapes.met(f"/components/schemas/{name}", value)
            parts = {at for at, _ in shapes.parts(met, value)}
            assert {at for at in parts - known if not is_one_way(subject.tree, at)} == set(), name
            assert {at for at in chosen if is_choice(subject.tree, at)} <= branches, name


def is_one_way(tree: Any, pointer: str) -> bool:
    schema = resolve(tree, pointer)
    return not schema or schema is True or "readOnly" in schema or "writeOnly" in schema


def is_choice(tree: Any, branch: str) -> bool:
    return len([each for each in resolve(tree, branch.rpartition("/")[0]) if each != {"type": "null"}]) > 1


def test_every_kind_of_body_shows_what_is_in_it() -> None:
    found = measure(features_package.description(), GOOD, "acme")
    seen = {(slot.side, slot.pointer) for slot in found.slots if found.tally.of(slot.side, slot.pointer)}
    upload = "/paths/~1files/post/requestBody/content/multipart~1form-data/schema/properties"
    assert {
        ("request", f"{upload}/file"),
        ("request", f"{upload}/purpose"),
        ("request", "/components/schemas/TokenRequest/properties/grant_type"),
        ("response", "/components/schemas/MessageEvent/properties/message"),
        ("response", "/components/schemas/JournalEntry/properties/what"),
    } <= seen


def test_a_body_that_cannot_be_read_shows_nothing() -> None:
    user = next(each for each in GOOD if each.name == "user")
    torn = replace(user, response=replace(user.response, content=b'{"id":'))
    assert not any(each.pointer.startswith("/components") for each in shown(torn))
    assert any(each.pointer.startswith("/components") for each in shown(user))


def shown(exchange: Exchange) -> list[Any]:
    found = measure(features_package.description(), [exchange], "acme")
    return [slot for slot in found.slots if found.tally.of(slot.side, slot.pointer)]
