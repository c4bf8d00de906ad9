"""Lists in pages, of each kind."""

from acme_client import Acme, Page, PagingError
from acme_client.models import Call, Contact, Conversation, JournalEntry, Message

from .desk import ID


def everything(desk: Acme) -> None:
    by_number(desk)
    by_cursor(desk)
    by_link(desk)
    in_a_circle(desk)


def by_number(desk: Acme) -> None:
    page: Page[Conversation] = desk.conversations.list(per=2)
    assert [type(each).__name__ for each in page] == ["ChatConversation", "EmailConversation", "UnknownConversation"]
    assert [len(each.items) for each in page.pages()] == [2, 1]
    first: Conversation | None = page.first()
    assert first is not None
    following: Page[Conversation] | None = page.next()
    assert following is not None
    assert following.next() is None
    assert page.response.headers["x-total"] == "3"
    contacts: list[Contact] = list(desk.conversations.list_contacts())
    assert [each.id for each in contacts] == [0, 1, 2]
    assert [each.id for each in desk.conversations.list_contacts(page=1)] == [1, 2]


def by_cursor(desk: Acme) -> None:
    messages: list[Message] = list(desk.messages.list(ID, limit=1))
    assert [each.id for each in messages] == ["m1", "m2"]
    assert [each.id for each in desk.messages.list(ID, cursor="second")] == ["m2"]
    entries: list[JournalEntry] = list(desk.stats.list_journal())
    assert len(entries) == 4


def by_link(desk: Acme) -> None:
    calls: list[Call] = list(desk.stats.list_calls())
    assert [each.id for each in calls] == ["one", "two"]


def in_a_circle(desk: Acme) -> None:
    seen: list[str] = []
    try:
        for message in desk.messages.list("circle"):
            seen.append(message.id)
    except PagingError as error:
        assert "leads back" in str(error)
    else:
        raise AssertionError
    assert seen == ["m1", "m1"]
