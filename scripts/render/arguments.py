"""The arguments of a method that are parameters of its operation."""

import keyword
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from scripts.document import is_object
from scripts.evidence import marks
from scripts.lower.tree import Located, follow, parameters
from scripts.problem import refuse
from scripts.render import media
from scripts.render.annotation import Annotation, members
from scripts.render.engine import Types, identifier
from scripts.render.kinds import Model
from scripts.render.models import told
from scripts.render.operation import Argument

# Names that a method has already.
RESERVED = frozenset({"self", "options", "request", "timeout", "headers", "retries", "stream"})
UNSET = Annotation("Unset")
# OpenAPI has these said elsewhere: by the media types and by the security schemes.
SAID_ELSEWHERE = frozenset({"accept", "content-type", "authorization"})
USUAL = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}
DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}


class Arguments:
    """The parameters of one operation."""

    def __init__(self, document: dict[str, Any], located: Located, types: Types, models: Mapping[str, Model]) -> None:
        self.document = document
        self.located = located
        self.types = types
        self.models = models
        self.where = f"{types.name}:{located.pointer}"

    def parameters(self) -> Iterator[Argument]:
        """Yield an argument for each parameter."""
        for each in sent_parameters(self.document, self.located, self.types.name):
            annotation, sent = self.form(each)
            required = bool(each.get("required"))
            yield Argument(
                wire=each["name"],
                python=argument_name(each.get("x-name") or each["name"]),
                place=each["in"],
                annotation=annotation if required else annotation | UNSET,
                default=None if required else "UNSET",
                description=told(each.get("description", ""), each),
                sent=sent,
                grade=marks.short(each),
            )

    def form(self, parameter: Mapping[str, Any]) -> tuple[Annotation, str]:
        """Return the type of a parameter, and how it goes out."""
        place, wire = parameter["in"], parameter["name"]
        content: Mapping[str, Any] = parameter.get("content", {})
        if content:
            kind = next(iter(content))
            if not media.is_json(kind):
                said = f"the {place} parameter {wire} is {kind}"
                refuse(self.where, said, "describe it by a schema, or as application/json")
            return taken(self.types.of_schema(content[kind].get("schema", {}))), "as_json({})"
        annotation = taken(self.types.of_schema(parameter.get("schema", {})))
        dated = self.dated(parameter.get("schema", {}))
        style = parameter.get("style", USUAL[place])
        explode = bool(parameter.get("explode", style == "form"))
        sent = self.styled(annotation, style, place, wire, explode=explode).replace("{}", dated)
        return annotation, f"reserved({sent})" if parameter.get("allowReserved") and place == "query" else sent

    def dated(self, schema: Any) -> str:
        """Return how dates of a schema, or of an array's items, go out, as Python text with `{}` for the argument."""
        for each in (schema, self.meant(schema).get("items")):
            if pattern := self.meant(each).get("x-date-format"):
                quoted = repr(pattern).replace("{", "{{").replace("}", "}}")
                return f"dated({{}}, {quoted})"
        return "{}"

    def meant(self, schema: Any) -> Mapping[str, Any]:
        """Return what a schema says, or the component that it refers to."""
        return follow(self.document, schema, self.where) if is_object(schema) else {}

    def styled(self, annotation: Annotation, style: str, place: str, wire: str, *, explode: bool) -> str:
        """Return how a parameter of a style goes out, as Python text with `{}` for the argument."""
        texts = members(annotation.text)
        listed = any(each.startswith("Sequence[") for each in texts)
        held = any(each.startswith("dict[") or each == "Any" or each in self.models for each in texts)
        if style in {"label", "matrix"} and place == "path":
            name = f"{wire!r}, " if style == "matrix" else ""
            return f"{style}({name}{{}}{', explode=True' if explode else ''})"
        if style == "deepObject" and place == "query":
            return "deep({})"
        if style in DELIMITERS and place == "query":
            return "{}" if explode and not held else f"joined({{}}, {DELIMITERS[style]!r})"
        if style != USUAL[place]:
            refuse(self.where, f"the {place} parameter {wire} can't be of style {style}", f"use style: {USUAL[place]}")
        if held and explode:
            return "exploded({})"
        # A path and a header join the items of an array without being told.
        return "joined({})" if not explode and (held or (listed and place == "query")) else "{}"

    def named(self, arguments: list[Argument]) -> list[Argument]:
        """Return the arguments, each with a name of its own: of those that are alike, later ones say their place."""
        found: list[Argument] = []
        used: set[str] = set()
        helpers = {name for each in arguments for name in each.helpers}
        for each in arguments:
            # What puts the parameters into their form is called where they are in sight.
            name, number = f"{each.python}_" if each.python in helpers else each.python, 2
            if name in used:
                base = name = f"{each.python.rstrip('_')}_{each.place if each.place in USUAL else 'body'}"
                while name in used:
                    name, number = f"{base}_{number}", number + 1
            used.add(name)
            found.append(replace(each, python=name))
        return found


def sent_parameters(document: dict[str, Any], located: Located, where: str) -> list[dict[str, Any]]:
    """Return the parameters of an operation that a caller has a say in."""
    return [
        each
        for each in parameters(document, located, where)
        if not (each["in"] == "header" and each["name"].lower() in SAID_ELSEWHERE)
    ]


def argument_name(text: str) -> str:
    """Return an argument's name."""
    name = identifier(text)
    return f"{name}_" if name in RESERVED or keyword.iskeyword(name) else name


def taken(annotation: Annotation) -> Annotation:
    """Return what an argument takes where the service gives a list: any sequence."""
    if "list[" not in annotation.text:
        return annotation
    extra = frozenset({"from collections.abc import Sequence"})
    return Annotation(annotation.text.replace("list[", "Sequence["), annotation.models, annotation.imports | extra)
