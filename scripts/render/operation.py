"""An operation, decided: its arguments, its replies, how it is paged or streamed."""

import re
from dataclasses import dataclass

from scripts.render.annotation import NONE, Annotation

# What stands in the module of a resource beside the operations.
IN_SIGHT = frozenset(
    {
        "builtins",
        "cached_property",
        "deprecated",
        "options",
        "raw",
        "raw_async",
        "raw_pager",
        "request",
        "self",
        "stream",
        "streamed",
        "streamed_async",
    }
)


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a method: a parameter of the operation, or a field of its body.

    Attributes:
        place: `path`, `query`, `header`, `cookie`, `body` (one field of it), `whole` (the body as a whole) or `type`
            (the body's media type).
        default: the default as Python text; None where the argument is required.
        grade: what is to be said of its evidence, in two words; empty where it is documented.
        sent: how it goes out, as Python text with `{}` for the argument.
    """

    wire: str
    python: str
    place: str
    annotation: Annotation
    default: str | None
    description: str
    sent: str = "{}"
    grade: str = ""

    @property
    def helpers(self) -> set[str]:
        """The functions that put it into its form, if it needs any."""
        return set(re.findall(r"(\w+)\(", self.sent))

    @property
    def value(self) -> str:
        """What goes out, as Python text."""
        return self.sent.format(self.python)


@dataclass(frozen=True, slots=True)
class Reply:
    """A documented response.

    Attributes:
        bodies: the type of the body for each media type; a single entry without a name where all of it is JSON.
        grade: what is to be said of its evidence, in two words; empty where it is documented.
    """

    status: str
    bodies: tuple[tuple[str, Annotation], ...]
    description: str
    error: str = ""
    grade: str = ""

    @property
    def annotation(self) -> Annotation | None:
        """What the body is read as, whatever its media type; None where there is none."""
        whole: Annotation | None = None
        for _, each in self.bodies:
            whole = each if whole is None else whole | each
        return whole

    @property
    def entry(self) -> str:
        """The types as Python text, as the response's decoding takes them."""
        if not self.bodies:
            return "None"
        if [media for media, _ in self.bodies] == [""]:
            return self.bodies[0][1].text
        return "{" + ", ".join(f"{media!r}: {each.text}" for media, each in self.bodies) + "}"


@dataclass(frozen=True, slots=True)
class Paging:
    """How a paged operation goes on.

    Attributes:
        kind: the class of the runtime that knows this way.
        told: its arguments.
    """

    item: Annotation
    kind: str
    told: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class Streaming:
    """How a success of an operation is read as it comes.

    Attributes:
        style: `text`, `events` or `lines`.
        item: the type of what comes one by one.
        done: what says that no more will come; empty where nothing does.
    """

    style: str
    item: Annotation
    done: str = ""

    def stream(self, twin: str) -> str:
        """Return the type of the stream."""
        kind = {"text": "TextStream", "events": "EventStream", "lines": "LineStream"}[self.style]
        return f"{twin}{kind}" if self.style == "text" else f"{twin}{kind}[{self.item.text}]"


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of a resource.

    Attributes:
        evidence: what it rests on, in a few words; empty where the description doesn't say.
        doubts: sentences on what of it nobody printed.
        grade: the same of the operation itself, in two words.
        body_grade: and of the body that its arguments make up.
        beside: the names of all methods of the resource.
    """

    id: str
    module: str
    method_name: str
    tag: str
    http: str
    path: str
    summary: str
    description: str
    evidence: str
    deprecated: bool
    idempotent: bool
    arguments: tuple[Argument, ...]
    returns: tuple[Reply, ...]
    errors: tuple[Reply, ...]
    security: tuple[tuple[str, ...], ...]
    media_type: str = ""
    accept: str = ""
    server: str = ""
    paging: Paging | None = None
    streaming: Streaming | None = None
    beside: frozenset[str] = frozenset()
    doubts: tuple[str, ...] = ()
    grade: str = ""
    body_grade: str = ""

    @property
    def handle(self) -> str:
        """What the module is called where arguments are in sight."""
        hidden = any(each.python == self.module for each in self.arguments)
        return f"{self.module}_operation" if hidden or self.module in IN_SIGHT else self.module

    @property
    def dates(self) -> bool:
        """Whether dates go out in a spelling of the vendor's own."""
        return any("dated" in each.helpers for each in self.arguments)

    @property
    def is_file(self) -> bool:
        """Whether what it returns may be a file rather than a value."""
        bodies = (body for reply in self.returns for body in reply.bodies)
        return not (self.paging or self.streaming) and any(
            kind and each.text in {"bytes", "str"} for kind, each in bodies
        )

    @property
    def required(self) -> tuple[str, ...]:
        """The names of what a caller can't leave out; a path can't be written without its parameters anyway."""
        places = {"query", "header", "cookie", "body"}
        return tuple(each.wire for each in self.arguments if each.default is None and each.place in places)

    @property
    def result(self) -> Annotation:
        """What the method returns; for a paged one the body of a page."""
        whole: Annotation | None = None
        for reply in self.returns:
            one = reply.annotation or NONE
            whole = one if whole is None else whole | one
        return whole or NONE

    def at(self, place: str) -> list[Argument]:
        """Return the arguments of a place."""
        return [each for each in self.arguments if each.place == place]
