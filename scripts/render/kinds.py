"""The types of a package, decided: classes, enums, and names for what is neither."""

from dataclasses import dataclass

from scripts.render.annotation import NONE, Annotation


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a model.

    Attributes:
        annotation: what the description says.
        required: whether it is always there.
        fixed: the one value that it may have, as Python text, if there is one.
        date_format: how the vendor spells a date in it, as `x-date-format` says; empty where that is as usual.
        secret: whether it holds a password, which no repr shows.
        grade: what is to be said of its evidence, in two words; empty where it is documented.
    """

    wire: str
    python: str
    annotation: Annotation
    required: bool
    description: str
    fixed: str = ""
    grade: str = ""
    date_format: str = ""
    secret: bool = False

    @property
    def held(self) -> Annotation:
        """What a model may hold: services send null for what is optional, whatever their documents say."""
        return self.annotation if self.required or self.annotation.text == "Any" else self.annotation | NONE

    @property
    def default(self) -> str:
        """What the field is when nothing is given, as Python text; empty where something must be."""
        return self.fixed if self.required else "UNSET"

    @property
    def metadata(self) -> dict[str, str | bool]:
        """What the runtime has to know of it besides its type and its name in Python."""
        said: dict[str, str | bool] = {"date_format": self.date_format, "secret": self.secret}
        wire: dict[str, str | bool] = {} if self.wire == self.python else {"wire": self.wire}
        return wire | {key: value for key, value in said.items() if value}


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
class Tagged:
    """How the members of a choice are told apart: the property, the type for each of its values, and for any other."""

    prop: str
    table: tuple[tuple[str, str], ...]
    unknown: str


@dataclass(frozen=True, slots=True)
class Alias:
    """A name for a type that is no class; one that contains itself names itself in quotation marks."""

    name: str
    module: str
    description: str
    annotation: Annotation
    tagged: Tagged | None = None
    recursive: bool = False
