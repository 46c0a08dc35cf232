"""Our models against the description of Gmail that Google ships with its client."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import cast

import pytest

from integrations.catalog.schema import Output
from integrations.services.gmail.models.drafts import MailDraft
from integrations.services.gmail.models.mailbox import MailLabel, MailProfile, MailThread
from integrations.services.gmail.models.messages import MailAttachment, MailMessage
from integrations.services.gmail.models.settings import MailSender, MailVacationReply

READ_OUT = "read out of it"
COVERED: dict[str, tuple[type[Output], dict[str, str]]] = {
    "Message": (
        MailMessage,
        {
            "id": "message_id",
            "threadId": "thread_id",
            "labelIds": "labels",
            "snippet": "snippet",
            "historyId": "history_id",
            "internalDate": "received_at",
            "sizeEstimate": "size_estimate",
            "raw": "raw",
            "payload": READ_OUT,
        },
    ),
    "MessagePart": (
        MailAttachment,
        {
            "partId": "attachment_id",
            "mimeType": "mime_type",
            "filename": "filename",
            "headers": READ_OUT,
            "body": READ_OUT,
            "parts": READ_OUT,
        },
    ),
    "MessagePartBody": (MailAttachment, {"attachmentId": "attachment_id", "size": "size", "data": READ_OUT}),
    "Thread": (
        MailThread,
        {"id": "thread_id", "messages": "messages", "historyId": "history_id", "snippet": "snippet"},
    ),
    "Draft": (MailDraft, {"id": "draft_id", "message": "message_id"}),
    "Label": (MailLabel, {"id": "label_id", "name": "name", "type": "type"}),
    "SendAs": (
        MailSender,
        {
            "sendAsEmail": "email",
            "displayName": "name",
            "replyToAddress": "reply_to",
            "signature": "signature",
            "isPrimary": "is_primary",
            "isDefault": "is_default",
            "treatAsAlias": "is_alias",
            "verificationStatus": "status",
            "smtpMsa": "server",
        },
    ),
    "VacationSettings": (
        MailVacationReply,
        {
            "enableAutoReply": "enabled",
            "responseSubject": "subject",
            "responseBodyPlainText": "body",
            "responseBodyHtml": "body_type",
            "startTime": "start",
            "endTime": "end",
            "restrictToContacts": "contacts_only",
            "restrictToDomain": "domain_only",
        },
    ),
    "Profile": (
        MailProfile,
        {
            "emailAddress": "email",
            "messagesTotal": "messages_total",
            "threadsTotal": "threads_total",
            "historyId": "history_id",
        },
    ),
}
LEFT_OUT = {
    "Message": {"classificationLabelValues"},  # labels of Drive, readable with other permissions only
    "Label": {  # how Gmail's own pages show it, and counts that a list of labels does not have
        "color",
        "labelListVisibility",
        "messageListVisibility",
        "messagesTotal",
        "messagesUnread",
        "threadsTotal",
        "threadsUnread",
    },
}


@pytest.mark.parametrize("name", COVERED)
def test_everything_that_gmail_tells_is_handed_on_or_left_out_on_purpose(name: str) -> None:
    document = files("googleapiclient.discovery_cache") / "documents" / "gmail.v1.json"
    schemas = cast(dict[str, dict[str, dict[str, object]]], json.loads(document.read_text(encoding="utf-8"))["schemas"])
    model, fields = COVERED[name]

    assert set(schemas[name]["properties"]) == {*fields, *LEFT_OUT.get(name, set())}
    assert {field for field in fields.values() if field != READ_OUT} <= set(model.model_fields)
