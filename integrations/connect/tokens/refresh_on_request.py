"""Refreshing a connection on request: a worker opens the tokens, the asker watches the row."""

from __future__ import annotations

import time
from uuid import UUID

from kombu.exceptions import OperationalError

from integrations.actors import Actor
from integrations.connect.actors import require_operate
from integrations.connect.states import USABLE, Status
from integrations.connect.tokens import tasks
from integrations.connect.tokens.refresh import LookedAt, look
from integrations.connect.ways_out import reconnect_required
from integrations.errors import Conflict, NotFound, RemoteUnavailable
from integrations.models import Connection, OAuthApp
from integrations.providers import registry

PATIENCE_SECONDS = 20.0
_POLL_SECONDS = 0.1


def refresh_now(actor: Actor, connection: Connection, *, patience: float = PATIENCE_SECONDS) -> Connection:
    """Have a worker exchange the refresh token, and return the connection with its new tokens.

    Raises NotFound, PermissionDenied, ReconnectRequired, RemoteUnavailable, and Conflict for a connection without
    tokens and for access that lasts without being refreshed.
    """
    before = _load(actor, connection)
    require_operate(actor, "refresh connections")
    if before.status == Status.NEEDS_RECONNECT:
        raise reconnect_required(before)
    if before.status not in USABLE or before.grant is None:
        raise Conflict(f"{before} is {before.status}: there is nothing to refresh.")
    seen = look(before.grant.pk)
    if not seen.can_be_refreshed:
        raise Conflict(_lasting(before, seen))
    if wait := seen.wait_for_retry:
        raise RemoteUnavailable(f"{_name(before)} failed a moment ago and is left alone for a while.", retry_after=wait)
    _tell_a_worker(before, before.grant.pk)
    give_up_at = time.monotonic() + patience
    while time.monotonic() < give_up_at:
        now = _load(actor, connection)
        if now.grant is None or now.status == Status.NEEDS_RECONNECT:
            raise reconnect_required(now)
        if now.grant.version != before.grant.version:
            return now
        if now.grant.failures != before.grant.failures:
            raise RemoteUnavailable(f"{_name(now)} could not renew the access just now{_why(now)}.")
        time.sleep(_POLL_SECONDS)
    raise RemoteUnavailable(f"No worker has refreshed {before} within {patience:g} seconds. Is a worker running?")


def _tell_a_worker(connection: Connection, grant_id: UUID) -> None:
    try:
        tasks.refresh_grant.apply_async(args=[str(grant_id)], queue="interactive")
    except OperationalError as error:
        raise RemoteUnavailable(
            f"No worker can be told to refresh {connection}: Redis is away. Try again in a moment.", retry_after=5.0
        ) from error


def _load(actor: Actor, connection: Connection) -> Connection:
    visible = Connection.objects.visible_to(actor).select_related("customer", "grant", "oauth_app")
    found = visible.filter(pk=connection.pk).first()
    if found is None:
        raise NotFound(f"There is no connection {str(connection.pk)!r}.")
    return found


def _lasting(connection: Connection, seen: LookedAt) -> str:
    expires = seen.grant.expires_at
    until = "does not expire" if expires is None else f"lasts until {expires:%Y-%m-%d %H:%M} UTC"
    return (
        f"The access of {connection} {until} and {_name(connection)} gives nothing to renew it with, so there is"
        f" nothing to refresh. POST /api/v1/connections/{connection.pk}/test tells whether it works."
    )


def _why(connection: Connection) -> str:
    app = connection.oauth_app
    if app and app.health == OAuthApp.Health.UNHEALTHY:
        return f": it does not accept the OAuth app {str(app)!r} ({app.health_reason})"
    return "; it is tried again by itself"


def _name(connection: Connection) -> str:
    return registry.provider(connection.provider).name
