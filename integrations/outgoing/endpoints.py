"""Endpoints: who may have one, what it may be, and the actions that the admin and REST share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from integrations import audit
from integrations.acting import as_of_now
from integrations.actors import Actor, Right
from integrations.connect.tokens import webhook_secrets
from integrations.egress.guard import AddressRefused, Reach, admit, parse_target
from integrations.errors import Conflict, FieldError, InputError, NotFound, PermissionDenied
from integrations.holders import Holder, lock_holder
from integrations.models import Customer, WebhookDelivery, WebhookEndpoint, WebhookTurn
from integrations.outgoing import kinds, signing
from integrations.outgoing.recording import write
from integrations.outgoing.waking import wake

MOST = {"operator": 20, "customer": 5}
"""Endpoints of the operator, and of each customer."""
LONGEST_URL = 2000
LONGEST_DESCRIPTION = 200
OVERLAP = timedelta(hours=24)
"""So long are messages signed by the former secret as well."""


@dataclass(frozen=True)
class CreatedEndpoint:
    """An endpoint with its secret, which is shown at this moment only."""

    endpoint: WebhookEndpoint
    secret: str = field(repr=False)


@transaction.atomic
def create_endpoint(
    actor: Actor, customer: Customer | None, *, url: str, events: list[str], description: str = ""
) -> CreatedEndpoint:
    """Tell an address of events from now on: of everybody's, or of those of one customer alone.

    Raises InputError with every wrong field, Conflict when there are too many, NotFound, PermissionDenied.
    """
    holder = Holder.whose(customer)
    _require_visible(actor, customer)
    _require(actor, customer)
    lock_holder(holder)
    _require(as_of_now(actor), customer)
    _check(url=url, events=events, description=description)
    most = MOST["operator" if customer is None else "customer"]
    if WebhookEndpoint.objects.filter(customer=customer).count() >= most:
        raise Conflict(f"There are {most} endpoints of {holder} already, which is all there may be. Delete one first.")
    secret = signing.new_secret()
    endpoint = WebhookEndpoint(
        customer=customer, url=url, events=list(dict.fromkeys(events)), description=description, created_by=str(actor)
    )
    endpoint.secret_sealed = webhook_secrets.sealed(endpoint.pk, secret)
    endpoint.save(force_insert=True)
    WebhookTurn.objects.create(
        endpoint=endpoint, share=endpoint.customer_id or endpoint.pk, state=WebhookTurn.State.SUCCEEDED
    )
    _record(actor, "create", endpoint, after=_shown(endpoint))
    return CreatedEndpoint(endpoint, secret)


@transaction.atomic
def change_endpoint(
    actor: Actor,
    endpoint: WebhookEndpoint,
    *,
    url: str | None = None,
    events: list[str] | None = None,
    description: str | None = None,
    is_active: bool | None = None,
) -> WebhookEndpoint:
    """Change what is given. Switched on again, it is sent what still waits. Raises as ``create_endpoint``."""
    stored = _locked(actor, endpoint)
    _check(url=url, events=events, description=description)
    before, former_url = _shown(stored), stored.url
    stored.url = stored.url if url is None else url
    stored.events = stored.events if events is None else list(dict.fromkeys(events))
    stored.description = stored.description if description is None else description
    if is_active is not None and is_active != stored.is_active:
        stored.is_active = is_active
        stored.why_inactive = "" if is_active else WebhookEndpoint.Why.BY_HAND
    after = _shown(stored)
    changed = [name for name in after if after[name] != before[name] or (name == "url" and stored.url != former_url)]
    if changed:
        stored.save()
        told = ({name: values[name] for name in changed} for values in (before, after))
        _record(actor, "change", stored, before=next(told), after=next(told))
        _begin_anew(stored)
    return stored


@transaction.atomic
def rotate_secret(actor: Actor, endpoint: WebhookEndpoint) -> CreatedEndpoint:
    """Give it a new secret; for a day messages are signed by the old one too. Raises NotFound, PermissionDenied."""
    stored = _locked(actor, endpoint)
    former, secret = webhook_secrets.current(stored), signing.new_secret()
    stored.former_secret_sealed = webhook_secrets.sealed(stored.pk, former, column=webhook_secrets.FORMER)
    stored.former_secret_until = timezone.now() + OVERLAP
    stored.secret_sealed = webhook_secrets.sealed(stored.pk, secret)
    stored.save(update_fields=["secret_sealed", "former_secret_sealed", "former_secret_until", "updated_at"])
    _record(actor, "rotate_secret", stored)
    return CreatedEndpoint(stored, secret)


@transaction.atomic
def delete_endpoint(actor: Actor, endpoint: WebhookEndpoint) -> None:
    """Tell it nothing any more, and forget what it was told. Raises NotFound, PermissionDenied."""
    stored = _locked(actor, endpoint)
    _record(actor, "delete", stored, before=_shown(stored))
    stored.delete()


@transaction.atomic
def send_test(actor: Actor, endpoint: WebhookEndpoint) -> WebhookDelivery:
    """Send it an event that means nothing. Raises Conflict while another one waits or it is off, NotFound."""
    stored = _locked(actor, endpoint)
    require_active(stored)
    if stored.deliveries.filter(event=kinds.TEST, state=WebhookDelivery.State.WAITING).exists():
        raise Conflict("A test event waits for this endpoint already. Look at how it goes.")
    data: kinds.Data = {"endpoint": str(stored.pk), "message": "Nothing has happened. This is a test."}
    return write([stored], kinds.TEST, data, at=timezone.now(), customer_id=stored.customer_id)[0]


def require_active(endpoint: WebhookEndpoint) -> None:
    """Raises Conflict for one that is switched off, or whose customer is."""
    if not endpoint.is_active:
        raise Conflict(f"{endpoint} is switched off. Switch it on first.")
    if endpoint.customer is not None and not endpoint.customer.is_active:
        raise Conflict(f"The customer {endpoint.customer.key!r} is switched off. Switch it on first.")


def locked(actor: Actor, endpoint: WebhookEndpoint) -> WebhookEndpoint:
    """The endpoint as it is now, for one who may change it. Raises NotFound, PermissionDenied."""
    return _locked(actor, endpoint)


def _locked(actor: Actor, endpoint: WebhookEndpoint) -> WebhookEndpoint:
    now = as_of_now(actor)
    visible = WebhookEndpoint.objects.visible_to(now).select_for_update(of=("self",)).select_related("customer")
    stored = visible.filter(pk=endpoint.pk).first()
    if stored is None:
        raise NotFound(f"There is no webhook endpoint {str(endpoint.pk)!r}.")
    _require(now, stored.customer)
    return stored


def _require_visible(actor: Actor, customer: Customer | None) -> None:
    if not actor.sees_all and (customer is None or customer.pk != actor.customer_id):
        raise NotFound("There is no such customer to see here." if customer else "Name your customer.")


def _require(actor: Actor, customer: Customer | None) -> None:
    """The operator's endpoints hear of everybody, and go on to when who made them is gone: that needs more."""
    right: Right = "security" if customer is None else "operate"
    if not actor.may(right):
        whose = "the operator's webhook endpoints" if customer is None else "webhook endpoints"
        raise PermissionDenied(f"{actor.label!r} may not change {whose}: that needs the right {right!r}.")


def _check(*, url: str | None, events: list[str] | None, description: str | None) -> None:
    wrong: list[FieldError] = []
    if url is not None:
        wrong += _wrong_url(url)
    if events is not None:
        wrong += kinds.wrong_wishes(events)
    if description is not None and (len(description) > LONGEST_DESCRIPTION or "\0" in description):
        wrong.append(FieldError("description", f"Use at most {LONGEST_DESCRIPTION} characters, and no NUL."))
    if wrong:
        raise InputError("The webhook endpoint is not right.", errors=wrong)


def _wrong_url(url: str) -> list[FieldError]:
    """Where its name leads is looked at again whenever something is sent."""
    if len(url) > LONGEST_URL:
        return [FieldError("url", f"Use an address of at most {LONGEST_URL} characters.")]
    try:
        target, reach = parse_target(url), Reach.open()
        if not reach.includes(target):
            return [FieldError("url", f"{target.origin!r} is not encrypted. Use an https:// address.")]
        admit(target, reach)
    except AddressRefused as refused:
        return [FieldError("url", refused.detail)]
    return []


def _begin_anew(endpoint: WebhookEndpoint) -> None:
    """Somebody has mended something: what went wrong before counts no more."""
    WebhookTurn.objects.filter(endpoint=endpoint).update(failures=0, paused_until=None)
    if endpoint.is_active:
        transaction.on_commit(lambda: wake([endpoint.pk]))


def _shown(endpoint: WebhookEndpoint) -> dict[str, object]:
    """For the audit log: without the query, which may hold somebody's secret."""
    return {
        "url": endpoint.url.partition("?")[0],
        "events": endpoint.events,
        "description": endpoint.description,
        "is_active": endpoint.is_active,
    }


def _record(actor: Actor, action: str, endpoint: WebhookEndpoint, **changes: Mapping[str, object]) -> None:
    audit.record(actor, f"webhook.endpoint.{action}", endpoint, customer_id=endpoint.customer_id, **changes)
