"""New times of events that are there."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.errors import InputError
from integrations.services.google_calendar.changed_times import times_of_change
from integrations.services.google_calendar.models.events import CalendarEventUpdate

BERLIN = "Europe/Berlin"
TIMED = {
    "start": {"dateTime": "2026-03-09T10:00:00+01:00", "timeZone": BERLIN},
    "end": {"dateTime": "2026-03-09T11:00:00+01:00", "timeZone": BERLIN},
}
FLIGHT = {
    "start": {"dateTime": "2026-03-09T10:00:00+01:00", "timeZone": BERLIN},
    "end": {"dateTime": "2026-03-11T00:00:00+01:00", "timeZone": "America/New_York"},
}
DAYS = {"start": {"date": "2026-03-09"}, "end": {"date": "2026-03-11"}}
SERIES_OF_DAYS = {**DAYS, "recurrence": ["RRULE:FREQ=WEEKLY"]}
WITHOUT_ZONE = {name: {"dateTime": time["dateTime"]} for name, time in TIMED.items()}


def day(text: str) -> dict[str, str | None]:
    return {"dateTime": None, "timeZone": None, "date": text}


def time(text: str, zone: str | None = None) -> dict[str, str | None]:
    return {"date": None, "dateTime": text, **({"timeZone": zone} if zone else {})}


def change(event: dict[str, Any], **fields: Any) -> dict[str, Any]:
    data = CalendarEventUpdate.model_validate({"event_id": "e1", **fields})
    return times_of_change(data, event, lambda: data.time_zone or BERLIN)


@pytest.mark.parametrize(
    ("event", "fields", "body"),
    [
        (TIMED, {"start": "2026-03-10"}, {"start": day("2026-03-10"), "end": day("2026-03-11")}),
        (TIMED, {"all_day": True}, {"start": day("2026-03-09"), "end": day("2026-03-10")}),
        (FLIGHT, {"all_day": True}, {"start": day("2026-03-09"), "end": day("2026-03-11")}),
        (TIMED, {"start": "2026-03-10", "end": "2026-03-12"}, {"start": day("2026-03-10"), "end": day("2026-03-12")}),
        (
            TIMED,
            {"start": "2026-03-10T08:00", "end": "2026-03-11T08:00", "all_day": True},
            {"start": day("2026-03-10"), "end": day("2026-03-11")},
        ),
        (DAYS, {"end": "2026-03-12"}, {"end": day("2026-03-12")}),
        (DAYS, {"start": "2026-03-08"}, {"start": day("2026-03-08")}),
    ],
)
def test_an_event_takes_whole_days(event: dict[str, Any], fields: dict[str, Any], body: dict[str, Any]) -> None:
    assert change(event, **fields) == body


@pytest.mark.parametrize(
    ("event", "fields", "body"),
    [
        (
            DAYS,
            {"start": "2026-03-09T10:00"},
            {"start": time("2026-03-09T10:00:00", BERLIN), "end": time("2026-03-09T11:00:00", BERLIN)},
        ),
        (
            DAYS,
            {"start": "2026-03-09T10:00:00+02:00", "end": "2026-03-09T12:00:00+02:00"},
            {"start": time("2026-03-09T10:00:00+02:00"), "end": time("2026-03-09T12:00:00+02:00")},
        ),
        (
            SERIES_OF_DAYS,
            {"start": "2026-03-09T10:00:00+02:00"},
            {"start": time("2026-03-09T10:00:00+02:00", BERLIN), "end": time("2026-03-09T11:00:00+02:00", BERLIN)},
        ),
        (
            SERIES_OF_DAYS,
            {"start": "2026-03-09T10:00:00+02:00", "time_zone": "Asia/Tokyo"},
            {
                "start": time("2026-03-09T10:00:00+02:00", "Asia/Tokyo"),
                "end": time("2026-03-09T11:00:00+02:00", "Asia/Tokyo"),
            },
        ),
        (
            SERIES_OF_DAYS,
            {"start": "2026-10-25T02:30", "all_day": False},
            {
                "start": time("2026-10-25T02:30:00+02:00", BERLIN),
                "end": time("2026-10-25T02:30:00+01:00", BERLIN),
            },
        ),
    ],
)
def test_an_event_of_whole_days_gets_a_time_and_a_series_its_zone(
    event: dict[str, Any], fields: dict[str, Any], body: dict[str, Any]
) -> None:
    assert change(event, **fields) == body


@pytest.mark.parametrize(
    ("event", "fields", "body"),
    [
        (TIMED, {"end": "2026-03-09T12:00"}, {"end": time("2026-03-09T12:00:00+01:00")}),
        (
            TIMED,
            {"start": "2026-03-09T09:00", "time_zone": "America/New_York", "end": "2026-03-09T10:00"},
            {
                "start": time("2026-03-09T09:00:00", "America/New_York"),
                "end": time("2026-03-09T10:00:00", "America/New_York"),
            },
        ),
        (
            WITHOUT_ZONE,
            {"end": "2026-03-09T12:00"},
            {"end": time("2026-03-09T12:00:00", BERLIN)},
        ),
        (TIMED, {"time_zone": "Asia/Tokyo"}, {"start": {"timeZone": "Asia/Tokyo"}, "end": {"timeZone": "Asia/Tokyo"}}),
        (
            WITHOUT_ZONE,
            {"recurrence": ["RRULE:FREQ=DAILY"]},
            {"start": {"timeZone": BERLIN}, "end": {"timeZone": BERLIN}},
        ),
        (TIMED, {"recurrence": ["RRULE:FREQ=DAILY"]}, {}),
        (TIMED, {"all_day": False, "title": "Same"}, {}),
        (DAYS, {"all_day": True}, {}),
        ({"id": "e1"}, {"start": "2026-03-09"}, {"start": day("2026-03-09"), "end": day("2026-03-10")}),
    ],
)
def test_what_is_not_given_stays(event: dict[str, Any], fields: dict[str, Any], body: dict[str, Any]) -> None:
    assert change(event, **fields) == body


@pytest.mark.parametrize(
    ("event", "fields", "field", "message"),
    [
        (TIMED, {"end": "2026-03-12"}, "end", "is a day, but the event takes a time; give start as a day, too"),
        (DAYS, {"end": "2026-03-12T10:00"}, "end", "is a time, but the event takes whole days; give start as a time"),
        (DAYS, {"all_day": False}, "start", "the event takes whole days; give the time at which it begins"),
        (TIMED, {"start": "2026-03-10", "all_day": False}, "start", "is a day, but the event takes a time"),
        (DAYS, {"time_zone": "Asia/Tokyo"}, "time_zone", "which are the same in every zone"),
        (TIMED, {"start": "2026-03-09T12:00"}, "start", "is not before the end of the event, '2026-03-09T11:"),
        (TIMED, {"end": "2026-03-09T09:00"}, "end", "is not after start, '2026-03-09T10:00:00"),
        (DAYS, {"start": "2026-03-11"}, "start", "is not before the end of the event, '2026-03-11'; give end, too"),
        (DAYS, {"start": "2026-03-12", "end": "2026-03-11"}, "end", "is not after start, '2026-03-12'"),
        ({}, {"all_day": True}, "start", "the event has none that can be read"),
    ],
)
def test_times_that_do_not_fit_the_event_are_refused_at_their_field(
    event: dict[str, Any], fields: dict[str, Any], field: str, message: str
) -> None:
    with pytest.raises(InputError, match=message) as refused:
        change(event, **fields)
    assert [error.field for error in refused.value.errors] == [field]
