"""Addresses to send from, and the automatic reply."""

from __future__ import annotations

from typing import Any

from integrations.catalog.context import Ctx
from integrations.catalog.readable import as_far_as_readable
from integrations.services.gmail.media import Resource
from integrations.services.gmail.models.settings import (
    MailSendAsList,
    MailSender,
    MailSenders,
    MailVacationGet,
    MailVacationReply,
    MailVacationSet,
)
from integrations.services.gmail.service import READ, SETTINGS, service
from integrations.services.gmail.vacation import changed_vacation, parse_vacation

REFERENCE = "https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.settings"
VACATION: dict[str, object] = {
    "enabled": True,
    "subject": "Away until Monday",
    "body": "I read your mail when I am back on Monday.",
    "body_type": "text",
    "start": "2026-03-06T17:00:00Z",
    "end": "2026-03-09T07:00:00Z",
    "contacts_only": False,
    "domain_only": False,
    "warnings": [],
}


@service.operation(
    effect="read",
    scopes=[READ],
    price="message_read",
    quota=1,
    sample={
        "senders": [
            {
                "email": "ada@globex.example",
                "name": "Ada Lovelace",
                "reply_to": "",
                "signature": "<div>Ada Lovelace, Globex</div>",
                "is_primary": True,
                "is_default": True,
                "is_alias": False,
                "status": "accepted",
                "server": "",
                "warnings": [],
            }
        ],
        "count": 1,
        "next_page_token": None,
    },
    documentation_url=f"{REFERENCE}.sendAs/list",
    icon="identity",
)
def list_send_as(ctx: Ctx, data: MailSendAsList) -> MailSenders:
    """List the addresses that the account may send from, with names and signatures.

    There is always one page. Addresses that are pending cannot be sent from before their owner has confirmed them.
    """
    answer = _settings(ctx).sendAs().list(userId="me").execute()
    senders = [_sender(alias) for alias in answer.get("sendAs") or ()]
    return MailSenders(senders=senders, count=len(senders))


@service.operation(
    effect="read",
    scopes=[READ],
    price="settings_manage",
    quota=1,
    sample=VACATION,
    documentation_url=f"{REFERENCE}/getVacation",
    icon="vacation",
)
def get_vacation_reply(ctx: Ctx, data: MailVacationGet) -> MailVacationReply:
    """Read the automatic reply: whether it is on, what it says, and when.

    It says something also while it is off: what it said last.
    """
    return parse_vacation(_settings(ctx).getVacation(userId="me").execute())


@service.operation(
    effect="idempotent_write",
    scopes=[SETTINGS],
    price="settings_manage",
    quota=6,
    sample=VACATION,
    example={
        "enabled": True,
        "subject": "Away until Monday",
        "body": "I read your mail when I am back on Monday.",
        "start": "2031-03-07T17:00:00+01:00",
        "end": "2031-03-10T08:00:00+01:00",
    },
    documentation_url=f"{REFERENCE}/updateVacation",
    icon="settings",
)
def set_vacation_reply(ctx: Ctx, data: MailVacationSet) -> MailVacationReply:
    """Switch the automatic reply on or off, and say what it answers and when.

    What is not given stays as it is. Gmail answers each sender once in four days at most, and no mailing lists.
    """
    settings = _settings(ctx)
    body = changed_vacation(data, settings.getVacation(userId="me").execute())
    return parse_vacation(settings.updateVacation(userId="me", body=body).execute())


def _settings(ctx: Ctx) -> Any:  # googleapiclient's resource
    return ctx.google("gmail", "v1").users().settings()


def _sender(alias: Resource) -> MailSender:
    server: Resource = alias.get("smtpMsa") or {}
    fields = {
        "email": alias.get("sendAsEmail") or "",
        "name": alias.get("displayName"),
        "reply_to": alias.get("replyToAddress"),
        "signature": alias.get("signature"),
        "is_primary": alias.get("isPrimary"),
        "is_default": alias.get("isDefault"),
        "is_alias": alias.get("treatAsAlias"),
        "status": alias.get("verificationStatus"),
        "server": server.get("host"),
    }
    return as_far_as_readable(MailSender, {name: value for name, value in fields.items() if value is not None})
