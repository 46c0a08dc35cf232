"""The day a task is due never slips, wherever it was written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from integrations.services.google_tasks import days

DUE = TypeAdapter(days.DueDay)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-09",
        "2026-03-09T00:00:00.000Z",
        "2026-03-09T23:30:00-08:00",
        "2026-03-09T00:30:00+14:00",
        "2026-03-09 10:00",
    ],
)
def test_of_a_time_the_date_is_taken_as_it_is_written(text: str) -> None:
    assert DUE.validate_python(text) == "2026-03-09"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-02-30",
        "2026-03-09Tsoon",
        "2026-03-09T25:00",
        "09.03.2026",
        "20260309",
        "2026-W10-1",
        "0001-01-01",
        "\u0662026-03-09",
    ],
)
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValidationError, match="is not a day; write 2026-03-09"):
        DUE.validate_python(text)


@given(st.dates(min_value=date(1000, 1, 1)), st.integers(0, 5))
def test_a_day_stays_the_same_with_each_save(day: date, saves: int) -> None:
    """The good guess that goes wrong: converted to a zone and back, it slips by a day each time."""
    text = day.isoformat()
    for _ in range(saves):
        text = str(days.read(days.sent(DUE.validate_python(text))))
    assert text == day.isoformat()


@given(st.dates(min_value=date(1000, 1, 1)))
def test_bounds_hold_the_day_whether_google_counts_them_or_not(day: date) -> None:
    midnight = days.sent(day.isoformat())
    assert days.from_day(day.isoformat()) < midnight < days.until_day(day.isoformat())
    assert days.from_day(day.isoformat())[:10] == (day - timedelta(days=1)).isoformat()
    assert days.until_day(day.isoformat())[:10] == day.isoformat()
