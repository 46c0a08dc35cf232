"""A fresh start: everything the sandbox remembers is forgotten, except the key it signs with."""

from __future__ import annotations

from django.db import transaction

from integrations.sandbox.models import Account, Behaviour, RequestRecord, Rule


def start_afresh() -> None:
    """Delete accounts with all they own, rules, settings and the log."""
    with transaction.atomic():
        for model in (Account, Behaviour, Rule, RequestRecord):
            model.objects.all().delete()
