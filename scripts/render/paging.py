"""How a paged operation goes on, from its `x-pagination`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scripts.problem import refuse
from scripts.render.annotation import Annotation
from scripts.render.kinds import Model
from scripts.render.plan import Argument, Paging


def page_through(
    hint: Mapping[str, Any] | None,
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
    where = f"{where}/x-pagination"
    _default(arguments, hint["page"], "1", where)
    _default(arguments, hint["size"], str(hint.get("default-size", 100)), where)
    if hint["page"] == hint["size"]:
        refuse(where, "page and size are one parameter", "name the parameter of each")
    for role in ("total", "served-size"):
        if role in hint and _member(body, hint[role], models, where)[1].text != "int":
            refuse(where, f"{hint[role]} is no integer", f"point {role} to a whole number")
    items, kind = _member(body, hint["items"], models, where)
    if not kind.text.startswith("list["):
        refuse(where, f"{hint['items']} is no array", "point to the array of items")
    return Paging(
        item=Annotation(kind.text.removeprefix("list[").removesuffix("]"), kind.models, kind.imports),
        page=hint["page"],
        size=hint["size"],
        items=items,
        total=_member(body, hint["total"], models, where)[0] if "total" in hint else None,
        served_size=_member(body, hint["served-size"], models, where)[0] if "served-size" in hint else None,
    )


def _default(arguments: list[Argument], wire: str, default: str, where: str) -> None:
    for index, each in enumerate(arguments):
        if each.place == "query" and each.wire == wire:
            arguments[index] = replace(each, annotation=Annotation("int"), default=default)
            return
    refuse(where, f"there is no query parameter {wire}", "name the parameter as the vendor does")


def _member(body: Annotation, to: str, models: Mapping[str, Model], where: str) -> tuple[str, Annotation]:
    """Return where a JSON pointer leads, by Python names, and the type there."""
    names: list[str] = []
    annotation = body
    for token in to.removeprefix("/").split("/"):
        model = models.get(annotation.text)
        found = next((each for each in model.fields if each.wire == token), None) if model else None
        if found is None or not found.required:
            refuse(where, f"{to} leads to no required field of the response", "point to one that is always there")
        names.append(found.python)
        annotation = found.annotation
    return ".".join(names), annotation
