"""What JSON Schema says in short is said at length, since the generator knows the long form alone.

- an array without `items` holds anything;
- the schema `true` is `{}`;
- what stands beside an `allOf` is one more part of it;
- the values of an enum get names of their own, also where they differ by case alone.
"""

import copy
import re
from typing import Any

from scripts.document import is_object, pointer
from scripts.lower.tree import follow, walk

BESIDE = ("type", "properties", "required", "additionalProperties")
Tree = dict[str, Any]


def inline(document: Tree, name: str) -> Tree:
    """Return the document with a copy of each path item where a reference to it stood."""
    paths: Tree = document.get("paths", {})
    for path, item in paths.items():
        if "$ref" in item:
            paths[path] = copy.deepcopy(follow(document, item, f"{name}:{pointer(['paths', path])}"))
    return document


def fill(document: Tree) -> Tree:
    """Return the document with all that said."""
    for each in walk(document):
        _say_true(each)
        kind = each.get("type")
        if kind == "array" or (isinstance(kind, list) and "array" in kind):
            each.setdefault("items", {})
        if isinstance(each.get("allOf"), list) and "properties" in each:
            each["allOf"].append({key: each.pop(key) for key in BESIDE if key in each})
        if isinstance(each.get("enum"), list):
            _name_values(each)
    return document


def _say_true(node: Tree) -> None:
    for key in ("items", "schema"):
        if node.get(key) is True:
            node[key] = {}
    properties = node.get("properties")
    if is_object(properties):
        for name, schema in properties.items():
            if schema is True:
                properties[name] = {}


def _name_values(schema: Tree) -> None:
    values = [value for value in schema["enum"] if value is not None]
    if not all(isinstance(value, str) for value in values) or "x-enum-varnames" in schema:
        return
    taken: set[str] = set()
    names: list[str] = []
    for index, value in enumerate(values):
        base = "_".join(re.findall(r"[^\W_]+", value)).upper()
        base = base if base[:1].isalpha() and base.isascii() else f"VALUE_{index}"
        name, number = base, 2
        while name in taken:
            name, number = f"{base}_{number}", number + 1
        taken.add(name)
        names.append(name)
    schema["x-enum-varnames"] = names
