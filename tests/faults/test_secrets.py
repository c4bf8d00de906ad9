"""No secret shows, whichever way it is sent and whatever the service does with it."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.faults.cases import ID
from tests.faults.watch import Twin, called
from tests.faults.wire import CLOSE, RESET, SILENCE, Answer, Asked, Server, script, whole
from tests.features_package import acme

ODD = 'hush7 &/"secret'
CALLS: dict[str, Callable[[Any], Any]] = {
    "header": lambda client: client.conversations.get_conversation(ID),
    "headers": lambda client: client.stats.export_journal(),
    "bare": lambda client: client.stats.list_calls(),
    "query": lambda client: client.files.get_file_link(ID),
    "cookie": lambda client: client.auth.get_session(),
    "bearer": lambda client: client.messages.follow_conversation(ID),
    "basic": lambda client: client.auth.get_account(),
    "either": lambda client: client.stats.get_summary(from_=date(2026, 1, 2)),
}
FAULTS: dict[str, Answer] = {
    "reset": [RESET],
    "closed": [CLOSE],
    "silent": [SILENCE],
    "no gzip": whole(b"no", content_encoding="gzip"),
    "500": whole(b"no", 500),
    "a page": whole(b"<html>", kind="text/html"),
    "too large": whole(b" " * 9999),
}


def echo(asked: Asked) -> Answer:
    """What some services do with what they refuse: in the words of the address, of JSON, and of the headers."""
    said = {"title": asked.path, "detail": f"{asked.headers}", "headers": asked.headers}
    return whole(json.dumps(said).encode(), 403)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("place", CALLS)
def test_no_secret_shows_in_logs_errors_and_frames(twin: Twin, place: str, fault: str) -> None:
    with Server(script(FAULTS[fault])) as server:
        seen = called(
            twin, server, CALLS[place], timeout=0.1, max_response_bytes=999, retries=0, report_key="hush7-report"
        )
    # A stream takes text for text, and is as long as it likes.
    assert seen.error or (place, fault) in {("query", "a page"), ("headers", "too large")}


@pytest.mark.parametrize("place", CALLS)
def test_a_service_that_repeats_a_secret_does_not_tell_it(twin: Twin, place: str) -> None:
    odd = {"link_key": ODD, "report_key": "hush7-report", "account": 'hush7-me:hush7"secret'}
    with Server(echo) as server:
        seen = called(twin, server, CALLS[place], **odd)
    assert type(seen.error) is acme().PermissionDeniedError
    assert "***" in seen.says or "***" in str(seen.error.body)
