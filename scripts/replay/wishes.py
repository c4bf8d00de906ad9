"""What a request asks of the replay itself, in headers that begin with `x-replay-`; they are no part of the request."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scripts.exchange import Request
from scripts.problem import refuse
from scripts.replay.faults import Schedule, schedule

PREFIX = "x-replay-"
# Each header with what it is for.
HEADERS: Mapping[str, str] = {
    "x-replay-session": "counters of its own for whoever gives the same name: sequences, faults, tokens",
    "x-replay-exchange": "the exchange of this name, whatever the request is like",
    "x-replay-status": "an answer with this status: recorded, or else generated",
    "x-replay-example": "a generated answer, the Nth or the one that is called so, even where something is recorded",
    "x-replay-pace": "streams at this multiple of the recorded waits; 0 is without waiting",
    "x-replay-fault": "what shall go wrong, as for --fault",
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a request asks of the replay."""

    session: str = ""
    exchange: str | None = None
    status: int | None = None
    example: str | None = None
    pace: float | None = None
    fault: Schedule | None = None


def taken_apart(request: Request) -> tuple[Request, Wishes]:
    """Split a request from what it asks of the replay, or raise `Refused` where that is misspelt."""
    asked = {name: value for name, value in request.headers if name.startswith(PREFIX)}
    if not asked:
        return request, Wishes()
    for name in asked.keys() - HEADERS.keys():
        refuse(name, "there is no such header", f"use {', '.join(HEADERS)}")
    given = {name.removeprefix(PREFIX): value for name, value in asked.items()}
    wishes = Wishes(
        given.get("session", ""),
        given.get("exchange"),
        _status(given["status"]) if "status" in given else None,
        given.get("example"),
        pace("x-replay-pace", given["pace"]) if "pace" in given else None,
        schedule("x-replay-fault", given["fault"]) if "fault" in given else None,
    )
    return replace(request, headers=tuple(pair for pair in request.headers if pair[0] not in asked)), wishes


def pace(where: str, text: str) -> float:
    """Read a factor for the waits of streams."""
    try:
        factor = float(text)
    except ValueError:
        factor = -1
    if not 0 <= factor < float("inf"):
        refuse(where, f"{text} is no pace", "give a factor from 0, as 0.5")
    return factor


def _status(text: str) -> int:
    if not (text.isdecimal() and len(text) == 3 and "200" <= text <= "599"):
        refuse("x-replay-status", f"{text} is no status", "give one from 200 to 599")
    return int(text)
