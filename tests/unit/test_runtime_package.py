"""The runtime inside a package: what is loaded when, and names that are easily taken for something else."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from scripts import trees
from scripts.render import Inputs, package
from scripts.vendors import ROOT

SPEC = ROOT / "tests" / "runtime_spec.yaml"


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("oddities") / "out"
    inputs = Inputs(
        name="oddities", spec=SPEC, overlays=(), licence=ROOT / "LICENSE", command="a test", origin="runtime_spec.yaml"
    )
    trees.swap(package(inputs), out)
    return out / "src"


@pytest.fixture(scope="module")
def oddities(source: Path) -> Iterator[ModuleType]:
    sys.path.insert(0, str(source))
    try:
        import oddities_client

        yield oddities_client
    finally:
        sys.path.remove(str(source))
        for name in [name for name in sys.modules if name.partition(".")[0] == "oddities_client"]:
            del sys.modules[name]


def printed(source: Path, program: str) -> Any:
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return json.loads(done.stdout)


LOADED = "; import json, sys; print(json.dumps(sorted(sys.modules)))"


@pytest.mark.parametrize(
    ("program", "loaded", "not_loaded"),
    [
        (
            "import oddities_client",
            set(),
            {"httpx", "attrs", "attr", "oddities_client.client", "oddities_client.models"},
        ),
        ("import oddities_client; oddities_client.__all__, dir(oddities_client)", set(), {"httpx", "attr"}),
        ("from oddities_client import UNSET", set(), {"httpx", "attr"}),
        # What answers are read with, before there is a model.
        ("from oddities_client._core import reading", set(), {"attr", "orjson", "linecache"}),
        ("from oddities_client import NotFoundError", set(), {"httpx", "attr"}),
        ("from oddities_client import models; models.Date", {"oddities_client.models.date"}, {"httpx"}),
        (
            "from oddities_client import models; models.Date",
            set(),
            {"oddities_client.models.thing", "oddities_client.models.list_"},
        ),
        (
            "from oddities_client import Oddities",
            {"httpx"},
            {"oddities_client.models.thing", "oddities_client.resources"},
        ),
    ],
)
def test_nothing_is_loaded_before_it_is_used(
    source: Path, program: str, loaded: set[str], not_loaded: set[str]
) -> None:
    modules = set(printed(source, program + LOADED))
    assert loaded <= modules
    assert not not_loaded & modules


def test_names_that_are_not_loaded_yet_are_listed(source: Path) -> None:
    assert "models" in printed(source, "import json, oddities_client as client; print(json.dumps(dir(client)))")


def test_every_exported_name_is_there_and_no_other(oddities: ModuleType) -> None:
    for home in (oddities, oddities.models):
        for name in home.__all__:
            assert getattr(home, name) is getattr(home, name)
            assert name in dir(home)
        with pytest.raises(AttributeError, match=f"module '{home.__name__}' has no attribute 'Nonsense'"):
            _ = home.Nonsense


THING = {
    "day": "2026-01-02",
    "kind": "a",
    "extra": "text",
    "class": "first",
    "warnings": [{"text": "hot"}],
    "list": {"entries": [1, 2]},
    "when": {"day": "2026-01-03"},
    "parts": [{"day": "2026-01-04", "kind": "z", "unknown": {"extra": 1}}],
    "shape": {"day": "2026-01-05"},
    "whatever": 5,
    "free": {"text": "y"},
}


def test_models_called_like_something_else_are_still_found(oddities: ModuleType) -> None:
    models = oddities.models
    # The module of Date is an attribute of the package from here on, and is called as the type of a day is.
    date_class, list_class = models.Date, models.List
    thing = models.Thing.from_dict(THING)
    assert thing.to_dict() == THING
    assert (thing.extra_, thing.class_, thing.extra) == ("text", "first", {})
    assert (type(thing.kind), type(thing.warnings[0])) == (models.Decoder, models.Warning_)
    assert (type(thing.list_), type(thing.when)) == (list_class, date_class)
    assert type(thing.shape) is date_class
    assert (thing.whatever, type(thing.free)) == (5, dict)
    assert thing.day.year == 2026
    assert thing.parts[0].extra == {"unknown": {"extra": 1}}


def test_a_model_of_the_users_own_reads_and_writes_like_the_one_it_extends(source: Path) -> None:
    # In a program's own module, where nothing is called as in the package, or is something else.
    program = f"""
import json
from attrs import define
from oddities_client.models import Thing
class Warning_:
    pass
class Plain(Thing):
    def first(self):
        return self.warnings[0].text
@define(kw_only=True, repr=False)
class More(Thing):
    free: "list[Own] | None" = None
@define(kw_only=True, repr=False)
class Own(Thing):
    pass
plain = Plain.from_dict({THING!r})
more = More.from_dict({THING!r} | {{"free": [{{"day": "2026-01-02", "kind": "a"}}]}})
print(json.dumps([plain.first(), plain.to_dict(), type(more.free[0]).__name__, more.to_dict()["free"]]))
"""
    assert printed(source, program) == ["hot", THING, "Own", [{"day": "2026-01-02", "kind": "a"}]]


def test_a_model_may_be_the_first_thing_used_by_many_threads(source: Path) -> None:
    program = f"""
import json, threading, oddities_client
barrier, made = threading.Barrier(16), []
def read():
    barrier.wait()
    made.append(oddities_client.models.Thing.from_dict({THING!r}).to_dict())
threads = [threading.Thread(target=read) for _ in range(16)]
for each in threads: each.start()
for each in threads: each.join()
print(json.dumps(made))
"""
    assert printed(source, program) == [THING] * 16


JSON_ALIAS = """
from typing import TypeAlias
Json: TypeAlias = str | float | bool | None | list["Json"] | dict[str, "Json"]
"""
NODE = """
from __future__ import annotations
from typing import TYPE_CHECKING
import attrs
from .._core.model import Model
from .._core.unset import UNSET, Unset
if TYPE_CHECKING:
    from .json_ import Json
    from .tree import Tree

@attrs.define(kw_only=True, repr=False)
class Node(Model):
    parts: list[Tree]
    note: Json | Unset = UNSET
"""
TREE = """
from typing import Annotated, TypeAlias
from .._core.union import Tagged
from .node import Node
Tree: TypeAlias = Annotated[Node, Tagged("type", {"node": "Node"}, None)]
"""
MODELS_INIT = """
from .._core.lazy import lazy_exports
__getattr__, __dir__ = lazy_exports(__name__, {"Json": ".json_", "Node": ".node", "Tree": ".tree"})
"""


def test_aliases_that_contain_themselves_are_found_in_the_models_of_the_package(tmp_path: Path) -> None:
    client = tmp_path / "own_client"
    shutil.copytree(ROOT / "scripts" / "runtime", client / "_core", ignore=shutil.ignore_patterns("__pycache__"))
    (client / "models").mkdir()
    texts = {"__init__": MODELS_INIT, "json_": JSON_ALIAS, "node": NODE, "tree": TREE}
    for name, text in ({"../__init__": ""} | texts).items():
        (client / "models" / f"{name}.py").write_text(text, encoding="utf-8")
    data = {"parts": [{"type": "node", "parts": []}], "note": {"a": [1, {"b": [None]}]}}
    program = f"""
import json, pickle, sys
from own_client.models import Node
node = Node.from_dict({data!r})
again = pickle.loads(pickle.dumps(node))
print(json.dumps([again.to_dict(), type(node.parts[0]).__name__, "httpx" in sys.modules]))
"""
    assert printed(tmp_path, program) == [data, "Node", False]


def test_the_runtime_in_a_package_is_the_text_of_the_scripts(source: Path) -> None:
    for path in (ROOT / "scripts" / "runtime").glob("*.py"):
        copied = (source / "oddities_client" / "_core" / path.name).read_text(encoding="utf-8")
        assert copied.endswith(path.read_text(encoding="utf-8"))
