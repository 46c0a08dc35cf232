"""Moments for tests that wait for nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone


def just_over() -> datetime:
    """A moment that is over by any clock: SQLite's own knows milliseconds only, and lags behind Python's by one."""
    return timezone.now() - timedelta(seconds=1)
