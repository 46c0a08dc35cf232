"""Finding customers and connections, always through what the actor may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypedDict
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable

from integrations.actors import Actor
from integrations.connect.states import USABLE, Status
from integrations.connect.ways_out import connect_url, owner_connect_url, reconnect_required
from integrations.errors import FieldError, InputError, NotConnected, NotFound
from integrations.holders import Holder, require_visible
from integrations.models import Connection
from integrations.prepared.places import UNUSED
from integrations.prepared.queries import prepared
from integrations.providers import registry

NEWEST = ("-connected_at", "-created_at", "id")

Along = Callable[[str, object], Mapping[str, Combinable]]
"""What another module wants to know by the same statement, for a kind of actor and the place of his id: a function of
its own, which is called once."""


class Account(TypedDict):
    """One connected account, as the editor and the status route show it."""

    id: str
    email: str
    name: str
    status: str
    status_reason: str
    scopes: list[str]
    is_default: bool


class AccountStatus(TypedDict):
    """Whether anything usable is connected, and all accounts that are not revoked."""

    connected: bool
    accounts: list[Account]


def find_connection(
    actor: Actor,
    *,
    holder: Holder,
    provider: str | None,
    connection_id: UUID | None = None,
    along: Along | None = None,
) -> Connection:
    """The connection a call runs on: the named one, else the default, else the only one that works.

    ``provider`` None takes the named one whatever its provider is. With ``along`` the grant comes as well, and by the
    same statement what that asks for. Raises NotFound, also for a holder the actor cannot see, NotConnected,
    ReconnectRequired, or InputError listing the accounts when there are several.
    """
    require_visible(actor, holder)
    require_active(holder)
    if connection_id is None and provider is None:
        raise InputError("Say which account: name a connection.", field="connection")
    is_owner, is_named, kind = holder.customer_id is None, connection_id is not None, actor.kind if along else None
    found = _found(
        is_owner,
        is_named,
        kind,
        along,
        provider is None,
        provider=provider or "",
        customer_id=holder.customer_id or UNUSED,
        connection_id=connection_id or UNUSED,
        actor_id=actor.id,
    )
    if connection_id is None:
        chosen = _choose(found, actor, holder, provider or "")
    elif found:
        chosen = found[0]
    else:
        of_provider = Q(provider=provider) if provider else Q()
        known = Connection.objects.of(holder.customer_id).filter(of_provider).known_as(connection_id).first()
        if known is None:
            kind_of = f"{provider} connection" if provider else "connection"
            raise NotFound(f"There is no {kind_of} {str(connection_id)!r} of {holder}.")
        return find_connection(actor, holder=holder, provider=provider, connection_id=known.pk, along=along)
    chosen.customer = holder.of
    return _usable(chosen)


@prepared
def _found(
    is_owner: bool,
    is_named: bool,
    actor_kind: str | None,
    along: Along | None,
    is_of_any: bool,
    *,
    provider: str,
    customer_id: UUID,
    connection_id: UUID,
    actor_id: object,
) -> QuerySet[Connection]:
    """The named connection of the holder, or all that might be meant."""
    found = Connection.objects.all() if is_of_any else Connection.objects.filter(provider=provider)
    found = found.filter(customer__isnull=True) if is_owner else found.filter(customer_id=customer_id)
    found = found.filter(pk=connection_id) if is_named else found.exclude(status__in=(Status.PENDING, Status.REVOKED))
    if along is not None and actor_kind is not None:
        found = found.with_grants(along(actor_kind, actor_id))
    return found.order_by(*NEWEST)


def has_account(holder: Holder, provider: str) -> bool:
    """Whether anything is connected there that a call could be meant for."""
    found = Connection.objects.of(holder.customer_id).filter(provider=provider)
    return found.exclude(status__in=(Status.PENDING, Status.REVOKED)).exists()


def require_active(holder: Holder) -> None:
    """Raises NotConnected for a customer that is switched off."""
    if holder.of is not None and not holder.of.is_active:
        raise NotConnected(f"The customer {holder.of.key!r} is switched off. Switch it on before using its accounts.")


def account_status(actor: Actor, provider: str, holder: Holder) -> AccountStatus:
    """What is connected at a provider: the owner's, or a customer's. Raises NotFound."""
    registry.provider(provider)
    require_visible(actor, holder)
    found = Connection.objects.of(holder.customer_id).filter(provider=provider).exclude(status=Status.REVOKED)
    accounts: list[Account] = [
        {
            "id": str(each.pk),
            "email": each.email,
            "name": each.label or each.name,
            "status": each.status,
            "status_reason": each.status_reason,
            "scopes": each.scopes,
            "is_default": each.is_default,
        }
        for each in found.order_by("-is_default", *NEWEST)
    ]
    return {"connected": any(each["status"] in USABLE for each in accounts), "accounts": accounts}


def _choose(candidates: list[Connection], actor: Actor, holder: Holder, provider: str) -> Connection:
    name = registry.provider(provider).name
    if default := next((each for each in candidates if each.is_default), None):
        return default
    working = [each for each in candidates if each.status in USABLE]
    if len(working) > 1:
        accounts = ", ".join(f"{each} ({each.pk})" for each in working)
        message = f"{str(holder).capitalize()} has several {name} accounts. Choose one of: {accounts}."
        raise InputError(message, errors=[FieldError("connection", message)])
    if working or candidates:
        return (working or candidates)[0]
    raise NotConnected(
        f"No {name} account of {holder} is connected. "
        + ("Send the customer a connect link." if holder.of else "Connect one in the editor, under Connections."),
        connect_url=_way_in(actor, holder, provider),
    )


def _way_in(actor: Actor, holder: Holder, provider: str) -> str | None:
    """A page for operators: whoever is confined to a customer gets none, and makes a link."""
    if not actor.sees_all:
        return None
    return connect_url(holder.of) if holder.of else owner_connect_url(provider)


def _usable(connection: Connection) -> Connection:
    if connection.status in USABLE and connection.grant_id is not None:
        return connection
    if connection.status == Status.PENDING:
        raise NotConnected(f"The account {connection} waits for an operator to confirm that it is the right one.")
    if connection.status == Status.PAUSED:
        raise NotConnected(f"The account {connection} is paused. Resume it in the admin.")
    if connection.status == Status.REVOKED:
        raise NotConnected(f"The account {connection} was disconnected.", connect_url=connect_url(connection))
    raise reconnect_required(connection)
