"""The same schema by hand for msgspec; only `nox -s bench` installs it, so the checkers can't know its types."""

# mypy: disable-error-code="import-not-found, misc, call-arg"
# pyright: reportCallIssue=false, reportGeneralTypeIssues=false
# pyright: reportMissingImports=false, reportUntypedBaseClass=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false

from datetime import date, datetime
from functools import partial
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from scripts.bench.contenders import Codec
from scripts.bench.contenders.enums import Channel, Direction, Priority, Role, State


class Participant(Struct, kw_only=True):
    """Who takes part."""

    id: str
    name: str
    role: Role
    email: str | UnsetType | None = UNSET
    joined_at: datetime
    left_at: datetime | UnsetType | None = UNSET


class Assignment(Struct, kw_only=True):
    """Who takes care of it."""

    agent_id: str
    agent_name: str
    assigned_at: datetime
    note: str | UnsetType = UNSET


class Queue(Struct, kw_only=True):
    """Where it waits."""

    id: str
    name: str
    waiting: int
    opened_on: date


class Tag(Struct, kw_only=True):
    """What it is filed under."""

    id: str
    name: str
    color: str | UnsetType = UNSET


class Base(Struct, kw_only=True, tag_field="_type"):
    """What all conversations have."""

    id: str
    created_at: datetime
    updated_at: datetime | None
    closed_at: datetime | UnsetType = UNSET
    state: State
    priority: Priority | UnsetType = UNSET
    subject: str | None
    participants: list[Participant]
    assignment: Assignment | UnsetType | None = UNSET
    queue: Queue
    tags: list[Tag]
    meta: dict[str, Any]
    messages_count: int
    is_test: bool | UnsetType = UNSET
    rating: float | UnsetType | None = UNSET


class ChatConversation(Base, kw_only=True, tag="chat"):
    """A conversation in writing."""

    channel: Channel
    last_message: str
    unread: int


class CallConversation(Base, kw_only=True, tag="call"):
    """A conversation by telephone."""

    direction: Direction
    from_number: str
    to_number: str
    duration_seconds: float
    recording_url: str | UnsetType | None = UNSET


class EmailConversation(Base, kw_only=True, tag="email"):
    """A conversation by mail."""

    from_address: str
    to: list[str]
    cc: list[str] | UnsetType = UNSET
    has_attachments: bool


Conversation = ChatConversation | CallConversation | EmailConversation


def codec(variant: str) -> Codec:  # noqa: ARG001 - there is but one
    """Return what msgspec does; it loses fields that it does not know."""
    decoder = msgspec.json.Decoder(list[Conversation])
    encoder = msgspec.json.Encoder()
    read = partial(msgspec.convert, type=list[Conversation])
    return Codec(decoder.decode, read, msgspec.to_builtins, encoder.encode, drops=True)
