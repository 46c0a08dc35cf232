"""`manage.py doctor`: what is misconfigured, and how to mend it."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from machina.doctor import examine


class Command(BaseCommand):
    help = "Say what is misconfigured and how to mend it; the status is 1 if something has to be mended."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        styles = {"good": self.style.SUCCESS, "note": self.style.WARNING, "bad": self.style.ERROR}
        marks = {"good": "✓", "note": "•", "bad": "✗"}
        problems = 0
        for finding in examine():
            problems += finding.level == "bad"
            self.stdout.write(f"{styles[finding.level](marks[finding.level])} {finding.says}")
            if finding.mend:
                self.stdout.write(f"  → {finding.mend}")
        if problems:
            self.stdout.write(self.style.ERROR(f"{problems} to mend."))
            sys.exit(1)
        self.stdout.write(self.style.SUCCESS("Nothing to mend."))
