"""Enums that keep a value they don't know, which is what pydantic and msgspec read fastest."""

from enum import StrEnum
from typing import Self


class Open(StrEnum):
    """An enum that makes a member of its own for any other value."""

    @classmethod
    def _missing_(cls, value: object) -> Self:
        made = str.__new__(cls, value)
        made._name_ = made._value_ = str(value)
        return made


class State(Open):
    """Whether a conversation goes on."""

    OPEN = "open"
    WAITING = "waiting"
    CLOSED = "closed"


class Priority(Open):
    """How urgent a conversation is."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Channel(Open):
    """Where a chat takes place."""

    WEB = "web"
    WHATSAPP = "whatsapp"
    TELEGRAM = "telegram"


class Direction(Open):
    """Who calls."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Role(Open):
    """What a participant is."""

    CUSTOMER = "customer"
    AGENT = "agent"
    BOT = "bot"
