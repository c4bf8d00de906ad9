"""Good exchanges of the invented help desk of tests/features: every operation, with each success that is documented.

`GOOD` holds them all; they are `local`, since no such service is anywhere.
"""

import json
from collections.abc import Mapping
from typing import Any

from scripts.exchange import Exchange, Request, Response

URL = "https://api.acme.test/v1"
ID = "123e4567-e89b-12d3-a456-426614174000"
AT, CHAT = "2026-01-02T03:04:05Z", f"/conversations/{ID}"
KEY, TOKEN = ("x-desk-key", "K"), ("authorization", "Bearer T")
BOUNDARY = "next-part"

Pair = tuple[str, str]


def json_of(value: Any, media: str = "application/json") -> tuple[str, bytes]:
    """Give a value as a body: its type and its bytes."""
    return media, json.dumps(value, ensure_ascii=False).encode()


def problem(status: int, **more: Any) -> tuple[str, bytes]:
    return json_of({"title": "Not so", "status": status, **more}, "application/problem+json")


def form(text: str) -> tuple[str, bytes]:
    return "application/x-www-form-urlencoded", text.encode()


def multipart(*parts: tuple[Mapping[str, str], bytes]) -> tuple[str, bytes]:
    """Give parts, each with its headers, as one body."""
    whole = b""
    for headers, content in parts:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        whole += f"--{BOUNDARY}\r\n{lines}\r\n".encode() + content + b"\r\n"
    return f"multipart/form-data; boundary={BOUNDARY}", whole + f"--{BOUNDARY}--\r\n".encode()


def part(name: str, content: bytes, filename: str = "", media: str = "") -> tuple[dict[str, str], bytes]:
    """Give one field of a form in parts."""
    named = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename else "")
    return {"Content-Disposition": named, **({"Content-Type": media} if media else {})}, content


def exchange(
    name: str,
    operation: str,
    call: str,
    status: int,
    got: tuple[str, bytes] | None = None,
    *,
    sent: tuple[str, bytes] | None = None,
    auth: tuple[Pair, ...] = (KEY,),
    headers: tuple[Pair, ...] = (),
    answer: tuple[Pair, ...] = (),
    chunks: tuple[tuple[int, int], ...] = (),
) -> Exchange:
    """Make an exchange out of what tells it from others; `call` is method and path."""
    method, _, path = call.partition(" ")
    typed = [("content-type", sent[0])] if sent else []
    back = [("content-type", got[0])] if got else []
    return Exchange(
        name,
        "local",
        "acme",
        None,
        operation,
        {"server": "tests/conformance/acme_exchanges.py"},
        Request.of(method, URL + path, [*auth, *headers, *typed], sent[1] if sent else b""),
        Response.of(status, [*back, *answer], got[1] if got else b"", chunks),
    )


AGENT = {"role": "agent", "id": "a1", "name": "Ann", "team": "first", "skills": ["mail", "phone"]}
VISITOR = {"role": "visitor", "id": "v1", "ip": "192.0.2.1", "referrer": None}
TEXT = {"kind": "text", "text": "Hello", "markup": None}
LINK = {"@type": "link", "url": "https://acme.test/a"}
MENU = {"@type": "submenu", "label": "More", "actions": [{"@type": "reply", "text": "Yes"}, LINK]}
CARD = {"kind": "tile", "title": "Choose", "actions": [LINK, MENU], "main": None}
FILE = {"id": ID, "name": "a.pdf", "size": 3, "sha256": "YWJj"}
SITE = {"url": "https://acme.test/help", "title": "Help"}
BASE = {"id": ID, "status": "open", "created_at": AT}
CHATTED = {**BASE, "channel": "chat", "page_url": "https://acme.test/p", "typing": True, "assignee": AGENT}
MAILED = {
    **BASE,
    "channel": "email",
    "subject": "Help",
    "from": "a@acme.test",
    "cc": ["b@acme.test"],
    "closed_at": AT,
    "labels": ["new"],
    "fields": {"order": 7},
    "assignee": None,
}
PHONED = {**BASE, "channel": "phone", "number": "+49 30 1", "seconds": None, "closed_at": None}
MESSAGE = {"id": "m1", "author": AGENT, "body": TEXT, "sent_at": AT}
LONG_MESSAGE = {
    "id": "m2",
    "author": VISITOR,
    "body": CARD,
    "sent_at": AT,
    "attachments": [FILE, SITE],
    "reactions": {"+1": 2},
    "reply_to": MESSAGE,
    "translations": {"de": {"kind": "text", "text": "Hallo"}},
}
ENTRY = {"at": AT, "what": "opened", "before": None, "after": {"status": ["open", 1, 2.5, True]}}
CALL = {"id": "c1", "started_at": "2026-01-02T03:04:05.678Z", "ended_at": None, "price": 0.5}
NAMES = {
    "user-name": "a",
    "user_name": "b",
    "userName": 1,
    "UserName": True,
    "class": "c",
    "from": "2026-01-02",
    "None": None,
    "self": "s",
    "cls": "k",
    "extra": {"a": "b"},
    "extra_": "e",
    "to_dict": "t",
    "from_dict": "f",
    "to_json": "j",
    "date": "2026-01-02",
    "datetime": AT,
    "list": ["l"],
    "str": "s",
    "__proto__": "p",
    "__class__": "q",
    "_private": "r",
    "_": "u",
    "1st": "v",
    "@id": "w",
    "a.b": "x",
    "a b": "y",
    "a/b~c": "z",
    "größe": 2,
    "名": "n",
    "": "nameless",
}
LEAST: dict[str, Any] = {
    "dates": {"day": "2026-01-02", "at": AT, "due": None, "days": [], "instants": []},
    "nullables": {"text": None, "flag": None, "model": None},
    "numbers": {"small": 1, "large": 2**40, "price": 12.5},
    "texts": {"plain": ""},
    "enums": {"status": "waiting", "level": -1, "version": 2},
    "choices": {"body": TEXT},
    "names": {"user-name": "a", "user_name": "b", "class": "c"},
}
MOST: dict[str, Any] = {
    "dates": {
        "day": "2026-01-02",
        "at": AT,
        "due": AT,
        "next_day": "2026-01-03",
        "next_at": AT,
        "last_day": None,
        "last_at": AT,
        "days": ["2026-01-02"],
        "instants": [AT],
        "by_name": {"a": AT},
        "gaps": [None, AT],
        "either": 5,
        "time": "03:04:05Z",
        "span": "P1DT2H",
    },
    "nullables": {
        "text": "t",
        "flag": True,
        "model": SITE,
        "count": 1,
        "share": 0.5,
        "id": ID,
        "kind": "a",
        "list": [None, "x"],
        "map": {"a": None, "b": 1},
        "part": {"x": None},
        "choice": CARD,
        "nothing": None,
    },
    "numbers": {
        "small": -1,
        "large": 2,
        "price": 3,
        "ratio": 0.25,
        "exact": 1.5,
        "percent": 100,
        "half": 2.5,
        "any": 1.5,
        "loose": "1.5",
    },
    "texts": {
        "plain": "p",
        "id": ID,
        "secret": "s",
        "address": "a@acme.test",
        "url": "https://acme.test",
        "data": "YWJj",
        "code": "DE-49",
        "short": "abc",
        "packed": "{}",
    },
    "enums": {
        "status": "closed",
        "level": 3,
        "version": 2,
        "letter": "é",
        "mixed": 2.5,
        "fixed": "this",
        "levels": [1, 2],
        "by_status": {"a": "open"},
    },
    "choices": {
        "body": CARD,
        "maybe": MENU,
        "list": [{"radius": 1}, {"side": 2}, {"corners": [[0, 0], [0, 1], [1, 0]]}],
        "map": {"a": {"radius": 1.5, "label": "c"}},
        "deep": [{"a": LINK}],
        "text_or_list": ["a"],
        "text_or_model": SITE,
        "flag_or_count": 2,
        "lists": [SITE],
        "pick": [1, [True, {"radius": 1}], None],
    },
    "names": NAMES,
    "maps": {
        "texts": {"a": "b"},
        "models": {"a": SITE},
        "lists": {"a": [1]},
        "free": {"a": {"b": [1]}},
        "open": {"name": "n", "later": AT},
        "empty": {},
        "maybe": {"a": None},
        "deep": {"a": {"b": 1.5}},
    },
    "tree": {"value": "a", "left": None, "right": {"value": "b", "rest": [], "by_name": {"c": {"value": "c"}}}},
    "patch": [{"op": "add", "path": "/a", "value": None}],
    "shape": {"side": 1},
    "vehicle": {"type": "van", "load": 1.5},
    "nothing": None,
    "anything": [None, {"a": 1}],
    "strict": {"a": 1, "b": None},
}
CHANGE = {
    "status": "closed", "assignee_id": None, "labels": None, "closed_at": AT, "fields": {"order": None, "size": "L"},
}  # fmt: skip
STEPS = [{"op": "replace", "path": "/status", "value": "open"}, {"op": "move", "from": "/a", "path": "/b"}]
EVENTS = "".join(
    [
        ": the desk is awake\n\n",
        f"event: message\nid: 1\ndata: {json.dumps({'event': 'message', 'message': MESSAGE})}\n\n",
        'id: 2\nretry: 1000\ndata: {"event": "status",\ndata:  "status": "closed"}\n\n',
        "data: [DONE]\n\n",
    ]
).encode()
UPLOAD = multipart(
    part("file", b"\x89PNG\r\n\x1a\n", "a.png", "image/png"),
    part("previews", b"\x00\xff", "1.png", "image/png"),
    part("previews", b"", "2.png", "image/png"),
    part("purpose", b"attachment"),
    part("labels", b"a"),
    part("labels", "grün".encode()),
    part("about", json.dumps(FILE).encode(), media="application/json"),
    part("expires", AT.encode()),
)
QUERY = f"?page=2&per=2&status=open&labels=a,b&filter[assignee]={ID}&filter%5Bwaiting%5D=true&since={AT}"
TOTAL = ("x-total", "7")
PAGE = json_of({"items": [CHATTED, MAILED, PHONED], "page": 2, "per": 3, "total": 7})
APP = json_of({"name": "Robot", "scopes": ["read"]})
MISSING = problem(404)

GOOD: tuple[Exchange, ...] = (
    exchange("conversations", "listConversations", f"GET /conversations{QUERY}", 200, PAGE, answer=(TOTAL,)),
    exchange("conversations-least", "listConversations", "GET /conversations", 200, json_of(
        {"items": [], "page": 1, "per": 2, "total": 0})),
    exchange("conversations-401", "listConversations", "GET /conversations", 401, problem(401)),
    exchange("conversations-429", "listConversations", "GET /conversations", 429, problem(429),
             answer=(("retry-after", "5"),)),
    exchange("conversations-500", "listConversations", "GET /conversations", 500,
             json_of({"code": "down", "message": None, "details": [1]})),
    exchange("open", "openConversation", "POST /conversations", 201, json_of(CHATTED), headers=(
        ("idempotency-key", ID),), sent=json_of({"channel": "chat", "message": {"body": TEXT}, "fields": {"a": 1}})),
    exchange("open-422", "openConversation", "POST /conversations", 422, problem(
        422, errors=[{"pointer": "/channel", "message": "unknown"}]), sent=json_of(
        {"channel": "email", "message": {"body": CARD, "attachments": [SITE], "reply_to": None}, "access_code": "c"})),
    exchange("open-500", "openConversation", "POST /conversations", 500, problem(500), sent=json_of(
        {"channel": "phone", "message": {"body": TEXT}})),
    exchange("get", "getConversation", f"GET {CHAT}", 200, json_of(MAILED), headers=(
        ("x-trace", "t1"), ("x-fields", "id, status"), ("cookie", "theme=dark; locale=de"))),
    exchange("get-404", "getConversation", f"GET {CHAT}", 404, MISSING),
    exchange("has", "hasConversation", f"HEAD {CHAT}", 200),
    exchange("has-404", "hasConversation", f"HEAD {CHAT}", 404),
    exchange("change", "changeConversation", f"PATCH {CHAT}", 200, json_of(PHONED),
             sent=json_of(CHANGE, "application/merge-patch+json")),
    exchange("change-steps", "changeConversation", f"PATCH {CHAT}", 200, json_of(CHATTED),
             sent=json_of(STEPS, "application/json-patch+json")),
    exchange("change-409", "changeConversation", f"PATCH {CHAT}", 409, json_of({"code": 409}),
             sent=json_of({}, "application/merge-patch+json")),
    exchange("delete", "deleteConversation", f"DELETE {CHAT}", 204),
    exchange("delete-404", "deleteConversation", f"DELETE {CHAT}", 404, MISSING),
    exchange("archive", "archiveConversation", f"POST {CHAT}/archive", 204),
    exchange("contacts", "listContacts", "GET /contacts?page=0&size=2", 200, json_of({
        "content": [{"id": 1, "name": "A", "email": None, "birthday": "2000-02-29", "first_seen": AT}, {"id": 2**40}],
        "number": 0, "size": 2, "last": True})),
    exchange("messages", "listMessages", f"GET {CHAT}/messages?cursor=c%2B1&limit=2", 200, json_of(
        {"items": [MESSAGE, LONG_MESSAGE], "nextCursor": None})),
    exchange("messages-418", "listMessages", f"GET {CHAT}/messages", 418, problem(418)),
    exchange("send", "sendMessage", f"POST {CHAT}/messages", 200, json_of(LONG_MESSAGE), sent=json_of({"body": CARD})),
    exchange("send-500", "sendMessage", f"POST {CHAT}/messages", 500, problem(500), sent=json_of({"body": TEXT})),
    exchange("draft", "draftAnswer", f"POST {CHAT}/draft", 200, ("text/plain; charset=utf-8", "Grüße".encode()),
             sent=("text/plain", b"short"), chunks=((1, 3), (5, 4))),
    exchange("draft-latin", "draftAnswer", f"POST {CHAT}/draft", 200,
             ("text/plain; charset=iso-8859-1", b"Gr\xfc\xdfe")),
    exchange("draft-503", "draftAnswer", f"POST {CHAT}/draft", 503, ("text/plain", b"later")),
    exchange("follow", "followConversation", f"GET {CHAT}/events", 200, ("text/event-stream", EVENTS), auth=(TOKEN,),
             headers=(("last-event-id", "0"),), chunks=((0, 30), (20, len(EVENTS) - 30))),
    exchange("journal", "listJournal", "GET /journal?cursor=c&currentPage=1&total=9", 200, json_of(
        {"items": [ENTRY], "cursor": "d", "currentPage": 2, "total": 9})),
    exchange("export", "exportJournal", "GET /journal/export", 200, ("application/x-ndjson", b"\n".join(
        json_of(each)[1] for each in (ENTRY, {"at": AT, "what": "closed"}))), auth=(
        ("x-desk-id", "I"), ("x-desk-secret", "S")), chunks=((1, 9), (2, 149))),
    exchange("calls", "listCalls", "GET /stats/calls?pageKey=k&day=2026-01-02", 200, json_of(
        {"data": [CALL], "meta": {"next": "/stats/calls?pageKey=l"}}), auth=(("authorization", "R"),)),
    exchange("summary", "getSummary", "GET /stats/summary?from=2026-01-01&to=2026-01-31", 200, json_of({
        "from": "2026-01-01", "to": None, "by_day": {"2026-01-01": 3}, "mean_wait": 1.5,
        "by_status": [{"status": "open", "count": 3}]}), auth=(TOKEN,)),
    exchange("summary-old", "getSummary", "GET /stats/summary?from=2026-01-01", 200, json_of(
        {"from": "2026-01-01", "by_day": {}}), auth=(("x-old-desk", "O"),)),
    exchange("upload", "uploadFiles", "POST /files", 201, json_of(FILE), sent=UPLOAD),
    exchange("download", "downloadFile", f"GET /files/{ID}", 200, ("application/octet-stream", b"\x00\xff\x01")),
    exchange("download-part", "downloadFile", f"GET /files/{ID}", 206, ("application/octet-stream", b"\xff"),
             headers=(("range", "bytes=1-1"),)),
    exchange("download-404", "downloadFile", f"GET /files/{ID}", 404, MISSING),
    exchange("replace", "replaceFile", f"PUT /files/{ID}", 204, sent=("application/octet-stream", b"\xfe\x00")),
    exchange("link", "getFileLink", f"GET /files/{ID}/link?api_key=K", 200, ("text/plain", b"https://acme.test/f"),
             auth=()),
    exchange("token", "createToken", "POST /auth/token", 200, json_of(
        {"access_token": "T", "token_type": "bearer", "expires_in": 60, "refresh_token": None}), auth=(),
        sent=form("grant_type=password&username=a+b%40acme.test&password=p%26%3D&scope=read%20write")),
    exchange("token-400", "createToken", "POST /auth/token", 400, json_of({"error": "invalid_grant"}), auth=(),
             sent=form("grant_type=refresh_token&refresh_token=r")),
    exchange("user", "getUser", "GET /auth/user", 200, json_of(AGENT), auth=(TOKEN,)),
    exchange("app", "getApp", "GET /auth/app", 200, APP, auth=(TOKEN,)),
    exchange("account", "getAccount", "GET /auth/basic", 200, APP, auth=(("authorization", "Basic YTpi"),)),
    exchange("session", "getSession", "GET /auth/session", 200, APP, auth=(("cookie", "desk_session=s; a=b"),)),
    exchange("oddities", "getOddities", "GET /oddities", 200, json_of(MOST), auth=()),
    exchange("oddities-key", "getOddities", "GET /oddities", 200, json_of(LEAST)),
    exchange("put-oddities", "putOddities", "PUT /oddities", 200, json_of([None, {"a": 1.5}]), sent=json_of(MOST)),
    exchange("names", "getNames", "GET /oddities/names/for?self=s&timeout=5&user-id=a&user_id=b&kinds%5B%5D=x"
             "&kinds[]=y", 200, json_of(NAMES)),
    exchange("choose", "chooseOddities", "POST /oddities/choices", 200, json_of({}), sent=json_of([1, None])),
    exchange("choose-list", "chooseOddities", "POST /oddities/choices", 200, json_of([LINK, MENU])),
    exchange("choose-later", "chooseOddities", "POST /oddities/choices", 202, sent=json_of({"radius": 1})),
)  # fmt: skip
