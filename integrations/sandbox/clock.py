"""The sandbox's own time, which tests can move forward instead of waiting."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from integrations.sandbox.models import Behaviour


def now(behaviour: Behaviour | None = None) -> datetime:
    """The current moment, as far ahead as the stored behaviour says. Pass the row where it is at hand."""
    return timezone.now() + timedelta(seconds=(behaviour or Behaviour.current()).clock_offset_seconds)
