"""A tree to YAML or JSON text, and a text to a file, whole or not at all."""

import json
import math
import os
import re
import uuid
from io import StringIO
from pathlib import Path
from typing import Any

import yaml

from scripts.document.pointers import is_array, is_object
from scripts.document.schema import BOOL, FLOAT, INT, MAP, NULL, SEQ, STR, Resolvers, resolvers

_BREAK = re.compile("[\n\r\x85\u2028\u2029]")
# They turn the text around that follows, so that a reviewer reads something else than a machine.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# JSON lets these stand; our reader does not.
_INVISIBLE = re.compile(rf"[\x7f-\x84\x86-\x9f\ufffe\uffff]|{_TURNING.pattern}")
_WIDE = 0xFFFF
_PRIVATE = range(0xE000, 0xF900)


def _both_schemas() -> Resolvers:
    """List what YAML 1.1 or 1.2 takes for something other than a string."""
    table: Resolvers = {first: list(each) for first, each in yaml.SafeDumper.yaml_implicit_resolvers.items()}
    for first, each in resolvers().items():
        table.setdefault(first, []).extend(each)
    for first in "yYnN":  # booleans in the text of YAML 1.1, though not in PyYAML
        table[first].append((BOOL, re.compile(rf"{first}\Z")))
    return table


class _Dumper(yaml.CSafeDumper):
    """The C emitter; it leaves a scalar plain only where this table gives the tag the scalar has anyway."""

    yaml_implicit_resolvers = _both_schemas()


def dump_yaml(tree: dict[str, Any], header: str = "") -> str:
    """Spell the tree as YAML, below a comment; alike for readers of YAML 1.1 and 1.2."""
    stand_ins = _stand_ins(tree)
    out = StringIO()
    dumper = _Dumper(out, allow_unicode=True, default_flow_style=False, width=-1)
    dumper.open()
    dumper.serialize(_node(tree, stand_ins))  # pyright: ignore[reportUnknownMemberType]
    dumper.close()
    comment = "".join(f"{line if line.startswith('#') else f'# {line}'.rstrip()}\n" for line in header.splitlines())
    shown = {ord(private): chr(code) if code > _WIDE else f"\\u{code:04X}" for code, private in stand_ins.items()}
    return comment + out.getvalue().translate(shown)


def dump_json(tree: dict[str, Any]) -> str:
    """Spell the tree as JSON, indented by two."""
    text = json.dumps(tree, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def write(path: Path, text: str) -> None:
    """Replace a file by this text in one step; its lines end as the text's do."""
    data = text.encode()
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        draft.write_bytes(data)
        os.replace(draft, path)  # noqa: PTH105 (its twin in pathlib is the same call)
    finally:
        draft.unlink(missing_ok=True)


def _stand_ins(tree: Any) -> dict[int, str]:
    """Lend a private character to each that the emitter escapes without need, such as emoji, or fails to escape."""
    used = set(json.dumps(tree, ensure_ascii=False))
    free = (chr(code) for code in _PRIVATE if chr(code) not in used)
    lent = (ord(each) for each in used if ord(each) > _WIDE or _TURNING.match(each))
    return dict(zip(sorted(lent), free, strict=False))


def _node(value: Any, stand_ins: dict[int, str]) -> yaml.Node:
    if isinstance(value, str):
        return _text(value.translate(stand_ins), bool(_TURNING.search(value))) if stand_ins else _text(value)
    if is_object(value):
        return yaml.MappingNode(MAP, [(_key(key, stand_ins), _node(each, stand_ins)) for key, each in value.items()])
    if is_array(value):
        return yaml.SequenceNode(SEQ, [_node(item, stand_ins) for item in value])
    return _atom(value)


def _key(key: object, stand_ins: dict[int, str]) -> yaml.Node:
    if not isinstance(key, str):
        message = f"key {key!r} is not a string"
        raise TypeError(message)
    return _node(key, stand_ins)


def _text(value: str, escaped: bool = False) -> yaml.ScalarNode:
    breaks = set(_BREAK.findall(value))
    if escaped:
        return yaml.ScalarNode(STR, value, style='"')
    if breaks == {"\n"} and value[0] not in " \t\n":
        return yaml.ScalarNode(STR, value, style="|")
    # In a block, readers disagree on the other line breaks, and on how far a first line with spaces is indented.
    return yaml.ScalarNode(STR, value, style='"' if breaks else None)


def _atom(value: object) -> yaml.ScalarNode:
    if value is None:
        return yaml.ScalarNode(NULL, "null")
    if isinstance(value, bool):
        return yaml.ScalarNode(BOOL, "true" if value else "false")
    if isinstance(value, int):
        return yaml.ScalarNode(INT, str(value))
    if isinstance(value, float) and math.isfinite(value):
        digits = repr(value)
        # Without the point, YAML 1.1 takes 1e+20 for a string.
        return yaml.ScalarNode(FLOAT, digits if "." in digits else digits.replace("e", ".0e"))
    message = f"{value!r} has no place in YAML or JSON"
    raise TypeError(message)
