"""Invented customers for the demo; all their domains end in `.example`, which nobody can own."""

from __future__ import annotations

from django.db import transaction

from integrations.models import Customer

CUSTOMERS = (
    {"key": "globex", "name": "Globex GmbH", "email": "yuki@globex.example", "domain": "globex.example"},
    {"key": "initech", "name": "Initech Ltd", "email": "bill@initech.example", "domain": "initech.example"},
    {"key": "acme-tools", "name": "Acme Tools", "email": "wile@acme-tools.example", "domain": "acme-tools.example"},
)


@transaction.atomic
def ensure_customers() -> int:
    """Make the customers that are missing; returns how many were. Edited ones stay as they are."""
    made = [Customer.objects.get_or_create(key=facts["key"], defaults=facts)[1] for facts in CUSTOMERS]
    return sum(made)
