"""Calendars, free times and choices over declared answers."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from integrations.catalog.options import OptionsQuery
from integrations.catalog.testing import FakeContext
from integrations.services.google_calendar.models.calendars import Calendar, CalendarList, FreeBusyQuery
from integrations.services.google_calendar.operations.calendars import list_calendars, query_free_busy
from integrations.services.google_calendar.options import calendars, events, time_zones
from integrations.services.google_calendar.tests.vendor import API, EVENT, UNHEARD_OF, sent, tells_zone

LIST = "/calendar/v3/users/me/calendarList"
TEAM = {"id": "team@group.example", "summary": "Team", "summaryOverride": "Our team", "accessRole": "writer"}
OWN = {"id": "ada@globex.example", "summary": "Ada", "primary": True, "accessRole": "owner"}


def test_calendars_are_listed(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", LIST, {"items": [TEAM, OWN, {"id": "bare"}], "nextPageToken": "next"})

    found = list_calendars(ctx, CalendarList(max_results=3, show_hidden=True))

    assert (found.count, found.next_page_token) == (3, "next")
    assert found.calendars[0] == Calendar(calendar_id="team@group.example", name="Our team", access_role="writer")
    assert found.calendars[1].is_primary
    assert found.calendars[2].name == "bare"
    assert ctx.vendor.requests[0].query == {"maxResults": ["3"], "showHidden": ["true"]}


def test_what_google_adds_to_a_calendar_one_day_disturbs_nobody(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", LIST, {"items": [{**OWN, **UNHEARD_OF}], **UNHEARD_OF})

    (found,) = list_calendars(ctx, CalendarList()).calendars

    assert (found.calendar_id, found.warnings) == ("ada@globex.example", [])


def test_all_pages_of_calendars_are_read(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", LIST, {"items": [TEAM], "nextPageToken": "second"})
    ctx.vendor.will_answer("GET", LIST, {"items": [OWN]})

    assert list_calendars(ctx, CalendarList(all_pages=True)).count == 2
    assert ctx.vendor.requests[1].query["pageToken"] == ["second"]


def test_a_calendar_without_anything_but_its_id_is_listed(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", LIST, {"items": [{"id": "bare"}]})

    found = list_calendars(ctx, CalendarList())

    assert [(each.calendar_id, each.description, each.time_zone) for each in found.calendars] == [("bare", "", None)]


def test_busy_times_come_in_the_order_asked_for(ctx: FakeContext) -> None:
    busy = {"start": "2026-03-03T10:00:00Z", "end": "2026-03-03T11:00:00Z"}
    answer = {"calendars": {"b": {"errors": [{"domain": "global", "reason": "notFound"}]}, "a": {"busy": [busy]}}}
    ctx.vendor.will_answer("POST", "/calendar/v3/freeBusy", answer)

    found = query_free_busy(ctx, FreeBusyQuery(start="now", end="now+2d", calendar_ids=["a", "b", "c"]))

    assert [(each.calendar_id, len(each.busy), each.error) for each in found.calendars] == [
        ("a", 1, None),
        ("b", 0, "notFound"),
        ("c", 0, None),
    ]
    assert (found.count, found.start, found.end) == (3, "2026-03-02T09:00:00+00:00", "2026-03-04T09:00:00+00:00")
    assert sent(ctx) == {
        "timeMin": "2026-03-02T09:00:00+00:00",
        "timeMax": "2026-03-04T09:00:00+00:00",
        "timeZone": "UTC",
        "items": [{"id": "a"}, {"id": "b"}, {"id": "c"}],
    }


def test_days_are_those_of_the_account(ctx: FakeContext) -> None:
    tells_zone(ctx)
    ctx.vendor.will_answer("POST", "/calendar/v3/freeBusy", {})

    query_free_busy(ctx, FreeBusyQuery(start="today", end="tomorrow"))

    assert sent(ctx)["timeMin"] == "2026-03-02T00:00:00+01:00"


def test_a_zone_that_is_given_is_not_asked_for(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", "/calendar/v3/freeBusy", {})

    query_free_busy(ctx, FreeBusyQuery(start="today", time_zone="Asia/Tokyo"))

    assert sent(ctx)["timeMin"] == "2026-03-02T00:00:00+09:00"
    assert sent(ctx)["timeMax"] == "2026-03-09T00:00:00+09:00"
    assert sent(ctx)["timeZone"] == "Asia/Tokyo"


@pytest.mark.parametrize("calendar_ids", [[], ["a"] * 51])
def test_between_1_and_50_calendars_are_asked(calendar_ids: list[str]) -> None:
    with pytest.raises(ValidationError):
        FreeBusyQuery(calendar_ids=calendar_ids)


@pytest.mark.parametrize(
    ("query", "expected"),
    [("", ["Ada", "Our team"]), ("TEAM", ["Our team"]), ("group.example", ["Our team"]), ("nothing", [])],
)
def test_calendars_to_choose_from_begin_with_the_own_one(ctx: FakeContext, query: str, expected: list[str]) -> None:
    ctx.vendor.will_answer("GET", LIST, {"items": [TEAM, OWN]})

    assert [option.label for option in calendars(ctx, OptionsQuery(query=query)).options] == expected


def test_events_to_choose_from_are_the_next_ones(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", API, {"items": [EVENT, {"id": "e2"}], "nextPageToken": "next"})

    page = events(ctx, OptionsQuery(query="rev"))

    assert [(option.value, option.label) for option in page.options] == [
        ("e1", "Quarterly review · 2026-03-09T10:00:00+01:00"),
        ("e2", "(no title) · no date"),
    ]
    assert page.next == "next"
    assert ctx.vendor.requests[0].query["timeMin"] == ["2026-03-02T09:00:00+00:00"]


def test_time_zones_to_choose_from_ask_nobody(ctx: FakeContext) -> None:
    found = time_zones(ctx, OptionsQuery(query="new york")).options

    assert [(option.value, option.label) for option in found] == [("America/New_York", "America/New York")]
    assert ctx.vendor.requests == []
