"""JSON text that comes back as it was: a tree whose numbers keep their spelling, and its pretty and minified forms."""

import json
from typing import Any, NoReturn, TypeGuard


class Number(str):
    """A JSON number as it was spelled, so that 1.0, 1e2 and integers of any size survive."""

    __slots__ = ()


class Row(list[str]):
    """An array written on one line."""


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a value is a JSON object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether a value is a JSON array."""
    return isinstance(value, list)


def parse(text: str) -> Any:
    """Parse a JSON text, each number to a `Number`; ValueError where it isn't JSON."""
    return json.loads(text, parse_int=Number, parse_float=Number, parse_constant=_no_constant)


def minify(value: Any) -> str:
    """Write the shortest JSON text of a tree: no spaces, no escapes but the necessary ones."""
    return laid_out(value, "")


# How servers write JSON on one line: the marks between items and after names, and whether all but ASCII is escaped.
LAYOUTS = {
    "": (",", ":", False),
    "spaced": (", ", ": ", False),
    "escaped": (",", ":", True),
    "spaced and escaped": (", ", ": ", True),
}


def laid_out(value: Any, layout: str) -> str:
    """Write the JSON text of a tree on one line, in one of the layouts."""
    comma, colon, escaped = LAYOUTS[layout]

    def write(each: Any) -> str:
        if isinstance(each, Number):
            return str(each)
        if is_array(each):
            return f"[{comma.join(map(write, each))}]"
        if is_object(each):
            return f"{{{comma.join(f'{write(key)}{colon}{write(inner)}' for key, inner in each.items())}}}"
        return json.dumps(each, ensure_ascii=escaped)

    return write(value)


def pretty(value: Any, indent: str = "") -> str:
    """Write the JSON text of a tree for people and diffs: a line each, two spaces deeper on every level."""
    inner = indent + "  "
    if isinstance(value, Row):
        return f"[{', '.join(map(minify, value))}]"
    if is_array(value) and value:
        return _lines("[]", [pretty(each, inner) for each in value], indent)
    if is_object(value) and value:
        return _lines("{}", [f"{minify(key)}: {pretty(each, inner)}" for key, each in value.items()], indent)
    return minify(value)


def deeper(value: Any, levels: int) -> bool:
    """Whether a tree has more levels than that."""
    members = value.values() if is_object(value) else value if is_array(value) else ()
    return levels < 0 or any(deeper(each, levels - 1) for each in members)


def _lines(ends: str, parts: list[str], indent: str) -> str:
    inner = f"\n{indent}  "
    return f"{ends[0]}{inner}{f',{inner}'.join(parts)}\n{indent}{ends[1]}"


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
