"""Invented customers and the sandbox's OAuth app; all domains end in `.example`, which nobody can own."""

from __future__ import annotations

from django.db import transaction

from integrations.actors import SYSTEM
from integrations.connect.accounts.customers import create_customer
from integrations.connect.tokens.oauth_apps import save_app
from integrations.models import Customer, OAuthApp

CUSTOMERS = (
    ("globex", "Globex GmbH", "yuki@globex.example", "globex.example"),
    ("initech", "Initech Ltd", "bill@initech.example", "initech.example"),
    ("acme-tools", "Acme Tools", "wile@acme-tools.example", "acme-tools.example"),
)
SANDBOX_CLIENT = ("sandbox-google", "sandbox-google-secret")  # the sandbox knows this client alone


@transaction.atomic
def ensure_customers() -> int:
    """Make the customers that are missing; returns how many were. Edited ones stay as they are."""
    there = set(Customer.objects.values_list("key", flat=True))
    missing = [facts for facts in CUSTOMERS if facts[0] not in there]
    for key, name, email, domain in missing:
        create_customer(SYSTEM, key=key, name=name, email=email, domain=domain)
    return len(missing)


@transaction.atomic
def ensure_sandbox_app() -> bool:
    """Make the sandbox's Google app, the default if there is no other; returns whether it was missing."""
    client_id, secret = SANDBOX_CLIENT
    google = OAuthApp.objects.filter(provider="google", customer__isnull=True)
    if google.filter(environment=OAuthApp.Environment.SANDBOX, client_id=client_id).exists():
        return False
    save_app(
        SYSTEM,
        provider="google",
        client_id=client_id,
        client_secret=secret,
        environment=OAuthApp.Environment.SANDBOX,
        name="Google (sandbox)",
        is_default=not google.filter(is_default=True).exists(),
    )
    return True
