"""Calendar's tools, called as a language model would call them for an instruction."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from integrations.catalog.projections.tool import tool, tools
from integrations.catalog.registry import catalog
from integrations.catalog.testing.agents import accepted, is_refused
from integrations.services.google_calendar.service import service

TOOLS = tools(catalog())
CALLS: list[tuple[str, str, dict[str, object]]] = [
    (
        "An hour with Grace on Monday at ten.",
        "google_calendar_create_event",
        {
            "title": "Grace",
            "start": "2026-03-09T10:00",
            "end": "2026-03-09T11:00",
            "attendees": ["grace@acme.example"],
            "send_updates": "all",
            "add_meet_link": True,
        },
    ),
    (
        "I am on leave from the 9th to the 11th.",
        "google_calendar_create_event",
        {"title": "Leave", "start": "2026-03-09", "end": "2026-03-12", "all_day": True},
    ),
    (
        "Every Monday, remind me ten minutes before.",
        "google_calendar_create_event",
        {
            "title": "Standup",
            "start": "2026-03-09T09:00:00+01:00",
            "time_zone": "Europe/Berlin",
            "recurrence": ["RRULE:FREQ=WEEKLY;BYDAY=MO"],
            "reminders": [{"minutes": 10}],
        },
    ),
    ("What is on this week?", "google_calendar_list_events", {}),
    ("And tomorrow?", "google_calendar_list_events", {"start": "tomorrow", "end": "tomorrow+1d"}),
    ("Who comes?", "google_calendar_get_event", {"event_id": "e1"}),
    ("Call it Budget instead.", "google_calendar_update_event", {"event_id": "e1", "title": "Budget"}),
    (
        "Move it to eleven, and forget the place.",
        "google_calendar_update_event",
        {"event_id": "e1", "start": "2026-03-09T11:00", "end": "2026-03-09T12:00", "location": ""},
    ),
    ("Cancel it and tell everybody.", "google_calendar_delete_event", {"event_id": "e1", "send_updates": "all"}),
    (
        "Decline, I am away.",
        "google_calendar_respond_to_event",
        {"event_id": "e1", "response": "declined", "comment": "Away"},
    ),
    ("Which calendars are there?", "google_calendar_list_calendars", {}),
    (
        "When is the stand-up next month?",
        "google_calendar_list_instances",
        {"event_id": "s1", "start": "today", "end": "today+30d"},
    ),
    (
        "That belongs in the team's calendar.",
        "google_calendar_move_event",
        {"event_id": "e1", "destination_calendar_id": "team@group.example"},
    ),
    ("Lunch with Mara tomorrow.", "google_calendar_quick_add_event", {"description": "Lunch with Mara tomorrow 12:30"}),
    ("I need a calendar for deliveries.", "google_calendar_create_calendar", {"name": "Deliveries"}),
    (
        "Let Grace see it.",
        "google_calendar_share_calendar",
        {"calendar_id": "c1", "share_with": "grace@acme.example", "role": "reader"},
    ),
    (
        "When are Grace and I free?",
        "google_calendar_query_free_busy",
        {"calendar_ids": ["primary", "grace@acme.example"], "start": "today", "end": "today+3d"},
    ),
]
REFUSED: list[tuple[str, dict[str, object]]] = [
    ("google_calendar_create_event", {"title": "Grace"}),
    ("google_calendar_create_event", {"title": "", "start": "2026-03-09"}),
    ("google_calendar_create_event", {"summary": "Grace", "start": "2026-03-09"}),
    ("google_calendar_create_event", {"title": "Grace", "start": "next Monday"}),
    ("google_calendar_create_event", {"title": "Grace", "start": "2026-03-09", "timezone": "Europe/Berlin"}),
    ("google_calendar_list_events", {"start": "whenever"}),
    ("google_calendar_respond_to_event", {"event_id": "e1", "response": "maybe"}),
    ("google_calendar_delete_event", {}),
    ("google_calendar_move_event", {"event_id": "e1", "destination_calendar_id": "primary"}),
    ("google_calendar_quick_add_event", {"description": ""}),
    ("google_calendar_share_calendar", {"calendar_id": "c1", "share_with": "grace@acme.example", "role": "boss"}),
]


@pytest.mark.parametrize(("instruction", "name", "arguments"), CALLS)
def test_a_sensible_call_is_taken(instruction: str, name: str, arguments: Mapping[str, object]) -> None:
    assert len(accepted(TOOLS[name], arguments).model_fields_set) == len(arguments)


def test_every_tool_is_called() -> None:
    assert {name for _, name, _ in CALLS} == {f"google_calendar_{name}" for name in service.operations}


@pytest.mark.parametrize(("name", "arguments"), REFUSED)
def test_a_wrong_call_is_refused_before_anything_is_sent(name: str, arguments: Mapping[str, object]) -> None:
    assert is_refused(TOOLS[name], arguments)


def test_only_deleting_waits_for_a_person() -> None:
    waiting = [operation.name for operation in service.operations.values() if tool(operation)["needs_approval"]]

    assert waiting == ["delete_event"]
