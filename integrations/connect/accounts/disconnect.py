"""Disconnecting: our tokens are deleted at once, and the vendor is told where no other connection would suffer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from integrations import audit
from integrations.acting import as_of_now
from integrations.actors import SYSTEM, Actor
from integrations.connect import health, link_states
from integrations.connect.accounts import mailboxes
from integrations.connect.accounts.disconnected import AtProvider, Disconnected
from integrations.connect.actors import actor_of_link, require_operate
from integrations.connect.states import Status
from integrations.connect.tokens import grants, revocations
from integrations.connect.tokens.oauth_apps import app_of
from integrations.connect.tokens.vault import VaultError
from integrations.errors import Conflict, NotFound
from integrations.holders import Holder, lock_holder
from integrations.models import Connection, ConnectLink, Grant, Revocation
from integrations.providers import registry
from integrations.providers.consent import Tokens
from integrations.providers.oauth2 import NotRevocable

logger = logging.getLogger(__name__)


def disconnect(actor: Actor, connection: Connection) -> Disconnected:
    """End a connection; a pending one is deleted whole, any other keeps its row and history as revoked.

    Raises NotFound for what the actor cannot see, PermissionDenied. Doing it twice is fine.
    """
    if not Connection.objects.visible_to(actor).filter(pk=connection.pk).exists():
        raise _missing(connection.pk)
    require_operate(actor, "disconnect accounts")
    return _end(actor, connection)


def disconnect_by_link(link: ConnectLink, connection: Connection) -> Disconnected:
    """The person who has just connected an account with this link takes it back, while the link is still in use.

    Raises NotFound, Conflict.
    """

    def require_in_use(stored: Connection) -> None:
        if not stored.attempts.filter(link=link).exists():
            raise _missing(connection.pk)
        if not link_states.is_in_use(link_states.locked(link)):
            raise Conflict("This link has ended. Nothing has been disconnected.")

    return _end(actor_of_link(link), connection, require=require_in_use)


def disconnect_by_mailbox(address: str, connection: Connection) -> Disconnected:
    """Whoever reads this mailbox ends an account that it may see. Raises NotFound."""

    def require_seen(stored: Connection) -> None:
        if not mailboxes.connections_of(address).filter(pk=stored.pk).exists():
            raise _missing(connection.pk)

    if connection.customer is None:
        raise _missing(connection.pk)
    return _end(mailboxes.actor_of_mailbox(address, connection.customer), connection, require=require_seen)


def lapse(connection_id: UUID) -> Disconnected | None:
    """Delete a pending connection whose time is up, under the rule of its grant; None when it is not so any more."""
    lapsed = Connection.objects.filter(pk=connection_id, status=Status.PENDING, pending_until__lte=Now())
    connection = lapsed.select_related("customer").first()
    return _end(SYSTEM, connection, only_if_pending=True) if connection else None


def revoke_all(wanted: QuerySet[Connection]) -> Iterator[tuple[Connection, Disconnected | Exception]]:
    """End these connections, pending ones first, so that each account's last one ends it at the vendor as well.

    One that cannot be ended keeps no other from its end: it comes with what was raised. Ended ones are passed over, so
    that the whole can be stopped and done again.
    """
    living = wanted.exclude(status=Status.REVOKED).order_by("created_at", "pk")
    is_pending = Q(status=Status.PENDING)
    for group in (living.filter(is_pending), living.exclude(is_pending)):
        for pk in [*group.values_list("pk", flat=True)]:
            connection = Connection.objects.select_related("customer").filter(pk=pk).first()
            if connection is not None:
                yield connection, _ended(connection)


def _ended(connection: Connection) -> Disconnected | Exception:
    try:
        return _end(SYSTEM, connection)
    except Exception as error:  # tokens may have leaked: the others have to go whatever this one does
        logger.exception("connect.not_revoked", extra={"connection": str(connection.pk)})
        return error


def _end(
    actor: Actor,
    connection: Connection,
    *,
    only_if_pending: bool = False,
    require: Callable[[Connection], None] | None = None,
) -> Disconnected:
    """``require`` reads the right of somebody without any, when nothing can change any more."""
    with transaction.atomic():
        lock_holder(Holder.whose(connection.customer))
        if actor.may("operate"):
            require_operate(as_of_now(actor), "disconnect accounts")
        stored = Connection.objects.select_related("customer", "oauth_app").filter(pk=connection.pk).first()
        if stored is None:
            raise _missing(connection.pk)
        if require is not None:
            require(stored)
        # A refresh may have renewed the tokens until now.
        stored.grant, stored.personal_grant = grants.lock(stored.grant_id), grants.lock(stored.personal_grant_id)
        was_pending = stored.status == Status.PENDING
        if stored.status == Status.REVOKED or (only_if_pending and not was_pending):
            return Disconnected(stored, "nothing")
        to_tell = _to_tell(stored, was_pending=was_pending)
        personal = _personal_to_tell(stored)
        audit.record(
            actor,
            "connect.connection.lapse" if only_if_pending else "connect.connection.disconnect",
            stored,
            customer_id=stored.customer_id,
            before={"account": str(stored), "status": stored.status},
            after={"revoking_at_provider": isinstance(to_tell, Tokens)},
        )
        telling = _kept(stored, to_tell, personal, was_pending=was_pending)
        _delete_tokens(stored, was_pending=was_pending)
    # After our own tokens are gone for good: the vendor may be slow or down, and nothing is locked meanwhile.
    told = [revocations.begin(each) for each in telling]
    has_ended = all(told)
    if isinstance(to_tell, Tokens):
        return Disconnected(stored, "revoked" if has_ended else "retrying")
    return Disconnected(stored, to_tell if has_ended else "retrying")


def _kept(
    connection: Connection, own: Tokens | AtProvider, personal: Tokens | None, *, was_pending: bool
) -> list[Revocation]:
    """What the vendor has to be told, written down before the tokens go."""
    ended = None if was_pending else connection
    kept = []
    if isinstance(own, Tokens):
        kept.append(revocations.keep(app_of(connection), connection.account_id, own, ended=ended))
    if personal is not None and connection.personal_grant is not None:
        account_id = connection.personal_grant.account_id
        kept.append(revocations.keep(app_of(connection), account_id, personal, ended=ended, is_personal=True))
    return kept


def _to_tell(connection: Connection, *, was_pending: bool) -> Tokens | AtProvider:
    """The tokens to end at the vendor, or why it is not told. Whatever it is, it keeps nobody from disconnecting."""
    facts = registry.find(connection.provider)
    if connection.grant is None:
        return "nothing"
    if facts is None:
        return "not_installed"
    if isinstance(facts.credential.revocation, NotRevocable):
        return "not_revocable"
    if not grants.ends_at_vendor(facts, connection, was_pending=was_pending):
        return "in_use"
    return _tokens_of(connection.grant) or "failed"


def _personal_to_tell(connection: Connection) -> Tokens | None:
    """The person's own tokens, where no other connection rests on them."""
    grant, facts = connection.personal_grant, registry.find(connection.provider)
    if grant is None or facts is None or grants.resting_on(grant).exclude(pk=connection.pk).exists():
        return None
    return _tokens_of(grant)


def _delete_tokens(connection: Connection, *, was_pending: bool) -> None:
    resting = (connection.grant_id, connection.personal_grant_id)
    connection.status, connection.status_reason, connection.is_default = Status.REVOKED, "", False
    connection.grant = connection.personal_grant = None
    health.announce(connection)
    if was_pending:
        Connection.objects.filter(pk=connection.pk).delete()
    else:
        connection.save(
            update_fields=["status", "status_reason", "is_default", "grant", "personal_grant", "updated_at"]
        )
    for grant_id in resting:
        grants.delete_unused(grant_id)


def _tokens_of(grant: Grant) -> Tokens | None:
    """None where the vault cannot open them."""
    try:
        access, refresh = grants.open_access(grant), grants.open_refresh(grant)
    except VaultError:
        logger.exception("connect.revoke_cannot_open", extra={"grant": str(grant.pk)})
        return None
    return Tokens(access, refresh, expires_in=None, refresh_expires_in=None)


def _missing(connection_id: UUID) -> NotFound:
    return NotFound(f"There is no connection {str(connection_id)!r}.")
