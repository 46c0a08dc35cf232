"""Who holds connections: a customer or the owner; locked while what they hold changes."""

from __future__ import annotations

from integrations.connect.operator import locked_operator_settings
from integrations.models import Customer


def lock_holder(customer: Customer | None) -> None:
    """Make everyone who changes this holder's connections queue up until the transaction ends."""
    if customer is None:
        locked_operator_settings()
    else:
        Customer.objects.select_for_update().get(pk=customer.pk)
