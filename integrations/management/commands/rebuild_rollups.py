"""`manage.py rebuild_rollups`: compute all totals anew from the usage ledger."""

from typing import Any

from django.core.management.base import BaseCommand

from integrations.billing import rollups


class Command(BaseCommand):
    """Safe at any time: calls go on being recorded, and reports stay exact."""

    help = "Compute the totals per customer, service, operation and day anew from the usage ledger."

    def handle(self, *args: Any, **options: Any) -> None:  # Django's signature
        self.stdout.write(f"Rebuilt {rollups.rebuild()} rollups from the ledger.")
