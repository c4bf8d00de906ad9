"""Applying overlays: what an action does, and what is refused."""

import copy
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.document import Document, dump_yaml, load, loads
from scripts.overlay import apply, effective, main
from scripts.problem import Refused

Tree = dict[str, Any]
Case = tuple[str, str, str]


def spec(text: str) -> Document:
    return loads(text, "specs/acme/openapi.yaml")


def overlay(actions: str, version: str = "1.1.0") -> Document:
    """An overlay in which each action that needs one has a description."""
    listed = loads(f"actions: {actions}", "actions").tree["actions"]
    tree: Tree = {"overlay": version, "info": {"title": "T", "version": "1"}}
    tree["actions"] = [{"description": "why", **action} for action in listed]
    return loads(dump_yaml(tree), "overlays/acme/10-test.yaml")


def applied(text: str, actions: str, version: str = "1.1.0") -> Tree:
    return apply(spec(text), [overlay(actions, version)])


def refusal(text: str, *overlays: Document) -> list[str]:
    document = spec(text)
    before = copy.deepcopy(document.tree)
    with pytest.raises(Refused) as caught:
        apply(document, overlays)
    assert document.tree == before
    assert all(problem.what and problem.cure for problem in caught.value.problems)
    return [str(problem) for problem in caught.value.problems]


# Name: description before, actions, what the refusal says.
REFUSED: dict[str, Case] = {
    "a target that matches nothing": (
        "{a: 1}",
        "[{target: $.b, update: 2}]",
        "target $.b matches nothing: correct the target, or mark the action x-optional: true",
    ),
    "a removal that matches nothing": ("{a: 1}", "[{target: $.b, remove: true}]", "target $.b matches nothing"),
    "a copy to nowhere": ("{a: 1}", "[{target: $.b, copy: $.a}]", "target $.b matches nothing"),
    "x-optional: false and no match": ("{a: 1}", "[{target: $.b, update: 2, x-optional: false}]", "matches nothing"),
    "an update with what is there": ("{a: {b: 1}}", "[{target: $.a, update: {b: 1}}]", "update of $.a changes nothing"),
    "an update with a primitive that is there": ("{a: x}", "[{target: $.a, update: x}]", "changes nothing"),
    "an update with an empty object": ("{a: {}}", "[{target: $.a, update: {}}]", "changes nothing"),
    "an update with an empty array": ("{a: [1]}", "[{target: $.a, update: []}]", "changes nothing"),
    "an update with a nested empty array": ("{a: {b: [1]}}", "[{target: $.a, update: {b: []}}]", "changes nothing"),
    "an optional update that matches and changes nothing": (
        "{a: 1}",
        "[{target: $.a, update: 1, x-optional: true}]",
        "changes nothing",
    ),
    "a copy of a node onto itself": ("{a: {b: 1}}", "[{target: $.a, copy: $.a}]", "copy of $.a changes nothing"),
    "targets of several kinds": (
        "{a: [1, {}]}",
        "[{target: '$.a[*]', update: {}}]",
        "matches a primitive and an object",
    ),
    "targets of several kinds, for copy": (
        "{a: [[], {}], b: {}}",
        "[{target: '$.a[*]', copy: $.b}]",
        "an array and an object",
    ),
    "an object over a primitive member": (
        "{a: {b: 1}}",
        "[{target: $.a, update: {b: {c: 1}}}]",
        "an object can't be merged into a primitive at /a/b",
    ),
    "an object over a null": ("{a: {b: null}}", "[{target: $.a, update: {b: {}}}]", "into a primitive at /a/b"),
    "a null over an object": ("{a: {b: {}}}", "[{target: $.a, update: {b: null}}]", "into an object at /a/b"),
    "a primitive over an object member": (
        "{a: {b: {}}}",
        "[{target: $, update: {a: {b: 1}}}]",
        "into an object at /a/b",
    ),
    "an array over an object member": ("{a: {b: {}}}", "[{target: $.a, update: {b: []}}]", "an array can't be merged"),
    "a primitive over an array member": ("{a: {b: []}}", "[{target: $.a, update: {b: 1}}]", "into an array at /a/b"),
    "an object over an array member": ("{a: {b: []}}", "[{target: $.a, update: {b: {}}}]", "into an array at /a/b"),
    "a primitive over an object": (
        "{a: {}}",
        "[{target: $.a, update: 1}]",
        "a primitive can't be merged into an object",
    ),
    "an array over an object": ("{a: {}}", "[{target: $.a, update: [1]}]", "an array can't be merged into an object"),
    "an object over a primitive": (
        "{a: 1}",
        "[{target: $.a, update: {b: 1}}]",
        "an object can't be merged into a primitive",
    ),
    "an array over a primitive": (
        "{a: 1}",
        "[{target: $.a, update: [1]}]",
        "an array can't be merged into a primitive",
    ),
    "an array over the root": ("{a: 1}", "[{target: $, update: [1]}]", "into an object at the root"),
    "a copy of a primitive over an object": (
        "{a: 1, b: {}}",
        "[{target: $.b, copy: $.a}]",
        "a primitive can't be merged",
    ),
    "a copy of nothing": ("{a: 1}", "[{target: $.a, copy: $.b}]", "copy $.b matches no nodes"),
    "a copy of two nodes": ("{a: {}, b: [1, 2]}", "[{target: $.a, copy: '$.b[*]'}]", "copy $.b[*] matches 2 nodes"),
    "an optional copy of nothing": (
        "{a: 1}",
        "[{target: $.a, copy: $.b, x-optional: true}]",
        "copy $.b matches no nodes",
    ),
    "a removal of the root": ("{a: 1}", "[{target: $, remove: true}]", "the root can't be removed"),
    "neither update nor copy nor remove": ("{a: 1}", "[{target: $.a}]", "the action does nothing"),
    "remove: false alone": ("{a: 1}", "[{target: $.a, remove: false}]", "the action does nothing"),
    "update and copy": ("{a: 1, b: 2}", "[{target: $.a, update: 2, copy: $.b}]", "both update and copy"),
    "remove that is no boolean": ("{a: 1}", "[{target: $.a, remove: 'true'}]", "remove is neither true nor false"),
    "remove: 1": ("{a: 1}", "[{target: $.a, remove: 1}]", "remove is neither true nor false"),
    "remove: null": ("{a: 1}", "[{target: $.a, remove: null}]", "remove is neither true nor false"),
    "x-optional that is no boolean": (
        "{a: 1}",
        "[{target: $.a, update: 2, x-optional: 'no'}]",
        "x-optional is neither",
    ),
    "a misspelt field": ("{a: 1}", "[{target: $.a, update: 2, remvoe: true}]", "unknown field remvoe"),
    "a misspelt x-optional without x-": (
        "{a: 1}",
        "[{target: $.a, update: 2, optional: true}]",
        "unknown field optional",
    ),
    "an empty description": ("{a: 1}", "[{target: $.a, update: 2, description: ' '}]", "description is missing, empty"),
    "a description that is no string": ("{a: 1}", "[{target: $.a, update: 2, description: 7}]", "not a string"),
    "no target": ("{a: 1}", "[{update: 2}]", "target is missing or not a string"),
    "a target that is no string": ("{a: 1}", "[{target: [a], update: 2}]", "target is missing or not a string"),
    "a copy that is no string": ("{a: 1}", "[{target: $.a, copy: {b: 1}}]", "copy is missing or not a string"),
    "a target without a root": ("{a: 1}", "[{target: a, update: 2}]", "target a is not a JSONPath of RFC 9535"),
    "an empty target": ("{a: 1}", "[{target: '', update: 2}]", "is not a JSONPath"),
    "an unclosed bracket": ("{a: 1}", "[{target: '$.a[', update: 2}]", "is not a JSONPath"),
    "a name that needs brackets": ("{a: 1}", "[{target: $.x-a, update: 2}]", "is not a JSONPath"),
    "an unknown function": ("{a: 1}", "[{target: '$[?key(@)==1]', update: 2}]", "function 'key' is not defined"),
    "a function with the wrong type": ("{a: 1}", "[{target: '$[?length(@.*)==1]', update: 2}]", "is not a JSONPath"),
    "a copy from a bad path": ("{a: 1}", "[{target: $.a, copy: 'b.c'}]", "copy b.c is not a JSONPath"),
    "an index": (
        "{a: [1]}",
        "[{target: '$.a[0]', update: 2}]",
        "target $.a[0] selects by an index: select by a filter",
    ),
    "a negative index": ("{a: [1]}", "[{target: '$.a[ -1 ]', update: 2}]", "selects by an index"),
    "an index in a union": ("{a: [1]}", "[{target: \"$.a['x', 0]\", update: 2}]", "selects by an index"),
    "an index in a filter": ("{a: [[1]]}", "[{target: '$.a[?@[0]==1]', update: [2]}]", "selects by an index"),
    "a slice": ("{a: [1]}", "[{target: '$.a[0:1]', remove: true}]", "selects by an index"),
    "an open slice": ("{a: [1]}", "[{target: '$.a[:1]', remove: true}]", "selects by an index"),
    "a slice of everything": ("{a: [1]}", "[{target: '$.a[::]', remove: true}]", "selects by an index"),
    "a copy by index": ("{a: [1], b: 2}", "[{target: $.b, copy: '$.a[0]'}]", "copy $.a[0] selects by an index"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_an_action_is_refused_for(case: Case) -> None:
    before, actions, message = case
    (found,) = refusal(before, overlay(actions))
    assert found.startswith("overlays/acme/10-test.yaml:/actions/0")
    assert message in found


def test_a_refusal_names_file_pointer_line_fault_and_cure() -> None:
    actions = "- {target: $.a, update: 2, description: why}\n- target: $['/x']\n  remove: true\n  description: why\n"
    place = "overlays/acme/10-test.yaml:/actions/1 (line 5)"
    what = "target $['/x'] matches nothing: correct the target, or mark the action x-optional: true"
    assert refusal("{a: 1}", document(f"{HEAD}actions:\n{actions}")) == [f"{place}: {what}"]


def test_a_description_too_deep_for_descent_is_refused_in_one_line() -> None:
    (found,) = refusal("a: " + "[" * 120 + "]" * 120, overlay("[{target: '$..x', remove: true}]"))
    assert "$..x can't be evaluated" in found


def document(text: str) -> Document:
    return loads(text, "overlays/acme/10-test.yaml")


HEAD = "overlay: 1.1.0\ninfo: {title: T, version: '1'}\n"
ACTIONS = "actions: [{target: $.a, update: 2, description: why}]\n"


@pytest.mark.parametrize(
    ("text", "pointer", "message"),
    [
        ("info: {title: T, version: '1'}\n" + ACTIONS, "/overlay", "overlay is None"),
        ("overlay: 1.1\ninfo: {title: T, version: '1'}\n" + ACTIONS, "/overlay", "overlay is 1.1,"),
        *(
            (
                f"overlay: '{version}'\ninfo: {{title: T, version: '1'}}\n{ACTIONS}",
                "/overlay",
                f"overlay is '{version}'",
            )
            for version in ("2.0.0", "1.2.0", "1.1", "1.10.0", "1.1.0-rc", "", "1.1.0 ")
        ),
        ("overlay: 1.1.0\n" + ACTIONS, "/info", "info is missing"),
        ("overlay: 1.1.0\ninfo: T\n" + ACTIONS, "/info", "not an object"),
        ("overlay: 1.1.0\ninfo: {version: '1'}\n" + ACTIONS, "/info/title", "title is missing"),
        ("overlay: 1.1.0\ninfo: {title: '', version: '1'}\n" + ACTIONS, "/info/title", "title is missing, empty"),
        ("overlay: 1.1.0\ninfo: {title: T}\n" + ACTIONS, "/info/version", "version is missing"),
        ("overlay: 1.1.0\ninfo: {title: T, version: 1.0}\n" + ACTIONS, "/info/version", "not a string"),
        ("overlay: 1.1.0\ninfo: {title: T, version: '1', name: x}\n" + ACTIONS, "/info/name", "unknown field name"),
        (
            "overlay: 1.0.0\ninfo: {title: T, version: '1', description: x}\n" + ACTIONS,
            "/info/description",
            "unknown field",
        ),
        (
            "overlay: 1.1.0\ninfo: {title: T, version: '1', description: 1}\n" + ACTIONS,
            "/info/description",
            "not a string",
        ),
        (HEAD, "/actions", "actions are missing"),
        (HEAD + "actions: []", "/actions", "actions are missing, empty"),
        (HEAD + "actions: {}", "/actions", "not a list"),
        (
            HEAD + ACTIONS.replace("]", ", {description: why, update: 2, target: $.a}]"),
            "/actions/1",
            "same as /actions/0",
        ),
        (HEAD + "actions: [x]", "/actions/0", "the action is not an object"),
        (HEAD + "servers: []\n" + ACTIONS, "/servers", "unknown field servers"),
        (HEAD + "extends: [a]\n" + ACTIONS, "/extends", "extends is not a string"),
        (HEAD + "actions: [{target: $.a, update: 2}]", "/actions/0/description", "description is missing"),
    ],
)
def test_an_overlay_that_is_not_one_is_refused(text: str, pointer: str, message: str) -> None:
    (found,) = refusal("{a: 1}", document(text))
    assert found.startswith(f"overlays/acme/10-test.yaml:{pointer} (line ")
    assert message in found


def test_fields_of_our_own_and_a_description_are_allowed_everywhere() -> None:
    text = "overlay: 1.1.3\nx-a: 1\ninfo: {title: T, version: '1', description: D, x-b: 2}\n" + ACTIONS
    assert apply(spec("{a: 1}"), [document(text)]) == {"a": 2}


def test_all_faults_of_an_overlay_are_told_at_once_with_their_lines() -> None:
    found = refusal(
        "{a: 1}",
        document(
            "overlay: 3.0.0\ninfo: {title: T}\nactions:\n"
            "- target: $.a\n- target: $[0]\n  update: 1\n  foo: 1\n- target: '['\n"
        ),
    )
    assert [line.removeprefix("overlays/acme/10-test.yaml:").split(": ")[0] for line in found] == [
        "/overlay (line 1)",
        "/info/version (line 2)",
        "/actions/0/description (line 4)",
        "/actions/0 (line 4)",
        "/actions/1/description (line 5)",
        "/actions/1/target (line 5)",
        "/actions/1/foo (line 7)",
        "/actions/2/target (line 8)",
        "/actions/2/description (line 8)",
        "/actions/2 (line 8)",
    ]


def test_nothing_is_applied_when_a_later_overlay_is_faulty() -> None:
    good = overlay("[{target: $.nothing, update: 2}]")
    assert "/actions (line 1)" in refusal("{a: 1}", good, document(HEAD))[0]


def test_version_1_0_knows_no_copy_and_no_primitive_targets() -> None:
    assert applied("{a: {b: 1}}", "[{target: $.a, update: {b: 2}}]", "1.0.0") == {"a": {"b": 2}}
    assert applied("{a: [1]}", "[{target: $.a, update: 2}]", "1.0.1") == {"a": [1, 2]}
    assert applied("{a: [1]}", "[{target: '$.a[*]', remove: true}]", "1.0.1") == {"a": []}
    (found,) = refusal("{a: 1}", overlay("[{target: $.a, update: 2}]", "1.0.0"))
    assert "matches a primitive: target the object around it, or write overlay: 1.1.0" in found
    (found,) = refusal("{a: {}, b: {}}", overlay("[{target: $.a, copy: $.b}]", "1.0.0"))
    assert "unknown field copy" in found


def test_what_is_inserted_is_shared_with_nothing() -> None:
    patch = overlay(
        "[{target: '$.p[*]', update: {x: {y: [1]}}}, {target: $.q, copy: $.p.a}, {target: '$.r[*]', update: [{z: 1}]}]"
    )
    base = spec("{p: {a: {}, b: {}}, q: {}, r: {a: [], b: []}}")
    tree = apply(base, [patch])
    tree["p"]["a"]["x"]["y"].append(2)
    tree["q"]["x"]["y"].append(3)
    tree["r"]["a"][0]["z"] = 2
    assert tree == {
        "p": {"a": {"x": {"y": [1, 2]}}, "b": {"x": {"y": [1]}}},
        "q": {"x": {"y": [1, 3]}},
        "r": {"a": [{"z": 2}], "b": [{"z": 1}]},
    }
    assert base.tree == {"p": {"a": {}, "b": {}}, "q": {}, "r": {"a": [], "b": []}}
    assert patch.tree["actions"][0]["update"] == {"x": {"y": [1]}}


def test_nodes_that_a_caller_shares_are_changed_apart() -> None:
    shared = {"b": 1}
    base = Document("specs/acme/openapi.yaml", {"a": shared, "c": shared}, "")
    assert apply(base, [overlay("[{target: $.a, update: {b: 2}}]")]) == {"a": {"b": 2}, "c": {"b": 1}}
    assert shared == {"b": 1}


def test_an_anchor_used_twice_is_changed_in_one_place_only() -> None:
    assert applied("{a: &x {b: [1]}, c: *x}", "[{target: $.a.b, update: [2]}]") == {"a": {"b": [1, 2]}, "c": {"b": [1]}}


def test_overlays_apply_in_the_order_given() -> None:
    first = overlay("[{target: $.a, update: 2}]")
    second = overlay("[{target: '$[?@==2]', update: 3}]")
    assert apply(spec("{a: 1}"), [first, second]) == {"a": 3}
    assert "matches nothing" in refusal("{a: 1}", second, first)[0]


def test_without_overlays_the_tree_is_a_copy() -> None:
    base = spec("{a: {}}")
    tree = apply(base, [])
    assert tree == base.tree
    assert tree["a"] is not base.tree["a"]


@pytest.mark.parametrize(
    "extends",
    ["../../specs/acme/openapi.yaml", "./../../specs/acme/open%61pi.yaml", "https://example.com/other.yaml", "urn:x:y"],
)
def test_extends_may_name_the_description(extends: str) -> None:
    assert apply(spec("{a: 1}"), [document(f"{HEAD}extends: {extends}\n{ACTIONS}")]) == {"a": 2}


@pytest.mark.parametrize("extends", ["openapi.yaml", "../../specs/other/openapi.yaml", "''", "'#/x'", "/openapi.yaml"])
def test_extends_may_not_name_another_file(extends: str) -> None:
    (found,) = refusal("{a: 1}", document(f"{HEAD}extends: {extends}\n{ACTIONS}"))
    assert found.startswith("overlays/acme/10-test.yaml:/extends (line 3): ")
    assert "is not specs/acme/openapi.yaml: apply it to the file it extends, or correct extends" in found


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "spec.yaml").write_text("a: 1\nwhen: 2024-01-31\non: 'no'\n")
    (tmp_path / "one.yaml").write_text(f"{HEAD}extends: spec.yaml\n{ACTIONS}")
    (tmp_path / "two.json").write_text(
        json.dumps(dict(overlay("[{target: $, update: {b: [1.0, '1e3']}}]").tree, extends="./spec.yaml"))
    )
    return tmp_path


def test_files_are_applied_in_the_order_given(files: Path) -> None:
    tree = effective(Path("spec.yaml"), [files / "one.yaml", Path("two.json")])
    assert tree == {"a": 2, "when": "2024-01-31", "on": "no", "b": [1.0, "1e3"]}


def test_the_command_prints_yaml(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spec.yaml", "one.yaml", "two.json"]) == 0
    assert capsys.readouterr().out == "a: 2\nwhen: '2024-01-31'\n'on': 'no'\nb:\n- 1.0\n- '1e3'\n"


def test_the_command_follows_the_standard_where_it_is_asked_to(files: Path) -> None:
    stale = {"overlay": "1.1.0", "info": {"title": "T", "version": "1"}, "actions": [{"target": "$.gone", "update": 1}]}
    (files / "stale.yaml").write_text(dump_yaml(stale), encoding="utf-8")
    spec_file = next(path for path in sorted(files.glob("*.yaml")) if "openapi" in path.name or "spec" in path.name)
    assert main([str(spec_file), "stale.yaml", "--standard", "-o", "out.yaml"]) == 0
    assert load(files / "out.yaml").tree == load(spec_file).tree
    with pytest.raises(Refused, match="description is missing"):
        main([str(spec_file), "stale.yaml"])


def test_the_command_writes_yaml_or_json_by_the_ending(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["spec.yaml", "one.yaml", "-o", "out.yaml"]) == 0
    assert main(["-o", "out.json", "spec.yaml", "one.yaml"]) == 0
    assert (files / "out.yaml").read_text() == "a: 2\nwhen: '2024-01-31'\n'on': 'no'\n"
    assert load(files / "out.json").tree == load(files / "out.yaml").tree
    assert capsys.readouterr().out == ""


def test_the_module_runs_as_a_program_and_writes_nothing_when_it_refuses(files: Path) -> None:
    (files / "stale.yaml").write_text(HEAD + ACTIONS.replace("$.a", "$.gone"))
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        call = [sys.executable, "-m", "scripts.overlay", *arguments]
        return subprocess.run(call, cwd=files, env=environment, capture_output=True, text=True, check=False)

    stale = command("spec.yaml", "stale.yaml", "-o", "out.yaml")
    assert (stale.returncode, stale.stdout) == (1, "")
    assert stale.stderr.startswith("stale.yaml:/actions/0 (line 3): target $.gone matches nothing: ")
    assert len(stale.stderr.splitlines()) == 1
    assert not (files / "out.yaml").exists()
    assert command("spec.yaml", "missing.yaml").stderr.startswith("missing.yaml: No such file")
    assert command("spec.yaml", "one.yaml").returncode == 0
    assert "in the order given" in command("--help").stdout


BEYOND = {
    "a target that is too long": ("{a: 1}", f"[{{target: $.{'a' * 2000}, remove: true}}]", "more than 2000 characters"),
    "a target that descends too often": ("{a: 1}", "[{target: $..*..*..*..*, remove: true}]", "more than 3 descents"),
    "a target nested too deeply": (
        "{a: 1}",
        f"[{{target: '$[?{'(' * 900}@{')' * 900}]', remove: true}}]",
        "too deeply",
    ),
    "a target with a number that is none": ("{a: 1}", "[{target: '$[?@==1e400]', remove: true}]", "infinity"),
    "a regular expression that takes too long": (
        f"{{a: {'a' * 60}}}",
        "[{target: \"$[?match(@, '(a|aa)+b')]\", remove: true}]",
        "takes too long: write it without alternatives that overlap",
    ),
    "a copy of the root into itself, again and again": (
        "{a: {}, b: [c]}",
        f"[{', '.join(f'{{target: $.a, copy: $, x-n: {number}}}' for number in range(60))}]",
        "insert without end or beyond all bounds",
    ),
    "a value that would stand too deep": (
        f"a: {'{a: ' * 150}{{}}{'}' * 150}",
        f"[{{target: '${'.a' * 151}', update: {{b: {'[' * 60}{']' * 60}}}}}]",
        "nested deeper than 200 levels",
    ),
}


@pytest.mark.parametrize("case", BEYOND.values(), ids=BEYOND)
def test_beyond_all_bounds_is(case: Case) -> None:
    before, actions, message = case
    (found,) = refusal(before, overlay(actions))
    assert message in found


def test_a_dot_of_a_regular_expression_is_one_character_but_no_line_break() -> None:
    before = '{a: "a😀..", b: "a\\n..", c: "ab.x", d: 7}'
    assert applied(before, r"""[{target: "$[?match(@, 'a.[.][^x]')]", remove: true}]""") == {
        "b": "a\n..",
        "c": "ab.x",
        "d": 7,
    }
    assert applied("{a: xaby, b: xy}", "[{target: \"$[?search(@, 'a.')]\", remove: true}]") == {"b": "xy"}
    assert applied("{a: x.y, b: xzy}", "[{target: \"$[?search(@, '\\\\\\\\.')]\", remove: true}]") == {"b": "xzy"}


def test_extends_without_a_good_address_is_refused() -> None:
    for extends in ("http://[x", "a%00b"):
        (found,) = refusal("{a: 1}", document(f"{HEAD}extends: '{extends}'\n{ACTIONS}"))
        assert "is no address" in found


def test_a_character_that_the_output_lacks_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: 1", encoding="utf-8")
    (tmp_path / "o.yaml").write_text(f"{HEAD}actions: [{{target: $, update: {{b: ä}}, description: why}}]", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "scripts.overlay", str(tmp_path / "a.yaml"), str(tmp_path / "o.yaml")],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == "the standard output: ascii has no character U+00E4: give -o OUT, or set PYTHONUTF8=1\n"
