"""The models of a package: classes, enums, and names for what is neither."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scripts.document import is_object, pointer
from scripts.evidence import marks
from scripts.lower.schemas import is_null, options, origin
from scripts.problem import refuse
from scripts.render.annotation import Annotation
from scripts.render.engine import Parsed, Types, class_name, identifier, module_name
from scripts.render.kinds import Alias, Enumeration, Field, Model, Tagged

# Names that a field can't have, since every model has them already.
RESERVED = frozenset(
    {"Any", "Literal", "UNSET", "Unset", "attrs", "extra", "from_dict", "from_json", "to_dict", "to_json"}
)
Tree = Mapping[str, Any]
# A pointer with so many steps leads to a component or an operation, one with more into it.
PART = 4


def build_models(
    document: Tree, parsed: Parsed, types: Types
) -> tuple[tuple[Model, ...], tuple[Enumeration, ...], tuple[Alias, ...]]:
    """Return a class, an enum or an alias for every schema of the components."""
    models: list[Model] = []
    enums: list[Enumeration] = []
    aliases: list[Alias] = []
    schemas: Tree = document.get("components", {}).get("schemas", {})
    for key, schema in schemas.items():
        name = class_name(key)
        if "x-meant" in schema:
            aliases.append(_stand_in(name, schema, types))
        elif name in parsed.enums:
            enums.append(_enumeration(name, schema, parsed))
        elif "properties" in schema:
            models.append(_model(name, key, schemas, types))
        else:
            aliases.append(Alias(name, module_name(name), _said(schema), types.of_schema(schema)))
    homes = _homes(schemas)
    return (
        tuple(replace(each, module=homes.get(each.name, each.module)) for each in models),
        tuple(replace(each, module=homes.get(each.name, each.module)) for each in enums),
        tuple(aliases),
    )


def _homes(schemas: Tree) -> dict[str, str]:
    """Return the module of each class that stands beside the one it is a part of in the description."""
    places = {key: str(schema.get("x-at", "")).split("/") for key, schema in schemas.items() if _is_class(schema)}
    owners: dict[str, str] = {}
    for key, tokens in places.items():
        if len(tokens) == PART:
            owners.setdefault("/".join(tokens), key)
    found: dict[str, str] = {}
    for key, tokens in places.items():
        if len(tokens) > PART:
            owner = owners.setdefault("/".join(tokens[:PART]), key)
            found[class_name(key)] = module_name(class_name(owner))
    return found


def _is_class(schema: Tree) -> bool:
    return "x-meant" not in schema and ("properties" in schema or "enum" in schema)


def _said(schema: Tree) -> str:
    return str(schema.get("description", ""))


def _described(schema: dict[str, Any], schemas: Tree) -> str:
    """Return what is said of a property, or else of the component that it holds."""
    others = [each for each in options(schema)[1] if not is_null(each)]
    for each in (schema, *(others if len(others) == 1 else ())):
        meant = schemas.get(str(each.get("$ref", "")).rpartition("/")[2], {})
        if said := _said(each) or _said(meant):
            return said
    return ""


def spelled(schema: Tree, schemas: Tree, keyword: str, seen: frozenset[str] = frozenset()) -> str:
    """Return what a keyword says of the text that a schema is, may be, refers to, or has for items; else nothing."""
    if keyword in schema:
        return str(schema[keyword])
    ref = str(schema.get("$ref", "")).rpartition("/")[2]
    parts: list[Tree] = [each for each in (*options(dict(schema))[1], schema.get("items")) if is_object(each)]
    if ref in schemas and ref not in seen:
        meant: Tree = schemas[ref].get("x-meant", schemas[ref])
        parts += [meant] if "properties" not in meant else []
    found = (spelled(each, schemas, keyword, seen | {ref}) for each in parts)
    return next(filter(None, found), "")


def told(description: str, node: Tree) -> str:
    """Return a description, with what is to be said of the evidence behind it."""
    said = description if not description or description.rstrip().endswith((".", "!", "?", ")")) else f"{description}."
    return " ".join(filter(None, [said if marks.sentence(node) else description, marks.sentence(node)]))


def _stand_in(name: str, schema: Tree, types: Types) -> Alias:
    meant: Tree = schema["x-meant"]
    annotation = types.of_schema(meant)
    tagged = None
    if stated := meant.get("x-tagged"):
        table = tuple((tag, class_name(key)) for tag, key in stated["table"].items())
        tagged = Tagged(stated["property"], table, class_name(stated["unknown"]))
        used = frozenset({*(each for _, each in table), tagged.unknown})
        annotation = Annotation(annotation.text, annotation.models | used, annotation.imports)
    return Alias(name, module_name(name), _said(schema), annotation, tagged, bool(schema["x-recursive"]))


def _enumeration(name: str, schema: Tree, parsed: Parsed) -> Enumeration:
    prop = parsed.enums[name]
    base = "IntEnum" if prop.value_type is int else "StrEnum"
    # The generator's names, but the values of the description: it writes some of them otherwise.
    members = tuple(zip(prop.values, schema["enum"], strict=True))
    return Enumeration(name, module_name(name), _said(schema), base, members)


def _model(name: str, key: str, schemas: Tree, types: Types) -> Model:
    schema: Tree = schemas[key]
    model = types.parsed.models[name]
    where = f"{types.name}:{origin(dict(schema), pointer(['components', 'schemas', key]))}"
    wires = list(schema["properties"])
    stated: Tree = schema["properties"]
    names = field_names(stated, where)
    fields: list[Field] = []
    for prop in [*(model.required_properties or ()), *(model.optional_properties or ())]:
        wire = wires[int(prop.name.get_untrusted_value()[1:])]
        annotation = types.of(prop)
        # What is only sent is missing in what the service answers, however much it is needed.
        required = prop.required and stated[wire].get("writeOnly") is not True
        fixed = repr(stated[wire]["const"]) if required and "const" in stated[wire] else ""
        said = told(_described(stated[wire], schemas), stated[wire])
        grade = marks.short(stated[wire])
        spelling, kind = spelled(stated[wire], schemas, "x-date-format"), spelled(stated[wire], schemas, "format")
        fields.append(Field(wire, names[wire], annotation, required, said, fixed, grade, spelling, kind == "password"))
    return Model(name, module_name(name), _said(schema), tuple(fields))


def field_names(properties: Tree, where: str) -> dict[str, str]:
    """Return the name in Python of each property: given ones first; of others that are alike, later ones numbered."""
    names: dict[str, str] = {}
    taken: dict[str, str] = {}
    for wire, schema in properties.items():
        if "x-name" in schema:
            names[wire] = _free(str(schema["x-name"]))
            if names[wire] in taken:
                said = f"{taken[names[wire]]} and {wire} are both {names[wire]} in Python"
                refuse(where, said, "give one another x-name in an overlay")
            taken[names[wire]] = wire
    for wire in properties:
        if wire not in names:
            base = _free(identifier(wire))
            name, number = base, 2
            while name in taken:
                name, number = f"{base}_{number}", number + 1
            names[wire] = name
            taken[name] = wire
    return names


def _free(name: str) -> str:
    return f"{name}_" if name in RESERVED else name
