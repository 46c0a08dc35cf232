"""``manage.py customer``: give out everything that is kept of a customer, or erase it for good."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations.actors import SYSTEM
from integrations.erasing import erase
from integrations.erasing.export import export
from integrations.models import Customer, Erasure


class Command(BaseCommand):
    """Erasing can be begun again: it goes on where it was."""

    help = "Export or erase a customer."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="erase|export")
        erasing = actions.add_parser("erase", help="Disconnect a customer and delete everything of it for good.")
        erasing.add_argument("key", metavar="KEY")
        erasing.add_argument("--yes", action="store_true", help="Do not ask.")
        exporting = actions.add_parser("export", help="Write everything of a customer as JSON, without secrets.")
        exporting.add_argument("key", metavar="KEY")

    def handle(self, *args: Any, **options: Any) -> None:  # Django's own signature
        key: str = options["key"]
        customer = Customer.objects.filter(key=key).first()
        if customer is None:
            raise CommandError(f"There is no customer {key!r}.")
        if options["action"] == "export":
            for piece in export(SYSTEM, customer):
                self.stdout.write(piece, ending="")
            return
        if not options["yes"] and input(f"Erase {customer.name} for good? Type {key} to go on: ").strip() != key:
            raise CommandError("Nothing was changed.")
        begun = erase.begin(SYSTEM, customer, confirm=key)
        self._say(erase.go_on(begun.pk) or Erasure.objects.get(pk=begun.pk))

    def _say(self, erasure: Erasure) -> None:
        for part, counts in erasure.report.items():
            told = ", ".join(f"{name}: {count}" for name, count in counts.items()) or "nothing"
            self.stdout.write(f"{part}: {told}")
        match erasure.state:
            case Erasure.State.DONE:
                self.stdout.write(f"{erasure.key} is erased.")
            case Erasure.State.WAITING:
                self.stdout.write("Providers could not be told yet. It goes on by itself, for three days at most.")
            case _:
                self.stdout.write("Somebody else is at it.")
