"""What a package will hold, decided: the templates only put it into words."""

from dataclasses import dataclass, field
from typing import Any

from scripts.render.kinds import Alias, Enumeration, Model
from scripts.render.operation import Operation

HOW = {
    "Basic": " As `name:password`.",
    "OAuth2": " An access token that you have; without it one is fetched, with what the next arguments hold.",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """An argument of the client that holds a credential, and the variable that holds it otherwise.

    Attributes:
        how: what it looks like, where that is not plain.
    """

    argument: str
    variable: str
    description: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A security scheme: the class of the runtime, and its arguments."""

    name: str
    kind: str
    argument: str
    variable: str
    extra: tuple[tuple[str, object], ...]
    description: str
    others: tuple[Setting, ...] = ()

    @property
    def settings(self) -> tuple[Setting, ...]:
        """The arguments of the client that it reads."""
        return (Setting(self.argument, self.variable, self.description, HOW.get(self.kind, "")), *self.others)


@dataclass(frozen=True, slots=True)
class Resource:
    """The operations of a tag."""

    name: str
    class_name: str
    operations: tuple[Operation, ...]
    description: str = ""

    @property
    def about(self) -> str:
        """What it is, in a sentence."""
        return f"The operations on {self.name.replace('_', ' ').strip()}."


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
    def settings(self) -> list[Setting]:
        """The arguments of the client that hold credentials."""
        return [setting for scheme in self.schemes for setting in scheme.settings]

    @property
    def has_events(self) -> bool:
        """Whether an operation may stream server-sent events, as a text that is streamed may come too."""
        operations = (each for resource in self.resources for each in resource.operations)
        return any(each.streaming is not None and each.streaming.style in {"events", "text"} for each in operations)

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
