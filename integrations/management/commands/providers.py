"""`manage.py providers list | check | new`: the side of connecting accounts of writing an integration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations import providers
from integrations.catalog.declare import DeclarationError
from integrations.catalog.registry import catalog
from integrations.connect.tokens.oauth_apps import configured
from integrations.connect.ways_out import callback_url
from integrations.errors import NotFound
from integrations.providers.declare import Provider
from integrations.providers.guide import problems_of
from integrations.providers.registry import all_providers, provider
from integrations.providers.scaffold import scaffold


class Command(BaseCommand):
    """Lists providers, holds them to the guide, and makes new ones."""

    help = "List the providers, check what they declare, make a new one."
    # `new` and `check` are there to mend what the system checks would refuse.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="list | check | new")
        actions.add_parser("list", help="providers with their services, callback and addresses that can be replaced")
        check = actions.add_parser("check", help="what each of them lacks; fails if anything does")
        check.add_argument("key", nargs="?", help="one provider only")
        new = actions.add_parser("new", help="a whole folder with a passing test")
        new.add_argument("key", help="the vendor's name, for example acme")
        new.add_argument("--into", type=Path, help="another folder, for a package of its own")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["action"]:
            case "list":
                self.list()
            case "check":
                self.check_providers(options["key"])
            case "new":
                self.new(options["key"], into=options["into"])

    def list(self) -> None:
        found = _chosen(None)
        with_app = configured(None)
        for each in found:
            services = ", ".join(service.key for service in catalog().of_provider(each.key)) or "no services"
            self.stdout.write(self.style.MIGRATE_HEADING(f"{each.key}  {each.name} ({each.credential.kind})"))
            self.stdout.write(f"  {services}")
            self.stdout.write(f"  {callback_url(each.key)}{'' if each.key in with_app else '  no OAuth app'}")
            self.stdout.write(f"  MACHINA_ENDPOINTS: {', '.join(each.address_names)}")

    def check_providers(self, key: str | None) -> None:
        lacking = []
        for each in _chosen(key):
            problems = list(problems_of(each))
            style = self.style.ERROR if problems else self.style.SUCCESS
            self.stdout.write(style(f"{each.key}: {'lacks something' if problems else 'whole'}"))
            for problem in problems:
                self.stdout.write(f"  {problem}")
            lacking += [each.key] if problems else []
        if lacking:
            raise CommandError(f"Not whole: {', '.join(lacking)}.")

    def new(self, key: str, *, into: Path | None) -> None:
        folder = into or Path(providers.__path__[0])
        try:
            written = scaffold(key, into=folder)
        except ValueError as error:
            raise CommandError(str(error)) from error
        for path in written:
            self.stdout.write(str(path))
        self.stdout.write(f"Now: pytest {folder / key}, then write its facts and `manage.py providers check {key}`.")


def _chosen(key: str | None) -> list[Provider]:
    try:
        return [provider(key)] if key else [*all_providers().values()]
    except (NotFound, DeclarationError) as error:
        raise CommandError(str(error)) from error
