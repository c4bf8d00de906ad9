"""How the plan is put into Python text: names, signatures, imports, docstrings."""

import json
import re
import textwrap
from collections.abc import Iterable, Sequence

from scripts.render.engine import safe
from scripts.render.plan import Alias, Annotation, Field, Model, Operation, Package, Resource

WIDTH = 118
BUILTINS = frozenset({"bool", "dict", "float", "int", "list", "str"})
DEFAULTS = {
    "ApiStatusError": "any other status that means failure.",
    "ApiConnectionError": "the service could not be reached.",
    "DecodeError": "the service sent something else than promised.",
}


def literal(value: object) -> str:
    """Return a Python literal."""
    return repr(value)


def quoted(text: str) -> str:
    """Return a literal that TOML and JSON read too."""
    return json.dumps(text, ensure_ascii=False)


def line(text: str) -> str:
    """Return text on one line."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def cell(text: str) -> str:
    """Return text for a cell of a Markdown table."""
    return line(text).replace("|", "\\|")


def doc(text: str, indent: int) -> str:
    """Return text for a docstring, wrapped; the first line stands where the template puts it."""
    return _wrapped(text, " " * indent, " " * (indent + 3))


def arg(text: str, indent: int = 12) -> str:
    """Return the text about an argument, wrapped with a hanging indent."""
    return _wrapped(text, " " * indent, " " * (indent + 20))


def _wrapped(text: str, indent: str, first: str) -> str:
    wrapped = textwrap.fill(
        safe(line(text)),
        WIDTH,
        initial_indent=first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ).strip()
    # A quotation mark at the end would run into those that close the docstring.
    return wrapped + " " if wrapped.endswith('"') else wrapped


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
        others = (each.held.text for each in model.fields if each is not field)
        if not field.required or any(re.search(rf"\b{field.python}\b", text) for text in others):
            hidden.add(field.python)
    return hidden & {"date", "datetime"}


def model_imports(model: Model) -> list[str]:
    """Return the import lines of a model; a type that a field hides gets another name."""
    lines = std_imports(each.held for each in model.fields)
    for name in sorted(hidden_types(model)):
        lines = [re.sub(rf"(import .*)\b{name}\b", rf"\1{name} as {name}_type", line) for line in lines]
    return lines


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
    replies = [*thing.returns, *thing.errors]
    return [*(each.annotation for each in thing.arguments), *(each.annotation for each in replies if each.annotation)]


class Words:
    """The functions that need to know the whole package."""

    def __init__(self, package: Package) -> None:
        self.modules = {each.name: each.module for each in package.types}

    def neighbours(self, thing: Model | Alias | Operation) -> list[tuple[str, str]]:
        """Return module and name of the models that a thing refers to, without itself."""
        names = frozenset[str]().union(*(each.models for each in annotations_of(thing)))
        own = getattr(thing, "name", None)
        return sorted((self.modules[name], name) for name in names if name != own)

    def resource_imports(self, resource: Resource) -> list[str]:
        """Return the import lines of a resource's module."""
        operations = resource.operations
        annotations = [each.annotation for operation in operations for each in operation.arguments]
        shown = [returned_annotation(operation) for operation in operations]
        lines = ["from functools import cached_property", "from typing import TYPE_CHECKING", ""]
        lines.append("from .._core.resource import AsyncResource, Resource, " + ", ".join(sorted(_raws(operations))))
        if any(each.default == "UNSET" for operation in operations for each in operation.arguments):
            lines.append("from .._core.unset import UNSET, Unset")
        for each in operations:
            renamed = "" if each.handle == each.module else f" as {each.handle}"
            lines.append(f"from ..api.{resource.name} import {each.module}{renamed}")
        if any(each.deprecated for each in operations):
            lines.append("from .._core.deprecation import deprecated")
        lines += ["", "if TYPE_CHECKING:"]
        checked = std_imports([*annotations, *shown])
        texts = [guarded(each.annotation.text, operation) for operation in operations for each in operation.arguments]
        texts += [guarded(returned_annotation(operation).text, operation) for operation in operations]
        if any("builtins." in text for text in texts):
            checked.insert(0, "import builtins")
        lines.extend(f"    {each}" for each in [*checked, "from typing import Unpack", ""])
        lines.append("    from .._core.client import CallOptions")
        if any(operation.paging for operation in operations):
            lines.append("    from .._core.page import AsyncPager, Page")
        names = frozenset[str]().union(*(each.models for each in [*annotations, *shown]))
        lines.extend(f"    from ..models.{self.modules[name]} import {name}" for name in sorted(names))
        return lines


def _raws(operations: Sequence[Operation]) -> set[str]:
    raws = {"raw"}
    raws.update("raw_pager" if each.paging else "raw_async" for each in operations)
    return raws


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
    """Return what a method's annotation shows: the item of a paged one, else the result."""
    return operation.paging.item if operation.paging else operation.result


def returned(operation: Operation, twin: str) -> str:
    """Return a method's return annotation."""
    if operation.paging:
        return f"{'AsyncPager' if twin else 'Page'}[{guarded(operation.paging.item.text, operation)}]"
    return guarded(operation.result.text, operation)


def result_text(operation: Operation, twin: str) -> str:
    """Return what a docstring says about the result."""
    said = " ".join(each.description for each in operation.returns) or "Nothing."
    if operation.paging and twin:
        return (
            f"{said} Nothing is sent until it is awaited, for the first page, or iterated, for the items of all pages."
        )
    if operation.paging:
        return f"{said} Iterating goes on through the pages that follow, fetching each as it is reached."
    return said


def deprecation(operation: Operation) -> str:
    """Return what a caller of a deprecated method is told."""
    return f"{operation.http} {operation.path} is deprecated by the vendor."


def raised(operation: Operation) -> list[tuple[str, str]]:
    """Return the exceptions of a method, with the reason for each."""
    found: dict[str, str] = {}
    for each in operation.errors:
        text = f"{each.description.rstrip('.')} ({each.status})."
        found[each.error] = f"{found[each.error]} {text}" if each.error in found else text
    for name, text in DEFAULTS.items():
        found.setdefault(name, text)
    if operation.security:
        found["MissingCredentialError"] = "no credential was given; nothing was sent."
    return list(found.items())
