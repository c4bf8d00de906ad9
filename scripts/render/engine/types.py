"""Annotations for what the generator parsed."""

from typing import Any

from openapi_python_client.parser.errors import PropertyError
from openapi_python_client.parser.properties import AnyProperty, EnumProperty, ModelProperty, property_from_data
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
from openapi_python_client.schema import Schema
from openapi_python_client.schema.openapi_schema_pydantic.reference import ReferenceOr
from openapi_python_client.schema.untrusted_string import UntrustedString
from pydantic import TypeAdapter

from scripts.document import is_object
from scripts.lower.schemas import origin
from scripts.problem import Refused, refuse
from scripts.render.annotation import Annotation, members
from scripts.render.engine.naming import text_of
from scripts.render.engine.parsing import FAULTS, Parsed, problem_of
from scripts.render.outline import bare

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
_SCHEMA: TypeAdapter[ReferenceOr[Schema]] = TypeAdapter(ReferenceOr[Schema])


class Types:
    """Annotations for what the generator parsed."""

    def __init__(self, parsed: Parsed, name: str) -> None:
        self.parsed = parsed
        self.name = name

    def of_schema(self, schema: Any) -> Annotation:
        """Return the annotation of a lowered schema that stands in no component."""
        if is_object(schema) and "$ref" in schema:
            found = self.parsed.components.get(str(schema["$ref"]).rpartition("/")[2])
            if found is not None:
                return self.of(found)
        where = f"{self.name}:{origin(schema, '') if is_object(schema) else ''}"
        try:
            prop, _ = property_from_data(
                name=UntrustedString("it"),
                required=True,
                data=_SCHEMA.validate_python(bare(schema)),
                schemas=self.parsed.schemas,
                parent_name="it",
                config=self.parsed.config,
            )
        except FAULTS as error:
            refuse(where, f"the generator gave up: {str(error).splitlines()[0]}", "describe it otherwise in an overlay")
        if isinstance(prop, PropertyError):
            raise Refused(problem_of(prop, where))
        return self.of(prop)

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

    def of_union(self, choices: list[Annotation]) -> Annotation:
        """Return the annotation of a choice."""
        whole = choices[0]
        for each in choices[1:]:
            whole = whole | each
        # float takes int already.
        texts = members(whole.text)
        if "Any" in texts:
            return ANY
        if "float" in texts and "int" in texts:
            texts.remove("int")
        literals = [each for each in texts if each.startswith("Literal[")]
        if len(literals) > 1:
            values = ", ".join(each.removeprefix("Literal[").removesuffix("]") for each in literals)
            texts = [f"Literal[{values}]", *(each for each in texts if each not in literals)]
        return Annotation(" | ".join(texts), whole.models, whole.imports)

    def of_model(self, prop: ModelProperty) -> Annotation:
        """Return the class, or a dict where nothing is known of the fields."""
        name = str(prop.class_info.name)
        model = self.parsed.models.get(name, prop)
        if model.required_properties or model.optional_properties:
            return Annotation(name, frozenset({name}))
        extra = model.additional_properties
        value = ANY if extra is None or isinstance(extra, AnyProperty) else self.of(extra)
        return Annotation(f"dict[str, {value.text}]", value.models, value.imports)
