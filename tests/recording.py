"""What the tests of recording share: an invented vendor, a server on this machine, and a search for a secret that owes
nothing to the one that is tested."""

import asyncio
import base64
import html
import re
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_plus

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from scripts.record import AsyncRecordingTransport, Recorder, RecordingTransport
from scripts.record.proxy import serve
from scripts.vendors import Vendor

SPEC = """
openapi: 3.1.0
info: {title: Things, version: "1"}
servers: [{url: "https://api.acme.example/v1"}]
security: [{key: []}, {inQuery: []}, {inCookie: []}, {account: []}, {bearer: []}]
paths:
  /things:
    get:
      operationId: listThings
      parameters:
        - {name: page, in: query, schema: {type: string}}
        - {name: X-Shown, in: header, schema: {type: string}}
        - {name: locale, in: cookie, schema: {type: string}}
      responses:
        "200":
          content: {application/json: {schema: {$ref: "#/components/schemas/Things"}}}
          headers: {X-Count: {schema: {type: integer}}}
        4XX: {content: {application/json: {}, text/html: {}, text/plain: {}}}
    post:
      operationId: addThing
      requestBody:
        content:
          application/json: {schema: {$ref: "#/components/schemas/Thing"}}
          application/x-www-form-urlencoded: {}
          multipart/form-data: {}
          application/octet-stream: {}
      responses:
        "201": {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
        4XX: {content: {text/plain: {}}}
  /things/{id}:
    get:
      operationId: getThing
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
        3XX: {description: elsewhere}
  /events:
    get:
      operationId: listEvents
      responses: {"200": {content: {text/event-stream: {}}}}
  /texts:
    get:
      operationId: readText
      x-streaming: {style: text}
      responses: {"200": {content: {text/plain: {}}}}
  /login:
    post:
      operationId: logIn
      security: []
      requestBody: {content: {application/x-www-form-urlencoded: {}}}
      responses: {"200": {content: {application/json: {}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Door}
    inQuery: {type: apiKey, in: query, name: door}
    inCookie: {type: apiKey, in: cookie, name: door_session}
    account: {type: http, scheme: basic}
    bearer: {type: http, scheme: bearer}
  schemas:
    Things: {type: object, properties: {items: {type: array, items: {$ref: "#/components/schemas/Thing"}}}}
    Thing:
      type: object
      properties:
        id: {type: string, format: uuid}
        owner: {type: string, format: email}
        parent: {type: string, format: uuid}
        made: {type: string, format: date-time}
        name: {type: string, x-personal: true}
        phrase: {type: string, format: password}
        code: {type: string, x-secret: true, pattern: "^ac-[a-z0-9]{12}$"}
        number: {type: integer, x-secret: true}
        door: {type: string, writeOnly: true}
        kind: {type: string, enum: [small, large-thing], x-secret: true}
        address: {type: string, format: ipv4}
"""
API = "https://api.acme.example/v1"
# made anew each time, so that nothing can know them; of no known shape, with all that encodings treat specially
SECRET = f'Wol{secrets.token_hex(4)}+ke/{secrets.token_hex(3)} &zu"ck<er=ß'
PLAIN = f"wolke{secrets.token_hex(6)}zucker"

Answer = Callable[[Request, bytes], Response]


def vendor(root: Path) -> Vendor:
    found = Vendor("acme", root)
    found.effective().parent.mkdir(parents=True, exist_ok=True)
    found.effective().write_text(SPEC)
    return found


def reveals(data: bytes, secret: str, depth: int = 6) -> bool:
    """Whether a secret can be had from bytes by decoding them again and again; slow, and written apart from scripts."""
    text = data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace")
    if secret.lower() in text.lower() or secret.replace(" ", "+").lower() in text.lower():
        return True
    if not depth:
        return False
    again = {
        unquote(text),
        unquote_plus(text),
        html.unescape(text),
        _unescaped(text),
        text.replace("\n", ""),
        re.sub(r"\n\ndata: ", "", text),
    }
    if any(reveals(each.encode("utf-8", "replace"), secret, depth - 1) for each in again - {text}):
        return True
    for run in re.findall(r"[A-Za-z0-9+/_-]{8,}", text):
        for start in range(4):
            coded = run[start:].translate(str.maketrans("-_", "+/"))
            decoded = base64.b64decode(coded[: len(coded) // 4 * 4] + _rest(coded))
            if secret.encode().lower() in decoded.lower() or (
                _is_text(decoded) and reveals(decoded, secret, depth - 1)
            ):
                return True
    runs = (run[start:] for run in re.findall(r"[0-9a-fA-F]{12,}", text) for start in range(2))
    return any(secret.encode() in bytes.fromhex(run[: len(run) // 2 * 2]) for run in runs)


def _rest(coded: str) -> str:
    rest = coded[len(coded) // 4 * 4 :]
    return rest + "=" * (-len(rest) % 4) if len(rest) > 1 else ""


def _is_text(data: bytes) -> bool:
    try:
        return all(each.isprintable() or each in "\r\n\t" for each in data.decode())
    except UnicodeDecodeError:
        return False


def _unescaped(text: str) -> str:
    return re.sub(r"\\(?:u([0-9a-fA-F]{4})|(.))", lambda each: chr(int(each[1], 16)) if each[1] else each[2], text)


@dataclass
class Service:
    """A server on this machine; `answer` may be another for each test."""

    url: str
    answer: Answer


@contextmanager
def server() -> Iterator[Service]:
    """Serve over real HTTP whatever a function answers, which is given the request and its body."""
    service = Service("", lambda *_: Response(status_code=500))

    async def app(received: Request) -> Response:
        return service.answer(received, await received.body())

    methods = ["DELETE", "GET", "HEAD", "PATCH", "POST", "PUT"]
    with serve(Starlette(routes=[Route("/{path:path}", app, methods=methods)]), 0) as service.url:
        yield service


def streamed(*pieces: bytes, pause: float = 0.02, forever: bool = False, **options: Any) -> StreamingResponse:
    async def body() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece
            await asyncio.sleep(pause)
        while forever:
            await asyncio.sleep(0.05)
            yield b": still here\n\n"

    return StreamingResponse(body(), **options)


def call(recorder: Recorder, twin: str, method: str, url: str, **options: Any) -> bytes:
    """Send one request through a recording client, synchronous or not, and return what its user reads."""
    if twin == "sync":
        with httpx.Client(transport=RecordingTransport(httpx.HTTPTransport(verify=False), recorder)) as client:
            return client.request(method, url, **options).content
    return asyncio.run(_acall(recorder, method, url, options))


async def _acall(recorder: Recorder, method: str, url: str, options: dict[str, Any]) -> bytes:
    async with httpx.AsyncClient(
        transport=AsyncRecordingTransport(httpx.AsyncHTTPTransport(verify=False), recorder)
    ) as client:
        return (await client.request(method, url, **options)).content
