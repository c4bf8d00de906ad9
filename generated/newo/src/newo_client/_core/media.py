# Copied by `nox -s generate -- newo` from scripts/runtime/media.py. Change that, not this file.
"""Media types: what they are called, and which of several a body has."""

from __future__ import annotations

import re
from collections.abc import Iterable

_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


def essence(media_type: str) -> str:
    """Return a media type in lower case, without its parameters."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """Tell whether bodies of a media type are JSON."""
    name = essence(media_type)
    return name == "application/json" or name.endswith("+json")


def is_text(media_type: str) -> bool:
    """Tell whether bodies of a media type are text that is no JSON."""
    name = essence(media_type)
    return name.startswith("text/") or name.endswith(("/xml", "+xml"))


def is_range(media_type: str) -> bool:
    """Tell whether a media type stands for several."""
    return "*" in media_type


def charset(media_type: str) -> str | None:
    """Return the charset that a media type names."""
    found = _CHARSET.search(media_type)
    return found[1] if found else None


def closest(documented: Iterable[str], actual: str) -> str | None:
    """Return the documented media type that is meant for an actual one; None where nothing tells."""
    by_name = {essence(each): each for each in documented}
    name = essence(actual)
    for candidate in (name, f"{name.partition('/')[0]}/*", "*/*"):
        if candidate in by_name:
            return by_name[candidate]
    alike = [each for each in by_name.values() if is_json(each)] if is_json(name) else []
    if alike:
        return alike[0]
    return next(iter(by_name.values())) if len(by_name) == 1 else None


def decoded(content: bytes, media_type: str) -> str:
    """Return text by the charset that its media type names, else UTF-8; what is none is replaced."""
    try:
        return content.decode(charset(media_type) or "utf-8", "replace")
    except (LookupError, ValueError):
        # Nobody knows the charset, or Python has something by its name that is none.
        return content.decode("utf-8", "replace")
