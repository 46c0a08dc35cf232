"""Making events over declared answers, also when an answer got lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from integrations.catalog.testing import FakeContext
from integrations.errors import Conflict, InputError, RemoteRejected
from integrations.services.google_calendar.event_body import event_id_for
from integrations.services.google_calendar.models.events import (
    CalendarEventCreate,
)
from integrations.services.google_calendar.operations.events import (
    create_event,
)
from integrations.services.google_calendar.tests.vendor import API, EVENT, sent, tells_zone

EXISTS = RemoteRejected("Calendar answered 409: The requested identifier already exists.", vendor_status=409)
ID = event_id_for("call-1")
START = "2026-03-09T10:00:00+02:00"
MADE = {
    **EVENT,
    "id": ID,
    "created": "2026-03-02T09:00:01.000Z",
    "summary": "Review",
    "description": "",
    "location": None,
    "start": {"dateTime": "2026-03-09T09:00:00+01:00"},
    "end": {"dateTime": "2026-03-09T09:00:00Z", "timeZone": "UTC"},
}


def test_an_event_is_made(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", API, {**EVENT, "id": ID})

    event = create_event(
        ctx, CalendarEventCreate(title="Review", start=START, send_updates="external_only", add_meet_link=True)
    )

    assert event.event_id == ID
    assert sent(ctx)["id"] == ID
    assert ctx.vendor.requests[0].query == {"sendUpdates": ["externalOnly"], "conferenceDataVersion": ["1"]}


def test_a_time_without_an_offset_is_read_in_the_calendars_zone(ctx: FakeContext) -> None:
    tells_zone(ctx)
    ctx.vendor.will_answer("POST", API, EVENT)

    create_event(ctx, CalendarEventCreate(title="Review", start="2026-03-09T10:00", end="2026-03-09T11:00"))

    assert len(ctx.vendor.requests) == 2
    assert ctx.vendor.requests[0].query == {"maxResults": ["1"], "fields": ["timeZone"]}
    assert sent(ctx)["start"] == {"dateTime": "2026-03-09T10:00:00", "timeZone": "Europe/Berlin"}


def test_a_calendar_in_an_unknown_zone_asks_for_one(ctx: FakeContext) -> None:
    tells_zone(ctx, "Moon/Crater")

    with pytest.raises(InputError, match="kept in zone 'Moon/Crater', which is unknown here; give time_zone") as wrong:
        create_event(ctx, CalendarEventCreate(title="Review", start="2026-03-09T10:00"))
    assert [each.field for each in wrong.value.errors] == ["time_zone"]

    assert [request.method for request in ctx.vendor.requests] == ["GET"]


def test_another_calendar_can_be_named(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", "/calendar/v3/calendars/team@group.example/events", EVENT)

    made = create_event(ctx, CalendarEventCreate(title="Review", start=START, calendar_id="team@group.example"))

    assert made.calendar_id == "team@group.example"


@pytest.mark.parametrize(
    ("attempt", "created"),
    [(2, "2026-01-01T00:00:00.000Z"), (1, "2026-03-02T09:00:01.000Z"), (1, "2026-03-02T08:56:00Z")],
)
def test_an_event_that_an_earlier_request_has_made_is_the_answer(ctx: FakeContext, attempt: int, created: str) -> None:
    ctx.attempt = attempt
    ctx.vendor.will_answer("POST", API, error=EXISTS)
    ctx.vendor.will_answer("GET", f"{API}/{ID}", {**MADE, "created": created})

    event = create_event(ctx, CalendarEventCreate(title="Review", start=START))

    assert (event.event_id, event.title) == (ID, "Review")


def test_an_id_that_was_taken_long_before_is_a_conflict_of_the_vendors(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", API, error=EXISTS)
    ctx.vendor.will_answer("GET", f"{API}/{ID}", {**MADE, "created": "2026-03-02T08:54:59Z"})

    with pytest.raises(RemoteRejected, match="already exists"):
        create_event(ctx, CalendarEventCreate(title="Review", start=START))


@pytest.mark.parametrize(
    "changed",
    [
        {"summary": "Something else"},
        {"description": "More"},
        {"start": {"dateTime": "2026-03-10T09:00:00+01:00"}},
        {"end": {"date": "2026-03-10"}},
        {"status": "cancelled"},
    ],
)
def test_an_event_that_was_changed_since_is_not_taken_for_the_answer(ctx: FakeContext, changed: dict[str, Any]) -> None:
    ctx.attempt = 2
    ctx.vendor.will_answer("POST", API, error=EXISTS)
    ctx.vendor.will_answer("GET", f"{API}/{ID}", {**MADE, **changed})

    with pytest.raises(Conflict, match="has been changed or deleted since"):
        create_event(ctx, CalendarEventCreate(title="Review", start=START))


def test_another_refusal_is_passed_on(ctx: FakeContext) -> None:
    ctx.attempt = 2
    ctx.vendor.will_answer("POST", API, error=RemoteRejected("Bad Request.", vendor_status=400))

    with pytest.raises(RemoteRejected):
        create_event(ctx, CalendarEventCreate(title="Review", start=START))


def test_a_year_of_clock_skew_is_not_this_call(ctx: FakeContext) -> None:
    ctx.now = ctx.now + timedelta(days=365)
    ctx.vendor.will_answer("POST", API, error=EXISTS)
    ctx.vendor.will_answer("GET", f"{API}/{ID}", MADE)

    with pytest.raises(RemoteRejected):
        create_event(ctx, CalendarEventCreate(title="Review", start=START))
