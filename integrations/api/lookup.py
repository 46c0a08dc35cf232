"""Finding what a request names, through what its actor may see."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from integrations.actors import Actor
from integrations.errors import FieldError, InputError, NotFound
from integrations.holders import get_customer
from integrations.models import Call, Connection, ConnectLink, Customer


def customer(actor: Actor, key: str) -> Customer:
    """Raises NotFound, also for another customer's key."""
    return get_customer(actor, key)


def own_customer(actor: Actor) -> Customer:
    """The customer to which an actor is confined. Raises NotFound where it is gone."""
    found = Customer.objects.visible_to(actor).first() if actor.customer_id else None
    if found is None:
        raise NotFound("The customer of this key no longer exists.")
    return found


def text(wanted: Mapping[str, str], name: str) -> str | None:
    """A text to look for, None where it is not given. Raises InputError for one that no database can look for."""
    value = wanted.get(name)
    if value is not None and "\0" in value:
        message = f"{value[:40]!r} holds a NUL character. Remove it."
        raise InputError(f"{name}: {message}", errors=[FieldError(name, message)])
    return value


def connection(actor: Actor, pk: UUID) -> Connection:
    """Raises NotFound, also for another customer's connection."""
    found = Connection.objects.visible_to(actor).select_related("customer", "grant").known_as(pk).first()
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
    found = Call.objects.visible_to(actor).select_related("customer", "params", "result").filter(pk=pk).first()
    if found is None:
        raise NotFound(f"There is no call {str(pk)!r}.")
    return found
