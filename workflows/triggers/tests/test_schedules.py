"""Schedules as rows: each planned moment starts one run, whoever comes when, and whatever clocks do meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from workflows.models import Deployment, InboxEvent, Run, Trigger
from workflows.triggers import schedules
from workflows.triggers.registration import sync
from workflows.triggers.tests.conftest import Deploy, at_once, schedule

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY = datetime(2026, 6, 1, 7, 0, tzinfo=UTC)  # 9:00 in Berlin
DAY = timedelta(days=1)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock of the processes."""

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_clock


@pytest.fixture
def daily(deploy: Deploy, now: Callable[[datetime], None]) -> Callable[..., Trigger]:
    """A schedule for every day at nine in Berlin, registered on Sunday."""

    def make(**parameters: Any) -> Trigger:
        now(MONDAY - timedelta(hours=10))
        [trigger] = sync(deploy(schedule({"cron": "0 9 * * *"}, **parameters))).triggers
        return trigger

    return make


def planned() -> datetime | None:
    return Trigger.objects.get().next_run_at


def handed_over() -> list[str]:
    return list(InboxEvent.objects.order_by("delivery_id").values_list("delivery_id", flat=True))


def test_a_moment_that_has_come_starts_one_run_and_the_next_is_planned(
    daily: Callable[..., Trigger], now: Callable[[datetime], None]
) -> None:
    daily()
    assert (planned(), schedules.fire_due()) == (MONDAY, 0)
    now(MONDAY + timedelta(seconds=1))
    assert schedules.fire_due() == 1
    assert (planned(), schedules.fire_due()) == (MONDAY + DAY, 0)
    run = Run.objects.get()
    assert (run.source, InboxEvent.objects.get().state) == ("schedule", "started")
    assert handed_over() == [MONDAY.isoformat()]


def test_two_schedulers_at_once_start_one_run(daily: Callable[..., Trigger], now: Callable[[datetime], None]) -> None:
    daily()
    now(MONDAY + timedelta(seconds=1))
    at_once(schedules.fire_due)
    assert Run.objects.count() == InboxEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("policy", "runs", "missed"),
    [("once", ["2026-06-04T07:00:00+00:00"], [3]), ("skip", [], [])],
)
def test_missed_beats_are_made_up_for_once_or_not(
    daily: Callable[..., Trigger], now: Callable[[datetime], None], policy: str, runs: list[str], missed: list[int]
) -> None:
    daily(missed=policy)
    now(MONDAY + 3 * DAY + timedelta(hours=2))
    schedules.fire_due()
    assert handed_over() == runs
    assert planned() == MONDAY + 4 * DAY
    left_out = 4 - len(runs)
    assert Trigger.objects.get().gap.startswith(f"{left_out} of the times from 2026-06-01T07:00:00+00:00 to ")


def test_all_missed_beats_are_made_up_for_within_a_bound(
    daily: Callable[..., Trigger], now: Callable[[datetime], None]
) -> None:
    daily(missed="all")
    now(MONDAY + 149 * DAY + timedelta(hours=2))
    schedules.fire_due()
    moments = handed_over()
    assert (len(moments), moments[-1]) == (schedules.MOST_MADE_UP, "2026-10-28T08:00:00+00:00")
    assert Trigger.objects.get().gap.startswith("50 of the times from 2026-06-01T07:00:00+00:00 to ")


def test_a_scheduler_that_was_dead_for_ten_minutes_starts_what_it_missed_once(
    deploy: Deploy, now: Callable[[datetime], None]
) -> None:
    now(MONDAY)
    sync(deploy(schedule({"every": 1, "unit": "minutes"})))
    now(MONDAY + timedelta(minutes=10, seconds=90))
    schedules.fire_due()
    assert handed_over() == [(MONDAY + timedelta(minutes=11)).isoformat()]
    assert planned() == MONDAY + timedelta(minutes=12)


def test_very_many_missed_beats_are_not_looked_at_one_by_one(
    deploy: Deploy, now: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedules, "LOOKED_AT", 50)
    now(MONDAY)
    sync(deploy(schedule({"every": 30, "unit": "seconds"})))
    now(MONDAY + timedelta(days=2, seconds=10))
    schedules.fire_due()
    assert handed_over() == [(MONDAY + timedelta(days=2)).isoformat()]


def test_a_clock_that_jumps_back_runs_nothing_twice_and_is_not_waited_for(
    daily: Callable[..., Trigger], now: Callable[[datetime], None]
) -> None:
    daily()
    now(MONDAY + 5 * DAY + timedelta(minutes=5))
    schedules.fire_due()
    before = handed_over()
    now(MONDAY + timedelta(minutes=5))
    assert (schedules.watch(), planned()) == (1, MONDAY + DAY)
    assert schedules.watch() == 0
    for day in range(1, 8):
        now(MONDAY + day * DAY + timedelta(seconds=1))
        schedules.fire_due()
    assert len(handed_over()) == len({*handed_over()}) == 7
    assert {*before} <= {*handed_over()}
    assert Run.objects.count() == 7


def test_a_beat_that_was_missed_is_told_in_the_log(
    daily: Callable[..., Trigger], now: Callable[[datetime], None], caplog: pytest.LogCaptureFixture
) -> None:
    daily()
    now(MONDAY + timedelta(minutes=3))
    schedules.watch()
    assert [each.message for each in caplog.records] == ["triggers.beat_missed"]


def test_a_paused_schedule_does_not_run(daily: Callable[..., Trigger], now: Callable[[datetime], None]) -> None:
    daily()
    Deployment.objects.update(is_active=False, paused_at=timezone.now())
    now(MONDAY + timedelta(seconds=1))
    assert schedules.fire_due() == 0
    assert not Run.objects.exists()
