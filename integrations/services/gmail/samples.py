"""Realistic outputs, shown before a node has run and offered as variables; and what examples of inputs name.

The ids are those of messages that every demo account of the sandbox has in its mailbox.
"""

from __future__ import annotations

WITH_ATTACHMENT = "18f0c0ffee000001"
ATTACHMENT = "ANGjdJMThmMGMwZmZlZTAwMDAwMS8x"
CONVERSATION = "18f0c0ffee000002"
TO_SORT = "18f0c0ffee000004"
TO_THROW_AWAY = "18f0c0ffee000006"
DRAFT = "r0000000000000000007"
OLD_DRAFT = "r0000000000000000008"
THROWN_AWAY = "18f0c0ffee000009"
LABEL = "Label_1"

MESSAGE: dict[str, object] = {
    "message_id": "18e1f2a3b4c5d6e7",
    "thread_id": "18e1f2a3b4c5d6e7",
    "from": "Grace Hopper <grace@acme.example>",
    "to": ["Ada Lovelace <ada@globex.example>"],
    "cc": ["billing@acme.example"],
    "bcc": [],
    "reply_to": [],
    "subject": "Invoice 2026-031",
    "date": "2026-03-02T10:15:00+01:00",
    "received_at": "2026-03-02T09:15:04Z",
    "snippet": "Dear Ada, please find attached our invoice for February.",
    "labels": ["INBOX", "UNREAD"],
    "size_estimate": 48211,
    "body_text": "Dear Ada,\n\nplease find attached our invoice for February.\n\nGrace",
    "body_html": "<p>Dear Ada,</p><p>please find attached our invoice for February.</p><p>Grace</p>",
    "attachments": [
        {
            "filename": "invoice-2026-031.pdf",
            "mime_type": "application/pdf",
            "size": 35840,
            "attachment_id": "ANGjdJ8wq3",
            "inline": False,
            "content_id": None,
        }
    ],
    "body_calendar": None,
    "rfc822_message_id": "<CAF4x9@acme.example>",
    "in_reply_to": None,
    "references": [],
    "history_id": "1840127",
    "raw": None,
    "warnings": [],
}

MESSAGE_PAGE: dict[str, object] = {"messages": [MESSAGE], "count": 1, "next_page_token": "09876543210987654321"}

SENT: dict[str, object] = {"message_id": "18e1f2a3b4c5d6f0", "thread_id": "18e1f2a3b4c5d6f0", "labels": ["SENT"]}

THREAD: dict[str, object] = {
    "thread_id": "18e1f2a3b4c5d6e7",
    "messages": [MESSAGE],
    "count": 1,
    "snippet": "Dear Ada, please find attached our invoice for February.",
    "history_id": "1840127",
}

THREAD_PAGE: dict[str, object] = {
    "threads": [
        {
            "thread_id": "18e1f2a3b4c5d6e7",
            "subject": "Invoice 2026-031",
            "snippet": "Dear Ada, please find attached our invoice for February.",
            "participants": ["Grace Hopper <grace@acme.example>"],
            "labels": ["INBOX", "UNREAD"],
            "message_count": 1,
            "last_message_at": "2026-03-02T09:15:04Z",
            "last_message_id": "18e1f2a3b4c5d6e7",
            "warnings": [],
        }
    ],
    "count": 1,
    "next_page_token": None,
}

DRAFT_OF_ADA: dict[str, object] = {
    "draft_id": "r-5180934421",
    "message_id": "18e1f2a3b4c5d6f1",
    "thread_id": "18e1f2a3b4c5d6f1",
    "to": ["Mara Oyelaran <mara@northwind.example>"],
    "cc": [],
    "bcc": [],
    "subject": "Figures of the pilot",
    "snippet": "Dear Mara, the figures follow tomorrow.",
    "warnings": [],
}
