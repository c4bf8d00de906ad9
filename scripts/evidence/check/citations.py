"""Whether what a file cites can be cited: a declared source, and lines, a file or a section that it has."""

from collections.abc import Iterable, Iterator

from scripts.document import Document
from scripts.evidence.check.texts import Texts
from scripts.evidence.sources import Sources
from scripts.evidence.statement import Locator, locators, source_faults
from scripts.problem import Problem
from scripts.validity import nodes

Said = tuple[str, str]


def citation_problems(document: Document, sources: Sources, texts: Texts) -> Iterator[Problem]:
    """Yield a problem for every `x-source` of a spec or an overlay that cites nothing."""
    for at, node in nodes(document.tree):
        if "x-source" in node:
            text = str(node["x-source"])
            found = [
                (fault, "write id:lines or id:place, several with ; between them") for fault in source_faults(text)
            ]
            found += [each for place in locators(text) for each in _faults(place, sources, texts)]
            where = f"{document.name}:{at}/x-source (line {document.line(f'{at}/x-source')})"
            yield from (Problem(where, what, cure) for what, cure in found)


def uncited_problems(documents: Iterable[Document], sources: Sources) -> Iterator[Problem]:
    """Yield a problem for every source on which nothing rests."""
    texts = [str(node["x-source"]) for each in documents for _, node in nodes(each.tree) if "x-source" in node]
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
    if lines and any(last > lines for _, last in place.ranges):
        yield f"{place} is out of bounds: the text has {lines} lines", "cite lines that are there"
    elif text and not place.ranges and not place.file and place.place.lower() not in "\n".join(text.lines).lower():
        yield f"{place.source} has no section {place.place}", "cite lines, or a heading of the text"
