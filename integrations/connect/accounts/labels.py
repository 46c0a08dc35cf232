"""The operator's or the customer's own name for an account."""

from __future__ import annotations

from django.db import transaction

from integrations import audit
from integrations.actors import Actor
from integrations.connect.accounts.changing import connection_to_change
from integrations.connect.accounts.filled_in import LONGEST_LABEL
from integrations.connect.states import Status
from integrations.errors import Conflict, InputError
from integrations.models import Connection


@transaction.atomic
def set_label(actor: Actor, connection: Connection, label: str) -> Connection:
    """Call an account so from now on; an empty label calls it as the provider does.

    Raises InputError, Conflict for one that is not proved yet, NotFound, PermissionDenied.
    """
    wanted = label.strip()
    if len(wanted) > LONGEST_LABEL or "\0" in wanted:
        raise InputError(f"Use at most {LONGEST_LABEL} characters, and no NUL.", field="label")
    chosen = connection_to_change(actor, connection, to="name accounts")
    if chosen.status == Status.PENDING:
        raise Conflict(f"{chosen} waits to be confirmed. Name it once it is.")
    before = chosen.label
    if wanted != before:
        chosen.label = wanted
        chosen.save(update_fields=["label", "updated_at"])
        audit.record(
            actor,
            "connect.connection.label",
            chosen,
            customer_id=chosen.customer_id,
            before={"label": before},
            after={"label": wanted},
        )
    return chosen
