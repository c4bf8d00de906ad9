"""Reading and writing YAML and JSON without mangling a value."""

import gc
import json
import math
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts import document
from scripts.document import Document, dump_json, dump_yaml, escape, load, loads, pointer, resolve, write
from scripts.document.read_yaml import compose
from scripts.problem import Refused


def read(text: str) -> dict[str, Any]:
    return loads(text, "a.yaml").tree


def refusal(text: str, json: bool = False) -> str:
    with pytest.raises(Refused) as caught:
        loads(text, "a.json" if json else "a.yaml", json=json)
    assert len(caught.value.problems) == 1
    problem = caught.value.problems[0]
    assert problem.what
    assert problem.cure
    return str(problem)


def same(left: Any, right: Any) -> bool:
    """Equality that tells 1 from 1.0 and True, -0.0 from 0.0, and one order of keys from another."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return list(left) == list(right) and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, float):
        return left == right and math.copysign(1, left) == math.copysign(1, right)
    return bool(left == right)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *((word, word) for word in ("on", "off", "yes", "no", "NO", "y", "n", "On")),
        *((word, word) for word in ("2024-01-31", "2024-01-31T10:20:30Z", "1:30", "12:30:45")),
        *((word, word) for word in ("1_000", "0b11", "=", "0o8", "1e", "0X1F", "-0x1F", "+.5.", "nan", "tRUE")),
        ("0755", 755),
        ("0o14", 12),
        ("0x1F", 31),
        ("+12", 12),
        ("-0", 0),
        ("9223372036854775807", 9223372036854775807),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("1e3", 1000.0),
        ("1.10", 1.1),
        ("1.", 1.0),
        (".5", 0.5),
        ("-1.5E-2", -0.015),
        *((word, True) for word in ("true", "True", "TRUE")),
        *((word, False) for word in ("false", "False", "FALSE")),
        *((word, None) for word in ("null", "Null", "NULL", "~", "")),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ("'<<'", "<<"),
    ],
)
def test_a_scalar_is_read_by_the_core_schema_of_yaml_1_2(written: str, value: object) -> None:
    assert same(read(f"a: {written}"), {"a": value})


@pytest.mark.parametrize("key", ["on", "no", "2024-01-31", "1:30", "=", "'<<'", "'200'"])
def test_a_key_that_yaml_1_1_would_convert_stays_a_string(key: str) -> None:
    assert read(f"{key}: 1") == {key.strip("'"): 1}


@pytest.mark.parametrize(
    ("text", "line", "what", "cure"),
    [
        ("a: 1\nb: 2\na: 3", 3, "key 'a' was given before, on line 1", "keep one"),
        ("r:\n  200: x", 2, "key 200 is not a string", "quote it: '200'"),
        ("a: 1\n~: x", 2, "key ~ is not a string", "quote it: '~'"),
        ("true: x", 1, "key true is not a string", "quote it: 'true'"),
        ("1.5: x", 1, "key 1.5 is not a string", "quote it: '1.5'"),
        ("? [a]\n: b", 1, "a key is not a string", "string"),
        ("? {a: b}\n: b", 1, "a key is not a string", "string"),
        ("a: &x {b: 1}\nc:\n  <<: *x", 3, "merge keys", "write the merged keys out"),
        ("a: !!python/object/apply:os.system [ls]", 1, "python/object/apply:os.system", "without a tag"),
        ("a: !!python/name:os.system x", 1, "python/name:os.system", "without a tag"),
        ("a: !own {b: 1}", 1, "tag !own", "without a tag"),
        ("a: !!set {b}", 1, "set is not allowed", "without a tag"),
        ("a: !!binary aGk=", 1, "binary is not allowed", "without a tag"),
        ("a: !!timestamp 2024-01-31", 1, "timestamp is not allowed", "without a tag"),
        ("a: !!int x", 1, "'x' does not fit", "without a tag"),
        ("a: !!bool yes", 1, "'yes' does not fit", "without a tag"),
        ("a: 1\n---\nb: 2", 2, "another document", "keep one document"),
        ("a: 1\nb: [1,\n", 3, "did not find expected", "correct the YAML"),
        ("a: 'x", 1, "unexpected end of stream", "correct the YAML"),
        ("a: 1\n\tb: 2", 2, "", "correct the YAML"),
        ("a: 1\nb: *x", 2, "undefined alias", "correct the YAML"),
        ("a: 1\nb: .nan", 2, ".nan is not a number", "quote it"),
        ("a: -.Inf", 1, "-.Inf is not a number", "quote it"),
        ("a: 1e999", 1, "1e999 is not a number", "quote it"),
        ("a: " + "9" * 5000, 1, "too many digits", "quote it"),
        ("a: 1\nb: x\0y", 2, "U+0000", "delete it"),
        ("a: x\x1by", 1, "U+001B", "delete it"),
        ("a: x\ud800y", 1, "U+D800", "delete it"),
        ("a:\n  b: &x [*x]", 2, "aliases expand", "write the values out"),
    ],
)
def test_what_json_cannot_say_is_refused_at_its_line(text: str, line: int, what: str, cure: str) -> None:
    where, *rest = refusal(text).split(": ", 1)
    assert where == f"a.yaml:{line}"
    assert what in rest[0]
    assert cure in rest[0]


@pytest.mark.parametrize("text", ["", "  \n", "# only a comment\n", "---\n", "- a\n", "just text", "12"])
def test_a_file_without_an_object_at_its_root_is_refused(text: str) -> None:
    assert refusal(text).startswith("a.yaml: ")


@pytest.mark.parametrize("text", ["[" * 60_000, "a: " + "{a: " * 60_000, "- " * 60_000, "a: " + "[" * 201 + "]" * 201])
def test_deep_nesting_is_refused_before_the_parser_crashes(text: str) -> None:
    assert "nested deeper than 200 levels: flatten it" in refusal(text)


def test_nesting_within_the_bound_is_read() -> None:
    assert read("a: " + "[" * 198 + "]" * 198)


def test_each_use_of_an_alias_is_a_value_of_its_own() -> None:
    tree = read("a: &x {b: [1]}\nc: *x\nd: [*x, *x]")
    tree["a"]["b"].append(2)
    tree["d"][0]["b"].clear()
    assert tree == {"a": {"b": [1, 2]}, "c": {"b": [1]}, "d": [{"b": []}, {"b": [1]}]}


@pytest.mark.parametrize("depth", [12, 190])
def test_an_alias_bomb_is_refused_in_little_time(depth: int) -> None:
    rows = [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, depth)]
    started = time.perf_counter()
    assert "aliases expand" in refusal("\n".join(["a0: &a0 x", *rows]))
    assert time.perf_counter() - started < 5


def test_a_large_text_without_aliases_is_never_taken_for_a_bomb() -> None:
    assert len(read("a: [" + "[a]," * 250_000 + "]")["a"]) == 250_000


def test_the_collector_is_off_during_the_load_and_back_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []

    def spy(text: str, name: str) -> dict[str, Any]:
        seen.append(gc.isenabled())
        return {}

    monkeypatch.setattr(document, "read_yaml", spy)
    loads("a: 1", "a.yaml")
    assert seen == [False]
    assert gc.isenabled()
    gc.disable()
    try:
        loads("a: 1", "a.yaml")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_the_collector_is_back_after_a_refusal() -> None:
    refusal("a: [")
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1, "a": 2}', "a.json: key 'a' is given more than once"),
        ('{"b": [0, {"c/d": {"a": 1, "a": 2}}]}', "a.json:/b/1/c~1d: key 'a' is given more than once"),
        ('{"a": NaN}', "a.json:/a: NaN"),
        ('{"a": [-Infinity]}', "a.json:/a/0: -Infinity"),
        ('{"a": 1e999}', "a.json:/a: 1e999"),
        ('{"a": "\\ud800"}', "a.json:/a: the text holds half of a surrogate pair"),
        ('{"\\ud800": 1}', "a.json: a key holds half of a surrogate pair"),
        ('{"a": 1,\n"b"}', "a.json:2: "),
        ("{'a': 1}", "a.json:1: "),
        ("", "a.json: the file is empty"),
        ("[1]", "a.json: the root is not an object"),
        ("1", "a.json: the root is not an object"),
        ('{"a": ' + "9" * 5000 + "}", "a.json: a number has too many digits"),
        ('{"a": ' + "[" * 100_000, "a.json: nested deeper than 200 levels"),
        ('{"a": ' + "[" * 201 + "]" * 201 + "}", "a.json: nested deeper than 200 levels"),
        ('{"a": "\0"}', "a.json:1: character U+0000"),
    ],
)
def test_json_is_refused_like_yaml(text: str, message: str) -> None:
    assert refusal(text, json=True).startswith(message)


def test_json_is_read_with_its_types() -> None:
    text = (
        '{"a": 1, "b": 1.0, "c": 1e20, "d": 12345678901234567890, "e": null, "f": "\\ud83d\\ude00", "g": "2024-01-31"}'
    )
    assert same(loads(text, "a.json", json=True).tree, json.loads(text))


def test_a_file_is_read_by_its_ending_and_named_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "sub"
    folder.mkdir()
    (folder / "a.json").write_text('{"a":\t"no"}')
    (folder / "a.yaml").write_text("a: no")
    (tmp_path / "a.yml").write_text("a: no")
    assert load(folder / "a.json").tree == load(folder / "a.yaml").tree == {"a": "no"}
    assert load(folder / "a.yaml").name == load(Path("sub/a.yaml")).name == "sub/a.yaml"
    assert load(folder / "a.yaml", "the overlay").name == "the overlay"
    monkeypatch.chdir(folder)
    assert load(tmp_path / "a.yml").name == str(tmp_path / "a.yml")
    assert load(Path("../a.yml")).name == "../a.yml"


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: |\r\n  x\r\n  y\r\nb: 1\r\n")
    found = load(path)
    assert found.tree == {"a": "x\ny\n", "b": 1}
    assert found.line("/b") == 4
    json_path = tmp_path / "a.json"
    json_path.write_bytes(b'\xef\xbb\xbf{"a":\r\n1}')
    assert load(json_path).tree == {"a": 1}


@pytest.mark.parametrize(("data", "line"), [(b"a: 1\nb: \xe4\n", 2), ("a: 1".encode("utf-16"), 1)])
def test_bytes_that_are_not_utf8_are_refused_at_their_line(tmp_path: Path, data: bytes, line: int) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(data)
    with pytest.raises(Refused, match=f":{line}: byte 0x.. is not UTF-8: save the file as UTF-8"):
        load(path)


PLACES = """\
# a comment
a:
  b: &x
    - c
    - d: 1
      e: 2
  f/g: {h~i: 1}
"": 0
j: *x
"""


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("", 2),
        ("/a", 2),
        ("/a/b", 3),
        ("/a/b/0", 4),
        ("/a/b/1", 5),
        ("/a/b/1/e", 6),
        ("/a/f~1g/h~0i", 7),
        ("/", 8),
        ("/j", 9),
        ("/j/1/e", 6),
        ("/a/b/7", 3),
        ("/a/none/e", 2),
        ("/none", 2),
        ("/a/b/0/deeper", 4),
    ],
)
def test_a_pointer_has_the_line_of_its_node_or_of_the_nearest_ancestor(pointer: str, line: int) -> None:
    assert loads(PLACES, "a.yaml").line(pointer) == line


def test_json_has_lines_too() -> None:
    found = loads('{\n\t"a": "\\ud83d\\ude00",\n\t"b": [\n1,\n{"c": 2}]}', "a.json", json=True)
    assert [found.line(each) for each in ("/a", "/b", "/b/1/c", "/b/9")] == [2, 3, 5, 3]


def test_lines_are_looked_up_only_on_demand_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def spy(text: str) -> yaml.Node | None:
        calls.append(text)
        return compose(text)

    monkeypatch.setattr(document, "compose", spy)
    found = loads(PLACES, "a.yaml")
    assert calls == []
    assert [found.line("/a"), found.line("/j")] == [2, 9]
    assert len(calls) == 1


def test_a_document_cannot_be_reassigned() -> None:
    with pytest.raises(AttributeError):
        Document("a", {}, "").name = "b"  # type: ignore[misc]


def test_pointers_escape_and_resolve() -> None:
    tree = {"a/b": [{"c~d": 1}], "": {"0": 2}, "~1": 3}
    assert escape("a/~1") == "a~1~01"
    assert pointer(["a/b", 0, "c~d"]) == "/a~1b/0/c~0d"
    assert pointer([]) == ""
    assert resolve(tree, "/a~1b/0/c~0d") == 1
    assert resolve(tree, "//0") == 2
    assert resolve(tree, "/~01") == 3
    assert resolve(tree, "") is tree


@pytest.mark.parametrize("bad", ["/x", "/a/2", "/a/-1", "/a/01", "/a/x", "/a/0/x", "a", "#/a"])
def test_a_pointer_to_nothing_is_a_key_error(bad: str) -> None:
    with pytest.raises(KeyError):
        resolve({"a": [1, 2]}, bad)


def both(tree: dict[str, Any]) -> str:
    """Write a tree and make sure that readers of both schemas get it back."""
    text = dump_yaml(tree)
    assert same(read(text), tree)
    assert same(yaml.safe_load(text), tree)
    return text


LOOKALIKES = """
    no on off yes y n NO On true True null Null ~ 1:30 12:30:45 2024-01-31 2024-01-31T10:20:30Z 1e3 1E3 0o14
    0x1F 1_000 0b1 = << .5 012 08 1. +1 -1 .inf -.INF .nan 1.5 0 --- ... - ? : & * ! % @ ` # [] {} 1.2.3
""".split()  # noqa: SIM905 (a list of these has a line for each)


@pytest.mark.parametrize(
    "text",
    [*LOOKALIKES, "", " ", " a", "a ", "a: b", "a #b", "2024-01-31 10:20:30", "- a", "'", '"', "\\", "\\U0001F600"],
)
def test_a_string_that_looks_like_something_else_is_read_back_as_a_string(text: str) -> None:
    both({"a": text, text: [text]})


@pytest.mark.parametrize("text", ["no", "y", "1:30", "1e3", "0o14", "1_000", "=", "<<", "08", "~", "2024-01-31", ".5"])
def test_such_a_string_is_quoted(text: str) -> None:
    assert dump_yaml({"a": text}) == f"a: '{text}'\n"


@pytest.mark.parametrize("text", ["plain", "two words", "1.2.3", "application/json", "#/x".replace("#", "x#")])
def test_any_other_string_is_not(text: str) -> None:
    assert dump_yaml({"a": text}) == f"a: {text}\n"


@pytest.mark.parametrize("value", [1e20, 1e-7, 1.0, -0.0, 0.1, 1e22, 1.5e300, 5e-324, 10**30, -(2**63), True, None])
def test_a_number_comes_back_with_its_type(value: object) -> None:
    both({"a": value})
    assert same(json.loads(dump_json({"a": value})), {"a": value})


def test_text_of_several_lines_is_a_literal_block() -> None:
    assert both({"a": "One.\n\n  Two: *x*\n"}) == "a: |\n  One.\n\n    Two: *x*\n"
    assert both({"a": "One.\nTwo."}) == "a: |-\n  One.\n  Two.\n"
    assert both({"a": [{"b": "One 😀.\nTwo."}]}) == "a:\n- b: |-\n    One 😀.\n    Two.\n"


@pytest.mark.parametrize(
    "text",
    ["\n", "\n\na", " a\nb", "\ta\nb", "a \nb", "a\n\n\n", "a\r\nb", "a\rb", "a\u2028b\nc", "a\x85b", "\ufeffa\nb"],
)
def test_text_that_a_block_would_change_is_quoted_instead(text: str) -> None:
    both({"a": text, "b": [[text]], "c": 1})


def test_text_that_begins_with_a_space_or_an_empty_line_is_no_block() -> None:
    assert both({"a": " b\nc", "d": "\n\n"}) == 'a: " b\\nc"\nd: "\\n\\n"\n'


def test_line_breaks_that_only_yaml_1_1_knows_are_escaped() -> None:
    # Our own parser takes them for breaks inside a block, so only the text can show it.
    assert both({"a": "a\u2028b\nc\u2029"}) == 'a: "a\\Lb\\nc\\P"\n'


def test_characters_are_written_as_they_are() -> None:
    tree = {"Grüße": "日本 😀 \ue000", "😀": ["\U0010fffd", "\\U0001F600 😀"]}
    text = both(tree)
    assert text == "Grüße: 日本 😀 \ue000\n😀:\n- \U0010fffd\n- \\U0001F600 😀\n"
    assert "日本 😀" in dump_json(tree)


def test_long_lines_are_not_folded_and_keys_keep_their_order() -> None:
    text = both({"b": "word " * 100 + "end", "a": "x" * 2000, "k" * 300: "y"})
    assert text.startswith("b: " + "word " * 100 + "end\na: " + "x" * 2000)


def test_a_value_used_twice_is_written_twice() -> None:
    shared = {"x": ["y\nz"]}
    text = both({"a": shared, "b": [shared, shared]})
    assert "&" not in text
    assert "*" not in text


def test_a_header_is_written_as_a_comment() -> None:
    text = dump_yaml({"a": 1}, "Generated.\n\n# Not by hand.")
    assert text == "# Generated.\n#\n# Not by hand.\na: 1\n"


def test_writing_is_deterministic_and_ends_with_one_line_feed() -> None:
    tree = {"b": [1, {"c": {}}], "a": []}
    assert dump_yaml(tree) == dump_yaml(json.loads(dump_json(tree))) == "b:\n- 1\n- c: {}\na: []\n"
    assert dump_json(tree) == '{\n  "b": [\n    1,\n    {\n      "c": {}\n    }\n  ],\n  "a": []\n}\n'


@pytest.mark.parametrize("value", [math.nan, math.inf, {1: 2}, {None: 1}, (1, 2), {1}, b"x"])
def test_what_json_lacks_is_not_written(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        dump_yaml({"a": value})


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    write(path, "a: ä\nb: 1\n")
    write(path, "a: ö\n")
    assert path.read_bytes() == "a: ö\n".encode()
    assert path.stat().st_mode & 0o444 == 0o444
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("fault", [UnicodeEncodeError, OSError])
def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    fault: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError

    if fault is OSError:
        monkeypatch.setattr("os.replace", fail)
    with pytest.raises(fault):
        write(path, "new" if fault is OSError else "\ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


AWKWARD = st.sampled_from(
    [
        "no",
        "1e3",
        "0o14",
        "1:30",
        "=",
        "<<",
        "a\nb",
        " a\nb\n\n",
        "a \nb",
        "\r\n",
        "\x85",
        "\u2028",
        "- a",
        "😀",
        "\t\n",
    ]
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.text("aé😀 \n\t\r:#-'\"\\|>[{&*!%@0127.e_x~=<\x85\u2028\ufeff\0\x1b\x7f\ue000\uffff", max_size=12),
    AWKWARD,
)
SCALARS = st.one_of(TEXTS, st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.none())
TREES = st.dictionaries(
    TEXTS,
    st.recursive(
        SCALARS,
        lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
        max_leaves=12,
    ),
    max_size=4,
)


@settings(derandomize=True, deadline=None, max_examples=300, database=None)
@given(TREES)
def test_any_tree_written_is_read_back_alike_by_both_schemas(tree: dict[str, Any]) -> None:
    both(tree)
    assert same(loads(dump_json(tree), "a.json", json=True).tree, tree)


@pytest.mark.parametrize("what", [lambda text: loads(text, "a.yaml"), lambda text: dump_yaml(read(text))])
def test_a_description_of_usual_size_takes_milliseconds(what: Callable[[str], object]) -> None:
    rows = "".join(f"  /a/{i}:\n    get:\n      tags: [a, b]\n      summary: Text of it\n" for i in range(700))
    text = "paths:\n" + rows
    assert len(text) > 40_000
    best = math.inf
    for _ in range(5):
        started = time.perf_counter()
        what(text)
        best = min(best, time.perf_counter() - started)
    assert best < 0.5


@pytest.mark.parametrize("character", "\u061c\u200e\u200f\u202a\u202e\u2066\u2069")
def test_what_turns_text_around_is_escaped(character: str) -> None:
    tree = {f"a{character}": f"x{character}y 😀\nz", "b": [f"\\{character}"]}
    for text in (both(tree), dump_json(tree)):
        assert character not in text
        assert "😀" in text
    assert loads(dump_json(tree), "a.json", json=True).tree == tree


@pytest.mark.parametrize("text", ["a: 0x" + "f" * 4000, "a: 0o" + "7" * 5000, "a: -" + "9" * 4301])
def test_a_number_that_could_not_be_written_is_refused_in_any_base(text: str) -> None:
    assert "the number has too many digits" in refusal(text)


def test_a_file_beyond_the_size_is_refused_before_it_is_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "SIZE", 2**20)
    path = tmp_path / "a.yaml"
    path.write_text("a: 1".ljust(2**20))
    assert load(path).tree == {"a": 1}
    path.write_text("a: 1".ljust(2**20 + 1))
    with pytest.raises(Refused, match="holds more than 1 MiB: split it"):
        load(path)


@pytest.mark.parametrize("json", [False, True])
def test_more_values_than_a_machine_can_hold_are_refused(json: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("read_yaml", "read_json"):
        monkeypatch.setattr(sys.modules[f"scripts.document.{module}"], "NODES", 100)
    assert loads('{"a": [' + "1," * 40 + "1]}", "a", json=json).tree
    assert "holds more than 100 values: split it" in refusal('{"a": [' + "1," * 100 + "1]}", json=json)


@pytest.mark.parametrize("name", [".", "pipe", "/dev/zero", "a\0b"])
def test_what_is_no_file_is_refused_and_never_waited_for(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    with pytest.raises(Refused, match=r"is no regular file|no file can be called so"):
        load(Path(name))


def test_a_key_given_twice_among_many_is_found_in_little_time() -> None:
    text = "{" + "".join(f'"k{number}": 1,' for number in range(100_000)) + '"k99999": 2}'
    started = time.perf_counter()
    assert "key 'k99999' is given more than once" in refusal(text, json=True)
    assert time.perf_counter() - started < 5
