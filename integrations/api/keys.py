"""API keys: made, shown once, found again by their hash, and revoked."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, QuerySet
from django.utils import timezone

from integrations import audit
from integrations.acting import let_in
from integrations.actors import ALL_RIGHTS, Actor, Right, ToolLevel
from integrations.errors import InputError, Unauthenticated
from integrations.models import AgentConsent, ApiKey, Customer
from integrations.prepared.queries import prepared

MARK = "mk_"
SHOWN = 9
DEFAULT_DAYS = 365
MAX_DAYS = 3 * 365
USED_AT_RESOLUTION = timedelta(minutes=1)
CUSTOMER_RIGHTS: frozenset[Right] = frozenset({"view", "read_content", "operate"})


@dataclass(frozen=True)
class CreatedKey:
    """A new key row and its secret, which is not stored and cannot be shown again."""

    row: ApiKey
    secret: str


def create_key(
    actor: Actor,
    name: str,
    *,
    customer: Customer | None = None,
    days: int = DEFAULT_DAYS,
    tools: ToolLevel = "read",
    approves: bool = False,
) -> CreatedKey:
    """Make a key of the operator or of one customer, valid for ``days``. Raises InputError.

    It has the rights of its kind that the actor has as well, so that nobody gains any by making one. ``tools`` is the
    most that its calls of tools do. With ``approves`` they do not wait for a person, which no customer's key may have.
    """
    if not name.strip():
        raise InputError("A key needs a name that says what uses it, for example 'billing export'.", field="name")
    if not 1 <= days <= MAX_DAYS:
        raise InputError(f"{days} days is not possible; a key lasts 1 to {MAX_DAYS} days.", field="days")
    if approves and customer is not None:
        raise InputError("A customer's key cannot approve what it asks for itself. Leave it out.", field="approves")
    if approves and not actor.approves:
        raise InputError(f"{actor.label!r} may not approve, and so cannot make a key that does.", field="approves")
    rights = sorted((ALL_RIGHTS if customer is None else CUSTOMER_RIGHTS) & actor.rights)
    secret = MARK + secrets.token_urlsafe(32)
    with transaction.atomic():
        row = ApiKey.objects.create(
            name=name.strip(),
            prefix=secret[:SHOWN],
            key_hash=_hash(secret),
            customer=customer,
            rights=rights,
            tools=tools,
            approves=approves,
            expires_at=timezone.now() + timedelta(days=days),
            created_by=str(actor),
        )
        after = {"name": row.name, "prefix": row.prefix, "rights": rights, "tools": tools, "approves": approves}
        audit.record(actor, "api_key.create", row, customer_id=row.customer_id, after=after)
    return CreatedKey(row, secret)


def give_access(actor: Actor, row: ApiKey | None, secret: str, consent: AgentConsent, *, seconds: int) -> ApiKey:
    """The key of a consent under a new secret, for so many seconds, good at the consent's resource alone.

    It has the rights of a customer's key that whoever consented has as well, and never approves.
    """
    rights = sorted(CUSTOMER_RIGHTS & actor.rights)
    expires_at = timezone.now() + timedelta(seconds=seconds)
    fresh = {"key_hash": _hash(secret), "prefix": secret[:SHOWN], "rights": rights, "expires_at": expires_at}
    if row is None:
        return ApiKey.objects.create(
            name=f"{consent.client.name} (OAuth)"[:120],
            customer=consent.customer,
            tools=consent.tools,
            audience=consent.resource,
            created_by=str(actor),
            **fresh,
        )
    ApiKey.objects.filter(pk=row.pk).update(**fresh)
    return row


def revoke_key(actor: Actor, row: ApiKey) -> None:
    """End a key now. Revoking twice changes nothing."""
    with transaction.atomic():
        if ApiKey.objects.filter(pk=row.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
            audit.record(actor, "api_key.revoke", row, customer_id=row.customer_id, before={"name": row.name})


def actor_of_key(secret: str, *, resource: str = "") -> Actor:
    """Who holds this key, shown at the address ``resource``.

    Raises Unauthenticated for a key that is unknown, expired, revoked, or was made for another address.
    """
    row = next(iter(_keys(key_hash=_hash(secret))), None)
    now = timezone.now()
    if row is None or row.revoked_at is not None:
        raise Unauthenticated("This API key is not known. Make one with: manage.py api_key create NAME")
    if row.audience and row.audience.rstrip("/") != resource.rstrip("/"):
        raise Unauthenticated(f"This access is for {row.audience} alone.")
    if row.expires_at <= now:
        raise Unauthenticated(f"API key {row.name!r} expired on {row.expires_at:%Y-%m-%d}. Make a new one.")
    if row.customer is not None and not row.customer.is_active:
        raise Unauthenticated(f"API key {row.name!r} belongs to a customer that is not active.")
    if not vars(row)["is_let_in"]:
        raise Unauthenticated(
            f"Whoever let {row.name!r} in may no longer act here. Ask an operator to let it in again."
        )
    _note_use(row)
    rights = (CUSTOMER_RIGHTS if row.customer_id else ALL_RIGHTS) & frozenset(row.rights)
    return Actor(
        kind="api_key",
        id=str(row.pk),
        label=row.name,
        customer_id=row.customer_id,
        rights=rights,
        tools=cast(ToolLevel, row.tools),
        approves=row.approves,
    )


@prepared
def _keys(*, key_hash: str) -> QuerySet[ApiKey]:
    known = ApiKey.objects.annotate(is_let_in=ExpressionWrapper(let_in(), BooleanField()))
    return known.select_related("customer").filter(key_hash=key_hash).order_by()


def _note_use(row: ApiKey) -> None:
    now = timezone.now()
    if row.last_used_at is None or row.last_used_at < now - USED_AT_RESOLUTION:
        ApiKey.objects.filter(pk=row.pk).update(last_used_at=now)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
