"""``manage.py rotate_keys``: seal every secret with the current key, the first of ENCRYPTION_KEYS."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from integrations.connect.tokens import rotation

WIDTH = 40


class Command(BaseCommand):
    """Can be stopped and started again; what is sealed with the current key already is not touched."""

    help = "Seal all secrets with the current key, and say which old keys can go."

    def handle(self, *args: Any, **options: Any) -> None:  # Django's own signature
        current = settings.ENCRYPTION_KEYS[0][0]
        self._total, self._done = rotation.count_outdated(), 0
        self.stdout.write(f"Current key: {current}. To seal anew: {self._total}.")
        result = rotation.rotate(self._advance)
        if self._total and sys.stdout.isatty():
            self.stdout.write("")
        self.stdout.write(f"Sealed anew: {result.resealed}.")
        self._say_which_keys_can_go(current)
        if result.failed:
            for reason in result.failed[:20]:
                self.stderr.write(reason)
            raise CommandError(f"{len(result.failed)} secrets do not open and were left as they are.")

    def _advance(self) -> None:
        self._done += 1
        share = min(1.0, self._done / max(1, self._total))
        if sys.stdout.isatty():
            bar = "█" * int(share * WIDTH)
            self.stdout.write(f"\r{bar:<{WIDTH}} {self._done}/{self._total}", ending="")
            self.stdout.flush()
        elif self._done % 1000 == 0:
            self.stdout.write(f"{self._done}/{self._total}")

    def _say_which_keys_can_go(self, current: str) -> None:
        used = rotation.keys_in_use()
        for key_id, _ in settings.ENCRYPTION_KEYS:
            if key_id == current:
                continue
            left = used.get(key_id, 0)
            self.stdout.write(
                f"Key {key_id}: {left} secrets are still sealed with it, keep it."
                if left
                else f"Key {key_id}: nothing here is sealed with it. It can go once no backup needs it."
            )
