"""Reads moments as addresses give them."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.dateparse import parse_datetime

from integrations.errors import FieldError


def moment_in(text: str) -> datetime | None:
    """A time with its offset, or taken as UTC; None for anything else. A plus sign may have become a space."""
    try:
        moment = parse_datetime(text.replace(" ", "+") if "T" in text else text)
        if moment is None:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def no_moment(field: str, text: str) -> FieldError:
    """What to say of a text that is none."""
    return FieldError(field, f"{text[:40]!r} is no time. Write it like 2026-03-01T12:00:00Z.")
