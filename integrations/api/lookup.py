"""Finding what a request names, through what its actor may see."""

from __future__ import annotations

from uuid import UUID

from integrations.actors import Actor
from integrations.connect import selectors
from integrations.errors import NotFound
from integrations.models import Call, Connection, ConnectLink, Customer


def customer(actor: Actor, key: str) -> Customer:
    """Raises NotFound, also for another customer's key."""
    return selectors.get_customer(actor, key)


def connection(actor: Actor, pk: UUID) -> Connection:
    """Raises NotFound, also for another customer's connection."""
    found = Connection.objects.visible_to(actor).select_related("customer", "grant").filter(pk=pk).first()
    if found is None:
        raise NotFound(f"There is no connection {str(pk)!r}. GET /api/v1/connections/ lists them.")
    return found


def link(actor: Actor, pk: UUID) -> ConnectLink:
    """Raises NotFound, also for another customer's link."""
    visible = Customer.objects.visible_to(actor)
    found = ConnectLink.objects.select_related("customer").filter(pk=pk, customer__in=visible).first()
    if found is None:
        raise NotFound(f"There is no link {str(pk)!r}. GET /api/v1/customers/<key>/links/ lists them.")
    return found


def call(actor: Actor, pk: UUID) -> Call:
    """Raises NotFound, also for another customer's call."""
    calls = Call.objects.select_related("customer")
    visible = calls if actor.customer_id is None else calls.filter(customer_id=actor.customer_id)
    found = visible.filter(pk=pk).first()
    if found is None:
        raise NotFound(f"There is no call {str(pk)!r}.")
    return found
