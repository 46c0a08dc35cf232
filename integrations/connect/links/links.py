"""Connect links as the operator handles them: making, mailing, giving a new address, freeing, ending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from integrations import audit
from integrations.acting import as_of_now
from integrations.actors import Actor
from integrations.connect.actors import require_operate
from integrations.connect.links import mails
from integrations.connect.links.checks import check_link, require_own_proof
from integrations.connect.one_time import hashed, new_secret
from integrations.connect.operator_settings import operator_settings, return_addresses
from integrations.connect.postage import Stamp
from integrations.connect.return_urls import allowed_origin
from integrations.errors import Conflict, InputError, NotFound
from integrations.models import Connection, ConnectLink, Customer

State = ConnectLink.State
LIFETIME = timedelta(days=7)


@dataclass(frozen=True)
class CreatedLink:
    """A link with its address, which is known at this moment only."""

    link: ConnectLink
    url: str = field(repr=False)


@transaction.atomic
def create_link(
    actor: Actor,
    customer: Customer,
    services: Sequence[str],
    *,
    expires_in: timedelta | None = None,
    return_url: str | None = None,
    origin: str | None = None,
    verification: str = ConnectLink.Verification.EMAIL_CODE,
    reconnect: Connection | None = None,
) -> CreatedLink:
    """Make a link for these services; it lives 7 days unless said otherwise, and at most 30.

    ``reconnect`` accepts the account of that connection alone. ``origin`` is that of a page of the operator's that
    opens the link in a window and is told how it goes. Raises InputError with every wrong field, NotFound,
    PermissionDenied.
    """
    require_operate(actor, "make connect links")
    if not Customer.objects.visible_to(actor).filter(pk=customer.pk).exists():
        raise NotFound(f"There is no customer {customer.key!r}.")
    lifetime = expires_in or LIFETIME
    check_link(
        actor,
        customer,
        services,
        lifetime=lifetime,
        return_url=return_url,
        origin=origin,
        verification=verification,
    )
    token = new_secret()
    link = ConnectLink.objects.create(
        customer=customer,
        services=list(dict.fromkeys(services)),
        verification=verification,
        token_hash=hashed(token),
        return_url=return_url or "",
        origin=(origin and allowed_origin(origin, return_addresses(operator_settings()))) or "",
        reconnect=reconnect,
        expires_at=timezone.now() + lifetime,
        created_by=str(actor),
    )
    _record(actor, "create", link, after={"services": link.services, "verification": link.verification})
    return CreatedLink(link, address_of_link(token))


@transaction.atomic
def renew_link(actor: Actor, link: ConnectLink) -> CreatedLink:
    """Give a link a new address and free it from its browser; the old address ends. Raises Conflict, NotFound."""
    stored = _locked(actor, link)
    if stored.state not in (State.OPEN, State.BOUND) or stored.expires_at <= timezone.now():
        raise Conflict(f"This link is {_word(stored)}. Make a new one.")
    token = new_secret()
    stored.token_hash, stored.state, stored.browser_hash = hashed(token), State.OPEN, ""
    stored.save(update_fields=["token_hash", "state", "browser_hash"])
    _record(actor, "renew", stored)
    return CreatedLink(stored, address_of_link(token))


def send_link(actor: Actor, created: CreatedLink) -> None:
    """Mail a link that was just made to the customer's contact. Raises InputError, RateLimited, RemoteUnavailable."""
    require_operate(actor, "send connect links")
    _require_own(actor, created.link)
    _require_contact(created.link)
    with mails.stamped("link", created.link) as stamp:
        _send(actor, created, stamp)


def resend_link(actor: Actor, link: ConnectLink) -> CreatedLink:
    """Give a link a new address and mail it; the old address ends. Raises what the two steps raise."""
    require_operate(actor, "send connect links")
    _require_contact(link)
    with mails.stamped("link", link) as stamp:  # an address does not end for a mail that may not leave
        renewed = renew_link(actor, link)
        _send(actor, renewed, stamp)
    return renewed


@transaction.atomic
def reset_link(actor: Actor, link: ConnectLink) -> ConnectLink:
    """Free a link from the browser it is bound to, at the same address. Raises Conflict, NotFound."""
    stored = _locked(actor, link)
    if stored.state != State.BOUND:
        raise Conflict(f"This link is {_word(stored)}: only one that is in use in some browser can be reset.")
    stored.state, stored.browser_hash = State.OPEN, ""
    stored.save(update_fields=["state", "browser_hash"])
    _record(actor, "reset", stored)
    return stored


@transaction.atomic
def revoke_link(actor: Actor, link: ConnectLink) -> ConnectLink:
    """End a link; what was connected with it stays. Ending it twice is fine. Raises NotFound, PermissionDenied."""
    stored = _locked(actor, link)
    if stored.state in (State.OPEN, State.BOUND):
        before = stored.state
        stored.state, stored.browser_hash = State.REVOKED, ""
        stored.save(update_fields=["state", "browser_hash"])
        _record(actor, "revoke", stored, before={"state": before})
    return stored


def address_of_link(token: str) -> str:
    """The full address a customer opens."""
    return settings.PUBLIC_URL + reverse("connect_link", args=[token])


def _send(actor: Actor, created: CreatedLink, stamp: Stamp) -> None:
    mails.send_link_mail(created.link, created.url, stamp)
    _record(actor, "send", created.link)


def _locked(actor: Actor, link: ConnectLink) -> ConnectLink:
    visible = Customer.objects.visible_to(actor)
    stored = (
        ConnectLink.objects.select_for_update(of=("self",))
        .select_related("customer")
        .filter(pk=link.pk, customer__in=visible)
        .first()
    )
    if stored is None:
        raise NotFound(f"There is no link {str(link.pk)!r}.")
    require_operate(as_of_now(actor), "change connect links")
    _require_own(actor, stored)
    return stored


def _require_own(actor: Actor, link: ConnectLink) -> None:
    require_own_proof(actor, link.verification, "Ask the operator, or make a link with the mailed code.")


def _require_contact(link: ConnectLink) -> None:
    if not link.customer.email:
        raise InputError(
            f"The customer {link.customer.key!r} has no e-mail address. Add one, or copy the address.", field="customer"
        )


def _word(link: ConnectLink) -> str:
    if link.state in (State.OPEN, State.BOUND) and link.expires_at <= timezone.now():
        return "expired"
    return str(link.state)


def _record(actor: Actor, action: str, link: ConnectLink, **changes: dict[str, object]) -> None:
    audit.record(actor, f"connect.link.{action}", link, customer_id=link.customer_id, **changes)
