"""``manage.py revoke_all``: end connections here and at the providers, for when tokens may have leaked."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from integrations.connect.accounts.disconnect import revoke_all
from integrations.connect.accounts.disconnected import Disconnected
from integrations.connect.states import Status
from integrations.models import Connection, Customer
from integrations.providers.registry import all_providers

COLUMNS = ("connection", "provider", "customer", "outcome", "what")


class Command(BaseCommand):
    """Deletes all our tokens, and revokes each account's access at its provider with the last of its connections.

    Can be stopped and started again: what has ended is passed over.
    """

    help = "Disconnect accounts, here and at the providers. Their owners have to connect again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--provider", choices=sorted(all_providers()), help="Only this provider's accounts.")
        whose = parser.add_mutually_exclusive_group()
        whose.add_argument("--customer", metavar="KEY", help="Only this customer's accounts.")
        whose.add_argument("--owner", action="store_true", help="Only the operator's own accounts.")
        parser.add_argument("--report", metavar="FILE", type=Path, help="Write what became of each account, as CSV.")
        parser.add_argument("--dry-run", action="store_true", help="Only count.")
        parser.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, *args: Any, **options: Any) -> None:  # Django's own signature
        wanted = _wanted(options["provider"], options["customer"], is_owner=options["owner"])
        count = wanted.count()
        if count == 0:
            self.stdout.write("Nothing is connected.")
            return
        if options["dry_run"]:
            self.stdout.write(f"{count} accounts would be disconnected.")
            return
        if not options["yes"]:
            answer = input(f"Disconnect {count} accounts for good? Type the number to go on: ")
            if answer.strip() != str(count):
                raise CommandError("Nothing was changed.")
        outcomes = self._end(wanted, count, options["report"])
        failed = outcomes.pop("not_ended", 0)
        told = outcomes["revoked"]
        self.stdout.write(
            f"Disconnected {outcomes.total()}; {told} of them were revoked at the provider as well."
            + "".join(f" {name}: {number}." for name, number in sorted(outcomes.items()) if name != "revoked")
        )
        if failed:
            raise CommandError(f"{failed} could not be ended; the log says why. Run the command again.")

    def _end(self, wanted: QuerySet[Connection], count: int, report: Path | None) -> Counter[str]:
        outcomes: Counter[str] = Counter()
        with ExitStack() as stack:
            rows = csv.writer(stack.enter_context(report.open("w", newline=""))) if report else None
            if rows:
                rows.writerow(COLUMNS)
            for number, (connection, ended) in enumerate(revoke_all(wanted), start=1):
                outcome, words = _told(ended)
                outcomes[outcome] += 1
                self.stdout.write(f"{number}/{count}  {connection.provider}  {connection.pk}  {words}")
                if rows:
                    customer = connection.customer.key if connection.customer else ""
                    rows.writerow((connection.pk, connection.provider, customer, outcome, words))
                sys.stdout.flush()
        return outcomes


def _told(ended: Disconnected | Exception) -> tuple[str, str]:
    """A word for programs and a sentence for people."""
    if isinstance(ended, Disconnected):
        return ended.at_provider, f"deleted here. {ended.words}"
    return "not_ended", f"not ended: {ended}"


def _wanted(provider: str | None, customer: str | None, *, is_owner: bool) -> QuerySet[Connection]:
    found = Connection.objects.exclude(status=Status.REVOKED)
    if provider:
        found = found.filter(provider=provider)
    if is_owner:
        return found.filter(customer=None)
    if customer is None:
        return found
    if not Customer.objects.filter(key=customer).exists():
        raise CommandError(f"There is no customer {customer!r}. The admin lists them.")
    return found.filter(customer__key=customer)
