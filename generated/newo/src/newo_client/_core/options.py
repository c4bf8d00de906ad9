# Copied by `nox -s generate -- newo` from scripts/runtime/options.py. Change that, not this file.
"""What a client and a call can be told besides what is to be sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypedDict

from .value import Value

if TYPE_CHECKING:
    import httpx

DEFAULT_TIMEOUT = 60.0
DEFAULT_MAX_RESPONSE_BYTES = 64 * 1024 * 1024


class Retries(Value):
    """When a request that failed is sent again: only what is idempotent, or marked so, is.

    That is after 408, 429, 502, 503 and 504, and after faults of the connection. The pause before the n-th time is a
    random part of `first_delay` * 2 ** (n - 1) seconds, at most `max_delay`; or what the service says by `Retry-After`,
    if that is longer.

    Attributes:
        count: how often at most a request is sent again; 0 for never.
        first_delay: the longest pause before the first time, in seconds.
        max_delay: the longest pause that we choose, in seconds.
        total: seconds from the first try after which nothing is begun, and no answer waited for, any more. A service
            that wants a pause which would end later is not waited for: its answer is raised.
    """

    __slots__ = ("count", "first_delay", "max_delay", "total")

    def __init__(
        self, count: int = 2, *, first_delay: float = 0.5, max_delay: float = 8.0, total: float = 120.0
    ) -> None:
        if type(count) is not int or count < 0 or not all(each >= 0 for each in (first_delay, max_delay, total)):
            message = "retries are a whole number from 0, and seconds from 0"
            raise ValueError(message)
        self.count = count
        self.first_delay = first_delay
        self.max_delay = max_delay
        self.total = total

    def __repr__(self) -> str:
        delays = f"first_delay={self.first_delay}, max_delay={self.max_delay}, total={self.total}"
        return f"Retries({self.count}, {delays})"


class CallOptions(TypedDict, total=False):
    """What every method takes besides its own arguments.

    Attributes:
        timeout: seconds for each try of this call, or an `httpx.Timeout`.
        headers: headers to send with this call, beside the client's own.
        retries: how often this call may be sent again, or a whole policy.
    """

    timeout: float | httpx.Timeout
    headers: Mapping[str, str]
    retries: int | Retries


_KNOWN = frozenset({"timeout", "headers", "retries"})


def check_options(options: Mapping[str, Any]) -> None:
    """Refuse what is no option.

    Raises:
        TypeError: the methods take any keyword, so that a misspelt argument arrives here.
        ValueError: the retries can't be counted, which would else be told by the first fault alone.
    """
    if options and not options.keys() <= _KNOWN:
        message = f"unexpected keyword argument: {', '.join(sorted(options.keys() - _KNOWN))}"
        raise TypeError(message)
    if "retries" in options:
        policy(options["retries"])


def policy(retries: int | Retries) -> Retries:
    """Return the policy that a number stands for."""
    return retries if isinstance(retries, Retries) else Retries(retries)
