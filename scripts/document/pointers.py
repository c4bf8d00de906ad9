"""What a tree is made of, and JSON pointers (RFC 6901) into it."""

import re
from collections.abc import Iterable
from typing import Any, TypeGuard


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether a value is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Tell whether a value is an array."""
    return isinstance(value, list)


def escape(token: str | int) -> str:
    """Escape one step of a pointer."""
    text = str(token)
    return text.replace("~", "~0").replace("/", "~1") if "~" in text or "/" in text else text


def pointer(tokens: Iterable[str | int]) -> str:
    """Spell the pointer of a path; that of the root is the empty string."""
    return "".join(f"/{escape(token)}" for token in tokens)


def split(pointer: str) -> list[str]:
    """Take a pointer into its steps; KeyError when it isn't one."""
    if pointer and not pointer.startswith("/"):
        raise KeyError(pointer)
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def resolve(tree: Any, pointer: str) -> Any:
    """Find the value at a pointer; KeyError when there is none."""
    node = tree
    for token in split(pointer):
        if is_object(node) and token in node:
            node = node[token]
        elif is_array(node) and re.fullmatch("0|[1-9][0-9]{0,9}", token) and int(token) < len(node):
            node = node[int(token)]
        else:
            raise KeyError(pointer)
    return node
