"""The mails customers get: a link, a code, and the request to connect again.

Each is counted before it leaves (``postage``). A mail server that does not take one is RemoteUnavailable to all who
send, with what to do instead.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from email.utils import formataddr
from smtplib import SMTPException
from typing import Literal

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from integrations.catalog.address_lists import read_addresses
from integrations.connect import postage
from integrations.connect.accent import accent, text_on
from integrations.connect.operator_settings import operator_settings
from integrations.connect.postage import Stamp
from integrations.connect.scopes import in_words
from integrations.errors import RemoteUnavailable
from integrations.models import Connection, ConnectLink, OperatorSettings
from integrations.providers import registry

Kind = Literal["approval", "code", "link", "mailbox", "reconnect"]
"""The mails there are, by the name of their template; each kind is counted by itself."""

logger = logging.getLogger(__name__)


def stamped(kind: Kind, link: ConnectLink) -> AbstractContextManager[Stamp]:
    """Count a mail about a link before anything changes for it. Raises RateLimited; see ``postage.stamped``."""
    about = link.reconnect_id or link.pk
    return postage.stamped(kind, link.customer.email, about=about, customer_id=link.customer_id)


def send_link_mail(link: ConnectLink, url: str, stamp: Stamp) -> None:
    """Mail a link's address to the customer's contact."""
    operator = operator_settings()
    _send(
        operator,
        link.customer.email,
        f"{operator.name} asks you to connect an account",
        "link",
        {"link": link, "url": url, "services": in_words(link.services)},
        instead="Copy the address instead.",
        stamp=stamp,
    )


def send_code_mail(link: ConnectLink, code: str, stamp: Stamp) -> None:
    """Mail the six digits to the customer's contact."""
    operator = operator_settings()
    # The code stays out of the subject: subjects show on locked screens.
    subject = f"Your code for {operator.name}"
    instead = "Please try again in a few minutes."
    _send(operator, link.customer.email, subject, "code", {"link": link, "code": code}, instead=instead, stamp=stamp)


def send_mailbox_mail(address: str, code: str, stamp: Stamp) -> None:
    """Mail the six digits that show somebody what is connected for him."""
    operator = operator_settings()
    subject = f"Your code for {operator.name}"
    instead = "Please try again in a few minutes."
    _send(operator, address, subject, "mailbox", {"code": code}, instead=instead, stamp=stamp)


def send_reconnect_mail(link: ConnectLink, url: str, connection: Connection, stamp: Stamp) -> None:
    """Tell the contact that an account's access has ended, with a link to connect it again."""
    operator = operator_settings()
    name = registry.provider(connection.provider).name
    _send(
        operator,
        link.customer.email,
        f"Please connect your {name} account to {operator.name} again",
        "reconnect",
        {"link": link, "url": url, "provider": name, "account": connection.email or connection.name},
        instead="Try again in a few minutes.",
        stamp=stamp,
    )


def send_approval_mail(to: str, question: str, url: str, until: datetime, stamp: Stamp) -> None:
    """Ask somebody to decide what an agent may do."""
    operator = operator_settings()
    context = {"question": question, "url": url, "until": until}
    subject = f"{operator.name} asks you to decide"  # what it is about shows on no locked screen
    _send(operator, to, subject, "approval", context, instead="Answer in the admin instead.", stamp=stamp)


def masked(address: str) -> str:
    """An address its owner recognises and nobody else learns: ``y…@globex.example``."""
    local, at, domain = address.partition("@")
    return f"{local[:1]}…{at}{domain}"


def _send(
    operator: OperatorSettings,
    to: str,
    subject: str,
    template: Kind,
    context: Mapping[str, object],
    *,
    instead: str,
    stamp: Stamp,
) -> None:
    """Nothing leaves without a stamp, which counts it."""
    if to != stamp.recipient:
        raise ValueError(f"A stamp for {masked(stamp.recipient)} is on a mail to {masked(to)}.")
    shared = {"operator": operator, "accent": accent(operator), "accent_text": text_on(accent(operator)), **context}
    mail = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"connect/mail/{template}.txt", shared),
        from_email=formataddr((" ".join(operator.name.split()), _own_address())),
        to=[to],
        reply_to=[operator.contact] if operator.contact else None,
    )
    mail.attach_alternative(render_to_string(f"connect/mail/{template}.html", shared), "text/html")
    try:
        mail.send()
    except (OSError, SMTPException):
        logger.exception("connect.mail_failed", extra={"mail": template})
        raise RemoteUnavailable(f"The mail could not be sent. {instead}") from None


def _own_address() -> str:
    """Of DEFAULT_FROM_EMAIL the address alone, whatever name stands before it."""
    return next((each.addr_spec for each in read_addresses(settings.DEFAULT_FROM_EMAIL).mailboxes), "")
