"""Read and write YAML and JSON so that no value changes its type on the way, in or out.

YAML is read by the core schema of 1.2 (`no`, `1:30` and dates are strings), and written so that readers of YAML 1.1
and 1.2 agree on every value. What JSON can't say is refused: with file, line and cure.
"""

import gc
import os
import re
import stat
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from scripts.document.pointers import escape, is_array, is_object, pointer, resolve, split
from scripts.document.read_json import read_json
from scripts.document.read_yaml import compose, line_of, read_yaml
from scripts.document.schema import SIZE
from scripts.document.writing import dump_json, dump_yaml, write
from scripts.problem import refuse

__all__ = [
    "Document",
    "collector_paused",
    "dump_json",
    "dump_yaml",
    "escape",
    "from_here",
    "is_array",
    "is_object",
    "load",
    "loads",
    "pointer",
    "resolve",
    "split",
    "write",
]

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_HALF_PAIR = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


@dataclass(frozen=True, eq=False)
class Document:
    """One file: what to call it in messages, its tree, and its text as it was read."""

    name: str
    tree: dict[str, Any] = field(repr=False)
    text: str = field(repr=False)

    def line(self, pointer: str) -> int:
        """Find the line, from 1, of the node at a JSON pointer, or of its nearest ancestor that exists."""
        node = self._root
        line = line_of(node) if node else 1
        for token in split(pointer):
            member = self._members(node).get(token) if node else None
            if member is None:
                break
            line, node = member
        return line

    @cached_property
    def _root(self) -> yaml.Node | None:
        # JSON is YAML enough for this, but for its way to escape characters beyond 16 bits.
        for text in (self.text, _HALF_PAIR.sub(r"\\u003f", self.text)):
            try:
                return compose(text)
            except yaml.YAMLError:
                continue
        return None

    @cached_property
    def _known(self) -> dict[int, dict[str, tuple[int, yaml.Node]]]:
        return {}

    def _members(self, node: yaml.Node) -> dict[str, tuple[int, yaml.Node]]:
        """Map the steps below a node to lines and nodes; a member's line is that of its key."""
        if id(node) not in self._known:
            members: dict[str, tuple[int, yaml.Node]] = {}
            if isinstance(node, yaml.MappingNode):
                members = {key.value: (line_of(key), value) for key, value in node.value}
            elif isinstance(node, yaml.SequenceNode):
                members = {str(index): (line_of(item), item) for index, item in enumerate(node.value)}
            self._known[id(node)] = members
        return self._known[id(node)]


@contextmanager
def collector_paused() -> Generator[None, None, None]:
    """Keep the garbage collector still: a large tree keeps it busy, and holds nothing for it."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def load(path: Path, name: str | None = None) -> Document:
    """Read a file, as JSON if its name ends so, else as YAML; messages call it `name`, or by its path from here."""
    name = name or from_here(path)
    data = _read(path, name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        refuse(f"{name}:{line}", f"byte 0x{data[error.start]:02x} is not UTF-8", "save the file as UTF-8")
    return loads(text, name, json=path.suffix == ".json")


def _read(path: Path, name: str) -> bytes:
    if "\0" in str(path):
        refuse(name, "no file can be called so", "check the path")
    # Anything else may never end, or make us wait for it.
    if not stat.S_ISREG(path.stat().st_mode):
        refuse(name, "is no regular file", "give a file")
    with path.open("rb") as file:
        data = file.read(SIZE + 1)
    if len(data) > SIZE:
        refuse(name, f"holds more than {SIZE // 2**20} MiB", "split it")
    return data


def loads(text: str, name: str, json: bool = False) -> Document:
    """Read a text that messages shall call `name`."""
    if found := _FORBIDDEN.search(text):
        line = text.count("\n", 0, found.start()) + 1
        refuse(
            f"{name}:{line}", f"character U+{ord(found[0]):04X} is not allowed", "delete it or write it as an escape"
        )
    with collector_paused():
        tree = read_json(text, name) if json else read_yaml(text, name)
    if not is_object(tree):
        refuse(name, "the root is not an object", "write an object")
    return Document(name, tree, text)


def from_here(path: Path) -> str:
    """Return what to call a file in messages: its path from here, or else as it was given."""
    full = Path(os.path.abspath(path))  # noqa: PTH100 (resolve() would follow links to elsewhere)
    return full.relative_to(Path.cwd()).as_posix() if full.is_relative_to(Path.cwd()) else str(path)
