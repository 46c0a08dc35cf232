"""The trigger for changed contacts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrations.catalog.testing import FakeContext
from integrations.catalog.triggers import Poll
from integrations.errors import MachinaError, RateLimited, RemoteRejected, RemoteUnavailable
from integrations.services.google_contacts.parsing import FIELDS
from integrations.services.google_contacts.tests.vendor import ADA, CONNECTIONS, PERSON, stale
from integrations.services.google_contacts.triggers import (
    GoogleContactChange,
    GoogleContactChangeFilter,
    GoogleContactsCheckpoint,
    contact_changed,
)

POLLED = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
BEFORE = GoogleContactsCheckpoint(sync_token="old", listed_at=POLLED, polled_at=POLLED)
QUESTION = {"personFields": [FIELDS], "requestSyncToken": ["true"], "pageSize": ["1000"]}
DELETED = {"resourceName": "people/c8", "etag": "%gone", "metadata": {"deleted": True}}


def expired() -> RemoteRejected:
    """400, and not 410 as in a calendar."""
    refused = RemoteRejected("Contacts answered 400: Sync token is expired.", vendor_status=400)
    refused.vendor_word = "EXPIRED_SYNC_TOKEN"
    return refused


def poll(
    ctx: FakeContext, checkpoint: GoogleContactsCheckpoint | None = BEFORE, **params: Any
) -> Poll[GoogleContactChange, GoogleContactsCheckpoint]:
    return contact_changed(ctx, GoogleContactChangeFilter(**params), checkpoint)


def test_the_first_poll_only_takes_its_place(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", CONNECTIONS, {"nextPageToken": "more"})
    ctx.vendor.will_answer("GET", CONNECTIONS, {"nextSyncToken": "first"})

    result = poll(ctx, None)

    assert result.events == []
    assert result.checkpoint == GoogleContactsCheckpoint(sync_token="first", listed_at=ctx.now, polled_at=ctx.now)
    fields = {"fields": ["nextPageToken,nextSyncToken"]}
    assert ctx.vendor.requests[0].query == {**QUESTION, **fields}
    assert ctx.vendor.requests[1].query == {**QUESTION, **fields, "pageToken": ["more"]}


def test_changes_since_are_told_apart(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", CONNECTIONS, {"connections": [PERSON], "nextPageToken": "more"})
    ctx.vendor.will_answer("GET", CONNECTIONS, {"connections": [DELETED], "nextSyncToken": "next"})

    result = poll(ctx)

    assert [(each.delivery_id, each.data.change, each.data.name) for each in result.events] == [
        ("people/c7:%etag-1", "updated", "Dr. Ada King Lovelace"),
        ("people/c8:%gone", "deleted", ""),
    ]
    assert (result.checkpoint.sync_token, result.checkpoint.listed_at, result.gap) == ("next", POLLED, None)
    assert ctx.vendor.requests[0].query == {**QUESTION, "syncToken": ["old"]}


@pytest.mark.parametrize(("changes", "expected"), [(["updated"], [ADA]), (["deleted"], ["people/c8"])])
def test_only_the_wanted_changes_are_handed_over(ctx: FakeContext, changes: list[str], expected: list[str]) -> None:
    ctx.vendor.will_answer("GET", CONNECTIONS, {"connections": [PERSON, DELETED], "nextSyncToken": "next"})

    assert [each.data.resource_name for each in poll(ctx, changes=changes).events] == expected


def test_a_place_that_google_no_longer_knows_is_400_with_its_reason_and_starts_anew(ctx: FakeContext) -> None:
    """The good guess that goes wrong: it is not the 410 of Calendar."""
    long_ago = {"sources": [{"type": "CONTACT", "updateTime": "2026-03-01T08:00:00Z"}]}
    older = {**PERSON, "resourceName": "people/c9", "metadata": long_ago}
    recent = {**PERSON, "metadata": {"sources": [{"type": "CONTACT", "updateTime": "2026-03-02T08:30:00Z"}]}}
    silent = {"resourceName": "people/c10"}
    ctx.vendor.will_answer("GET", CONNECTIONS, error=expired())
    ctx.vendor.will_answer("GET", CONNECTIONS, {"connections": [older, recent, silent], "nextSyncToken": "fresh"})

    result = poll(ctx)

    assert [each.data.resource_name for each in result.events] == [ADA, "people/c10"]
    assert (result.checkpoint.sync_token, result.checkpoint.listed_at) == ("fresh", ctx.now)
    assert result.gap == (
        "Google no longer knows the changes since 2026-03-02T08:30:00+00:00. "
        "Contacts changed since then were looked up instead, 2 in all; what was deleted is lost."
    )
    assert ctx.vendor.requests[1].query == QUESTION


def test_a_place_is_renewed_before_its_seven_days_are_over(ctx: FakeContext) -> None:
    old = BEFORE.model_copy(update={"listed_at": ctx.now - timedelta(days=6)})
    ctx.vendor.will_answer("GET", CONNECTIONS, {"nextSyncToken": "renewed"})
    ctx.vendor.will_answer("GET", CONNECTIONS, {"connections": [PERSON], "nextSyncToken": "of the old one"})

    result = poll(ctx, old)

    assert [each.data.resource_name for each in result.events] == [ADA]
    assert (result.checkpoint.sync_token, result.checkpoint.listed_at, result.gap) == ("renewed", ctx.now, None)
    assert ctx.vendor.requests[1].query["syncToken"] == ["old"]


def test_a_place_of_nearly_six_days_is_kept(ctx: FakeContext) -> None:
    old = BEFORE.model_copy(update={"listed_at": ctx.now - timedelta(days=6) + timedelta(seconds=1)})
    ctx.vendor.will_answer("GET", CONNECTIONS, {"nextSyncToken": "next"})

    assert poll(ctx, old).checkpoint.listed_at == old.listed_at


def test_a_place_that_google_does_not_name_is_asked_for_later(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", CONNECTIONS, {"connections": [PERSON]})

    with pytest.raises(RemoteUnavailable, match="did not say from where to read on"):
        poll(ctx)


@pytest.mark.parametrize("error", [RateLimited("Wait.", vendor_status=429), stale()])
def test_another_error_is_no_forgotten_place(ctx: FakeContext, error: MachinaError) -> None:
    ctx.vendor.will_answer("GET", CONNECTIONS, error=error)

    with pytest.raises(type(error)):
        poll(ctx)


def test_an_odd_contact_does_not_stop_the_trigger(ctx: FakeContext) -> None:
    odd = {**PERSON, "resourceName": "people/c9", "biographies": [{"value": 7}], "etag": None}
    ctx.vendor.will_answer("GET", CONNECTIONS, {"connections": [odd, PERSON], "nextSyncToken": "next"})

    result = poll(ctx)

    assert [each.delivery_id for each in result.events] == [
        "people/c9:2026-03-02 08:00:00.123456+00:00",
        "people/c7:%etag-1",
    ]
    assert result.events[0].data.warnings == ["notes could not be read: 7"]
