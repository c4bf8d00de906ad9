"""The exchange format: nothing changes between file and memory, and what's wrong is told in one line."""

import json
from pathlib import Path

import pytest

from scripts.exchange import Exchange, Remark, Request, Response, dumps, read, read_all
from scripts.problem import Refused

RECORDINGS = sorted((Path(__file__).parent.parent / "recordings").glob("*/*.json"))


def exchange(name: str = "x", **changes: object) -> Exchange:
    fields: dict = {
        "kind": "docs",
        "vendor": "acme",
        "variant": None,
        "operation": "listItems",
        "source": {"document": "acme-api", "lines": "15-44"},
        "request": Request.of("get", "https://api.example.test/items?page=1", [("X-Key", "K"), ("Accept", "*/*")]),
        "response": Response.of(200, [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")], b'{"id":1}'),
        "made": (Remark("/request/url", "the page shows none"),),
        "repaired": (Remark("/response/body/json/id", "had no colon"),),
    }
    return Exchange(name, **(fields | changes))


def problems(path: Path) -> list[str]:
    with pytest.raises(Refused) as refused:
        read(path)
    return [str(each).replace(str(path), path.name) for each in refused.value.problems]


def edited(tmp_path: Path, edit) -> Path:
    tree = json.loads(dumps(exchange()))
    edit(tree)
    path = tmp_path / "x.json"
    path.write_text(json.dumps(tree))
    return path


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_recording_is_in_its_canonical_form(path: Path) -> None:
    assert dumps(read(path)) == path.read_text()


def test_there_are_recordings_to_hold_to_their_form() -> None:
    assert RECORDINGS


def test_reading_what_was_written_gives_the_same_exchange(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(dumps(exchange()))
    assert read(tmp_path / "x.json") == exchange()


@pytest.mark.parametrize(
    "content",
    [
        b'{"a":1.0,"b":1e2,"c":12345678901234567890123,"d":-0,"e":[],"f":{},"g":[1,[2]],"h":null}',
        '"größer\\n\\u0001\\"\\\\"'.encode(),
        b"null",
        b"[true,false]",
    ],
)
def test_json_keeps_every_number_and_letter_as_it_was_sent(tmp_path: Path, content: bytes) -> None:
    text = dumps(exchange(response=Response.of(200, [], content), repaired=()))
    assert '"json": ' in text
    (tmp_path / "x.json").write_text(text)
    assert read(tmp_path / "x.json").response.content == content


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b'{ "a": 1 }', "text"),
        (b'{"a": 1,"b": 2}', "text"),
        (b'{"a": 1, "b": "\\u00e9\xc3\xa9"}', "text"),
        (b'{"a":1,"a":2}', "text"),
        (b'{"a":"\\ud800"}', "text"),
        (b"[NaN]", "text"),
        (b"[" * 100_000, "text"),
        (b"[" * 300 + b"]" * 300, "text"),
        (b"a,b\r\n1,2", "text"),
        (b"\xff\x00", "base64"),
    ],
)
def test_what_minified_json_would_change_is_kept_as_it_is(tmp_path: Path, content: bytes, form: str) -> None:
    text = dumps(exchange(response=Response.of(200, [], content), repaired=()))
    assert list(json.loads(text)["response"]["body"]) == [form, "sha256"]
    (tmp_path / "x.json").write_text(text)
    assert read(tmp_path / "x.json").response.content == content
    assert dumps(read(tmp_path / "x.json")) == text


@pytest.mark.parametrize(
    ("content", "layout"),
    [
        (b'{"a": 1.0, "b": [1, {}], "c": "\xc3\xa9"}', "spaced"),
        (b'{"a":1.0,"b":"\\u00e9"}', "escaped"),
        (b'{"a": 1e2, "b": "\\u00e9"}', "spaced and escaped"),
        (json.dumps({"a": [1, 2.5, "\u20ac\n"], "b": None}).encode(), "spaced and escaped"),
    ],
)
def test_json_on_one_line_stays_json_however_a_server_writes_it(tmp_path: Path, content: bytes, layout: str) -> None:
    text = dumps(exchange(response=Response.of(200, [], content), repaired=()))
    assert f'"layout": "{layout}"' in text
    (tmp_path / "x.json").write_text(text)
    assert read(tmp_path / "x.json").response.content == content


def test_a_layout_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    [line] = problems(edited(tmp_path, lambda tree: tree["response"]["body"].update(layout="wide")))
    assert line.startswith('x.json:/response/body/layout: can\'t be "wide": use spaced|escaped|spaced and escaped')


def test_no_body_is_null() -> None:
    assert json.loads(dumps(exchange()))["request"]["body"] is None


def test_headers_are_pairs_on_one_line_with_lower_case_names_and_repeats() -> None:
    assert '      ["set-cookie", "a=1"],\n      ["set-cookie", "b=2"]\n' in dumps(exchange())


def test_a_repeated_header_reads_as_one_value() -> None:
    assert exchange().response.header("set-cookie") == "a=1, b=2"
    assert exchange().response.header("etag") is None


def test_a_body_can_be_had_parsed() -> None:
    assert exchange().response.json() == {"id": 1}


STREAM = Response.of(200, [], "né!".encode(), ((0, 2), (15, 1), (15, 1)))


def test_the_pieces_of_a_stream_are_kept_on_one_line_each(tmp_path: Path) -> None:
    text = dumps(exchange(response=STREAM, repaired=()))
    assert "[15, 1]" in text
    (tmp_path / "x.json").write_text(text)
    assert read(tmp_path / "x.json").response == STREAM
    assert list(STREAM.pieces()) == [(0, b"n\xc3"), (15, b"\xa9"), (15, b"!")]
    assert list(Response.of(200, [], b"whole").pieces()) == [(0, b"whole")]
    assert "chunks" not in dumps(exchange())


@pytest.mark.parametrize(
    ("chunks", "problem"),
    [
        ([[0, 7]], ":/response/chunks: have 7 bytes together, and the body has 8: record the exchange again"),
        ([[9, 4], [8, 4]], ":/response/chunks/1/0: 8 is before 9: record the exchange again"),
        ([[0, 8], [0, 0]], ":/response/chunks/1: can't be [0,0]: write [milliseconds, bytes], both whole numbers"),
        ([[0.5, 8]], ":/response/chunks/0: can't be [0.5,8]: write [milliseconds, bytes], both whole numbers"),
        ([[8]], ":/response/chunks/0: can't be [8]: write [milliseconds, bytes], both whole numbers"),
    ],
)
def test_pieces_that_are_not_the_body_are_refused(tmp_path: Path, chunks: list[list[int]], problem: str) -> None:
    path = edited(tmp_path, lambda tree: tree["response"].update(chunks=chunks))
    assert problems(path) == [f"x.json{problem}"]


def test_secrets_are_not_in_the_repr() -> None:
    assert "api.example" not in repr(exchange())
    assert "'K'" not in repr(exchange())


def test_a_folder_is_read_by_file_name(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"{name}.json").write_text(dumps(exchange()))
    assert [each.name for each in read_all(tmp_path)] == ["a", "b"]


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert read_all(tmp_path / "none") == []


def test_a_body_that_was_edited_is_refused_with_the_digest_it_should_have(tmp_path: Path) -> None:
    [problem] = problems(edited(tmp_path, lambda tree: tree["response"]["body"]["json"].update(id=2)))
    assert problem.startswith("x.json:/response/body/sha256: is not the digest of the body, which is ")


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (lambda t: t.update(note="x"), "x.json:/note: no such field: use kind, vendor,"),
        (lambda t: t.pop("variant"), "x.json: lacks variant: add it"),
        (lambda t: t.update(kind="live"), 'x.json:/kind: can\'t be "live": use docs, recorded or local'),
        (lambda t: t.update(vendor=5), "x.json:/vendor: can't be 5: write a name"),
        (lambda t: t["source"].update(lines="15"), 'x.json:/source/lines: can\'t be "15": write the line range'),
        (lambda t: t["source"].pop("lines"), "x.json:/source: lacks lines: add it"),
        (lambda t: t["made"][0].update(pointer="/request/query"), "x.json:/made/0/pointer: /request/query is not in"),
        (lambda t: t["made"][0].update(why=" "), 'x.json:/made/0/why: can\'t be " ": write a few words'),
        (lambda t: t.update(made={}), "x.json:/made: is not an array: write one"),
        (lambda t: t.update(request=[]), "x.json:/request: is not an object: write one with method,"),
        (lambda t: t["request"].update(method="get"), 'x.json:/request/method: can\'t be "get": write the method'),
        (lambda t: t["request"].update(url="/items"), 'x.json:/request/url: can\'t be "/items": write the absolute'),
        (lambda t: t["request"]["headers"].append(["X-Key", "1"]), 'x.json:/request/headers/2/0: can\'t be "X-Key"'),
        (lambda t: t["request"]["headers"].append(["x-key", "1\n2"]), "x.json:/request/headers/2/1: can't be"),
        (lambda t: t["request"]["headers"].append(["x-key"]), "x.json:/request/headers/2: is not a pair"),
        (lambda t: t["response"].update(status="200"), 'x.json:/response/status: can\'t be "200": write the status'),
        (lambda t: t["response"].update(status=99), "x.json:/response/status: can't be 99: write the status"),
        (lambda t: t["response"].update(body={"json": 1}), "x.json:/response/body: lacks sha256: add it"),
        (lambda t: t["response"].update(body={"html": "", "sha256": ""}), "x.json:/response/body: is not a body"),
        (
            lambda t: t["response"].update(body={"base64": "!", "sha256": "0" * 64}),
            "x.json:/response/body/base64: does not stand for bytes",
        ),
        (
            lambda t: t["response"].update(body={"text": "\ud800", "sha256": "0" * 64}),
            "x.json:/response/body/text: does not stand for bytes",
        ),
    ],
)
def test_a_fault_of_the_file_is_told_in_one_line(tmp_path: Path, edit, problem: str) -> None:
    [line] = problems(edited(tmp_path, edit))
    assert line.startswith(problem)
    assert "\n" not in line


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    assert len(problems(edited(tmp_path, lambda tree: tree.update(kind=None, vendor="", extra=1)))) == 3


@pytest.mark.parametrize("text", ["{", '{"kind": NaN}', "[1]", "\ufeff{}"])
def test_what_is_not_json_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    assert problems(tmp_path / "x.json")


def test_what_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(b"\xff")
    assert problems(tmp_path / "x.json")


def test_the_package_imports_nothing_but_the_standard_library() -> None:
    import subprocess
    import sys

    code = "import sys; before = set(sys.modules); import scripts.exchange; print(*set(sys.modules) - before)"
    root = Path(__file__).parent.parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    tops = {name.partition(".")[0] for name in done.stdout.split()}
    assert tops <= {*sys.stdlib_module_names, "scripts"}
