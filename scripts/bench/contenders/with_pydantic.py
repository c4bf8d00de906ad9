"""The same schema by hand for pydantic, which validates straight from JSON and writes straight to it."""

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, TypeAdapter

from scripts.bench.contenders import Codec
from scripts.bench.contenders.enums import Channel, Direction, Priority, Role, State


class Participant(BaseModel):
    """Who takes part."""

    id: str
    name: str
    role: Role
    email: str | None = None
    joined_at: datetime
    left_at: datetime | None = None


class Assignment(BaseModel):
    """Who takes care of it."""

    agent_id: str
    agent_name: str
    assigned_at: datetime
    note: str | None = None


class Queue(BaseModel):
    """Where it waits."""

    id: str
    name: str
    waiting: int
    opened_on: date


class Tag(BaseModel):
    """What it is filed under."""

    id: str
    name: str
    color: str | None = None


class Base(BaseModel):
    """What all conversations have."""

    id: str
    created_at: datetime
    updated_at: datetime | None
    closed_at: datetime | None = None
    state: State
    priority: Priority | None = None
    subject: str | None
    participants: list[Participant]
    assignment: Assignment | None = None
    queue: Queue
    tags: list[Tag]
    meta: dict[str, Any]
    messages_count: int
    is_test: bool | None = None
    rating: float | None = None


class ChatConversation(Base):
    """A conversation in writing."""

    type: Literal["chat"] = Field(alias="_type")
    channel: Channel
    last_message: str
    unread: int


class CallConversation(Base):
    """A conversation by telephone."""

    type: Literal["call"] = Field(alias="_type")
    direction: Direction
    from_number: str
    to_number: str
    duration_seconds: float
    recording_url: str | None = None


class EmailConversation(Base):
    """A conversation by mail."""

    type: Literal["email"] = Field(alias="_type")
    from_address: str
    to: list[str]
    cc: list[str] | None = None
    has_attachments: bool


Conversation = Annotated[ChatConversation | CallConversation | EmailConversation, Field(discriminator="type")]


MODELS = (Participant, Assignment, Queue, Tag, Base, ChatConversation, CallConversation, EmailConversation)


def codec(variant: str) -> Codec:
    """Return what pydantic does: by default it loses fields that it does not know, with `allow` it keeps them."""
    if variant == "allow":
        for model in MODELS:
            model.model_config["extra"] = "allow"
            model.model_rebuild(force=True)
    adapter = TypeAdapter(list[Conversation])
    # What is not set is left out, as by the others; pydantic would write null.
    write = partial(adapter.dump_python, mode="json", by_alias=True, exclude_unset=True)
    dumps = partial(adapter.dump_json, by_alias=True, exclude_unset=True)
    return Codec(adapter.validate_json, adapter.validate_python, write, dumps, drops=variant != "allow")
