"""However broken a message is, it is read as far as can be, and nothing beside it is lost."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.catalog.options import OptionsQuery
from integrations.catalog.testing import FakeContext
from integrations.errors import MachinaError, RateLimited, RemoteRejected, RemoteUnavailable
from integrations.services.gmail.models.mailbox import MailThreadGet, MailThreadSearch
from integrations.services.gmail.models.messages import MailMessageGet, MailMessageSearch
from integrations.services.gmail.operations.messages import get_message, search_messages
from integrations.services.gmail.operations.threads import get_thread, search_threads
from integrations.services.gmail.options import messages, threads
from integrations.services.gmail.parsing import parse_message
from integrations.services.gmail.tests.test_source import MIXED
from integrations.services.gmail.tests.vendor import API, full_message, header_message
from integrations.services.gmail.triggers import MailCheckpoint, NewMailFilter, new_message

FAR = "Mon, 2 Mar 99999999999999999999 10:15:00 +0000"
REFUSED = RemoteRejected("Gmail answered 400: Precondition check failed.", vendor_status=400)
BROKEN = RemoteUnavailable("Gmail answered 500: Backend Error.", vendor_status=500)
BEFORE = MailCheckpoint(history_id="100", polled_at=datetime(2026, 3, 2, 8, 59, tzinfo=UTC))
POISON: list[dict[str, Any]] = [
    {"payload": {"headers": [{"name": "Date", "value": FAR}]}},
    {"payload": {"headers": [{"name": "Date", "value": "Fri, 31 Dec 9999 23:59:59 -1200"}]}},
    {"internalDate": "9" * 30},
    {"internalDate": -1, "sizeEstimate": "large"},
    {"payload": {"mimeType": "text/plain", "body": {"data": 7}}},
    {"payload": {"headers": [{"name": None, "value": ["x"]}], "parts": ["x", None, 3]}},
    {"payload": {"headers": "x"}},
    {"payload": "nothing"},
    {"labelIds": "INBOX"},
    {"snippet": {"a": 1}},
    {"payload": {"headers": [{"name": "Subject", "value": "\ud800 half a letter"}]}},
    {"payload": {"filename": "\ud800\0.pdf", "body": {"attachmentId": "a"}}},
    {"payload": {"mimeType": "text/plain", "headers": [{"name": "Content-Type", "value": "a/b; charset=undefined"}]}},
    {"payload": {"headers": [{"name": "From", "value": '\0<>,;:"(('}]}},
]


@pytest.mark.parametrize("broken", POISON)
def test_nothing_that_gmail_may_send_fails(broken: dict[str, Any]) -> None:
    message = parse_message({"id": "m-1", "threadId": "t-1", **broken})

    assert (message.message_id, message.thread_id) == ("m-1", "t-1")
    assert json.loads(message.model_dump_json())["message_id"] == "m-1"


def test_a_date_that_is_none_is_said() -> None:
    message = parse_message(header_message(Date=FAR, Subject="Hi", From="nobody"))

    assert message.subject == "Hi"
    assert message.date == message.received_at
    assert message.warnings == [
        "From holds no address: 'nobody'.",
        f"The Date header {FAR!r} is no date; date is when Gmail received it.",
    ]


def test_a_search_and_a_conversation_show_what_can_be_read(ctx: FakeContext) -> None:
    poison = {**header_message("bad"), "payload": "nothing"}
    good = header_message("good", Subject="Hi")
    ctx.vendor.will_answer("GET", f"{API}/messages", {"messages": [{"id": "bad"}, {"id": "good"}, {"id": "refused"}]})
    ctx.vendor.will_answer("GET", f"{API}/messages/bad", poison)
    ctx.vendor.will_answer("GET", f"{API}/messages/good", good)
    ctx.vendor.will_answer("GET", f"{API}/messages/refused", error=REFUSED)
    ctx.vendor.will_answer("GET", f"{API}/threads/t-1", {"id": "t-1", "messages": [poison, good]})

    found = search_messages(ctx, MailMessageSearch()).messages
    thread = get_thread(ctx, MailThreadGet(thread_id="t-1")).messages

    assert [each.message_id for each in found] == ["bad", "good", "refused"]
    assert [bool(each.warnings) for each in found] == [True, False, True]
    assert "Precondition check failed" in found[2].warnings[0]
    assert [(each.message_id, bool(each.warnings)) for each in thread] == [("bad", True), ("good", False)]


def test_conversations_and_choices_go_on_beside_a_broken_one(ctx: FakeContext) -> None:
    for _ in range(2):
        ctx.vendor.will_answer("GET", f"{API}/threads", {"threads": [{"id": "t-1"}, {"id": "t-2"}]})
        ctx.vendor.will_answer("GET", f"{API}/threads/t-1", {"id": "t-1", "messages": [header_message(Date=FAR)]})
        ctx.vendor.will_answer("GET", f"{API}/threads/t-2", error=REFUSED)
    ctx.vendor.will_answer("GET", f"{API}/messages", {"messages": [{"id": "m-1"}]})
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", error=REFUSED)

    found = search_threads(ctx, MailThreadSearch()).threads

    assert [(each.thread_id, bool(each.warnings)) for each in found] == [("t-1", True), ("t-2", True)]
    assert [each.value for each in threads(ctx, OptionsQuery()).options] == ["t-1", "t-2"]
    assert [each.value for each in messages(ctx, OptionsQuery()).options] == ["m-1"]


@pytest.mark.parametrize("error", [RateLimited("Wait.", retry_after=3, vendor_status=429), BROKEN])
def test_what_concerns_the_whole_account_fails_the_list(ctx: FakeContext, error: MachinaError) -> None:
    ctx.vendor.will_answer("GET", f"{API}/messages", {"messages": [{"id": "m-1"}]})
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", error=error)

    with pytest.raises(type(error)):
        search_messages(ctx, MailMessageSearch())


def poll(ctx: FakeContext, checkpoint: MailCheckpoint, *ids: str) -> Any:  # a poll of messages
    history = [{"id": "150", "messagesAdded": [{"message": {"id": each}} for each in ids]}] if ids else []
    ctx.vendor.will_answer("GET", f"{API}/history", {"history": history, "historyId": "200"})
    return new_message(ctx, NewMailFilter(), checkpoint)


def test_a_broken_message_starts_a_trigger_and_never_stops_it(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/messages/bad", {**header_message("bad"), "snippet": 7})
    ctx.vendor.will_answer("GET", f"{API}/messages/good", header_message("good"))
    ctx.vendor.will_answer("GET", f"{API}/messages/refused", error=REFUSED)

    result = poll(ctx, BEFORE, "bad", "good", "refused")

    assert [event.delivery_id for event in result.events] == ["bad", "good", "refused"]
    assert result.checkpoint.failed == {}


def test_a_message_that_gmail_fails_at_is_asked_for_again_and_then_handed_over_without_content(
    ctx: FakeContext,
) -> None:
    checkpoint = BEFORE
    handed_over = []
    for ids in (["slow", "a"], ["b"], ["c"]):
        ctx.vendor.will_answer("GET", f"{API}/messages/slow", error=BROKEN)
        ctx.vendor.will_answer("GET", f"{API}/messages/{ids[-1]}", header_message(ids[-1]))
        result = poll(ctx, checkpoint, *ids)
        checkpoint = result.checkpoint
        handed_over.append([event.delivery_id for event in result.events])

    assert handed_over == [["a"], ["b"], ["slow", "c"]]
    assert checkpoint.failed == {}


def test_a_text_that_gmail_keeps_apart_is_fetched(ctx: FakeContext) -> None:
    message = full_message()
    text = message["payload"]["parts"][0]["parts"][0]
    text["body"] = {"attachmentId": "long", "size": 5}
    text["filename"] = "body.txt"
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", message)
    fetched = {"data": base64.urlsafe_b64encode(b"Hello").decode(), "size": 5}
    ctx.vendor.will_answer("GET", f"{API}/messages/{message['id']}/attachments/long", fetched)

    read = get_message(ctx, MailMessageGet(message_id="m-1"))

    assert read.body_text == "Hello"
    assert [each.filename for each in read.attachments] == ["invoice.pdf", "logo.png"]
    assert read.warnings == []


def test_a_text_that_cannot_be_fetched_is_an_attachment(ctx: FakeContext) -> None:
    message = full_message()
    message["payload"]["parts"][0]["parts"][0]["body"] = {"attachmentId": "long", "size": 5}
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", message)
    ctx.vendor.will_answer("GET", f"{API}/messages/{message['id']}/attachments/long", error=REFUSED)

    read = get_message(ctx, MailMessageGet(message_id="m-1"))

    assert read.body_text is None
    assert [each.attachment_id for each in read.attachments] == ["long", "ANGjdJ8wq3", "ANGjdJ8wq4"]
    assert read.warnings == ["A text that Gmail keeps apart was not read; it is among the attachments."]


@given(st.lists(st.tuples(st.integers(0, len(MIXED) - 1), st.binary(max_size=6)), max_size=12))
def test_a_source_in_which_anything_was_changed_is_read(changes: list[tuple[int, bytes]]) -> None:
    source = bytearray(MIXED)
    for position, content in changes:
        source[position : position + len(content)] = content
    message = parse_message({"id": "1", "raw": base64.urlsafe_b64encode(bytes(source)).decode()})

    assert json.loads(message.model_dump_json())["message_id"] == "1"
    assert not any("cannot be read; format raw" in each for each in message.warnings)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(["payload", "labelIds", "snippet", "internalDate", "sizeEstimate", "threadId"]), json_values)
def test_an_answer_in_which_anything_was_changed_is_read(name: str, value: object) -> None:
    message = parse_message({**full_message(), name: value})

    assert json.loads(message.model_dump_json())["message_id"] == "18e1f2a3b4c5d6e7"
