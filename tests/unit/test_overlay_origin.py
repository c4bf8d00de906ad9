"""Where something of an effective spec was written: in the description, or by which part of which action."""

from typing import Any

import pytest

from scripts import overlay
from scripts.document import Document, dump_yaml, loads, resolve
from scripts.overlay.origin import line_of, origins

SPEC: dict[str, Any] = {
    "openapi": "3.1.0",
    "servers": [{"url": "https://a.test"}],
    "paths": {
        "/a": {
            "get": {
                "x-source": "page:1",
                "parameters": [{"name": "one", "in": "query"}, {"name": "two", "in": "query"}],
                "responses": {"200": {"description": "d"}},
            }
        }
    },
    "components": {"schemas": {"A": {"enum": ["x", "y"], "properties": {"p": {"type": "string"}}}}},
}
GET = "$.paths['/a'].get"
AT = "/paths/~1a/get"


def document(name: str, tree: dict[str, Any]) -> Document:
    return loads(dump_yaml(tree), name)


def patch(*actions: dict[str, Any]) -> Document:
    told = [{"description": "a test", **each} for each in actions]
    return document("patch.yaml", {"overlay": "1.1.0", "info": {"title": "T", "version": "1"}, "actions": told})


CASES: list[tuple[str, list[dict[str, Any]], str, str]] = [
    ("what no action touches", [], f"{AT}/parameters/1", f"spec.yaml:{AT}/parameters/1"),
    (
        "a member appended to a list that is the target",
        [{"target": f"{GET}.parameters", "update": {"name": "three", "in": "query"}}],
        f"{AT}/parameters/2",
        "patch.yaml:/actions/0/update",
    ),
    (
        "several members appended to a list that is the target",
        [{"target": f"{GET}.parameters", "update": [{"name": "three"}, {"name": "four"}]}],
        f"{AT}/parameters/3",
        "patch.yaml:/actions/0/update/1",
    ),
    (
        "members appended to a list below the target",
        [{"target": GET, "update": {"parameters": [{"name": "three"}]}}],
        f"{AT}/parameters/2",
        "patch.yaml:/actions/0/update/parameters/0",
    ),
    (
        "a property that an action adds",
        [{"target": "$.components.schemas.A", "update": {"properties": {"q": {"type": "string"}}}}],
        "/components/schemas/A/properties/q",
        "patch.yaml:/actions/0/update/properties/q",
    ),
    (
        "a statement that an action changes",
        [
            {"target": GET, "update": {"summary": "s"}},
            {"target": "$.paths[*][*]", "update": {"x-source": "page:2"}},
        ],
        AT,
        "patch.yaml:/actions/1/update",
    ),
    (
        "a plain value that an action changes",
        [{"target": "$.components.schemas.A.properties.p", "update": {"type": "integer", "format": "int32"}}],
        "/components/schemas/A/properties/p/type",
        "patch.yaml:/actions/0/update/type",
    ),
    (
        "a plain value that an action adds",
        [{"target": "$.components.schemas.A", "update": {"properties": {"p": {"maxLength": 3}}}}],
        "/components/schemas/A/properties/p/maxLength",
        "patch.yaml:/actions/0/update/properties/p/maxLength",
    ),
    (
        "a plain value beside the one that an action changes",
        [{"target": "$.components.schemas.A.properties.p", "update": {"format": "int32"}}],
        "/components/schemas/A/properties/p/type",
        "spec.yaml:/components/schemas/A/properties/p/type",
    ),
    (
        "a name that an action changes",
        [{"target": f"{GET}.parameters[?@.name == 'two'].name", "update": "zwei"}],
        f"{AT}/parameters/1",
        "patch.yaml:/actions/0",
    ),
    (
        "an address that an action changes",
        [{"target": "$.servers[*]", "update": {"url": "https://b.test"}}],
        "/servers/0",
        "patch.yaml:/actions/0/update",
    ),
    (
        "what moved since something before it was removed",
        [{"target": f"{GET}.parameters[?@.name == 'one']", "remove": True}],
        f"{AT}/parameters/0",
        f"spec.yaml:{AT}/parameters/1",
    ),
    (
        "what was removed and is there again",
        [
            {"target": f"{GET}.responses['200']", "remove": True},
            {"target": f"{GET}.responses", "update": {"200": {"description": "e"}}},
        ],
        f"{AT}/responses/200",
        "patch.yaml:/actions/1/update/200",
    ),
    (
        "what an action copies",
        [{"target": f"{GET}.responses['200']", "copy": "$.components.schemas.A"}],
        f"{AT}/responses/200/properties/p",
        "patch.yaml:/actions/0",
    ),
    (
        "a value of a list",
        [],
        "/components/schemas/A/enum/1",
        "spec.yaml:/components/schemas/A/enum/1",
    ),
]


@pytest.mark.parametrize(("actions", "at", "expected"), [each[1:] for each in CASES], ids=[each[0] for each in CASES])
def test_a_node_was_written(actions: list[dict[str, Any]], at: str, expected: str) -> None:
    spec = document("spec.yaml", SPEC)
    patches = [patch(*actions)] if actions else []
    assert resolve(overlay.apply(spec, patches), at) is not None
    file, place = origins(spec, patches, [at])[at]
    assert f"{file.name}:{place}" == expected
    assert resolve(file.tree, place) is not None
    assert line_of((file, place)) == f"{expected} (line {file.line(place)})"
