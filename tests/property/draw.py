"""Random instances of a component, drawn by Schemathesis as the body of an operation: the same for the same seed."""

import json
from typing import Any
from unittest import mock

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.internal.conjecture import providers

Tree = dict[str, Any]
DRAWN = 24
# Draws beyond that, of which the longest are left out: they hold nothing that the others don't.
SPARE = 12
LONGEST = 2_000


def draw(tree: Tree, name: str, number: int) -> list[Any]:
    """Draw instances of a component; `number` is the seed."""
    schema = schemathesis.openapi.from_dict(_description(tree, name))
    found: list[Any] = []

    @seed(number)
    @settings(
        max_examples=DRAWN + SPARE,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(schema["/"]["POST"].as_strategy())
    def take(case: Any) -> None:
        found.append(case.body)

    # Hypothesis also draws constants out of our own modules, and so would draw otherwise after any change of those.
    kinds = ("integers", "floats", "bytes", "strings")
    nothing = providers.Constants(**{kind: type(getattr(providers.GLOBAL_CONSTANTS, kind))() for kind in kinds})
    with mock.patch.object(providers, "_get_local_constants", return_value=nothing):
        providers.CONSTANTS_CACHE.cache.clear()
        take()
    distinct = list({json.dumps(each): each for each in found}.items())
    short = sorted(distinct, key=lambda each: len(each[0]) > LONGEST)[:DRAWN]
    return [each for text, each in short if len(text) <= LONGEST or text == short[0][0]]


def _description(tree: Tree, name: str) -> Tree:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    operation = {"requestBody": {"required": True, "content": content}, "responses": {"200": {"description": "."}}}
    return {
        "openapi": tree["openapi"],
        "info": {"title": name, "version": "1"},
        "paths": {"/": {"post": operation}},
        "components": {"schemas": tree["components"]["schemas"]},
    }
