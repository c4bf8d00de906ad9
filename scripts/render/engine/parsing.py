"""The schemas of a lowered document, as the generator understands them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attrs import evolve
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.errors import GeneratorError, PropertyError
from openapi_python_client.parser.properties import EnumProperty, ModelProperty, Schemas, property_from_data
from openapi_python_client.parser.properties.model_property import process_model
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.schemas import ReferencePath
from openapi_python_client.schema import Schema
from openapi_python_client.schema.openapi_schema_pydantic.reference import ReferenceOr
from openapi_python_client.schema.untrusted_string import UntrustedString
from pydantic import TypeAdapter, ValidationError

from scripts.document import pointer
from scripts.lower.schemas import origin
from scripts.problem import Problem, Refused, refuse
from scripts.render.engine.naming import text_of
from scripts.render.outline import bare

# The generator's messages show some texts by their address.
_ADDRESS = re.compile(r"<openapi_python_client[^>]*>")
_COMPONENTS: TypeAdapter[dict[UntrustedString, ReferenceOr[Schema]]] = TypeAdapter(
    dict[UntrustedString, ReferenceOr[Schema]]
)
FAULTS = (ValueError, TypeError, KeyError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True)
class Parsed:
    """The schemas of a description as the generator understood them.

    Attributes:
        components: the property of each schema of the components, by its key there.
        models: the classes, by name.
        enums: the enums, by name.
        schemas: the generator's own tables.
        config: its settings.
    """

    components: Mapping[str, PropertyProtocol]
    models: Mapping[str, ModelProperty]
    enums: Mapping[str, EnumProperty]
    schemas: Schemas
    config: Config


def parse(document: Mapping[str, Any], name: str) -> Parsed:
    """Let the generator parse the schemas of a lowered document; whatever it would drop refuses the run."""
    config = Config.from_sources(
        ConfigFile(use_path_prefixes_for_title_model_names=False, post_hooks=[]),
        MetaType.NONE,
        document_source=Path(name),
        file_encoding="utf-8",
        overwrite=False,
        output_path=None,
    )
    stated: Mapping[str, Any] = document.get("components", {}).get("schemas", {})
    try:
        components = _COMPONENTS.validate_python({key: bare(schema) for key, schema in stated.items()})
        schemas, errors = _schemas(components, config)
    except ValidationError as error:
        places = [origin(stated.get(str(each["loc"][0]), {}), pointer(each["loc"])) for each in error.errors()]
        said = [(place, each["msg"]) for place, each in zip(places, error.errors(), strict=True)]
        raise Refused(
            *(Problem(f"{name}:{place}", what, "correct it as OpenAPI 3.1 has it") for place, what in said)
        ) from None
    except FAULTS as error:
        refuse(name, f"the generator gave up: {error}", "simplify the part it names")
    if errors:
        raise Refused(*(problem_of(each, name) for each in errors))
    classes = {str(key): each for key, each in schemas.classes_by_name.items()}
    return Parsed(
        components={text_of(key).rpartition("/")[2]: each for key, each in schemas.classes_by_reference.items()},
        models={key: each for key, each in classes.items() if isinstance(each, ModelProperty)},
        enums={key: each for key, each in classes.items() if isinstance(each, EnumProperty)},
        schemas=schemas,
        config=config,
    )


def _schemas(components: Mapping[UntrustedString, Any], config: Config) -> tuple[Schemas, list[PropertyError]]:
    """Do what the generator's build_schemas does, in time that grows with the number of schemas and not its square."""
    whole = Schemas()
    errors: list[PropertyError] = []
    pending = {UntrustedString(f"/components/schemas/{text_of(key)}"): data for key, data in components.items()}
    models: list[ModelProperty] = []
    # References lead forward too, so go on as long as that resolves any.
    while pending:
        errors = []
        left: dict[UntrustedString, Any] = {}
        for ref, data in pending.items():
            # With a table of its own for what is new: the generator copies the table at each addition.
            table = evolve(whole, classes_by_name={}, models_to_process=[])
            prop, table = property_from_data(
                name=ref,
                required=True,
                data=data,
                schemas=table,
                parent_name="",
                config=config,
                process_properties=False,
                roots={ReferencePath(ref)},
            )
            if isinstance(prop, PropertyError):
                left[ref] = data
                errors.append(prop)
                continue
            whole.classes_by_reference[ReferencePath(ref)] = prop
            whole.classes_by_name |= table.classes_by_name
            models += table.models_to_process
        if len(left) == len(pending):
            break
        pending = left
    for model in models:
        done = process_model(model, schemas=whole, config=config)
        errors += [done] if isinstance(done, PropertyError) else []
    return whole, errors


def problem_of(error: GeneratorError, name: str) -> Problem:
    """Say what the generator says of a schema, in one line."""
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
