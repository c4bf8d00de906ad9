"""How the plan is put into Python text: names, signatures, imports."""

import re
from collections.abc import Iterable, Iterator, Sequence

from scripts.render.annotation import Annotation
from scripts.render.annotation import members as union_members
from scripts.render.kinds import Alias, Enumeration, Field, Model
from scripts.render.operation import Operation
from scripts.render.plan import Package, Resource

# What the runtime puts a parameter's value into.
FORMS = frozenset({"as_json", "deep", "exploded", "joined", "label", "matrix", "reserved"})
BUILTINS = frozenset({"bool", "dict", "float", "int", "list", "str"})


def std_imports(annotations: Iterable[Annotation]) -> list[str]:
    """Return the import lines of the standard library that annotations need, one line a module."""
    names: dict[str, set[str]] = {}
    for annotation in annotations:
        for each in annotation.imports:
            module, _, name = each.removeprefix("from ").partition(" import ")
            names.setdefault(module, set()).add(name)
    return [f"from {module} import {', '.join(sorted(found))}" for module, found in sorted(names.items())]


def hidden_types(model: Model) -> set[str]:
    """Return the types that a field of the same name hides from the checkers."""
    hidden: set[str] = set()
    for field in model.fields:
        if field.python not in {"date", "datetime"}:
            continue
        others = (each.held.text for each in model.fields if each is not field)
        if not field.required or any(re.search(rf"\b{field.python}\b", text) for text in others):
            hidden.add(field.python)
    return hidden


def models_imports(models: Iterable[Model]) -> list[str]:
    """Return the import lines of models; a type that a field hides gets another name."""
    found: dict[str, None] = {}
    for model in models:
        lines = std_imports(each.held for each in model.fields)
        for name in sorted(hidden_types(model)):
            lines = [re.sub(rf"(import .*)\b{name}\b", rf"\1{name} as {name}_type", line) for line in lines]
        found |= dict.fromkeys(lines)
    return list(found)


def field_type(model: Model, field: Field) -> str:
    """Return the annotation of a model's field."""
    text = field.held.text
    for name in hidden_types(model):
        text = re.sub(rf"\b{name}\b", f"{name}_type", text)
    return text


def annotations_of(thing: Model | Alias | Operation) -> list[Annotation]:
    """Return every annotation of a model, an alias or an operation."""
    if isinstance(thing, Model):
        return [each.held for each in thing.fields]
    if isinstance(thing, Alias):
        return [thing.annotation]
    replies = [body for each in (*thing.returns, *thing.errors) for _, body in each.bodies]
    replies += [thing.streaming.item] if thing.streaming else []
    return [*(each.annotation for each in thing.arguments), *replies]


def helpers(operation: Operation) -> str:
    """Return the names of the functions that put an operation's parameters into their form."""
    texts = " ".join(each.sent for each in operation.arguments)
    return ", ".join(sorted(FORMS & set(re.findall(r"(\w+)\(", texts))))


class Words:
    """The functions that need to know the whole package."""

    def __init__(self, package: Package) -> None:
        self.modules = {each.name: each.module for each in package.types}
        self.recursive = {each.name for each in package.aliases if each.recursive}

    def neighbours(self, thing: Model | Alias | Operation) -> list[tuple[str, str]]:
        """Return module and name of the models that a thing refers to, without itself."""
        names = frozenset[str]().union(*(each.models for each in annotations_of(thing)))
        own = getattr(thing, "name", None)
        return sorted((self.modules[name], name) for name in names if name != own)

    def outer(self, parts: Iterable[Model | Enumeration]) -> list[tuple[str, str]]:
        """Return module and name of what the models of a module refer to and does not stand in it."""
        parts = list(parts)
        found = {each for part in parts if isinstance(part, Model) for each in self.neighbours(part)}
        return sorted(each for each in found if each[0] != parts[0].module)

    def quoted(self, alias: Alias) -> set[str]:
        """Return the names that an alias mentions in quotation marks, since they mention it in turn."""
        if not alias.recursive:
            return set()
        outside = {each for each in union_members(alias.annotation.text) if "[" not in each}
        return (self.recursive & (alias.annotation.models | {alias.name})) - outside

    def quoted_others(self, alias: Alias) -> list[tuple[str, str]]:
        """Return module and name of those of them that stand elsewhere."""
        return [each for each in self.neighbours(alias) if each[1] in self.quoted(alias)]

    def alias_type(self, alias: Alias) -> str:
        """Return the type that an alias stands for."""
        text = alias.annotation.text
        for name in self.quoted(alias):
            text = re.sub(rf"\b{name}\b", f'"{name}"', text)
        if alias.tagged is None:
            return text
        table = ", ".join(f"{tag!r}: {name}" for tag, name in alias.tagged.table)
        return f"Annotated[{text}, Tagged({alias.tagged.prop!r}, {{{table}}}, {alias.tagged.unknown})]"

    def resource_imports(self, resource: Resource) -> list[str]:
        """Return the import lines of a resource's module; operations are imported by the methods that call them."""
        operations = resource.operations
        annotations = [each.annotation for operation in operations for each in operation.arguments]
        shown = [returned_annotation(operation) for operation in operations]
        lines = ["from functools import cached_property", "from typing import TYPE_CHECKING", ""]
        lines += _core_imports(operations)
        lines += ["", "if TYPE_CHECKING:"]
        checked = [each.replace("from ..._core", "from .._core") for each in std_imports([*annotations, *shown])]
        texts = [guarded(each.annotation.text, operation) for operation in operations for each in operation.arguments]
        texts += [guarded(returned_annotation(operation).text, operation) for operation in operations]
        if any("builtins." in text for text in texts):
            checked.insert(0, "import builtins")
        checked += ["from typing import Unpack", "", *_checked_imports(operations)]
        names = frozenset[str]().union(*(each.models for each in [*annotations, *shown]))
        checked += [f"from ..models.{self.modules[name]} import {name}" for name in sorted(names)]
        return [*lines, *(f"    {each}" for each in checked)]


def _core_imports(operations: Sequence[Operation]) -> Iterator[str]:
    yield "from .._core.resource import AsyncResource, Resource"
    plain = [each for each in operations if not each.streaming]
    raws = {"raw_pager" if each.paging else "raw_async" for each in plain} | {"raw"} if plain else set[str]()
    if raws:
        yield f"from .._core.raw import {', '.join(sorted(raws))}"
    if any(each.is_file for each in operations):
        yield "from .._core.streaming import streamed, streamed_async"
    if any(each.default == "UNSET" for operation in operations for each in operation.arguments):
        yield "from .._core.unset import UNSET, Unset"
    if any(each.deprecated for each in operations):
        yield "from .._core.deprecation import deprecated"


def _checked_imports(operations: Sequence[Operation]) -> Iterator[str]:
    yield "from .._core.client import AsyncClient, SyncClient"
    yield "from .._core.options import CallOptions"
    if any(operation.paging for operation in operations):
        yield "from .._core.page import AsyncPager, Page"
    streams = sorted({each.streaming.stream("").partition("[")[0] for each in operations if each.streaming})
    if streams:
        yield f"from .._core.stream import {', '.join(streams)}"
        yield f"from .._core.astream import {', '.join(f'Async{each}' for each in streams)}"


def guarded(text: str, operation: Operation) -> str:
    """Write a type so that no method of its name beside the operation hides it."""
    for name in BUILTINS & operation.beside:
        text = re.sub(rf"(?<![\w.]){name}\b", f"builtins.{name}", text)
    return text


def signature(operation: Operation, kind: str) -> str:
    """Return the parameters of a method, or of `build`: those of the path by position, the rest by name."""
    ordered = sorted(operation.arguments, key=lambda each: each.place != "path")
    texts: list[str] = []
    starred = False
    for each in [
        *(a for a in ordered if a.default is None or a.place == "path"),
        *(a for a in ordered if a.default and a.place != "path"),
    ]:
        if each.place != "path" and not starred:
            texts.append("*")
            starred = True
        default = "" if each.default is None else f" = {each.default}"
        text = guarded(each.annotation.text, operation) if kind == "method" else each.annotation.text
        texts.append(f"{each.python}: {text}{default}")
    return ", ".join(texts)


def returned_annotation(operation: Operation) -> Annotation:
    """Return what a method's annotation shows: the item of a paged one, or of a stream, else the result."""
    if operation.streaming:
        return operation.streaming.item
    return operation.paging.item if operation.paging else operation.result


def returned(operation: Operation, twin: str) -> str:
    """Return a method's return annotation."""
    if operation.streaming:
        return guarded(operation.streaming.stream(twin), operation)
    if operation.paging:
        return f"{'AsyncPager' if twin else 'Page'}[{guarded(operation.paging.item.text, operation)}]"
    return guarded(operation.result.text, operation)
