"""Usage records as one actor may see them."""

from __future__ import annotations

from django.db.models import QuerySet

from integrations.actors import Actor
from integrations.errors import NotFound
from integrations.models import Customer, UsageRecord


def usage_of(actor: Actor, *, customer: Customer | None = None) -> QuerySet[UsageRecord]:
    """The ledger, newest first, in the order of its indexes for keyset pages. Raises NotFound."""
    records = UsageRecord.objects.order_by("-recorded_at", "-id")
    if customer is not None and not actor.sees_all and actor.customer_id != customer.pk:
        raise NotFound(f"There is no customer {customer.key!r}.")
    customer_id = customer.pk if customer is not None else actor.customer_id
    return records if customer_id is None else records.filter(customer_id=customer_id)
