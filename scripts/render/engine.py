"""The only module that imports openapi-python-client: its parser and its naming; every warning is an error.

Version 0.29.1 is pinned exactly: neither its Python interface nor its templates are promised to hold still.
"""

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openapi_python_client import strings
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.openapi import Endpoint, EndpointCollection
from openapi_python_client.parser.properties import (
    EnumProperty,
    ModelProperty,
    Parameters,
    Schemas,
    build_parameters,
    build_schemas,
)
from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.schema import OpenAPI
from openapi_python_client.schema.openapi_schema_pydantic import Components
from openapi_python_client.schema.untrusted_string import UntrustedString
from pydantic import ValidationError

from scripts.document import pointer
from scripts.problem import Problem, Refused, refuse
from scripts.render.plan import Annotation

# The generator's messages show some texts by their address.
_ADDRESS = re.compile(r"<openapi_python_client[^>]*>")

ANY = Annotation("Any", imports=frozenset({"from typing import Any"}))
DATETIME = Annotation("datetime", imports=frozenset({"from datetime import datetime"}))
DATE = Annotation("date", imports=frozenset({"from datetime import date"}))

_SCALARS: tuple[tuple[type[Any], Annotation], ...] = (
    (StringProperty, Annotation("str")),
    # Text is what travels, compares and prints as it came; uuid.UUID would change its case.
    (UuidProperty, Annotation("str")),
    (IntProperty, Annotation("int")),
    (FloatProperty, Annotation("float")),
    (BooleanProperty, Annotation("bool")),
    (NoneProperty, Annotation("None")),
    (DateTimeProperty, DATETIME),
    (DateProperty, DATE),
    (AnyProperty, ANY),
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A description as the generator understood it.

    Attributes:
        endpoints: the operations, by method and `shape` of the path.
        components: the property of each schema of the components, by its key there.
        models: the classes, by name.
        enums: the enums, by name.
    """

    endpoints: Mapping[tuple[str, str], Endpoint]
    components: Mapping[str, PropertyProtocol]
    models: Mapping[str, ModelProperty]
    enums: Mapping[str, EnumProperty]


def parse(document: Mapping[str, Any], name: str) -> Parsed:
    """Let the generator parse a lowered document; whatever it would drop refuses the run."""
    config = Config.from_sources(
        ConfigFile(use_path_prefixes_for_title_model_names=False, post_hooks=[]),
        MetaType.NONE,
        document_source=Path(name),
        file_encoding="utf-8",
        overwrite=False,
        output_path=None,
    )
    try:
        openapi = OpenAPI.model_validate(copy.deepcopy(dict(document)))
        return _parse(openapi, config, name)
    except ValidationError as error:
        problems = [
            Problem(f"{name}:{pointer(each['loc'])}", each["msg"], "correct it as OpenAPI 3.1 has it")
            for each in error.errors()
        ]
        raise Refused(*problems) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        refuse(name, f"the generator gave up: {error}", "simplify the part it names")


def _parse(openapi: OpenAPI, config: Config, name: str) -> Parsed:
    # What GeneratorData.from_dict does, keeping the table of components that it throws away.
    components = openapi.components or Components()
    schemas = build_schemas(components=components.schemas or {}, schemas=Schemas(), config=config)
    parameters = build_parameters(components=components.parameters or {}, parameters=Parameters(), config=config)
    collections, schemas, parameters = EndpointCollection.from_data(
        data=openapi.paths,
        schemas=schemas,
        parameters=parameters,
        request_bodies=components.requestBodies or {},
        responses=components.responses or {},
        config=config,
    )
    errors = [
        *schemas.errors,
        *parameters.errors,
        *(error for each in collections.values() for error in each.parse_errors),
    ]
    if errors:
        raise Refused(*(_problem(each, name) for each in errors))
    classes = {str(key): each for key, each in schemas.classes_by_name.items()}
    return Parsed(
        endpoints={
            (each.method, shape(text_of(each.path))): each
            for collection in collections.values()
            for each in collection.endpoints
        },
        components={text_of(key).rpartition("/")[2]: each for key, each in schemas.classes_by_reference.items()},
        models={key: each for key, each in classes.items() if isinstance(each, ModelProperty)},
        enums={key: each for key, each in classes.items() if isinstance(each, EnumProperty)},
    )


def shape(path: str) -> str:
    """Return a path without the names of its parameters, which the generator rewrites."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def _problem(error: GeneratorError, name: str) -> Problem:
    data = getattr(error, "data", None)
    shown = (
        ""
        if data is None
        else data.model_dump_json(exclude_none=True, exclude_unset=True, by_alias=True, fallback=text_of)
    )
    said = " ".join(f"{error.header} {error.detail or ''} {shown}".split())
    said = _ADDRESS.sub("(a text of the description)", said)
    said = said if len(said) <= 400 else said[:400] + "..."
    return Problem(name, f"the generator can't express this: {said}", "describe it otherwise in an overlay")


def identifier(text: str) -> str:
    """Return a Python name for anything."""
    return str(strings.PythonIdentifier(text, "field_"))


def class_name(text: str) -> str:
    """Return a class name for anything."""
    return str(strings.ClassName(text, "Model"))


def module_name(text: str) -> str:
    """Return a module's name for a class."""
    return str(strings.PythonIdentifier(class_name(text), "model_"))


def safe(text: str) -> str:
    """Escape text for a docstring."""
    return strings.safe_for_docstring(text)


def text_of(value: UntrustedString | str | None) -> str:
    """Return a text of the document as plain text."""
    return value.get_untrusted_value() if isinstance(value, UntrustedString) else value or ""


class Types:
    """Annotations for what the generator parsed."""

    def __init__(self, parsed: Parsed, name: str) -> None:
        self.parsed = parsed
        self.name = name

    def of(self, prop: PropertyProtocol) -> Annotation:
        """Return the annotation of a property."""
        for kind, annotation in _SCALARS:
            if isinstance(prop, kind):
                return annotation
        if isinstance(prop, ModelProperty):
            return self.of_model(prop)
        if isinstance(prop, EnumProperty):
            # An enum is open: a value that it does not know stays what it is.
            name = str(prop.class_info.name)
            return Annotation(f"{name} | {prop.value_type.__name__}", frozenset({name}))
        if isinstance(prop, ListProperty):
            item = self.of(prop.inner_property)
            return Annotation(f"list[{item.text}]", item.models, item.imports)
        if isinstance(prop, UnionProperty):
            return self.of_union([self.of(each) for each in prop.inner_properties])
        if isinstance(prop, ConstProperty):
            value = prop.value.raw_value
            return Annotation(f"Literal[{value!r}]", imports=frozenset({"from typing import Literal"}))
        refuse(self.name, f"{text_of(prop.name)}: {type(prop).__name__} is not supported", "describe it otherwise")

    def of_union(self, members: list[Annotation]) -> Annotation:
        """Return the annotation of a choice."""
        whole = members[0]
        for member in members[1:]:
            whole = whole | member
        # float takes int already.
        texts = whole.text.split(" | ")
        if "Any" in texts:
            return ANY
        if "float" in texts and "int" in texts:
            texts.remove("int")
        return Annotation(" | ".join(texts), whole.models, whole.imports)

    def of_model(self, prop: ModelProperty) -> Annotation:
        """Return the class, or a dict where nothing is known of the fields."""
        name = str(prop.class_info.name)
        model = self.parsed.models.get(name, prop)
        if not is_free(model):
            return Annotation(name, frozenset({name}))
        extra = model.additional_properties
        value = ANY if extra is None or isinstance(extra, AnyProperty) else self.of(extra)
        return Annotation(f"dict[str, {value.text}]", value.models, value.imports)


def is_free(model: ModelProperty) -> bool:
    """Tell whether a model is a mere map."""
    return not model.required_properties and not model.optional_properties
