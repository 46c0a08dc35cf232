"""Addresses to send from and the automatic reply, over declared answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from integrations.catalog.testing import FakeContext
from integrations.errors import InputError
from integrations.services.gmail.models.settings import (
    MailSendAsList,
    MailSender,
    MailVacationGet,
    MailVacationReply,
    MailVacationSet,
)
from integrations.services.gmail.operations.settings import get_vacation_reply, list_send_as, set_vacation_reply
from integrations.services.gmail.tests.test_tolerance import ADDED
from integrations.services.gmail.tests.vendor import API

VACATION = f"{API}/settings/vacation"
KEPT = {
    "enableAutoReply": True,
    "responseSubject": "Away",
    "responseBodyHtml": "<p>Soon</p>",
    "startTime": "1772442000000",
    "endTime": "1772528400000",
    "restrictToContacts": True,
}


def put(ctx: FakeContext, kept: dict[str, Any], **given: Any) -> Any:
    """What is sent when these fields are given."""
    ctx.vendor.will_answer("GET", VACATION, kept)
    ctx.vendor.will_answer("PUT", VACATION, kept)
    set_vacation_reply(ctx, MailVacationSet.model_validate({"enabled": True, **given}))
    return ctx.vendor.requests[-1].json


def test_addresses_are_listed_with_everything_gmail_tells(ctx: FakeContext) -> None:
    alias = {
        "sendAsEmail": "sales@globex.example",
        "displayName": "Sales",
        "replyToAddress": "desk@globex.example",
        "signature": "<b>Sales</b>",
        "isPrimary": False,
        "isDefault": True,
        "treatAsAlias": True,
        "verificationStatus": "pending",
        "smtpMsa": {"host": "mail.globex.example", "port": 587},
    }
    ctx.vendor.will_answer("GET", f"{API}/settings/sendAs", {"sendAs": [{**alias, **ADDED}, {"sendAsEmail": "a@b.c"}]})

    found = list_send_as(ctx, MailSendAsList())

    assert (found.count, found.next_page_token) == (2, None)
    assert found.senders == [
        MailSender(
            email="sales@globex.example",
            name="Sales",
            reply_to="desk@globex.example",
            signature="<b>Sales</b>",
            is_default=True,
            is_alias=True,
            status="pending",
            server="mail.globex.example",
        ),
        MailSender(email="a@b.c"),
    ]


def test_an_address_that_cannot_be_read_does_not_hide_the_others(ctx: FakeContext) -> None:
    broken = {"sendAsEmail": "a@b.c", "isDefault": "perhaps"}
    ctx.vendor.will_answer("GET", f"{API}/settings/sendAs", {"sendAs": [broken, {"sendAsEmail": "d@e.f"}]})

    first, second = list_send_as(ctx, MailSendAsList()).senders

    assert (first.email, first.warnings) == ("a@b.c", ["is_default could not be read: 'perhaps'"])
    assert (second.email, second.warnings) == ("d@e.f", [])


def test_no_address_at_all_is_an_empty_list(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/settings/sendAs", {})

    assert list_send_as(ctx, MailSendAsList()).senders == []


def test_the_automatic_reply_is_read(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", VACATION, {**KEPT, "responseBodyPlainText": "Soon", **ADDED})

    assert get_vacation_reply(ctx, MailVacationGet()) == MailVacationReply(
        enabled=True,
        subject="Away",
        body="<p>Soon</p>",
        body_type="html",
        start=datetime(2026, 3, 2, 9, tzinfo=UTC),
        end=datetime(2026, 3, 3, 9, tzinfo=UTC),
        contacts_only=True,
    )


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, MailVacationReply()),
        ({"responseBodyPlainText": "Soon"}, MailVacationReply(body="Soon")),
        ({"startTime": "0", "endTime": ""}, MailVacationReply()),
        ({"startTime": "soon"}, MailVacationReply(warnings=["start could not be read: 'no time: soon'"])),
        ({"endTime": "9" * 30}, MailVacationReply(warnings=[f"end could not be read: 'no time: {'9' * 30}'"])),
    ],
)
def test_little_is_told_and_some_of_it_is_odd(
    ctx: FakeContext, settings: dict[str, Any], expected: MailVacationReply
) -> None:
    ctx.vendor.will_answer("GET", VACATION, settings)

    assert get_vacation_reply(ctx, MailVacationGet()) == expected


def test_what_is_not_given_stays(ctx: FakeContext) -> None:
    assert put(ctx, KEPT, subject="Back soon") == {**KEPT, "responseSubject": "Back soon"}


def test_switching_off_keeps_what_it_says(ctx: FakeContext) -> None:
    assert put(ctx, KEPT, enabled=False) == {**KEPT, "enableAutoReply": False}


def test_a_new_text_takes_the_place_of_either_kind(ctx: FakeContext) -> None:
    plain = put(ctx, KEPT, body="Soon")
    rich = put(ctx, {"responseBodyPlainText": "Soon"}, body="<b>Soon</b>", body_type="html")

    assert (plain["responseBodyPlainText"], plain["responseBodyHtml"]) == ("Soon", "")
    assert (rich["responseBodyHtml"], rich["responseBodyPlainText"]) == ("<b>Soon</b>", "")


@pytest.mark.parametrize("nothing", [None, ""])
def test_times_are_cleared_by_null_and_by_an_emptied_field(ctx: FakeContext, nothing: object) -> None:
    sent = put(ctx, KEPT, start=nothing, end=nothing)

    assert "startTime" not in sent
    assert "endTime" not in sent


def test_everything_can_be_said(ctx: FakeContext) -> None:
    sent = put(
        ctx,
        {},
        subject="",
        body="Soon",
        start="2026-03-02T10:00:00+01:00",
        end="2026-03-03T09:00:00Z",
        contacts_only=False,
        domain_only=True,
    )

    assert sent == {
        "enableAutoReply": True,
        "responseSubject": "",
        "responseBodyPlainText": "Soon",
        "responseBodyHtml": "",
        "startTime": "1772442000000",
        "endTime": "1772528400000",
        "restrictToContacts": False,
        "restrictToDomain": True,
    }


@pytest.mark.parametrize(
    ("kept", "given", "field", "words"),
    [
        ({}, {}, "body", "says nothing yet; give it a subject or a body"),
        (KEPT, {"subject": "", "body": ""}, "body", "says nothing yet"),
        (KEPT, {"end": "2026-03-02T09:00:00Z"}, "end", "is not after start"),
    ],
)
def test_what_gmail_would_refuse_is_said_before(
    ctx: FakeContext, kept: dict[str, Any], given: dict[str, Any], field: str, words: str
) -> None:
    ctx.vendor.will_answer("GET", VACATION, kept)

    with pytest.raises(InputError, match=words) as caught:
        set_vacation_reply(ctx, MailVacationSet.model_validate({"enabled": True, **given}))

    assert [error.field for error in caught.value.errors] == [field]
    assert [request.method for request in ctx.vendor.requests] == ["GET"]


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({}, "enabled"),
        ({"enabled": True, "subject": "a\nb"}, "subject"),
        ({"enabled": True, "start": "2026-03-02T10:00"}, "start"),
        ({"enabled": True, "start": "2026-03-02T10:00Z", "end": "2026-03-02T11:00+01:00"}, "end"),
    ],
)
def test_wrong_input_is_refused_at_its_field(given: dict[str, Any], place: str) -> None:
    with pytest.raises(ValidationError) as caught:
        MailVacationSet.model_validate(given)

    assert [error["loc"] for error in caught.value.errors()] == [(place,)]
