"""The hints of a description that no standard knows: what each may hold, wherever it stands."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from scripts.document import escape, is_array, is_object, pointer
from scripts.problem import Problem
from scripts.runtime.dateformat import problem_of

NAME: dict[str, Any] = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]*$"}
POINTER: dict[str, Any] = {"type": "string", "pattern": "^/."}
TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
# What an element has that may stand elsewhere than the rest of it, or nowhere.
PARTS = frozenset(
    {
        "body",
        "default",
        "deprecated",
        "direction",
        "encoding",
        "example",
        "form",
        "format",
        "limit",
        "location",
        "meaning",
        "media",
        "method",
        "name",
        "order",
        "path",
        "required",
        "security",
        "status",
        "style",
        "type",
        "url",
        "use",
        "values",
        "version",
    }
)
# Why something is here that nobody printed: all of it, or the parts that are named.
REASON: dict[str, Any] = {
    "type": ["string", "object"],
    "minLength": 1,
    "minProperties": 1,
    "propertyNames": {"enum": sorted(PARTS)},
    "additionalProperties": TEXT,
}

SIZE: dict[str, Any] = {"size": TEXT, "default-size": {"type": "integer", "minimum": 1}}
# How lists go on, with what each way needs to be told.
PAGINATION: dict[str, dict[str, Any]] = {
    "page": {
        "properties": {
            "style": True,
            "page": TEXT,
            "first": {"type": "integer", "minimum": 0},
            **SIZE,
            **dict.fromkeys(("items", "total", "served-size", "last", "pages"), POINTER),
        },
        "required": ["page", "items"],
        "dependentRequired": {"default-size": ["size"]},
        "additionalProperties": False,
    },
    "cursor": {
        "properties": {
            "style": True,
            "next": {"type": "object", "minProperties": 1, "additionalProperties": POINTER},
            **dict.fromkeys(("items", "more"), POINTER),
        },
        "required": ["next", "items"],
        "additionalProperties": False,
    },
    "link": {
        "properties": {"style": True, "key": TEXT, **dict.fromkeys(("items", "next"), POINTER)},
        "required": ["next", "items"],
        "additionalProperties": False,
    },
}
HINTS: dict[str, dict[str, Any]] = {
    "x-argument": NAME,
    "x-client": {
        "type": "object",
        "properties": {"class": NAME, "version": {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"}},
        "additionalProperties": False,
    },
    "x-date-format": {"type": "string", "minLength": 1},
    "x-enum-evidence": {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "properties": {"x-source": TEXT, "x-inferred": REASON},
            "minProperties": 1,
            "additionalProperties": False,
        },
    },
    "x-idempotent": {"type": "boolean"},
    "x-inferred": REASON,
    "x-method": NAME,
    "x-name": NAME,
    "x-client-id": TEXT,
    "x-pagination": {
        "type": "object",
        "properties": {"style": {"enum": list(PAGINATION)}},
        "required": ["style"],
        "allOf": [
            {"if": {"properties": {"style": {"const": style}}, "required": ["style"]}, "then": held}
            for style, held in PAGINATION.items()
        ],
    },
    "x-personal": {"type": "boolean"},
    "x-read-only": {"type": "boolean"},
    "x-secret": {"type": "boolean"},
    "x-source": TEXT,
    "x-streaming": {
        "type": "object",
        "properties": {"style": {"enum": ["text", "events", "lines"]}, "done": TEXT},
        "required": ["style"],
        "additionalProperties": False,
    },
}
_VALIDATORS = {name: jsonschema_rs.validator_for(schema) for name, schema in HINTS.items()}
# Below these keys stand names that the vendor chose, and below those values that are no description.
NAMES = frozenset(
    {
        "$defs",
        "callbacks",
        "content",
        "dependentSchemas",
        "encoding",
        "headers",
        "mapping",
        "parameters",
        "pathItems",
        "paths",
        "patternProperties",
        "properties",
        "requestBodies",
        "responses",
        "schemas",
        "securitySchemes",
        "variables",
    }
)
VALUES = frozenset({"const", "default", "enum", "example", "examples"})


def hint_problems(tree: Any, where: str, at: str = "") -> Iterator[Problem]:
    """Yield a problem for every hint that does not hold what it may."""
    if is_object(tree):
        for key, value in tree.items():
            here = f"{at}/{escape(key)}"
            if key in _VALIDATORS:
                yield from _problems(key, value, f"{where}:{here}")
            elif key in NAMES and is_object(value):
                for name, inner in value.items():
                    yield from hint_problems(inner, where, f"{here}/{escape(name)}")
            elif key not in VALUES and isinstance(value, dict | list):
                yield from hint_problems(value, where, here)
    elif is_array(tree):
        for index, value in enumerate(tree):
            if isinstance(value, dict | list):
                yield from hint_problems(value, where, f"{at}/{index}")


def _problems(name: str, value: object, where: str) -> Iterator[Problem]:
    if name == "x-date-format" and isinstance(value, str) and (said := problem_of(value)):
        yield Problem(where, said, "write the pattern as CONTRIBUTING.md says")
    for error in _VALIDATORS[name].iter_errors(value):
        place = pointer(list(error.instance_path))
        odd = sorted(set(value) - PARTS) if name == "x-inferred" and is_object(value) else []
        what = f"{', '.join(odd)} is no part of an element ({', '.join(sorted(PARTS))})" if odd else error.message
        yield Problem(f"{where}{place}", what, f"write {name} as CONTRIBUTING.md says")
