"""What holds of every value that the service may send: it is read, and nothing of it is lost on the way back."""

import copy
import json
import pickle
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from scripts.document import escape
from tests.property.subjects import Subject

INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:)(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):?(\d\d))(?:\[[^\]]*\])?", re.ASCII
)
SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Codec:
    """How values are read and written."""

    decode: Callable[[Any, Any], Any]
    encode: Callable[[Any], Any]


def codec_of(subject: Subject) -> Codec:
    core = subject.core("codec")
    return Codec(core.decode, core.encode)


def breaches(subject: Subject, name: str, value: Any, codec: Codec) -> list[str]:
    """Tell which laws a value of a component breaks."""
    before = json.dumps(value)
    expected = subject.type_of(name)
    try:
        read = codec.decode(expected, value)
        written = codec.encode(read)
    except Exception as error:  # noqa: BLE001 (whatever it is, the law is broken)
        return [f"is refused: {type(error).__name__}: {error}"]
    said = [] if json.dumps(value) == before else ["was changed while it was read"]
    said += [f"came back otherwise at {place}" for place in differences(value, written, instants(subject, name, value))]
    if is_valid(subject, name, value) and not is_valid(subject, name, written):
        said.append(f"came back invalid: {json.dumps(written)}")
    return said + list(_unequal(read, written, lambda each: codec.decode(expected, each), codec.encode))


def _unequal(read: Any, written: Any, decode: Callable[[Any], Any], encode: Callable[[Any], Any]) -> Iterator[str]:
    """Yield the ways to have a value twice that give another one."""
    ways = {
        "when it is read again": lambda: decode(written),
        "after copy.copy": lambda: copy.copy(read),
        "after copy.deepcopy": lambda: copy.deepcopy(read),
        "after pickle": lambda: pickle.loads(pickle.dumps(read)),
        "after JSON": lambda: decode(json.loads(json.dumps(written, allow_nan=False))),
    }
    if hasattr(read, "to_json"):
        ways["after to_json"] = lambda: type(read).from_json(read.to_json())
        ways["after to_dict"] = lambda: type(read).from_dict(read.to_dict())
    for way, make in ways.items():
        try:
            made = make()
            same = made == read and type(made) is type(read) and encode(made) == written
        except Exception as error:  # noqa: BLE001 (whatever it is, the law is broken)
            yield f"is refused {way}: {type(error).__name__}: {error}"
        else:
            if not same:
                yield f"is not the same {way}: {made!r}"


def is_valid(subject: Subject, name: str, value: Any) -> bool:
    return subject.validator(name).is_valid(_judgeable(value))


def instants(subject: Subject, name: str, value: Any) -> set[str]:
    """The places in a value where the schema has an instant, which may be spelt in several ways."""
    said = subject.validator(name).evaluate(_judgeable(value)).annotations()
    return {each["instanceLocation"] for each in said if each["annotations"] == "date-time"}


def _judgeable(value: Any) -> Any:
    """Put a sign in place of each half of a pair of surrogates: the judge takes no text that UTF-8 can't hold."""
    return json.loads(SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False)))


def differences(one: Any, other: Any, dates: set[str] | frozenset[str] = frozenset(), at: str = "") -> Iterator[str]:
    """Yield the places where two values differ as JSON Schema sees it, instants among them by what they mean."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in [*one, *(key for key in other if key not in one)]:
            place = f"{at}/{escape(key)}"
            if key in one and key in other:
                yield from differences(one[key], other[key], dates, place)
            else:
                yield f"{place} ({'missing' if key in one else 'added'})"
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, (first, second) in enumerate(zip(one, other, strict=True)):
            yield from differences(first, second, dates, f"{at}/{index}")
    elif not _equal(one, other, at in dates):
        yield f"{at} ({one!r:.60}, now {other!r:.60})"


def _equal(one: Any, other: Any, as_instants: bool) -> bool:
    if as_instants and isinstance(one, str) and isinstance(other, str) and instant(one) is not None:
        return instant(one) == instant(other)
    # To Python 1 and true are equal, to JSON they are not.
    return bool(one == other) and isinstance(one, bool) is isinstance(other, bool)


def instant(text: str) -> Fraction | None:
    """The seconds since year 1 that a text means, to the last digit; None for what is no instant of Python."""
    match = INSTANT.fullmatch(text)
    if match is None:
        return None
    day, time, second, fraction, _, sign, hours, minutes = match.groups()
    try:
        whole = datetime.fromisoformat(f"{day}T{time}00+00:00")
    except ValueError:
        return None
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    passed = whole - datetime(1, 1, 1, tzinfo=UTC) - offset
    return int(passed.total_seconds()) + int(second) + Fraction(int(fraction or 0), 10 ** len(fraction or ""))
