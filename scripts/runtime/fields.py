"""What a model says about its own fields: their names in JSON, their types."""

from __future__ import annotations

import sys
import types
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeGuard, Union, get_args, get_origin, get_type_hints

from .unset import Unset

if TYPE_CHECKING:
    import attrs

    from .model import Model

# Kept by hand: functools.cache asks the checkers for proof that every type is hashable.
_wire_names: dict[type[Any], dict[str, str]] = {}
_required_names: dict[type[Any], frozenset[str]] = {}
_constants: dict[type[Any], dict[str, tuple[Any, ...]]] = {}
_closed: dict[type[Any], dict[str, tuple[Any, ...]]] = {}

UNIONS = frozenset({Union, types.UnionType})


def is_model(kind: Any) -> TypeGuard[type[Model]]:
    """Tell whether a type is a model."""
    return isinstance(kind, type) and hasattr(kind, "__attrs_attrs__") and hasattr(kind, "extra")


def _fields(model: type[Model]) -> list[attrs.Attribute[Any]]:
    # What `attrs.fields` returns; attrs itself is not imported before there is a model.
    fields: tuple[attrs.Attribute[Any], ...] = getattr(model, "__attrs_attrs__")  # noqa: B009 - no checker knows it
    return [each for each in fields if each.name != "_extra"]


def wire_names(model: type[Model]) -> dict[str, str]:
    """Return the name in JSON of each field of a model, by the name in Python."""
    names = _wire_names.get(model)
    if names is None:
        names = _wire_names[model] = {each.name: each.metadata.get("wire", each.name) for each in _fields(model)}
    return names


def required_names(model: type[Model]) -> frozenset[str]:
    """Return the names in JSON that a model can't do without."""
    names = _required_names.get(model)
    if names is None:
        from attrs import NOTHING  # noqa: PLC0415 - not before there is a model

        wires = wire_names(model)
        required = frozenset(wires[each.name] for each in _fields(model) if each.default is NOTHING)
        names = _required_names[model] = required
    return names


def marked(model: type[Model], mark: str) -> dict[str, Any]:
    """Return what the metadata of a model's fields says under a key, by their names in JSON, where it says anything."""
    wires = wire_names(model)
    return {wires[each.name]: each.metadata[mark] for each in _fields(model) if mark in each.metadata}


class _Neighbours(dict[str, Any]):
    """The other models of a package, found when an annotation names them."""

    def __init__(self, module: str) -> None:
        super().__init__()
        self._own = vars(sys.modules[module])
        self._package = module.rpartition(".")[0]

    def __missing__(self, name: str) -> Any:
        is_elsewhere = self._package and name not in self._own
        found = getattr(import_module(self._package), name, None) if is_elsewhere else None
        # The module of a model called Date is `date`, which is not what an annotation means by it.
        if found is None or isinstance(found, types.ModuleType):
            raise KeyError(name)
        return found


def annotations_of(model: type[Model]) -> dict[str, Any]:
    """Return the types of a model's fields; models in the same package are imported as they are named."""
    from inspect import get_annotations  # noqa: PLC0415 - not before there is a model

    found: dict[str, Any] = {}
    for each in reversed(model.__mro__):
        # What a class inherits was written in another module than a user's own class is.
        if each.__module__ != "builtins" and (own := get_annotations(each)):
            alone = type(each.__name__, (), {"__module__": each.__module__, "__annotations__": own})
            found |= get_type_hints(alone, localns=_Neighbours(each.__module__), include_extras=True)
    return found


def named(name: str) -> Any:
    """Return what the package's models call by a name that an alias could not use yet."""
    return getattr(import_module("..models", __package__), name)


def constants(model: type[Model]) -> dict[str, tuple[Any, ...]]:
    """Return the values that a model's fields are meant to have, by their names in JSON, where it says which."""
    found = _constants.get(model)
    if found is None:
        hints = annotations_of(model)
        all_ = {wire: _values(hints[python]) for python, wire in wire_names(model).items()}
        found = _constants[model] = {wire: values for wire, values in all_.items() if values}
    return found


def closed_constants(model: type[Model]) -> dict[str, tuple[Any, ...]]:
    """Return those of them that are meant to have no other value."""
    found = _closed.get(model)
    if found is None:
        hints = annotations_of(model)
        pythons = {wire: python for python, wire in wire_names(model).items()}
        all_ = constants(model)
        found = _closed[model] = {wire: all_[wire] for wire in all_ if _is_closed(hints[pythons[wire]])}
    return found


def _is_closed(annotation: Any) -> bool:
    members = get_args(annotation) if get_origin(annotation) in UNIONS else (annotation,)
    return all(get_origin(each) is Literal for each in members if each not in {None, type(None), Unset})


def _values(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    # An enum of one value is a constant by another name.
    if isinstance(annotation, type) and issubclass(annotation, Enum) and len(annotation) == 1:
        return tuple(each.value for each in annotation)
    members = get_args(annotation) if get_origin(annotation) in UNIONS else ()
    return tuple(value for each in members if each is not Unset for value in _values(each))
