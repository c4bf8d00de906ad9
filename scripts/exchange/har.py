"""HAR 1.2: what browsers and proxies save, read as requests and responses; and exchanges written as such.

A HAR says nothing of who answered, and a browser's is full of secrets: what is read here is only for `scripts.record`,
which scrubs it. What an entry says twice and differently is refused, not guessed.
"""

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, unquote_plus, urlencode, urlsplit

from scripts.exchange import Exchange, Headers, Request, Response
from scripts.exchange.text import is_array
from scripts.problem import Problem, refuse

_AGAIN = "save it once more, with content"


@dataclass(frozen=True, slots=True)
class Entry:
    """One call of a HAR: its messages, the date, and the address of the server where it's noted."""

    where: str
    request: Request = field(repr=False)
    response: Response = field(repr=False)
    date: str
    peer: str


def read_har(text: str, name: str) -> tuple[list[Entry], list[Problem]]:
    """Read the entries of a HAR, and what is wrong with those that can't be used."""
    try:
        listed = json.loads(text.removeprefix("\ufeff"))["log"]["entries"]
    except (ValueError, RecursionError, KeyError, TypeError):
        refuse(name, "is no HAR: it has no log with entries", "export it as HAR 1.2")
    if not is_array(listed):
        refuse(f"{name}:/log/entries", "is no list", "export it as HAR 1.2")
    entries: list[Entry] = []
    problems: list[Problem] = []
    for index, each in enumerate(listed):
        where = f"{name}:/log/entries/{index}"
        try:
            entries.append(_entry(each, where))
        except _UnusableError as error:
            problems.append(Problem(where + error.pointer, error.what, error.cure))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            problems.append(Problem(where, f"is no entry of HAR 1.2 ({type(error).__name__}: {error})", _AGAIN))
    return entries, problems


class _UnusableError(Exception):
    def __init__(self, pointer: str, what: str, cure: str = _AGAIN) -> None:
        super().__init__(what)
        self.pointer, self.what, self.cure = pointer, what, cure


def _entry(entry: Any, where: str) -> Entry:
    told: dict[str, str] = entry.get("_exchange") or {}
    kind = told.get("kind", "recorded")
    if kind != "recorded":
        what = f"was exported from an exchange of the kind {kind}"
        raise _UnusableError("/_exchange/kind", what, "use that exchange")
    sent, got = entry["request"], entry["response"]
    if not isinstance(got["status"], int) or not 100 <= got["status"] <= 599:
        raise _UnusableError("/response/status", "there was no answer", "leave it out")
    url = str(sent["url"]).partition("#")[0]
    _agree(url, sent.get("queryString") or [])
    headers = _headers(got["headers"])
    content = _content(got.get("content") or {}, _type_of(headers))
    return Entry(
        where,
        Request.of(sent["method"], url, _headers(sent["headers"]), _post(sent)),
        Response.of(got["status"], headers, content, _chunks(got, len(content))),
        str(entry["startedDateTime"])[:10],
        str(entry.get("serverIPAddress") or urlsplit(url).hostname or "").strip("[]"),
    )


def _agree(url: str, listed: list[dict[str, str]]) -> None:
    """Hold the list of parameters against the address; some list them decoded, some as they are."""
    told = sorted((each["name"], each["value"]) for each in listed)
    query = urlsplit(url).query
    pairs = [tuple((f"{each}=").split("=")[:2]) for each in query.split("&") if each]
    forms = [sorted((decode(name), decode(value)) for name, value in pairs) for decode in (str, unquote, unquote_plus)]
    if told and told not in [*forms, sorted(parse_qsl(query, keep_blank_values=True))]:
        raise _UnusableError("/request/queryString", "is not what the address says", "correct the one that is wrong")


def _headers(listed: list[dict[str, str]]) -> Headers:
    """Read headers; those of HTTP/2 that are none, and what says how a body was packed, are left out."""
    # browsers write what was set by several headers as the lines of one
    pairs = [(each["name"].lower(), line) for each in listed for line in each["value"].split("\n")]
    return tuple(pair for pair in pairs if pair[0][:1] != ":" and pair[0] != "content-encoding")


def _type_of(headers: Headers) -> str:
    return next((value for name, value in headers if name == "content-type"), "")


def _content(content: dict[str, Any], content_type: str) -> bytes:
    text = content.get("text")
    if text is None:
        if int(content.get("size") or 0) > 0:
            raise _UnusableError("/response/content", "its body was not saved")
        return b""
    return _bytes(text, content.get("encoding"), content_type)


def _bytes(text: str, encoding: str | None, content_type: str) -> bytes:
    if encoding == "base64":
        return base64.b64decode(text, validate=True)
    charset = content_type.lower().partition("charset=")[2].partition(";")[0].strip(" \"'") or "utf-8"
    try:
        return text.encode(charset)
    except (LookupError, UnicodeEncodeError):
        return text.encode("utf-8", "surrogatepass")


def _post(sent: dict[str, Any]) -> bytes:
    post = sent.get("postData")
    if not post:
        return b""
    kind = str(post.get("mimeType") or "")
    if post.get("text"):
        return _bytes(post["text"], post.get("encoding") or post.get("_encoding"), kind)
    params: list[dict[str, str]] = post.get("params") or []
    if params and not kind.startswith("application/x-www-form-urlencoded"):
        raise _UnusableError("/request/postData", f"the text of the body ({kind}) was not saved")
    return urlencode([(each["name"], each.get("value", "")) for each in params]).encode()


def _chunks(got: dict[str, Any], size: int) -> tuple[tuple[int, int], ...]:
    chunks = tuple((int(time), int(length)) for time, length in got.get("_chunks") or ())
    return chunks if sum(length for _, length in chunks) == size else ()


def dump_har(exchanges: Sequence[Exchange]) -> str:
    """Write exchanges as HAR; where they come from stands in `_exchange`, so that none is taken for traffic again."""
    entries = [_written(each) for each in exchanges]
    log = {"version": "1.2", "creator": {"name": "scripts.record", "version": "1"}, "entries": entries}
    return json.dumps({"log": log}, indent=2, ensure_ascii=False) + "\n"


def _written(exchange: Exchange) -> dict[str, Any]:
    milliseconds = exchange.response.chunks[-1][0] if exchange.response.chunks else 0
    told = {name: getattr(exchange, name) for name in ("name", "kind", "vendor", "variant", "operation")}
    return {
        # HAR wants one; a transcript has none
        "startedDateTime": f"{exchange.source.get('date', '1970-01-01')}T00:00:00.000Z",
        "time": milliseconds,
        "request": _request(exchange.request),
        "response": _response(exchange.response),
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": milliseconds},
        "comment": f"{exchange.kind}: {exchange.name}",
        "_exchange": {**told, "source": dict(exchange.source)},
    }


def _request(request: Request) -> dict[str, Any]:
    post = {"mimeType": request.header("content-type") or "", **_text(request.content)} if request.content else None
    return {
        "method": request.method,
        "url": request.url,
        **_common(request.headers, len(request.content)),
        "queryString": _listed(parse_qsl(urlsplit(request.url).query, keep_blank_values=True)),
        **({"postData": post} if post else {}),
    }


def _response(response: Response) -> dict[str, Any]:
    size, kind = len(response.content), response.header("content-type") or ""
    return {
        "status": response.status,
        "statusText": "",
        **_common(response.headers, size),
        "content": {"size": size, "mimeType": kind, **(_text(response.content) if size else {})},
        "redirectURL": response.header("location") or "",
        **({"_chunks": [list(each) for each in response.chunks]} if response.chunks else {}),
    }


def _common(headers: Headers, size: int) -> dict[str, Any]:
    listed = _listed(headers)
    return {"httpVersion": "HTTP/1.1", "cookies": [], "headers": listed, "headersSize": -1, "bodySize": size}


def _listed(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _text(content: bytes) -> dict[str, str]:
    try:
        return {"text": content.decode()}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(content).decode(), "encoding": "base64"}
