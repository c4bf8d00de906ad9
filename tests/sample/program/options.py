"""Options: of a call, of a copy, of a client; raw responses; your own httpx client; what has no method."""

import logging
from collections.abc import Iterator
from typing import Any

import httpx
from acme_client import Acme, ApiResponse, CallOptions, Page, Request, Response, Retries, StreamInterruptedError
from acme_client.models import Conversation

from .desk import ID


def everything(desk: Acme, url: str) -> None:
    of_a_call(desk)
    of_a_copy(desk)
    raw(desk)
    without_a_method(desk)
    own_client(url)
    a_broken_stream()


def of_a_call(desk: Acme) -> None:
    # Twice it is busy, and the third time it answers.
    assert desk.conversations.list(labels=["busy"], retries=Retries(2, first_delay=0)).items
    desk.conversations.list(timeout=httpx.Timeout(5, connect=1), headers={"x-one": "1"}, retries=0)
    shared: CallOptions = {"timeout": 5.0, "retries": 1}
    desk.conversations.get_conversation(ID, **shared)


def of_a_copy(desk: Acme) -> None:
    patient: Acme = desk.with_options(timeout=60, retries=5, headers={"x-job": "nightly"})
    assert patient.base_url == desk.base_url
    assert patient.conversations.list().items


def raw(desk: Acme) -> None:
    answer: ApiResponse[Page[Conversation]] = desk.conversations.with_raw_response.list(per=2)
    status: int = answer.status_code
    assert (status, answer.headers["x-total"]) == (200, "3")
    assert len(answer.parsed.items) == 2
    deleted: ApiResponse[None] = desk.conversations.with_raw_response.delete_conversation(ID)
    assert deleted.status_code == 204
    assert deleted.content == b""


def without_a_method(desk: Acme) -> None:
    request = Request("GET", "/stats/summary", query={"from": "2026-01-02"}, security=(("reportKey",),))
    response: Response = desk.send(request)
    found: Any = response.decode({"200": Any}, errors={})
    assert found["by_day"] == {"2026-01-02": 3}
    sent = desk.send(Request("PATCH", "/conversations/{id}", path_params={"id": ID}, body={}, security=(("deskKey",),)))
    assert sent.status_code == 200


def own_client(url: str) -> None:
    seen: list[str] = []

    def hook(request: httpx.Request) -> None:
        seen.append(request.method)

    logging.getLogger("acme_client").setLevel(logging.WARNING)
    with httpx.Client(event_hooks={"request": [hook]}, trust_env=False) as http:
        with Acme(desk_key="key", base_url=url, http_client=http) as desk:
            desk.conversations.has_conversation(ID)
        assert not http.is_closed
    assert seen == ["HEAD"]


class Torn(httpx.SyncByteStream):
    """A body that breaks off."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"Dear "
        raise httpx.ReadError("gone")


def a_broken_stream() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-type": "text/plain"}, stream=Torn())

    with Acme(desk_key="key", http_client=httpx.Client(transport=httpx.MockTransport(answer))) as desk:
        try:
            list(desk.messages.draft_answer(ID))
        except StreamInterruptedError as error:
            assert error.text == "Dear "
        else:
            raise AssertionError
