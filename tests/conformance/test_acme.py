"""The judge against a description with every feature: nothing is found in good exchanges, each planted defect is."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from scripts.conform import CODES, Conformer, explain
from scripts.document import resolve, split
from scripts.exchange import Exchange
from tests.conformance.acme_exchanges import BOUNDARY, GOOD
from tests.features_package import description

NAMED = {each.name: each for each in GOOD}
CONFORMER = Conformer(description(), "acme")
GONE = object()

Change = Callable[[Exchange], Exchange]


def answer(**changes: Any) -> Change:
    return lambda each: replace(each, response=replace(each.response, **changes))


def ask(**changes: Any) -> Change:
    return lambda each: replace(each, request=replace(each.request, **changes))


def raw(side: str, old: bytes, new: bytes) -> Change:
    """Replace bytes of a body, once."""

    def change(each: Exchange) -> Exchange:
        message = each.request if side == "request" else each.response
        assert old in message.content
        content = message.content.replace(old, new, 1)
        whole = {"chunks": ()} if side == "response" else {}
        return replace(each, **{side: replace(message, content=content, **whole)})

    return change


def url(old: str, new: str) -> Change:
    def change(each: Exchange) -> Exchange:
        assert old in each.request.url
        return ask(url=each.request.url.replace(old, new, 1))(each)

    return change


def headers(side: str, **values: str | None) -> Change:
    """Set headers, or drop those that are None; underscores stand for hyphens."""

    def change(each: Exchange) -> Exchange:
        message = each.request if side == "request" else each.response
        given = {name.replace("_", "-"): value for name, value in values.items()}
        kept = [pair for pair in message.headers if pair[0] not in given]
        added = [(name, value) for name, value in given.items() if value is not None]
        return replace(each, **{side: replace(message, headers=(*kept, *added))})

    return change


def body(side: str, pointer: str, value: Any) -> Change:
    """Set a value of a JSON body, or take it out."""

    def change(each: Exchange) -> Exchange:
        message = each.request if side == "request" else each.response
        tree = copy.deepcopy(message.json())
        *above, last = split(pointer)
        holder = resolve(tree, "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in above))
        if value is GONE:
            del holder[last]
        else:
            holder[int(last) if isinstance(holder, list) else last] = value
        return replace(each, **{side: replace(message, content=json.dumps(tree).encode())})

    return change


OUT, IN = "request", "response"
DEFECTS: list[tuple[str, Change, str, str]] = [
    # parameters of a query, a header, a cookie, a path
    ("conversations", url("page=2", "page=0"), "request.parameter.minimum", "request.query.page"),
    ("conversations", url("page=2", "page=two"), "request.parameter.type", "request.query.page"),
    ("conversations", url("page=2", "page=2&page=3"), "request.parameter.repeated", "request.query.page"),
    ("conversations", url("page=2", "page=%zz"), "request.parameter.malformed", "request.query.page"),
    ("conversations", url("status=open", "status=shut"), "request.parameter.enum", "request.query.status"),
    ("conversations", url("labels=a,b", "labels=a&labels=b"), "request.parameter.repeated", "request.query.labels"),
    ("conversations", url("[assignee]=1", "[assignee]=x"), "request.parameter.format", "request.query.filter/assignee"),
    ("conversations", url("waiting%5D=true", "waiting%5D=y"), "request.parameter.type", "request.query.filter/waiting"),
    ("conversations", url("waiting%5D", "wait%5D"), "request.parameter.unknown", "request.query.filter/wait"),
    ("conversations", url("filter[assignee]", "filters[assignee]"), "request.parameter.undocumented",
     "request.query.filters[assignee]"),
    ("conversations", url("since=2026-01-02T", "since=2026-01-02+"), "request.parameter.format", "request.query.since"),
    ("open", headers(OUT, idempotency_key="7"), "request.parameter.format", "request.header.idempotency-key"),
    ("get", url("/123e", "/x23e"), "request.parameter.format", "request.path.conversation_id"),
    ("contacts", url("size=2", "size=2.5"), "request.parameter.type", "request.query.size"),
    ("calls", url("2026-01-02", "2026-02-30"), "request.parameter.format", "request.query.day"),
    ("summary", url("from=2026-01-01&", ""), "request.parameter.missing", "request.query.from"),
    ("names", url("kinds%5B%5D=x", "kinds=x"), "request.parameter.undocumented", "request.query.kinds"),
    # who calls
    ("conversations", headers(OUT, x_desk_key=None), "request.auth.missing", "request.auth"),
    ("export", headers(OUT, x_desk_secret=None), "request.auth.missing", "request.auth"),
    ("link", url("api_key=K", "api_key="), "request.auth.missing", "request.auth"),
    ("session", headers(OUT, cookie="other=s"), "request.auth.missing", "request.auth"),
    ("user", headers(OUT, authorization="Bearer "), "request.auth.missing", "request.auth"),
    ("app", headers(OUT, authorization="T"), "request.auth.missing", "request.auth"),
    ("account", headers(OUT, authorization="Basic a:b"), "request.auth.malformed", "request.auth"),
    ("account", headers(OUT, authorization="Basic YWI="), "request.auth.malformed", "request.auth"),
    ("summary", headers(OUT, authorization=None), "request.auth.missing", "request.auth"),
    ("calls", headers(OUT, authorization=None), "request.auth.missing", "request.auth"),
    # bodies of JSON
    ("open", body(OUT, "/channel", "fax"), "request.body.enum", "request.body/channel"),
    ("open", body(OUT, "/message/body/text", GONE), "request.body.required", "request.body/message/body/text"),
    ("open", body(OUT, "/number", 5), "request.body.readOnly", "request.body/number"),
    ("change", body(OUT, "/fields/order", 5), "request.body.type", "request.body/fields/order"),
    ("change-steps", body(OUT, "/0/op", "swap"), "request.body.enum", "request.body/0/op"),
    ("change", headers(OUT, content_type="application/json"), "request.content-type.undocumented",
     "request.header.content-type"),
    ("send", ask(content=b""), "request.body.missing", "request.body"),
    ("delete", ask(content=b"{}"), "request.body.undocumented", "request.body"),
    # a form
    ("token", raw(OUT, b"password&", b"guess&"), "request.body.enum", "request.body/grant_type"),
    ("token", raw(OUT, b"grant_type=password&", b""), "request.body.required", "request.body/grant_type"),
    ("token", raw(OUT, b"scope=", b"scope=a&scope="), "request.body.repeated", "request.body/scope"),
    ("token", raw(OUT, b"scope", b"scopes"), "request.body.unknown", "request.body/scopes"),
    ("token", raw(OUT, b"%40", b"%z0"), "request.body.malformed", "request.body"),
    # a form in parts
    ("upload", raw(OUT, b"attachment", b"poster"), "request.body.enum", "request.body/purpose"),
    ("upload", raw(OUT, b'"file"', b'"previews"'), "request.body.required", "request.body/file"),
    ("upload", raw(OUT, b'"labels"', b'"label"'), "request.body.unknown", "request.body/label"),
    ("upload", raw(OUT, b'"size": 3', b'"size": -3'), "request.body.minimum", "request.body/about/size"),
    ("upload", raw(OUT, b'"size": 3', b'"size": '), "request.body.malformed", "request.body/about"),
    ("upload", raw(OUT, b"03:04:05Z", b"03:04"), "request.body.format", "request.body/expires"),
    ("upload", raw(OUT, b"03:04:05Z\r\n", b"03:04:05Z"), "request.body.malformed", "request.body"),
    ("upload", raw(OUT, f"--{BOUNDARY}--".encode(), b""), "request.body.malformed", "request.body"),
    ("upload", raw(OUT, b'name="purpose"', b'nome="purpose"'), "request.body.malformed", "request.body/3"),
    ("upload", headers(OUT, content_type="multipart/form-data"), "request.body.malformed", "request.body"),
    ("upload", raw(OUT, b'"labels"', b'"purpose"'), "request.body.repeated", "request.body/purpose"),
    # statuses, headers, lengths
    ("get", answer(status=500), "response.status.undocumented", "response.status"),
    ("conversations", headers(IN, x_total="many"), "response.header.type", "response.header.x-total"),
    ("conversations", headers(IN, content_type=None), "response.content-type.missing", "response.header.content-type"),
    ("conversations", headers(IN, content_type="text/html"), "response.content-type.undocumented",
     "response.header.content-type"),
    ("draft", headers(IN, content_type="text/plain; charset=klingon"), "response.content-type.charset",
     "response.header.content-type"),
    ("draft", headers(IN, content_type="text/plain; charset=ascii"), "response.body.malformed", "response.body"),
    ("has", answer(content=b"{}"), "response.body.forbidden", "response.body"),
    ("delete", answer(content=b"{}"), "response.body.forbidden", "response.body"),
    ("user", answer(content=b""), "response.body.missing", "response.body"),
    ("choose-later", answer(content=b"{}"), "response.body.undocumented", "response.body"),
    ("user", headers(IN, content_length="7"), "recording.content-length", "response.header.content-length"),
    ("user", headers(IN, content_encoding="gzip"), "recording.content-encoding", "response.header.content-encoding"),
    ("delete", headers(IN, content_length="7"), "recording.content-length", "response.header.content-length"),
    ("draft", answer(chunks=((0, 3),)), "recording.chunks", "response.chunks"),
    ("user", url("/auth/user", "/auth/user#me"), "recording.url", "request.url"),
    ("user", lambda each: replace(each, operation="getApp"), "recording.operation", "operation"),
    # choices, by tags of every kind
    ("get", body(IN, "/channel", "fax"), "response.body.tag", "response.body/channel"),
    ("get", body(IN, "/subject", GONE), "response.body.required", "response.body/subject"),
    ("send", body(IN, "/author/role", "bot"), "response.body.tag", "response.body/author/role"),
    ("messages", body(IN, "/items/0/author/team", GONE), "response.body.required", "response.body/items/0/author/team"),
    ("messages", body(IN, "/items/1/author/ip", "home"), "response.body.format", "response.body/items/1/author/ip"),
    ("messages", body(IN, "/items/1/author/mood", 1), "response.body.unknown", "response.body/items/1/author/mood"),
    ("send", body(IN, "/body/actions/1/actions/0/@type", "link"), "response.body.required",
     "response.body/body/actions/1/actions/0/url"),
    ("send", body(IN, "/body/actions/0/@type", "jump"), "response.body.tag", "response.body/body/actions/0/@type"),
    ("send", body(IN, "/translations/de/kind", "song"), "response.body.tag", "response.body/translations/de/kind"),
    ("oddities", body(IN, "/vehicle/load", "much"), "response.body.type", "response.body/vehicle/load"),
    ("oddities", body(IN, "/vehicle/type", "boat"), "response.body.tag", "response.body/vehicle/type"),
    ("oddities", body(IN, "/shape/side", "x"), "response.body.type", "response.body/shape/side"),
    ("oddities", body(IN, "/strict/c", 1), "response.body.additionalProperties", "response.body/strict/c"),
    ("oddities", body(IN, "/texts/data", "a"), "response.body.format", "response.body/texts/data"),
    ("oddities", body(IN, "/numbers/small", 2**31), "response.body.format", "response.body/numbers/small"),
    ("oddities", body(IN, "/names/größe", "x"), "response.body.type", "response.body/names/größe"),
    ("oddities", body(IN, "/maps/open/later", "soon"), "response.body.format", "response.body/maps/open/later"),
    ("oddities", body(IN, "/tree/right/by_name/c/value", 1), "response.body.type",
     "response.body/tree/right/by_name/c/value"),
    # streams
    ("follow", raw(IN, b'"closed"', b'"shut"'), "response.body.enum", "response.body/1/status"),
    ("follow", raw(IN, b'"status",\n', b'"state",\n'), "response.body.tag", "response.body/1/event"),
    ("follow", raw(IN, b'"closed"}', b'"closed"'), "response.body.malformed", "response.body/1"),
    ("follow", raw(IN, b"data: [DONE]\n\n", b""), "response.body.malformed", "response.body/2"),
    ("follow", raw(IN, b"[DONE]\n\n", b"[DONE]\n"), "response.body.malformed", "response.body/2"),
    ("follow", raw(IN, b"[DONE]\n\n", b"[DONE]\n\ndata: 1\n\n"), "response.body.malformed", "response.body/3"),
    ("follow", raw(IN, b"awake", b"\xff"), "response.body.malformed", "response.body"),
    ("export", raw(IN, b'"what": "closed"', b'"what": 5'), "response.body.type", "response.body/1/what"),
    ("export", raw(IN, b'"closed"}', b'"closed"'), "response.body.malformed", "response.body/1"),
    ("export", raw(IN, b'"what": "closed"', b'"whet": "closed"'), "response.body.required", "response.body/1/what"),
]  # fmt: skip


@pytest.mark.parametrize("exchange", GOOD, ids=lambda each: each.name)
def test_nothing_is_found_in_a_good_exchange(exchange: Exchange) -> None:
    assert CONFORMER.judge(exchange) == []


@pytest.mark.parametrize(
    ("name", "change", "code", "place"), DEFECTS, ids=[f"{each[0]}-{each[2]}-{each[3]}" for each in DEFECTS]
)
def test_a_planted_defect_is_found_alone_and_at_its_place(name: str, change: Change, code: str, place: str) -> None:
    found = CONFORMER.judge(change(NAMED[name]))
    assert [(each.code, each.place) for each in found] == [(code, place)], "\n".join(map(str, found))
    resolve(description(), found[0].pointer.removesuffix("/required"))


def torn(text: bytes, random: Random) -> bytes:
    """Change a few bytes, as no sender means to."""
    broken = bytearray(text or b"?")
    for _ in range(random.choice([1, 1, 3])):
        at = random.randrange(len(broken))
        broken[at : at + random.randrange(4)] = bytes(random.choices(b'\x00{}[]",:;=&%\xff\r\n-1eE/#', k=2))
    return bytes(broken)


@pytest.mark.parametrize("exchange", GOOD, ids=lambda each: each.name)
def test_nothing_that_comes_over_the_wire_brings_the_judge_down(exchange: Exchange) -> None:
    random = Random(exchange.name)
    for _ in range(8):
        request, response = exchange.request, exchange.response
        for each in (
            ask(content=torn(request.content, random)),
            ask(url=torn(request.url.encode(), random).decode("latin-1")),
            ask(headers=tuple((key, torn(value.encode(), random).decode("latin-1")) for key, value in request.headers)),
            answer(content=torn(response.content, random), chunks=()),
            answer(headers=tuple((k, torn(v.encode(), random).decode("latin-1")) for k, v in response.headers)),
        ):
            assert all(finding.code in CODES or explain(finding.code) for finding in CONFORMER.judge(each(exchange)))


def test_every_operation_has_a_good_exchange_for_each_success_that_is_documented() -> None:
    documented = {
        (each.id, status)
        for each in CONFORMER.operations
        for status in each.node.field("responses")
        if status.startswith("2")
    }
    assert documented
    assert documented <= {(each.operation, str(each.response.status)) for each in GOOD}


def test_no_two_good_exchanges_have_one_name() -> None:
    assert len(NAMED) == len(GOOD)
