"""Finds what a call names: its mailbox, and the things in it."""

from __future__ import annotations

from django.db.models import QuerySet

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import GoogleError, not_found
from integrations.sandbox.models import Mailbox, Message


def mailbox_of(call: ApiCall) -> Mailbox:
    """The caller's own mailbox, as it was when the exchange began. Raises 403 for anybody else's."""
    user_id = call.parameters.text("userId")
    if user_id not in ("me", call.account.email):
        raise GoogleError(403, "forbidden", f"Delegation denied for {call.account.email}")
    return call.account.mailbox


def message_of(call: ApiCall, message_id: str = "") -> Message:
    """The message with this id, or with the one in the path. Raises 404."""
    return first_or_404(mailbox_of(call).messages.filter(message_id=message_id or call.parameters.text("id")))


def thread_of(call: ApiCall) -> list[Message]:
    """The messages of the thread in the path, oldest first. Raises 404."""
    messages = mailbox_of(call).messages.filter(thread_id=call.parameters.text("id"))
    found = list(messages.order_by("internal_date", "pk").prefetch_related("labels"))
    if not found:
        raise not_found()
    return found


def first_or_404(messages: QuerySet[Message]) -> Message:
    """The one message of a query. Raises 404."""
    message = messages.first()
    if message is None:
        raise not_found()
    return message
