"""Generated answers: they conform, the client reads them, they are the same each time, and never taken for recorded."""

import asyncio
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from scripts import vendors
from scripts.conform import Conformer, Operation
from scripts.conform.spec import Node, operations
from scripts.document import load
from scripts.exchange import Response
from scripts.problem import Refused
from scripts.replay import answers_of, exchanges_of, serve
from scripts.replay.answers import Answers
from scripts.replay.freeze import freeze, main, stale, surplus
from scripts.vendors import Vendor
from tests.client_calls import Call, call_of, plain, twins
from tests.features_package import acme, description
from tests.replayed import ID, KEYS, acme_vendor, request_of, vendor_of

TREE = description()
ANSWERS = Answers(TREE, "acme")
OPERATIONS = {each.id: each for each in operations(TREE, "acme")}


def described() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every description that there is."""
    yield "acme", TREE
    for vendor in vendors.find():
        for variant in (None, *vendor.variants):
            yield f"{vendor.name}.{variant}", load(vendor.effective(variant)).tree


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(acme_vendor(tmp_path_factory.mktemp("tree"))) as found:
        yield found


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, trust_env=False, headers=KEYS) as opened:
        yield opened


def sent(client: httpx.Client, operation: Operation, **wishes: str) -> httpx.Response:
    """Send a request that fits an operation, and ask the replay for something."""
    request = request_of(operation, ANSWERS.corpus)
    headers = dict(request.headers) | {f"x-replay-{name}": value for name, value in wishes.items() if name != "accept"}
    headers |= {"accept": wishes["accept"]} if "accept" in wishes else {}
    return client.request(request.method, request.url, headers=headers, content=request.content or None)


def told(response: httpx.Response) -> Response:
    return Response.of(response.status_code, response.headers.multi_items(), response.content)


def errors(conformer: Conformer, operation: Operation, response: Response) -> list[str]:
    return [str(each) for each in conformer.judge_response(operation, response) if each.severity == "error"]


@pytest.mark.parametrize(("name", "tree"), list(described()), ids=lambda each: each if isinstance(each, str) else "")
def test_every_operation_has_an_answer_of_each_kind_and_all_of_them_conform(name: str, tree: dict[str, Any]) -> None:
    answers, conformer = Answers(tree, name), Conformer(tree, name)
    for operation in conformer.operations:
        documented = operation.node.field("responses")
        kinds = answers.kinds(operation)
        assert {each.node.pointer for each in kinds} == {
            operation.node.get("responses").get(key).pointer for key in documented
        }  # type: ignore[union-attr]
        for kind in kinds:
            found = answers.examples(operation, kind)
            assert found, f"{operation.id} {kind.status} {kind.media}"
            for label, response in found.items():
                assert errors(conformer, operation, response) == [], f"{operation.id} {kind.status} {label}"


def test_every_answer_comes_over_the_wire_as_it_was_generated(client: httpx.Client) -> None:
    for operation in OPERATIONS.values():
        for kind in ANSWERS.kinds(operation):
            for number, expected in enumerate(ANSWERS.examples(operation, kind).values(), 1):
                media = kind.media or "*/*"
                got = sent(client, operation, status=str(kind.status), accept=media, example=str(number), pace="0")
                assert (got.status_code, got.content) == (kind.status, expected.content), f"{operation.id} {got.text}"
                assert got.headers["x-replay-kind"] == "generated"
                assert "x-replay-exchange" not in got.headers


def api(package: ModuleType) -> dict[str, ModuleType]:
    """The module of each operation of a client, by `METHOD /path/{template}`."""
    found = importlib.import_module(f"{package.__name__}.api")
    names = [each.name for each in pkgutil.walk_packages(found.__path__, f"{found.__name__}.") if not each.ispkg]
    modules = [importlib.import_module(name) for name in names]
    return {str(module.__doc__).strip(): module for module in modules}


@pytest.mark.parametrize("package", ["acme", *(vendor.name for vendor in vendors.find())])
def test_the_client_reads_every_answer_and_gives_it_back_without_loss(package: str) -> None:
    module = acme() if package == "acme" else importlib.import_module(f"{package}_client")
    answers = ANSWERS if package == "acme" else answers_of(vendors.get(package))
    modules, core = api(module), f"{module.__name__}._core"
    message, codec = importlib.import_module(f"{core}.message"), importlib.import_module(f"{core}.codec")
    for operation in answers.operations:
        parse = modules[f"{operation.method} {operation.path}"].parse
        for kind in answers.kinds(operation):
            for label, made in answers.examples(operation, kind).items():
                request = message.Request(operation.method, "/", idempotent=True)
                response = message.Response(made.status, dict(made.headers), made.content, request)
                if not 200 <= kind.status < 300:
                    with pytest.raises(module.ApiStatusError) as raised:
                        parse(response)
                    assert raised.value.status_code == kind.status
                elif kind.media and kind.media.endswith("json") and not made.chunks:
                    result = parse(response)
                    plain = codec.encode(
                        getattr(result, "body", result) if type(result).__name__.endswith("Page") else result
                    )
                    assert plain == made.json(), f"{operation.id} {label}"


def schema_of(name: str) -> Node:
    found = ANSWERS.corpus.maker.start.at("components", "schemas", name)
    assert found
    return found


def test_both_twins_read_what_is_generated_over_real_http(url: str) -> None:
    client = acme()
    secrets = {"desk_key": "k", "desk_id": "i", "desk_secret": "s", "desk_token": "t", "reader_key": "r"}
    with client.Acme(base_url=url, **secrets) as desk:
        kinds = {type(desk.conversations.get_conversation(ID, headers={"x-replay-example": f"{n}"})) for n in (1, 2, 3)}
        assert len(kinds) == 3
        branches = {each["$ref"].rpartition("/")[2] for each in TREE["components"]["schemas"]["DeskEvent"]["oneOf"]}
        assert {type(each).__name__ for each in desk.messages.follow_conversation(ID)} == branches
        assert len(list(desk.stats.export_journal())) == len(ANSWERS.corpus.instances(schema_of("JournalEntry")))
        with pytest.raises(client.NotFoundError) as raised:
            desk.conversations.get_conversation(ID, headers={"x-replay-status": "404"})
        assert type(raised.value.body).__name__ == "Problem"

    async def asynchronous() -> list[str]:
        async with client.AsyncAcme(base_url=url, **secrets) as desk:
            with pytest.raises(client.NotFoundError):
                await desk.conversations.get_conversation(ID, headers={"x-replay-status": "404"})
            return [type(each).__name__ async for each in desk.messages.follow_conversation(ID)]

    assert set(asyncio.run(asynchronous())) == branches


@pytest.mark.parametrize("vendor", vendors.find(), ids=lambda each: each.name)
def test_the_client_of_a_vendor_gets_what_is_recorded_or_generated_whatever_it_asks_for(vendor: Vendor) -> None:
    exchanges = [each for each in exchanges_of(vendor) if each.variant is None and each.response.status < 300]
    (twin, asynchronous), answers = twins(vendor.name), answers_of(vendor)
    secrets = dict.fromkeys([scheme.argument for scheme in sys.modules[twin.__module__].SCHEMES], "secret")
    errors = importlib.import_module(f"{vendor.name}_client.errors")

    async def both(url: str, call: Call, wishes: dict[str, str]) -> list[Any]:
        with twin(base_url=url, retries=0, **secrets) as client:
            found = [call.on(client, headers=wishes)]
        async with asynchronous(base_url=url, retries=0, **secrets) as client:
            return [*found, await call.on(client, headers=wishes)]

    with serve(vendor) as url:
        for each in exchanges:
            call = call_of(each)
            one, other = asyncio.run(both(url, call, {}))
            assert (
                plain(vendor.name, one)
                == plain(vendor.name, other)
                == (each.response.json() if each.response.content else None)
            )
            one, other = asyncio.run(both(url, call, {"x-replay-example": "1"}))
            assert plain(vendor.name, one) == plain(vendor.name, other)
            operation = next(one for one in answers.operations if one.id == each.operation)
            for status in {kind.status for kind in answers.kinds(operation) if kind.status >= 400}:
                with pytest.raises(errors.ApiStatusError) as raised:
                    asyncio.run(both(url, call, {"x-replay-status": f"{status}"}))
                assert raised.value.status_code == status


SMALL: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Small", "version": "1"},
    "paths": {
        "/a": {
            "get": {
                "operationId": "getA",
                "responses": {
                    "200": {
                        "description": "A.",
                        "headers": {
                            "X-Left": {"required": True, "schema": {"type": "integer", "minimum": 40}},
                            "X-May": {"schema": {"type": "string"}},
                        },
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["a"],
                                    "properties": {"a": {"type": "integer"}},
                                },
                                "examples": {"shown": {"value": {"a": 5}}, "wrong": {"value": {"a": "5"}}},
                            },
                            "text/plain": {"schema": {"type": "string"}},
                        },
                    },
                    "404": {"description": "No.", "content": {"application/json": {"schema": {"type": "string"}}}},
                    "4XX": {"description": "No.", "content": {"application/json": {"schema": {"type": "integer"}}}},
                    "default": {"description": "?", "content": {"application/json": {"schema": {"type": "boolean"}}}},
                },
            },
            "put": {
                "operationId": "putA",
                "responses": {
                    "200": {"description": "A.", "content": {"application/xml": {"schema": {"type": "object"}}}}
                },
            },
            "post": {"operationId": "postA", "responses": {"default": {"description": "Anything."}}},
            "delete": {
                "operationId": "deleteA",
                "responses": {"200": {"description": "B.", "content": {"application/json": {"schema": {"not": {}}}}}},
            },
        }
    },
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with (
        serve(vendor_of(tmp_path_factory.mktemp("tree"), SMALL)) as url,
        httpx.Client(base_url=url, trust_env=False) as opened,
    ):
        yield opened


def asked(client: httpx.Client, method: str = "GET", accept: str = "*/*", **wishes: str) -> httpx.Response:
    headers = {f"x-replay-{name}": value for name, value in wishes.items()}
    return client.request(method, "/a", headers={"accept": accept, **headers})


def test_a_success_is_generated_where_nobody_asks_for_anything(small: httpx.Client) -> None:
    response = asked(small)
    assert (response.status_code, response.json()) == (200, {"a": 5})
    assert asked(small, "POST").status_code == 200, "a lonely default is the success"


def test_required_headers_are_generated_and_fit(small: httpx.Client) -> None:
    assert int(asked(small).headers["x-left"]) >= 40
    assert "x-may" not in asked(small).headers


@pytest.mark.parametrize(("status", "body"), [("404", "text"), ("400", 7), ("499", 7), ("500", True), ("302", True)])
def test_a_status_is_answered_by_itself_its_range_or_the_default(
    small: httpx.Client, status: str, body: object
) -> None:
    response = asked(small, status=status)
    assert (response.status_code, response.json()) == (int(status), body)


def test_the_media_type_is_one_that_the_client_accepts(small: httpx.Client) -> None:
    assert asked(small, accept="text/*;q=0.5").headers["content-type"] == "text/plain; charset=utf-8"
    assert asked(small, accept="image/png").headers["content-type"] == "application/json"


def test_an_example_is_chosen_by_number_or_name_and_one_that_does_not_conform_is_none(small: httpx.Client) -> None:
    names = [asked(small, example=str(number)).headers["x-replay-example"] for number in (1, 2)]
    assert names == ["example shown", "full"]
    assert asked(small, example="full").json() == {"a": 7}
    assert "wrong" not in asked(small, example="99").json()["error"]


@pytest.mark.parametrize(
    ("method", "wishes", "says"),
    [
        ("POST", {"status": "201"}, None),
        ("PUT", {"status": "404"}, "putA documents no status 404; there is: 200"),
        ("PUT", {}, "nobody can make application/xml as putA answers it with 200"),
        ("DELETE", {}, "nobody can make application/json as deleteA answers it with 200"),
        ("GET", {"example": "99"}, "there is no example 99, but 1 to 2: example shown, full"),
        ("GET", {"exchange": "none"}, "no exchange named none is recorded for getA; there is: none"),
    ],
)
def test_what_can_not_be_answered_is_said(small: httpx.Client, method: str, wishes: dict, says: str | None) -> None:
    response = asked(small, method, **wishes)
    assert response.status_code == (501 if says else 201)
    assert says is None or response.json() == {"error": says}


def test_two_starts_answer_the_same(tmp_path: Path) -> None:
    found = []
    for run in ("one", "two"):
        with serve(acme_vendor(tmp_path / run)) as url, httpx.Client(base_url=url, trust_env=False) as client:
            found.append([sent(client, each, pace="0").content for each in OPERATIONS.values()])
    assert found[0] == found[1]


POSSIBLE = {**SMALL, "paths": {"/a": {key: each for key, each in SMALL["paths"]["/a"].items() if key != "delete"}}}


def test_what_nobody_can_make_is_refused_when_it_is_frozen_and_nothing_is_written(tmp_path: Path) -> None:
    vendor = vendor_of(tmp_path, SMALL)
    with pytest.raises(Refused, match=r"a/delete/responses/200.*nothing that conforms to it could be made: give"):
        freeze(vendor)
    assert not vendor.answers().exists()


def test_what_is_frozen_is_what_is_served_and_a_changed_schema_is_made_anew(tmp_path: Path) -> None:
    vendor = vendor_of(tmp_path, POSSIBLE)
    assert freeze(vendor) == [vendor.answers()]
    assert freeze(vendor) == []
    path = vendor.answers()
    path.write_text(path.read_text().replace('"full": {"a": 7}', '"full": {"a": 8}'))
    operation = next(operations(POSSIBLE, "small"))
    assert answers_of(vendor).answer(operation, example="full").json() == {"a": 8}
    path.write_text(path.read_text().replace('"digest": "', '"digest": "0'))
    assert answers_of(vendor).answer(operation, example="full").json() == {"a": 7}
    assert [names for _, names in stale(vendor)] == [sorted({each.pointer for each in answers_of(vendor).schemas()})]


def test_what_no_description_has_any_more_is_surplus(tmp_path: Path) -> None:
    vendor = vendor_of(tmp_path, POSSIBLE)
    freeze(vendor)
    gone = vendor.answers("gone")
    gone.write_text("{}")
    assert surplus(vendor) == [gone]


@pytest.mark.parametrize("vendor", vendors.find(), ids=lambda each: each.name)
def test_the_frozen_values_are_those_of_the_descriptions(vendor: Vendor) -> None:
    assert dict(stale(vendor)) == {}, "the values of a replay are those of an older description: nox -s freeze"
    assert surplus(vendor) == []
    for variant in (None, *vendor.variants):
        answers = answers_of(vendor, variant)
        for schema in answers.schemas():
            for label, value in answers.corpus.instances(schema).items():
                assert answers.corpus.maker.schemas.is_valid(schema.pointer, value), f"{schema.pointer} {label}"


def test_freezing_says_nothing_where_nothing_is_stale(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out == ""
