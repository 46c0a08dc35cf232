"""Finding, reading and sorting messages over declared answers."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from pydantic import ValidationError

from integrations.catalog.testing import FakeContext
from integrations.errors import RateLimited, RemoteRejected
from integrations.services.gmail.models.messages import (
    MailAttachmentGet,
    MailMessageGet,
    MailMessageModify,
    MailMessageSearch,
    MailMessageTrash,
)
from integrations.services.gmail.operations.messages import (
    get_attachment,
    get_message,
    modify_message,
    search_messages,
    trash_message,
)
from integrations.services.gmail.tests.vendor import API, full_message, header_message

GONE = RemoteRejected("Gmail answered 404: Not Found.", vendor_status=404)


def listed(*ids: str, token: str | None = None) -> dict[str, Any]:
    page: dict[str, Any] = {"messages": [{"id": each} for each in ids]}
    return {**page, "nextPageToken": token} if token else page


def with_messages(ctx: FakeContext, *ids: str) -> None:
    for each in ids:
        ctx.vendor.will_answer("GET", f"{API}/messages/{each}", header_message(each, Subject=f"About {each}"))


def test_a_search_reads_its_messages_in_one_batch_and_keeps_their_order(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/messages", listed("b", "a", "c", token="next"))
    with_messages(ctx, "a", "b", "c")

    found = search_messages(ctx, MailMessageSearch(query="is:unread", max_results=3, label_ids=["INBOX"]))

    assert [message.message_id for message in found.messages] == ["b", "a", "c"]
    assert (found.count, found.next_page_token) == (3, "next")
    assert ctx.vendor.batches == [3]
    assert ctx.vendor.requests[0].query == {
        "q": ["is:unread"],
        "labelIds": ["INBOX"],
        "maxResults": ["3"],
        "includeSpamTrash": ["false"],
    }
    assert ctx.vendor.requests[1].query["format"] == ["metadata"]
    assert {"From", "To", "Subject", "Date"} <= set(ctx.vendor.requests[1].query["metadataHeaders"])


def test_a_search_can_read_bodies(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/messages", listed("a"))
    ctx.vendor.will_answer("GET", f"{API}/messages/a", full_message())

    found = search_messages(ctx, MailMessageSearch(include_body=True))

    assert found.messages[0].body_html == "<p>Dear Ada</p>"
    assert found.messages[0].attachments[0].filename == "invoice.pdf"
    assert ctx.vendor.requests[1].query == {"format": ["full"]}


def test_a_search_goes_on_from_a_page_token(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/messages", {})

    found = search_messages(ctx, MailMessageSearch(page_token="there"))

    assert (found.messages, found.count, found.next_page_token) == ([], 0, None)
    assert ctx.vendor.requests[0].query["pageToken"] == ["there"]
    assert ctx.vendor.batches == []


def test_all_pages_are_read_in_batches_of_fifty(ctx: FakeContext) -> None:
    ids = [f"m{number}" for number in range(120)]
    ctx.vendor.will_answer("GET", f"{API}/messages", listed(*ids[:60], token="second"))
    ctx.vendor.will_answer("GET", f"{API}/messages", listed(*ids[60:]))
    with_messages(ctx, *ids)

    found = search_messages(ctx, MailMessageSearch(max_results=60, all_pages=True))

    assert [message.message_id for message in found.messages] == ids
    assert found.next_page_token is None
    assert ctx.vendor.batches == [50, 50, 20]
    assert ctx.vendor.requests[1].query["pageToken"] == ["second"]


def test_all_pages_end_at_the_cap_and_say_where_to_go_on(ctx: FakeContext) -> None:
    for page in range(5):
        ids = [f"p{page}m{number}" for number in range(100)]
        ctx.vendor.will_answer("GET", f"{API}/messages", listed(*ids, token=f"page{page + 1}"))
        with_messages(ctx, *ids)

    found = search_messages(ctx, MailMessageSearch(max_results=100, all_pages=True))

    assert (found.count, found.next_page_token) == (500, "page5")


def test_a_message_deleted_in_the_meantime_is_left_out(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/messages", listed("a", "gone", "b"))
    with_messages(ctx, "a", "b")
    ctx.vendor.will_answer("GET", f"{API}/messages/gone", error=GONE)

    found = search_messages(ctx, MailMessageSearch())

    assert [message.message_id for message in found.messages] == ["a", "b"]
    assert found.count == 2


def test_any_other_error_in_a_batch_fails_the_search(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/messages", listed("a", "b"))
    with_messages(ctx, "a")
    ctx.vendor.will_answer("GET", f"{API}/messages/b", error=RateLimited("Wait.", retry_after=3, vendor_status=429))

    with pytest.raises(RateLimited):
        search_messages(ctx, MailMessageSearch())


@pytest.mark.parametrize("max_results", [0, 101, -1, "many"])
def test_a_page_has_between_1_and_100_messages(max_results: object) -> None:
    with pytest.raises(ValidationError):
        MailMessageSearch.model_validate({"max_results": max_results})


def test_a_message_is_read(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", full_message())

    assert get_message(ctx, MailMessageGet(message_id="m-1")).subject == "Invoice € 2026"
    assert ctx.vendor.requests[0].query == {"format": ["full"]}


def test_format_metadata_asks_for_the_headers_we_read(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", header_message(Subject="Hi"))

    assert get_message(ctx, MailMessageGet(message_id="m-1", format="metadata")).subject == "Hi"
    assert "Message-ID" in ctx.vendor.requests[0].query["metadataHeaders"]


def test_format_raw_keeps_its_content(ctx: FakeContext) -> None:
    raw = base64.urlsafe_b64encode(b"Subject: Hi\r\n\r\nHello").decode()
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", {"id": "m-1", "raw": raw})

    message = get_message(ctx, MailMessageGet(message_id="m-1", format="raw"))

    assert (message.raw, message.subject, message.body_text) == (raw, "Hi", "Hello")


@pytest.mark.parametrize("wrong", ["../../../evil?x=1", "..", "a/b"])
def test_an_id_that_leads_elsewhere_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError, match="message_id"):
        MailMessageGet(message_id=wrong)


def test_an_attachment_is_stored_whole(ctx: FakeContext) -> None:
    content = bytes(range(256)) * (6 * 4096)
    message = full_message()
    message["payload"]["parts"][1]["body"] = {"attachmentId": "changed meanwhile", "size": len(content)}
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", message)
    data = {"size": len(content), "data": base64.urlsafe_b64encode(content).decode()}
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1/attachments/a-1", data)

    stored = get_attachment(ctx, MailAttachmentGet(message_id="m-1", attachment_id="a-1"))

    assert stored.model_dump() == {
        "file_id": "file-1",
        "filename": "invoice.pdf",
        "mime_type": "application/pdf",
        "size": len(content),
        "message_id": "m-1",
    }
    assert ctx.files.stored["file-1"][1] == content


@pytest.mark.parametrize(
    ("attachment_id", "size", "filename", "expected"),
    [
        ("ANGjdJ8wq4", 3, "", ("logo.png", "image/png")),
        ("unknown", 512, "", ("logo.png", "image/png")),
        ("unknown", 3, "", ("attachment", "application/octet-stream")),
        ("ANGjdJ8wq4", 3, "mine.png", ("mine.png", "image/png")),
    ],
)
def test_an_attachment_is_named_by_its_id_else_by_its_size(
    ctx: FakeContext, attachment_id: str, size: int, filename: str, expected: tuple[str, str]
) -> None:
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1", full_message())
    data = {"data": base64.urlsafe_b64encode(b"x" * size).decode()}
    ctx.vendor.will_answer("GET", f"{API}/messages/m-1/attachments/{attachment_id}", data)

    stored = get_attachment(ctx, MailAttachmentGet(message_id="m-1", attachment_id=attachment_id, filename=filename))

    assert (stored.filename, stored.mime_type) == expected


@pytest.mark.parametrize(
    ("fields", "added", "removed"),
    [
        ({"add_labels": ["Label_1", "Label_1"]}, ["Label_1"], []),
        ({"read": True}, [], ["UNREAD"]),
        ({"unread": True}, ["UNREAD"], []),
        ({"star": True, "archive": True}, ["STARRED"], ["INBOX"]),
        ({"read": True, "remove_labels": ["UNREAD", "Label_1"]}, [], ["UNREAD", "Label_1"]),
    ],
)
def test_switches_become_labels(ctx: FakeContext, fields: dict[str, Any], added: list[str], removed: list[str]) -> None:
    changed = {"id": "m-1", "threadId": "t-1", "labelIds": ["INBOX"]}
    ctx.vendor.will_answer("POST", f"{API}/messages/m-1/modify", changed)

    result = modify_message(ctx, MailMessageModify.model_validate({"message_id": "m-1", **fields}))

    assert ctx.vendor.requests[0].json == {"addLabelIds": added, "removeLabelIds": removed}
    assert result.model_dump() == {"message_id": "m-1", "thread_id": "t-1", "labels": ["INBOX"]}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "nothing to change"),
        ({"read": False}, "nothing to change"),
        ({"read": True, "unread": True}, "UNREAD: asked to be put on and taken off at once"),
        ({"add_labels": ["A", "B"], "remove_labels": ["B"]}, "B: asked to be put on and taken off at once"),
        ({"archive": True, "add_labels": ["INBOX"]}, "INBOX: asked to be put on and taken off"),
    ],
)
def test_a_change_that_is_none_or_two_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        MailMessageModify.model_validate({"message_id": "m-1", **fields})


def test_a_message_goes_to_the_trash(ctx: FakeContext) -> None:
    ctx.vendor.will_answer("POST", f"{API}/messages/m-1/trash", {"id": "m-1", "labelIds": ["TRASH"]})

    assert trash_message(ctx, MailMessageTrash(message_id="m-1")).labels == ["TRASH"]
