"""Finding, reading and sorting messages."""

from __future__ import annotations

from typing import Any

from integrations.catalog.context import Ctx
from integrations.catalog.paging import read_pages
from integrations.services.gmail import samples
from integrations.services.gmail.attached import find_attachment
from integrations.services.gmail.media import Resource
from integrations.services.gmail.models.messages import (
    SEARCH_CAP,
    MailAttachmentFile,
    MailAttachmentGet,
    MailMessage,
    MailMessageGet,
    MailMessageLabels,
    MailMessageModify,
    MailMessagePage,
    MailMessageSearch,
    MailMessagesModified,
    MailMessagesModify,
    MailMessageTrash,
    MailMessageUntrash,
)
from integrations.services.gmail.reading import message_requests, parse_all, read_messages
from integrations.services.gmail.service import MODIFY, READ, service

REFERENCE = "https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages"
CHANGED: dict[str, object] = {
    "message_id": "18e1f2a3b4c5d6e7",
    "thread_id": "18e1f2a3b4c5d6e7",
    "labels": ["INBOX", "STARRED"],
}


@service.operation(
    effect="read",
    scopes=[READ],
    price="message_search",
    quota=55,
    sample=samples.MESSAGE_PAGE,
    example={"query": "in:inbox newer_than:30d", "max_results": 5},
    documentation_url=f"{REFERENCE}/list",
    icon="mail-search",
)
def search_messages(ctx: Ctx, data: MailMessageSearch) -> MailMessagePage:
    """Find e-mails, newest first.

    Understands everything Gmail's search box does, for example from:, subject:, has:attachment, newer_than:7d,
    is:unread. Spam and trash are left out unless asked for.
    """
    gmail = ctx.google("gmail", "v1")

    def fetch(token: str | None) -> tuple[list[str], str | None]:
        page = (
            gmail.users()
            .messages()
            .list(
                userId="me",
                q=data.query or None,
                labelIds=data.label_ids or None,
                includeSpamTrash=data.include_spam_trash,
                maxResults=data.max_results,
                pageToken=token,
            )
            .execute()
        )
        return [each["id"] for each in page.get("messages", ())], page.get("nextPageToken")

    ids, token = read_pages(fetch, page_token=data.page_token, cap=SEARCH_CAP, follow=data.all_pages)
    messages = read_messages(gmail, ids, message_format="full" if data.include_body else "metadata")
    return MailMessagePage(messages=messages, count=len(messages), next_page_token=token)


@service.operation(
    effect="read",
    scopes=[READ],
    price="message_read",
    quota=5,
    sample=samples.MESSAGE,
    example={"message_id": samples.WITH_ATTACHMENT},
    documentation_url=f"{REFERENCE}/get",
    icon="mail-open",
)
def get_message(ctx: Ctx, data: MailMessageGet) -> MailMessage:
    """Read one e-mail.

    Attachments are listed without their content; get_attachment stores one. Format raw returns the source as it
    travelled, besides everything that can be read out of it.
    """
    gmail = ctx.google("gmail", "v1")
    (request,) = message_requests(gmail, [data.message_id], message_format=data.format).values()
    (message,) = parse_all(gmail, [request.execute()])
    return message


@service.operation(
    effect="read",
    scopes=[READ],
    price="attachment_read",
    quota=10,
    sample={
        "file_id": "0b9d0f3e-6f0c-4c1d-9a54-2f1f6f1f7a11",
        "filename": "invoice-2026-031.pdf",
        "mime_type": "application/pdf",
        "size": 35840,
        "message_id": "18e1f2a3b4c5d6e7",
    },
    example={"message_id": samples.WITH_ATTACHMENT, "attachment_id": samples.ATTACHMENT},
    documentation_url=f"{REFERENCE}.attachments/get",
    icon="paperclip",
)
def get_attachment(ctx: Ctx, data: MailAttachmentGet) -> MailAttachmentFile:
    """Store an attachment, so that later steps can use it by its file_id.

    Attachment ids change whenever a message is read, so take the id from a recent get_message or search.
    """
    found = find_attachment(ctx.google("gmail", "v1"), data.message_id, data.attachment_id)
    stored = ctx.files.save(found.content, filename=data.filename or found.filename, mime_type=found.mime_type)
    return MailAttachmentFile(message_id=data.message_id, **stored.model_dump())


@service.operation(
    effect="idempotent_write",
    scopes=[MODIFY],
    price="message_modify",
    quota=5,
    sample=CHANGED,
    example={"message_id": samples.TO_SORT, "add_labels": ["IMPORTANT"], "read": True},
    documentation_url=f"{REFERENCE}/modify",
    icon="tags",
)
def modify_message(ctx: Ctx, data: MailMessageModify) -> MailMessageLabels:
    """Sort an e-mail: put labels on or off, mark it read or unread, star it, archive it.

    Labels are named by their ids; Gmail's own are INBOX, UNREAD, STARRED, IMPORTANT, SPAM and TRASH. At most 100 each.
    """
    body = {"addLabelIds": data.added, "removeLabelIds": data.removed}
    return _labels_of(_messages(ctx).modify(userId="me", id=data.message_id, body=body).execute())


@service.operation(
    effect="idempotent_write",
    scopes=[MODIFY],
    price="message_delete",
    quota=5,
    sample={**CHANGED, "labels": ["TRASH"]},
    example={"message_id": samples.TO_THROW_AWAY},
    documentation_url=f"{REFERENCE}/trash",
    icon="trash",
)
def trash_message(ctx: Ctx, data: MailMessageTrash) -> MailMessageLabels:
    """Move an e-mail to the trash.

    It can be taken back for 30 days; after that Gmail deletes it for good.
    """
    return _labels_of(_messages(ctx).trash(userId="me", id=data.message_id).execute())


@service.operation(
    effect="idempotent_write",
    scopes=[MODIFY],
    price="message_modify",
    quota=5,
    sample=CHANGED,
    example={"message_id": samples.THROWN_AWAY},
    documentation_url=f"{REFERENCE}/untrash",
    icon="restore",
)
def untrash_message(ctx: Ctx, data: MailMessageUntrash) -> MailMessageLabels:
    """Take an e-mail out of the trash again.

    Other labels are left as they are: where it does not come back to the inbox, add INBOX with modify_message. A
    message that is not in the trash stays as it is.
    """
    return _labels_of(_messages(ctx).untrash(userId="me", id=data.message_id).execute())


@service.operation(
    effect="idempotent_write",
    scopes=[MODIFY],
    price="message_modify",
    quota=50,
    sample={
        "message_ids": ["18e1f2a3b4c5d6e7", "18e1f2a3b4c5d6f0"],
        "count": 2,
        "added_labels": ["STARRED"],
        "removed_labels": ["INBOX"],
    },
    example={"message_ids": [samples.TO_SORT, samples.CONVERSATION], "add_labels": ["IMPORTANT"], "read": True},
    documentation_url=f"{REFERENCE}/batchModify",
    icon="check-all",
)
def modify_messages(ctx: Ctx, data: MailMessagesModify) -> MailMessagesModified:
    """Sort up to 1,000 e-mails at once: labels on or off, read or unread, star, archive.

    Gmail does it in one request and does not say which of the messages there were: ids that it does not know are
    passed over.
    """
    ids = list(dict.fromkeys(data.message_ids))
    body = {"ids": ids, "addLabelIds": data.added, "removeLabelIds": data.removed}
    _messages(ctx).batchModify(userId="me", body=body).execute()
    return MailMessagesModified(message_ids=ids, count=len(ids), added_labels=data.added, removed_labels=data.removed)


def _messages(ctx: Ctx) -> Any:  # googleapiclient's resource
    return ctx.google("gmail", "v1").users().messages()


def _labels_of(message: Resource) -> MailMessageLabels:
    return MailMessageLabels(
        message_id=message["id"], thread_id=message.get("threadId"), labels=message.get("labelIds", [])
    )
