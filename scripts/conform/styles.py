"""Styles of parameters: where a text ends and the next one begins."""

import re
from dataclasses import dataclass

from scripts.conform.kinds import Kind
from scripts.conform.spec import Parameter
from scripts.conform.text import MalformedError, UnjudgedError

_DELIMITERS = {
    "form": re.compile(","),
    "simple": re.compile(","),
    "spaceDelimited": re.compile(r"%20|\+| "),
    "pipeDelimited": re.compile(r"\||%7[cC]"),
}
# A field that is no list may come once. These are lists by their definition, whatever a description calls them.
_LISTS = frozenset(
    {
        *("accept", "accept-ranges", "allow", "cache-control", "connection", "content-language", "link", "pragma"),
        *("server-timing", "upgrade", "vary", "via", "warning", "www-authenticate"),
    }
)


@dataclass(frozen=True, slots=True)
class Cut:
    """A text, taken whole, and taken apart."""

    whole: str
    parts: list[str]
    repeated: bool = False


def cut_of(parameter: Parameter, kind: Kind, texts: list[str]) -> Cut:
    """Take the texts of a parameter apart, as its style says."""
    style, is_array = parameter.style, "array" in kind.types
    if style == "label":
        return _cut_label(parameter, texts[0])
    if style == "matrix":
        return _cut_matrix(parameter, kind, texts[0])
    if style not in _DELIMITERS:
        raise UnjudgedError(f"style {style}")
    if parameter.location == "header" and (kind.types & {"array", "object"} or parameter.name in _LISTS):
        texts = [",".join(texts)]
    if parameter.explode and style != "simple" and is_array:
        return Cut(texts[0], texts)
    return Cut(texts[0], _DELIMITERS[style].split(texts[0]) if texts[0] else [], len(texts) > 1)


def _cut_label(parameter: Parameter, text: str) -> Cut:
    if not text.startswith("."):
        raise MalformedError("a dot first")
    return Cut(text[1:], text[1:].split("." if parameter.explode else ",") if text[1:] else [])


def _cut_matrix(parameter: Parameter, kind: Kind, text: str) -> Cut:
    if not text.startswith(";"):
        raise MalformedError("a semicolon first")
    segments = text[1:].split(";")
    if parameter.explode and "object" in kind.types:
        return Cut(text[1:], segments)
    values = [each.partition("=") for each in segments]
    if any(name != parameter.name for name, _, _ in values):
        raise MalformedError(f"{parameter.name} after each semicolon")
    parts = [value for _, _, value in values]
    if parameter.explode and "array" in kind.types:
        return Cut(parts[0], parts)
    return Cut(parts[0], parts[0].split(",") if parts[0] else [], len(parts) > 1)
