"""Whether what a file cites can be cited: a declared source, and lines, a file or a section that it has."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from scripts.document import Document, escape, is_array, is_object
from scripts.evidence.check.texts import Texts
from scripts.evidence.sources import CARRIED, Sources
from scripts.evidence.statement import Locator, locators, source_faults
from scripts.hints import NAMES, VALUES
from scripts.problem import Problem

Said = tuple[str, str]
STATING = ("x-source", "x-inferred", "x-enum-evidence")


def stating_nodes(node: Any, at: str = "", *, names: bool = False) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every object that may say where it comes from, with its pointer: no table of names, no example."""
    if is_object(node):
        if not names:
            yield at, node
        for key, value in node.items():
            if names or key not in VALUES:
                yield from stating_nodes(value, f"{at}/{escape(key)}", names=not names and key in NAMES)
    elif is_array(node):
        for index, value in enumerate(node):
            yield from stating_nodes(value, f"{at}/{index}")


def citation_problems(document: Document, sources: Sources, texts: Texts) -> Iterator[Problem]:
    """Yield a problem for every `x-source` of a spec or an overlay that cites nothing."""
    for at, node in stating_nodes(document.tree):
        if "x-source" in node:
            text = str(node["x-source"])
            found = [
                (fault, "write id:lines or id:place, several with ; between them") for fault in source_faults(text)
            ]
            found += [each for place in locators(text) for each in _faults(place, sources, texts)]
            where = f"{document.name}:{at}/x-source (line {document.line(f'{at}/x-source')})"
            yield from (Problem(where, what, cure) for what, cure in found)


def left_out_problems(sources: Sources) -> Iterator[Problem]:
    """Yield a problem for everything that is said to be left out on lines that no text has."""
    for source in sources.by_id.values():
        for each in source.left_out:
            last = max((end for _, end in each.place.ranges), default=0)
            if not source.lines:
                yield Problem(sources.where(each.at), "there is no text with these lines", "write its sha256 and lines")
            elif last > source.lines:
                what = f"{each.place} is out of bounds: the text has {source.lines} lines"
                yield Problem(sources.where(each.at), what, "name lines that are there")


def spelling_problems(document: Document) -> Iterator[Problem]:
    """Yield a problem for every key that is nearly one of those that state evidence."""
    for at, node in stating_nodes(document.tree):
        for key in node:
            near = get_close_matches(key, STATING, n=1, cutoff=0.9) if key.startswith("x") else []
            if near and key not in {near[0], CARRIED}:
                where = f"{document.name}:{at}/{key} (line {document.line(f'{at}/{key}')})"
                yield Problem(where, f"nothing reads {key}", f"write {near[0]}")


def uncited_problems(documents: Iterable[Document], sources: Sources) -> Iterator[Problem]:
    """Yield a problem for every source on which nothing rests."""
    texts = [str(node["x-source"]) for each in documents for _, node in stating_nodes(each.tree) if "x-source" in node]
    cited = {place.source for text in texts for place in locators(text)}
    for each in sources.by_id.values():
        if each.id not in cited:
            yield Problem(
                sources.where(each.at), f"nothing cites {each.id}", "delete it, or cite it where it says something"
            )


def _faults(place: Locator, sources: Sources, texts: Texts) -> Iterator[Said]:
    source = sources.by_id.get(place.source)
    if source is None:
        yield f"there is no source {place.source}", f"declare it in {sources.document.name}"
        return
    try:
        text = texts.of(place)
    except LookupError as error:
        yield str(error), "cite a file that is there"
        return
    lines = len(text.lines) if text else 0 if place.file else source.lines
    if place.ranges and not place.file and not source.lines:
        cure = "write sha256 and lines of the text, or cite a section by its heading"
        yield f"{place} cites lines of a text that is not pinned", cure
    elif source.lines and (not place.ranges or place.file):
        yield f"{place} cites no lines of a text whose lines are known", "cite the lines"
    elif lines and any(last > lines for _, last in place.ranges):
        yield f"{place} is out of bounds: the text has {lines} lines", "cite lines that are there"
