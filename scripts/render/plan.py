"""What a package will hold, decided: the templates only put it into words."""

from dataclasses import dataclass, field
from typing import Any


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
        texts = self.text.split(" | ")
        texts += [each for each in other.text.split(" | ") if each not in texts]
        # What is no value reads best at the end.
        texts.sort(key=lambda each: (each == "Unset", each == "None"))
        return Annotation(" | ".join(texts), self.models | other.models, self.imports | other.imports)


NONE = Annotation("None")
# What stands in the module of a resource beside the operations.
IN_SIGHT = frozenset(
    {"builtins", "cached_property", "deprecated", "options", "raw", "raw_async", "raw_pager", "request", "self"}
)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a model.

    Attributes:
        annotation: what the description says.
        required: whether it is always there.
    """

    wire: str
    python: str
    annotation: Annotation
    required: bool
    description: str

    @property
    def held(self) -> Annotation:
        """What a model may hold: services send null for what is optional, whatever their documents say."""
        return self.annotation if self.required or self.annotation.text == "Any" else self.annotation | NONE

    @property
    def renamed(self) -> bool:
        """Whether the name in Python is not the one on the wire."""
        return self.wire != self.python


@dataclass(frozen=True, slots=True)
class Model:
    """An attrs class."""

    name: str
    module: str
    description: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Enumeration:
    """A StrEnum or IntEnum."""

    name: str
    module: str
    description: str
    base: str
    members: tuple[tuple[str, str | int], ...]


@dataclass(frozen=True, slots=True)
class Alias:
    """A name for a type that is no class."""

    name: str
    module: str
    description: str
    annotation: Annotation


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a method: a parameter of the operation, or a field of its body.

    Attributes:
        place: `path`, `query`, `header`, `body` (one field of it) or `json` (the body as a whole).
        default: the default as Python text; None where the argument is required.
        exploded: whether an array is repeated instead of joined.
    """

    wire: str
    python: str
    place: str
    annotation: Annotation
    default: str | None
    description: str
    exploded: bool = True

    @property
    def listed(self) -> bool:
        """Whether it takes several values."""
        return "Sequence[" in self.annotation.text


@dataclass(frozen=True, slots=True)
class Reply:
    """A documented response."""

    status: str
    annotation: Annotation | None
    description: str
    error: str = ""


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
    """One method of a resource; `beside` holds the names of all its methods."""

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
    paging: Paging | None = None
    beside: frozenset[str] = frozenset()

    @property
    def handle(self) -> str:
        """What the module is called where arguments are in sight."""
        hidden = any(each.python == self.module for each in self.arguments)
        return f"{self.module}_operation" if hidden or self.module in IN_SIGHT else self.module

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
    def types(self) -> list[Model | Enumeration | Alias]:
        """Every name of the models package, sorted."""
        return sorted([*self.models, *self.enums, *self.aliases], key=lambda each: each.name)
