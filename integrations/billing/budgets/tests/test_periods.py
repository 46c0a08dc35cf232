"""Periods begin at the customer's midnight, whatever the clock there does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from integrations.billing.budgets.periods import EVER, period_of


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("period", "zone", "now", "since", "until"),
    [
        ("month", "UTC", "2026-12-31T23:59:59", "2026-12-01T00:00", "2027-01-01T00:00"),
        ("month", "Europe/Berlin", "2026-10-31T22:59", "2026-09-30T22:00", "2026-10-31T23:00"),
        ("month", "Europe/Berlin", "2026-10-31T23:00", "2026-10-31T23:00", "2026-11-30T23:00"),
        ("month", "Pacific/Auckland", "2026-01-31T11:00", "2026-01-31T11:00", "2026-02-28T11:00"),
        ("month", "UTC", "2028-02-29T12:00", "2028-02-01T00:00", "2028-03-01T00:00"),
        ("day", "UTC", "2026-03-01T00:00", "2026-03-01T00:00", "2026-03-02T00:00"),
        ("day", "Europe/Berlin", "2026-03-29T12:00", "2026-03-28T23:00", "2026-03-29T22:00"),
        ("day", "Europe/Berlin", "2026-10-25T12:00", "2026-10-24T22:00", "2026-10-25T23:00"),
        ("day", "Asia/Kolkata", "2026-06-01T18:29", "2026-05-31T18:30", "2026-06-01T18:30"),
        ("day", "Africa/Cairo", "2026-04-24T09:00", "2026-04-23T22:00", "2026-04-24T21:00"),
    ],
)
def test_the_period_that_a_moment_is_in(period: str, zone: str, now: str, since: str, until: str) -> None:
    assert period_of(period, zone, utc(now)) == (utc(since), utc(until))


def test_a_total_has_no_end() -> None:
    assert period_of("total", "UTC", utc("2026-03-01T00:00")) == (EVER, None)
