"""``manage.py oauth_app``: enter or list OAuth apps from the command line."""

from __future__ import annotations

import sys
from getpass import getpass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations.actors import SYSTEM
from integrations.connect.tokens.oauth_apps import save_app
from integrations.connect.ways_out import callback_url
from integrations.errors import MachinaError
from integrations.models import Customer, OAuthApp
from integrations.providers.registry import all_providers, find


class Command(BaseCommand):
    """OAuth apps. An app that is set becomes the default of its provider; secrets are never printed."""

    help = "Enter or list the OAuth apps registered at providers."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="set|list")
        entry = actions.add_parser("set", help="Enter an app, or change the one with this client id.")
        entry.add_argument("provider", metavar="PROVIDER", help=f"One of: {', '.join(all_providers())}.")
        entry.add_argument("--client-id", required=True)
        entry.add_argument("--client-secret", help="Without it, or with -, it is read from standard input.")
        entry.add_argument(
            "--environment", choices=OAuthApp.Environment.values, default=OAuthApp.Environment.LIVE.value
        )
        entry.add_argument("--customer", metavar="KEY", help="The customer whose own app it is.")
        entry.add_argument("--name", help="How operators call it.")
        entry.add_argument("--signing-secret", help="What the provider signs the app's events with.")
        actions.add_parser("list", help="Show all apps, without their secrets.")

    def handle(self, *args: Any, **options: Any) -> None:  # Django's own signature
        if options["action"] == "list":
            self._list()
        else:
            self._set(options)

    def _set(self, options: dict[str, Any]) -> None:
        try:
            app = save_app(
                SYSTEM,
                provider=options["provider"],
                client_id=options["client_id"],
                client_secret=_read_secret(options["client_secret"]),
                environment=options["environment"],
                customer=_customer(options["customer"]),
                name=options["name"],
                signing_secret=options["signing_secret"],
            )
        except MachinaError as error:
            reasons = [f"{each.field}: {each.message}" for each in error.errors] or [error.detail]
            raise CommandError("\n".join(reasons)) from error
        self.stdout.write(f"{app.name!r} is the default app for {app.provider} ({app.environment}).")
        self.stdout.write(f"Register this redirect address with it: {callback_url(app.provider)}")
        declared = find(app.provider)
        if declared is not None and declared.events is not None:
            address = f"{settings.PUBLIC_URL}/hooks/apps/{app.provider}/{app.pk}/"
            self.stdout.write(f"Events are received at, once --signing-secret is given: {address}")

    def _list(self) -> None:
        for app in OAuthApp.objects.select_related("customer"):
            whose = app.customer.key if app.customer else "operator"
            words = [app.provider, app.environment, app.client_id, app.name, whose, app.health]
            self.stdout.write("  ".join([*words, "default"] if app.is_default else words))


def _customer(key: str | None) -> Customer | None:
    if key is None:
        return None
    customer = Customer.objects.filter(key=key).first()
    if customer is None:
        raise CommandError(f"There is no customer {key!r}. Create it in the admin first.")
    return customer


def _read_secret(given: str | None) -> str:
    if given not in (None, "-"):
        return str(given)
    secret = getpass("Client secret: ") if sys.stdin.isatty() else sys.stdin.readline()
    return secret.strip()
