"""The files of a session: their names, and that they are written whole, once, over nothing."""

import os
import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from scripts.exchange import Exchange, dumps
from scripts.problem import refuse


def named(exchanges: Sequence[Exchange], folder: Path) -> list[Exchange]:
    """Give each its name: operation and status, and a number from the second on, so that names are in their order."""
    taken = {path.stem for path in folder.glob("*.json")}
    done: list[Exchange] = []
    for each in exchanges:
        stem = f"{kebab(each.operation)}-{each.response.status}"
        stem = f"{each.variant}-{stem}" if each.variant else stem
        name, number = stem, 2
        while name in taken:
            name, number = f"{stem}-{number:03}", number + 1
        taken.add(name)
        done.append(replace(each, name=name))
    return done


def kebab(operation: str) -> str:
    """Write the name of an operation in small letters with hyphens."""
    words = re.sub(r"([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])", r"\1\3-\2\4", operation)
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-") or "operation"


def writable(folder: Path) -> Path:
    """Return a folder that can be written to, or refuse it while there is nothing to lose."""
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        refuse(str(folder), "can't be written to", "give another folder")
    return folder


def write(exchanges: Iterable[Exchange], folder: Path) -> list[Path]:
    """Write exchanges, or none of them: what is there already is never written over."""
    texts = [(folder / f"{each.name}.json", dumps(each)) for each in exchanges]
    folder.mkdir(parents=True, exist_ok=True)
    done: list[Path] = []
    try:
        for path, text in texts:
            with path.open("x", encoding="utf-8", newline="\n") as file:
                done.append(path)
                file.write(text)
    except BaseException:
        for path in done:
            with suppress(OSError):
                path.unlink()
        raise
    return done
