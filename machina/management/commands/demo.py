"""`manage.py demo`: a demo operator, invented customers and the sandbox's OAuth apps; safe to run again."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from machina.demo.data import ensure_customers, ensure_sandbox_apps
from machina.demo.operator import ensure_operator


class Command(BaseCommand):
    help = "Make the demo operator, demo customers and the sandbox's OAuth apps, where they are missing."

    def handle(self, **options: Any) -> None:
        if not settings.MACHINA_DEMO:
            raise CommandError("MACHINA_DEMO is off. Demo data has a known login: set MACHINA_DEMO=true to want that.")
        login = ensure_operator()
        made = ensure_customers()
        for name in ensure_sandbox_apps() if settings.MACHINA_SANDBOX else ():
            self.stdout.write(f"{name} is there.")
        self.stdout.write(f"{made} demo customers made. Sign in as {login.username} with password {login.password}")
