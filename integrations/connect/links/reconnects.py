"""Telling a customer that an account's access has ended: one mail with a link that accepts that account alone."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from integrations.actors import SYSTEM, Actor
from integrations.connect import postage
from integrations.connect.actors import require_operate
from integrations.connect.links import links, mails
from integrations.connect.scopes import services_of
from integrations.connect.states import Status
from integrations.errors import Conflict, InputError, MachinaError, RemoteUnavailable
from integrations.models import Connection, ConnectLink

logger = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(hours=1)
CUSTOMERS_TO_MEND = ("invalid_grant", "refresh_interrupted", "test_mode_expired", "access_expired", "access_refused")


def offer_reconnects() -> int:
    """Mail a link for each connection whose grant has died and whose customer has not been told; returns how many.

    What could not be mailed is tried again after an hour.
    """
    now = timezone.now()
    made = ConnectLink.objects.filter(reconnect=OuterRef("pk"), created_at__gte=OuterRef("reconnect_offered_at"))
    failed = Q(reconnect_offered_at__lt=now - AGAIN_AFTER) & ~Exists(made)
    untold = Connection.objects.filter(
        Q(reconnect_offered_at=None) | failed,
        status=Status.NEEDS_RECONNECT,
        status_reason__in=CUSTOMERS_TO_MEND,
        customer__is_active=True,
    ).exclude(customer__email="")
    told = 0
    for connection in untold.select_related("customer")[:50]:
        # Taken first: two schedulers at once send one mail, and a mail server that is down is not asked every round.
        as_seen = Connection.objects.filter(pk=connection.pk, reconnect_offered_at=connection.reconnect_offered_at)
        if as_seen.update(reconnect_offered_at=now):
            try:
                send_reconnect_link(SYSTEM, connection)
                told += 1
            except MachinaError:
                logger.exception("connect.reconnect_mail_failed", extra={"connection": str(connection.pk)})
    return told


def send_reconnect_link(actor: Actor, connection: Connection) -> ConnectLink:
    """Make a link for this account and mail it to the customer's contact. Raises Conflict, InputError, RateLimited,
    RemoteUnavailable; then there is no link.
    """
    require_operate(actor, "send connect links")
    connection.refresh_from_db(fields=["status", "services", "customer"])
    customer = connection.customer
    if customer is None or not customer.email:
        raise InputError(
            f"{connection} belongs to nobody who could be mailed. Add an e-mail address to the customer.",
            field="customer",
        )
    _require_connected(connection)
    with postage.stamped("reconnect", customer.email, about=connection.pk, customer_id=customer.pk) as stamp:
        created = links.create_link(actor, customer, _services_of(connection), reconnect=connection)
        try:
            mails.send_reconnect_mail(created.link, created.url, connection, stamp)
        except RemoteUnavailable:
            created.link.delete()  # nobody knows its address
            raise
        return created.link


def make_reconnect_link(actor: Actor, connection: Connection) -> links.CreatedLink:
    """Make a link for this account that whoever asks hands over. Raises Conflict, InputError for the owner's."""
    require_operate(actor, "make connect links")
    connection.refresh_from_db(fields=["status", "services", "customer"])
    if connection.customer is None:
        raise InputError(f"{connection} is the owner's. Connect it again in the editor.", field="connection")
    _require_connected(connection)
    return links.create_link(actor, connection.customer, _services_of(connection), reconnect=connection)


def _require_connected(connection: Connection) -> None:
    if connection.status in (Status.PENDING, Status.REVOKED):
        raise Conflict(f"{connection} is {connection.status}. Send the customer a new connect link instead.")


def _services_of(connection: Connection) -> list[str]:
    """What it was connected for, as far as it is installed; else all there is."""
    services = services_of(connection.provider, None)
    return [service for service in connection.services if service in services] or services
