"""The trigger for new mail."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from integrations.catalog.testing import FakeContext
from integrations.catalog.triggers import Poll
from integrations.errors import RateLimited, RemoteRejected
from integrations.services.gmail.models.messages import MailMessage
from integrations.services.gmail.tests.vendor import API, header_message
from integrations.services.gmail.triggers import AT_ONCE, MailCheckpoint, NewMailFilter, new_message

BEFORE = MailCheckpoint(history_id="100", polled_at=datetime(2026, 3, 2, 8, 59, tzinfo=UTC))
EXPIRED = RemoteRejected("Gmail answered 404: Requested entity was not found.", vendor_status=404)


def added(record: int, *ids: str) -> dict[str, Any]:
    return {"id": str(record), "messagesAdded": [{"message": {"id": each}} for each in ids]}


def history(ctx: FakeContext, *records: dict[str, Any], token: str | None = None, now: str = "200") -> None:
    page: dict[str, Any] = {"history": list(records), "historyId": now}
    ctx.vendor.will_answer("GET", f"{API}/history", {**page, "nextPageToken": token} if token else page)


def arrived(ctx: FakeContext, message_id: str, *labels: str) -> None:
    ctx.vendor.will_answer(
        "GET", f"{API}/messages/{message_id}", header_message(message_id, labels=list(labels or ("INBOX", "UNREAD")))
    )


def poll(
    ctx: FakeContext, checkpoint: MailCheckpoint | None = BEFORE, **params: Any
) -> Poll[MailMessage, MailCheckpoint]:
    return new_message(ctx, NewMailFilter(**params), checkpoint)


def ids(result: Poll[MailMessage, MailCheckpoint]) -> list[str]:
    return [event.delivery_id for event in result.events]


def test_the_first_poll_only_takes_its_place(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/profile", {"historyId": "77"})

    result = poll(ctx, None)

    assert result.events == []
    assert result.checkpoint == MailCheckpoint(history_id="77", polled_at=ctx.now)


def test_what_arrived_since_is_handed_over_in_order(ctx: FakeContext) -> None:
    history(ctx, added(150, "b"), added(160, "a", "b"))
    arrived(ctx, "a")
    arrived(ctx, "b")

    result = poll(ctx)

    assert ids(result) == ["b", "a"]
    assert result.checkpoint == MailCheckpoint(history_id="200", polled_at=ctx.now)
    assert result.gap is None
    assert ctx.vendor.requests[0].query["startHistoryId"] == ["100"]
    assert ctx.vendor.batches == [2]


def test_nothing_new_asks_for_nothing_more(ctx: FakeContext) -> None:
    history(ctx)

    assert poll(ctx).events == []
    assert len(ctx.vendor.requests) == 1


def test_all_pages_of_the_history_are_read(ctx: FakeContext) -> None:
    history(ctx, added(150, "a"), token="more")
    history(ctx, added(160, "b"))
    arrived(ctx, "a")
    arrived(ctx, "b")

    assert ids(poll(ctx)) == ["a", "b"]
    assert ctx.vendor.requests[1].query["pageToken"] == ["more"]


def test_a_flood_is_handed_over_in_parts_without_losing_any(ctx: FakeContext) -> None:
    flood = [added(1000 + number, f"m{number}") for number in range(AT_ONCE + 5)]
    history(ctx, *flood, now="5000")
    for number in range(AT_ONCE):
        arrived(ctx, f"m{number}")

    result = poll(ctx)

    assert len(result.events) == AT_ONCE
    assert result.checkpoint.history_id == str(1000 + AT_ONCE - 1)


@pytest.mark.parametrize(
    ("labels", "wanted", "is_handed_over"),
    [
        (["INBOX"], ["INBOX"], True),
        (["INBOX", "SENT"], ["INBOX"], True),
        (["SENT"], [], False),
        (["DRAFT"], [], False),
        (["SPAM"], [], False),
        (["SPAM"], ["SPAM"], True),
        (["SENT"], ["SENT"], True),
        (["INBOX"], ["INBOX", "Label_7"], False),
        (["INBOX", "Label_7"], ["INBOX", "Label_7"], True),
        (["Label_7"], [], True),
    ],
)
def test_labels_decide_what_is_handed_over(
    ctx: FakeContext, labels: list[str], wanted: list[str], is_handed_over: bool
) -> None:
    history(ctx, added(150, "a"))
    arrived(ctx, "a", *labels)

    assert bool(poll(ctx, label_ids=wanted).events) is is_handed_over


def test_a_query_keeps_what_gmails_search_finds(ctx: FakeContext) -> None:
    history(ctx, added(150, "a", "b"))
    ctx.vendor.will_answer("GET", f"{API}/messages", {"messages": [{"id": "older"}], "nextPageToken": "more"})
    ctx.vendor.will_answer("GET", f"{API}/messages", {"messages": [{"id": "b"}]})
    arrived(ctx, "b")

    assert ids(poll(ctx, query="from:grace")) == ["b"]
    since = int(BEFORE.polled_at.timestamp()) - 24 * 3600
    assert ctx.vendor.requests[1].query["q"] == [f"from:grace after:{since}"]


def test_a_message_deleted_in_the_meantime_is_left_out(ctx: FakeContext) -> None:
    history(ctx, added(150, "a"))
    ctx.vendor.will_answer("GET", f"{API}/messages/a", error=EXPIRED)

    assert poll(ctx).events == []


def test_marking_as_read_waits_until_the_events_are_stored(ctx: FakeContext) -> None:
    history(ctx, added(150, "a"))
    arrived(ctx, "a")

    result = poll(ctx, mark_as_read=True)

    assert result.checkpoint.unread_ids == ["a"]
    assert {request.method for request in ctx.vendor.requests} == {"GET"}

    ctx.vendor.will_answer("POST", f"{API}/messages/batchModify")
    history(ctx)
    again = poll(ctx, result.checkpoint, mark_as_read=True)

    assert ctx.vendor.requests[-2].json == {"ids": ["a"], "removeLabelIds": ["UNREAD"]}
    assert again.checkpoint.unread_ids == []


def test_a_forgotten_history_lists_what_was_received_since_and_says_so(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/history", error=EXPIRED)
    ctx.vendor.will_answer("GET", f"{API}/profile", {"historyId": "900"})
    ctx.vendor.will_answer("GET", f"{API}/messages", {"messages": [{"id": "new"}, {"id": "old"}]})
    arrived(ctx, "new")
    arrived(ctx, "old")

    result = poll(ctx)

    assert ids(result) == ["old", "new"]
    assert result.checkpoint.history_id == "900"
    assert result.gap == (
        "Gmail no longer knows its history since 2026-03-02T08:59:00+00:00. "
        "What was received since was listed instead, 2 in all."
    )
    assert ctx.vendor.requests[2].query["q"] == [f"after:{int(BEFORE.polled_at.timestamp())}"]


def test_a_gap_too_large_to_list_says_that_more_is_missing(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/history", error=EXPIRED)
    ctx.vendor.will_answer("GET", f"{API}/profile", {"historyId": "900"})
    ctx.vendor.will_answer("GET", f"{API}/messages", {"messages": [{"id": "a"}], "nextPageToken": "more"})
    arrived(ctx, "a")

    assert "there were more than could be listed" in (poll(ctx).gap or "")


def test_another_error_is_no_forgotten_history(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/history", error=RateLimited("Wait.", vendor_status=429))

    with pytest.raises(RateLimited):
        poll(ctx)


def test_bodies_can_be_left_out(ctx: FakeContext) -> None:
    history(ctx, added(150, "a"))
    arrived(ctx, "a")
    poll(ctx, include_body=False)

    assert ctx.vendor.requests[1].query["format"] == ["metadata"]
