"""Settling what stayed unknown: a person has looked at the vendor, and the ledger gets its correction."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from integrations import audit
from integrations.actors import Actor
from integrations.billing import ledger
from integrations.billing.prices import quote
from integrations.errors import Conflict, NotFound, PermissionDenied
from integrations.models import Call, UsageLine


def settle(actor: Actor, call_id: UUID, *, has_happened: bool) -> UsageLine:
    """Say what became of a call whose outcome is unknown; it is charged, at the price of its time, if it happened.

    The call itself keeps its answer. Raises NotFound, PermissionDenied, and Conflict if there is nothing to settle.
    """
    if not actor.sees_all:
        raise NotFound(f"There is no call {str(call_id)!r}.")
    if not actor.may("billing"):
        raise PermissionDenied(f"{actor.label!r} may not settle calls: that needs the right 'billing'.")
    with transaction.atomic():
        call = Call.objects.select_for_update().filter(pk=call_id).first()
        if call is None:
            raise NotFound(f"There is no call {str(call_id)!r}.")
        sale = ledger.open_sale(call.pk)
        if sale is None:
            raise Conflict(f"The outcome of call {call_id} is not unknown, or it was settled before.")
        price = Decimal(0)
        if has_happened and call.kind != Call.Kind.PROBE:
            price = quote(sale.service, sale.pricing_key, sale.customer_id, at=sale.recorded_at).price
        correction = ledger.correct(sale, price=price, at=timezone.now())
        after = {"has_happened": has_happened, "price": str(price)}
        audit.record(actor, "execution.call.settle", call, customer_id=call.customer_id, after=after)
    return correction
