"""Values: choices, what is unknown, enums, dates, what is not set."""

from datetime import date, datetime
from typing import assert_never

from acme_client import UNSET, Acme, DecodeError, Unset
from acme_client.models import (
    Action,
    Attachment,
    CardBody,
    ChatConversation,
    Contact,
    Conversation,
    Dates,
    EmailConversation,
    Everything,
    FileInfo,
    Level,
    Link,
    LinkAction,
    MenuAction,
    Message,
    PhoneConversation,
    ReplyAction,
    Status,
    TextBody,
    UnknownAction,
    UnknownBody,
    UnknownConversation,
    Van,
)

from .desk import ID


def everything(desk: Acme) -> None:
    assert [subject(each) for each in desk.conversations.list()] == ["page https://acme.test", "Tea", "fax"]
    choices(list(desk.messages.list(ID)))
    odd = desk.oddities.get_oddities()
    enums(odd)
    dates(odd.dates)
    unset()
    unknown_fields(desk)


def subject(conversation: Conversation) -> str:
    """Return what a conversation is about, by its kind."""
    if isinstance(conversation, ChatConversation):
        return f"page {conversation.page_url}"
    if isinstance(conversation, EmailConversation):
        return conversation.subject
    if isinstance(conversation, PhoneConversation):
        return conversation.number
    unknown: UnknownConversation = conversation
    return unknown.channel or "nothing"


def pressed(action: Action) -> str:
    """Return what an action does; each kind is matched."""
    match action:
        case LinkAction(url=url):
            return url
        case ReplyAction(text=text):
            return text
        case MenuAction(actions=actions):
            return " ".join(map(pressed, actions))
        case UnknownAction():
            return f"{action.type_}: {action.extra}"
        case _:
            assert_never(action)


def choices(messages: list[Message]) -> None:
    text, card = (each.body for each in messages)
    assert isinstance(text, TextBody)
    assert isinstance(card, CardBody)
    assert not isinstance(card, UnknownBody)
    assert [pressed(each) for each in card.actions] == ["https://acme.test", "Yes", "dance: {'steps': 3}"]
    attachments: list[Attachment] = messages[1].attachments or []
    names = [each.name if isinstance(each, FileInfo) else link(each) for each in attachments]
    assert names == ["notes.txt", "https://acme.test/picture"]


def link(attachment: Link) -> str:
    return attachment.url


def enums(odd: Everything) -> None:
    status: Status | str = odd.enums.status
    assert status is Status.OPEN
    level: Level | int = odd.enums.level
    assert not isinstance(level, Level)
    assert level == 7
    assert isinstance(odd.vehicle, Van)
    assert odd.tree
    assert odd.tree.left
    assert odd.tree.left.value == "leaf"
    assert "hidden" not in repr(odd.texts)


def dates(said: Dates) -> None:
    at: datetime = said.at
    assert at.tzinfo is None
    day: date = said.day
    assert day == date(2026, 1, 2)
    # It was no date, and goes back as it came.
    assert said.to_dict()["next_at"] == "soon"
    try:
        Dates.from_dict(said.to_dict(), strict=True)
    except DecodeError as error:
        assert error.pointer == "/next_at"
    else:
        raise AssertionError


def unset() -> None:
    contact = Contact(id=1, email=None)
    name: str | None | Unset = contact.name
    assert name is UNSET
    shown: str | None = contact.name or None
    assert shown is None
    assert contact.to_json() == '{"id":1,"email":null}'
    assert Contact.from_json(contact.to_json()) == contact


def unknown_fields(desk: Acme) -> None:
    got = desk.conversations.get_conversation(ID)
    assert got.extra == {"mood": "good"}
    assert got.to_dict()["mood"] == "good"
