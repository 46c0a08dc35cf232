"""Pausing an account: its tokens stay, and no call is made on it until it is resumed."""

from __future__ import annotations

from django.db import transaction

from integrations import audit
from integrations.actors import Actor
from integrations.connect import health
from integrations.connect.accounts.changing import connection_to_change
from integrations.connect.scopes import missing_scopes
from integrations.connect.states import USABLE, Status
from integrations.errors import Conflict
from integrations.models import Connection


@transaction.atomic
def pause(actor: Actor, connection: Connection) -> Connection:
    """Let no call use the account until it is resumed. Raises NotFound, PermissionDenied, Conflict."""
    found = connection_to_change(actor, connection, to="pause accounts")
    if found.status not in USABLE:
        raise Conflict(f"{found} is {found.status} and makes no calls that could be paused.")
    return _change(actor, found, "pause", Status.PAUSED)


@transaction.atomic
def resume(actor: Actor, connection: Connection) -> Connection:
    """Let calls use a paused account again. Raises NotFound, PermissionDenied, Conflict."""
    found = connection_to_change(actor, connection, to="pause accounts")
    if found.status != Status.PAUSED:
        raise Conflict(f"{found} is {found.status}, not paused: there is nothing to resume.")
    if missing_scopes(found.services, found.scopes):
        return _change(actor, found, "resume", Status.SCOPE_MISSING, "not_granted")
    return _change(actor, found, "resume", Status.ACTIVE)


def _change(actor: Actor, connection: Connection, action: str, status: Status, reason: str = "") -> Connection:
    before = connection.status
    health.set_status(connection, status, reason)
    audit.record(
        actor,
        f"connect.connection.{action}",
        connection,
        customer_id=connection.customer_id,
        before={"status": before},
        after={"account": str(connection), "status": status.value},
    )
    return connection
