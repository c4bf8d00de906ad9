"""What a package will hold, decided: the templates only put it into words."""

from dataclasses import dataclass, field
from typing import Any

from scripts.render.annotation import NONE, Annotation
from scripts.render.kinds import Alias, Enumeration, Model

# What stands in the module of a resource beside the operations.
IN_SIGHT = frozenset(
    {"builtins", "cached_property", "deprecated", "options", "raw", "raw_async", "raw_pager", "request", "self"}
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
    def helper(self) -> str:
        """The function that puts it into its form, if it needs one."""
        return self.sent.partition("(")[0] if "(" in self.sent else ""

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
    """How a paged operation goes on."""

    item: Annotation
    page: str
    size: str
    items: str
    total: str | None
    served_size: str | None


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


@dataclass(frozen=True, slots=True)
class Scheme:
    """A security scheme: the class of the runtime, and its arguments."""

    name: str
    kind: str
    argument: str
    variable: str
    extra: tuple[tuple[str, str], ...]
    description: str


@dataclass(frozen=True, slots=True)
class Resource:
    """The operations of a tag."""

    name: str
    class_name: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """Everything that the templates need."""

    name: str
    class_name: str
    title: str
    summary: str
    description: str
    version: str
    api_version: str
    servers: tuple[tuple[str, str], ...]
    server_evidence: str
    schemes: tuple[Scheme, ...]
    resources: tuple[Resource, ...]
    models: tuple[Model, ...]
    enums: tuple[Enumeration, ...]
    aliases: tuple[Alias, ...]
    variants: tuple[str, ...] = ()
    prose: dict[str, str] = field(default_factory=dict[str, Any])

    @property
    def package(self) -> str:
        """The name to import."""
        return f"{self.name}_client"

    @property
    def distribution(self) -> str:
        """The name to install."""
        return f"{self.name}-client"

    @property
    def prefix(self) -> str:
        """What the names of environment variables begin with."""
        return self.name.upper()

    @property
    def reconstructed(self) -> bool:
        """Whether the description says who says so, as one does that was written by hand from documents."""
        return any(operation.evidence for resource in self.resources for operation in resource.operations)

    @property
    def own_servers(self) -> list[str]:
        """The addresses of operations that are not where the others are."""
        found = (operation.server for resource in self.resources for operation in resource.operations)
        return sorted({each for each in found if each})

    @property
    def modules(self) -> dict[str, list[Model | Enumeration]]:
        """The classes and enums of each module of models, in the order of the description."""
        found: dict[str, list[Model | Enumeration]] = {}
        parts: list[Model | Enumeration] = [*self.models, *self.enums]
        for each in parts:
            found.setdefault(each.module, []).append(each)
        for module, classes in found.items():
            # The one that the module is called after stands first.
            classes.sort(key=lambda each: each.name.lower() != module.replace("_", ""))
        return found

    @property
    def types(self) -> list[Model | Enumeration | Alias]:
        """Every name of the models package, sorted."""
        return sorted([*self.models, *self.enums, *self.aliases], key=lambda each: each.name)
