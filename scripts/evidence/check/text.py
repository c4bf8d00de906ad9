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
# So many lines around a path a program names the method.
NEAR = 6
# Shorter names are found between the lines by chance.
LONG_ENOUGH = 4
PHRASES = {status.phrase: str(status.value) for status in HTTPStatus} | {"Ok": "200"}
STATUS = re.compile(r"(?:[•*|-]\s*|HTTP/\d(?:\.\d)? )?`?([1-5](?:\d\d|XX|xx))`?(?=$|:|\s+[A-Z\u2013\u2014|-])")


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
    """Tell whether a text holds a status: at the start of a line, by the words that HTTP has for it, or called one."""
    number = rf"{re.escape(status)}(?!\w|\.\d)"
    called = r"\b(?:status|http|code|error|answer\w*|respon\w*)[^\w\n]{1,3}(?:\w+[^\w\n]+){0,3}?"
    beside = r"[^\w\n]{1,3}(?:status|error|response)\b"
    if re.search(rf"{called}{number}|(?<![\w.=]){number}{beside}", text, re.IGNORECASE):
        return True
    lines = [line.strip() for line in text.split("\n")]
    words = {phrase.lower() for phrase, each in PHRASES.items() if each == status}
    return any(line.lower() in words or status.upper() == printed_status(line) for line in lines)


def printed_status(line: str) -> str:
    """Return the status that a line begins with or consists of, be it in words; else nothing."""
    if found := STATUS.match(line):
        return found[1].upper()
    if line in PHRASES:
        return PHRASES[line]
    # The words run together with what stands before them.
    glued = (status for words, status in PHRASES.items() if re.search(rf"[A-Z0-9)\]]{re.escape(words)}$", line))
    return next(glued, "")


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


def holds_call(text: str, operation: str, bases: Sequence[str] = ()) -> bool:
    """Tell whether a program's text holds the path of an operation, whatever it puts into it, and the method nearby."""
    verb, _, path = operation.partition(" ")
    parts = re.split(r"\{[^{}]*\}", path)
    if not any(part.strip("/") for part in parts):
        return False
    prefix = "|".join(re.escape(each) for each in bases if each)
    path_written = r"[^\s\"'/]{1,200}?".join(map(re.escape, parts))
    written = rf"(?<![\w/-])(?:{prefix})?{path_written}(?![\w/])"
    for found in re.finditer(written, text):
        before = text[: found.start()].split("\n")[-NEAR:]
        after = text[found.end() :].split("\n", NEAR)[:NEAR]
        if re.search(rf"\b{verb}\b", "\n".join([*before, *after]), re.IGNORECASE):
            return True
    return False


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
