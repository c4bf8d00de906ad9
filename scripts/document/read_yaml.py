"""YAML text to a tree: the C parser, the core schema, and nothing that JSON can't say.

The tree is built here from the parser's nodes, not by PyYAML's constructor: so a key's own line is known when it is
refused, and each use of an alias becomes a value of its own.
"""

import math
from collections.abc import Callable
from typing import Any, NoReturn

import yaml

from scripts.document.schema import (
    BOOL,
    CORE,
    DEPTH,
    FLOAT,
    GROWTH,
    INT,
    MAP,
    NODE,
    NODES,
    NULL,
    SEQ,
    STR,
    resolvers,
)
from scripts.problem import refuse


class _Loader(yaml.CSafeLoader):
    """Composes nodes; counts them and their depth on the way, since the parser itself knows no bounds."""

    yaml_implicit_resolvers = resolvers()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0
        self.nodes = 0

    def descend_resolver(self, current_node: yaml.Node | None, current_index: object) -> None:  # noqa: ARG002 (called by the parser)
        self.depth += 1
        self.nodes += 1
        if self.depth > DEPTH or self.nodes > NODES:
            mark = current_node.start_mark if current_node else None
            said = f"nested deeper than {DEPTH} levels" if self.depth > DEPTH else f"holds more than {NODES:,} values"
            raise yaml.MarkedYAMLError(problem=said, problem_mark=mark)

    def ascend_resolver(self) -> None:
        self.depth -= 1


def compose(text: str) -> yaml.Node | None:
    """Parse a text to nodes with their places; None when it holds none; yaml.YAMLError when it isn't YAML."""
    return _compose(text)[0]


def _compose(text: str) -> tuple[yaml.Node | None, int]:
    loader = _Loader(text)
    try:
        return loader.get_single_node(), loader.nodes
    finally:
        loader.dispose()


def line_of(node: yaml.Node) -> int:
    """Where a node begins, counted from 1."""
    return node.start_mark.line + 1


def read_yaml(text: str, name: str) -> Any:
    """Build the tree of a YAML text, or raise `Refused` with the line."""
    try:
        root, count = _compose(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = ", ".join(part for part in (error.context, error.problem) if part)
        refuse(f"{name}:{mark.line + 1}" if mark else name, what, _cure(what))
    except yaml.YAMLError as error:
        refuse(name, str(error), "correct the YAML")
    if root is None:
        refuse(name, "the file is empty", "write an object")
    return _Builder(name, NODE * count + len(text)).value(root, 1)


def _cure(what: str) -> str:
    cures = {"another document": "keep one document in a file", "nested deeper": "flatten it", "holds more": "split it"}
    return next((cure for part, cure in cures.items() if part in what), "correct the YAML")


class _Builder:
    """Turns nodes into values, refusing at the line what isn't JSON."""

    def __init__(self, name: str, weight: int) -> None:
        self.name = name
        self.room = GROWTH + weight

    def refuse(self, node: yaml.Node, what: str, cure: str) -> NoReturn:
        refuse(f"{self.name}:{line_of(node)}", what, cure)

    def value(self, node: yaml.Node, depth: int) -> Any:
        self.room -= NODE
        if isinstance(node, yaml.ScalarNode):
            self.room -= len(node.value)
            return node.value if node.tag == STR else self.scalar(node)
        if depth > DEPTH or self.room < 0:
            self.refuse(node, "aliases expand without end or beyond all bounds", "write the values out instead")
        if isinstance(node, yaml.MappingNode) and node.tag == MAP:
            return self.mapping(node, depth + 1)
        if not isinstance(node, yaml.SequenceNode) or node.tag != SEQ:
            self.refuse(node, f"tag {node.tag} is not allowed here", "write a plain value without a tag")
        return [self.value(item, depth + 1) for item in node.value]

    def mapping(self, node: yaml.MappingNode, depth: int) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for key, value in node.value:
            name: str = key.value
            if key.tag != STR or not isinstance(key, yaml.ScalarNode):
                self.refuse_key(key)
            if name == "<<" and not key.style:
                self.refuse(key, "merge keys are not part of YAML 1.2", "write the merged keys out")
            if name in tree:
                first = next(line_of(each) for each, _ in node.value if each.value == name)
                self.refuse(key, f"key '{name}' was given before, on line {first}", "keep one of the two")
            self.room -= len(name)
            tree[name] = self.value(value, depth)
        return tree

    def refuse_key(self, key: yaml.Node) -> NoReturn:
        if isinstance(key, yaml.ScalarNode) and key.tag in CORE:
            self.refuse(key, f"key {key.value or 'null'} is not a string", f"quote it: '{key.value}'")
        self.refuse(key, "a key is not a string", "use a plain or quoted string as key")

    def scalar(self, node: yaml.ScalarNode) -> Any:
        text: str = node.value
        if node.tag not in CORE:
            self.refuse(node, f"tag {node.tag} is not allowed here", "write a plain value without a tag")
        if not CORE[node.tag][0].match(text):
            self.refuse(node, f"'{text}' does not fit its tag {node.tag}", "write a plain value without a tag")
        try:
            value = _CONVERT[node.tag](text)
        except ValueError:
            self.refuse(node, "the number has too many digits", "quote it, if it is text")
        if isinstance(value, float) and not math.isfinite(value):
            self.refuse(node, f"{text} is not a number that JSON has", "quote it, if it is text")
        return value


def _int(text: str) -> int:
    value = int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
    # Python reads any number of digits in base 8 or 16; where it can't write them, it raises here.
    str(value)
    return value


def _float(text: str) -> float:
    return math.inf if text[-1] in "fFnN" else float(text)


_CONVERT: dict[str, Callable[[str], object]] = {
    NULL: lambda _: None,
    BOOL: lambda text: text in ("true", "True", "TRUE"),
    INT: _int,
    FLOAT: _float,
}
