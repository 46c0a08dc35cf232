"""`manage.py ledger_heads`: the heads of the chains over usage ledger and audit log, to be kept elsewhere."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations.billing.chain import heads
from integrations.billing.chain.content import LEDGERS
from integrations.billing.chain.verification import against_heads
from integrations.models import ChainEntry


class Command(BaseCommand):
    """One line of JSON for each entry; ``verify_ledger --heads <file>`` compares with them."""

    help = "Print the newest head of each month, or all heads, as lines of JSON. Keep them on another machine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="every head: names a changed row more exactly")

    def handle(self, *args: Any, **options: Any) -> None:  # Django's signature
        entries = ChainEntry.objects.order_by("ledger", "number")
        kept, _ = heads.read(heads.folder())
        for ledger in LEDGERS:
            for finding in against_heads(ledger, list(entries.filter(ledger=ledger.name)), kept.get(ledger.name, ())):
                raise CommandError(f"{finding} Nothing is exported of a chain that was tampered with.")
        newest = {(entry.ledger, entry.month): entry for entry in entries.iterator(chunk_size=2000)}
        for entry in entries.iterator(chunk_size=2000) if options["all"] else newest.values():
            self.stdout.write(heads.line(entry), ending="")
