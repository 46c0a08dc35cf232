"""The invented people, and how an account comes into being."""

from __future__ import annotations

from hashlib import sha256

from django.db import transaction

from integrations.sandbox import clock
from integrations.sandbox.google.calendar.calendars import make_primary_calendar
from integrations.sandbox.google.drive.store import make_cloud_drive
from integrations.sandbox.google.gmail.mailbox import make_mailbox
from integrations.sandbox.google.people.store import make_contact_book
from integrations.sandbox.google.seed.filling import CONTENT
from integrations.sandbox.google.tasks.lists import make_default_list
from integrations.sandbox.models import Account
from integrations.sandbox.vendor import THEO, YARA, Person, ensure_accounts


def ensure_demo_accounts() -> None:
    """Make the demo accounts if there is no account at all."""
    ensure_accounts("google", add_account, YARA, THEO)


def add_account(person: Person, *, with_content: bool) -> Account:
    """The account of this person, made if it is not there. Its subject follows from the address, so that it comes
    back as the same account after a reset."""
    now = clock.now()
    with transaction.atomic():
        account, is_new = Account.objects.get_or_create(
            provider="google",
            email=person.email.lower(),
            defaults={
                "subject": _subject(person.email.lower()),
                "given_name": person.given_name,
                "family_name": person.family_name,
                "hosted_domain": person.hosted_domain,
                "time_zone": person.time_zone,
                "unfilled": [*CONTENT] if with_content else [],
            },
        )
        if is_new:
            make_mailbox(account)
            make_primary_calendar(account, now)
            make_cloud_drive(account, now)
            make_default_list(account, now)
            make_contact_book(account, now)
    return account


def _subject(email: str) -> str:
    """21 digits, as Google's account ids have."""
    return f"1{int.from_bytes(sha256(email.encode()).digest()[:9]) % 10**20:020d}"
