"""This month's usage of a customer, as subqueries for list pages."""

from __future__ import annotations

from typing import Literal

from django.db.models import OuterRef, Subquery, Sum
from django.utils import timezone

from integrations.models import UsageRollup
from integrations.models.exact import ExactSum


def usage_this_month(what: Literal["price", "currency"]) -> Subquery:
    """The sum of sell prices since the first of the month (UTC) in the currency of most calls, or that currency."""
    first = timezone.now().date().replace(day=1)
    rows = (
        UsageRollup.objects.filter(day__gte=first, customer_id=OuterRef("pk"))
        .order_by()
        .values("customer_id", "currency")
        .annotate(total=ExactSum("price"), times=Sum("calls"))
        .order_by("-times", "currency")
    )
    return Subquery(rows.values("total" if what == "price" else "currency")[:1])
