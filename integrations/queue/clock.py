"""Times by the database's clock, which all processes share."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import DateTimeField, ExpressionWrapper, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Now


def from_now(seconds: float) -> Combinable:
    """So many seconds from now; before now where negative."""
    return ExpressionWrapper(Now() + timedelta(seconds=seconds), output_field=DateTimeField())


def is_due() -> Q:
    """Finds rows that need not wait any longer."""
    return Q(not_before__isnull=True) | Q(not_before__lte=Now())
