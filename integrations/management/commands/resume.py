"""``manage.py resume``: end safe mode, after a database has come back from a backup."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations.actors import SYSTEM
from integrations.models import Installation
from integrations.restoring.resuming import foreseen, resume


class Command(BaseCommand):
    """Says what it will do and asks, unless told not to; can be run again after it was stopped."""

    help = "End safe mode: settle what may have happened since the backup, and go on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say what would be done.")
        parser.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, *args: Any, **options: Any) -> None:  # Django's own signature
        installation = Installation.objects.filter(pk=1).exclude(safe_since=None).first()
        if installation is None or installation.safe_since is None:
            self.stdout.write("Machina is not in safe mode. Nothing to do.")
            return
        self.stdout.write(f"In safe mode since {installation.safe_since:%d %b %Y, %H:%M} UTC.")
        self.stdout.write(installation.safe_because)
        self.stdout.write("Resuming will do this:")
        for sentence in foreseen():
            self.stdout.write(f"  - {sentence}")
        if options["dry_run"]:
            return
        if not options["yes"] and input("Type resume to go on: ").strip() != "resume":
            raise CommandError("Nothing was changed.")
        for name, count in resume(SYSTEM).items():
            self.stdout.write(f"{name}: {count} settled.")
        self.stdout.write("Machina goes on.")
