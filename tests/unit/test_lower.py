"""The rules by which an effective spec is rewritten for the generator."""

import copy
from typing import Any

import pytest

from scripts.lower import lower
from scripts.problem import Refused

Tree = dict[str, Any]


def spec(schemas: Tree | None = None, **responses: Tree) -> Tree:
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://a.test"}],
        "paths": {
            "/things": {
                "get": {
                    "operationId": "listThings",
                    "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}],
                    "responses": {status.removeprefix("s"): each for status, each in responses.items()},
                }
            }
        },
        "components": {"schemas": schemas or {}},
    }


def body(schema: Tree) -> Tree:
    return {"description": "D", "content": {"application/json": {"schema": schema}}}


def thing(*names: str) -> Tree:
    return {"type": "object", "properties": {name: {"type": "string"} for name in names}}


def ref(name: str) -> Tree:
    return {"$ref": f"#/components/schemas/{name}"}


def schema_of(tree: Tree, status: str = "200") -> Tree:
    found: Tree = tree["paths"]["/things"]["get"]["responses"][status]["content"]["application/json"]["schema"]
    return found


def test_the_inputs_stay_as_they_are() -> None:
    base, variant = spec({"A": thing("a")}, s200=body(ref("A"))), spec({"B": thing("b")}, s200=body(ref("B")))
    before = copy.deepcopy((base, variant))
    lower(base, {"old": variant}, "x")
    assert (base, variant) == before


def test_a_response_that_differs_between_variants_is_a_union() -> None:
    base, variant = spec({"A": thing("a")}, s200=body(ref("A"))), spec({"B": thing("b")}, s200=body(ref("B")))
    lowered = lower(base, {"old": variant}, "x")
    assert schema_of(lowered)["oneOf"] == [ref("A"), ref("B")]
    assert set(lowered["components"]["schemas"]) == {"A", "B"}


def test_three_variants_make_a_union_of_three() -> None:
    trees = [spec({name: thing(name.lower())}, s200=body(ref(name))) for name in "ABC"]
    lowered = lower(trees[0], {"one": trees[1], "two": trees[2]}, "x")
    assert schema_of(lowered)["oneOf"] == [ref("A"), ref("B"), ref("C")]


def test_variants_that_nobody_could_tell_apart_are_refused() -> None:
    base, variant = spec({"A": thing("a", "b")}, s200=body(ref("A"))), spec({"B": thing("b")}, s200=body(ref("B")))
    with pytest.raises(
        Refused, match=r"/paths/~1things/get/responses/200: .*can't tell the two apart: describe a prop"
    ):
        lower(base, {"old": variant}, "x")


def test_a_component_that_differs_is_called_after_its_variant() -> None:
    base, variant = spec({"A": thing("a")}, s200=body(ref("A"))), spec({"A": thing("b")}, s200=body(ref("A")))
    lowered = lower(base, {"old": variant}, "x")
    assert schema_of(lowered)["oneOf"] == [ref("A"), ref("OldA")]
    assert set(lowered["components"]["schemas"]["OldA"]["properties"]) == {"b"}


def test_a_component_that_refers_to_one_that_differs_differs_too() -> None:
    def with_list(item: Tree) -> Tree:
        page = {
            "type": "object",
            "properties": {"items": {"type": "array", "items": ref("A")}, "n": {"type": "integer"}},
        }
        return spec({"Page": page, "A": item}, s200=body(ref("Page")))

    with pytest.raises(Refused, match="can't tell the two apart"):
        lower(with_list(thing("a")), {"old": with_list(thing("b"))}, "x")


def test_prose_makes_no_difference_between_variants() -> None:
    base, variant = spec({"A": thing("a")}, s200=body(ref("A"))), spec({"A": thing("a")}, s200=body(ref("A")))
    variant["components"]["schemas"]["A"] |= {"description": "other words", "x-source": "b:1"}
    assert schema_of(lower(base, {"old": variant}, "x")) == ref("A")


def test_a_property_called_like_prose_does_make_a_difference() -> None:
    base = spec({"A": thing("description", "a")}, s200=body(ref("A")))
    variant = spec({"A": thing("title", "a")}, s200=body(ref("A")))
    assert "oneOf" in schema_of(lower(base, {"old": variant}, "x"))


def test_a_parameter_that_one_variant_lacks_is_optional() -> None:
    base, variant = spec(s200=body(thing("a"))), spec(s200=body(thing("a")))
    base["paths"]["/things"]["get"]["parameters"][0]["required"] = True
    variant["paths"]["/things"]["get"]["parameters"] = [{"name": "z", "in": "query", "required": True, "schema": {}}]
    found = lower(base, {"old": variant}, "x")["paths"]["/things"]["get"]["parameters"]
    assert [(each["name"], each["required"]) for each in found] == [("q", False), ("z", False)]


def test_a_parameter_of_two_types_is_refused() -> None:
    base, variant = spec(), spec()
    variant["paths"]["/things"]["get"]["parameters"][0]["schema"] = {"type": "integer"}
    with pytest.raises(Refused, match="gives the query parameter q another type"):
        lower(base, {"old": variant}, "x")


def test_an_operation_of_a_variant_alone_is_in() -> None:
    base, variant = spec(), spec()
    variant["paths"]["/more"] = {"get": {"operationId": "more", "responses": {}}}
    variant["paths"]["/things"]["post"] = {"operationId": "make", "responses": {}}
    paths = lower(base, {"old": variant}, "x")["paths"]
    assert "/more" in paths
    assert set(paths["/things"]) == {"get", "post"}


def test_a_server_of_a_variant_is_known_too() -> None:
    base, variant = spec(), spec()
    variant["servers"] = [{"url": "https://b.test"}]
    servers = lower(base, {"old": variant}, "x")["servers"]
    assert [each["url"] for each in servers] == ["https://a.test", "https://b.test"]


def test_a_body_that_differs_between_variants_is_refused() -> None:
    base, variant = spec(), spec()
    variant["paths"]["/things"]["get"]["requestBody"] = body(thing("a"))
    with pytest.raises(Refused, match="takes another body"):
        lower(base, {"old": variant}, "x")


def test_x_name_renames_a_component_and_what_refers_to_it() -> None:
    lowered = lower(spec({"ThingDto": {**thing("a"), "x-name": "Thing"}}, s200=body(ref("ThingDto"))), {}, "x")
    assert schema_of(lowered) == ref("Thing")
    assert list(lowered["components"]["schemas"]) == ["Thing"]


def test_two_components_of_one_name_are_refused() -> None:
    with pytest.raises(Refused, match="two schemas would be called Thing: Thing and ThingDto"):
        lower(spec({"Thing": thing("a"), "ThingDto": {**thing("a"), "x-name": "Thing"}}), {}, "x")


def test_an_anonymous_object_is_named_after_where_it_stands() -> None:
    nested = {"type": "object", "properties": {"size-limits": thing("a")}}
    lowered = lower(spec({"Box": nested}, s200=body(thing("b"))), {}, "x")
    assert lowered["components"]["schemas"]["Box"]["properties"]["size-limits"] == ref("BoxSizeLimits")
    assert schema_of(lowered) == ref("ListThingsResult")


def test_an_anonymous_enum_is_named_by_its_x_name() -> None:
    kind = {"type": "string", "enum": ["a"], "x-name": "Kind"}
    lowered = lower(spec({"Box": {"type": "object", "properties": {"kind": kind}}}), {}, "x")
    assert lowered["components"]["schemas"]["Box"]["properties"]["kind"] == ref("Kind")


def test_an_anonymous_schema_does_not_take_the_name_of_another() -> None:
    box = {"type": "object", "properties": {"lid": thing("a")}}
    with pytest.raises(Refused, match="would be called BoxLid, as another one is: give it an x-name"):
        lower(spec({"Box": box, "BoxLid": thing("b")}), {}, "x")


def test_an_array_without_items_holds_anything() -> None:
    lowered = lower(spec({"Box": {"type": "object", "properties": {"all": {"type": ["array", "null"]}}}}), {}, "x")
    assert lowered["components"]["schemas"]["Box"]["properties"]["all"]["items"] == {}


def test_a_reference_that_leads_nowhere_is_refused() -> None:
    base = spec()
    base["paths"]["/things"]["get"]["parameters"] = [{"$ref": "#/components/parameters/None"}]
    with pytest.raises(Refused, match="leads nowhere"):
        lower(base, {"old": spec()}, "x")
