"""Times, zones and ranges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from integrations.catalog.zones import zone_names
from integrations.errors import InputError
from integrations.services.google_calendar.ranges import RangeBound, needs_zone, resolve, resolve_range
from integrations.services.google_calendar.times import (
    MomentText,
    default_end,
    in_zone,
    is_day,
    later,
    on_the_clock,
    parse_moment,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-02", date(2026, 3, 2)),
        ("2026-03-02T10:00", datetime(2026, 3, 2, 10, 0)),
        ("2026-03-02 10:00", datetime(2026, 3, 2, 10, 0)),
        ("2026-03-02T10:00:00Z", datetime(2026, 3, 2, 10, 0, tzinfo=UTC)),
    ],
)
def test_a_moment_is_a_day_or_a_time(text: str, expected: date) -> None:
    assert parse_moment(text) == expected
    assert is_day(parse_moment(text)) is (text == "2026-03-02")


def test_an_offset_is_kept() -> None:
    moment = parse_moment("2026-03-02T10:00:00+02:00")

    assert isinstance(moment, datetime)
    assert moment.isoformat() == "2026-03-02T10:00:00+02:00"
    assert in_zone(moment, BERLIN).isoformat() == "2026-03-02T10:00:00+02:00"


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "2026-02-30", "10:00", "2026-03-02T25:00", "2026-03-02T"])
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValidationError, match="is not a time; write 2026-03-02T10:00"):
        TypeAdapter(MomentText).validate_python(text)


@given(st.datetimes(min_value=datetime(1000, 1, 2), max_value=datetime(9998, 12, 30), timezones=st.timezones()))
def test_every_time_with_an_offset_keeps_its_instant(moment: datetime) -> None:
    text = moment.replace(microsecond=0).isoformat()
    parsed = parse_moment(text)

    assert isinstance(parsed, datetime)
    assert parsed.isoformat() == text
    # By timestamp: in the hour that clocks repeat, times of two zones are never equal.
    assert in_zone(parsed, BERLIN).timestamp() == moment.replace(microsecond=0).timestamp()


@given(
    st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(9998, 12, 30)),
    st.sampled_from(sorted(zone_names())),
)
def test_a_time_without_an_offset_is_read_by_the_clocks_of_its_zone(moment: datetime, zone: str) -> None:
    parsed = parse_moment(moment.replace(microsecond=0).isoformat(timespec="seconds"))
    assert isinstance(parsed, datetime)

    fixed = in_zone(parsed, zone)
    assert fixed.replace(tzinfo=None) == moment.replace(microsecond=0)
    assert fixed.utcoffset() is not None


@pytest.mark.parametrize("text", ["9999-12-31", "9999-12-31T23:00", "0001-01-01T00:00:00+14:00", "0999-12-31"])
def test_a_time_with_which_no_zone_can_reckon_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="is out of reach; write a year from 1000 to 9998"):
        TypeAdapter(MomentText).validate_python(text)
    with pytest.raises(ValidationError, match="is not a time"):
        TypeAdapter(RangeBound).validate_python(text)


def berlin(text: str) -> datetime:
    return in_zone(datetime.fromisoformat(text), BERLIN)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-10-25T01:30", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T02:30", "2026-10-25T02:30:00+01:00"),
        ("2026-03-29T01:30", "2026-03-29T03:30:00+02:00"),
        ("2026-07-01T10:00", "2026-07-01T11:00:00+02:00"),
    ],
)
def test_an_hour_is_an_elapsed_hour_also_when_clocks_change(start: str, end: str) -> None:
    ends = default_end(berlin(start))
    assert isinstance(ends, datetime)
    assert ends.isoformat() == end
    assert ends.timestamp() - berlin(start).timestamp() == 3600


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (berlin("2026-07-01T10:00"), "2026-07-01T10:00:00"),
        (berlin("2026-10-25T02:30"), "2026-10-25T02:30:00+02:00"),
        (later(berlin("2026-10-25T02:30"), timedelta(hours=1)), "2026-10-25T02:30:00+01:00"),
        (later(berlin("2026-10-25T02:30"), timedelta(hours=2)), "2026-10-25T03:30:00"),
    ],
)
def test_what_clocks_show_is_written_without_an_offset_unless_they_show_it_twice(
    moment: datetime, written: str
) -> None:
    assert on_the_clock(moment) == written


@pytest.mark.parametrize(
    ("bound", "zone", "expected"),
    [
        ("now", BERLIN, "2026-03-02T10:00:00+01:00"),
        ("now+2h", BERLIN, "2026-03-02T12:00:00+01:00"),
        ("now-1d", BERLIN, "2026-03-01T10:00:00+01:00"),
        ("today", BERLIN, "2026-03-02T00:00:00+01:00"),
        ("today+7d", BERLIN, "2026-03-09T00:00:00+01:00"),
        ("today+2w", BERLIN, "2026-03-16T00:00:00+01:00"),
        ("tomorrow", BERLIN, "2026-03-03T00:00:00+01:00"),
        ("yesterday", BERLIN, "2026-03-01T00:00:00+01:00"),
        ("today+9h", BERLIN, "2026-03-02T09:00:00+01:00"),
        ("today", "Pacific/Auckland", "2026-03-02T00:00:00+13:00"),
        ("today", "America/Los_Angeles", "2026-03-02T00:00:00-08:00"),
        ("2026-03-05", BERLIN, "2026-03-05T00:00:00+01:00"),
        ("2026-03-05T12:00", BERLIN, "2026-03-05T12:00:00+01:00"),
        ("2026-03-05T12:00:00+05:30", BERLIN, "2026-03-05T12:00:00+05:30"),
    ],
)
def test_bounds_in_words(bound: str, zone: str, expected: str) -> None:
    assert resolve(bound, now=NOW, zone=zone).isoformat() == expected


def test_a_day_ahead_is_a_day_on_the_calendar_also_when_clocks_change() -> None:
    before = datetime(2026, 3, 28, 11, 0, tzinfo=UTC)

    assert resolve("today+1d", now=before, zone=BERLIN).isoformat() == "2026-03-29T00:00:00+01:00"
    assert resolve("today+2d", now=before, zone=BERLIN).isoformat() == "2026-03-30T00:00:00+02:00"
    assert resolve("today+24h", now=datetime(2026, 3, 29, 11, 0, tzinfo=UTC), zone=BERLIN).isoformat() == (
        "2026-03-30T01:00:00+02:00"
    )


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        ("now", False),
        ("now+3d", False),
        ("today", True),
        ("2026-03-05", True),
        ("2026-03-05T12:00", True),
        ("2026-03-05T12:00Z", False),
    ],
)
def test_only_some_bounds_depend_on_the_zone(bound: str, expected: bool) -> None:
    assert needs_zone(bound) is expected


@pytest.mark.parametrize("bound", ["", "todays", "today+", "today+7", "today+7x", "next week", "now + 1d"])
def test_words_that_are_no_bound_are_refused(bound: str) -> None:
    with pytest.raises(ValidationError, match="is not a time; write now, today, tomorrow"):
        TypeAdapter(RangeBound).validate_python(bound)


def asked() -> str:
    return BERLIN


def never_asked() -> str:
    raise AssertionError("the zone does not matter here")


def test_a_range_over_the_hour_that_clocks_repeat_is_compared_by_what_has_elapsed() -> None:
    night = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)
    start, end = resolve_range("2026-10-25T02:45", "now+1h", now=night, zone=asked)

    assert (start.isoformat(), end.isoformat()) == ("2026-10-25T02:45:00+02:00", "2026-10-25T02:45:00+01:00")


def test_a_range_without_an_end_is_a_week() -> None:
    start, end = resolve_range("today", None, now=NOW, zone=asked)

    assert (start.isoformat(), end - start) == ("2026-03-02T00:00:00+01:00", timedelta(days=7))


def test_the_zone_is_asked_only_where_it_matters() -> None:
    assert resolve_range("now", "now+1d", now=NOW, zone=never_asked)[1].isoformat() == "2026-03-03T09:00:00+00:00"


@pytest.mark.parametrize(("start", "end"), [("today", "today"), ("tomorrow", "today"), ("now", "2020-01-01T00:00Z")])
def test_a_range_that_ends_before_it_begins_is_refused(start: str, end: str) -> None:
    with pytest.raises(InputError, match="is not after start") as caught:
        resolve_range(start, end, now=NOW, zone=asked)

    assert [error.field for error in caught.value.errors] == ["end"]


@given(st.sampled_from(["now", "today", "tomorrow"]), st.integers(0, 9999), st.sampled_from("hdw"))
def test_adding_never_goes_back(word: str, amount: int, unit: str) -> None:
    here = resolve(word, now=NOW, zone=BERLIN)

    assert resolve(f"{word}+{amount}{unit}", now=NOW, zone=BERLIN) >= here
