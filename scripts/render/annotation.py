"""A type in Python, as text, with what it needs."""

from dataclasses import dataclass
from functools import cache


def members(text: str) -> list[str]:
    """Return the members of a union, outermost alone."""
    found: list[str] = []
    depth = 0
    start = 0
    for place, char in enumerate(text):
        depth += (char == "[") - (char == "]")
        if char == "|" and not depth:
            found.append(text[start:place].strip())
            start = place + 1
    return [*found, text[start:].strip()]


@dataclass(frozen=True, slots=True)
class Annotation:
    """A type in Python, and the names that it needs.

    Attributes:
        text: the type as it is written.
        models: classes of the package in it.
        imports: import lines it needs besides.
    """

    text: str
    models: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()

    def __or__(self, other: "Annotation") -> "Annotation":
        return _either(self, other)


@cache
def _either(one: Annotation, other: Annotation) -> Annotation:
    texts = members(one.text)
    texts += [each for each in members(other.text) if each not in texts]
    # What is no value reads best at the end.
    texts.sort(key=lambda each: (each == "Unset", each == "None"))
    return Annotation(" | ".join(texts), one.models | other.models, one.imports | other.imports)


NONE = Annotation("None")
