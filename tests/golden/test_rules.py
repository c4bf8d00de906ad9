"""What each rule makes of a spec that a person can read: rules/<rule>.yaml.

`why` says what is wrong with the usual output and what we make of it; `spec` holds what matters, completed here;
`gives` holds the generated files that show it, without their first lines, or the `refused` lines. A person read all.

To accept a change: python -m tests.golden.test_rules RULE... writes `gives` anew; then read what changed.
"""

import importlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from scripts.document import dump_yaml, load
from scripts.problem import Refused
from scripts.render import Inputs, assemble, package
from scripts.render.formatting import formatted
from scripts.vendors import ROOT

Tree = dict[str, Any]
RULES = {path.stem: path for path in sorted((Path(__file__).parent / "rules").glob("*.yaml"))}
REFUSED = "refused"
METHODS = ("get", "put", "post", "delete", "patch")
# The notice, the docstring and the switch for annotations, which every file begins with.
OPENING = re.compile(r'\A#[^\n]*\n""".*?"""\n(?:\nfrom __future__ import annotations\n)?\n*', re.DOTALL)

# How the files of a package name the runtime.
UPWARDS = re.compile(r"^( *from \.+)(?=_core)", re.MULTILINE)


def stated(rule: str) -> Tree:
    return load(RULES[rule]).tree


def completed(spec: Tree) -> Tree:
    """Return a description with all that has to be there and does not matter."""
    tree: Tree = {"openapi": "3.1.0", "info": {"title": "Rule", "version": "1"}, "paths": {}, **deepcopy(spec)}
    for item in tree["paths"].values():
        for method in METHODS:
            if method in item:
                operation = item[method]
                operation.setdefault("tags", ["things"])
                for response in operation.setdefault("responses", {"204": {}}).values():
                    response.setdefault("description", "It.")
    return tree


def name_of(rule: str) -> str:
    return f"rule_{rule.replace('-', '_')}"


def made_from(rule: str, folder: Path) -> dict[str, str]:
    """Return the files of the package that a rule's spec gives, by their path below the package."""
    spec = folder / f"{rule}.yaml"
    spec.write_text(dump_yaml(completed(stated(rule)["spec"])), encoding="utf-8")
    name = name_of(rule)
    files = package(Inputs(name, spec, overlays=(), licence=ROOT / "LICENSE", command="it", origin="the rule"))
    root = f"src/{name}_client/"
    return {path.removeprefix(root): text.decode() for path, text in files.items() if path.startswith(root)}


def rendered(rules: Iterable[str]) -> dict[str, Mapping[str, str] | Refused]:
    """Return what each rule's spec gives, all formatted in one run, which is what would take long."""
    found: dict[str, Mapping[str, str] | Refused] = {}
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(assemble, "formatted", dict[str, str])
        for rule in rules:
            try:
                found[rule] = made_from(rule, Path(folder))
            except Refused as refused:
                found[rule] = refused
    made = {rule: files for rule, files in found.items() if not isinstance(files, Refused)}
    own = {f"{rule}/{path}": text for rule, files in made.items() for path, text in files.items() if is_own(path)}
    done = formatted(own)
    return found | {
        rule: {path: done.get(f"{rule}/{path}", text) for path, text in files.items()} for rule, files in made.items()
    }


def is_own(path: str) -> bool:
    """Tell whether a file is made from templates, and not one of the runtime's copies."""
    return not path.startswith("_core/")


def outcome(rule: str, files: Mapping[str, str] | Refused) -> Tree:
    """Return what a rule gives, as `gives` would say it."""
    gives: Tree = stated(rule)["gives"]
    if isinstance(files, Refused):
        return {REFUSED: [str(each).partition(" with its overlays:")[2] for each in files.problems]}
    return {path: OPENING.sub("", files[path]) for path in gives if path in files}


@pytest.fixture(scope="module")
def made() -> dict[str, Mapping[str, str] | Refused]:
    return rendered(RULES)


@pytest.fixture(scope="module")
def together(made: dict[str, Mapping[str, str] | Refused], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all packages in one, which share a copy of the runtime: it has to be read but once."""
    root = tmp_path_factory.mktemp("together")
    written(root / "rules", {"__init__.py": ""})
    for rule, files in made.items():
        if not isinstance(files, Refused):
            own = {path: text for path, text in files.items() if is_own(path)}
            written(root / "rules" / name_of(rule), {path: UPWARDS.sub(r"\1.", own[path]) for path in own})
            written(root / "rules", {path: text for path, text in files.items() if not is_own(path)})
    return root


def written(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_gives_what_a_person_has_read(rule: str, made: dict[str, Mapping[str, str] | Refused]) -> None:
    tree = stated(rule)
    assert list(tree) == ["why", "spec", "gives"]
    assert tree["gives"]
    assert outcome(rule, made[rule]) == tree["gives"]


def test_every_module_can_be_imported_and_every_model_read(together: Path) -> None:
    # In a process of its own, since a module that fails may leave others half there.
    program = """
import importlib, pkgutil, sys
sys.path.insert(0, sys.argv[1])
import rules
from rules._core.codec import decoder
for each in pkgutil.walk_packages(rules.__path__, "rules."):
    module = importlib.import_module(each.name)
    if each.name.endswith(".models"):
        for name in module.__all__:
            decoder(getattr(module, name))
        print(each.name.split(".")[1])
"""
    command = [sys.executable, "-c", program, str(together)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == sorted(path.name for path in (together / "rules").glob("rule_*"))


def test_every_package_passes_mypy_strict(together: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--cache-dir", os.devnull, "rules"]
    done = subprocess.run(command, cwd=together, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


class Models:
    """The models of a package, as JSON goes in and out of them."""

    def __init__(self, name: str) -> None:
        self.models = importlib.import_module(f"{name}.models")
        self.codec = importlib.import_module(f"{name}._core.codec")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.models, name)

    def read(self, name: str, value: Any) -> Any:
        """Read a value, and see that it goes out as it came in."""
        found = self.codec.decode(getattr(self.models, name), value)
        assert self.codec.encode(found) == value
        return found


@pytest.fixture
def models(
    request: pytest.FixtureRequest,
    made: dict[str, Mapping[str, str] | Refused],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Models:
    rule: str = request.param
    files = made[rule]
    assert not isinstance(files, Refused), files
    package_name = f"{name_of(rule)}_client"
    written(tmp_path / package_name, files)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return Models(package_name)


def of(rule: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("models", [rule], indirect=True)


@of("union-discriminator-mapping")
def test_the_tag_decides_and_an_unknown_one_is_kept(models: Models) -> None:
    assert models.read("Conversation", {"_type": "mail"}) == models.Email()
    assert models.read("Conversation", {"_type": "chat", "subject": "x"}) == models.Chat(extra={"subject": "x"})
    unknown = models.read("Conversation", {"_type": "fax", "pages": 2})
    assert unknown == models.UnknownConversation(field_type_="fax", extra={"pages": 2})
    assert type(models.read("Conversation", {"room": "x"})) is models.UnknownConversation
    assert models.Email().to_dict() == {"_type": "mail"}


@of("union-discriminator-inherited")
def test_an_heir_is_read_as_itself_and_the_rest_as_the_base(models: Models) -> None:
    kitten = {"species": "Kitten", "name": "Mia", "age": 1}
    assert models.read("Animal", kitten) == models.Kitten(name="Mia", age=1)
    assert models.read("Animal", {"species": "owl", "name": "Su"}) == models.UnknownAnimal(species="owl", name="Su")
    # Not even what the base requires can be asked of it.
    assert models.read("Animal", {"legs": 8}) == models.UnknownAnimal(extra={"legs": 8})


@of("union-discriminator-nested")
def test_a_tag_of_an_inner_choice_leads_there(models: Models) -> None:
    assert models.read("Message", {"type": "image", "width": 3}) == models.Image(width=3)
    assert type(models.read("Message", {"type": "smell"})) is models.UnknownMessage


@of("union-discriminator-other-property")
def test_a_member_of_two_choices_says_both_tags(models: Models) -> None:
    assert models.read("Message", {"type": "media", "format": "sound"}) == models.Sound()
    assert type(models.read("Message", {"type": "media", "format": "smell"})) is models.UnknownMedia
    assert models.Sound().to_dict() == {"type": "media", "format": "sound"}


@of("union-discriminator-nullable")
def test_a_choice_may_be_null(models: Models) -> None:
    assert models.read("Whole", {"first": None, "second": {"kind": "b"}}) == models.Whole(first=None, second=models.B())
    assert models.read("Whole", {"first": {"kind": "a"}, "second": None}).second is None


@of("recursion-alias")
def test_any_value_is_a_json_value(models: Models) -> None:
    value: Tree = {"a": [1, 2.5, "x", None, {"b": [True, {}]}], "c": []}
    assert models.read("Json", value) == value
    assert models.read("Thing", {"value": value}).value == value
    assert models.read("Filter", {"a": {"b": "x"}}) == {"a": {"b": "x"}}
    assert models.read("Even", [{"a": [{}]}]) == [{"a": [{}]}]


@of("enum-mixed")
def test_values_of_mixed_types_stay_what_they_are(models: Models) -> None:
    for value in ("small", 1, 2.5, True, None, "new"):
        found = models.read("Order", {"size": value}).size
        assert (found, type(found)) == (value, type(value))


@of("enum-null")
def test_a_value_that_is_not_known_stays_as_it_is(models: Models) -> None:
    order = models.read("Order", {"state": None, "states": ["open", "new", None], "rank": 7, "mood": None})
    assert order.states == [models.State.OPEN, "new", None]
    assert (type(order.states[0]), type(order.states[1]), order.rank) == (models.State, str, 7)


@of("null-component")
def test_what_may_be_null_is_null_wherever_it_is_referred_to(models: Models) -> None:
    thing = models.read("Thing", {"part": None, "kind": None, "text": None, "parts": [None, {"size": 1}]})
    assert thing.parts == [None, models.Part(size=1)]
    assert models.read("Thing", {"part": {"size": None}}).part == models.Part(size=None)


@of("union-without-discriminator")
def test_the_fields_that_came_tell_models_apart(models: Models) -> None:
    assert models.read("Contact", {"name": "A", "tax_id": "1"}) == models.Company(name="A", tax_id="1")
    assert type(models.read("Contact", {"name": "A", "born": "2000-01-01"})) is models.Person
    assert models.read("Contact", "someone") == "someone"
    assert models.read("Deal", {"part": {"b": 1}}).part == models.DealPartLate(b=1)


@of("choice-beside-properties")
def test_each_member_has_what_stands_beside_the_choice(models: Models) -> None:
    assert models.read("Payment", {"amount": 1, "coins": True}) == models.PaymentCash(amount=1, coins=True)
    assert models.read("Payment", {"amount": 1, "card": "x"}) == models.PaymentByCard(amount=1, card="x")


def accept(rule: str, files: Mapping[str, str] | Refused) -> None:
    """Write what a rule gives into its file."""
    text = RULES[rule].read_text(encoding="utf-8")
    gives = dump_yaml({"gives": outcome(rule, files)})
    RULES[rule].write_text(text[: text.index("\ngives:") + 1] + gives, encoding="utf-8")


if __name__ == "__main__":
    for each, given in rendered(sys.argv[1:] or RULES).items():
        accept(each, given)
