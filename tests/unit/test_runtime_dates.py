"""Dates as services spell them, and as they go back."""

import copy
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from scripts.runtime.codec import decode, encode
from scripts.runtime.dates import WireDate, WireDatetime, read_datetime, write_datetime

NOON = datetime(2021, 12, 1, 12, 46, 36, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2021-12-01T12:46:36Z", NOON),
        ("2021-12-01T12:46:36.581000Z", NOON.replace(microsecond=581000)),
        ("2021-12-01T12:46:36.581Z", NOON.replace(microsecond=581000)),
        ("2021-12-01T12:46:36.581Z[GMT]", NOON.replace(microsecond=581000)),
        ("2021-12-01T13:46:36+01:00[Europe/Paris]", NOON),
        ("2021-12-01T12:46:36.123456789Z", NOON.replace(microsecond=123456)),
        ("2021-12-01T12:46:36.1234567890Z", NOON.replace(microsecond=123456)),
        ("2021-12-01t12:46:36z", NOON),
        ("2021-12-01 12:46:36Z", NOON),
        ("2021-12-01T12:46:36 +0000", NOON),
        ("2021-12-01T14:46:36+02:00", NOON),
        ("2021-12-01T14:46:36+0200", NOON),
        ("2021-12-01T12:46:36-00:00", NOON),
        ("2021-12-01T12:46:36+00:00", NOON),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("2016-12-31T23:59:60.5z", datetime(2017, 1, 1, 0, 0, 0, 500000, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2021-12-01T12:46:36", NOON.replace(tzinfo=None)),
        ("2021-12-01T12:46:36.1234567", NOON.replace(microsecond=123456, tzinfo=None)),
    ],
)
def test_every_spelling_is_read_as_its_instant_and_sent_back_letter_by_letter(text: str, instant: datetime) -> None:
    read = decode(datetime, text)
    assert read == instant
    assert read.utcoffset() is None if instant.tzinfo is None else read.utcoffset() is not None
    assert encode(read) == text


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
        (lambda each: each.replace(year=2022), "2022-12-01T12:46:36.581000Z"),
        (lambda each: each.replace(tzinfo=PARIS), "2021-12-01T12:46:36.581000+01:00"),
        (lambda each: each + timedelta(days=1), "2021-12-02T12:46:36.581000Z"),
        (lambda each: timedelta(days=1) + each, "2021-12-02T12:46:36.581000Z"),
        (lambda each: each - timedelta(days=1), "2021-11-30T12:46:36.581000Z"),
        (lambda each: each.astimezone(PARIS), "2021-12-01T13:46:36.581000+01:00"),
        (lambda _: WireDatetime.fromisoformat("2021-01-01T00:00:00+00:00"), "2021-01-01T00:00:00Z"),
        (lambda each: WireDatetime.combine(each.date(), each.timetz()), "2021-12-01T12:46:36.581000Z"),
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
