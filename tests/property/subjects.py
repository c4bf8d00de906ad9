"""Whose schemas are held against their packages: each vendor, each variant where it differs, and `tests/features`."""

import copy
import hashlib
import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import ModuleType
from typing import Any

import jsonschema_rs as engine

from scripts import vendors
from scripts.document import is_object, load
from scripts.lower.names import pascal, python_names
from scripts.lower.schemas import PREFIX
from scripts.lower.tree import references, wire
from tests import features_package

Tree = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Subject:
    """A description, and the package that was made of it.

    Attributes:
        name: what the folder of its instances is called.
        tree: the effective description.
        load: what imports the package.
        prefix: what stands before the names of its classes.
        beside: the description whose schemas need no instances of their own here, since they have them there.
    """

    name: str
    tree: Tree = field(repr=False)
    load: Callable[[], ModuleType] = field(repr=False)
    prefix: str = ""
    beside: "Subject | None" = field(default=None, repr=False)

    @cached_property
    def schemas(self) -> list[str]:
        """The components that are held against the package."""
        others = self.beside.digests if self.beside else {}
        return [name for name, digest in self.digests.items() if others.get(name) != digest]

    @cached_property
    def digests(self) -> dict[str, str]:
        """A digest of each component with all that it refers to, without prose."""
        return {name: self._digest(name) for name in self.tree["components"]["schemas"]}

    @cached_property
    def told(self) -> Tree:
        """The description in which each member of a choice says its tags by itself, as its class does.

        A schema that has any text for a tag takes more than is meant; what is beyond stands in `odd.json`.
        """
        told = copy.deepcopy(self.tree)
        schemas = told["components"]["schemas"]
        for schema in self.tree["components"]["schemas"].values():
            stated = schema.get("discriminator", {})
            tags = dict[str, list[str]]()
            for tag, ref in stated.get("mapping", {}).items():
                tags.setdefault(ref.removeprefix(PREFIX), []).append(tag)
            for member, own in tags.items():
                _say(schemas[member], {stated["propertyName"]: {"type": "string", "enum": own}})
        return told

    def _digest(self, name: str) -> str:
        found, news = dict[str, Any](), [name]
        while news:
            each = news.pop()
            if each not in found:
                schema = self.told["components"]["schemas"][each]
                found[each] = wire(schema)
                news += [ref.removeprefix(PREFIX) for ref in _refs(schema)]
        return hashlib.sha256(json.dumps([name, found], sort_keys=True).encode()).hexdigest()[:16]

    def validator(self, name: str) -> engine.Validator:
        """The judge of what is an instance of a component, by other authors than the package."""
        if name not in self._validators:
            ref = {"$ref": f"urn:spec#/components/schemas/{name}"}
            self._validators[name] = engine.Draft202012Validator(ref, registry=self._registry, validate_formats=True)
        return self._validators[name]

    @cached_property
    def _registry(self) -> engine.Registry:
        return engine.Registry([("urn:spec", self.tree)], draft=engine.Draft202012)

    @cached_property
    def _validators(self) -> dict[str, engine.Validator]:
        return {}

    @cached_property
    def names(self) -> dict[str, str]:
        """What each component is called in Python."""
        found = python_names(self.tree["components"]["schemas"], self.name)
        theirs = self.beside.digests if self.beside else {}
        differing = {name for name in self.schemas if name in theirs}
        return {name: self.prefix + python if name in differing else python for name, python in found.items()}

    def core(self, module: str) -> Any:
        """A module of the package's runtime."""
        return importlib.import_module(f"{self.load().__name__}._core.{module}")

    def type_of(self, name: str) -> Any:
        """What the package makes of a component: a model, an enum, an alias, or the type that stands in its place."""
        models = importlib.import_module(f"{self.load().__name__}.models")
        if self.names[name] in models.__all__:
            return getattr(models, self.names[name])
        for owner, schema in self.tree["components"]["schemas"].items():
            for wire_name, each in schema.get("properties", {}).items():
                if each.get("$ref") == PREFIX + name:
                    return self._field(getattr(models, self.names[owner]), wire_name)
        message = f"{self.name}: nothing in the package stands for {name}; let a property of an object refer to it"
        raise LookupError(message)

    def _field(self, model: Any, wire_name: str) -> Any:
        fields = self.core("fields")
        python = next(name for name, each in fields.wire_names(model).items() if each == wire_name)
        return fields.annotations_of(model)[python]


def _say(member: Tree, tag: Tree) -> None:
    if "allOf" in member:
        member["allOf"].append({"properties": tag})
    for name in tag.keys() & member.get("properties", {}).keys():
        if not {"const", "enum"} & member["properties"][name].keys():
            member["properties"] |= tag


def _refs(schema: Any) -> Iterator[str]:
    yield from (each["$ref"] for each in references(schema))
    if is_object(schema) and is_object(schema.get("discriminator")):
        yield from (PREFIX + each.removeprefix(PREFIX) for each in schema["discriminator"].get("mapping", {}).values())


@cache
def subjects() -> dict[str, Subject]:
    """Every subject by its name."""
    found = [Subject("acme", features_package.description(), features_package.acme)]
    for vendor in vendors.find():
        load_package = _importer(f"{vendor.name}_client")
        base = Subject(vendor.name, load(vendor.effective()).tree, load_package)
        found.append(base)
        for variant in vendor.variants:
            tree = load(vendor.effective(variant)).tree
            found.append(Subject(f"{vendor.name}.{variant}", tree, load_package, pascal(variant), base))
    return {each.name: each for each in found}


def _importer(package: str) -> Callable[[], ModuleType]:
    return lambda: importlib.import_module(package)


def choices(subject: Subject) -> list[str]:
    """The components that are a choice between classes."""
    schemas = subject.tree["components"]["schemas"]
    return [name for name, schema in schemas.items() if {"oneOf", "anyOf", "discriminator"} & schema.keys()]


def mistaken(
    subject: Subject, name: str, instances: Mapping[str, Any], decode: Callable[[Any, Any], Any]
) -> Iterator[str]:
    """Yield the instances of a choice that are not read as the member which they were made of, where it is a class."""
    models = importlib.import_module(f"{subject.load().__name__}.models")
    for label, value in instances.items():
        member = label.partition(":")[0]
        if member not in subject.tree["components"]["schemas"]:
            continue
        wanted = getattr(models, subject.names[member])
        found = type(decode(subject.type_of(name), value))
        if isinstance(wanted, type) and found is not wanted:
            yield f"{label}: {found.__name__}"
