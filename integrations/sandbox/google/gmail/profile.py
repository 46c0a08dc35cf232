"""users.getProfile and the addresses mail may be sent from."""

from __future__ import annotations

from integrations.sandbox.google.call import ApiCall
from integrations.sandbox.google.errors import not_found
from integrations.sandbox.google.gmail.access import mailbox_of
from integrations.sandbox.google.resource import Resource


def get_profile(call: ApiCall) -> Resource:
    """users.getProfile"""
    mailbox = mailbox_of(call)
    mailbox.refresh_from_db()
    return {
        "emailAddress": call.account.email,
        "messagesTotal": mailbox.messages.count(),
        "threadsTotal": mailbox.messages.values("thread_id").distinct().count(),
        "historyId": str(mailbox.history_id),
    }


def list_send_as(call: ApiCall) -> Resource:
    """users.settings.sendAs.list: the account's own address and no alias."""
    mailbox_of(call)
    return {"sendAs": [_own_address(call)]}


def get_send_as(call: ApiCall) -> Resource:
    """users.settings.sendAs.get"""
    mailbox_of(call)
    if call.parameters.text("sendAsEmail") != call.account.email:
        raise not_found()
    return _own_address(call)


def _own_address(call: ApiCall) -> Resource:
    return {
        "sendAsEmail": call.account.email,
        "displayName": call.account.name,
        "replyToAddress": "",
        "signature": "",
        "isPrimary": True,
        "isDefault": True,
    }
