"""What happens at the sandbox when an answer gets lost, and with large content."""

from __future__ import annotations

import pytest

from integrations.services.gmail.models.drafts import MailDraftCreate, MailDraftUpdate
from integrations.services.gmail.models.messages import MailAttachmentGet, MailMessageGet
from integrations.services.gmail.models.sending import MailMessageForward, MailMessageSend
from integrations.services.gmail.operations.drafts import create_draft, update_draft
from integrations.services.gmail.operations.messages import get_attachment, get_message
from integrations.services.gmail.operations.sending import forward_message, send_message
from integrations.tests.google_account import GoogleAccount
from integrations.tests.sandbox_context import SandboxContext

YARA = "yara.keller@globex.example"
LETTER = {"to": ["theo.marsh@sandmail.example"], "subject": "Only once", "body": "Hello"}


@pytest.fixture
def yara(sandbox: str, redis_server: object) -> GoogleAccount:
    return GoogleAccount(sandbox, YARA)


def sent_only_once(yara: GoogleAccount) -> list[str]:
    found = yara.run("gmail.search_messages", query='subject:"Only once" in:sent')
    return [message["message_id"] for message in found["messages"]]


def test_a_lost_answer_to_a_send_is_found_and_nothing_is_sent_twice(yara: GoogleAccount) -> None:
    yara.misbehave("gmail.users.messages.send", times=1, drop_after_effect=True)

    sent = yara.run("gmail.send_message", **LETTER)

    assert sent_only_once(yara) == [sent["message_id"]]


def test_a_lost_answer_to_a_reply_is_found(yara: GoogleAccount) -> None:
    original = yara.run("gmail.search_messages", query="in:inbox", max_results=1)["messages"][0]
    yara.misbehave("gmail.users.messages.send", times=1, drop_after_effect=True)

    reply = yara.run("gmail.reply_to_message", message_id=original["message_id"], body="Yes")

    assert reply["thread_id"] == original["thread_id"]


def test_a_lost_answer_to_a_draft_is_found(yara: GoogleAccount) -> None:
    yara.misbehave("gmail.users.drafts.create", times=1, drop_after_effect=True)

    draft = yara.run("gmail.create_draft", **LETTER)

    assert yara.run("gmail.send_draft", draft_id=draft["draft_id"])["message_id"]
    assert len(sent_only_once(yara)) == 1


def test_a_large_attachment_goes_out_and_comes_back(sandbox: str) -> None:
    ctx = SandboxContext()
    content = bytes(range(256)) * (6 * 4096)
    file = ctx.files.save(content, filename="large.bin", mime_type="application/octet-stream")

    sent = send_message(ctx, MailMessageSend(to=["grace@acme.example"], attachments=[file.file_id]))
    (attachment,) = get_message(ctx, MailMessageGet(message_id=sent.message_id)).attachments
    stored = get_attachment(
        ctx, MailAttachmentGet(message_id=sent.message_id, attachment_id=attachment.attachment_id or "")
    )

    assert (stored.filename, stored.size) == ("large.bin", len(content))
    assert ctx.files.stored[stored.file_id][1] == content


def test_a_lost_answer_to_a_forward_is_found_and_nothing_is_sent_twice(yara: GoogleAccount) -> None:
    original = yara.run("gmail.search_messages", query="has:attachment", max_results=1)["messages"][0]
    yara.misbehave("gmail.users.messages.send", times=1, drop_after_effect=True)

    sent = yara.run("gmail.forward_message", message_id=original["message_id"], to=LETTER["to"])

    found = yara.run("gmail.search_messages", query="subject:Fwd in:sent")["messages"]
    assert [each["message_id"] for each in found] == [sent["message_id"]]


def test_a_large_file_is_passed_on_and_kept_in_a_draft(sandbox: str) -> None:
    ctx = SandboxContext()
    content = bytes(range(256)) * (6 * 4096)
    file = ctx.files.save(content, filename="large.bin", mime_type="application/octet-stream")
    sent = send_message(ctx, MailMessageSend(to=["grace@acme.example"], attachments=[file.file_id]))
    draft = create_draft(ctx, MailDraftCreate(subject="Large", attachments=[file.file_id]))

    passed_on = forward_message(ctx, MailMessageForward(message_id=sent.message_id, to=["bob@globex.example"]))
    changed = update_draft(ctx, MailDraftUpdate(draft_id=draft.draft_id, subject="Larger"))

    for message_id in (passed_on.message_id, changed.message_id or ""):
        (attachment,) = get_message(ctx, MailMessageGet(message_id=message_id)).attachments
        assert (attachment.filename, attachment.size) == ("large.bin", len(content))
