"""This month's usage of customers, for list pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from integrations.models import UsageRollup
from integrations.models.exact import ExactSum


def first_of_month() -> date:
    """The day (UTC) from which on this month is counted, everywhere."""
    return timezone.now().date().replace(day=1)


def largest_sum_this_month() -> Subquery:
    """The largest sum of sell prices in one currency, to sort customers by."""
    rows = (
        UsageRollup.objects.filter(day__gte=first_of_month(), customer_id=OuterRef("pk"))
        .order_by()
        .values("customer_id", "currency")
        .annotate(total=ExactSum("price"))
        .order_by("-total")
    )
    return Subquery(rows.values("total")[:1])


def sums_this_month(customers: Iterable[UUID]) -> dict[UUID | None, dict[str, Decimal]]:
    """The sums of sell prices of each customer, by currency; one statement for all."""
    rows = (
        UsageRollup.objects.filter(day__gte=first_of_month(), customer_id__in=list(customers))
        .order_by()
        .values("customer_id", "currency")
        .annotate(total=ExactSum("price"))
    )
    found: defaultdict[UUID | None, dict[str, Decimal]] = defaultdict(dict)
    for row in rows:
        found[row["customer_id"]][row["currency"]] = row["total"]
    return found
