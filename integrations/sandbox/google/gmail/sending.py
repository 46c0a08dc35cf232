"""Messages that come in whole: sent, imported, inserted. Mail between sandbox accounts arrives."""

from __future__ import annotations

import secrets
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import invalid, not_found
from integrations.sandbox.google.gmail import mime
from integrations.sandbox.google.gmail.access import mailbox_of
from integrations.sandbox.google.gmail.mailbox import label_ids_of
from integrations.sandbox.google.gmail.resources import brief_resource
from integrations.sandbox.google.gmail.store import add_message
from integrations.sandbox.google.resource import Resource
from integrations.sandbox.google.seed.filling import fill
from integrations.sandbox.models import Account, Mailbox, Message

RECIPIENTS = ("To", "Cc", "Bcc")


def send_message(call: ApiCall) -> Resource:
    """users.messages.send"""
    raw = raw_message(call, call.body)
    message = deliver(mailbox_of(call), call.account, raw, now=call.now, thread_id=thread_asked_for(call, call.body))
    return brief_resource(message, label_ids_of(message))


def import_message(call: ApiCall) -> Resource:
    """users.messages.import: as if it had arrived by mail, dated by its Date header unless asked otherwise."""
    return _store(call, ["INBOX", "UNREAD"])


def insert_message(call: ApiCall) -> Resource:
    """users.messages.insert: put into the mailbox as it is."""
    return _store(call, [])


def deliver(mailbox: Mailbox, account: Account, raw: bytes, *, now: datetime, thread_id: str = "") -> Message:
    """Send: one copy for the sender, one for every recipient who has a sandbox account."""
    mail = mime.read_mail(raw)
    recipients = set(mime.addresses(mail, *RECIPIENTS))
    if not recipients:
        raise invalid("Recipient address required")
    _complete(mail, account, now)
    labels = ["SENT", "INBOX", "UNREAD"] if account.email in recipients else ["SENT"]
    sent = add_message(mailbox, mail.as_bytes(), labels, now=now, at=now, thread_id=thread_id)
    del mail["Bcc"]
    others = Mailbox.objects.filter(account__provider="google", account__email__in=recipients)
    for other in others.exclude(pk=mailbox.pk).select_related("account"):
        fill(other.account, "gmail")
        add_message(other, mail.as_bytes(), ["INBOX", "UNREAD"], now=now, at=now)
    return sent


def raw_message(call: ApiCall, message: Resource) -> bytes:
    """The message's bytes, from the upload or from `raw`. Raises 400 where there are none."""
    raw = call.media or mime.decode(message.get("raw") or "")
    if not raw:
        raise invalid("'raw' RFC822 payload message string or uploading message via /upload/* URL required")
    return raw


def thread_asked_for(call: ApiCall, message: Resource) -> str:
    """`threadId` of the body. Raises 404 for a thread that the mailbox does not have."""
    thread_id: str = message.get("threadId") or ""
    if thread_id and not mailbox_of(call).messages.filter(thread_id=thread_id).exists():
        raise not_found()
    return thread_id


def _complete(mail: EmailMessage, account: Account, now: datetime) -> None:
    """What Gmail adds on the way out. A foreign sender becomes the account itself."""
    if account.email not in mime.addresses(mail, "From"):
        del mail["From"]
        mail["From"] = f"{account.name} <{account.email}>"
    if not mail["Message-ID"]:
        del mail["Message-ID"]
        mail["Message-ID"] = f"<CA{secrets.token_hex(16)}@mail.sandbox.example>"
    if not mail["Date"]:
        del mail["Date"]
        mail["Date"] = format_datetime(now)


def _store(call: ApiCall, default_labels: list[str]) -> Resource:
    raw = raw_message(call, call.body)
    label_ids = call.body.get("labelIds") or default_labels
    message = add_message(
        mailbox_of(call),
        raw,
        label_ids,
        now=call.now,
        at=_date_of(raw, call),
        thread_id=thread_asked_for(call, call.body),
    )
    return brief_resource(message, label_ids_of(message))


def _date_of(raw: bytes, call: ApiCall) -> datetime:
    if call.parameters.text("internalDateSource") == "receivedTime":
        return call.now
    try:
        moment = parsedate_to_datetime(mime.header(mime.read_mail(raw), "Date"))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=call.now.tzinfo)
        moment.timestamp()
    except (ValueError, OverflowError):  # no date, or one that no calendar has
        return call.now
    return moment
