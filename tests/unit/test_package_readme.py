"""The README of a package: what it says is so for any description, and what does not apply is left out."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruff import find_ruff_bin

from scripts import demo
from scripts.render import Inputs, package
from scripts.vendors import ROOT

Tree = dict[str, Any]
TEXT = {"text/plain": {"schema": {"type": "string"}}}
FILE = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
ITEM = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
LIST = {"type": "object", "required": ["items"], "properties": {"items": {"type": "array", "items": ITEM}}}
LIST["properties"] |= {"next": {"type": "string"}}
KEY = {"type": "apiKey", "in": "header", "name": "x-key"}


def operation(content: Tree | None = None, **more: Any) -> Tree:
    answer: Tree = {"description": "Done."} | ({"content": content} if content else {})
    return {"tags": ["things"], "responses": {"200": answer}} | more


def parameter(name: str, place: str = "query", **more: Any) -> Tree:
    return {"name": name, "in": place, "required": place == "path", "schema": {"type": "string"}} | more


DAY = parameter("day", required=True, schema={"type": "string", "format": "date"})
PAGED = operation(
    {"application/json": {"schema": LIST}},
    parameters=[parameter("after")],
    **{"x-pagination": {"style": "cursor", "next": {"after": "/next"}, "items": "/items"}},
)
UPLOAD = operation(TEXT, requestBody={"required": True, "content": FILE})
KINDS: dict[str, Tree] = {
    "nothing": {},
    "no-call-without-a-value": {
        "/things/{id}": {"get": operation({"application/json": {"schema": ITEM}}, parameters=[parameter("id", "path")])}
    },
    "no-call-that-can-be-invented": {"/things": {"get": PAGED | {"parameters": [parameter("after"), DAY]}}},
    "nothing-to-get": {"/things": {"post": operation()}},
    "a-list": {"/things": {"get": PAGED}},
    "a-list-that-is-deprecated": {"/things": {"get": PAGED | {"deprecated": True}}},
    "a-stream-that-takes-a-file": {"/things": {"post": UPLOAD | {"x-streaming": {"style": "text"}}}},
    "a-file-both-ways": {"/things": {"post": UPLOAD | {"responses": operation(FILE)["responses"]}}},
    "a-path-with-signs": {"/a'b(c)": {"get": operation()}},
}  # fmt: skip


def readme(tmp_path: Path, paths: Tree, **more: Any) -> str:
    tree = {"openapi": "3.1.0", "info": {"title": "Things", "version": "1"}, "paths": paths} | more
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps(tree), encoding="utf-8")
    inputs = Inputs("things", spec, (), ROOT / "LICENSE", "it", "openapi.json")
    return package(inputs)["README.md"].decode()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("secured", [False, True], ids=["open", "secured"])
def test_its_programs_are_whole_whatever_the_description_has(kind: str, secured: bool, tmp_path: Path) -> None:
    more: Tree = {"servers": [{"url": "https://things.test"}], "security": [{"key": []}]} if secured else {}
    more |= {"components": {"securitySchemes": {"key": KEY}}} if secured else {}
    text = readme(tmp_path, KINDS[kind], **more)
    programs = demo.programs(text)
    assert len(programs) == text.count("```python")
    for number, program in enumerate(programs):
        (tmp_path / f"block_{number}.py").write_text(program, encoding="utf-8")
    check = [
        find_ruff_bin(),
        "check",
        "--isolated",
        "--quiet",
        "--select",
        "E9,F,I",
        "--line-length",
        "200",
        str(tmp_path),
    ]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("kind", "title", "is_there"),
    [
        ("nothing", "Lists in pages", False),
        ("nothing", "Retries", True),
        ("a-list", "Lists in pages", True),
        ("a-list-that-is-deprecated", "Lists in pages", True),
        ("no-call-that-can-be-invented", "Lists in pages", True),
        ("nothing", "Streams", False),
        ("a-stream-that-takes-a-file", "Uploads", True),
        ("a-file-both-ways", "Uploads", True),
        ("a-file-both-ways", "Downloads", True),
        ("nothing", "Uploads", False),
    ],
)
def test_a_section_is_there_where_it_applies(kind: str, title: str, is_there: bool, tmp_path: Path) -> None:
    assert (f"\n## {title}\n" in readme(tmp_path, KINDS[kind])) == is_there


def test_texts_of_the_vendor_stand_by_their_number(tmp_path: Path) -> None:
    texts = {"10-first.md": "## Begin\n", "60-last.md": "The end.\n"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}), "utf-8")
    prose = tuple(tmp_path / name for name in texts)
    inputs = Inputs("things", spec, (), ROOT / "LICENSE", "it", "openapi.json", prose=prose)
    text = package(inputs)["README.md"].decode()
    places = [text.index(each) for each in ("## Begin", "## Settings", "## Testing", "The end.", "## Deprecations")]
    assert places == sorted(places)
