"""Schedules over every clock change of 2026 in ten zones: no daily job twice or never, and never a moment gone by."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise, takewhile
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.engine.schedule import Cron, Every, Schedule, ScheduleError, schedule_of

ZONES = (
    "Africa/Cairo",  # at midnight
    "Africa/Casablanca",  # backwards in spring
    "America/Havana",  # 0:00 and 1:00
    "America/New_York",
    "America/Santiago",  # the other half of the year, at midnight
    "Antarctica/Troll",  # by two hours
    "Asia/Beirut",  # at midnight
    "Australia/Lord_Howe",  # by half an hour
    "Europe/Berlin",
    "Pacific/Auckland",
)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def changes(name: str) -> list[datetime]:
    """The hours of 2026 in which a zone's distance from UTC changes."""
    zone, start = ZoneInfo(name), datetime(2026, 1, 1, tzinfo=UTC)
    hours = [start + HOUR * number for number in range(365 * 24)]
    offsets = [each.astimezone(zone).utcoffset() for each in hours]
    return [hour for hour, (before, after) in zip(hours, pairwise(offsets), strict=False) if before != after]


CHANGES = [(zone, change) for zone in ZONES for change in changes(zone)]
TIMES = [(hour, minute) for hour in (0, 1, 2, 3, 23) for minute in (0, 15, 30, 59)]


def daily(zone: str, hour: int, minute: int) -> Schedule:
    return Schedule((Cron(f"{minute} {hour} * * *"),), zone)


def test_every_zone_changes_its_clock() -> None:
    assert {zone for zone, _ in CHANGES} == {*ZONES}


@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_a_daily_job_runs_once_on_each_day(zone: str, change: datetime) -> None:
    for hour, minute in TIMES:
        schedule, start = daily(zone, hour, minute), change - 3 * DAY
        due = takewhile(lambda each: each < change + 3 * DAY, schedule.following(start, anchor=start))
        days = Counter(each.astimezone(ZoneInfo(zone)).date() for each in due)
        first, last = min(days), max(days)
        assert days == dict.fromkeys(dates(first, last), 1), (hour, minute)
        assert len(days) in (5, 6, 7)


@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_whenever_it_is_asked_the_next_time_lies_ahead_and_is_the_same(zone: str, change: datetime) -> None:
    start = change - DAY
    for rules in ([{"cron": "30 1 * * *"}], [{"cron": "0-59/7 0-3 * * *"}], [{"cron": "*/20 * * * *"}]):
        schedule = schedule_of({"rules": rules, "time_zone": zone})
        due = list(takewhile(lambda each: each < change + 4 * DAY, schedule.following(start, anchor=start)))
        assert all(before < after for before, after in pairwise(due))
        for number in range(2 * 24 * 6):
            moment = start + timedelta(minutes=10 * number, seconds=3)
            assert schedule.after(moment, anchor=start) == due[bisect_right(due, moment)]


@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_intervals_and_jobs_of_every_half_hour_go_by_elapsed_time(zone: str, change: datetime) -> None:
    start = change - DAY
    steady = schedule_of({"rules": [{"every": 90, "unit": "minutes"}], "time_zone": zone})
    assert list(islice(steady.following(start, anchor=start), 40)) == [start + 1.5 * HOUR * n for n in range(1, 41)]
    if zone != "Australia/Lord_Howe":  # where the half hours of before and after lie apart
        halves = schedule_of({"rules": [{"cron": "*/30 * * * *"}], "time_zone": zone})
        assert list(islice(halves.following(start, anchor=start), 96)) == [start + 0.5 * HOUR * n for n in range(1, 97)]


def test_a_time_that_spring_leaves_out_runs_right_after_it() -> None:
    schedule, before = daily("Europe/Berlin", 2, 30), datetime(2026, 3, 28, 12, tzinfo=UTC)
    due = list(islice(schedule.following(before, anchor=before), 2))
    assert due == [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 3, 30, 0, 30, tzinfo=UTC)]


def test_asked_in_the_second_pass_of_a_repeated_hour_it_is_due_tomorrow() -> None:
    schedule = daily("Europe/Berlin", 2, 30)
    second_pass = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 2:10 for the second time
    assert schedule.after(second_pass, anchor=second_pass) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_the_earliest_of_several_rules_counts() -> None:
    now = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
    rules = [{"cron": "0 9 * * MON-FRI"}, {"every": 90, "unit": "minutes"}]
    schedule = schedule_of({"rules": rules, "time_zone": "Asia/Kathmandu"})
    assert [schedule.words(each) for each in islice(schedule.following(now, anchor=now), 3)] == [
        "Tuesday, 1 December 2026, 07:45 UTC+05:45",
        "Tuesday, 1 December 2026, 09:00 UTC+05:45",
        "Tuesday, 1 December 2026, 09:15 UTC+05:45",
    ]
    assert [each.words for each in schedule.rules] == ["At 09:00 on Monday through Friday", "Every 90 minutes"]


@pytest.mark.parametrize(
    ("name", "written"),
    [("@daily", "0 0 * * *"), ("@Hourly", "0 * * * *"), ("@weekly", "0 0 * * 0"), ("@yearly", "0 0 1 1 *")],
)
def test_named_schedules_are_ours(name: str, written: str) -> None:
    assert schedule_of({"rules": [{"cron": name}]}) == Schedule((Cron(written),), "UTC")


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({}, "rules"),
        ({"rules": []}, "rules"),
        ({"rules": "0 9 * * *"}, "rules"),
        ({"rules": [{"every": 1, "unit": "hours"}] * 21}, "rules"),
        ({"rules": [{}]}, "rules.0"),
        ({"rules": ["0 9 * * *"]}, "rules.0"),
        ({"rules": [{"cron": "* * * * *", "every": 1, "unit": "hours"}]}, "rules.0"),
        ({"rules": [{"cron": "0 0 9 * * *"}]}, "rules.0.cron"),
        ({"rules": [{"cron": "0 9 * *"}]}, "rules.0.cron"),
        ({"rules": [{"cron": "@reboot"}]}, "rules.0.cron"),
        ({"rules": [{"cron": "0 0 30 2 *"}]}, "rules.0.cron"),
        ({"rules": [{"cron": "60 9 * * *"}]}, "rules.0.cron"),
        ({"rules": [{"cron": "9" * 5000 + " 9 * * *"}]}, "rules.0.cron"),
        ({"rules": [{"cron": "0 9 * * *"}, {"every": 0, "unit": "hours"}]}, "rules.1.every"),
        ({"rules": [{"every": 1.5, "unit": "hours"}]}, "rules.0.every"),
        ({"rules": [{"every": True, "unit": "hours"}]}, "rules.0.every"),
        ({"rules": [{"every": 1, "unit": "fortnights"}]}, "rules.0.unit"),
        ({"rules": [{"every": 60, "unit": "weeks"}]}, "rules.0.every"),
        ({"rules": [{"cron": "@daily"}], "time_zone": "US/Pacific"}, "time_zone"),
        ({"rules": [{"cron": "@daily"}], "time_zone": "../../etc/passwd"}, "time_zone"),
        ({"rules": [{"cron": "@daily"}], "time_zone": 7}, "time_zone"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(parameters: dict[str, Any], field: str) -> None:
    with pytest.raises(ScheduleError) as refused:
        schedule_of(parameters)
    assert refused.value.field == field


@given(st.text(alphabet="0123456789*/-,#LW@MONJAN ²", max_size=40))
def test_whatever_is_typed_is_a_schedule_or_an_error_of_ours(typed: str) -> None:
    try:
        schedule = schedule_of({"rules": [{"cron": typed}], "time_zone": "Europe/Berlin"})
    except ScheduleError:
        return
    now = datetime(2026, 10, 25, 0, 59, tzinfo=UTC)
    due = schedule.after(now, anchor=now)
    assert due is None or due > now


def test_an_interval_counts_from_its_anchor() -> None:
    anchor = datetime(2026, 5, 1, tzinfo=UTC)
    weekly = Every(1, "weeks")
    assert weekly.after(anchor - DAY, ZoneInfo("UTC"), anchor) == anchor + 7 * DAY
    assert weekly.after(anchor + 7 * DAY, ZoneInfo("UTC"), anchor) == anchor + 14 * DAY


def dates(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
