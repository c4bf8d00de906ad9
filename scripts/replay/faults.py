"""What shall go wrong, and when: a small language for `x-replay-fault` and `--fault`.

    latency=250ms               wait before the answer
    status=429;retry-after=1    answer with a status, and when to come again
    reset                       end the connection by a TCP reset, without an answer
    reset-after=100             the same after so many bytes of the body
    truncate=50%                end the connection in the middle of the body; `truncate=100` after so many bytes
    slow-headers=2s             the head of the answer line by line, within that time (default: 1s)
    slow-body=2s                the body piece by piece, within that time (default: 1s)
    malformed                   a body that is not what its content type says
    wrong-type                  a page of HTML with a success, as from a proxy
    empty                       no body
    pass                        nothing goes wrong

`latency` may be joined to any other by `;`. A step ends with `times=3` (so many requests) or `for=2s` (all within that
time from its first); without them it is for one request where another step follows after a `,`, else for every one:
`status=503;times=2,reset,latency=50ms`.
"""

import re
from dataclasses import dataclass, replace

from scripts.problem import refuse

_TIMES = {"ms": 0.001, "s": 1.0, "": 1.0}
# One of these alone in a step.
_DEEDS = ("status", "reset", "reset-after", "truncate", "slow-headers", "slow-body", "malformed", "wrong-type", "empty")
_WORDS = (*_DEEDS, "pass", "latency", "retry-after", "times", "for")
_ALONE = {"reset", "malformed", "wrong-type", "empty", "pass"}
# What may be left out after a word.
_USUAL = {"slow-headers": "1s", "slow-body": "1s"}
_CURE = "write as in: latency=250ms;status=429;retry-after=1;times=3, or see --help"


@dataclass(frozen=True, slots=True)
class Fault:
    """One step: what goes wrong, and for how long it does.

    Attributes:
        deed: what is done to the answer; empty for nothing.
        amount: its number: a status, seconds, or bytes.
        share: whether the amount is a share of the body, not bytes.
        latency: seconds before the answer.
        retry_after: what the header of that name says, with a status.
        times: for how many requests; None without end.
        within: for how many seconds from its first request; None without end.
    """

    deed: str = ""
    amount: float = 0
    share: bool = False
    latency: float = 0
    retry_after: str | None = None
    times: int | None = None
    within: float | None = None

    def cut(self, size: int) -> int:
        """Tell after how many bytes of a body this ends the connection."""
        return min(size, int(size * self.amount) if self.share else int(self.amount))


@dataclass(frozen=True, slots=True)
class Schedule:
    """Steps that follow each other, and the text that they were read from."""

    text: str
    steps: tuple[Fault, ...]


def schedule(where: str, text: str) -> Schedule:
    """Read a schedule, or raise `Refused` with what is misspelt."""
    steps = [_step(where, each) for each in text.split(",")]
    for index, each in enumerate(steps[:-1]):
        if each.times is None and each.within is None:
            steps[index] = replace(each, times=1)
    return Schedule(text, tuple(steps))


def _step(where: str, text: str) -> Fault:
    given: dict[str, str] = {}
    for clause in text.split(";"):
        word, equals, value = (part.strip() for part in clause.partition("="))
        if word not in _WORDS:
            refuse(where, f"{word or text!r} is no fault", f"use {', '.join(_WORDS)}")
        if word in given:
            refuse(where, f"{word} stands twice in {text.strip()}", _CURE)
        if bool(equals and value) != (word not in _ALONE) and (equals or word not in _USUAL):
            refuse(where, f"{word} {'takes no value' if word in _ALONE else 'needs a value'}", _CURE)
        given[word] = value or _USUAL.get(word, "")
    deeds = [word for word in given if word in _DEEDS or word == "pass"]
    if len(deeds) > 1:
        refuse(where, f"{' and '.join(deeds)} can't be one step", "put a comma between them")
    if not deeds and "latency" not in given:
        refuse(where, f"{text.strip()} says nothing that goes wrong", _CURE)
    if "retry-after" in given and "status" not in given:
        refuse(where, "retry-after goes with a status alone", _CURE)
    if {"times", "for"} <= given.keys():
        refuse(where, "times and for can't end the same step", "leave one out")
    return _fault(where, deeds[0] if deeds else "", given)


def _fault(where: str, deed: str, given: dict[str, str]) -> Fault:
    amount, share = 0.0, False
    if deed == "status":
        amount = _number(where, deed, given[deed], r"[2-5]\d\d")
    elif deed.startswith("slow-"):
        amount = _seconds(where, deed, given[deed])
    elif deed in {"reset-after", "truncate"}:
        share = deed == "truncate" and given[deed].endswith("%")
        amount = _number(where, deed, given[deed].removesuffix("%") if share else given[deed], r"\d{1,9}")
        if share and amount > 100:
            refuse(where, f"{deed} can't be {given[deed]}", _CURE)
        amount = amount / 100 if share else amount
    return Fault(
        "" if deed == "pass" else deed,
        amount,
        share,
        _seconds(where, "latency", given["latency"]) if "latency" in given else 0,
        given.get("retry-after"),
        int(_number(where, "times", given["times"], r"[1-9]\d{0,8}")) if "times" in given else None,
        _seconds(where, "for", given["for"]) if "for" in given else None,
    )


def _number(where: str, word: str, text: str, pattern: str) -> float:
    if not re.fullmatch(pattern, text, re.ASCII):
        refuse(where, f"{word} can't be {text}", _CURE)
    return float(text)


def _seconds(where: str, word: str, text: str) -> float:
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)(ms|s|)", text, re.ASCII)
    if not found:
        refuse(where, f"{word} can't be {text}", "give a time, as 250ms or 2s")
    return float(found[1]) * _TIMES[found[2]]
