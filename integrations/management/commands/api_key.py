"""``manage.py api_key``: make, list and revoke API keys from the command line."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations.actors import SYSTEM
from integrations.api import keys
from integrations.errors import InputError
from integrations.models import ApiKey, Customer


class Command(BaseCommand):
    """Keys for programs. A new key is printed once, alone on the last line."""

    help = "Create, list or revoke API keys."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="create|list|revoke")
        create = actions.add_parser("create", help="Make a key and print it once, alone on the last line.")
        create.add_argument("name", help="What uses the key, for example 'billing export'.")
        create.add_argument("--customer", metavar="KEY", help="Confine the key to one customer.")
        create.add_argument(
            "--tools",
            choices=ApiKey.Tools.values,
            default=ApiKey.Tools.READ.value,
            help="The most that tools called with it do, over REST and MCP (default: read).",
        )
        create.add_argument(
            "--approve",
            action="store_true",
            help="Let its tools act without asking a person. The operator's keys only.",
        )
        create.add_argument("--days", type=int, default=keys.DEFAULT_DAYS, help="Days until it expires.")
        actions.add_parser("list", help="Show all keys, without their secrets.")
        revoke = actions.add_parser("revoke", help="End keys that start with PREFIX.")
        revoke.add_argument("prefix", metavar="PREFIX", help="The first characters of the key, as `list` shows them.")

    def handle(self, *args: Any, **options: Any) -> None:  # Django's own signature
        match options["action"]:
            case "create":
                self._create(options)
            case "list":
                self._list()
            case "revoke":
                self._revoke(options["prefix"])

    def _create(self, options: dict[str, Any]) -> None:
        customer, customer_key = None, options["customer"]
        if customer_key is not None:
            customer = Customer.objects.filter(key=customer_key).first()
            if customer is None:
                raise CommandError(f"There is no customer {customer_key!r}. Create it in the admin first.")
        try:
            created = keys.create_key(
                SYSTEM,
                options["name"],
                customer=customer,
                days=options["days"],
                tools=options["tools"],
                approves=options["approve"],
            )
        except InputError as error:
            raise CommandError(error.detail) from error
        whose = f"customer {customer.key}" if customer else "the operator (all customers)"
        self.stdout.write(f"Key {created.row.name!r} for {whose}, valid until {created.row.expires_at:%Y-%m-%d}.")
        self.stdout.write("It is shown only now; keep it in a secret store.")
        self.stdout.write(created.secret)

    def _list(self) -> None:
        for row in ApiKey.objects.select_related("customer"):
            state = "revoked" if row.revoked_at else f"until {row.expires_at:%Y-%m-%d}"
            whose = row.customer.key if row.customer else "operator"
            may = f"tools {row.tools}{', approves' if row.approves else ''}"
            self.stdout.write(f"{row.prefix}…  {row.name}  {whose}  {may}  {state}")

    def _revoke(self, prefix: str) -> None:
        rows = list(ApiKey.objects.filter(prefix=prefix, revoked_at__isnull=True))
        if not rows:
            raise CommandError(f"No live key starts with {prefix!r}. `manage.py api_key list` shows them.")
        for row in rows:
            keys.revoke_key(SYSTEM, row)
            self.stdout.write(f"Revoked {row.prefix}… ({row.name}).")
