"""The connection that an action is about to change: found again, with its holder locked."""

from __future__ import annotations

from integrations.acting import as_of_now
from integrations.actors import Actor
from integrations.connect.actors import require_operate
from integrations.errors import NotFound
from integrations.holders import Holder, lock_holder
from integrations.models import Connection


def connection_to_change(actor: Actor, connection: Connection, *, to: str) -> Connection:
    """The connection as it is now, with its holder locked, for one who may operate.

    ``to`` completes the sentence of a refusal. Raises NotFound for what the actor cannot see, PermissionDenied.
    """
    require_operate(actor, to)
    lock_holder(Holder.whose(connection.customer))
    actor = as_of_now(actor)
    require_operate(actor, to)
    found = Connection.objects.visible_to(actor).select_related("customer").filter(pk=connection.pk).first()
    if found is None:
        raise NotFound(f"There is no connection {str(connection.pk)!r}.")
    return found
