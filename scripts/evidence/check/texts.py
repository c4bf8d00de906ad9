"""The texts of the sources, where they are at hand: `DIR/<id>.txt` for a page, the folder `DIR/<id>` for a package."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scripts.evidence.check.text import Text
from scripts.evidence.sources import Source, Sources
from scripts.evidence.statement import Locator
from scripts.problem import Problem, refuse


@dataclass(slots=True)
class Texts:
    """What is at hand of the sources of a description.

    Attributes:
        read: the ids of the pages whose pinned text was read from a file.
        pages: the text of a page, by the source's id.
        folders: the files of a public package, by the source's id.
        problems: what is wrong with the texts that were found.
    """

    read: set[str] = field(default_factory=set[str])
    pages: dict[str, Text] = field(default_factory=dict[str, Text])
    folders: dict[str, Path] = field(default_factory=dict[str, Path])
    problems: list[Problem] = field(default_factory=list[Problem])
    _files: dict[Path, Text | None] = field(default_factory=dict[Path, "Text | None"])

    def of(self, place: Locator) -> Text | None:
        """Return the text in which a place is; None where it is not at hand.

        Raises:
            LookupError: the source is at hand, and has no such file.
        """
        if place.source not in self.folders:
            return None if place.file else self.pages.get(place.source)
        path = self.folders[place.source] / (place.file or place.place)
        if path not in self._files:
            self._files[path] = _file(path, self.folders[place.source])
        text = self._files[path]
        if text is None:
            raise LookupError(f"{place.source} has no file {place.file or place.place}".rstrip())
        return text

    @property
    def at_hand(self) -> list[str]:
        """The ids of the sources of which there is something."""
        return sorted({*self.pages, *self.folders})


def texts_of(sources: Sources, folder: Path | None) -> Texts:
    """Return the texts of sources: those that sources.yaml holds, and those of a folder.

    Raises:
        Refused: the folder is none, or holds no text of any source.
    """
    texts = Texts()
    for each in sources.by_id.values():
        if each.text:
            texts.pages[each.id] = Text(f"{sources.document.name}:{each.at}/text", each.text)
    if folder is None:
        return texts
    if not folder.is_dir():
        refuse(str(folder), "is no folder", "give the folder of the documents' texts")
    found = False
    for each in sources.by_id.values():
        page, package = folder / f"{each.id}.txt", folder / each.id
        if page.is_file():
            found = True
            _read(page, each, sources, texts)
        elif package.is_dir() and not each.sha256:
            found = True
            texts.folders[each.id] = package
    if not found:
        names = wanted(sources.by_id)
        refuse(str(folder), "holds no text of a source", f"give a folder with {names}" if names else "give none")
    return texts


def wanted(by_id: Mapping[str, Source]) -> str:
    """Return the names of the files that hold the texts of the pages that are cited by line."""
    return ", ".join(f"{each.id}.txt" for each in by_id.values() if each.sha256)


def _read(path: Path, source: Source, sources: Sources, texts: Texts) -> None:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    try:
        text = Text(str(path), content.decode("utf-8"))
    except UnicodeDecodeError as error:
        texts.problems.append(
            Problem(str(path), f"is not UTF-8 ({error.reason} at byte {error.start})", "save it as UTF-8")
        )
        return
    if not text.lines:
        texts.problems.append(Problem(str(path), "is empty", "save the text of the page"))
    elif not source.sha256 or not source.lines:
        pins = f"write sha256: {digest} and lines: {len(text.lines)}"
        texts.problems.append(Problem(sources.where(source.at), f"{path} is not pinned", pins))
    elif digest != source.sha256:
        what = f"{path} is another text: its sha256 is {digest}"
        cure = "cite the lines of this one and write its sha256, or give the text that was cited"
        texts.problems.append(Problem(sources.where(f"{source.at}/sha256"), what, cure))
    elif len(text.lines) != source.lines:
        what = f"{path} has {len(text.lines)} lines, not {source.lines}"
        texts.problems.append(Problem(sources.where(f"{source.at}/lines"), what, f"write lines: {len(text.lines)}"))
    else:
        texts.read.add(source.id)
        texts.pages[source.id] = text


def _file(path: Path, folder: Path) -> Text | None:
    try:
        # A place in a description leads to no file elsewhere.
        if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
            return None
        return Text(str(path), path.read_text(encoding="utf-8", errors="replace"))
    except (OSError, ValueError):
        return None
