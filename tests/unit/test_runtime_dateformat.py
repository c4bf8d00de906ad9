"""Dates as a vendor's own pattern spells them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from attrs import define, field

from scripts.runtime.dateformat import dated, problem_of
from scripts.runtime.dates import read_date, read_datetime
from scripts.runtime.model import Model
from scripts.runtime.unset import UNSET, Unset

AT = datetime(2024, 3, 4, 5, 6, 7, 89999, tzinfo=UTC)
EAST = AT.astimezone(timezone(timedelta(hours=2)))
HALF = AT.astimezone(timezone(timedelta(hours=-3, minutes=-30)))
PATTERN = "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"


@pytest.mark.parametrize(
    ("value", "pattern", "text"),
    [
        (AT, PATTERN, "2024-03-04T05:06:07.089Z"),
        (EAST, PATTERN, "2024-03-04T05:06:07.089Z"),
        (AT, "yyyyMMdd HHmmss", "20240304 050607"),
        (AT, "dd.MM.yyyy", "04.03.2024"),
        (AT, "ss.S", "07.0"),
        (AT, "ss.SSSSSSSSS", "07.089999000"),
        (EAST, "HH:mmX", "07:06+02"),
        (EAST, "HH:mmXX", "07:06+0200"),
        (EAST, "HH:mmXXX", "07:06+02:00"),
        (EAST, "HH:mmZ", "07:06+0200"),
        (HALF, "HH:mmX", "01:36-0330"),
        (HALF, "HH:mmXXX", "01:36-03:30"),
        *((AT, f"HH{form}", "05Z") for form in ("X", "XX", "XXX")),
        (AT, "HHZ", "05+0000"),
        (AT, "HH 'o''clock'", "05 o'clock"),
        (AT, "HH''mm", "05'06"),
        (date(2024, 3, 4), "yyyy/MM/dd", "2024/03/04"),
        (date(1, 3, 4), "yyyy", "0001"),
        (EAST, "yyyy/MM/dd", "2024/03/04"),
        ([AT, None, [AT]], "HH", ["05", None, ["05"]]),
        ((AT,), "HH", ["05"]),
        # What was read goes back as it came.
        (read_datetime("2024-03-04T05:06:07Z[GMT]"), PATTERN, "2024-03-04T05:06:07Z[GMT]"),
        (read_datetime("2024-03-04T05:06:07"), PATTERN, "2024-03-04T05:06:07"),
        (read_date("20240304"), "dd", "20240304"),
        *((each, PATTERN, each) for each in ("text", None, 5, UNSET)),
    ],
)
def test_a_date_is_written_by_its_pattern_and_all_else_stays(value: Any, pattern: str, text: Any) -> None:
    assert problem_of(pattern) is None
    assert dated(value, pattern) == text


@pytest.mark.parametrize(
    ("value", "pattern", "said"),
    [
        (datetime.fromisoformat("2024-01-01"), "yyyy", "2024-01-01T00:00:00 has no time zone: give one"),
        (date(2024, 1, 1), "yyyy HH", "2024-01-01 has no time, and 'yyyy HH' has one: give a datetime"),
        (date(2024, 1, 1), "yyyyX", "2024-01-01 has no time"),
    ],
)
def test_what_the_pattern_wants_and_the_date_lacks_is_said(value: Any, pattern: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        dated(value, pattern)


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("yy", r"'yy' has 'yy', which is none of yyyy, MM, dd, HH, mm, ss, S, "),
        ("yyyy-MM-ddTHH", "has 'T', which is none of"),
        ("hh:mm a", "has 'hh', which is none of"),
        ("SSSSSSSSSS", "has 'SSSSSSSSSS', which"),
        ("yyyy 'at", "has a quotation mark without its other half"),
        ("yyyy '''", "has a quotation mark without its other half"),
        ("XXXX", "has 'XXXX'"),
    ],
)
def test_a_pattern_that_can_not_be_written_is_told(pattern: str, said: str) -> None:
    problem = problem_of(pattern)
    assert problem is not None
    assert said in problem or problem.startswith(said)


@define(kw_only=True, repr=False)
class Visit(Model):
    at: datetime = field(metadata={"date_format": PATTERN})
    left: datetime | Unset | None = field(default=UNSET, metadata={"wire": "leftAt", "date_format": "HH:mm"})
    days: list[date] | Unset = field(default=UNSET, metadata={"date_format": "yyyyMMdd"})


def test_a_field_is_written_by_the_pattern_in_its_metadata() -> None:
    visit = Visit(at=EAST, left=AT, days=[date(2024, 3, 4)])
    assert visit.to_dict() == {"at": "2024-03-04T05:06:07.089Z", "leftAt": "05:06", "days": ["20240304"]}
    assert Visit(at=AT, left=None).to_dict() == {"at": "2024-03-04T05:06:07.089Z", "leftAt": None}
    data = {"at": "2024-03-04T05:06:07.089Z", "leftAt": "soon", "days": ["20240304"]}
    assert Visit.from_dict(data).to_dict() == data
    visit.at = UNSET  # type: ignore[assignment]  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(ValueError, match=r"Visit\.at is required"):
        visit.to_dict()
