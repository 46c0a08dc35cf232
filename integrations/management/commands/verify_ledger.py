"""`manage.py verify_ledger`: prove that the usage ledger is whole and its totals are right."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from integrations.billing import verification
from integrations.models import UsageLine


class Command(BaseCommand):
    """Ends with status 1 and a sentence for each finding if anything is wrong."""

    help = "Check the usage ledger: its triggers, its rules, and its totals against the rollups."

    def handle(self, *args: Any, **options: Any) -> None:  # Django's signature
        findings = 0
        for finding in verification.problems():
            findings += 1
            self.stderr.write(finding)
        if findings:
            raise CommandError(f"The ledger has {findings} problem(s).")
        self.stdout.write(self.style.SUCCESS(f"The ledger is sound: {UsageLine.objects.count()} lines."))
