"""The rules by which an effective spec is rewritten for the generator."""

import copy
from typing import Any

import pytest

from scripts.document import is_array, is_object
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


def lowered_from(base: Tree, **variants: Tree) -> Tree:
    """Return a lowered spec without the pointers that lowering writes into its schemas."""
    found: Tree = unmarked(lower(base, variants, "x"))
    return found


def unmarked(node: Any) -> Any:
    if is_object(node):
        return {key: unmarked(value) for key, value in node.items() if key != "x-at"}
    return [unmarked(each) for each in node] if is_array(node) else node


def schema_of(tree: Tree, status: str = "200") -> Tree:
    found: Tree = tree["paths"]["/things"]["get"]["responses"][status]["content"]["application/json"]["schema"]
    return found


def schemas_of(base: Tree, **variants: Tree) -> Tree:
    found: Tree = lowered_from(base, **variants)["components"]["schemas"]
    return found


def choice(*tags: str) -> Tree:
    return {"oneOf": [ref(tag) for tag in tags], "discriminator": {"propertyName": "kind"}}


def box(**properties: Tree) -> Tree:
    return {"type": "object", "properties": properties}


def test_the_inputs_stay_as_they_are() -> None:
    base, variant = spec({"A": thing("a")}, s200=body(ref("A"))), spec({"B": thing("b")}, s200=body(ref("B")))
    before = copy.deepcopy((base, variant))
    lower(base, {"old": variant}, "x")
    assert (base, variant) == before


def test_a_response_that_differs_between_variants_is_a_union() -> None:
    base, variant = spec({"A": thing("a")}, s200=body(ref("A"))), spec({"B": thing("b")}, s200=body(ref("B")))
    lowered = lowered_from(base, old=variant)
    assert schema_of(lowered)["oneOf"] == [ref("A"), ref("B")]
    assert set(lowered["components"]["schemas"]) == {"A", "B"}


def test_three_variants_make_a_union_of_three() -> None:
    trees = [spec({name: thing(name.lower())}, s200=body(ref(name))) for name in "ABC"]
    lowered = lowered_from(trees[0], one=trees[1], two=trees[2])
    assert schema_of(lowered)["oneOf"] == [ref("A"), ref("B"), ref("C")]


def test_variants_that_nobody_could_tell_apart_are_refused() -> None:
    base, variant = spec({"A": thing("a", "b")}, s200=body(ref("A"))), spec({"B": thing("b")}, s200=body(ref("B")))
    with pytest.raises(
        Refused, match=r"/paths/~1things/get/responses/200: .*can't tell the two apart: describe a prop"
    ):
        lowered_from(base, old=variant)


def test_a_component_that_differs_is_called_after_its_variant() -> None:
    base, variant = spec({"A": thing("a")}, s200=body(ref("A"))), spec({"A": thing("b")}, s200=body(ref("A")))
    lowered = lowered_from(base, old=variant)
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
    assert schema_of(lowered_from(base, old=variant)) == ref("A")


def test_a_property_called_like_prose_does_make_a_difference() -> None:
    base = spec({"A": thing("description", "a")}, s200=body(ref("A")))
    variant = spec({"A": thing("title", "a")}, s200=body(ref("A")))
    assert "oneOf" in schema_of(lowered_from(base, old=variant))


def test_a_parameter_that_one_variant_lacks_is_optional() -> None:
    base, variant = spec(s200=body(thing("a"))), spec(s200=body(thing("a")))
    base["paths"]["/things"]["get"]["parameters"][0]["required"] = True
    variant["paths"]["/things"]["get"]["parameters"] = [{"name": "z", "in": "query", "required": True, "schema": {}}]
    found = lowered_from(base, old=variant)["paths"]["/things"]["get"]["parameters"]
    assert [(each["name"], each["required"]) for each in found] == [("q", False), ("z", False)]


def test_a_parameter_of_two_types_is_refused() -> None:
    base, variant = spec(), spec()
    variant["paths"]["/things"]["get"]["parameters"][0]["schema"] = {"type": "integer"}
    with pytest.raises(Refused, match="gives the query parameter q another type"):
        lowered_from(base, old=variant)


def test_an_operation_of_a_variant_alone_is_in() -> None:
    base, variant = spec(), spec()
    variant["paths"]["/more"] = {"get": {"operationId": "more", "responses": {}}}
    variant["paths"]["/things"]["post"] = {"operationId": "make", "responses": {}}
    paths = lowered_from(base, old=variant)["paths"]
    assert "/more" in paths
    assert set(paths["/things"]) == {"get", "post"}


def test_a_server_of_a_variant_is_known_too() -> None:
    base, variant = spec(), spec()
    variant["servers"] = [{"url": "https://b.test"}]
    servers = lowered_from(base, old=variant)["servers"]
    assert [each["url"] for each in servers] == ["https://a.test", "https://b.test"]


def test_a_body_that_differs_between_variants_is_refused() -> None:
    base, variant = spec(), spec()
    variant["paths"]["/things"]["get"]["requestBody"] = body(thing("a"))
    with pytest.raises(Refused, match="takes another body"):
        lowered_from(base, old=variant)


def test_a_choice_of_three_variants_tells_each_from_both_others() -> None:
    trees = [
        spec({name: thing(*names)}, s200=body(ref(name))) for name, names in zip("ABC", ["a", "b", "ab"], strict=True)
    ]
    with pytest.raises(Refused, match="differs in the variant two, but a client can't tell"):
        lower(trees[0], {"one": trees[1], "two": trees[2]}, "x")


def test_every_schema_says_where_it_stood() -> None:
    nested = box(lid=box(size={"type": "integer"}))
    schemas = lower(spec({"BoxDto": {**nested, "x-name": "Box"}}), {}, "x")["components"]["schemas"]
    assert schemas["Box"]["x-at"] == "/components/schemas/BoxDto"
    assert schemas["BoxLid"]["x-at"] == "/components/schemas/BoxDto/properties/lid"
    assert (
        schemas["BoxLid"]["properties"]["size"]["x-at"] == "/components/schemas/BoxDto/properties/lid/properties/size"
    )
    assert schemas["Box"]["properties"]["lid"] == {**ref("BoxLid"), "x-at": schemas["BoxLid"]["x-at"]}


def test_x_name_renames_a_component_and_what_refers_to_it() -> None:
    lowered = lowered_from(spec({"ThingDto": {**thing("a"), "x-name": "Thing"}}, s200=body(ref("ThingDto"))))
    assert schema_of(lowered) == ref("Thing")
    assert list(lowered["components"]["schemas"]) == ["Thing"]


def test_two_components_of_one_given_name_are_refused() -> None:
    given = {**thing("a"), "x-name": "Thing"}
    with pytest.raises(
        Refused,
        match=r"^x:/components/schemas/ThingV2: two schemas would be called Thing: ThingDto and ThingV2: give one",
    ):
        lower(spec({"ThingDto": given, "ThingV2": given}), {}, "x")


def test_a_given_name_stands_and_the_other_of_that_name_is_numbered() -> None:
    base = spec({"Thing": thing("a"), "ThingDto": {**thing("b"), "x-name": "Thing"}}, s200=body(ref("Thing")))
    lowered = lowered_from(base)
    assert {name: list(each["properties"]) for name, each in lowered["components"]["schemas"].items()} == {
        "Thing2": ["a"],
        "Thing": ["b"],
    }
    assert schema_of(lowered) == ref("Thing2")


def test_names_that_only_a_computer_tells_apart_are_numbered_in_order() -> None:
    given = {name: thing(name.lower()) for name in ("foo", "Foo", "Foo_", "Response", "2fa")}
    assert list(schemas_of(spec(given))) == ["Foo", "Foo2", "Foo3", "ResponseModel", "Model2fa"]


def test_an_anonymous_object_is_named_after_where_it_stands() -> None:
    lowered = lowered_from(spec({"Box": box(**{"size-limits": thing("a")})}, s200=body(thing("b"))))
    assert lowered["components"]["schemas"]["Box"]["properties"]["size-limits"] == ref("BoxSizeLimits")
    assert lowered["components"]["schemas"]["BoxSizeLimits"] == thing("a")
    assert schema_of(lowered) == ref("ListThingsResult")


def test_an_anonymous_enum_is_named_by_its_x_name() -> None:
    kind = {"type": "string", "enum": ["a"], "x-name": "Kind"}
    assert schemas_of(spec({"Box": box(kind=kind)}))["Box"]["properties"]["kind"] == ref("Kind")


def test_an_anonymous_schema_does_not_take_the_name_of_another() -> None:
    schemas = schemas_of(spec({"Box": box(lid=thing("a")), "BoxLid": thing("b")}))
    assert schemas["Box"]["properties"]["lid"] == ref("BoxLid2")
    assert (schemas["BoxLid"], schemas["BoxLid2"]) == (thing("b"), thing("a"))


def test_an_anonymous_schema_that_is_given_a_taken_name_is_refused() -> None:
    lid = {**thing("a"), "x-name": "Lid"}
    with pytest.raises(
        Refused,
        match=r"^x:/components/schemas/Box/properties/lid: this anonymous schema would be called Lid, as another",
    ):
        lower(spec({"Box": box(lid=lid), "Lid": thing("b")}), {}, "x")


def test_an_array_without_items_holds_anything() -> None:
    lowered = schemas_of(spec({"Box": box(all={"type": "array"}, some={"type": ["array", "null"]})}))
    assert lowered["Box"]["properties"] == {
        "all": {"type": "array", "items": {}},
        "some": {"anyOf": [{"type": "array", "items": {}}, {"type": "null"}]},
    }


def test_a_reference_that_leads_nowhere_is_refused() -> None:
    base = spec()
    base["paths"]["/things"]["get"]["parameters"] = [{"$ref": "#/components/parameters/None"}]
    with pytest.raises(Refused, match="leads nowhere"):
        lower(base, {"old": spec()}, "x")


def test_references_that_lead_to_each_other_are_refused() -> None:
    with pytest.raises(Refused, match="leads back to itself, and to no schema: refer to a schema"):
        lower(spec({"A": ref("B"), "B": ref("A")}), {}, "x")


def test_an_all_of_that_contains_itself_is_refused() -> None:
    looped = {"allOf": [ref("A"), thing("a")]}
    with pytest.raises(Refused, match=r"^x:/components/schemas/A: its allOf leads back to itself: take the circle out"):
        lower(spec({"A": looped}), {}, "x")


def test_a_mapping_that_names_no_schema_is_refused() -> None:
    base = spec({"A": choice("B", "C"), "B": thing("kind"), "C": thing("kind")})
    base["components"]["schemas"]["A"]["discriminator"]["mapping"] = {"d": "D"}
    with pytest.raises(
        Refused, match=r"^x:/components/schemas/A/discriminator/mapping/d: D is no schema: name a schema"
    ):
        lower(base, {}, "x")


def test_tags_that_are_no_text_are_left_to_the_constants() -> None:
    members = {name: box(kind={"const": number}) for number, name in enumerate("BC")}
    schemas = schemas_of(spec({"A": choice("B", "C"), **members}))
    assert schemas["A"]["x-meant"] == {"oneOf": [ref("B"), ref("C")]}
    assert [schemas[name]["properties"]["kind"] for name in "BC"] == [{"const": 0}, {"const": 1}]


def test_an_heir_that_adds_nothing_is_one_all_the_same() -> None:
    base = {**thing("kind"), "discriminator": {"propertyName": "kind"}}
    schemas = schemas_of(spec({"A": base, "B": {"allOf": [ref("A")]}, "C": {"allOf": [ref("A"), thing("c")]}}))
    assert schemas["A"]["x-meant"]["x-tagged"]["table"] == {"B": "B", "C": "C"}
    assert schemas["B"]["properties"] == {"kind": {"const": "B"}}


def test_the_enum_of_a_tag_goes_when_the_tag_is_a_constant() -> None:
    members = {name: box(kind={"type": "string", "enum": [name.lower()]}) for name in "BC"}
    schemas = schemas_of(spec({"A": choice("B", "C"), **members}))
    assert set(schemas) == {"A", "B", "C", "UnknownA"}
    shared = {name: box(kind=ref("Kind")) for name in "BC"}
    kinds = {"Kind": {"type": "string", "enum": ["B", "C"]}}
    named = spec({"A": {"oneOf": [ref("B"), ref("C")]}, **shared, **kinds})
    assert "Kind" in schemas_of(named)


def test_what_a_reference_into_an_operation_leads_to_is_named_after_it() -> None:
    kind = {"$ref": "#/paths/~1things/get/parameters/0/schema"}
    base = spec({"Box": box(kind=kind)})
    base["paths"]["/things"]["get"]["parameters"][0]["schema"] = {"type": "string", "enum": ["a"]}
    lowered = lowered_from(base)
    assert lowered["components"]["schemas"]["Box"]["properties"]["kind"] == ref("ListThingsQ")
    assert lowered["paths"]["/things"]["get"]["parameters"][0]["schema"] == ref("ListThingsQ")


def test_what_a_document_of_openapi_30_means_is_said_in_31() -> None:
    size = {"type": "integer", "minimum": 0, "exclusiveMinimum": True, "maximum": 9, "exclusiveMaximum": False}
    base = {**spec({"Box": box(size={**size, "nullable": True})}), "openapi": "3.0.3"}
    lowered = lowered_from(base)
    assert lowered["openapi"] == "3.1.0"
    assert lowered["components"]["schemas"]["Box"]["properties"]["size"] == {
        "type": ["integer", "null"],
        "exclusiveMinimum": 0,
        "maximum": 9,
    }


def test_a_document_of_openapi_31_knows_no_nullable() -> None:
    size = {"type": "integer", "nullable": True}
    assert schemas_of(spec({"Box": box(size=size)}))["Box"]["properties"]["size"]["type"] == "integer"


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (["m", "M", " m"], ["M", "M_2", "M_3"]),
        (["+1", "-1", "1"], ["PLUS_1", "MINUS_1", "VALUE_1"]),
        (["", "-", "*"], ["EMPTY", "VALUE_1", "VALUE_2"]),
        (["ação", "2nd try", "是"], ["ACAO", "VALUE_2ND_TRY", "VALUE_2"]),
    ],
)
def test_every_value_of_an_enum_gets_a_name_of_its_own(values: list[str], names: list[str]) -> None:
    assert schemas_of(spec({"Kind": {"type": "string", "enum": values}}))["Kind"]["x-enum-varnames"] == names


def test_a_path_item_may_stand_elsewhere() -> None:
    base = spec()
    base["components"]["pathItems"] = {"Things": base["paths"]["/things"]}
    base["paths"] = {"/a": {"$ref": "#/components/pathItems/Things"}}
    assert lowered_from(base)["paths"]["/a"]["get"]["operationId"] == "listThings"


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ({"const": "a"}, {"const": "b"}, "'a' and 'b'"),
        ({"type": "string", "enum": ["a", "b"]}, {"const": "c"}, "'a' or 'b' and 'c'"),
        ({"type": "integer", "enum": [1]}, {"type": "integer", "enum": [2, 3]}, "1 and 2 or 3"),
        ({"type": "string"}, {"type": ["integer", "boolean"]}, "string and integer or boolean"),
    ],
)
def test_parts_that_nothing_fits_are_refused(one: Tree, other: Tree, said: str) -> None:
    with pytest.raises(
        Refused, match=f"^x:/components/schemas/Box/properties/size: its parts allow {said}, so that nothing fits: take"
    ):
        lower(spec({"Box": {"allOf": [box(size=one), box(size=other)]}}), {}, "x")


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        ({"type": "string", "enum": ["a", "b"]}, {"const": "b"}, {"type": "string", "const": "b"}),
        ({"type": ["number", "null"]}, {"type": "integer"}, {"type": "integer"}),
        ({"type": "string"}, {"type": "string", "format": "date"}, {"type": "string", "format": "date"}),
        ({"anyOf": [ref("A"), {"type": "null"}]}, ref("A"), ref("A")),
        ({"type": "object"}, ref("A"), ref("A")),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_what_two_parts_say_of_a_property_holds_both(one: Tree, other: Tree, both: Tree, *, turned: bool) -> None:
    parts = [box(size=other), box(size=one)] if turned else [box(size=one), box(size=other)]
    assert schemas_of(spec({"Box": {"allOf": parts}, "A": thing("a")}))["Box"]["properties"]["size"] == both


def test_a_choice_together_with_a_choice_is_every_pair() -> None:
    pairs = {"allOf": [{"oneOf": [thing("a"), thing("b")]}, {"oneOf": [thing("c"), thing("d")]}]}
    schemas = schemas_of(spec({"Box": pairs}))
    members = [each["$ref"].rpartition("/")[2] for each in schemas["Box"]["x-meant"]["oneOf"]]
    found = [sorted(schemas[name]["properties"]) for name in members]
    assert sorted(found) == [["a", "c"], ["a", "d"], ["b", "c"], ["b", "d"]]


def test_a_class_that_lowering_made_and_nothing_needs_any_more_is_gone() -> None:
    parts = [box(all={"type": "array", "items": thing(name)}) for name in "ab"]
    schemas = schemas_of(spec({"Box": {"allOf": parts}}))
    assert list(schemas) == ["Box", "BoxAllItem"]
    assert schemas["BoxAllItem"] == thing("a", "b")


def test_keywords_of_another_type_say_nothing() -> None:
    odd: Tree = {"type": "string", "properties": {"a": {}}, "items": {}}
    assert schemas_of(spec({"Box": odd}))["Box"] == {"type": "string"}


def test_a_choice_deep_in_what_contains_itself_has_a_name() -> None:
    schemas = schemas_of(spec({"Tree": {"type": "array", "items": {"anyOf": [ref("Tree"), {"type": "null"}]}}}))
    assert schemas["Tree"]["x-meant"] == {"type": "array", "items": ref("TreeItem")}
    assert schemas["TreeItem"]["x-meant"] == {"anyOf": [ref("Tree"), {"type": "null"}]}
