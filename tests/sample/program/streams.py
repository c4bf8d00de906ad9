"""Streams: text, events, lines."""

from typing import assert_never

from acme_client import Acme, Event, EventStream, LineStream, TextStream
from acme_client.models import DeskEvent, JournalEntry, MessageEvent, StatusEvent, UnknownDeskEvent

from .desk import ID


def everything(desk: Acme) -> None:
    text(desk)
    events(desk)
    lines(desk)


def text(desk: Acme) -> None:
    with desk.messages.draft_answer(ID, body="Be kind.") as stream:
        pieces: list[str] = list(stream)
    assert "".join(pieces) == stream.text == "Dear Zoë!"
    whole: TextStream = desk.messages.draft_answer(ID)
    assert whole.text == "Dear Zoë!"
    assert whole.status_code == 200


def told(event: DeskEvent) -> str:
    """Return what an event says; a kind of event that is not handled here is an error for the type checker."""
    match event:
        case MessageEvent():
            return event.message.id
        case StatusEvent(status=status):
            return status
        case UnknownDeskEvent():
            return f"unknown: {event.event}"
        case _:
            assert_never(event)


def events(desk: Acme) -> None:
    stream: EventStream[DeskEvent] = desk.messages.follow_conversation(ID, last_event_id="typing")
    assert [told(each) for each in stream] == ["m1", "closed", "unknown: typing"]
    with desk.messages.follow_conversation(ID) as again:
        for each in again.events():
            event: Event[DeskEvent] = each
            assert event.name == "message"
            assert event.id == "0"
            break


def lines(desk: Acme) -> None:
    stream: LineStream[JournalEntry] = desk.stats.export_journal()
    with stream:
        years: set[int] = {each.at.year for each in stream}
    assert years == {2026}
