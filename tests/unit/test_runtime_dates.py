"""Dates as services spell them, and as they go back."""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import pytest
from attrs import define

from scripts.runtime.codec import decode, encode
from scripts.runtime.dates import WireDate, WireDatetime, read_datetime, write_datetime
from scripts.runtime.errors import DecodeError
from scripts.runtime.model import Model
from scripts.runtime.unset import UNSET, Unset

NOON = datetime(2021, 12, 1, 12, 46, 36, tzinfo=UTC)


# Usual spellings, which a plain datetime holds, and how it goes back.
USUAL = [
    ("2021-12-01T12:46:36Z", NOON, "2021-12-01T12:46:36Z"),
    ("2021-12-01T12:46:36.581Z", NOON.replace(microsecond=581000), "2021-12-01T12:46:36.581Z"),
    ("2021-12-01T12:46:36.000001Z", NOON.replace(microsecond=1), "2021-12-01T12:46:36.000001Z"),
    ("2021-12-01T14:46:36+02:00", NOON, "2021-12-01T14:46:36+02:00"),
    ("2021-12-01T14:46:36.500+02:00", NOON.replace(microsecond=500000), "2021-12-01T14:46:36.500+02:00"),
    ("2021-12-01T09:16:36-03:30", NOON, "2021-12-01T09:16:36-03:30"),
    ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00Z"),
    ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), "9999-12-31T23:59:59Z"),
    # The shortest text of the instant, and of its offset.
    ("2021-12-01T12:46:36.581000Z", NOON.replace(microsecond=581000), "2021-12-01T12:46:36.581Z"),
    ("2021-12-01T12:46:36.5Z", NOON.replace(microsecond=500000), "2021-12-01T12:46:36.500Z"),
    ("2021-12-01T12:46:36.000Z", NOON, "2021-12-01T12:46:36Z"),
    ("2021-12-01T12:46:36+00:00", NOON, "2021-12-01T12:46:36Z"),
]
ODDLY_SPELLED = [
    ("2021-12-01T12:46:36.581Z[GMT]", NOON.replace(microsecond=581000)),
    ("2021-12-01T13:46:36+01:00[Europe/Paris]", NOON),
    ("2021-12-01T12:46:36.1234567Z", NOON.replace(microsecond=123456)),
    ("2021-12-01T12:46:36.123456789Z", NOON.replace(microsecond=123456)),
    ("2021-12-01T12:46:36.1234567890Z", NOON.replace(microsecond=123456)),
    ("2021-12-01T12:46:36.Z", NOON),
    ("2021-12-01T12:46:36,5Z", NOON.replace(microsecond=500000)),
    ("2021-12-01t12:46:36z", NOON),
    ("2021-12-01T12:46:36z", NOON),
    ("2021-12-01 12:46:36Z", NOON),
    ("2021-W48-3T12:46:36Z", NOON),
    ("20211201T12:46:36.0Z", NOON),
    ("20211201T124636Z", NOON),
    ("2021-12-01T124636.0Z", NOON),
    ("2021-12-01T12:46Z", NOON.replace(second=0)),
    ("2021-12-01T12:46:36 +0000", NOON),
    ("2021-12-01T14:46:36+0200", NOON),
    ("2021-12-01T14:46:36+02", NOON),
    ("2021-12-01T12:46:36-00:00", NOON),
    ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
    ("2016-12-31T23:59:60.5z", datetime(2017, 1, 1, 0, 0, 0, 500000, tzinfo=UTC)),
    ("2021-12-01T12:46:36", NOON.replace(tzinfo=None)),
    ("2021-12-01T12:46:36.1234567", NOON.replace(microsecond=123456, tzinfo=None)),
]


@define(kw_only=True, repr=False)
class Event(Model):
    at: datetime
    seen: list[datetime] | Unset = UNSET
    day: date | Unset | None = UNSET
    name: Annotated[str, "so that a model has something else too"] | Unset = UNSET


def both_ways(text: str) -> list[datetime]:
    """Read a text by itself, as a field and as an item: each has a way of its own."""
    event = Event.from_dict({"at": text, "seen": [text]})
    assert isinstance(event.seen, list)
    return [decode(datetime, text), event.at, event.seen[0]]


@pytest.mark.parametrize(("text", "instant", "back"), USUAL)
def test_what_a_datetime_holds_is_a_plain_one_and_goes_back_in_its_shortest_form(
    text: str, instant: datetime, back: str
) -> None:
    for read in both_ways(text):
        assert read == instant
        assert type(read) is datetime
        assert encode(read) == back
        assert encode(decode(datetime, back)) == back


@pytest.mark.parametrize(("text", "instant"), ODDLY_SPELLED)
def test_an_odd_spelling_is_read_as_its_instant_and_sent_back_letter_by_letter(text: str, instant: datetime) -> None:
    for read in both_ways(text):
        assert read == instant
        assert read.utcoffset() is None if instant.tzinfo is None else read.utcoffset() is not None
        assert type(read) is WireDatetime
        assert encode(read) == text
    assert Event.from_dict({"at": text}).to_dict() == {"at": text}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "0000-01-01T00:00:00Z",
        "23:59:60Z",
        "9999-12-31T23:59:60Z",
        "2021-13-01T00:00:00Z",
        "2021-02-30T00:00:00Z",
        "2021-12-01T12:46:36+99:00",
        "2021-12-01T12:46:61Z",
        "٢٠٢١-12-01T12:46:36Z[GMT]",
        "\ud800",
    ],
)
@pytest.mark.parametrize("kind", [datetime, date])
def test_what_is_no_date_stays_text(text: str, kind: type) -> None:
    assert decode(kind, text) == text
    assert type(decode(kind, text)) is str
    with pytest.raises(DecodeError) as caught:
        decode(kind, text, strict=True)
    expected = "a date and time" if kind is datetime else "a date"
    assert str(caught.value) == f"body: expected {expected}, got text {text!r}"


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"at": "soon"}, "/at: expected a date and time"),
        ({"at": "2021-13-01T00:00:00Z"}, "/at: expected a date and time"),
        ({"at": "2021-12-01T00:00:00Z", "seen": ["2021-12-01T00:00:00Z", "soon"]}, "/seen/1: expected a date and time"),
        ({"at": "2021-12-01T00:00:00Z", "day": "soon"}, "/day: expected a date"),
    ],
)
def test_strict_reading_refuses_what_is_no_date_and_says_where(data: Any, place: str) -> None:
    for read in (
        lambda: Event.from_dict(data, strict=True),
        lambda: Event.from_json(json.dumps(data), strict=True),
        lambda: decode(list[Event], [data], strict=True),
    ):
        with pytest.raises(DecodeError, match=place):
            read()
    # And only as long as it is asked for.
    assert Event.from_dict(data).to_dict() == data


def test_where_text_is_allowed_beside_a_date_strict_reading_takes_it() -> None:
    assert decode(datetime | str, "soon", strict=True) == "soon"
    assert decode(datetime | None, None, strict=True) is None
    assert Event.from_dict({"at": "2021-12-01t00:00:00z"}, strict=True).to_dict() == {"at": "2021-12-01t00:00:00z"}


@pytest.mark.parametrize("text", ["2021-12-01", "2021-12-01T00:00:00Z", "2021-12-01T23:00:00.000+01:00", "20211201"])
def test_a_day_may_come_with_a_time(text: str) -> None:
    read = decode(date, text)
    assert date(read.year, read.month, read.day) == date(2021, 12, 1)
    assert not isinstance(read, datetime)
    assert encode(read) == text


ODD = "2021-12-01T12:46:36.581Z[GMT]"
PARIS = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda each: each.replace(year=2022), "2022-12-01T12:46:36.581Z"),
        (lambda each: each.replace(tzinfo=PARIS), "2021-12-01T12:46:36.581+01:00"),
        (lambda each: each + timedelta(days=1), "2021-12-02T12:46:36.581Z"),
        (lambda each: timedelta(days=1) + each, "2021-12-02T12:46:36.581Z"),
        (lambda each: each - timedelta(days=1), "2021-11-30T12:46:36.581Z"),
        (lambda each: each.astimezone(PARIS), "2021-12-01T13:46:36.581+01:00"),
        (lambda _: WireDatetime.fromisoformat("2021-01-01T00:00:00+00:00"), "2021-01-01T00:00:00Z"),
        (lambda each: WireDatetime.combine(each.date(), each.timetz()), "2021-12-01T12:46:36.581Z"),
    ],
)
def test_what_is_made_of_a_datetime_never_carries_the_old_text(change: Any, text: str) -> None:
    made = change(decode(datetime, ODD))
    assert type(made) is datetime
    assert encode(made) == text
    assert copy.deepcopy(made) == made


@pytest.mark.parametrize(
    "change",
    [lambda each: each.replace(day=2), lambda each: each + timedelta(days=1), lambda each: timedelta(days=1) + each],
)
def test_what_is_made_of_a_date_never_carries_the_old_text(change: Any) -> None:
    made = change(decode(date, "2021-12-01T00:00:00Z"))
    assert type(made) is date
    assert encode(made) == "2021-12-02"


def test_a_datetime_with_its_text_equals_and_hashes_like_any_other() -> None:
    read = decode(datetime, ODD)
    plain = NOON.replace(microsecond=581000)
    assert isinstance(read, WireDatetime)
    assert (read == plain, hash(read) == hash(plain), read - plain) == (True, True, timedelta())
    assert read.astimezone(read.tzinfo) == plain
    assert WireDatetime.of(plain.replace(fold=1), "the second time").replace(hour=2).fold == 1
    assert isinstance(decode(date, "2021-12-01T00:00:00Z"), WireDate)


class Nowhere(tzinfo):
    def utcoffset(self, _: datetime | None) -> None:
        return None


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05Z"),
        (datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC), "2026-01-02T03:04:05.000006Z"),
        (datetime(2026, 1, 2, tzinfo=ZoneInfo("Europe/London")), "2026-01-02T00:00:00Z"),
        (datetime(2026, 7, 2, tzinfo=ZoneInfo("Europe/London")), "2026-07-02T00:00:00+01:00"),
        (datetime(2026, 1, 2, tzinfo=timezone(timedelta(hours=-3, minutes=-30))), "2026-01-02T00:00:00-03:30"),
        (datetime(1800, 1, 2, tzinfo=timezone(timedelta(minutes=19, seconds=32))), "1800-01-01T23:40:28Z"),
    ],
)
def test_a_datetime_of_the_users_own_is_written_by_rfc_3339(made: datetime, text: str) -> None:
    assert write_datetime(made) == text
    assert read_datetime(text) == made


@pytest.mark.parametrize("naive", [datetime.fromisoformat("2026-01-02"), datetime(2026, 1, 2, tzinfo=Nowhere())])
def test_a_datetime_without_a_zone_is_refused_with_what_to_do(naive: datetime) -> None:
    with pytest.raises(
        ValueError, match=r"2026-01-02T00:00:00 has no time zone: give one, such as tzinfo=timezone\.utc"
    ):
        encode({"at": naive})


@pytest.mark.parametrize(("day", "hours"), [((1, 1, 1), 1), ((9999, 12, 31, 23), -1)])
def test_a_datetime_that_is_in_no_year_elsewhere_is_refused(day: tuple[int, int, int], hours: int) -> None:
    odd = datetime(*day, tzinfo=timezone(timedelta(hours=hours, seconds=hours)))
    with pytest.raises(ValueError, match=r"is in no year from 1 to 9999 in UTC: give an offset of whole minutes$"):
        encode(odd)
    whole = odd.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert encode(whole).startswith(f"{day[0]:04}-")
