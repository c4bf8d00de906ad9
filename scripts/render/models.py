"""The models of a package: classes, enums, and names for what is neither."""

from collections.abc import Mapping
from typing import Any

from scripts.document import pointer
from scripts.lower.tree import follow
from scripts.problem import refuse
from scripts.render.engine import Parsed, Types, class_name, is_free, module_name, text_of
from scripts.render.plan import Alias, Enumeration, Field, Model

# Names that a field can't have, since every model has them already.
RESERVED = frozenset(
    {"Any", "Literal", "UNSET", "Unset", "attrs", "extra", "from_dict", "from_json", "to_dict", "to_json"}
)


def build_models(
    document: Mapping[str, Any], parsed: Parsed, types: Types
) -> tuple[tuple[Model, ...], tuple[Enumeration, ...], tuple[Alias, ...]]:
    """Return a class, an enum or an alias for every schema of the components."""
    models: list[Model] = []
    enums: list[Enumeration] = []
    aliases: list[Alias] = []
    schemas: Mapping[str, Any] = document.get("components", {}).get("schemas", {})
    for key, schema in schemas.items():
        name = class_name(key)
        if name in parsed.enums:
            enums.append(_enumeration(name, schema, parsed))
        elif name in parsed.models and not is_free(parsed.models[name]):
            models.append(_model(name, key, schema, document, types))
        else:
            annotation = types.of(parsed.components[key])
            aliases.append(Alias(name, module_name(name), schema.get("description", ""), annotation))
    return tuple(models), tuple(enums), tuple(aliases)


def _enumeration(name: str, schema: Mapping[str, Any], parsed: Parsed) -> Enumeration:
    prop = parsed.enums[name]
    base = "IntEnum" if prop.value_type is int else "StrEnum"
    values = [value for value in schema["enum"] if value is not None]
    # The generator's names, but the values of the description: it writes some of them otherwise.
    members = tuple(zip(prop.values, values, strict=True))
    return Enumeration(name, module_name(name), schema.get("description", ""), base, members)


def _model(name: str, key: str, schema: Mapping[str, Any], document: Mapping[str, Any], types: Types) -> Model:
    model = types.parsed.models[name]
    where = f"{types.name}:{pointer(['components', 'schemas', key])}"
    fields: list[Field] = []
    taken: dict[str, str] = {}
    for prop in [*(model.required_properties or ()), *(model.optional_properties or ())]:
        wire = text_of(prop.name)
        named = schema.get("properties", {}).get(wire, {}).get("x-name") or str(prop.python_name)
        python = f"{named}_" if named in RESERVED else named
        if python in taken:
            refuse(where, f"{taken[python]} and {wire} are both {python} in Python", "give one an x-name in an overlay")
        taken[python] = wire
        description = _description(schema, wire, document, where) or text_of(prop.description)
        fields.append(Field(wire, python, types.of(prop), prop.required, description))
    return Model(name, module_name(name), schema.get("description", ""), tuple(fields))


def _description(schema: Mapping[str, Any], wire: str, document: Mapping[str, Any], where: str) -> str:
    for part in [schema, *(follow(dict(document), each, where) for each in schema.get("allOf", []))]:
        found = part.get("properties", {}).get(wire, {}).get("description")
        if found:
            return str(found)
    return ""
