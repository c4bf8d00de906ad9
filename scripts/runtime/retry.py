"""Sending again: when, how often, and after which pause. The first fault of a call loads this, and tenacity with it."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import Any

import tenacity
from tenacity.stop import stop_base
from tenacity.wait import wait_base

from .calls import TRANSIENT, Outcome, log
from .errors import ApiConnectionError
from .headers import retry_after
from .message import Response
from .options import Retries
from .steps import Pause, Step


def is_transient(outcome: object) -> bool:
    """Tell whether the same request may fare better later."""
    status = getattr(outcome, "status_code", None)
    return isinstance(outcome, ApiConnectionError) or status in TRANSIENT


class _Wait(wait_base):
    """Full jitter, but never less than the service asks for."""

    def __init__(self, retries: Retries) -> None:
        self._jitter = tenacity.wait_random_exponential(multiplier=retries.first_delay, max=retries.max_delay)

    def __call__(self, retry_state: tenacity.RetryCallState) -> float:
        jitter = self._jitter(retry_state)
        outcome = retry_state.outcome.result() if retry_state.outcome else None
        asked = retry_after(outcome.headers) if isinstance(outcome, Response) else None
        return jitter if asked is None else max(jitter, asked)


def again(
    first: Outcome,
    retries: Retries,
    started: float,
    attempt: Callable[[int, float], Generator[Step, Any, Outcome]],
    rewound: Callable[[], bool],
) -> Generator[Step, Any, Outcome]:
    """Send again what failed, until it does not, or until the policy says that it is enough.

    Args:
        first: how it failed the first time.
        retries: the policy.
        started: when the first time began, by the monotonic clock.
        attempt: sends it, given the number of the time, from 1, and when it has to be over, by the monotonic clock.
        rewound: goes back to the beginning of what is sent, and returns whether that is possible.
    """
    pauses: list[float] = []
    ends = started + retries.total

    class _Over(stop_base):
        def __call__(self, retry_state: tenacity.RetryCallState) -> bool:
            return time.monotonic() + (retry_state.upcoming_sleep or 0) >= ends

    trials = tenacity.Retrying(
        sleep=pauses.append,
        wait=_Wait(retries),
        stop=tenacity.stop_any(tenacity.stop_after_attempt(retries.count + 1), _Over()),
        retry=tenacity.retry_if_result(lambda outcome: is_transient(outcome) and rewound()),
        retry_error_callback=lambda _: None,
    )
    outcome = first
    for number, trial in enumerate(trials, 1):
        if number > 1:
            log.info("%s %s: again in %.1f s", outcome.request.method, outcome.request.path, pauses[-1])
            yield Pause(pauses.pop())
            if time.monotonic() >= ends:
                break
            outcome = yield from attempt(number, ends)
        trial.retry_state.set_result(outcome)
    return outcome
