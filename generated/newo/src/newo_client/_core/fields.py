# Copied by `nox -s generate -- newo` from scripts/runtime/fields.py. Change that, not this file.
"""What a model says about its own fields: their names in JSON, their types."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeGuard, get_type_hints

import attrs

if TYPE_CHECKING:
    from .model import Model

# Kept by hand: functools.cache asks the checkers for proof that every type is hashable.
_wire_names: dict[type[Any], dict[str, str]] = {}


def is_model(kind: Any) -> TypeGuard[type[Model]]:
    """Tell whether a type is a model."""
    return isinstance(kind, type) and attrs.has(kind) and hasattr(kind, "extra")


def wire_names(model: type[Model]) -> dict[str, str]:
    """Return the name in JSON of each field of a model, by the name in Python."""
    names = _wire_names.get(model)
    if names is None:
        fields = attrs.fields(model)
        names = {each.name: each.metadata.get("wire", each.name) for each in fields if each.name != "extra"}
        _wire_names[model] = names
    return names


def required_names(model: type[Model]) -> frozenset[str]:
    """Return the names in JSON that a model can't do without."""
    wires = wire_names(model)
    return frozenset(
        wires[each.name] for each in attrs.fields(model) if each.name in wires and each.default is attrs.NOTHING
    )


class _Neighbours(dict[str, Any]):
    """The other models of a package, found when an annotation names them."""

    def __init__(self, module: str) -> None:
        super().__init__()
        self._own = vars(sys.modules[module])
        self._package = module.rpartition(".")[0]

    def __missing__(self, name: str) -> Any:
        found = None if name in self._own else getattr(import_module(self._package), name, None)
        # The module of a model called Date is `date`, which is not what an annotation means by it.
        if found is None or isinstance(found, ModuleType):
            raise KeyError(name)
        return found


def annotations_of(model: type[Model]) -> dict[str, Any]:
    """Return the types of a model's fields; models in the same package are imported as they are named."""
    return get_type_hints(model, localns=_Neighbours(model.__module__))
