"""What the control endpoint and the human page may do with Google's part of the sandbox."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from integrations.sandbox import clock
from integrations.sandbox.google.gmail.store import add_message
from integrations.sandbox.google.oauth.authorize import Decision, decide
from integrations.sandbox.google.oauth.request import Refused, read_request
from integrations.sandbox.google.seed.accounts import Person, add_account, ensure_demo_accounts
from integrations.sandbox.google.seed.mail import compose
from integrations.sandbox.models import Account, Message

__all__ = [
    "AUTHORIZE_PATH",
    "Person",
    "Refused",
    "add_account",
    "decide_for",
    "deliver_from_outside",
    "ensure_demo_accounts",
]

AUTHORIZE_PATH = "/o/oauth2/v2/auth"


def decide_for(
    email: str, query: Mapping[str, str], *, scopes: frozenset[str] | None, is_allowed: bool, issuer: str
) -> str:
    """A person's decision on an authorization request; the address the browser is sent to. Raises Refused."""
    asked = read_request(query)
    ticked = frozenset(asked.scopes) if scopes is None else scopes
    return decide(asked, Decision(email, is_allowed, ticked), issuer=issuer)


def deliver_from_outside(account: Account, *, sender: str, subject: str, body: str, attachment: str = "") -> Message:
    """A message from the world arrives, unread, in the inbox."""
    now = clock.now()
    composed = compose(account, sender=sender, subject=subject, body=body, at=now, attachment=attachment)
    with transaction.atomic():
        return add_message(account.mailbox, composed.as_bytes(), ["INBOX", "UNREAD"], now=now, at=now)
