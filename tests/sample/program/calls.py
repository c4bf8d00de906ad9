"""Calls: parameters of every place, bodies of every kind, results, what is deprecated."""

import warnings
from datetime import UTC, date, datetime

from acme_client import UNSET, Acme
from acme_client.models import (
    CardBody,
    ConversationChange,
    EmailConversation,
    Everything,
    Filter,
    JsonPatchStep,
    JsonPatchStepOp,
    Link,
    LinkAction,
    Message,
    NewConversationChannel,
    NewMessage,
    Status,
    Summary,
    TextBody,
    Token,
)

from .desk import ID


def everything(desk: Acme) -> None:
    parameters(desk)
    bodies(desk)
    patches(desk)
    odd_bodies(desk)
    deprecated(desk)


def parameters(desk: Acme) -> None:
    desk.conversations.list(
        status=Status.OPEN,
        labels=["tea", "coffee"],
        filter_=Filter(waiting=True),
        since=datetime(2026, 1, 1, tzinfo=UTC),
    )
    got = desk.conversations.get_conversation(ID, x_trace="t-1", x_fields=["id", "status"], locale="de")
    assert got.extra.get("fields") is None
    desk.conversations.has_conversation(ID)
    desk.conversations.delete_conversation(ID)
    summary: Summary = desk.stats.get_summary(from_=date(2026, 1, 2), to=None)
    days: dict[str, int] = summary.by_day
    assert days == {"2026-01-02": 3}
    names = desk.oddities.get_names("with/slash", self_="a", timeout_=3, user_id="b", user_id_query="c", kinds=["d"])
    assert names.class_ == "with/slash"


def bodies(desk: Acme) -> None:
    card = CardBody(kind="card", title="Menu", actions=[LinkAction(url="https://acme.test")])
    opened = desk.conversations.open(
        channel=NewConversationChannel.EMAIL,
        message=NewMessage(body=card, attachments=[Link(url="https://acme.test")]),
        fields={"number": 1},
        idempotency_key="k-1",
    )
    assert isinstance(opened, EmailConversation)
    assert opened.subject == "Tea"
    # What an enum does not know yet is text.
    desk.conversations.open(channel="pigeon", message=NewMessage(body=TextBody(text="Coo")))
    message: Message = desk.messages.send(ID, body=TextBody(text="Hello"), reply_to=None)
    assert message.extra["fields"] == {"reply_to": None}
    message = desk.messages.send(ID, body=TextBody(text="Hello"), reply_to=UNSET)
    assert message.extra["fields"] == {"reply_to": "left out"}
    token: Token = desk.auth.create_token(grant_type="password", username="ada", password="right")
    assert token.token_type == "bearer"


def patches(desk: Acme) -> None:
    desk.conversations.change_conversation(ID, body=ConversationChange(status=Status.CLOSED, assignee_id=None))
    desk.conversations.change_conversation(
        ID,
        body=[JsonPatchStep(op=JsonPatchStepOp.REPLACE, path="/status", value="open")],
        content_type="application/json-patch+json",
    )


def odd_bodies(desk: Acme) -> None:
    odd: Everything = desk.oddities.get_oddities()
    back = desk.oddities.put_oddities(
        dates=odd.dates,
        nullables=odd.nullables,
        numbers=odd.numbers,
        texts=odd.texts,
        enums=odd.enums,
        choices=odd.choices,
        names=odd.names,
    )
    assert isinstance(back, dict)
    assert back["numbers"] == {"small": 1, "large": 9007199254740993, "price": 12.5}
    assert desk.oddities.choose_oddities() is None
    chosen = desk.oddities.choose_oddities(body=[True, 1, "text", None])
    assert isinstance(chosen, list)


def deprecated(desk: Acme) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        desk.conversations.archive_conversation(ID)  # pyright: ignore[reportDeprecated]
    assert [each.category for each in caught] == [DeprecationWarning]
