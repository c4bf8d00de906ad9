"""What JSON Schema leaves open is said aloud: an array without `items` holds anything."""

from typing import Any

from scripts.lower.tree import walk


def fill(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with every array's `items`."""
    for each in walk(document):
        kind = each.get("type")
        if kind == "array" or (isinstance(kind, list) and "array" in kind):
            each.setdefault("items", {})
    return document
