"""Random values of a schema, drawn by Schemathesis as the body of an operation: the same for the same seed."""

from collections.abc import Mapping
from typing import Any
from unittest import mock

from scripts.document import is_object
from scripts.lower.schemas import PREFIX
from scripts.lower.tree import references, walk


def draw(tree: Mapping[str, Any], schema: Any, number: int, count: int) -> list[Any]:
    """Draw values of a schema that may refer to the components of a description; `number` is the seed."""
    # Schemathesis takes half a second to import, and few descriptions need it.
    import schemathesis  # noqa: PLC0415
    from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: PLC0415
    from hypothesis.internal.conjecture import providers  # noqa: PLC0415

    described: Any = schemathesis.openapi.from_dict(_description(tree, schema))
    operation = described["/"]["POST"]
    checks: Any = list(HealthCheck)
    found: list[Any] = []

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=checks,
    )
    @given(operation.as_strategy())
    def take(case: Any) -> None:
        found.append(case.body)

    # Hypothesis also draws constants out of our own modules, and so would draw otherwise after any change of those.
    known = providers.GLOBAL_CONSTANTS
    nothing = type(known)(**{kind: type(getattr(known, kind))() for kind in ("integers", "floats", "bytes", "strings")})
    with mock.patch.object(providers, "_get_local_constants", return_value=nothing):
        providers.CONSTANTS_CACHE.cache.clear()
        take()
    return found


def _description(tree: Mapping[str, Any], schema: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    operation = {"requestBody": {"required": True, "content": content}, "responses": {"200": {"description": "."}}}
    return {
        "openapi": tree["openapi"],
        "info": {"title": "Drawn", "version": "1"},
        "paths": {"/": {"post": operation}},
        "components": {"schemas": _referred(tree, schema)},
    }


def _referred(tree: Mapping[str, Any], schema: Any) -> dict[str, Any]:
    """Return the components that a schema refers to, and those that they do."""
    components: dict[str, Any] = tree.get("components", {}).get("schemas", {})
    found, news = set[str](), [schema]
    while news:
        each = news.pop()
        refs = [str(one["$ref"]).removeprefix(PREFIX) for one in references(each)]
        mapped = [str(ref).removeprefix(PREFIX) for one in walk(each) for ref in _mapping(one).values()]
        names = {name for name in (*refs, *mapped) if name in components} - found
        found |= names
        news += [components[name] for name in names]
    return {name: each for name, each in components.items() if name in found}


def _mapping(schema: dict[str, Any]) -> dict[str, Any]:
    mapping: Any = schema.get("mapping")
    return mapping if is_object(mapping) and "propertyName" in schema else {}
