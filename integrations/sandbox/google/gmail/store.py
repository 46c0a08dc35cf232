"""Everything that changes a mailbox: messages come in, get labels, lose them, go."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from email.message import EmailMessage

from integrations.sandbox.google.gmail import mime
from integrations.sandbox.google.gmail.mailbox import label_ids_of, labels_of, next_history_id, record_change
from integrations.sandbox.google.gmail.words import words
from integrations.sandbox.models import HistoryRecord, Mailbox, Message

REPLY_PREFIX = re.compile(r"^\s*((re|fwd?|aw|wg)\s*:\s*)+", re.IGNORECASE)
RFC822_ID = re.compile(r"<([^<>\s]+)>")


def add_message(
    mailbox: Mailbox,
    raw: bytes,
    label_ids: Sequence[str],
    *,
    now: datetime,
    at: datetime,
    thread_id: str = "",
    message_id: str = "",
) -> Message:
    """Store a message that arrives ``now`` and is dated ``at``; without a thread it finds its own, without an id it
    gets one."""
    mail = mime.read_mail(raw)
    labels = labels_of(mailbox.pk, label_ids)
    message = Message(
        mailbox=mailbox,
        message_id=message_id or secrets.token_hex(8),
        history_id=next_history_id(mailbox.pk),
        internal_date=int(at.timestamp() * 1000),
    )
    fill(message, mail, raw)
    message.thread_id = thread_id or _thread_of(mailbox, mail, message.subject) or message.message_id
    message.save()
    message.labels.set(labels)
    record_change(
        message,
        HistoryRecord.Change.MESSAGE_ADDED,
        history_id=message.history_id,
        label_ids=[label.label_id for label in labels],
        now=now,
    )
    return message


def fill(message: Message, mail: EmailMessage, raw: bytes) -> None:
    """Compute every column that follows from the message's bytes."""
    parsed = mime.parse(mail, message.message_id)
    subject = mime.header(mail, "Subject")
    message.raw = raw
    message.payload = parsed.payload
    message.snippet = parsed.snippet
    message.size_estimate = len(raw)
    message.subject = REPLY_PREFIX.sub("", subject).strip()
    message.rfc822_id = "".join(RFC822_ID.findall(mime.header(mail, "Message-ID"))[:1])
    message.has_attachment = bool(parsed.filenames)
    message.from_words = words(mime.header(mail, "From"))
    message.to_words = words(mime.header(mail, "To"))
    message.cc_words = words(mime.header(mail, "Cc"))
    message.bcc_words = words(mime.header(mail, "Bcc"))
    message.subject_words = words(subject)
    message.filename_words = words(*parsed.filenames)
    people = (mime.header(mail, name) for name in ("From", "To", "Cc", "Bcc"))
    message.all_words = words(subject, *people, *parsed.filenames, parsed.text)


def change_labels(message: Message, *, add: Collection[str], remove: Collection[str], now: datetime) -> list[str]:
    """Add and remove labels; only real changes enter the history. Returns the labels afterwards."""
    before = label_ids_of(message)
    added = [label_id for label_id in dict.fromkeys(add) if label_id not in before]
    removed = [label_id for label_id in dict.fromkeys(remove) if label_id in before]
    new_labels = labels_of(message.mailbox_id, added)
    if not added and not removed:
        return before
    message.labels.add(*new_labels)
    message.labels.remove(*labels_of(message.mailbox_id, removed))
    after = label_ids_of(message)
    message.history_id = next_history_id(message.mailbox_id)
    message.save(update_fields=["history_id"])
    changes = ((HistoryRecord.Change.LABEL_ADDED, added), (HistoryRecord.Change.LABEL_REMOVED, removed))
    for change, changed in changes:
        if changed:
            record_change(message, change, history_id=message.history_id, label_ids=after, changed=changed, now=now)
    return after


def delete_message(message: Message, *, now: datetime) -> None:
    """Remove a message for good; its history stays."""
    history_id = next_history_id(message.mailbox_id)
    record_change(
        message,
        HistoryRecord.Change.MESSAGE_DELETED,
        history_id=history_id,
        label_ids=label_ids_of(message),
        now=now,
    )
    message.delete()


def _thread_of(mailbox: Mailbox, mail: EmailMessage, subject: str) -> str | None:
    """The thread this message answers in: it names an earlier message and keeps its subject."""
    named = RFC822_ID.findall(mime.header(mail, "In-Reply-To") + mime.header(mail, "References"))
    if not named:
        return None
    earlier = mailbox.messages.filter(rfc822_id__in=named, subject=subject)
    return earlier.values_list("thread_id", flat=True).first()
