"""Times by the database's clock, which all processes share."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache

from django.db.models import DateTimeField, ExpressionWrapper, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Now


@lru_cache(32)
def from_now(seconds: float) -> Combinable:
    """So many seconds from now; before now where negative."""
    return ExpressionWrapper(Now() + timedelta(seconds=seconds), output_field=DateTimeField())


NOW = Now()


def is_due() -> Q:
    """Finds rows that need not wait any longer."""
    return Q(not_before__isnull=True) | Q(not_before__lte=Now())
