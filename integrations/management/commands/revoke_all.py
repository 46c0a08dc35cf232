"""``manage.py revoke_all``: end every connection here and at the providers, for when tokens may have leaked."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations.connect.accounts.disconnect import revoke_everything
from integrations.connect.accounts.disconnected import Disconnected
from integrations.connect.states import Status
from integrations.models import Connection
from integrations.providers.registry import all_providers


class Command(BaseCommand):
    """Deletes all our tokens, and revokes each account's access at its provider with the last of its connections."""

    help = "Disconnect every account, here and at the providers. Customers have to connect again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--provider", choices=sorted(all_providers()), help="Only this provider's accounts.")
        parser.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, *args: Any, **options: Any) -> None:  # Django's own signature
        provider: str | None = options["provider"]
        found = Connection.objects.exclude(status=Status.REVOKED)
        count = (found.filter(provider=provider) if provider else found).count()
        if count == 0:
            self.stdout.write("Nothing is connected.")
            return
        if not options["yes"]:
            answer = input(f"Disconnect {count} accounts for good? Type the number to go on: ")
            if answer.strip() != str(count):
                raise CommandError("Nothing was changed.")
        self._at_provider = 0
        revoke_everything(provider, self._say)
        self.stdout.write(f"Disconnected {count}; {self._at_provider} of them were revoked at the provider as well.")

    def _say(self, connection: Connection, ended: Disconnected) -> None:
        self._at_provider += ended.revoked_at_provider
        self.stdout.write(f"{connection.provider}  {connection.pk}  deleted here. {ended.words}")
