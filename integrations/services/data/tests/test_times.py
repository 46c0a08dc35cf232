"""Days and moments, also where clocks change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.services.data.patterns import read, write
from integrations.services.data.tests.conftest import Run

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Refused = Callable[..., dict[str, str]]
BERLIN = "Europe/Berlin"
MOMENTS = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("params", "date_time"),
    [
        ({"value": "2026-03-02"}, "2026-03-02T00:00:00Z"),
        ({"value": "2026-03-02", "time_zone": BERLIN}, "2026-03-02T00:00:00+01:00"),
        ({"value": "2026-03-02T09:00:00.250+01:00"}, "2026-03-02T09:00:00.250000+01:00"),
        ({"value": "2026-03-02T09:00:00Z", "time_zone": "America/New_York"}, "2026-03-02T04:00:00-05:00"),
        ({"value": 1772438400}, "2026-03-02T08:00:00Z"),
        ({"value": 1772438400500, "unix_unit": "milliseconds"}, "2026-03-02T08:00:00.500000Z"),
        ({"value": "3/2/26 2:05 PM", "format": "M/D/YY h:mm A"}, "2026-03-02T14:05:00Z"),
        ({"value": "12:30 am, 2 March 1999", "format": "h:mm a, D MMMM YYYY"}, "1999-03-02T00:30:00Z"),
        (
            {"value": "Mon 02-Mar-2026 at 09h00 +0100", "format": "ddd DD-MMM-YYYY [at] HH[h]mm Z"},
            "2026-03-02T09:00:00+01:00",
        ),
        ({"value": "2026-03-29T02:30:00", "time_zone": BERLIN}, "2026-03-29T03:30:00+02:00"),
        ({"value": "2026-10-25T02:30:00", "time_zone": BERLIN}, "2026-10-25T02:30:00+02:00"),
        ({"value": "2026-10-25T02:30:00", "time_zone": BERLIN, "ambiguous": "later"}, "2026-10-25T02:30:00+01:00"),
    ],
)
def test_a_moment_is_read(run: Run, params: dict[str, Any], date_time: str) -> None:
    assert run("parse_date", **params)["date_time"] == date_time


def test_what_clocks_do_not_show_or_show_twice_is_told(run: Run) -> None:
    skipped = run("parse_date", value="2026-03-29T02:30:00", time_zone=BERLIN)["warnings"]
    twice = run("parse_date", value="2026-10-25T02:30:00", time_zone=BERLIN)["warnings"]

    assert skipped == ["Clocks in Europe/Berlin skip 2026-03-29 02:30; 03:30 was taken."]
    assert twice == ["Clocks in Europe/Berlin show 2026-10-25 02:30 twice; the earlier one was taken."]


@pytest.mark.parametrize(
    ("params", "field", "words"),
    [
        ({"value": "next Monday"}, "value", "'next Monday' is no day or moment of ISO 8601."),
        ({"value": "2026-02-30"}, "value", "'2026-02-30' is no day or moment of ISO 8601."),
        (
            {"value": "30.02.2026", "format": "DD.MM.YYYY"},
            "value",
            "'30.02.2026' cannot be read by 'DD.MM.YYYY': day is out of",
        ),
        ({"value": "2026-03-02", "format": "DD.MM.YYYY"}, "value", "'2026-03-02' is not written as 'DD.MM.YYYY' says."),
        (
            {"value": "03/2026", "format": "MM/YYYY"},
            "value",
            "'03/2026' cannot be read by 'MM/YYYY': a year, a month and a",
        ),
        (
            {"value": "1", "format": "foo"},
            "format",
            "'f' means nothing in 'foo'. Put letters that are to stay in brackets",
        ),
        ({"value": [1]}, "value", "[1] is no day or moment. Give a text such as 2026-03-02T09:00:00Z, or seconds"),
        ({"value": 10**15}, "value", "That lies outside the years 1 to 9999. Give another moment."),
        ({"value": "0001-01-01T00:00:00+14:00"}, "value", "That lies outside the years 1 to 9999."),
        ({"value": "2026-03-02", "time_zone": "Berlin"}, "time_zone", "'Berlin' is not a time zone"),
    ],
)
def test_what_is_no_moment_is_refused(refused: Refused, params: dict[str, Any], field: str, words: str) -> None:
    found = refused("parse_date", **params)

    assert list(found) == [field]
    assert found[field].startswith(words)


def test_every_token_is_written(run: Run) -> None:
    tokens = "YYYY YY MMMM MMM MM M DD D Do dddd ddd HH H hh h mm m ss s SSS A a Z WW W Q X [YYYY]"
    text = run("format_date", value="2026-03-02T14:05:09.120+01:00", format=tokens)["text"]

    assert (
        text
        == "2026 26 March Mar 03 3 02 2 2nd Monday Mon 14 14 02 2 05 5 09 9 120 PM pm +01:00 10 10 1 1772456709 YYYY"
    )


@pytest.mark.parametrize(
    ("params", "date_time"),
    [
        ({"value": "2026-01-31", "months": 1}, "2026-02-28T00:00:00Z"),
        ({"value": "2024-02-29", "years": 1}, "2025-02-28T00:00:00Z"),
        ({"value": "2026-01-15", "months": -13}, "2024-12-15T00:00:00Z"),
        ({"value": "2026-03-28T09:00:00", "days": 1, "time_zone": BERLIN}, "2026-03-29T09:00:00+02:00"),
        ({"value": "2026-03-28T09:00:00", "hours": 24, "time_zone": BERLIN}, "2026-03-29T10:00:00+02:00"),
        ({"value": "2026-03-02T09:00:00+05:30", "days": 1}, "2026-03-03T09:00:00+05:30"),
        ({"value": "2026-03-06", "working_days": 1}, "2026-03-09T00:00:00Z"),
        ({"value": "2026-03-07", "working_days": 1}, "2026-03-09T00:00:00Z"),
        ({"value": "2026-03-07", "working_days": 5}, "2026-03-13T00:00:00Z"),
        ({"value": "2026-03-08", "working_days": -5}, "2026-03-02T00:00:00Z"),
        ({"value": "2026-03-04T10:11:12", "snap": "start_of_hour"}, "2026-03-04T10:00:00Z"),
        ({"value": "2026-03-04T10:11:12", "snap": "start_of_week"}, "2026-03-02T00:00:00Z"),
        ({"value": "2026-03-04T10:11:12", "snap": "end_of_week"}, "2026-03-08T23:59:59Z"),
        ({"value": "2026-02-04", "snap": "end_of_month"}, "2026-02-28T23:59:59Z"),
        ({"value": "2026-05-04", "snap": "start_of_quarter"}, "2026-04-01T00:00:00Z"),
        ({"value": "2026-05-04", "snap": "end_of_quarter"}, "2026-06-30T23:59:59Z"),
        ({"value": "2026-05-04", "snap": "end_of_year"}, "2026-12-31T23:59:59Z"),
        ({"value": "2026-10-25T12:00:00Z", "snap": "start_of_day", "time_zone": BERLIN}, "2026-10-25T00:00:00+02:00"),
    ],
)
def test_a_moment_is_moved(run: Run, params: dict[str, Any], date_time: str) -> None:
    assert run("shift_date", **params)["date_time"] == date_time


def test_no_calendar_is_left(refused: Refused) -> None:
    assert list(refused("shift_date", value="2026-03-02", years=9000)) == ["value"]
    assert list(refused("shift_date", value="2026-03-02", days=4_000_000)) == ["value"]
    assert list(refused("shift_date", value="2026-03-02", seconds=-400_000_000_000)) == ["value"]


@quick
@given(moment=MOMENTS, number=st.integers(-400, 400))
def test_working_days_are_counted_as_they_are_moved(run: Run, moment: datetime, number: int) -> None:
    if not 3 <= moment.year <= 9997:
        return
    moved = run("shift_date", value=moment.isoformat(), working_days=number)
    start = run("parse_date", value=moment.isoformat())

    if number and start["weekday"] <= 5:
        assert moved["weekday"] <= 5
        span = run("subtract_dates", start=start["date"], end=moved["date"])
        assert span["working_days"] == number


@quick
@given(moment=MOMENTS)
def test_what_was_written_is_read_again(moment: datetime) -> None:
    pattern = "dddd D MMMM YYYY h:mm:ss.SSSSSS A Z"

    assert read(write(moment, pattern), pattern) == moment


@pytest.mark.parametrize(
    ("start", "end", "zone", "expected"),
    [
        ("2026-03-28T12:00:00", "2026-03-29T12:00:00", BERLIN, {"hours": 23, "days": 1, "calendar_days": 1}),
        ("2026-03-02T23:00:00Z", "2026-03-03T01:00:00Z", "UTC", {"days": 0, "calendar_days": 1, "words": "2 hours"}),
        ("2000-02-29", "2026-02-28", "UTC", {"years": 26, "months": 312}),
        ("2000-03-01", "2026-02-28", "UTC", {"years": 25}),
        ("2026-01-31", "2026-02-28", "UTC", {"months": 1, "days": 28, "weeks": 4}),
        ("2026-03-05", "2026-03-02", "UTC", {"days": -3, "working_days": -3, "is_negative": True}),
        ("2026-03-06", "2026-03-09", "UTC", {"days": 3, "working_days": 1}),
        (0, 60, "UTC", {"seconds": 60, "minutes": 1, "words": "1 minute"}),
        (5, 5, "UTC", {"seconds": 0, "words": "0 seconds"}),
    ],
)
def test_a_span_is_told(run: Run, start: object, end: object, zone: str, expected: dict[str, Any]) -> None:
    found = run("subtract_dates", start=start, end=end, time_zone=zone)

    assert {name: found[name] for name in expected} == expected


@quick
@given(one=MOMENTS, other=MOMENTS)
def test_a_span_is_the_other_one_turned_round(run: Run, one: datetime, other: datetime) -> None:
    there = run("subtract_dates", start=one.isoformat(), end=other.isoformat())
    back = run("subtract_dates", start=other.isoformat(), end=one.isoformat())

    for name in ("seconds", "hours", "days", "months", "years", "calendar_days", "working_days"):
        assert there[name] == -back[name]
    assert abs(timedelta(seconds=there["seconds"]) - (other - one)) < timedelta(seconds=1)
