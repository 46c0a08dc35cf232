"""Changed events and choices at the sandbox, over real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from integrations.catalog.options import OptionsQuery
from integrations.services.google_calendar import options
from integrations.services.google_calendar.models.events import (
    CalendarEventCreate,
    CalendarEventDelete,
    CalendarEventUpdate,
)
from integrations.services.google_calendar.operations.events import create_event, delete_event, update_event
from integrations.services.google_calendar.triggers import EventFilter, event_changed
from integrations.tests.google_account import PATIENCE
from integrations.tests.sandbox_context import SandboxContext


@pytest.fixture
def ctx(sandbox: str) -> SandboxContext:
    return SandboxContext()


def make(ctx: SandboxContext, title: str) -> str:
    """Make an event of a call of its own; its id."""
    ctx.call_key = title
    start = (ctx.now + timedelta(days=1)).isoformat(timespec="seconds")
    return create_event(ctx, CalendarEventCreate(title=title, start=start)).event_id


def test_each_change_is_handed_over_once(ctx: SandboxContext) -> None:
    old = make(ctx, "old")
    gone = make(ctx, "gone")
    ctx.now = datetime.now(UTC)
    first = event_changed(ctx, EventFilter(), None)
    update_event(ctx, CalendarEventUpdate(event_id=old, title="older"))
    delete_event(ctx, CalendarEventDelete(event_id=gone))

    second = event_changed(ctx, EventFilter(), first.checkpoint)
    third = event_changed(ctx, EventFilter(), second.checkpoint)

    assert first.events == []
    changes = {(event.data.event_id, event.data.change) for event in second.events}
    assert changes == {(old, "updated"), (gone, "deleted")}
    assert third.events == []


def test_a_new_event_is_told_as_created(ctx: SandboxContext) -> None:
    first = event_changed(ctx, EventFilter(), None)
    made = make(ctx, "new")

    second = event_changed(ctx, EventFilter(changes=["created"]), first.checkpoint)

    assert [(event.data.event_id, event.data.change, event.data.title) for event in second.events] == [
        (made, "created", "new")
    ]


def test_a_forgotten_place_lists_what_changed_since(sandbox: str, ctx: SandboxContext) -> None:
    first = event_changed(ctx, EventFilter(), None)
    made = make(ctx, "while nobody looked")
    forget = {"sync_token_seconds": 0}
    httpx.post(f"{sandbox}/sandbox/_control/settings", json=forget, timeout=PATIENCE).raise_for_status()

    result = event_changed(ctx, EventFilter(), first.checkpoint)

    assert made in [event.data.event_id for event in result.events]
    assert (result.gap or "").startswith("Google no longer knows the changes since")


def test_choices_are_offered(ctx: SandboxContext) -> None:
    made = make(ctx, "Choose me")
    ask = OptionsQuery()

    assert ctx.email in [option.value for option in options.calendars(ctx, ask).options]
    assert made in [option.value for option in options.events(ctx, ask).options]
    ctx.call_key = "weekly"
    weekly = create_event(
        ctx, CalendarEventCreate(title="Weekly", start="2031-03-04T10:00:00Z", recurrence=["FREQ=WEEKLY;COUNT=9"])
    )
    assert [option.value for option in options.series(ctx, ask).options] == [weekly.event_id]
