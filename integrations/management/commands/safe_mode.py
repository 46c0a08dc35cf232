"""``manage.py safe_mode REASON``: begin nothing more until ``manage.py resume``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from integrations.restoring import pulse


class Command(BaseCommand):
    """For a database that is known to be old, or when something goes wrong and everything has to stop at once."""

    help = "Stop beginning work: no calls, triggers, refreshes. What is under way ends. manage.py resume goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("reason", help="A sentence that operators read.")

    def handle(self, *args: Any, **options: Any) -> None:  # Django's own signature
        pulse.enter(options["reason"])
        self.stdout.write("In safe mode within a few seconds. Run manage.py resume to go on.")
