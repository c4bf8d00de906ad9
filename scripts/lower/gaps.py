"""What JSON Schema says in short is said at length, since the generator knows the long form alone.

- an array without `items` holds anything;
- the schema `true` is `{}` (before all else, and for whoever counts too);
- what stands beside an `allOf` is one more part of it;
- the values of an enum get names of their own, also where they differ by case alone.
"""

import copy
import re
from typing import Any

from scripts.document import is_array, is_object, pointer
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
        kind = each.get("type")
        if kind == "array" or (isinstance(kind, list) and "array" in kind):
            each.setdefault("items", {})
        if isinstance(each.get("allOf"), list) and "properties" in each:
            each["allOf"].append({key: each.pop(key) for key in BESIDE if key in each})
        if isinstance(each.get("enum"), list):
            _name_values(each)
    return document


def say_true(document: Tree) -> Tree:
    """Return a copy of a document in which every schema `true` is `{}`."""
    document = copy.deepcopy(document)
    for each in walk(document):
        for key in ("items", "schema"):
            if each.get(key) is True:
                each[key] = {}
        for key in ("properties", "schemas"):
            table = each.get(key)
            if is_object(table):
                table.update({name: {} for name, schema in table.items() if schema is True})
        for key in ("allOf", "anyOf", "oneOf"):
            if is_array(each.get(key)):
                each[key] = [{} if part is True else part for part in each[key]]
    return document


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
