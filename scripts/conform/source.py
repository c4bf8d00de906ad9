"""The line that a person edits: in the spec, or in the overlay whose action put a node where it is."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from scripts.conform.finding import Finding
from scripts.document import Document, load
from scripts.overlay.origin import origins
from scripts.vendors import Vendor

# From pointers into an effective spec to the lines behind them.
Lines: TypeAlias = Callable[[Sequence[str]], dict[str, str]]


def lines_of_file(spec: Path) -> Lines:
    """Look lines up in one description."""

    def lines(pointers: Sequence[str]) -> dict[str, str]:
        document = load(spec)
        return {each: _told(document, each) for each in pointers}

    return lines


def lines_of_vendor(vendor: Vendor, variant: str | None = None) -> Lines:
    """Look lines up in a vendor's spec and overlays, those of a variant included."""

    def lines(pointers: Sequence[str]) -> dict[str, str]:
        paths = [*vendor.overlays, *([vendor.variants[variant]] if variant else [])]
        documents = [load(path, path.relative_to(vendor.root).as_posix()) for path in (vendor.spec, *paths)]
        places = origins(documents[0], documents[1:], pointers)
        return {each: _told(*places[each]) for each in pointers}

    return lines


def with_lines(findings: Sequence[Finding], lines: Lines) -> list[Finding]:
    """Give findings their lines; nothing is read where there are none."""
    if not findings:
        return []
    known = lines(list(dict.fromkeys(each.pointer for each in findings)))
    return [replace(each, source=known[each.pointer]) for each in findings]


def _told(document: Document, pointer: str) -> str:
    return f"{document.name}:{document.line(pointer)}"
