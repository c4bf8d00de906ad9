"""From the text on the wire to the values that schemas speak of: one reader for every style of parameter."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import unquote, unquote_plus

from scripts.conform.kinds import TEXT, Kind, kind_of
from scripts.conform.spec import Parameter
from scripts.conform.styles import cut_of
from scripts.conform.text import MalformedError, UnjudgedError, essence_of, is_json, parse_json

__all__ = [
    "MalformedError",
    "Pairs",
    "Reading",
    "UnjudgedError",
    "cookie_pairs",
    "first_fitting",
    "is_spread",
    "kind_of",
    "parameters_of",
    "query_pairs",
    "read",
    "typed",
]

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_BAD_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")
_KEYS = re.compile(r"\[([^\[\]]*)\]")

Pairs: TypeAlias = Sequence[tuple[str, str]]
Plain = Callable[[str], str]
Deep = list[tuple[list[str], str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a parameter's text may mean, the likeliest first; and the names in the query that it took.

    Without any meaning it is an empty value that the description allows.
    """

    candidates: list[Any]
    names: frozenset[str]
    repeated: bool = False


def _decoded(text: str) -> str:
    if "%" not in text:
        return text
    if _BAD_ESCAPE.search(text):
        raise MalformedError("two hexadecimal digits after each percent sign")
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise MalformedError("UTF-8 behind the percent signs") from None


def _decoded_plus(text: str) -> str:
    return _decoded(text.replace("+", " ") if "+" in text else text)


_PLAIN: dict[str, Plain] = {"path": _decoded, "query": _decoded_plus, "cookie": unquote, "header": str.strip}


def query_pairs(query: str) -> Pairs:
    """Split a query into names, decoded, and texts as they stood."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(unquote_plus(name), text) for name, _, text in pairs]


def cookie_pairs(header: str | None) -> Pairs:
    """Split a Cookie header into names and texts."""
    pairs = (part.strip().partition("=") for part in (header or "").split(";") if part.strip())
    return [(name, text) for name, _, text in pairs]


def read(parameter: Parameter, kind: Kind, pairs: Pairs) -> Reading | None:
    """Read what a parameter holds, out of all that was sent in its location; None where it was not sent."""
    plain = _PLAIN[parameter.location]
    if parameter.style == "deepObject" and parameter.media is None:
        return _read_deep(parameter, kind, pairs, plain)
    if is_spread(parameter, kind):
        found = [(name, text) for name, text in pairs if kind.rest or name in kind.properties]
        return _read_spread(found, kind, plain) if found else None
    texts = [text for name, text in pairs if name == parameter.name]
    if not texts:
        return None
    if parameter.allow_empty and not any(texts):
        return Reading([], frozenset({parameter.name}))
    if parameter.media is not None:
        return _read_content(parameter, parameter.media, texts, plain)
    return _read_texts(parameter, kind, texts, plain)


def is_spread(parameter: Parameter, kind: Kind) -> bool:
    """Whether the members of an object stand in the query, each under its own name."""
    is_form = parameter.style == "form" and parameter.explode and parameter.media is None
    return is_form and "object" in kind.types


def typed(text: str, kind: Kind) -> Any:
    """Make the value that a text spells, where the schema has room for such a value; else the text."""
    if "boolean" in kind.types and text in {"true", "false"}:
        return text == "true"
    if kind.types & {"integer", "number"} and _NUMBER.fullmatch(text):
        return json.loads(text)
    if "null" in kind.types and text == "null":
        return None
    return text


def _read_texts(parameter: Parameter, kind: Kind, texts: list[str], plain: Plain) -> Reading:
    """Read a parameter that has all its values under its own name."""
    cut = cut_of(parameter, kind, texts)
    candidates: list[Any] = []
    if "array" in kind.types:
        parts = [plain(each) for each in cut.parts]
        candidates += [[typed(each, kind.items or TEXT) for each in parts], parts]
    if "object" in kind.types:
        pairs = [(plain(name), plain(text)) for name, text in _entries(cut.parts, explode=parameter.explode)]
        candidates += [{name: typed(text, kind.of(name)) for name, text in pairs}, dict(pairs)]
    if not candidates or kind.types - {"array", "object"}:
        text = plain(cut.whole)
        meant = typed(text, kind)
        candidates += [meant] if isinstance(meant, str) or "string" not in kind.types else [meant, text]
    return Reading(candidates, frozenset({parameter.name}), cut.repeated)


def _read_content(parameter: Parameter, media: str, texts: list[str], plain: Plain) -> Reading:
    text, names = plain(texts[0]), frozenset({parameter.name})
    if is_json(media):
        return Reading([parse_json(text)], names, len(texts) > 1)
    if not essence_of(media).startswith("text/") or essence_of(media).endswith("xml"):
        raise UnjudgedError(f"content {media}")
    return Reading([text], names, len(texts) > 1)


def _read_spread(pairs: Pairs, kind: Kind, plain: Plain) -> Reading:
    value, repeated = _nested([([plain(name)], text) for name, text in pairs], kind, plain)
    return Reading([value], frozenset(name for name, _ in pairs), repeated)


def _read_deep(parameter: Parameter, kind: Kind, pairs: Pairs, plain: Plain) -> Reading | None:
    names = re.compile(rf"{re.escape(parameter.name)}((?:\[[^\[\]]*\])+)")
    found = [(name, _KEYS.findall(match[1]), text) for name, text in pairs if (match := names.fullmatch(name))]
    if not found:
        return None
    value, repeated = _nested([(keys, text) for _, keys, text in found], kind, plain)
    return Reading([value], frozenset(name for name, _, _ in found), repeated)


def _nested(entries: Deep, kind: Kind, plain: Plain) -> tuple[Any, bool]:
    """Build an object out of paths to its values; tell whether a place that holds one value has several."""
    groups: dict[str, Deep] = {}
    for keys, text in entries:
        groups.setdefault(keys[0], []).append((keys[1:], text))
    repeated, value = False, dict[str, Any]()
    for key, group in groups.items():
        part = kind.of(key)
        if all(keys for keys, _ in group):
            value[key], again = _nested(group, part, plain)
        elif "array" in part.types:
            value[key], again = [typed(plain(text), part.items or TEXT) for _, text in group], False
        else:
            value[key], again = typed(plain(group[0][1]), part), len(group) > 1
        repeated |= again
    if "array" in kind.types and all(not key or key.isdecimal() for key in value):
        members = [typed(plain(text), kind.items or TEXT) for keys, text in entries if len(keys) == 1]
        return members if len(members) == len(entries) else list(value.values()), False
    return value, repeated


def _entries(parts: list[str], *, explode: bool) -> Pairs:
    if explode:
        return [(name, text) for name, _, text in _equations(parts)]
    if len(parts) % 2:
        raise MalformedError("names and values in turn")
    return list(zip(parts[::2], parts[1::2], strict=True))


def _equations(parts: Iterable[str]) -> Iterable[tuple[str, str, str]]:
    for part in parts:
        if "=" not in part:
            raise MalformedError("an equals sign after each name")
        yield part.partition("=")


def first_fitting(candidates: list[Any], fits: Callable[[Any], bool]) -> Any:
    """Choose the meaning that fits, or the likeliest."""
    return next((each for each in candidates if fits(each)), candidates[0] if candidates else "")


def parameters_of(headers: str) -> Mapping[str, str]:
    """Read what stands behind a header's value: `; name=value`, quoted or not."""
    found: dict[str, str] = {}
    for match in re.finditer(r';\s*([^\s=;]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^;]*))', headers):
        quoted, bare = match[2], match[3]
        found[match[1].lower()] = bare.strip() if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
    return found
