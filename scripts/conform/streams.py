"""Streams: the values that came one by one, as server-sent events or as lines of JSON."""

from collections.abc import Iterator
from typing import Any

from scripts.conform.media import Entry
from scripts.conform.text import MalformedError, parse_json, text_of


def events(content: bytes, entry: Entry) -> Iterator[tuple[str, Any]]:
    """Give the data of each event with its place; raises where what is to be an event is none.

    What comes after the mark of the end, or a stream without one where it is described, is malformed too.
    """
    lines = text_of(content).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    # What follows the last end of a line is a line only if it holds something.
    lines = lines if lines[-1] else lines[:-1]
    index, is_over = 0, False
    for data, is_whole in _dispatched(lines):
        at = f"/{index}"
        if not is_whole:
            raise MalformedError("an empty line after the last event", at)
        if is_over:
            raise MalformedError(f"no event after {entry.done}", at)
        if entry.done is not None and data.strip() == entry.done:
            is_over = True
        else:
            yield at, data if entry.is_text else parse_json(data, at)
        index += 1
    if entry.done is not None and not is_over:
        raise MalformedError(f"the event {entry.done} at the end", f"/{index}")


def lines(content: bytes, entry: Entry) -> Iterator[tuple[str, Any]]:
    """Give the value of each line with its place; empty ones hold none."""
    # Record separators begin the values of application/json-seq.
    found = [line for each in content.split(b"\n") if (line := each.strip(b"\r\x1e")).strip()]
    for index, line in enumerate(found):
        at = f"/{index}"
        try:
            text = text_of(line)
        except MalformedError as error:
            raise MalformedError(str(error), at, error.actual) from None
        yield at, text if entry.is_text and entry.kind.types else parse_json(text, at)


def _dispatched(lines: list[str]) -> Iterator[tuple[str, bool]]:
    """Give the data of each event, and whether an empty line ended it; comments and events without data are none."""
    data: list[str] = []
    for line in lines:
        if not line:
            if data:
                yield "\n".join(data), True
            data = []
            continue
        name, _, value = line.partition(":")
        if name == "data":
            data.append(value.removeprefix(" "))
    if data:
        yield "\n".join(data), False
