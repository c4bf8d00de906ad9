"""The hints for pages, streams and credentials: what each gives, and that what can't be is refused."""

import re
from pathlib import Path
from typing import Any

import pytest

from scripts.document import dump_yaml, load
from scripts.problem import Refused
from scripts.render import Inputs, package
from scripts.vendors import ROOT
from tests import features_package

WIDGETS = ROOT / "tests/golden/widgets/openapi.yaml"
LIST = "/paths/~1widgets/get"
PAGE: dict[str, Any] = {"style": "page", "page": "page", "size": "size", "items": "/data"}
TEXT = {"type": "string"}


def rendered(tmp_path: Path, change: Any) -> dict[str, str]:
    """Render the widgets after a change of their description."""
    tree = load(WIDGETS).tree
    change(tree)
    spec = tmp_path / "openapi.yaml"
    spec.write_text(dump_yaml(tree), encoding="utf-8")
    inputs = Inputs("widgets", spec, (), ROOT / "LICENSE", "it", "openapi.yaml")
    return {path: content.decode() for path, content in package(inputs).items()}


def refused(tmp_path: Path, change: Any) -> str:
    with pytest.raises(Refused) as caught:
        rendered(tmp_path, change)
    return "\n".join(map(str, caught.value.problems))


def listing(tree: Any) -> Any:
    return tree["paths"]["/widgets"]["get"]


def paged(hint: Any) -> Any:
    def change(tree: Any) -> None:
        listing(tree)["x-pagination"] = hint
        # A truth value, a text and an array of another kind, to point to.
        fields = tree["components"]["schemas"]["WidgetPage"]["properties"]
        fields |= {
            "last": {"type": "boolean", "description": "L."},
            "next": {"type": ["string", "null"], "description": "N."},
            "meta": {
                "type": "object",
                "properties": {"next": TEXT, "done": {"type": "boolean"}, "n": {"type": "integer"}},
            },
        }

    return change


CURSOR = {"style": "cursor", "next": {"page": "/next"}, "items": "/data"}
LINK = {"style": "link", "next": "/next", "items": "/data"}


@pytest.mark.parametrize(
    ("hint", "says"),
    [
        ({}, "style"),
        ({"style": "offset", "items": "/data"}, "offset"),
        ({"style": "page", "items": "/data"}, "page"),
        ({"style": "page", "page": "page"}, "items"),
        (PAGE | {"first": -1}, "minimum|-1"),
        (PAGE | {"first": "0"}, "integer"),
        (PAGE | {"next": "/next"}, "next"),
        ({"style": "page", "page": "page", "items": "/data", "last": "/last", "default-size": 5}, "size"),
        (PAGE | {"items": "data"}, "data"),
        (PAGE | {"total": "/last"}, "/last is no integer"),
        (PAGE | {"served-size": "/next"}, "/next is no integer"),
        (PAGE | {"pages": "/data"}, "/data is no integer"),
        (PAGE | {"last": "/count"}, "/count is no truth value"),
        (PAGE | {"last": "/none"}, "/none leads to no field of the response"),
        (PAGE | {"last": "/meta/none"}, "/meta/none leads to no field of the response"),
        (PAGE | {"last": "/count/none"}, "/count/none leads to no field of the response"),
        (PAGE | {"page": "none"}, "there is no query parameter none"),
        (PAGE | {"size": "X-Tenant"}, "there is no query parameter X-Tenant"),
        (PAGE | {"size": "page"}, "page and size are one parameter"),
        (PAGE | {"items": "/count"}, "/count is no array"),
        ({"style": "page", "page": "page", "items": "/data"}, "nothing says which page is the last"),
        (CURSOR | {"next": {}}, r"\{\}|propert"),
        (CURSOR | {"next": "/next"}, "object"),
        (CURSOR | {"next": {"none": "/next"}}, "there is no query parameter none"),
        (CURSOR | {"next": {"page": "/none"}}, "/none leads to no field of the response"),
        (CURSOR | {"next": {"page": "/next", "size": "/none"}}, "/none leads to no field of the response"),
        (CURSOR | {"more": "/next"}, "/next is no truth value"),
        (CURSOR | {"page": "page"}, "page"),
        (LINK | {"next": "/count"}, "/count is no text"),
        (LINK | {"next": {"page": "/next"}}, "string"),
        (LINK | {"key": "none"}, "there is no query parameter none"),
        (LINK | {"key": ""}, "x-pagination"),
        (LINK | {"more": "/last"}, "more"),
        ({"style": "link", "items": "/data"}, "next"),
    ],
)
def test_a_way_of_paging_that_can_not_be_is_refused_with_place_and_cure(hint: Any, says: str, tmp_path: Path) -> None:
    message = refused(tmp_path, paged(hint))
    assert f"openapi.yaml with its overlays:{LIST}/x-pagination" in message
    assert re.search(says, message)
    assert re.search("(write x-pagination as|point|name)", message)


@pytest.mark.parametrize(
    ("hint", "told"),
    [
        (PAGE | {"first": 0}, 'PageNumbers(items="data", page="page", size="size", first=0)'),
        (
            {
                "style": "page",
                "page": "page",
                "items": "/data",
                "last": "/meta/done",
                "pages": "/meta/n",
                "served-size": "/count",
            },
            'PageNumbers(items="data", page="page", served_size="count", last="meta.done", pages="meta.n")',
        ),
        (
            CURSOR | {"next": {"page": "/meta/next", "size": "/count"}, "more": "/last"},
            'Cursor(items="data", next={"page": "meta.next_", "size": "count"}, more="last")',
        ),
        (LINK, 'Link(items="data", next="next_")'),
        (LINK | {"next": "/meta/next", "key": "page"}, 'Link(items="data", next="meta.next_", key="page")'),
    ],
)
def test_a_way_of_paging_is_told_to_the_runtime(hint: Any, told: str, tmp_path: Path) -> None:
    files = rendered(tmp_path, paged(hint))
    code = re.sub(r"\s+", "", files["src/widgets_client/api/widgets/list_widgets.py"])
    assert re.sub(r"\s+", "", f"PAGING={told}")[:-1] in code.replace(",)", ")")
    method = files["src/widgets_client/resources/widgets.py"]
    assert "-> Page[Widget]:" in method
    assert "-> AsyncPager[Widget]:" in method
    if hint["style"] == "page":
        assert f"page: int = {hint.get('first', 1)}" in method


def streaming(hint: Any, content: Any, *, is_paged: bool = False) -> Any:
    def change(tree: Any) -> None:
        operation = listing(tree)
        if not is_paged:
            del operation["x-pagination"]
        if hint is not None:
            operation["x-streaming"] = hint
        if content is not None:
            operation["responses"]["200"]["content"] = content

    return change


EVENTS = {"text/event-stream": {"schema": {"$ref": "#/components/schemas/Problem"}}}
JSON_LINES = {"application/x-ndjson": {"schema": {"$ref": "#/components/schemas/Problem"}}}
PLAIN = {"text/plain": {"schema": TEXT}}
PICTURE = {"image/png": {"schema": {"type": "string", "format": "binary"}}}


@pytest.mark.parametrize(
    ("hint", "content", "says"),
    [
        ({}, PLAIN, "style"),
        ({"style": "chunks"}, PLAIN, "chunks"),
        ({"style": "text", "done": ""}, PLAIN, "x-streaming"),
        ({"style": "text", "end": "x"}, PLAIN, "end"),
        ("text", PLAIN, "object"),
        ({"style": "text"}, PICTURE, "no success of it is of a media type that is streamed as text"),
        ({"style": "events"}, PLAIN, "no success of it is of a media type that is streamed as events"),
        ({"style": "lines"}, EVENTS, "no success of it is of a media type that is streamed as lines"),
        ({"style": "lines"}, {}, "no success of it is of a media type that is streamed as lines"),
    ],
)
def test_a_stream_that_can_not_be_is_refused_with_place_and_cure(
    hint: Any, content: Any, says: str, tmp_path: Path
) -> None:
    message = refused(tmp_path, streaming(hint, content))
    assert f"openapi.yaml with its overlays:{LIST}/x-streaming" in message
    assert says in message
    assert re.search("(write x-streaming as|describe such a response, or change the style)", message)


def test_a_list_in_pages_is_no_stream(tmp_path: Path) -> None:
    message = refused(tmp_path, streaming({"style": "text"}, None, is_paged=True))
    assert f"openapi.yaml with its overlays:{LIST}/x-streaming" in message
    assert "a list in pages is no stream" in message
    assert "remove one of the two hints" in message


@pytest.mark.parametrize(
    ("hint", "content", "told", "kind"),
    [
        ({"style": "text"}, PLAIN, 'Streaming("text")', "TextStream"),
        ({"style": "text"}, None, 'Streaming("text")', "TextStream"),
        (
            {"style": "events", "done": "[DONE]"},
            EVENTS,
            'Streaming("events",Problem,done="[DONE]")',
            "EventStream[Problem]",
        ),
        ({"style": "events"}, EVENTS | PLAIN, 'Streaming("events",Problem)', "EventStream[Problem]"),
        (None, EVENTS, 'Streaming("events",Problem)', "EventStream[Problem]"),
        (None, {"text/event-stream; charset=utf-8": {"schema": TEXT}}, 'Streaming("events",str)', "EventStream[str]"),
        (None, {"text/event-stream": {}}, 'Streaming("events",str)', "EventStream[str]"),
        ({"style": "lines"}, JSON_LINES, 'Streaming("lines",Problem)', "LineStream[Problem]"),
        (
            {"style": "lines"},
            {"application/json-seq": JSON_LINES["application/x-ndjson"]},
            'Streaming("lines",Problem)',
            "LineStream[Problem]",
        ),
    ],
)
def test_a_stream_is_told_to_the_runtime(hint: Any, content: Any, told: str, kind: str, tmp_path: Path) -> None:
    files = rendered(tmp_path, streaming(hint, content))
    code = re.sub(r"\s+", "", files["src/widgets_client/api/widgets/list_widgets.py"])
    assert f"STREAMING={told}" in code
    method = files["src/widgets_client/resources/widgets.py"]
    assert f") -> {kind}:" in method
    assert f") -> Async{kind}:" in method
    name = kind.partition("[")[0]
    api = files["API.md"]
    streams = re.findall(r"^- `(\w*Stream)`$", api, re.MULTILINE)
    assert streams == [name, f"Async{name}"]
    assert ("- `Event`" in api) == (name == "EventStream")
    assert ("httpx-sse" in files["pyproject.toml"]) == (name != "LineStream")


def test_a_package_without_streams_says_nothing_of_them(tmp_path: Path) -> None:
    files = rendered(tmp_path, lambda _: None)
    assert "## Streams" not in files["API.md"]
    assert "with_streaming_response" not in "".join(files[path] for path in files if "/resources/" in path)
    assert "httpx-sse" not in files["pyproject.toml"]


@pytest.mark.parametrize(
    ("content", "is_file"),
    [
        (PICTURE, True),
        (PLAIN, True),
        ({"*/*": {}}, True),
        (PICTURE | {"application/json": {"schema": TEXT}}, True),
        ({"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}, False),
        ({"application/json": {"schema": TEXT}}, False),
        ({}, False),
        # Without a hint these are text.
        (JSON_LINES, True),
        (EVENTS, False),
    ],
)
def test_only_what_may_come_as_a_file_is_streamed_as_one(content: Any, is_file: bool, tmp_path: Path) -> None:
    files = rendered(tmp_path, streaming(None, content))
    method = files["src/widgets_client/resources/widgets.py"]
    assert ("def with_streaming_response(self) -> WidgetsResourceWithStreamingResponse:" in method) == is_file
    assert ("self.list = streamed(given.list)" in method) == is_file
    assert ("self.list = streamed_async(given.list)" in method) == is_file
    # The other operation gives no file.
    assert "self.change = streamed" not in method
    assert ("- `ByteStream`" in files["API.md"]) == is_file


def schemes(**stated: Any) -> Any:
    def change(tree: Any) -> None:
        tree["components"]["securitySchemes"] |= stated

    return change


URL = "https://login.widgets.test/token"
PASSWORD = {"type": "oauth2", "flows": {"password": {"tokenUrl": URL, "scopes": {}}}}
CLIENT = {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": URL, "scopes": {}}}}
BROWSER = {"type": "oauth2", "flows": {"authorizationCode": {"tokenUrl": URL, "authorizationUrl": URL, "scopes": {}}}}


def arguments(files: dict[str, str]) -> list[str]:
    found = re.search(
        r"class Widgets\(SyncClient\).*?\*,\n(.*?)base_url", files["src/widgets_client/client.py"], re.DOTALL
    )
    assert found
    return re.findall(r"(\w+): Credential \| None = None", found[1])


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ({"user": PASSWORD}, ["key", "user", "username", "password", "client_id", "client_secret", "token_url"]),
        ({"app": CLIENT}, ["key", "app", "client_id", "client_secret", "token_url"]),
        ({"web": BROWSER}, ["key", "web"]),
        # A password comes before the credentials of a program; what needs a browser is given.
        ({"any": {"type": "oauth2", "flows": BROWSER["flows"] | CLIENT["flows"] | PASSWORD["flows"]}},
         ["key", "any_", "username", "password", "client_id", "client_secret", "token_url"]),
        (
            {"user": PASSWORD, "app": CLIENT | {"x-argument": "program"}},
            [
                *("key", "user", "username", "password", "client_id", "client_secret", "token_url"),
                *("program", "program_client_id", "program_client_secret", "program_token_url"),
            ],
        ),
        ({"single": {"type": "openIdConnect", "openIdConnectUrl": URL}}, ["key", "single"]),
    ],
)  # fmt: skip
def test_each_flow_has_arguments_for_what_it_needs(stated: Any, names: list[str], tmp_path: Path) -> None:
    found = arguments(rendered(tmp_path, schemes(**stated)))
    assert [each.rstrip("_") for each in found] == [each.rstrip("_") for each in names]


def test_a_second_flow_reads_variables_of_its_own(tmp_path: Path) -> None:
    code = rendered(tmp_path, schemes(user=PASSWORD, app=CLIENT))["src/widgets_client/client.py"]
    assert 'prefix=("", "WIDGETS_")' in code
    assert 'prefix=("app_", "WIDGETS_APP_")' in code
    assert "WIDGETS_APP_CLIENT_SECRET" in code


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (URL, f"token_url={URL!r}"),
        ("http://login.widgets.test/token", None),
        ("https://{tenant}.widgets.test/token", None),
        ("https://login.widgets.test/token?a=b", None),
        ("/token", None),
    ],
)
def test_a_token_url_that_can_not_be_used_comes_from_the_caller(url: str, told: str | None, tmp_path: Path) -> None:
    flow = {"type": "oauth2", "flows": {"password": {"tokenUrl": url, "scopes": {}}}}
    code = rendered(tmp_path, schemes(user=flow))["src/widgets_client/client.py"]
    assert (f'token_url="{url}"' in code) == (told is not None)
    assert "token_url: Credential | None = None" in code


def test_scopes_that_are_needed_and_a_client_id_of_the_description_are_told(tmp_path: Path) -> None:
    def change(tree: Any) -> None:
        schemes(user=PASSWORD | {"x-client-id": "public"})(tree)
        listing(tree)["security"] = [{"user": ["write", "read"]}]
        tree["paths"]["/widgets/{widget-id}"]["patch"]["security"] = [{"key": []}, {"user": ["write", "admin"]}]

    code = rendered(tmp_path, change)["src/widgets_client/client.py"]
    assert 'scope="admin read write"' in code
    assert 'client_id="public"' in code
    assert "Default: `public`." in code


@pytest.mark.parametrize(
    ("stated", "at", "says"),
    [
        (
            {"user": PASSWORD, "password": {"type": "http", "scheme": "bearer"}},
            "password",
            "the client has an argument password already",
        ),
        (
            {"token_url": {"type": "http", "scheme": "bearer"}, "user": PASSWORD | {"x-argument": "token_url"}},
            "user",
            "the client has an argument token_url already",
        ),
        ({"user": PASSWORD | {"x-argument": "username"}}, "user", "the client has an argument username already"),
        ({"other": CLIENT | {"x-argument": "key"}}, "other", "the client has an argument key already"),
        ({"retries": {"type": "http", "scheme": "bearer"}}, "retries", "the client has an argument retries already"),
        (
            {"max_response_bytes": PASSWORD},
            "max_response_bytes",
            "the client has an argument max_response_bytes already",
        ),
        ({"user": PASSWORD | {"x-client-id": ""}}, "user/x-client-id", "x-client-id"),
        ({"user": PASSWORD | {"x-client-id": 5}}, "user/x-client-id", "string"),
        ({"user": PASSWORD | {"x-argument": "a b"}}, "user/x-argument", "a b"),
    ],
)
def test_schemes_whose_arguments_clash_are_refused_with_place_and_cure(
    stated: Any, at: str, says: str, tmp_path: Path
) -> None:
    message = refused(tmp_path, schemes(**stated))
    assert f"openapi.yaml with its overlays:/components/securitySchemes/{at}" in message
    assert says in message
    assert re.search("(give it another x-argument|write x-[a-z-]+ as)", message)


def test_the_package_with_every_feature_lists_all_streams() -> None:
    api = (features_package.source().parent / "API.md").read_text(encoding="utf-8")
    kinds = ["TextStream", "EventStream", "LineStream", "ByteStream"]
    assert re.findall(r"^- `(\w*Stream)`$", api, re.MULTILINE) == [*kinds, *(f"Async{each}" for each in kinds)]
    assert "- `TextStream.close() -> None`" in api
    assert "- `AsyncByteStream.save(to: str | os.PathLike[str] | IO[bytes]) -> int`" in api


def dated(pattern: Any) -> Any:
    def change(tree: Any) -> None:
        schema = {"type": "string", "format": "date-time", "x-date-format": pattern}
        operation = listing(tree)
        operation["parameters"] = [
            *operation.get("parameters", []),
            {"name": "since", "in": "query", "schema": schema},
            {"name": "days", "in": "query", "explode": False, "schema": {"type": "array", "items": schema}},
        ]

    return change


def test_dates_of_arguments_go_out_as_the_vendor_spells_them(tmp_path: Path) -> None:
    files = rendered(tmp_path, dated("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"))
    text = files["src/widgets_client/api/widgets/list_widgets.py"]
    assert "from ..._core.dateformat import dated" in text
    assert """"since": dated(since, "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'")""" in text
    assert """"days": joined(dated(days, "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"))""" in text


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("YYYY-MM-dd", "has 'YYYY'"),
        ("yyyy-MM-dd'T", "quotation mark without its other half"),
        ("", "x-date-format"),
        (5, "x-date-format"),
    ],
)
def test_a_pattern_that_nothing_can_be_written_by_is_refused_with_its_place(
    tmp_path: Path, pattern: Any, said: str
) -> None:
    text = refused(tmp_path, dated(pattern))
    assert said in text
    assert f"{LIST}/parameters/" in text
    assert "CONTRIBUTING.md" in text
