"""The `content` of a body, ready for look-ups: which entry is meant, and how its bytes are read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from scripts.conform.kinds import Kind, kind_of, properties_of
from scripts.conform.spec import Node
from scripts.conform.text import essence_of

_LINES = re.compile(r"(json-?lines?|jsonl|ndjson|json-?seq)$")
# What says what fits; a schema without any of these says nothing.
_SHAPES = {"$ref", "allOf", "anyOf", "const", "enum", "items", "not", "oneOf", "properties", "required", "type"}


@dataclass(frozen=True, eq=False)
class Entry:
    """One media type of a body. `done` is what a stream of events says when no more will come."""

    node: Node
    done: str | None

    @cached_property
    def schema(self) -> str | None:
        """Where its schema stands."""
        return f"{self.node.pointer}/schema" if self.node.get("schema") else None

    @cached_property
    def shape(self) -> Node | None:
        """Its schema, after its `$ref`."""
        return self.node.get("schema")

    @cached_property
    def kind(self) -> Kind:
        """What its schema is for."""
        return kind_of(self.shape)

    @cached_property
    def properties(self) -> dict[str, Node]:
        """The properties that its schema names."""
        return properties_of(self.shape)

    @cached_property
    def is_text(self) -> bool:
        """Whether what it holds is text, whatever the media type."""
        says = [each for each in _SHAPES if self.shape and self.shape.field(each) is not None]
        return list(self.kind.types) == ["string"] or not (self.kind.types or says)


@dataclass(frozen=True, slots=True, eq=False)
class Media:
    """All media types of a body."""

    pointer: str
    names: tuple[str, ...]
    entries: Mapping[str, Entry]

    @classmethod
    def of(cls, content: Node, done: str | None = None) -> "Media":
        """Read a `content` object."""
        entries: dict[str, Entry] = {}
        for name, node in content.items():
            entry = entries[_spelled(name)] = Entry(node, done)
            entries.setdefault(essence_of(name), entry)
        return cls(content.pointer, tuple(name for name, _ in content.items()), entries)

    def entry(self, content_type: str) -> Entry | None:
        """Find the entry that fits best: with its parameters, the type itself, its range, any."""
        if content_type in self.entries:
            return self.entries[content_type]
        essence = essence_of(content_type)
        ranges = (_spelled(content_type), essence, f"{essence.partition('/')[0]}/*", "*/*")
        return next((self.entries[each] for each in ranges if each in self.entries), None)


def reader_of(essence: str) -> str:
    """Tell in which way the bytes of a media type are read."""
    if essence == "application/json" or essence.endswith("+json"):
        return "json"
    if essence in {"application/x-www-form-urlencoded", "multipart/form-data", "text/event-stream"}:
        return essence.rpartition("/")[2]
    if _LINES.search(essence):
        return "lines"
    if essence.endswith(("/xml", "+xml")):
        return "xml"
    return "text" if essence.startswith("text/") else "binary"


def _spelled(content_type: str) -> str:
    return "".join(content_type.lower().split())
