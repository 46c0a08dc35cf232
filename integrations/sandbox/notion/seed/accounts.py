"""The invented people, and how a workspace comes into being."""

from __future__ import annotations

from django.db import transaction

from integrations.sandbox import clock
from integrations.sandbox.models import Account
from integrations.sandbox.notion.oauth.tokens import PROVIDER
from integrations.sandbox.notion.seed.content import fill_workspace
from integrations.sandbox.notion.users import user_id
from integrations.sandbox.vendor import THEO, YARA, Person, ensure_accounts


def ensure_demo_accounts() -> None:
    """Make the demo accounts if there is no account at all."""
    ensure_accounts(PROVIDER, add_account, YARA, THEO)


def add_account(person: Person, *, with_content: bool) -> Account:
    """The account of this person with a workspace of its own, made if it is not there."""
    now = clock.now()
    email = person.email.lower()
    with transaction.atomic():
        account, is_new = Account.objects.get_or_create(
            provider=PROVIDER,
            email=email,
            defaults={
                "subject": user_id(Account(email=email)),
                "given_name": person.given_name,
                "family_name": person.family_name,
                "hosted_domain": person.hosted_domain,
                "time_zone": person.time_zone,
            },
        )
        if is_new and with_content:
            fill_workspace(account, now)
    return account
