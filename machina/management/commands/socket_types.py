"""`manage.py socket_types`: write the TypeScript types of the editor's socket, or check that they are current."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations.api.socket import KINDS
from workflows.editor.handlers import MESSAGES
from workflows.editor.messages.pushes import PROVIDER_PUSHES, PUSHES
from workflows.editor.typescript import Exchange, socket_types


class Command(BaseCommand):
    """Writes ``frontend/src/generated/socket.ts``."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing; fail if the file is not current.")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:  # Django's own signature
        path = Path(settings.BASE_DIR) / "frontend" / "src" / "generated" / "socket.ts"
        text = current_types()
        if path.exists() and path.read_text() == text:
            return
        if check:
            raise CommandError(f"{path} is not current. Run: manage.py socket_types")
        path.write_text(text)
        self.stdout.write(f"{path} written")


def current_types() -> str:
    """The text that the file should have."""
    return socket_types(
        messages=[Exchange(each.name, each.request, each.reply) for each in MESSAGES],
        provider_messages=[Exchange(each.suffix, each.request, each.reply) for each in KINDS],
        pushes=PUSHES,
        provider_pushes=PROVIDER_PUSHES,
    )
