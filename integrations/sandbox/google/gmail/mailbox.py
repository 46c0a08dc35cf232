"""The mailbox of an account: its system labels, and the history that numbers every change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from integrations.sandbox.google.errors import invalid
from integrations.sandbox.models import Account, HistoryRecord, Label, Mailbox, Message

SYSTEM_LABELS = (
    "INBOX",
    "SENT",
    "DRAFT",
    "TRASH",
    "SPAM",
    "UNREAD",
    "STARRED",
    "IMPORTANT",
    "CHAT",
    "CATEGORY_PERSONAL",
    "CATEGORY_SOCIAL",
    "CATEGORY_PROMOTIONS",
    "CATEGORY_UPDATES",
    "CATEGORY_FORUMS",
)


def make_mailbox(account: Account) -> Mailbox:
    """The mailbox of a new account, with its system labels."""
    mailbox = Mailbox.objects.create(account=account)
    Label.objects.bulk_create(
        Label(mailbox=mailbox, label_id=name, name=name, is_system=True) for name in SYSTEM_LABELS
    )
    return mailbox


def next_history_id(mailbox_id: int) -> int:
    """The number of the next change. The row stays locked until the transaction ends, so numbers commit in order."""
    Mailbox.objects.filter(pk=mailbox_id).update(history_id=F("history_id") + 1)
    return Mailbox.objects.values_list("history_id", flat=True).get(pk=mailbox_id)


def labels_of(mailbox_id: int, label_ids: Iterable[str]) -> list[Label]:
    """The labels with these ids, in the order they were made. Raises 400 for one that does not exist."""
    wanted = set(label_ids)
    if not wanted:
        return []
    found = list(Label.objects.filter(mailbox_id=mailbox_id, label_id__in=wanted))
    if unknown := wanted - {label.label_id for label in found}:
        raise invalid(f"Invalid label: {min(unknown)}")
    return found


def label_ids_of(message: Message) -> list[str]:
    """A message's label ids, in the order Gmail made the labels."""
    return list(message.labels.order_by("pk").values_list("label_id", flat=True))


def record_change(
    message: Message,
    change: HistoryRecord.Change,
    *,
    history_id: int,
    label_ids: list[str],
    now: datetime,
    changed: Iterable[str] = (),
) -> None:
    """Write one change into the mailbox's history."""
    HistoryRecord.objects.create(
        mailbox_id=message.mailbox_id,
        history_id=history_id,
        change=change,
        message_id=message.message_id,
        thread_id=message.thread_id,
        changed_label_ids=list(changed),
        label_ids=label_ids,
        at=now,
    )
