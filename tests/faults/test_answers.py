"""One bad answer, or none: each ends in its own error, in time, and is asked for as often as it may be."""

import gzip
import zlib
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.faults.cases import CASE, HTML, ID
from tests.faults.watch import Twin, called
from tests.faults.wire import CLOSE, RESET, SILENCE, Answer, Server, chunk, drip, head, script, whole
from tests.features_package import acme

PACKED = gzip.compress(CASE)
BIG = 10 * 1024 * 1024
GZIP: dict[str, Any] = {"content_encoding": "gzip"}
SHORT = {"timeout": 0.2, "retries": acme().Retries(1, first_delay=0.01)}


@dataclass
class Fault:
    """An answer that is given whenever it is asked for, and what a call for a conversation ends in.

    Attributes:
        sent: how often the request is sent where it may be sent three times.
        within: seconds that it may take, beside a margin for busy machines.
    """

    name: str
    answer: Answer
    error: str
    says: str = ""
    sent: int = 1
    within: float = 0.0
    settings: dict[str, Any] = field(default_factory=dict)


CONNECTION = "ApiConnectionError"
FAULTS = [
    # The connection.
    Fault("reset at once", [RESET], CONNECTION, "after 3 attempts", 3),
    Fault("closed at once", [CLOSE], CONNECTION, "after 3 attempts", 3),
    Fault("reset in the head", [b"HTTP/1.1 200 OK\r\ncontent-", RESET], CONNECTION, "after 3 attempts", 3),
    Fault("reset in the body", [head(content_length=99), CASE[:9], RESET], CONNECTION, "after 3 attempts", 3),
    Fault("cut off", [head(content_length=len(CASE) + 1), CASE, CLOSE], CONNECTION, "after 3 attempts", 3),
    Fault("cut off between chunks", [head(transfer_encoding="chunked"), chunk(CASE), CLOSE], CONNECTION, "3", 3),
    Fault("chunks of no size", [head(transfer_encoding="chunked"), b"what?\r\n", CASE, CLOSE], CONNECTION, "3", 3),
    Fault("a chunk too short", [head(transfer_encoding="chunked"), b"fff\r\n", CASE, CLOSE], CONNECTION, "3", 3),
    Fault("no status", [b"HTTP/1.1 huh?\r\n\r\n", CLOSE], CONNECTION, "after 3 attempts", 3),
    Fault("no HTTP", [b"SSH-2.0-OpenSSH_9.6\r\n", CLOSE], CONNECTION, "after 3 attempts", 3),
    Fault("a head too large", [head(**{f"x{n}": "x" * 2000 for n in range(100)}), CLOSE], CONNECTION, "3", 3),
    Fault("a header that is none", [b"HTTP/1.1 200 OK\r\nwhat is this\r\n\r\n", CLOSE], CONNECTION, "3", 3),
    Fault("no length that is one", [head(content_length="many"), CASE, CLOSE], CONNECTION, "3", 3),
    Fault("two lengths", [head(content_length="5\r\ncontent-length: 6"), CASE, CLOSE], CONNECTION, "3", 3),
    Fault("another protocol", [head(101, upgrade="x", connection="upgrade"), CLOSE], CONNECTION, "3", 3),
    # Time.
    Fault("silence", [SILENCE], "ApiTimeoutError", "after 2 attempts", 2, 0.4, SHORT),
    Fault("silence in the head", [b"HTTP/1.1 200", SILENCE], "ApiTimeoutError", "after 2 attempts", 2, 0.4, SHORT),
    Fault(
        "silence in the body",
        [head(content_length=9), b"{", SILENCE],
        "ApiTimeoutError",
        "after 2 attempts",
        2,
        0.4,
        SHORT,
    ),
    Fault(
        "a body that drips",
        [head(content_length=999), *drip(b"{" * 400, 0.02)],
        "ApiTimeoutError",
        "did not end in time (after 2 attempts)",
        2,
        0.4,
        SHORT,
    ),
    Fault(
        "chunks that drip",
        [head(transfer_encoding="chunked"), *drip(chunk(b"x") * 99, 0.02)],
        "ApiTimeoutError",
        "after 2 attempts",
        2,
        0.4,
        SHORT,
    ),
    # Compression.
    Fault("gzip cut off", whole(PACKED[:-9], **GZIP), CONNECTION, "compressed body ended too early", 3),
    Fault("gzip cut in its head", whole(PACKED[:5], **GZIP), CONNECTION, "compressed body ended too early", 3),
    Fault("no gzip", whole(b"not packed at all", **GZIP), CONNECTION, "", 3),
    Fault("gzip with a wrong sum", whole(PACKED[:-8] + b"\0" * 8, **GZIP), CONNECTION, "", 3),
    Fault("deflate cut off", whole(zlib.compress(CASE)[:-3], content_encoding="deflate"), CONNECTION, "early", 3),
    # What it says.
    Fault("a page", whole(HTML, kind="text/html"), "DecodeError", "text/html"),
    Fault("half of JSON", whole(CASE[:40]), "DecodeError", "expected JSON"),
    Fault("other JSON", whole(b'{"channel":"phone","id":5}'), "DecodeError"),
    Fault("nothing", whole(), "DecodeError", "empty body"),
    Fault("no content", whole(status=204), "DecodeError"),
    Fault("no UTF-8", whole(b'{"id":"\xff\xfe"}'), "DecodeError"),
    Fault("JSON too deep", whole(b"[" * 100_000), "DecodeError"),
    # Too much of it.
    Fault(
        "too large", whole(b" " * 5000), "ResponseTooLargeError", "max_response_bytes", 1, 0, {"max_response_bytes": 99}
    ),
    Fault(
        "a bomb",
        whole(gzip.compress(b" " * BIG), **GZIP),
        "ResponseTooLargeError",
        "larger than 99 bytes",
        1,
        0,
        {"max_response_bytes": 99},
    ),
    Fault("a bomb of an error", whole(gzip.compress(b"x" * BIG), 500, "text/html", **GZIP), "ServerError", "500"),
    Fault("10 MB of an error", whole(HTML + b" " * BIG, 500, "text/html"), "ServerError", "Something went wrong"),
    # Redirects are not followed.
    Fault("to another host", whole(b"", 302, location="http://127.0.0.2:9/?x=1"), "ApiStatusError", "127.0.0.2"),
    Fault("round in circles", whole(b"", 307, location=f"/conversations/{ID}"), "ApiStatusError", "answered 307"),
    # For ever, and statuses that no standard has.
    Fault("500 for ever", whole(HTML, 500, "text/html"), "ServerError", "answered 500"),
    Fault("503 for ever", whole(HTML, 503, "text/html"), "ServerError", "answered 503 after 3 attempts", 3),
    Fault("499 with nothing", whole(status=499), "ApiStatusError", "answered 499: no body"),
    Fault("499 with a page", whole(HTML, 499, "text/html"), "ApiStatusError", "Something went wrong"),
    Fault("520 with nothing", whole(status=520), "ServerError", "answered 520: no body"),
    Fault("520 with a page", whole(HTML, 520, "text/html"), "ServerError", "Something went wrong"),
    Fault("999", whole(HTML, 999, "text/html"), "ApiStatusError", "answered 999: a page, 'Oops'"),
    Fault("500 of latin 1", [b"HTTP/1.1 500 h\xe9\r\nx: \xff\r\ncontent-length: 0\r\n\r\n"], "ServerError", "no body"),
    Fault("500 in no charset", whole(HTML, 500, "text/html; charset=rot13"), "ServerError", "Something went wrong"),
    Fault(
        "503 until never", whole(status=503, retry_after="Fri, 31 Dec 2100 1:00:00 +" + "9" * 20), "ServerError", "", 3
    ),
    Fault(
        "503 for no hours", whole(status=503, retry_after="Fri, 31 Dec 2100 " + "9" * 20 + ":0"), "ServerError", "", 3
    ),
    Fault("520 cut off", [head(520, content_length=999), HTML, CLOSE], "ServerError", "Something went wrong"),
    Fault("499 cut off", [head(499, content_length=999), HTML, RESET], "ApiStatusError", "answered 499"),
    Fault("520 of no gzip", whole(HTML, 520, "text/html", **GZIP), "ServerError", "answered 520"),
    Fault(
        "520 that drips",
        [head(520, content_length=999), *drip(HTML * 4, 0.02)],
        "ServerError",
        "answered 520",
        1,
        0.3,
        {"timeout": 0.2},
    ),
    Fault(
        "404 of broken chunks",
        [head(404, transfer_encoding="chunked"), chunk(HTML), b"huh\r\n", CLOSE],
        "NotFoundError",
        "went wrong",
    ),
    Fault("401 of half of JSON", whole(b'{"title":"N', 401), "AuthenticationError", 'answered 401: {"title":"N'),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_bad_answer_ends_in_the_error_that_is_documented(twin: Twin, fault: Fault) -> None:
    with Server(script(fault.answer)) as server:
        seen = called(
            twin, server, lambda acme: acme.conversations.get_conversation(ID), within=fault.within, **fault.settings
        )
    assert type(seen.error) is getattr(acme(), fault.error), repr(seen.error)
    assert fault.says in seen.says
    assert len(server.asked) == fault.sent
    assert len(seen.says) < 1000


GOOD: dict[str, Answer] = {
    "after a hint": [b"HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n", *whole(CASE)],
    "until the end of the connection": [head(), CASE, CLOSE],
    "in chunks with trailers": [head(transfer_encoding="chunked"), chunk(CASE), b"0\r\nx: y\r\n\r\n"],
    "packed twice": whole(gzip.compress(zlib.compress(CASE)), content_encoding="deflate, gzip"),
    "packed in two": whole(gzip.compress(CASE[:9]) + gzip.compress(CASE[9:]), **GZIP),
    "packed, and more": whole(PACKED + b"\0\0", **GZIP),
    "deflate without a head": whole(zlib.compress(CASE)[2:-4], content_encoding="deflate"),
    "not packed, it says": whole(CASE, content_encoding="identity"),
    "with a mark": whole(b"\xef\xbb\xbf" + CASE),
    "with a wrong cookie": whole(CASE, set_cookie="=;;\x02"),
    "with a wrong type": whole(CASE, kind="text/plain"),
    "drop by drop": [head(content_length=len(CASE)), *drip(CASE, 0.0005)],
}


@pytest.mark.parametrize("answer", GOOD.values(), ids=GOOD)
def test_an_answer_that_is_odd_but_whole_is_read(twin: Twin, answer: Answer) -> None:
    with Server(script(answer)) as server:
        seen = called(twin, server, lambda acme: acme.conversations.get_conversation(ID))
    assert seen.error is None, repr(seen.error)
    assert seen.value.number == "1"
    assert len(server.asked) == 1
