"""Who holds connections: a customer or the owner; locked while what they hold changes."""

from __future__ import annotations

from integrations.actors import Actor
from integrations.connect.actors import require_operate
from integrations.errors import NotFound
from integrations.models import Connection, Customer, OperatorSettings


def lock_holder(customer: Customer | None) -> None:
    """Make everyone who changes this holder's connections queue up until the transaction ends."""
    if customer is None:
        OperatorSettings.objects.get_or_create(pk=1)
        OperatorSettings.objects.select_for_update().get(pk=1)  # stands for the owner, who has no row of his own
    else:
        Customer.objects.select_for_update().get(pk=customer.pk)


def connection_to_change(actor: Actor, connection: Connection, *, to: str) -> Connection:
    """The connection as it is now, with its holder locked, for one who may operate.

    ``to`` completes the sentence of a refusal. Raises NotFound for what the actor cannot see, PermissionDenied.
    """
    require_operate(actor, to)
    lock_holder(connection.customer)
    found = Connection.objects.visible_to(actor).select_related("customer").filter(pk=connection.pk).first()
    if found is None:
        raise NotFound(f"There is no connection {str(connection.pk)!r}.")
    return found
