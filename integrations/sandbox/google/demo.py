"""Google's part of the sandbox, as the control endpoint and the page for people see it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q

from integrations.sandbox import clock
from integrations.sandbox.google.gmail.store import add_message
from integrations.sandbox.google.oauth.authorize import decide
from integrations.sandbox.google.oauth.request import read_request
from integrations.sandbox.google.seed.accounts import add_account, ensure_demo_accounts
from integrations.sandbox.google.seed.filling import fill
from integrations.sandbox.google.seed.mail import compose
from integrations.sandbox.models import Account, DriveItem, Event, Message
from integrations.sandbox.oauth.page import Decision
from integrations.sandbox.vendor import Vendor

SHOWN = 20


def deliver_from_outside(account: Account, *, sender: str, subject: str, body: str, attachment: str = "") -> Message:
    """A message from the world arrives, unread, in the inbox."""
    fill(account, "gmail")
    now = clock.now()
    composed = compose(account, sender=sender, subject=subject, body=body, at=now, attachment=attachment)
    with transaction.atomic():
        return add_message(account.mailbox, composed.as_bytes(), ["INBOX", "UNREAD"], now=now, at=now)


def _decide(email: str, query: Mapping[str, str], *, scopes: frozenset[str] | None, is_allowed: bool, root: str) -> str:
    asked = read_request(query)
    ticked = frozenset(asked.scopes) if scopes is None else scopes
    return decide(asked, Decision(email, is_allowed, ticked), issuer=root)


def _shown(account: Account) -> dict[str, object]:
    """Mail, what is planned, and files."""
    fill(account, "gmail", "calendar", "drive")
    events = Event.objects.filter(calendar__account=account, series_id="").exclude(status="cancelled")
    planned = events.filter(Q(ends_at__gte=clock.now()) | Q(is_series=True))
    files = DriveItem.objects.filter(cloud=account.pk, is_root=False)
    return {
        "mail": account.mailbox.messages.prefetch_related("labels").order_by("-internal_date")[:SHOWN],
        "events": planned.select_related("calendar").order_by("starts_at")[:SHOWN],
        "files": files.defer("content").select_related("shared_drive").order_by("-modified_at")[:SHOWN],
    }


GOOGLE = Vendor(
    key="google",
    name="Google",
    methods=("gmail", "calendar", "drive", "oauth", "batch", "upload"),
    ensure_demo_accounts=ensure_demo_accounts,
    add_account=add_account,
    decide=_decide,
    account_template="sandbox/google_account.html",
    account_context=_shown,
)
