"""The health of connections and OAuth apps: changing it, and telling of the change once."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from integrations import events
from integrations.connect.states import USABLE, Status
from integrations.models import Connection, Grant, OAuthApp
from integrations.providers import registry

logger = logging.getLogger(__name__)

NOTED_AGAIN_AFTER = timedelta(minutes=1)


@transaction.atomic
def set_status(connection: Connection, status: str, reason: str = "") -> None:
    """Store the connection's state and tell of it; nothing happens when it is already so, or not as it was read.

    Who has changed it meanwhile, by disconnecting or pausing it or by connecting it anew, has said the newer thing.
    """
    if (connection.status, connection.status_reason) == (status, reason):
        return
    as_read = Connection.objects.filter(pk=connection.pk, status=connection.status, grant=connection.grant_id)
    if as_read.update(status=status, status_reason=reason, updated_at=timezone.now()):
        connection.status, connection.status_reason = status, reason
        announce(connection)


def announce(connection: Connection) -> None:
    """Tell of the state a connection has been stored with."""
    events.emit(
        "connection.changed",
        {
            "connection": str(connection.pk),
            "customer_id": connection.customer.key if connection.customer else None,
            "provider": connection.provider,
            "status": connection.status,
            "status_reason": connection.status_reason,
        },
        customer_id=connection.customer_id,
    )


def used(connection: Connection, at: datetime) -> None:
    """A call has reached the vendor with this connection; written down at most once a minute."""
    if connection.last_used_at is None or at - connection.last_used_at >= NOTED_AGAIN_AFTER:
        Connection.objects.filter(pk=connection.pk).update(last_used_at=at)


def grant_is_dead(grant: Grant, reason: str) -> None:
    """The provider refuses the grant for good: everything resting on it has to be connected again."""
    dead = USABLE | {Status.PAUSED}
    for connection in grant.connections.select_related("customer").filter(status__in=dead):
        set_status(connection, Status.NEEDS_RECONNECT, reason)
    for connection in grant.personal_connections.select_related("customer").filter(status__in=dead):
        _personal_access_ended(connection, reason)


def _personal_access_ended(connection: Connection, reason: str) -> None:
    """What needs the person's own token is granted no more; the app's own works on."""
    facts = registry.provider(connection.provider).oauth2
    kept = [scope for scope in connection.scopes if not facts.is_personal(scope)]
    Connection.objects.filter(pk=connection.pk).update(scopes=kept, personal_grant=None)
    connection.scopes, connection.personal_grant = kept, None
    if connection.status != Status.PAUSED:
        set_status(connection, Status.SCOPE_MISSING, reason)


def grant_is_failing(grant: Grant, reason: str) -> None:
    """The provider is out of order: calls go on while the old token lasts."""
    for connection in grant.connections.select_related("customer").filter(status=Status.ACTIVE):
        set_status(connection, Status.REFRESH_FAILING, reason)


def grant_works(grant: Grant) -> None:
    """A refresh went well: what was failing works again."""
    for connection in grant.connections.select_related("customer").filter(status=Status.REFRESH_FAILING):
        set_status(connection, Status.ACTIVE)


@transaction.atomic
def app_rejected(app: OAuthApp, reason: str) -> None:
    """The provider refuses the app itself: operators hear of it once, customers do not."""
    healthy = OAuthApp.objects.filter(pk=app.pk, health=OAuthApp.Health.HEALTHY)
    if healthy.update(health=OAuthApp.Health.UNHEALTHY, health_reason=reason[:200]):
        logger.error("connect.oauth_app_unhealthy", extra={"oauth_app": str(app.pk), "reason": reason})
        events.emit(
            "oauth_app.unhealthy",
            {"oauth_app": str(app.pk), "provider": app.provider, "name": str(app), "reason": reason},
            customer_id=app.customer_id,
        )


def app_works(app: OAuthApp) -> None:
    """The provider has just accepted the app."""
    unhealthy = OAuthApp.objects.filter(pk=app.pk, health=OAuthApp.Health.UNHEALTHY)
    unhealthy.update(health=OAuthApp.Health.HEALTHY, health_reason="")
