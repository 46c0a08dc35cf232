"""A new list of guests, and changes that others make at the same moment."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.catalog.testing import FakeContext
from integrations.errors import Conflict, InputError, RemoteRejected
from integrations.services.google_calendar.models.events import CalendarEventResponse, CalendarEventUpdate
from integrations.services.google_calendar.operations.events import update_event
from integrations.services.google_calendar.operations.invitations import respond_to_event
from integrations.services.google_calendar.parsing import parse_event
from integrations.services.google_calendar.tests.vendor import API, EVENT, sent

ADA = {"email": "ada@globex.example", "self": True, "organizer": True, "responseStatus": "accepted"}
GRACE = {
    "id": "p2",
    "email": "Grace@acme.example",
    "displayName": "Grace",
    "optional": True,
    "responseStatus": "tentative",
    "comment": "Perhaps later",
    "additionalGuests": 1,
}
BOB = {"email": "bob@globex.example", "responseStatus": "declined"}
HIDDEN = {"displayName": "Somebody", "responseStatus": "accepted"}
INVITED = {**EVENT, "attendees": [ADA, GRACE, BOB]}
CHANGED = RemoteRejected("Calendar answered 412: Precondition Failed.", vendor_status=412)


def change(ctx: FakeContext, present: dict[str, Any], **fields: Any) -> Any:
    """The body that is sent."""
    ctx.vendor.will_answer("GET", f"{API}/e1", present)
    ctx.vendor.will_answer("PATCH", f"{API}/e1", EVENT)
    update_event(ctx, CalendarEventUpdate.model_validate({"event_id": "e1", **fields}))
    return sent(ctx)


def test_who_stays_keeps_everything_that_is_known(ctx: FakeContext) -> None:
    body = change(ctx, INVITED, attendees=["new@acme.example", "grace@ACME.example", "ada@globex.example"])

    assert body == {"attendees": [{"email": "new@acme.example"}, GRACE, ADA]}
    assert ctx.vendor.requests[1].headers["If-Match"] == EVENT["etag"]


def test_a_name_that_is_given_replaces_the_one_that_was_known(ctx: FakeContext) -> None:
    body = change(ctx, INVITED, attendees=["Professor Hopper <grace@acme.example>"])

    assert body == {"attendees": [{**GRACE, "displayName": "Professor Hopper"}]}


def test_a_guest_is_named_once(ctx: FakeContext) -> None:
    body = change(ctx, INVITED, attendees=["bob@globex.example", "Bob@globex.example"])

    assert body == {"attendees": [BOB]}


def test_a_guest_without_an_address_stays(ctx: FakeContext) -> None:
    body = change(ctx, {**EVENT, "attendees": [HIDDEN, BOB]}, attendees=["bob@globex.example"])

    assert body == {"attendees": [BOB, HIDDEN]}


def test_guests_of_an_event_can_be_handed_on_without_loss(ctx: FakeContext) -> None:
    handed_on = parse_event(INVITED, calendar_id="primary").model_dump(mode="json")["attendees"]

    assert change(ctx, INVITED, attendees=handed_on) == {"attendees": [ADA, GRACE, BOB]}


def test_a_list_that_cannot_be_read_whole_is_not_replaced(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/e1", {**INVITED, "attendeesOmitted": True})

    with pytest.raises(InputError, match="keeps a part of the guest list from this account") as refused:
        update_event(ctx, CalendarEventUpdate(event_id="e1", attendees=["bob@globex.example"]))

    assert [error.field for error in refused.value.errors] == ["attendees"]
    assert [request.method for request in ctx.vendor.requests] == ["GET"]


def test_all_guests_can_be_uninvited_without_looking(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("PATCH", f"{API}/e1", EVENT)
    update_event(ctx, CalendarEventUpdate(event_id="e1", attendees=[]))

    assert sent(ctx) == {"attendees": []}


def test_an_answer_that_is_given_meanwhile_is_kept(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/e1", INVITED)
    ctx.vendor.will_answer("PATCH", f"{API}/e1", error=CHANGED)
    accepted = {**BOB, "responseStatus": "accepted"}
    ctx.vendor.will_answer("GET", f"{API}/e1", {**INVITED, "etag": '"2"', "attendees": [ADA, accepted]})
    ctx.vendor.will_answer("PATCH", f"{API}/e1", EVENT)

    update_event(ctx, CalendarEventUpdate(event_id="e1", attendees=["bob@globex.example"]))

    assert sent(ctx) == {"attendees": [accepted]}
    assert ctx.vendor.requests[-1].headers["If-Match"] == '"2"'


@pytest.mark.parametrize("operation", ["update", "respond"])
def test_an_event_that_others_keep_changing_is_a_conflict(ctx: FakeContext, operation: str) -> None:
    for _ in range(3):
        ctx.vendor.will_answer("GET", f"{API}/e1", INVITED)
        ctx.vendor.will_answer("PATCH", f"{API}/e1", error=CHANGED)
    calls = {
        "update": lambda: update_event(ctx, CalendarEventUpdate(event_id="e1", attendees=["bob@globex.example"])),
        "respond": lambda: respond_to_event(ctx, CalendarEventResponse(event_id="e1", response="accepted")),
    }

    with pytest.raises(Conflict, match="'e1' was changed by others 3 times"):
        calls[operation]()


def test_another_refusal_of_the_patch_is_passed_on(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/e1", INVITED)
    ctx.vendor.will_answer("PATCH", f"{API}/e1", error=RemoteRejected("Forbidden.", vendor_status=403))

    with pytest.raises(RemoteRejected, match="Forbidden"):
        update_event(ctx, CalendarEventUpdate(event_id="e1", attendees=["bob@globex.example"]))


def test_an_answer_to_an_invitation_with_hidden_guests_says_that_the_list_is_not_whole(ctx: FakeContext) -> None:
    mine = {"email": "Ada@globex.example", "responseStatus": "needsAction"}
    ctx.vendor.will_answer("GET", f"{API}/e1", {**EVENT, "attendees": [mine], "attendeesOmitted": True})
    ctx.vendor.will_answer("PATCH", f"{API}/e1", EVENT)

    respond_to_event(ctx, CalendarEventResponse(event_id="e1", response="accepted"))

    assert sent(ctx) == {"attendees": [{**mine, "responseStatus": "accepted"}], "attendeesOmitted": True}
