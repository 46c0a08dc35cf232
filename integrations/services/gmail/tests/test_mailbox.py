"""Conversations, labels, profile and choices over declared answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from integrations.catalog.options import Option, OptionsQuery
from integrations.catalog.testing import FakeContext
from integrations.errors import RemoteRejected
from integrations.services.gmail.models.mailbox import (
    MailLabelCreate,
    MailLabelDelete,
    MailLabelList,
    MailProfileGet,
    MailThreadGet,
    MailThreadSearch,
    MailThreadSummary,
)
from integrations.services.gmail.operations.labels import create_label, delete_label, list_labels
from integrations.services.gmail.operations.profile import get_profile
from integrations.services.gmail.operations.threads import get_thread, search_threads
from integrations.services.gmail.options import (
    drafts,
    labels,
    messages,
    messages_in_trash,
    own_labels,
    send_as,
    threads,
)
from integrations.services.gmail.tests.vendor import API, header_message

EXISTS = RemoteRejected("Gmail answered 409: Label name exists or conflicts.", vendor_status=409)
LABELS = {
    "labels": [
        {"id": "INBOX", "name": "INBOX", "type": "system"},
        {"id": "CATEGORY_UPDATES", "name": "CATEGORY_UPDATES", "type": "system"},
        {"id": "Label_7", "name": "Invoices/2026", "type": "user"},
        {"id": "Label_8"},
    ]
}


def test_threads_are_found_with_their_summary(ctx: FakeContext) -> None:
    ctx.vendor.will_answer(
        "GET", f"{API}/threads", {"threads": [{"id": "t-1"}, {"id": "t-2"}], "nextPageToken": "next"}
    )
    first = header_message("m-1", From="grace@acme.example", Subject="Invoice")
    last = header_message("m-2", labels=["UNREAD"], From="ada@globex.example", Subject="Re: Invoice")
    messages = [first, {**last, "snippet": "Paid"}]
    ctx.vendor.will_answer("GET", f"{API}/threads/t-1", {"id": "t-1", "messages": messages})
    ctx.vendor.will_answer("GET", f"{API}/threads/t-2", {"id": "t-2"})

    page = search_threads(ctx, MailThreadSearch(query="invoice"))

    assert (page.count, page.next_page_token) == (2, "next")
    assert page.threads[0] == MailThreadSummary(
        thread_id="t-1",
        subject="Invoice",
        snippet="Paid",
        participants=["grace@acme.example", "ada@globex.example"],
        labels=["INBOX", "UNREAD"],
        message_count=2,
        last_message_at=datetime(2026, 3, 2, 9, 15, 4, tzinfo=UTC),
        last_message_id="m-2",
    )
    assert page.threads[1] == MailThreadSummary(thread_id="t-2")
    assert ctx.vendor.batches == [2]


def test_a_thread_is_read(ctx: FakeContext) -> None:
    answer = {"id": "t-1", "messages": [header_message("m-1", Subject="Hi"), header_message("m-2")]}
    ctx.vendor.will_answer("GET", f"{API}/threads/t-1", answer)

    thread = get_thread(ctx, MailThreadGet(thread_id="t-1"))

    assert [message.message_id for message in thread.messages] == ["m-1", "m-2"]
    assert (thread.thread_id, thread.count) == ("t-1", 2)


def test_labels_are_listed(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/labels", LABELS)

    found = list_labels(ctx, MailLabelList())

    assert (found.count, found.next_page_token) == (4, None)
    assert found.labels[2].model_dump() == {"label_id": "Label_7", "name": "Invoices/2026", "type": "user"}
    assert found.labels[3].name == "Label_8"


def test_a_label_is_made(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{API}/labels", {"id": "Label_9", "name": "New", "type": "user"})

    made = create_label(ctx, MailLabelCreate(name="New", show_in_label_list="unread", show_in_message_list=False))

    assert made.label_id == "Label_9"
    assert ctx.vendor.requests[0].json == {
        "name": "New",
        "labelListVisibility": "labelShowIfUnread",
        "messageListVisibility": "hide",
    }


def test_a_label_that_exists_is_returned(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{API}/labels", error=EXISTS)
    ctx.vendor.will_answer("GET", f"{API}/labels", LABELS)

    assert create_label(ctx, MailLabelCreate(name="invoices/2026")).label_id == "Label_7"


def test_a_name_that_is_taken_by_something_else_is_refused(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{API}/labels", error=EXISTS)
    ctx.vendor.will_answer("GET", f"{API}/labels", LABELS)

    with pytest.raises(RemoteRejected):
        create_label(ctx, MailLabelCreate(name="Chats"))


def test_another_refusal_is_not_taken_for_an_existing_label(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{API}/labels", error=RemoteRejected("Invalid name.", vendor_status=400))

    with pytest.raises(RemoteRejected):
        create_label(ctx, MailLabelCreate(name="Invoices/2026"))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            {"emailAddress": "ada@globex.example", "messagesTotal": 3, "threadsTotal": 2, "historyId": "7"},
            {"email": "ada@globex.example", "messages_total": 3, "threads_total": 2, "history_id": "7"},
        ),
        ({}, {"email": "ada@globex.example", "messages_total": None, "threads_total": None, "history_id": None}),
    ],
)
def test_the_profile(ctx: FakeContext, answer: dict[str, Any], expected: dict[str, Any]) -> None:
    ctx.vendor.will_answer("GET", f"{API}/profile", answer)

    assert get_profile(ctx, MailProfileGet()).model_dump() == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Inbox", "Category updates", "Invoices/2026", "Label_8"]),
        ("inv", ["Invoices/2026"]),
        ("nothing", []),
    ],
)
def test_labels_to_choose_from(ctx: FakeContext, query: str, expected: list[str]) -> None:
    ctx.vendor.will_answer("GET", f"{API}/labels", LABELS)

    assert [option.label for option in labels(ctx, OptionsQuery(query=query)).options] == expected


def test_own_labels_to_choose_from_are_the_persons(ctx: FakeContext) -> None:
    for query, expected in (("", ["Label_7", "Label_8"]), ("INV", ["Label_7"])):
        ctx.vendor.will_answer("GET", f"{API}/labels", LABELS)
        assert [option.value for option in own_labels(ctx, OptionsQuery(query=query)).options] == expected


def test_a_label_is_deleted(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("DELETE", f"{API}/labels/Label_7")

    assert delete_label(ctx, MailLabelDelete(label_id="Label_7")).deleted


def test_a_label_that_is_gone_is_the_work_of_an_earlier_attempt_only(ctx: FakeContext) -> None:
    for _ in range(2):
        ctx.vendor.will_answer("DELETE", f"{API}/labels/Label_7", error=RemoteRejected("Gone", vendor_status=404))

    with pytest.raises(RemoteRejected):
        delete_label(ctx, MailLabelDelete(label_id="Label_7"))
    ctx.attempt = 2
    assert delete_label(ctx, MailLabelDelete(label_id="Label_7")).label_id == "Label_7"


def test_messages_to_choose_from_in_the_trash(ctx: FakeContext) -> None:
    for query, search in (("", "in:trash"), ("menu", "in:trash menu")):
        ctx.vendor.will_answer("GET", f"{API}/messages", {"messages": []})
        assert messages_in_trash(ctx, OptionsQuery(query=query)).options == []
        assert ctx.vendor.requests[-1].query["q"] == [search]


def test_senders_to_choose_from_are_confirmed(ctx: FakeContext) -> None:
    aliases = [
        {"sendAsEmail": "ada@globex.example", "isPrimary": True},
        {"sendAsEmail": "sales@globex.example", "verificationStatus": "accepted"},
        {"sendAsEmail": "soon@globex.example", "verificationStatus": "pending"},
    ]
    ctx.vendor.will_answer("GET", f"{API}/settings/sendAs", {"sendAs": aliases})

    assert [option.value for option in send_as(ctx, OptionsQuery()).options] == [
        "ada@globex.example",
        "sales@globex.example",
    ]


def test_messages_to_choose_from(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/messages", {"messages": [{"id": "m-1"}], "nextPageToken": "next"})
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", header_message("m-1", Subject="Hi", From="grace@acme.example"))

    page = messages(ctx, OptionsQuery(query="hi"))

    assert page.options == [Option(value="m-1", label="Hi · grace@acme.example")]
    assert page.next == "next"


def test_threads_to_choose_from(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/threads", {"threads": [{"id": "t-1"}, {"id": "t-2"}]})
    ctx.vendor.will_answer("GET", f"{API}/threads/t-1", {"id": "t-1", "messages": [header_message()]})
    ctx.vendor.will_answer("GET", f"{API}/threads/t-2", {"id": "t-2"})

    assert threads(ctx, OptionsQuery()).options == [Option(value="t-1", label="(no subject) · unknown sender")]


def test_drafts_to_choose_from(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/drafts", {"drafts": [{"id": "d-1"}, {"id": "d-2"}]})
    message = header_message("m-1", Subject="Offer", To="grace@acme.example")
    ctx.vendor.will_answer("GET", f"{API}/drafts/d-1", {"id": "d-1", "message": message})
    ctx.vendor.will_answer("GET", f"{API}/drafts/d-2", {"id": "d-2"})

    assert drafts(ctx, OptionsQuery()).options == [
        Option(value="d-1", label="Offer · to grace@acme.example"),
        Option(value="d-2", label="(no subject) · to nobody yet"),
    ]
