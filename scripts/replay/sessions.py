"""What is counted, by session: how far each sequence has come, and which faults are still to come."""

import time
from collections import OrderedDict
from dataclasses import dataclass, field

from scripts.replay.faults import Fault, Schedule

_MOST = 10_000


@dataclass
class _Progress:
    """How far a schedule has come."""

    step: int = 0
    used: int = 0
    since: float = 0.0

    def next(self, schedule: Schedule, now: float) -> Fault | None:
        """Take the fault of one more request; None once the schedule is over."""
        while self.step < len(schedule.steps):
            fault = schedule.steps[self.step]
            self.since = self.since if self.used else now
            over = self.used == fault.times or (fault.within is not None and now - self.since > fault.within)
            if not over:
                self.used += 1
                return fault
            self.step, self.used = self.step + 1, 0
        return None


@dataclass
class Session:
    """The counters of whoever gives the same name; `armed` are the faults for all of its requests."""

    armed: Schedule | None = None
    _served: dict[str, int] = field(default_factory=dict[str, int])
    _progress: dict[str, _Progress] = field(default_factory=dict[str, _Progress])

    def turn(self, key: str, size: int) -> int:
        """Tell whose turn it is in a sequence of a size; the last one stays."""
        index = min(self._served.get(key, 0), size - 1)
        self._served[key] = index + 1
        return index

    def count(self, key: str) -> int:
        """Count from 1."""
        self._served[key] = self._served.get(key, 0) + 1
        return self._served[key]

    def arm(self, schedule: Schedule) -> None:
        """Let a schedule begin with the next request of the session."""
        self.armed = schedule
        self._progress.pop("armed", None)

    def fault(self, asked: Schedule | None, usual: Schedule | None) -> Fault | None:
        """Take what goes wrong with one more request: what it asks for, else what is set."""
        key = f"asked {asked.text}" if asked else "armed" if self.armed else "usual"
        chosen = asked or self.armed or usual
        if chosen is None:
            return None
        return self._progress.setdefault(key, _Progress()).next(chosen, time.monotonic())


class Sessions:
    """All sessions; of too many, the one that was used least lately is forgotten."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Session] = OrderedDict()

    def get(self, name: str) -> Session:
        """Return a session, a new one where the name is new."""
        found = self._known.setdefault(name, Session())
        self._known.move_to_end(name)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return found

    def forget(self, name: str) -> None:
        """Let a session begin anew."""
        self._known.pop(name, None)
