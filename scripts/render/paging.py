"""How a paged operation goes on, from its `x-pagination`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scripts.problem import refuse
from scripts.render.annotation import NONE, Annotation, members
from scripts.render.kinds import Model
from scripts.render.operation import Argument, Paging

Hint = Mapping[str, Any]


def page_through(
    hint: Hint | None,
    arguments: list[Argument],
    body: Annotation,
    models: Mapping[str, Model],
    where: str,
) -> Paging | None:
    """Return the paging of an operation, and give the arguments that it turns their defaults.

    Args:
        hint: the `x-pagination`, or None where the operation is not paged.
        arguments: the operation's arguments; those of page and size are replaced.
        body: the type of a page.
        models: the models by name.
        where: the place of the operation, for messages.
    """
    if hint is None:
        return None
    pages = _Pages(arguments, body, models, f"{where}/x-pagination")
    items, kind = pages.member(hint["items"])
    listed = next((each for each in members(kind.text) if each.startswith("list[")), None)
    if listed is None:
        refuse(pages.where, f"{hint['items']} is no array", "point to the array of items")
    told = {"page": pages.numbers, "cursor": pages.cursor, "link": pages.link}[hint["style"]](hint)
    return Paging(
        item=Annotation(listed.removeprefix("list[").removesuffix("]"), kind.models, kind.imports),
        kind={"page": "PageNumbers", "cursor": "Cursor", "link": "Link"}[hint["style"]],
        told=(("items", items), *told),
    )


@dataclass(frozen=True, slots=True)
class _Pages:
    arguments: list[Argument]
    body: Annotation
    models: Mapping[str, Model]
    where: str

    def numbers(self, hint: Hint) -> Iterator[tuple[str, object]]:
        """Yield what paging by numbers is told."""
        size = hint.get("size")
        if hint["page"] == size:
            refuse(self.where, "page and size are one parameter", "name the parameter of each")
        first = hint.get("first", 1)
        self.count(hint["page"], str(first))
        yield "page", hint["page"]
        if size is not None:
            self.count(size, str(hint.get("default-size", 100)))
            yield "size", size
        if first != 1:
            yield "first", first
        for role, wanted, said in (
            ("total", "int", "no integer"),
            ("served-size", "int", "no integer"),
            ("last", "bool", "no truth value"),
            ("pages", "int", "no integer"),
        ):
            if role in hint:
                yield role.replace("-", "_"), self.scalar(hint[role], wanted, said, role)
        if size is None and not {"total", "served-size", "last", "pages"} & hint.keys():
            refuse(self.where, "nothing says which page is the last", "name size, total, last or pages")

    def cursor(self, hint: Hint) -> Iterator[tuple[str, object]]:
        """Yield what paging by cursors is told."""
        for name in hint["next"]:
            self.parameter(name)
        yield "next", {name: self.member(to)[0] for name, to in hint["next"].items()}
        if "more" in hint:
            yield "more", self.scalar(hint["more"], "bool", "no truth value", "more")

    def link(self, hint: Hint) -> Iterator[tuple[str, object]]:
        """Yield what paging by links is told."""
        yield "next", self.scalar(hint["next"], "str", "no text", "next")
        if "key" in hint:
            self.parameter(hint["key"])
            yield "key", hint["key"]

    def scalar(self, to: str, wanted: str, said: str, role: str) -> str:
        """Return where a pointer leads, which must be a value of a type, or nothing."""
        place, annotation = self.member(to)
        if wanted not in members(annotation.text):
            refuse(self.where, f"{to} is {said}", f"point {role} to what is one")
        return place

    def parameter(self, wire: str) -> int:
        """Return the index of the argument for a query parameter."""
        for index, each in enumerate(self.arguments):
            if each.place == "query" and each.wire == wire:
                return index
        refuse(self.where, f"there is no query parameter {wire}", "name the parameter as the vendor does")

    def count(self, wire: str, default: str) -> None:
        """Make a query parameter a whole number with a default."""
        index = self.parameter(wire)
        self.arguments[index] = replace(self.arguments[index], annotation=Annotation("int"), default=default)

    def member(self, to: str) -> tuple[str, Annotation]:
        """Return where a JSON pointer leads, by Python names, and the type there."""
        names: list[str] = []
        annotation = self.body
        for token in to.removeprefix("/").split("/"):
            kinds = [self.models[each] for each in members(annotation.text) if each in self.models]
            found = [field for model in kinds for field in model.fields if field.wire == token]
            if not found or len({field.python for field in found}) > 1:
                refuse(self.where, f"{to} leads to no field of the response", "point to one as the vendor spells it")
            names.append(found[0].python)
            annotation = found[0].annotation
            for other in found[1:]:
                annotation |= other.annotation
            if any(not field.required for field in found):
                annotation |= NONE
        return ".".join(names), annotation
