"""The default connection of a holder at a provider: what is taken when a call names none."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from integrations import audit
from integrations.actors import Actor
from integrations.connect.accounts.changing import connection_to_change
from integrations.connect.states import LIVE, Status
from integrations.errors import Conflict
from integrations.models import Connection


def is_first(connection: Connection) -> bool:
    """Whether it becomes the default by itself: nothing else works and nothing else is the default."""
    others = Connection.objects.of(connection.customer_id).filter(provider=connection.provider)
    return not others.exclude(pk=connection.pk).filter(Q(is_default=True) | Q(status__in=LIVE)).exists()


@transaction.atomic
def set_default(actor: Actor, connection: Connection) -> Connection:
    """Make a connection the one that is taken when a call names none. Raises NotFound, PermissionDenied, Conflict."""
    chosen = connection_to_change(actor, connection, to="choose a default account")
    if chosen.status in (Status.PENDING, Status.REVOKED):
        raise Conflict(f"{chosen} is {chosen.status} and cannot be the default. Choose an account that is connected.")
    of_holder = Connection.objects.of(chosen.customer_id).filter(provider=chosen.provider)
    of_holder.exclude(pk=chosen.pk).filter(is_default=True).update(is_default=False)
    chosen.is_default = True
    chosen.save(update_fields=["is_default", "updated_at"])
    audit.record(
        actor, "connect.connection.default", chosen, customer_id=chosen.customer_id, after={"account": str(chosen)}
    )
    return chosen
