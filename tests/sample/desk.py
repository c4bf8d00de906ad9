"""The help desk that tests/features describes, on this machine: for the sample program and the README of its client."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

ID = "123e4567-e89b-12d3-a456-426614174000"
AGENT = {"role": "agent", "id": "a", "team": "support", "name": "Ada", "skills": ["tea"]}
SAID = {"id": "m1", "author": AGENT, "body": {"kind": "text", "text": "Hello"}, "sent_at": "2026-01-02T03:04:05Z"}
CARD = {
    "id": "m2",
    "author": {"role": "visitor", "id": "v"},
    "body": {
        "kind": "card",
        "title": "Menu",
        "actions": [
            {"@type": "link", "url": "https://acme.test"},
            {"@type": "submenu", "actions": [{"@type": "reply", "text": "Yes"}]},
            {"@type": "dance", "steps": 3},
        ],
    },
    "sent_at": "2026-01-02T03:04:05Z",
    "attachments": [{"id": ID, "name": "notes.txt"}, {"url": "https://acme.test/picture"}],
}
CHAT = {
    "id": ID,
    "channel": "chat",
    "status": "open",
    "created_at": "2026-01-02T03:04:05.678Z",
    "closed_at": None,
    "assignee": AGENT,
    "page_url": "https://acme.test",
    "mood": "good",
}
MAIL = {**CHAT, "channel": "email", "status": "snoozed", "subject": "Tea", "from": "ada@acme.test"}
FAX = {**CHAT, "channel": "fax", "pages": 3}
ENTRIES = [{"at": f"2026-01-02T03:04:0{number}Z", "what": "looked", "after": {"n": number}} for number in range(4)]
ODD = {
    "dates": {
        "day": "2026-01-02",
        "at": "2026-01-02 03:04:05",
        "due": None,
        "next_at": "soon",
        "days": [],
        "instants": ["2026-01-02T03:04:05+01:00"],
    },
    "nullables": {"text": None, "flag": None, "model": None},
    "numbers": {"small": 1, "large": 9007199254740993, "price": 12.5},
    "texts": {"plain": "text", "secret": "hidden"},
    "enums": {"status": "open", "level": 7, "version": 2},
    "choices": {"body": {"kind": "text", "text": "Hello"}, "list": [{"radius": 1}, {"side": 2}]},
    "names": {"user-name": "a", "user_name": "b", "class": "c"},
    "vehicle": {"type": "van", "load": 1.5},
    "tree": {"value": "root", "left": {"value": "leaf"}},
}
# What each operation under /auth wants, and the start of what it takes.
WANTED = {
    "user": ("authorization", "Bearer "),
    "app": ("authorization", "Bearer "),
    "basic": ("authorization", "Basic "),
    "session": ("cookie", "desk_session="),
}


def problem(status: int, title: str, **more: Any) -> Response:
    body = {"type": "about:blank", "title": title, "status": status, **more}
    headers = {"x-request-id": "r-7"}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


class Desk:
    """What the server remembers."""

    def __init__(self) -> None:
        self.busy = 0
        self.tokens = 0

    async def conversations(self, request: Request) -> Response:
        if "x-desk-key" not in request.headers:
            return problem(401, "Nobody knows who calls")
        if request.method == "POST":
            sent = json.loads(await request.body())
            if sent["channel"] == "phone":
                return problem(422, "It is wrong", errors=[{"pointer": "/channel", "message": "no telephone"}])
            return JSONResponse({**MAIL, "fields": {"key": request.headers.get("idempotency-key")}}, 201)
        if request.query_params.get("labels") == "busy":
            self.busy += 1
            if self.busy < 3:
                return problem(503, "Busy")
        if request.query_params.get("labels") == "too,many":
            answer = problem(429, "Too many")
            answer.headers["retry-after"] = "7"
            return answer
        page, per = (int(request.query_params[name]) for name in ("page", "per"))
        items = [CHAT, MAIL, FAX][(page - 1) * per : page * per]
        return JSONResponse({"items": items, "page": page, "per": per, "total": 3}, headers={"x-total": "3"})

    async def conversation(self, request: Request) -> Response:
        if request.path_params["id"] == "gone":
            return problem(404, "There is no such thing")
        if request.method == "DELETE":
            return Response(status_code=204)
        if request.method == "PATCH":
            steps = json.loads(await request.body())
            if steps == {"labels": None}:
                return JSONResponse({"code": "changed", "message": "Somebody else was faster"}, 409)
            kind = request.headers["content-type"]
            return JSONResponse({**CHAT, "fields": {"kind": kind, "sent": steps}})
        told = {"trace": request.headers.get("x-trace"), "locale": request.cookies.get("locale")}
        return JSONResponse({**CHAT, "fields": told})

    async def archive(self, _: Request) -> Response:
        return Response(status_code=204)

    async def contacts(self, request: Request) -> Response:
        page = int(request.query_params["page"])
        return JSONResponse({"content": [{"id": page}], "number": page, "last": page == 2})

    async def messages(self, request: Request) -> Response:
        if request.method == "POST":
            sent = json.loads(await request.body())
            return JSONResponse(
                {**SAID, "body": sent["body"], "fields": {"reply_to": sent.get("reply_to", "left out")}}
            )
        if request.path_params["id"] == "circle":
            return JSONResponse({"items": [SAID], "nextCursor": "again"})
        more = request.query_params.get("cursor") != "second"
        return JSONResponse({"items": [SAID if more else CARD], "nextCursor": "second" if more else None})

    async def draft(self, _: Request) -> Response:
        async def pieces() -> AsyncIterator[str]:
            for piece in ("Dear ", "Zoë", "!"):
                yield piece

        return StreamingResponse(pieces(), media_type="text/plain; charset=utf-8")

    async def events(self, request: Request) -> Response:
        seen = request.headers.get("last-event-id", "none")
        events = [{"event": "message", "message": SAID}, {"event": "status", "status": "closed"}, {"event": seen}]
        texts = [f"id: {number}\ndata: {json.dumps(each)}\n\n" for number, each in enumerate(events)]
        return Response(": alive\n\n" + "".join(texts) + "data: [DONE]\n\n", media_type="text/event-stream")

    async def journal(self, request: Request) -> Response:
        at = int(request.query_params.get("cursor", "0"))
        after = {"cursor": str(at + 2), "currentPage": at // 2, "total": 4} if at < 2 else {"cursor": ""}
        return JSONResponse({"items": ENTRIES[at : at + 2], **after})

    async def export(self, _: Request) -> Response:
        return Response("".join(json.dumps(each) + "\n" for each in ENTRIES), media_type="application/x-ndjson")

    async def calls(self, request: Request) -> Response:
        key = request.query_params.get("pageKey")
        following = None if key else "/v1/stats/calls?pageKey=two"
        call = {"id": key or "one", "started_at": "2026-01-02T03:04:05.678Z"}
        return JSONResponse({"data": [call], "meta": {"next": following}})

    async def summary(self, request: Request) -> Response:
        first = request.query_params["from"]
        return JSONResponse({"from": first, "to": request.query_params.get("to"), "by_day": {first: 3}})

    async def upload(self, request: Request) -> Response:
        body = await request.body()
        return JSONResponse({"id": ID, "name": "notes.txt", "size": len(body)}, 201)

    async def file(self, request: Request) -> Response:
        if request.method == "PUT":
            return Response(status_code=204)
        content = b"0123456789" * 1000
        if "range" in request.headers:
            return Response(content[:4], 206, media_type="application/octet-stream")
        return Response(content, media_type="application/octet-stream")

    async def link(self, request: Request) -> Response:
        if "api_key" not in request.query_params:
            return problem(401, "Nobody knows who calls")
        return Response("https://acme.test/f/1", media_type="text/plain")

    async def token(self, request: Request) -> Response:
        self.tokens += 1
        form = (await request.body()).decode()
        if "wrong" in form:
            return JSONResponse({"error": "invalid_grant", "error_description": "no such user"}, 400)
        return JSONResponse({"access_token": f"token-{self.tokens}", "token_type": "bearer", "expires_in": 3600})

    async def auth(self, request: Request) -> Response:
        header, begin = WANTED[request.path_params["who"]]
        sent = request.headers.get(header, "")
        if not sent.startswith(begin):
            return problem(401, "Nobody knows who calls")
        if request.path_params["who"] == "user":
            return JSONResponse(AGENT)
        name = base64.b64decode(sent.removeprefix(begin)).decode() if begin == "Basic " else sent
        return JSONResponse({"name": name, "scopes": ["read"]})

    async def odd(self, request: Request) -> Response:
        return JSONResponse(json.loads(await request.body()) if request.method == "PUT" else ODD)

    async def names(self, request: Request) -> Response:
        query = [f"{name}={value}" for name, value in request.query_params.multi_items()]
        return JSONResponse({"user-name": "a", "user_name": "b", "class": request.path_params["id"], "list": query})

    async def choose(self, request: Request) -> Response:
        if not await request.body():
            return Response(status_code=202)
        return JSONResponse([{"@type": "reply", "text": "Yes"}])


def app() -> Starlette:
    """Return a desk of its own."""
    desk = Desk()
    some: list[str] = ["GET", "POST", "PATCH", "PUT", "DELETE"]
    table = {
        "/conversations": desk.conversations,
        "/conversations/{id}": desk.conversation,
        "/conversations/{id}/archive": desk.archive,
        "/conversations/{id}/messages": desk.messages,
        "/conversations/{id}/draft": desk.draft,
        "/conversations/{id}/events": desk.events,
        "/contacts": desk.contacts,
        "/journal": desk.journal,
        "/journal/export": desk.export,
        "/stats/calls": desk.calls,
        "/stats/summary": desk.summary,
        "/files": desk.upload,
        "/files/{id}": desk.file,
        "/files/{id}/link": desk.link,
        "/auth/token": desk.token,
        "/auth/{who}": desk.auth,
        "/oddities": desk.odd,
        "/oddities/names/{id:path}": desk.names,
        "/oddities/choices": desk.choose,
    }
    return Starlette(routes=[Route(path, endpoint, methods=some) for path, endpoint in table.items()])
