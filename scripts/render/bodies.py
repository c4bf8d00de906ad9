"""The arguments of a method that make up the body of its request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scripts.document import is_object
from scripts.evidence import marks
from scripts.lower.tree import Located, follow, wire
from scripts.problem import refuse
from scripts.render import media
from scripts.render.annotation import Annotation
from scripts.render.arguments import UNSET, Arguments, argument_name, taken
from scripts.render.engine import ANY, Types
from scripts.render.kinds import Field, Model
from scripts.render.models import told
from scripts.render.operation import Argument

TEXT = Annotation("str")
# `File` is what a form takes, with a name beside the content.
FILE = Annotation("File", imports=frozenset({"from ..._core.files import File"}))
CONTENT = Annotation("FileContent", imports=frozenset({"from ..._core.files import FileContent"}))
FREE_FORM = Annotation("Mapping[str, Any]", imports=frozenset({"from collections.abc import Mapping", *ANY.imports}))


@dataclass(frozen=True, slots=True)
class Body:
    """What the body of a request is made of; `media_type` is Python text, empty where it is JSON."""

    arguments: tuple[Argument, ...] = ()
    media_type: str = ""


def body_of(document: dict[str, Any], located: Located, types: Types, models: Mapping[str, Model]) -> Body:
    """Return the body of an operation's request."""
    return _Reader(document, located, types, models).body()


class _Reader:
    def __init__(self, document: dict[str, Any], located: Located, types: Types, models: Mapping[str, Model]) -> None:
        self.document = document
        self.types = types
        self.models = models
        self.arguments = Arguments(document, located, types, models)
        self.where = f"{types.name}:{located.pointer}/requestBody"
        self.stated = follow(document, located.operation.get("requestBody", {}), self.where)
        stated: Mapping[str, Any] = self.stated.get("content", {})
        self.content = {self.sendable(kind, each): each for kind, each in stated.items()}
        self.required = bool(self.stated.get("required"))

    def body(self) -> Body:
        if not self.stated:
            return Body()
        kinds = media.preferred(self.content)
        if not kinds:
            refuse(self.where, "a body of no type can't be sent", "say its media type")
        schemas = [self.schema(kind) for kind in kinds]
        forms = [media.is_form(kind) for kind in kinds]
        if len(kinds) == 1 or self.alike(schemas):
            arguments = self.fields(kinds, schemas[0]) or [self.whole(kinds)]
        elif any(forms) and not all(forms) and self.model(schemas[0]) is None:
            refuse(self.where, f"a body of {' or of '.join(kinds)} would be two methods", "leave one of them")
        else:
            arguments = [self.whole(kinds)]
        if len(kinds) == 1:
            sent = "" if kinds[0] == media.JSON else repr("application/octet-stream" if "*" in kinds[0] else kinds[0])
            return Body(tuple(arguments), sent)
        said = Annotation(f"Literal[{', '.join(map(repr, kinds))}]", imports=frozenset({"from typing import Literal"}))
        chosen = Argument(
            wire="",
            python="content_type",
            place="type",
            annotation=said | TEXT if any(map(media.is_range, kinds)) else said,
            default=repr(kinds[0]),
            description="The media type in which the body goes out.",
        )
        return Body((*arguments, chosen), "content_type")

    def sendable(self, kind: str, stated: Mapping[str, Any]) -> str:
        """Return the media type of a body: what may be anything is JSON, if it is described as JSON is."""
        meant: Any = follow(self.document, stated.get("schema"), self.where)
        shaped = media.essence(kind) == "*/*" and meant and not media.is_string(meant) and not media.is_binary(meant)
        return media.JSON if shaped and media.JSON not in self.stated["content"] else kind

    def schema(self, kind: str) -> Any:
        return self.content[kind].get("schema", {})

    def alike(self, schemas: list[Any]) -> bool:
        """Tell whether schemas say the same, each perhaps by a name of its own."""
        first, *others = (wire(follow(self.document, each, self.where)) for each in schemas)
        return all(each == first for each in others)

    def model(self, schema: Any) -> Model | None:
        return self.models.get(self.types.of_schema(schema).text)

    def whole(self, kinds: list[str]) -> Argument:
        """Return the body as one argument."""
        annotation = self.sent(kinds[0])
        for kind in kinds[1:]:
            annotation = annotation | self.sent(kind)
        if any(each == "Any" for each in annotation.text.split(" | ")):
            annotation = ANY
        return Argument(
            wire="body",
            python="body",
            place="whole",
            annotation=annotation if self.required else annotation | UNSET,
            default=None if self.required else "UNSET",
            description=told(self.stated.get("description", ""), self.stated),
            grade=marks.short(self.stated),
        )

    def sent(self, kind: str) -> Annotation:
        """Return what a body of a media type is made from."""
        schema = self.schema(kind)
        if media.is_json(kind):
            return taken(self.types.of_schema(schema))
        if media.is_form(kind):
            return FREE_FORM
        meant: Any = follow(self.document, schema, self.where) if schema else {}
        return TEXT if media.is_text(kind) or media.is_string(meant) else CONTENT

    def fields(self, kinds: list[str], schema: Any) -> list[Argument]:
        """Return an argument for each field of the body, if it is an object that is always there."""
        model = self.model(schema) if all(media.is_json(kind) or media.is_form(kind) for kind in kinds) else None
        if model is None or not (self.required or all(map(media.is_form, kinds))):
            return []
        meant: Mapping[str, Any] = follow(self.document, schema, self.where)
        properties: Mapping[str, Any] = meant.get("properties", {})
        fields = (each for each in model.fields if not properties.get(each.wire, {}).get("readOnly"))
        return [self.field(each, properties.get(each.wire), meant, kinds) for each in fields]

    def field(self, field: Field, schema: Any, body: Mapping[str, Any], kinds: list[str]) -> Argument:
        """Return the argument for a field of the body."""
        annotation = taken(field.annotation)
        if any(map(media.is_form, kinds)):
            annotation = self.part(annotation, schema)
        required = field.required or field.wire in body.get("required", ())
        return Argument(
            wire=field.wire,
            python=argument_name(field.python),
            place="body",
            annotation=annotation if required else annotation | UNSET,
            default=(field.fixed or None) if required else "UNSET",
            description=field.description,
            sent=self.encoded(field.wire, annotation, kinds).replace("{}", self.arguments.dated(schema)),
            grade=field.grade,
        )

    def encoded(self, name: str, annotation: Annotation, kinds: list[str]) -> str:
        """Return how a field of a form goes out, where the form says it."""
        said: Mapping[str, Any] = self.content[kinds[0]].get("encoding", {}).get(name, {})
        if [media.essence(kind) for kind in kinds] != [media.FORM] or not {"style", "explode"} & said.keys():
            return "{}"
        style = said.get("style", "form")
        return self.arguments.styled(annotation, style, "query", name, explode=said.get("explode", style == "form"))

    def part(self, annotation: Annotation, schema: Any) -> Annotation:
        """Return the type of a form's field, which may be a file or several."""
        schema = follow(self.document, schema, self.where) if is_object(schema) else {}
        if media.is_binary(schema):
            return FILE
        if schema.get("type") == "array" and media.is_binary(follow(self.document, schema["items"], self.where)):
            imports = FILE.imports | {"from collections.abc import Sequence"}
            return Annotation("Sequence[File]", imports=frozenset(imports))
        return annotation
