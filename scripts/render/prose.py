"""Text of a description, made fit for the place where it goes."""

import json
import re
import textwrap
from functools import cache

from scripts.render.engine import safe

WIDTH = 118
BRIEF = 300
# Code in Markdown ends at as many backticks as begin it; escapes don't count in it, but would in a table.
CODE = re.compile(r"(?<!`)(`+)(?!`)[^\\]+?(?<!`)\1(?!`)")
ACTIVE = re.compile(r"[\\`<\[\]]")


def literal(value: object) -> str:
    """Return a Python literal."""
    return repr(value)


def quoted(text: str) -> str:
    """Return a literal that TOML and JSON read too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def line(text: str) -> str:
    """Return text on one line."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def markdown(text: str) -> str:
    """Return text for a line of a Markdown page: code in it stays code, links and HTML become plain text."""
    text = line(text)
    parts: list[str] = []
    end = 0
    for code in CODE.finditer(text):
        parts += [ACTIVE.sub(r"\\\g<0>", text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, ACTIVE.sub(r"\\\g<0>", text[end:])])


def brief(text: str) -> str:
    """Return the first sentences of a text, without headings, where a whole page would not fit."""
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text) if not part.lstrip().startswith("#"))
    first = next(filter(None, paragraphs), "")
    if len(first) <= BRIEF:
        return first
    end = first.rfind(". ", 0, BRIEF)
    return first[: end + 1] if end > 0 else textwrap.shorten(first, BRIEF, placeholder=" ...")


def cell(text: str) -> str:
    """Return text for a cell of a Markdown table."""
    return markdown(text).replace("|", "\\|")


def doc(text: str, indent: int) -> str:
    """Return text for a docstring, wrapped; the first line stands where the template puts it."""
    return _wrapped(text, " " * indent, " " * (indent + 3))


def arg(text: str, name: str, indent: int = 12) -> str:
    """Return the text about what has a name, after it, wrapped with a hanging indent."""
    return _wrapped(f"{name}: {line(text)}", " " * indent, " " * (indent - 4))


@cache
def _wrapped(text: str, indent: str, first: str) -> str:
    wrapped = textwrap.fill(
        safe(line(text)),
        WIDTH,
        initial_indent=first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ).strip()
    # A quotation mark at the end would run into those that close the docstring.
    return wrapped + " " if wrapped.endswith('"') else wrapped
