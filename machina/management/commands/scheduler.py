"""`manage.py scheduler`: run the periodic jobs of settings.SCHEDULER_JOBS."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from machina import scheduler


class Command(BaseCommand):
    help = "Run the periodic jobs until stopped."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        scheduler.run(settings.SCHEDULER_JOBS)
