"""What programs are told of accounts: which are connected, and where a person connects one that is not."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from integrations.actors import Actor
from integrations.connect.links.links import create_link, renew_link
from integrations.errors import MachinaError, NotConnected
from integrations.holders import Holder, require_visible
from integrations.models import Connection, ConnectLink

LIFETIME = timedelta(days=1)
MOST_OPEN = 5
"""Of one actor for the same customer and service; a further one takes the place of the oldest."""


def with_link(error: NotConnected, actor: Actor, holder: Holder, service: str) -> NotConnected:
    """The same error with the address of a link for this service; as it was where none can be made.

    Whoever opens the link proves by a code that is mailed to the customer that it is his.
    """
    if holder.of is None:
        return error
    try:
        url = _url(actor, holder, service)
    except MachinaError:  # there is nobody who could be mailed a code, or the actor may not make links
        return error
    return NotConnected(error.detail, errors=error.errors, connect_url=url)


def connected_accounts(actor: Actor, holder: Holder) -> list[dict[str, object]]:
    """The holder's accounts that are not disconnected, without anything secret. Raises NotFound."""
    require_visible(actor, holder)
    rows = Connection.objects.filter(customer=holder.of).exclude(status=Connection.Status.REVOKED)
    return [
        {
            "id": str(each.pk),
            "provider": each.provider,
            "services": each.services,
            "email": each.email,
            "name": each.name,
            "label": each.label,
            "status": each.status,
            "status_reason": each.status_reason,
            "is_default": each.is_default,
        }
        for each in rows.order_by("provider", "connected_at", "id")
    ]


def _url(actor: Actor, holder: Holder, service: str) -> str:
    assert holder.of is not None
    mine = holder.of.links.filter(
        state=ConnectLink.State.OPEN, services=[service], created_by=str(actor), expires_at__gt=timezone.now()
    )
    open_ones = list(mine.order_by("created_at")[:MOST_OPEN])
    if len(open_ones) == MOST_OPEN:
        return renew_link(actor, open_ones[0]).url
    return create_link(actor, holder.of, [service], expires_in=LIFETIME).url
