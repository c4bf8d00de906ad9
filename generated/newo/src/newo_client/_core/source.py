# Copied by `nox -s generate -- newo` from scripts/runtime/source.py. Change that, not this file.
"""Functions that are written when they are first needed: plain Python, as one would write it by hand for one model.

Their text is made of what stands in the runtime, of identifiers, and of texts as Python quotes them; all else arrives
as an object under a name made up here. So whatever a description says stays a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

_numbers = count(1)
# One for all, so that a function finds the others by name, compiled or not yet.
_names: dict[str, Any] = {}


def bound(value: object, word: str = "value") -> str:
    """Return the name by which written functions find an object."""
    name = f"{word}_{next(_numbers)}"
    _names[name] = value
    return name


def named(**objects: object) -> None:
    """Give objects names by which all written functions find them."""
    _names.update(objects)


def found(name: str) -> Any:
    """Return the object that has a name."""
    return _names[name]


def compiled_later(compile_: Callable[[], Callable[[Any], Any]], word: str) -> str:
    """Return the name of a function of one argument that is compiled by its first call.

    Threads that make the first call together each compile one; these do the same, and the last stays.
    """

    def first(value: Any) -> Any:
        function = _names[name]
        if function is first:
            function = _names[name] = compile_()
        return function(value)

    name = bound(first, word)
    return name


def attribute(name: str) -> str:
    """Return the name of a field as it may stand in the text.

    Raises:
        ValueError: it is no identifier.
    """
    if not name.isidentifier():
        message = f"{name!r} is no name of a field"
        raise ValueError(message)
    return name


def written(lines: Iterable[str], title: str) -> Callable[[Any], Any]:
    """Return the function that the lines define, which is called `function` there; tracebacks show its lines."""
    import linecache  # noqa: PLC0415 - it imports much, and is not needed before there is a model

    text = "\n".join(lines) + "\n"
    file = f"<{title} {next(_numbers)}>"
    made: dict[str, Any] = {}
    exec(compile(text, file, "exec"), _names, made)  # noqa: S102 - see the first lines of this module
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    function: Callable[[Any], Any] = made["function"]
    return function
