"""Whatever goes wrong on the way ends in the exception that says so, in time, with nothing sent twice that must not be.

Against a real server on loopback, by both twins; `checks.check` holds every case against what always has to be so.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from tests.faults.checks import SECRETS, call, check
from tests.faults.server import Answer, always, first, packed, reset_after, response, serving, silent
from tests.features_package import acme

TWINS = ["sync", "async"]
UNKNOWN = b'{"channel": "pigeon"}'
FINE = response(200, UNKNOWN)
PAGE = b"<html><head><title>Bad gateway</title></head><body>" + b"<p>sorry</p>" * 900_000 + b"</body></html>"
BROKEN = b"\x1f\x8b\x08\x00nothing of the kind"
BOMB = packed(b" " * 20_000_000 + UNKNOWN)


def get(client: Any) -> Any:
    return client.conversations.get_conversation("c1")


def link(client: Any) -> Any:
    return client.files.get_file_link("f1")


def post(client: Any) -> Any:
    models = acme().models
    return client.messages.send(
        "c1", body=models.TextBody(text="hi") if hasattr(models, "TextBody") else {"text": "hi"}
    )


def marked_post(client: Any) -> Any:
    request = acme().Request("POST", "/conversations", body={"a": 1}, idempotent=True, security=(("deskKey",),))
    return client.send(request)


def conversations(client: Any) -> Any:
    return client.conversations.list(per=1)


def messages(client: Any) -> Any:
    return client.messages.list("c1")


@dataclass(frozen=True)
class Fault:
    """What the server does, what the caller is to see, and how often the request may arrive."""

    name: str
    answer: Answer
    error: str
    asked: int
    said: str = ""
    action: Callable[[Any], Any] = get
    settings: dict[str, Any] = field(default_factory=dict[str, Any])


def as_file(status: int, body: bytes, **headers: str) -> bytes:
    return response(status, body, kind="text/html", **headers)


FAULTS = [
    Fault("no answer at all", reset_after(), "ApiConnectionError", 3, "after 3 attempts"),
    Fault("a reset in the body", reset_after(response(200, UNKNOWN, length=500)), "ApiConnectionError", 3),
    Fault("a body that is cut", always(response(200, UNKNOWN, length=500), stay=False), "ApiConnectionError", 3),
    Fault("silence", silent, "ApiTimeoutError", 1, settings={"timeout": 0.3, "retries": 0}),
    Fault("silence, three times", silent, "ApiTimeoutError", 3, "after 3 attempts", settings={"timeout": 0.2}),
    Fault(
        "a body byte by byte",
        always(response(200, length=500), *[b" "] * 500, pause=0.05),
        "ApiTimeoutError",
        1,
        "did not end in time",
        settings={"timeout": 0.4, "retries": 0},
    ),
    Fault(
        "gzip that is cut",
        always(response(200, packed(UNKNOWN)[:-9], content_encoding="gzip")),
        "ApiConnectionError",
        3,
    ),
    Fault("gzip that is none", always(response(200, BROKEN, content_encoding="gzip")), "ApiConnectionError", 3),
    Fault("a page in place of JSON", always(as_file(200, b"<html>log in</html>")), "DecodeError", 1, "text/html"),
    Fault("JSON that is none", always(response(200, b'{"channel": ')), "DecodeError", 1, "expected JSON"),
    Fault("an empty body", always(response(200)), "DecodeError", 1, "an empty body"),
    Fault("an error page of 10 MB", always(as_file(500, PAGE)), "ServerError", 1, "Bad gateway"),
    Fault(
        "a body that is too large",
        always(response(200, b" " * 3_000_000)),
        "ResponseTooLargeError",
        1,
        "larger than 1000000 bytes",
        settings={"max_response_bytes": 1_000_000},
    ),
    Fault(
        "a bomb of gzip",
        always(response(200, BOMB, content_encoding="gzip")),
        "ResponseTooLargeError",
        1,
        settings={"max_response_bytes": 1_000_000},
    ),
    Fault(
        "a way to another host",
        always(response(302, location="http://127.0.0.2:9/x")),
        "ApiStatusError",
        1,
        "127.0.0.2",
    ),
    Fault("a way to itself", always(response(307, location="/conversations/c1")), "ApiStatusError", 1, "answered 307"),
    Fault("500 for ever", always(response(500, b'{"title": "out of order"}')), "ServerError", 1, "out of order"),
    Fault("503 for ever", always(response(503)), "ServerError", 3, "answered 503 after 3 attempts: no body"),
    Fault("499", always(response(499)), "ApiStatusError", 1, "answered 499"),
    Fault("520 with a page", always(as_file(520, b"<h1>unknown</h1>")), "ServerError", 1, "answered 520: unknown"),
    Fault("an error whose body is cut", always(response(404, b'{"title', length=99), stay=False), "NotFoundError", 1),
    Fault(
        "an error whose body never ends",
        always(response(404, b'{"title', length=99), *[b" "] * 90, pause=0.1),
        "NotFoundError",
        1,
        settings={"timeout": 0.3},
    ),
    Fault("an error in broken gzip", always(response(409, BROKEN, content_encoding="gzip")), "ConflictError", 1),
    Fault(
        "chunks of no length",
        always(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"),
        "ApiConnectionError",
        3,
    ),
    Fault("no HTTP", always(b"220 mail.example ESMTP\r\n", stay=False), "ApiConnectionError", 3),
    Fault(
        "headers without end", always(b"HTTP/1.1 200 OK\r\n", b"x: y\r\n" * 40_000, stay=False), "ApiConnectionError", 3
    ),
    Fault("a write that is reset", reset_after(), "ApiConnectionError", 1, action=post),
    Fault("a write that is refused", always(response(503)), "ServerError", 1, action=post),
    Fault("a write that is too much", always(response(429, retry_after="0")), "RateLimitError", 1, action=post),
    Fault("a marked write that is reset", reset_after(), "ApiConnectionError", 3, action=marked_post),
    Fault(
        "a pause that is too long",
        always(response(429, retry_after="500")),
        "RateLimitError",
        1,
        "to be tried again in 500 s",
    ),
    Fault(
        "a key in the address, told by the way to another host",
        always(response(302, location=f"http://127.0.0.2:9/x?api_key={SECRETS['link_key']}")),
        "ApiStatusError",
        1,
        action=link,
    ),
    Fault(
        "a credential that the service repeats",
        always(response(401, f'{{"title": "no such key: {SECRETS["desk_key"]}"}}'.encode())),
        "AuthenticationError",
        1,
        r"no such key: \*\*\* .*desk_key= or ACME_DESK_KEY",
    ),
    Fault(
        "the same page again",
        always(response(200, b'{"items": [%s], "page": 1, "per": 1, "total": 9}' % UNKNOWN)),
        "PagingError",
        2,
        action=conversations,
    ),
    Fault(
        "a cursor that is repeated",
        always(response(200, b'{"items": [], "nextCursor": "a"}')),
        "PagingError",
        2,
        action=messages,
    ),
    Fault(
        "cursors in a circle",
        first(
            *(always(response(200, b'{"items": [], "nextCursor": "%s"}' % each)) for each in (b"a", b"b", b"a", b"b"))
        ),
        "PagingError",
        3,
        action=messages,
    ),
]


@pytest.mark.parametrize("twin", TWINS)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: each.name)
def test_a_fault_ends_in_the_exception_that_says_so(fault: Fault, twin: str) -> None:
    with serving(fault.answer) as server:
        seen = call(twin, server.url, fault.action, **fault.settings)
        check(seen, server)
        assert type(seen.error).__name__ == fault.error, repr(seen.error)
        assert isinstance(seen.error, acme().ApiError)
        assert len(server.asked) == fault.asked
        if fault.said:
            assert re.search(fault.said, str(seen.error)), seen.error


@pytest.mark.parametrize("twin", TWINS)
def test_a_refused_connection_ends_at_once(twin: str) -> None:
    with serving(silent) as server:
        url = server.url
    seen = call(twin, url, get)
    check(seen, None)
    assert type(seen.error).__name__ == "ApiConnectionError"
    assert "after 3 attempts" in str(seen.error)


@pytest.mark.parametrize("twin", TWINS)
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_pause_that_the_service_asks_for_is_kept(twin: str, form: str) -> None:
    pause = "1" if form == "seconds" else formatdate(time.time() + 2, usegmt=True)
    with serving(first(always(response(429, retry_after=pause)), always(FINE))) as server:
        seen = call(twin, server.url, get)
        check(seen, server)
    assert seen.error is None
    assert type(seen.result).__name__ == "UnknownConversation"
    assert seen.seconds > 0.9
    assert server.count("GET") == 2


@pytest.mark.parametrize("twin", TWINS)
def test_a_connection_that_went_stale_between_two_calls_is_no_matter(twin: str) -> None:
    # The server says that it stays, and goes.
    with serving(always(FINE, stay=False)) as server:

        def twice(client: Any) -> Any:
            if twin == "sync":
                get(client)
                time.sleep(0.05)
                return get(client)

            async def both() -> Any:
                await get(client)
                time.sleep(0.05)
                return await get(client)

            return both()

        seen = call(twin, server.url, twice)
        check(seen, server)
    assert seen.error is None
    assert server.count("GET") >= 2


@pytest.mark.parametrize("twin", TWINS)
def test_a_file_is_sent_as_a_whole_again(twin: str, tmp_path: Path) -> None:
    path = tmp_path / "file.bin"
    path.write_bytes(b"0123456789" * 30_000)
    with path.open("rb") as file, serving(first(reset_after(), always(response(204)))) as server:
        file.seek(5)
        seen = call(twin, server.url, lambda client: client.files.replace_file("f1", body=file), timeout=5.0)
        check(seen, server)
    assert seen.error is None
    assert [len(each.body) for each in server.asked] == [299_995] * 2
    assert server.asked[1].body == path.read_bytes()[5:]
