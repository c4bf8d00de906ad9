"""How a success is read as it comes, from its `x-streaming`."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from scripts.lower.schemas import SHAPES, kinds_of
from scripts.lower.tree import follow
from scripts.problem import refuse
from scripts.render import media
from scripts.render.annotation import Annotation
from scripts.render.engine import Types
from scripts.render.operation import Streaming

TEXT = Annotation("str")
EVENTS = "text/event-stream"
# Which media types are meant by each style of streaming.
STREAMED: dict[str, Callable[[str], bool]] = {
    "text": lambda kind: media.is_text(kind) or media.is_json(kind) or media.is_range(kind),
    "events": lambda kind: media.essence(kind) == EVENTS,
    "lines": lambda kind: re.search("(json-?lines?|jsonl|ndjson|json-?seq)$", media.essence(kind)) is not None,
}


def streamed(document: dict[str, Any], operation: Mapping[str, Any], types: Types, where: str) -> Streaming | None:
    """Return how a success is read as it comes: as the hint says, and events are even without one."""
    hint: Mapping[str, Any] | None = operation.get("x-streaming")
    stated: Mapping[str, Any] = operation.get("responses", {})
    found: dict[str, Any] = {}
    for status in stated:
        if status.startswith("2"):
            found |= follow(document, stated[status], where).get("content", {})
    style = hint["style"] if hint else "events" if found and set(map(media.essence, found)) == {EVENTS} else ""
    if not style:
        return None
    wanted = [each for each in found if STREAMED[style](each)]
    if not wanted:
        said = f"no success of it is of a media type that is streamed as {style}"
        refuse(f"{where}/x-streaming", said, "describe such a response, or change the style")
    schema = follow(document, found[wanted[0]].get("schema", {}), where)
    kinds = kinds_of(schema)
    is_text = style == "text" or kinds == ["string"] or not (kinds or SHAPES & schema.keys())
    item = TEXT if is_text else types.of_schema(found[wanted[0]]["schema"])
    return Streaming(style, item, hint.get("done", "") if hint else "")
