"""What every contender reads and writes: invented conversations, the same ones each time."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from scripts.document import is_array, is_object

SPEC = Path(__file__).with_suffix(".yaml")
COUNT = 1_000
START = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = ("account", "answer", "call", "change", "delivery", "invoice", "order", "payment", "please", "refund", "since")
# Fields that the description does not know; some contenders drop them.
UNKNOWN = frozenset({"sentiment", "locale_hint"})

Json = dict[str, Any]


class Source:
    """Invents values; which, only the seed decides."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - made-up data holds no secret

    def happens(self, share: float) -> bool:
        """Tell whether something that is so in a share of all cases is so."""
        return self._random.random() < share

    def number(self, end: int) -> int:
        """Return a number from 0 up to, not including, an end."""
        return int(self._random.random() * end)

    def of(self, *values: Any) -> Any:
        """Return one of some values."""
        return values[self.number(len(values))]

    def open(self, *values: str) -> str:
        """Return a value of an enum, and now and then one that the description does not know."""
        return f"new_{self.of(*values)}" if self.happens(0.01) else self.of(*values)

    def identifier(self) -> str:
        """Return an identifier of 24 digits."""
        return f"{self.number(2**48):012x}{self.number(2**48):012x}"

    def text(self, words: int) -> str:
        """Return a sentence; some are not ASCII."""
        return " ".join([*(self.of(*WORDS) for _ in range(words)), *(["déjà"] if self.happens(0.1) else [])])

    def instant(self) -> str:
        """Return an instant, as services write them: some with milliseconds."""
        found = START + timedelta(seconds=self.number(10_000_000), milliseconds=self.number(1000))
        return found.isoformat(timespec=self.of("milliseconds", "seconds")).replace("+00:00", "Z")


def conversations(count: int = COUNT, seed: int = 20261125) -> list[Json]:
    """Return conversations of all kinds, about a kilobyte each."""
    source = Source(seed)
    kinds = (_chat, _call, _email)
    return [_conversation(source) | kinds[number % 3](source) for number in range(count)]


def _conversation(source: Source) -> Json:
    made: Json = {
        "id": source.identifier(),
        "created_at": source.instant(),
        "updated_at": source.instant() if source.happens(0.8) else None,
        "state": source.open("open", "waiting", "closed"),
        "subject": source.text(5) if source.happens(0.7) else None,
        "participants": [_participant(source) for _ in range(1 + source.number(3))],
        "queue": _queue(source),
        "tags": [_tag(source) for _ in range(source.number(4))],
        "meta": {"source": source.of("site", "app"), "visits": source.number(9), "labels": [source.text(1)]},
        "messages_count": source.number(100),
    }
    optional: Json = {
        "closed_at": source.instant(),
        "priority": source.open("low", "normal", "high", "urgent"),
        "assignment": _assignment(source) if source.happens(0.8) else None,
        "is_test": source.happens(0.1),
        "rating": source.number(50) / 10 if source.happens(0.5) else None,
    }
    made |= {name: value for name, value in optional.items() if source.happens(0.6)}
    return made | ({"sentiment": {"score": source.number(100)}} if source.happens(0.1) else {})


def _participant(source: Source) -> Json:
    made: Json = {
        "id": source.identifier(),
        "name": source.text(2).title(),
        "role": source.open("customer", "agent", "bot"),
        "joined_at": source.instant(),
    }
    optional = {
        "email": f"{source.of(*WORDS)}@example.test" if source.happens(0.8) else None,
        "left_at": source.instant() if source.happens(0.5) else None,
    }
    made |= {name: value for name, value in optional.items() if source.happens(0.7)}
    return made | ({"locale_hint": "fr"} if source.happens(0.05) else {})


def _assignment(source: Source) -> Json:
    made = {"agent_id": source.identifier(), "agent_name": source.text(2).title(), "assigned_at": source.instant()}
    return made | ({"note": source.text(6)} if source.happens(0.3) else {})


def _queue(source: Source) -> Json:
    opened = date(2020, 1, 1) + timedelta(days=source.number(2000))
    return {
        "id": source.identifier(),
        "name": source.text(2),
        "waiting": source.number(40),
        "opened_on": opened.isoformat(),
    }


def _tag(source: Source) -> Json:
    made = {"id": source.identifier(), "name": source.text(1)}
    return made | ({"color": f"#{source.number(2**24):06x}"} if source.happens(0.7) else {})


def _chat(source: Source) -> Json:
    return {
        "_type": "chat",
        "channel": source.open("web", "whatsapp", "telegram"),
        "last_message": source.text(20),
        "unread": source.number(9),
    }


def _call(source: Source) -> Json:
    made: Json = {
        "_type": "call",
        "direction": source.open("inbound", "outbound"),
        "from_number": f"+1555{source.number(10**7):07}",
        "to_number": f"+1555{source.number(10**7):07}",
        "duration_seconds": source.number(36_000) / 10,
    }
    url = f"https://recordings.test/{source.identifier()}.mp3"
    return made | ({"recording_url": url if source.happens(0.7) else None} if source.happens(0.9) else {})


def _email(source: Source) -> Json:
    def address() -> str:
        return f"{source.of(*WORDS)}@example.test"

    made: Json = {
        "_type": "email",
        "from_address": address(),
        "to": [address() for _ in range(1 + source.number(3))],
        "has_attachments": source.happens(0.3),
    }
    return made | ({"cc": [address() for _ in range(source.number(3))]} if source.happens(0.5) else {})


def comparable(node: Any, *, known_only: bool = False) -> Any:
    """Return a JSON value with instants for dates, which may be spelt in several ways, and without unknown fields."""
    if is_object(node):
        names = [name for name in node if not (known_only and name in UNKNOWN)]
        return {name: comparable(node[name], known_only=known_only) for name in names}
    if is_array(node):
        return [comparable(each, known_only=known_only) for each in node]
    if isinstance(node, str) and node[:2] == "20" and "T" in node:
        return datetime.fromisoformat(node)
    return node
