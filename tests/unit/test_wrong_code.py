"""Where stock openapi-python-client makes wrong code, and ours right: the cases W1 to W23.

Each case is a description in tests/golden/wrong-code and a probe, which uses the package made from it and reports what
came out. The same probe runs on the package that the stock generator makes and on ours. What stock gives is pinned as
well, so that no case passes by a slip of its probe.
"""

import copy
import email
import importlib
import io
import json
import pickle
import pkgutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import jinja2
import openapi_python_client as stock_generator
import pytest
from openapi_python_client.config import Config, ConfigFile, MetaType

from scripts.render import Inputs, package
from scripts.vendors import ROOT

SPECS = ROOT / "tests/golden/wrong-code"
SERVER = "https://api.test"
SECRET = "s3cret"

Json = dict[str, Any]
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


class Api:
    """A generated package, and the service that it talks to."""

    def __init__(self, case: str) -> None:
        self.case = case.lower()
        self.sent: list[httpx.Request] = []
        self.answer: Json = {"status_code": 200}
        self.client: Any = None

    @property
    def package(self) -> str:
        raise NotImplementedError

    @property
    def models(self) -> Any:
        return importlib.import_module(f"{self.package}.models")

    def render(self, root: Path) -> None:
        """Write the package below a folder that is on the path."""
        raise NotImplementedError

    def connect(self, transport: httpx.BaseTransport | None = None) -> Any:
        """Return a client, by default with the transport of its own."""
        raise NotImplementedError

    def _call(self, client: Any, operation: str, *path: object, **named: Any) -> Any:
        raise NotImplementedError

    def answers(self, status: int = 200, **content: Any) -> None:
        self.answer = {"status_code": status, **content}

    def serve(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        return httpx.Response(**self.answer)

    def call(self, operation: str, *path: object, **named: Any) -> Any:
        """Call an operation of the tag `things`, of the same client each time."""
        self.client = self.client or self.connect(httpx.MockTransport(self.serve))
        return self._call(self.client, operation, *path, **named)


class Stock(Api):
    """What the stock generator makes."""

    @property
    def package(self) -> str:
        return f"stock_{self.case}"

    def render(self, root: Path) -> None:
        config = Config.from_sources(
            ConfigFile(post_hooks=[], package_name_override=self.package),
            MetaType.NONE,
            document_source=SPECS / f"{self.case.upper()}.yaml",
            file_encoding="utf-8",
            overwrite=False,
            output_path=root / self.package,
        )
        assert list(stock_generator.generate(config=config)) == []

    def connect(self, transport: httpx.BaseTransport | None = None) -> Any:
        client = importlib.import_module(f"{self.package}.client")
        options: Json = {"raise_on_unexpected_status": True, "httpx_args": {"transport": transport}}
        return client.AuthenticatedClient(SERVER, token=SECRET, **options)

    def _call(self, client: Any, operation: str, *path: object, **named: Any) -> Any:
        module = importlib.import_module(f"{self.package}.api.things.{operation}")
        return module.sync_detailed(*path, client=client, **named).parsed


class Ours(Api):
    """What our pipeline makes."""

    @property
    def package(self) -> str:
        return f"{self.case}_client"

    def render(self, root: Path) -> None:
        inputs = Inputs(
            name=self.case,
            spec=SPECS / f"{self.case.upper()}.yaml",
            overlays=(),
            licence=ROOT / "LICENSE",
            command="it",
            origin="the case",
        )
        for path, content in package(inputs).items():
            if path.startswith("src/"):
                place = root / path.removeprefix("src/")
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)

    def connect(self, transport: httpx.BaseTransport | None = None) -> Any:
        http_client = None if transport is None else httpx.Client(transport=transport)
        credentials = {"key": SECRET} if self.case == "w21" else {}
        kind = getattr(importlib.import_module(self.package), self.case.upper())
        return kind(http_client=http_client, **credentials)

    def _call(self, client: Any, operation: str, *path: object, **named: Any) -> Any:
        return getattr(client.things, operation)(*path, **named)


Probe = Callable[[Api], object]


@dataclass(frozen=True)
class Case:
    """What is done with a package, what must come out, and what comes out of stock's."""

    probe: Probe
    right: object
    stock: object


CASES: dict[str, Case] = {}


def case(*, right: object, stock: object) -> Callable[[Probe], Probe]:
    """Register a probe, named after its case."""

    def register(probe: Probe) -> Probe:
        CASES[probe.__name__.partition("_")[0].upper()] = Case(probe, right, stock)
        return probe

    return register


def attempt(done: Callable[[], object]) -> object:
    """Return what comes out, or which error: with its status or its place, where it tells one."""
    try:
        return done()
    except Exception as error:  # noqa: BLE001 - whatever a package raises is an outcome
        told = getattr(error, "status_code", None) or getattr(error, "pointer", None)
        return f"{type(error).__name__} {told}" if told else type(error).__name__


def round_trip(api: Api, model: str, data: Json) -> object:
    """Tell whether a model sends back what it was read from."""
    kind = getattr(api.models, model)
    return attempt(lambda: "the same" if kind.from_dict(data).to_dict() == data else "something else")


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    """Give a folder on the path, and forget afterwards what was imported from it."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [folder, *sys.path])
        # Its templates are compiled once instead of once for each case.
        cache = jinja2.FileSystemBytecodeCache(folder)
        patch.setattr(stock_generator, "Environment", partial(jinja2.Environment, bytecode_cache=cache))
        yield Path(folder)
    for name in [name for name in sys.modules if is_made(name)]:
        del sys.modules[name]


def is_made(module: str) -> bool:
    packages = {kind(name).package for name in CASES for kind in (Stock, Ours)}
    return module.partition(".")[0] in packages


def made(api: Api, root: Path) -> Api:
    api.render(root)
    importlib.invalidate_caches()
    return api


@case(right=["EmailConversation", "UnknownConversation"], stock=["ChatConversation", "ChatConversation"])
def w01_variants_told_apart_by_a_tag_of_plain_text(api: Api) -> object:
    return conversations(api)


@case(right=["EmailConversation", "UnknownConversation"], stock=["EmailConversation", "ValueError"])
def w02_variants_told_apart_by_a_fixed_tag(api: Api) -> object:
    return conversations(api)


def conversations(api: Api) -> list[object]:
    return [conversation(api, tag) for tag in ("email", "fax")]


def conversation(api: Api, tag: str) -> object:
    """Return the class of a conversation, which must send back what came."""
    data = {"_type": tag, "subject": "Hi", "new": [1]}

    def read() -> str:
        api.answers(json=data)
        conversation = api.call("get_conversation")
        assert conversation.to_dict() == data
        return type(conversation).__name__

    return attempt(read)


@case(right=["the same", "the same"], stock=["ValueError", "ValueError"])
def w03_values_that_an_enum_does_not_know(api: Api) -> object:
    return [round_trip(api, "Order", data) for data in ({"state": "archived"}, {"rank": 3})]


@case(right=["datetime", "datetime", "the same"], stock=["ValueError", "str", "ValueError"])
def w04_a_date_of_odd_spelling(api: Api) -> object:
    odd = "2021-12-01T12:46:36.581Z[GMT]"

    def kind(field: str) -> str:
        value = getattr(api.models.Call.from_dict({field: odd}), field)
        return "datetime" if isinstance(value, datetime) else type(value).__name__

    fields = [attempt(lambda: kind("started")), attempt(lambda: kind("ended"))]
    return [*fields, round_trip(api, "Call", {"started": odd, "ended": odd})]


OPTIONAL = ("labels", "author", "state", "key", "watcher")


@case(right=dict.fromkeys(OPTIONAL, "the same"), stock={**dict.fromkeys(OPTIONAL, "TypeError"), "state": "ValueError"})
def w05_null_for_what_is_optional(api: Api) -> object:
    return {name: round_trip(api, "Ticket", {name: None}) for name in OPTIONAL}


@case(
    right={"an odd uuid": "the same", "no name": "DecodeError /data/0/name", "a number": "DecodeError /data/0/name"},
    stock={"an odd uuid": "ValueError", "no name": "KeyError", "a number": "the same"},
)
def w06_faults_told_with_their_place(api: Api) -> object:
    people: dict[str, Json] = {
        "an odd uuid": {"name": "Ann", "key": "not-a-uuid"},
        "no name": {},
        "a number": {"name": 5},
    }
    return {what: round_trip(api, "People", {"data": [person]}) for what, person in people.items()}


@case(right="DecodeError /author/id", stock="dict")
def w07_a_fault_in_a_model_that_may_be_null(api: Api) -> object:
    return attempt(lambda: type(api.models.Ticket.from_dict({"author": {"name": "Ann"}}).author).__name__)


def status(api: Api, code: int, content: bytes) -> object:
    api.answers(code, content=content)
    return attempt(lambda: type(api.call("get_thing")).__name__)


@case(right=["ServerError 502", "ServerError 502"], stock=["JSONDecodeError", "JSONDecodeError"])
def w08_an_error_with_no_json(api: Api) -> object:
    return [status(api, 502, content) for content in (b"", b"<html>Bad gateway</html>")]


@case(right=["ApiStatusError 499", "ServerError 520"], stock=["ValueError", "ValueError"])
def w09_a_status_that_nobody_registered(api: Api) -> object:
    return [status(api, code, b"{}") for code in (499, 520)]


TRACE = "12345678-1234-5678-1234-567812345678"


@case(
    right=[TRACE, None, "page=2", "told by name"], stock=["TypeError", "TypeError", "TypeError", "UnicodeEncodeError"]
)
def w10_headers_and_cookies_that_are_no_text(api: Api) -> object:
    def sent(header: str, **argument: object) -> object:
        api.call("get_thing", **argument)
        return api.sent[-1].headers.get(header)

    def refused() -> object:
        try:
            return sent("x-author", x_author="José")
        except ValueError as error:
            return "told by name" if "x-author" in str(error) else type(error).__name__

    return [
        attempt(lambda: sent("x-trace", x_trace=UUID(TRACE))),
        attempt(lambda: sent("x-tenant", x_tenant=None)),
        attempt(lambda: sent("cookie", page=2)),
        refused(),
    ]


@case(right=[1], stock="ValueError")
def w11_a_stream_of_events(api: Api) -> object:
    api.answers(content=b'data: {"n": 1}\n\n', headers={"content-type": "text/event-stream"})
    return [event.n for event in api.call("get_events")]


@case(right=[(JSON, b'{"name":"Ann"}'), (FORM, b"name=Ann")], stock="NameError")
def w12_a_body_of_two_content_types(api: Api) -> object:
    calls: list[Json] = [{"name": "Ann"}, {"name": "Ann", "content_type": FORM}]
    if isinstance(api, Stock):
        calls = [{"body": api.models.Thing(name="Ann")}]
    for arguments in calls:
        api.call("add_thing", **arguments)
    return [(request.headers["content-type"], request.content) for request in api.sent]


@case(
    right=["body=B {'name': 'Ann'}", [("params", "P"), ("page", "2")]],
    stock=["SyntaxError", [("params", "{'params': {...}, 'page': 2}"), ("page", "2")]],
)
def w13_parameters_called_body_and_params(api: Api) -> object:
    def added() -> str:
        if isinstance(api, Stock):
            api.call("add_thing", body=api.models.Thing(name="Ann"), body_query="B")
        else:
            api.call("add_thing", body="B", name="Ann")
        return f"{api.sent[-1].url.query.decode()} {json.loads(api.sent[-1].content)}"

    def searched() -> Sequence[tuple[str, str]]:
        api.call("search", params="P", page=2)
        return api.sent[-1].url.params.multi_items()

    return [attempt(added), attempt(searched)]


ODD_NAMES = {
    "Cls": "cls",
    "Letter": "d",
    "FieldDict": "field_dict",
    "Additional": "additional_properties",
    "ToDict": "to_dict",
    "FromDict": "from_dict",
    "Cast": "cast",
}
SPOILT = {**dict.fromkeys(ODD_NAMES, "TypeError"), "Letter": "ValueError", "FieldDict": "something else"}


@case(
    right={**dict.fromkeys(ODD_NAMES, "the same"), "Client": "the same", "Response": 1, "Holder": ["the same", 2]},
    stock={**SPOILT, "Client": "the same", "Response": "TypeError", "Holder": ["something else", 2]},
)
def w14_names_that_generated_code_has_itself(api: Api) -> object:
    properties = {model: round_trip(api, model, {wire: "x", "other": "y"}) for model, wire in ODD_NAMES.items()}
    api.answers(json={"id": 1})
    # A uuid beside a model called UUID, and anything beside one called Any.
    holder: Json = {"key": TRACE, "free": [1], "uuid": {"id": 1}, "any": {"id": 2}}
    return {
        **properties,
        # What all the others are but for their names.
        "Client": round_trip(api, "Client", {"id": 1, "other": "y"}),
        "Response": attempt(lambda: api.call("get_response").id),
        "Holder": [round_trip(api, "Holder", holder), attempt(lambda: api.models.Holder.from_dict(holder).any_.id)],
    }


@case(
    right=["ValueError", "/v1/days/2024-01-02T03:04:05Z", "/v1/flags/true", "/v1/lists/a,b"],
    stock=["/v1", "/v1/days/2024-01-02 03:04:05+00:00", "/v1/flags/True", "/v1/lists/['a', 'b']"],
)
def w15_values_in_the_path(api: Api) -> object:
    def path(operation: str, value: object) -> str:
        api.call(operation, value)
        return api.sent[-1].url.path

    instant = datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)
    return [
        attempt(lambda: path("get_file", "..")),
        path("get_day", instant),
        path("get_flag", True),
        path("get_list", ["a", "b"]),
    ]


@case(right=["file"], stock=["file", "admin"])
def w16_a_file_that_would_add_a_part(api: Api) -> object:
    upload(api, b"x")
    boundary = api.sent[-1].headers["content-type"].partition("boundary=")[2].strip('"')
    # Its writer has seen one request, and closes the part of the file in the next.
    upload(api, f'x\r\n--{boundary}\r\ncontent-disposition: form-data; name="admin"\r\n\r\nyes'.encode())
    return parts(api.sent[-1])


def upload(api: Api, content: bytes) -> None:
    if isinstance(api, Stock):
        file = importlib.import_module(f"{api.package}.types").File(io.BytesIO(content), "a.txt")
        api.call("upload", body=api.models.UploadBody(file=file))
    else:
        api.call("upload", file=("a.txt", content))


def parts(request: httpx.Request) -> list[object]:
    """Return the names of the parts of a multipart body, as a server reads it."""
    head = f"content-type: {request.headers['content-type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + request.read())
    return [part.get_param("name", header="content-disposition") for part in message.walk() if not part.is_multipart()]


@case(right=[("kind", "a"), ("page", "2")], stock=[("page", "2")])
def w17_a_path_with_a_query_of_its_own(api: Api) -> object:
    api.call("search", page=2)
    return api.sent[-1].url.params.multi_items()


@case(right=(None, b""), stock=(JSON, b""))
def w18_a_body_that_is_left_out(api: Api) -> object:
    api.call("put_thing")
    return api.sent[-1].headers.get("content-type"), api.sent[-1].content


@case(right=[], stock=["connect", "pool", "read", "write"])
def w19_waits_without_end(api: Api) -> object:
    def handle(_: object, request: httpx.Request) -> httpx.Response:
        return api.serve(request)

    with pytest.MonkeyPatch.context() as patch:
        # A client given from outside would bring a timeout along.
        patch.setattr(httpx.HTTPTransport, "handle_request", handle)
        api.client = api.connect()
        api.call("get_thing")
    return sorted(wait for wait, seconds in api.sent[-1].extensions["timeout"].items() if seconds is None)


@case(right=[None, "b", None], stock=[None, "b", "b"])
def w20_headers_of_one_call(api: Api) -> object:
    header = {"x-tenant": "b"}
    api.call("get_thing")
    if isinstance(api, Stock):
        first, api.client = api.client, api.client.with_headers(header)
        api.call("get_thing")
        api.client = first
    else:
        api.call("get_thing", headers=header)
    api.call("get_thing")
    return [request.headers.get("x-tenant") for request in api.sent]


@case(right=("Bearer s3cret", "hidden"), stock=("Bearer s3cret", "shown"))
def w21_the_token_in_the_text_of_the_client(api: Api) -> object:
    api.call("get_thing")
    return api.sent[-1].headers["authorization"], "shown" if SECRET in repr(api.client) else "hidden"


@case(right=['{"id": 1}', '{"id": 1}'], stock=["TypeError", "TypeError"])
def w22_copies_of_a_model(api: Api) -> object:
    thing = api.models.Thing(id=1)
    return [
        attempt(lambda: json.dumps(copy.deepcopy(thing).to_dict())),
        attempt(lambda: json.dumps(pickle.loads(pickle.dumps(thing)).to_dict())),
    ]


@case(right=("conversacoes_mensagens", "repos_get"), stock=("conversa_çõ_es_mensagens", "reposget"))
def w23_names_from_accents_and_slashes(api: Api) -> object:
    folder = importlib.import_module(f"{api.package}.api")
    (tag,) = [each.name for each in pkgutil.iter_modules(folder.__path__)]
    if isinstance(api, Ours):
        resource = getattr(api.connect(), tag)
        (method,) = [name for name in dir(resource) if not name.startswith(("_", "with_"))]
        return tag, method
    (method,) = [each.name for each in pkgutil.iter_modules([f"{folder.__path__[0]}/{tag}"])]
    return tag, method


def test_every_case_has_its_description() -> None:
    assert sorted(CASES) == sorted(path.stem for path in SPECS.glob("*.yaml"))
    assert len(CASES) == 23


# It hands cookies to httpx as httpx would rather not have them.
@pytest.mark.filterwarnings("ignore:Setting per-request cookies")
@pytest.mark.parametrize("name", CASES)
def test_the_stock_generator_gets_it_wrong(name: str, root: Path) -> None:
    api = made(Stock(name), root)
    outcome = attempt(lambda: CASES[name].probe(api))
    assert outcome == CASES[name].stock
    assert outcome != CASES[name].right


@pytest.mark.parametrize("name", CASES)
def test_ours_gets_it_right(name: str, root: Path) -> None:
    assert CASES[name].probe(made(Ours(name), root)) == CASES[name].right
