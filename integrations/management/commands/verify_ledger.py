"""`manage.py verify_ledger`: prove that usage ledger and audit log are whole and the ledger's totals are right."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations.billing import verification
from integrations.billing.chain.content import LEDGERS
from integrations.billing.chain.sealing import sealed_up_to
from integrations.models import UsageLine


class Command(BaseCommand):
    """Ends with status 1 and a sentence for each finding if anything is wrong."""

    help = "Check usage ledger and audit log: triggers, chain of hashes, the ledger's rules and its rollups."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--heads", type=Path, help="a copy of the heads: a folder, or a file of ledger_heads")

    def handle(self, *args: Any, **options: Any) -> None:  # Django's signature
        place: Path | None = options["heads"]
        if place and not place.exists():
            raise CommandError(f"--heads {str(place)!r} does not exist. Name a file of manage.py ledger_heads.")
        findings = 0
        for finding in verification.problems(place):
            findings += 1
            self.stderr.write(finding)
        if findings:
            raise CommandError(f"The ledger has {findings} problem(s).")
        self.stdout.write(self.style.SUCCESS(f"The ledger is sound: {UsageLine.objects.count()} lines."))
        for ledger in LEDGERS:
            sealed = sealed_up_to(ledger)
            waiting = ledger.model._default_manager.filter(position__gt=sealed).count()
            self.stdout.write(f"The {ledger.title} is sealed up to position {sealed}; {waiting} rows wait.")
