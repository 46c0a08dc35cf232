"""Words to people outside, under the operator's name: a page, and a mail that asks to decide something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from integrations.connect import postage
from integrations.connect.handshake.views import pages
from integrations.connect.links import mails
from integrations.connect.operator_settings import operator_settings


def page(
    request: HttpRequest, template: str, context: Mapping[str, object] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page in the operator's colours whose address is a secret: neither kept nor told to other sites."""
    response = render(request, template, {"operator": operator_settings(), **(context or {})}, status=status)
    for name, value in pages.HEADERS.items():
        response.headers[name] = value
    return response


def message_page(request: HttpRequest, title: str, text: str, *, status: int) -> HttpResponse:
    """A page that says one thing."""
    return pages.message(request, title, text, status=status)


def ask_by_mail(
    recipient: str, question: str, url: str, *, until: datetime, about: UUID, customer_id: UUID | None
) -> None:
    """Mail somebody a link to decide. Raises RateLimited where enough went there lately, RemoteUnavailable."""
    with postage.stamped("approval", recipient, about=about, customer_id=customer_id) as stamp:
        mails.send_approval_mail(recipient, question, url, until, stamp)


def count_message(channel: str, *, about: UUID, customer_id: UUID | None) -> None:
    """Count what a channel of the operator's is about to be told, as mails are. Raises RateLimited where enough went
    there lately."""
    postage.take("approval_channel", channel, about=about, customer_id=customer_id)
