"""Whether a name stands in lines of a document's text.

The texts are dumps of web pages: tables have lost their columns (`limitinteger`), words are broken where the page was
narrow, and a path may stand behind its host. A name counts where it stands as a word of its own, or is run together
with the name of a type or the like; not where it is a part of a longer word.
"""

import re
from collections.abc import Iterable, Sequence
from http import HTTPStatus

# What the cell beside a name may begin with, when a table has lost its columns.
CELLS = "string|integer|number|boolean|array|object|enum|null|file|uuid|date|header|yes|no|optional|required"
TYPES = "string|integer|number|boolean|array|object|enum|file"
# After the type comes the end of the word, or the next name with its own type.
GLUED = rf"(?=(?i:(?:{CELLS})+)(?:(?![a-z])|[a-z]\w*?(?i:{TYPES})(?![a-z])))"
# What the cell before it may end with: a type, or the digits of a default.
BEFORE = r"(?:^|[^\w-]|\d|(?i:string|integer|number|boolean|array|object|required|optional))"
# Shorter names are found between the lines by chance.
LONG_ENOUGH = 4
PHRASES = {str(status.value): status.phrase for status in HTTPStatus}


class Text:
    """A document's text, by lines from 1."""

    def __init__(self, name: str, content: str) -> None:
        self.name = name
        # As editors count, whatever else ends a line for Python.
        self.lines = [line.removesuffix("\r") for line in content.removesuffix("\n").split("\n")] if content else []

    def cited(self, ranges: Iterable[tuple[int, int]]) -> str:
        """Return the lines of ranges; all of them where there is no range."""
        parts = [line for first, last in ranges for line in self.lines[first - 1 : last]]
        return "\n".join(parts or self.lines)


def holds_name(text: str, name: str) -> bool:
    """Tell whether a text holds a name as a word, run together with the cell beside it, or broken over two lines."""
    # To make a pattern takes longer than to look.
    if _stands_alone(text, name):
        return True
    if name in text and re.search(f"{BEFORE}{re.escape(name)}{GLUED}", text, re.MULTILINE):
        return True
    return len(name) >= LONG_ENOUGH and re.search(rf"(?<![\w-]){_broken(name)}(?![\w-])", text) is not None


def holds_status(text: str, status: str) -> bool:
    """Tell whether a text holds a status as a number, or by the words that HTTP has for it."""
    phrases = [PHRASES[status]] if status in PHRASES else []
    phrases += ["Ok"] if status == "200" else []
    # As words of their own, a capital first, or run together with what stands before them.
    words = "".join(rf"|(?-i:(?<![a-z])(?<!ot ){each[0]}){re.escape(each[1:])}\b" for each in phrases)
    number = rf"(?<![\w.=])(?<!most )(?<!least )(?<!max )(?<!than ){re.escape(status)}(?!\w|\.\d)"
    return re.search(f"{number}{words}", text, re.IGNORECASE) is not None


def holds_operation(text: str, operation: str, bases: Sequence[str] = (), *, method: bool = True) -> bool:
    """Tell whether a text holds the method and the path of an operation, be it behind a host.

    Args:
        text: the text.
        operation: such as `GET /path/{id}`.
        bases: paths that may stand before it, since they are part of a server's address.
        method: whether the method must be there too.
    """
    verb, _, path = operation.partition(" ")
    prefix = "|".join(re.escape(each) for each in bases if each)
    written = rf"(?:https?://[^\s/]+)?(?:{prefix})?{_path(path)}(?!/?[\w{{<-]|[:.]\w)"
    before = rf"(?<![A-Za-z])(?i:{verb})\s*" if method else r"(?<![\w}>/-])"
    return re.search(before + written, text) is not None


def holds_call(text: str, operation: str) -> bool:
    """Tell whether a program's text holds the method and the path of an operation, whatever it puts into the path."""
    verb, _, path = operation.partition(" ")
    parts = re.split(r"\{[^{}]*\}", path)
    written = r"[^\s\"']{1,200}?".join(map(re.escape, parts)) + r"(?![\w/])"
    return bool(re.search(written, text) and re.search(rf"\b{verb}\b", text, re.IGNORECASE))


def _stands_alone(text: str, name: str) -> bool:
    """Tell whether a text holds a name that is no part of a word."""
    start = text.find(name)
    while start >= 0:
        around = text[max(start - 1, 0) : start] + text[start + len(name) : start + len(name) + 1]
        if not any(each.isalnum() or each in "_-" for each in around):
            return True
        start = text.find(name, start + 1)
    return False


def _broken(text: str) -> str:
    return r"\n?".join(map(re.escape, text))


def _path(path: str) -> str:
    """Return a pattern for a path, whichever way its parameters are written."""
    parts = re.split(r"\{([^{}]*)\}", path)
    literal = [_broken(part) for part in parts[::2]]
    names = [rf"(?:\{{{_broken(name)}\}}|:{_broken(name)}|<{_broken(name)}>)" for name in parts[1::2]]
    return literal[0] + "".join(name + after for name, after in zip(names, literal[1:], strict=True))
