"""Invented customers and the sandbox's OAuth apps; all domains end in `.example`, which nobody can own."""

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
SANDBOX_APPS = {"google": "Google (sandbox)", "slack": "Slack (sandbox)", "notion": "Notion (sandbox)"}
"""By provider. The sandbox knows every client whose id begins with `sandbox-`, by its id with `-secret`."""


@transaction.atomic
def ensure_customers() -> int:
    """Make the customers that are missing; returns how many were. Edited ones stay as they are."""
    there = set(Customer.objects.values_list("key", flat=True))
    missing = [facts for facts in CUSTOMERS if facts[0] not in there]
    for key, name, email, domain in missing:
        create_customer(SYSTEM, key=key, name=name, email=email, domain=domain)
    return len(missing)


@transaction.atomic
def ensure_sandbox_apps() -> list[str]:
    """Make the sandbox's OAuth apps, each the default if its provider has no other; the names of those made."""
    return [name for provider, name in SANDBOX_APPS.items() if _ensure_sandbox_app(provider, name)]


def _ensure_sandbox_app(provider: str, name: str) -> bool:
    client_id = f"sandbox-{provider}"
    apps = OAuthApp.objects.filter(provider=provider, customer__isnull=True)
    if apps.filter(environment=OAuthApp.Environment.SANDBOX, client_id=client_id).exists():
        return False
    save_app(
        SYSTEM,
        provider=provider,
        client_id=client_id,
        client_secret=f"{client_id}-secret",
        environment=OAuthApp.Environment.SANDBOX,
        name=name,
        is_default=not apps.filter(is_default=True).exists(),
    )
    return True
