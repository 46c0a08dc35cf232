"""Making calendars and sharing them, over declared answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from googleapiclient.discovery_cache import get_static_doc
from pydantic import ValidationError

from integrations.catalog.testing import FakeContext
from integrations.services.google_calendar.models.sharing import CalendarCreate, CalendarMade, CalendarShare
from integrations.services.google_calendar.operations.sharing import create_calendar, share_calendar
from integrations.services.google_calendar.parsing import parse_made_calendar, parse_rule
from integrations.services.google_calendar.tests.vendor import UNHEARD_OF, sent

CALENDARS = "/calendar/v3/calendars"
SCHEMAS: Mapping[str, Any] = json.loads(get_static_doc("calendar", "v3"))["schemas"]
RULE = {"id": "user:grace@acme.example", "role": "reader", "scope": {"type": "user", "value": "grace@acme.example"}}


def test_only_what_is_given_is_sent_of_a_new_calendar(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", CALENDARS, {"id": "c1", "summary": "Deliveries", **UNHEARD_OF})

    made = create_calendar(ctx, CalendarCreate(name="Deliveries"))

    assert made == CalendarMade(calendar_id="c1", name="Deliveries")
    assert sent(ctx) == {"summary": "Deliveries"}


def test_everything_that_is_given_is_sent(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", CALENDARS, {"id": "c1"})
    wanted = CalendarCreate(name="Deliveries", description="When", location="Ramp 2", time_zone="Europe/Berlin")

    assert create_calendar(ctx, wanted).name == ""

    assert sent(ctx) == {
        "summary": "Deliveries",
        "description": "When",
        "location": "Ramp 2",
        "timeZone": "Europe/Berlin",
    }


@pytest.mark.parametrize(
    ("given", "scope"),
    [
        ({"share_with": "Grace Hopper <grace@acme.example>"}, {"type": "user", "value": "grace@acme.example"}),
        ({"share_with": "crew@acme.example", "audience": "group"}, {"type": "group", "value": "crew@acme.example"}),
        ({"share_with": "Acme.example", "audience": "domain"}, {"type": "domain", "value": "acme.example"}),
        ({"audience": "everybody"}, {"type": "default"}),
        ({"audience": "everybody", "share_with": ""}, {"type": "default"}),
    ],
)
def test_a_calendar_is_shared_with(ctx: FakeContext, given: dict[str, Any], scope: dict[str, str]) -> None:
    ctx.vendor.will_answer("POST", f"{CALENDARS}/c1/acl", {**RULE, "scope": scope})

    shared = share_calendar(ctx, CalendarShare(calendar_id="c1", role="free_busy", **given))

    assert sent(ctx) == {"role": "freeBusyReader", "scope": scope}
    assert ctx.vendor.requests[0].query == {"sendNotifications": ["true"]}
    assert (shared.audience, shared.shared_with) == (given.get("audience", "person"), scope.get("value", ""))
    assert (shared.role, shared.rule_id, shared.calendar_id) == ("reader", "user:grace@acme.example", "c1")


def test_nobody_is_told_of_a_right_that_is_taken_away(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{CALENDARS}/c1/acl", {**RULE, "role": "none"})

    wanted = CalendarShare(calendar_id="c1", share_with="grace@acme.example", role="none")
    assert share_calendar(ctx, wanted).role == "none"

    assert ctx.vendor.requests[0].query == {"sendNotifications": ["false"]}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "give the address of the person"),
        ({"share_with": ""}, "give the address of the person"),
        ({"audience": "group"}, "give the address of the group"),
        ({"audience": "domain"}, "give the domain of the organisation"),
        ({"audience": "everybody", "share_with": "grace@acme.example"}, "everybody has no address; leave it out"),
        ({"audience": "domain", "share_with": "acme"}, "'acme' is not a domain name"),
        ({"audience": "domain", "share_with": "a.example,b.example"}, "is not a domain name"),
        ({"audience": "domain", "share_with": "grace@acme.example"}, "is not a domain name"),
        ({"audience": "domain", "share_with": "[10.0.0.1]"}, "is not a domain name"),
        ({"share_with": "grace"}, "'grace' is not one e-mail address"),
        ({"share_with": "a@b.example, c@d.example"}, "is not one e-mail address"),
    ],
)
def test_with_whom_is_said_as_the_audience_needs_it(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        CalendarShare(calendar_id="c1", **given)

    assert [(error["loc"], words in error["msg"]) for error in caught.value.errors()] == [(("share_with",), True)]


def test_a_word_of_googles_that_is_not_known_is_handed_on() -> None:
    rule = parse_rule({"id": "x", "role": "writerWithoutPrivateAccess", "scope": {"type": "team"}}, calendar_id="c1")

    assert (rule.role, rule.audience, rule.shared_with) == ("writerWithoutPrivateAccess", "team", "")


def test_everything_that_google_tells_of_a_calendar_and_a_right_is_handed_on() -> None:
    told = {
        "id": "c1",
        "summary": "A",
        "description": "B",
        "location": "C",
        "timeZone": "Europe/Berlin",
        "dataOwner": "ada@globex.example",
        "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
        "autoAcceptInvitations": True,
        "etag": '"1"',
    }
    made = parse_made_calendar(told)

    # How Google's own pages label events and shade hours.
    left_out = {"kind", "labelProperties", "workingHours"}
    assert set(SCHEMAS["Calendar"]["properties"]) == {*told, *left_out}
    assert [name for name in CalendarMade.model_fields if name != "warnings" and not getattr(made, name)] == []
    assert set(SCHEMAS["AclRule"]["properties"]) == {"kind", "etag", "id", "role", "scope"}
    assert parse_rule({**RULE, "etag": '"1"'}, calendar_id="c1").etag == '"1"'
