"""Media types: which Python type a body has, on the way out and on the way in."""

import re
from collections.abc import Iterable
from typing import Any

from scripts.document import is_object

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"

_JSON = re.compile(r"application/json|text/json|[^/]+/[^;]*\+json", re.IGNORECASE)
# What people read as text, though its type does not begin so.
_TEXT = re.compile(
    r"text/.*|.*[/+](?:xml|yaml)|application/(?:(?:x-)?(?:yaml|ndjson|jsonlines|javascript|toml|sql)|jsonl|graphql)",
    re.IGNORECASE,
)


def essence(media_type: str) -> str:
    """Return a media type without its parameters."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Tell whether a body of a media type is JSON."""
    return _JSON.fullmatch(essence(media_type)) is not None


def is_form(media_type: str) -> bool:
    """Tell whether a body of a media type is made of named fields."""
    return essence(media_type) in {FORM, MULTIPART}


def is_range(media_type: str) -> bool:
    """Tell whether a media type stands for several."""
    return "*" in media_type


def is_text(media_type: str) -> bool:
    """Tell whether a body of a media type is text for people, or for a parser of the user's own."""
    return _TEXT.fullmatch(essence(media_type)) is not None


def is_binary(schema: Any) -> bool:
    """Tell whether a schema describes bytes: a file, an image."""
    if not is_object(schema):
        return False
    if schema.get("format") == "binary":
        return True
    return "contentMediaType" in schema and "contentEncoding" not in schema and schema.get("type", "string") == "string"


def is_string(schema: Any) -> bool:
    """Tell whether a schema describes text."""
    return is_object(schema) and schema.get("type") == "string" and not is_binary(schema)


def preferred(media_types: Iterable[str]) -> list[str]:
    """Return media types, the one that says most first."""
    return sorted(media_types, key=_rank)


def _rank(media_type: str) -> tuple[bool, ...]:
    kinds = (essence(media_type) == JSON, is_json(media_type), is_form(media_type), is_text(media_type))
    return (*(not each for each in kinds), is_range(media_type))


def accepted(successes: Iterable[str], errors: Iterable[str]) -> str:
    """Return the Accept header: what a success holds, the best first, before what an error does."""
    first = preferred(dict.fromkeys(map(essence, successes)))
    rest = [each for each in preferred(dict.fromkeys(map(essence, errors))) if each not in first]
    if not first:
        # Nothing is said of a success; whatever comes is welcome, and JSON is what errors tend to be.
        return ", ".join(rest or [JSON])
    return ", ".join([first[0], *(f"{each};q=0.9" for each in first[1:]), *(f"{each};q=0.8" for each in rest)])
