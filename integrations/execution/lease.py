"""How long a worker holds a call: a short lease by the database's clock, renewed while the worker lives."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import DateTimeField, ExpressionWrapper
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

LEASE_SECONDS = 20.0
RENEW_SECONDS = 5.0


def from_now(seconds: float) -> Combinable:
    """So many seconds from now by the database's clock."""
    return ExpressionWrapper(Now() + timedelta(seconds=seconds), output_field=DateTimeField())
