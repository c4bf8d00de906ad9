"""What a description says in short is said at length.

- a reference to a path item is that path item;
- the schema `true` is `{}`, and `false` is what nothing fits;
- the values of an enum get names of their own, also where they differ by case alone.
"""

import re
from typing import Any

from scripts.document import is_array, is_object, pointer
from scripts.lower.names import plain
from scripts.lower.schemas import slots
from scripts.lower.tree import follow, fresh

Tree = dict[str, Any]
# These say something of their own when they are true or false.
SWITCHES = frozenset({"additionalProperties", "unevaluatedProperties", "unevaluatedItems"})


def inline(document: Tree, name: str) -> Tree:
    """Return the document with a copy of each path item where a reference to it stood."""
    paths: Tree = document.get("paths", {})
    for path, item in paths.items():
        if "$ref" in item:
            paths[path] = fresh(follow(document, item, f"{name}:{pointer(['paths', path])}"))
    return document


def say_true(document: Tree) -> Tree:
    """Return a copy of a document in which every schema `true` is `{}`, and `false` is `not: {}`.

    Examples make no code, and are most of many a description: the copy has none.
    """
    document = fresh(document)
    document.get("components", {}).pop("examples", None)
    for holder, key, _ in slots(document):
        schema = holder[key]
        for shown in (schema, holder if key == "schema" else None):
            if is_object(shown):
                shown.pop("example", None)
                shown.pop("examples", None)
        if isinstance(schema, bool) and key not in SWITCHES:
            holder[key] = {} if schema else {"not": {}}
        elif is_object(schema) and schema.get("items") is True:
            schema["items"] = {}
    return document


def name_values(document: Tree) -> Tree:
    """Return the document with a name for each value of each enum."""
    for schema in document.get("components", {}).get("schemas", {}).values():
        values = schema.get("enum")
        if is_array(values) and all(isinstance(each, str) for each in values):
            schema.setdefault("x-enum-varnames", _names(values))
    return document


def _names(values: list[str]) -> list[str]:
    taken: set[str] = set()
    names: list[str] = []
    for index, value in enumerate(values):
        # `+1` and `-1` are different things.
        said = re.sub(r"^[+-](?=\d)", lambda sign: "plus " if sign[0] == "+" else "minus ", plain(value))
        base = "_".join(re.findall(r"[^\W_]+", said)).upper()
        if not base or not base.isascii():
            base = f"VALUE_{index}" if value.strip() else "EMPTY"
        elif base[0].isdigit():
            base = f"VALUE_{base}"
        name, number = base, 2
        while name in taken:
            name, number = f"{base}_{number}", number + 1
        taken.add(name)
        names.append(name)
    return names
