"""A page in a few kinds of blocks, and its two forms: Markdown, and text for a terminal."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

_ACTIVE = re.compile(r"[\\`<\[\]|*_&~#>]")


class Code(str):
    """A name, spelled as it is."""

    __slots__ = ()


class Strong(str):
    """What a reader shall see first."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; level 1 is that of the page."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words; several parts stand side by side."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, *parts: str) -> "Paragraph":
        """Make one of its parts."""
        return cls(parts)


@dataclass(frozen=True, slots=True)
class Listing:
    """Items, each of parts that stand side by side."""

    items: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows below a head."""

    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks that Markdown shows on demand, below a summary."""

    summary: str
    blocks: "Sequence[Block]"


Block: TypeAlias = Heading | Paragraph | Listing | Table | Fold


def markdown(blocks: Sequence[Block]) -> str:
    """Write blocks as Markdown of GitHub."""
    return "\n\n".join(_markdown(each) for each in blocks) + "\n"


def _markdown(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {_marked(block.text)}"
    if isinstance(block, Paragraph):
        return "".join(map(_marked, block.parts))
    if isinstance(block, Listing):
        return "\n".join(f"- {''.join(map(_marked, item))}" for item in block.items)
    if isinstance(block, Table):
        rows = [block.head, ("---",) * len(block.head), *block.rows]
        cells = [row if index == 1 else tuple(map(_marked, row)) for index, row in enumerate(rows)]
        return "\n".join(f"| {' | '.join(row)} |" for row in cells)
    summary = block.summary.replace("&", "&amp;").replace("<", "&lt;")
    return f"<details><summary>{summary}</summary>\n\n{markdown(block.blocks)}\n</details>"


def _marked(text: str) -> str:
    line = " ".join(text.split(" ")).replace("\n", " ")
    if isinstance(text, Code):
        if "`" in line:
            return f"<code>{_ACTIVE.sub(_entity, line)}</code>"
        return f"`{line}`".replace("|", "\\|")
    plain = _ACTIVE.sub(r"\\\g<0>", line)
    return f"**{plain}**" if isinstance(text, Strong) and plain else plain


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def text(blocks: Sequence[Block]) -> str:
    """Write blocks for a terminal: tables in columns, what is folded open."""
    return "\n".join(line.rstrip() for block in blocks for line in [*_text(block), ""])


def _text(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield block.text.upper() if block.level == 1 else block.text
        yield ("=" if block.level == 1 else "-") * _width(block.text)
    elif isinstance(block, Paragraph):
        yield "".join(map(_shown, block.parts))
    elif isinstance(block, Listing):
        yield from (f"- {''.join(map(_shown, item))}" for item in block.items)
    elif isinstance(block, Table):
        rows = [tuple(map(_shown, row)) for row in (block.head, *block.rows)]
        widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            yield "  ".join(each + " " * (width - _width(each)) for each, width in zip(row, widths, strict=True))
    else:
        yield block.summary
        yield from ("  " + line for each in block.blocks for line in _text(each))


def _shown(part: str) -> str:
    line = part.replace("\n", " ")
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in line)


def _width(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(each) in "WF") for each in text)
