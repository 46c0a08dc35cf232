"""Refreshing a grant: one holder of the lease exchanges the token, everyone else sees the row change.

Threads and processes share nothing but the row. The lease runs by the database's clock; its fence number lets only
the newest holder store an answer, so a process that was paused for minutes cannot overwrite newer tokens.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Now

from integrations import gate
from integrations.connect import health
from integrations.connect.tokens import grants, token_endpoint
from integrations.connect.tokens.giving_back import drop_tokens
from integrations.connect.tokens.oauth_apps import app_of
from integrations.connect.tokens.talks import Talk, Whose
from integrations.connect.tokens.token_endpoint import (
    AccountBlocked,
    AppRefused,
    GrantRefused,
    Outage,
    UnknownRefusal,
    exchange_refresh_token,
)
from integrations.connect.ways_out import reconnect_required
from integrations.database import release_database
from integrations.egress.deadline import Deadline
from integrations.errors import ReconnectRequired, RemoteUnavailable
from integrations.models import Connection, Grant
from integrations.providers.consent import Tokens
from integrations.providers.declare import Provider

logger = logging.getLogger(__name__)

EARLY = timedelta(minutes=5)
LEASE_SECONDS = 60.0
NEEDED_SECONDS = 25.0
LONGEST_BACKOFF = 300.0
STORE_TRIES = 5
UNKNOWN_FOR = timedelta(days=1)
"""So long after the access has ended a word that is not known is taken for a final one."""


class LookedAt:
    """A grant as it was at one moment of the database's clock."""

    def __init__(self, grant: Grant, now: datetime) -> None:
        self.grant = grant
        self.now = now

    @property
    def can_be_refreshed(self) -> bool:
        """Without a refresh token the access lasts until it expires or is refused."""
        return bool(self.grant.refresh_sealed)

    @property
    def is_due(self) -> bool:
        """Five minutes before the end; of a token that lives shorter than an hour, its last tenth."""
        expires, since = self.grant.expires_at, self.grant.refreshed_at
        if expires is None:
            return False
        if not self.can_be_refreshed:
            return not self.is_valid
        early = min(EARLY, (expires - since) / 10) if since else EARLY
        return expires - early <= self.now

    @property
    def is_valid(self) -> bool:
        return self.grant.expires_at is None or self.now < self.grant.expires_at

    @property
    def wait_for_retry(self) -> float:
        """Seconds until the provider may be asked again after a failure; 0 when it may be asked now."""
        retry_at = self.grant.retry_at
        return max(0.0, (retry_at - self.now).total_seconds()) if retry_at else 0.0


def look(grant_id: UUID) -> LookedAt:
    """The grant now. Raises RemoteUnavailable when it has just been replaced."""
    found = Grant.objects.select_related("oauth_app").annotate(seen_at=Now()).filter(pk=grant_id).first()
    if found is None:
        raise RemoteUnavailable("The account was just disconnected or connected anew. Try again.", retry_after=1)
    return LookedAt(found, found.seen_at)


def seen_with(connection: Connection) -> LookedAt:
    """The grant of a connection as it was when ``Connection.objects.with_grants`` read both. It must have one."""
    assert connection.grant is not None
    return LookedAt(connection.grant, connection.seen_at)


def refresh(seen: LookedAt, *, is_refused: bool = False) -> bool:
    """Exchange the refresh token unless somebody else is at it.

    True: the row has tokens that are believed to be good, new ones where there is a refresh token. False: another
    holder has the lease, or the provider wants a pause. ``is_refused`` says that a vendor has just refused the access
    token. Raises ReconnectRequired when the grant is dead, RemoteUnavailable when the provider or the OAuth app fails.
    """
    if not seen.can_be_refreshed and seen.is_valid and not is_refused:
        return True
    gate.require_open()
    held = _take_lease(seen.grant)
    if held is None:
        return False
    refresh_token = grants.open_refresh(held)
    if not refresh_token:
        return _dead(held, _why_ended(held, is_refused=is_refused))
    facts = grants.provider_of(held)
    talk = Talk("refresh_token", facts.key, _whose(held))
    # It begins before the lease is looked at: who was paused in between sends nothing, for another may have sent since.
    deadline = Deadline(token_endpoint.EXCHANGE_SECONDS)
    if not _mark_sent(held):
        return False
    try:
        return _renewed(held, facts, refresh_token, deadline, talk)
    finally:
        talk.tell()


def _renewed(held: Grant, facts: Provider, refresh_token: str, deadline: Deadline, talk: Talk) -> bool:
    """Exchange the token and keep what comes of it. As ``refresh``."""
    try:
        tokens = exchange_refresh_token(facts, app_of(held), refresh_token, deadline=deadline, talk=talk)
    except GrantRefused:
        return _dead(held, _why_refused(held))
    except AccountBlocked as blocked:
        return _dead(held, str(blocked))
    except AppRefused as refusal:
        return _app_failed(held, str(refusal))
    except UnknownRefusal as refusal:
        if _has_lasted(held):
            return _dead(held, refusal.reason)
        return _provider_failed(held, refusal)
    except Outage as outage:
        return _provider_failed(held, outage)
    return _store(held, tokens)


def _whose(held: Grant) -> Whose:
    """The account that the grant is of; of one that several rest on nobody's in particular."""
    resting = list(grants.resting_on(held)[:2])
    return Whose.of(resting[0] if len(resting) == 1 else None)


def _take_lease(seen: Grant) -> Grant | None:
    free = Q(lease_until=None) | Q(lease_until__lte=Now())
    may_ask = Q(retry_at=None) | Q(retry_at__lte=Now())
    taken = Grant.objects.filter(free & may_ask, pk=seen.pk, fence=seen.fence, version=seen.version).update(
        fence=seen.fence + 1,
        lease_until=grants.database_time(LEASE_SECONDS),
        # The last holder sent an exchange and was never heard of again.
        interrupted=Case(When(exchange_started_at__isnull=False, then=Value(True)), default=F("interrupted")),
        exchange_started_at=None,
    )
    if not taken:
        return None
    return Grant.objects.select_related("oauth_app").filter(pk=seen.pk, fence=seen.fence + 1).first()


def _mark_sent(held: Grant) -> bool:
    """Written before the exchange leaves, and only with enough lease left to hear and store its answer."""
    enough = _mine(held).filter(lease_until__gt=grants.database_time(NEEDED_SECONDS))
    return enough.update(exchange_started_at=Now()) == 1


def _store(held: Grant, tokens: Tokens) -> bool:
    """Compare and swap on the fence. A database that is away for a moment must not cost a rotated token.

    Where the account was disconnected meanwhile, nothing keeps the new tokens, and they are given back.
    """
    columns = grants.sealed_tokens(held.pk, tokens)
    for number in range(1, STORE_TRIES + 1):
        try:
            with transaction.atomic():
                is_stored = bool(_mine(held).update(**columns, version=F("version") + 1, **grants.SETTLED))
                if is_stored:
                    health.grant_works(held)
                    health.app_works(app_of(held))
            if not is_stored:
                logger.warning("connect.refresh_fenced_off", extra={"grant": str(held.pk)})
                if not Grant.objects.filter(pk=held.pk).exists():
                    drop_tokens(app_of(held), held.account_id, tokens)
            return True
        except OperationalError:
            if number == STORE_TRIES or connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(number * 0.5)
    raise AssertionError("the last try returns or raises")


def _dead(held: Grant, reason: str) -> bool:
    """Read the row again before declaring it dead: True when somebody else has stored new tokens meanwhile."""
    with transaction.atomic():
        stored = Grant.objects.select_for_update().filter(pk=held.pk).first()
        if stored is None or stored.fence != held.fence:
            return True
        _let_go(held, interrupted=False)
        resting = grants.resting_on(stored).values_list("pk", flat=True).first()
        health.grant_is_dead(stored, reason)
        grants.delete_unused(stored.pk)
    logger.info("connect.grant_dead", extra={"grant": str(held.pk), "reason": reason})
    raise _reconnect(held, resting)


def access_refused(seen: LookedAt) -> None:
    """The vendor refuses the access, though it was just renewed: the same as a dead grant, unless it has changed."""
    with transaction.atomic():
        stored = Grant.objects.select_for_update().filter(pk=seen.grant.pk, version=seen.grant.version).first()
        if stored is not None:
            health.grant_is_dead(stored, "access_refused")
            grants.delete_unused(stored.pk)
    logger.warning("connect.access_refused", extra={"grant": str(seen.grant.pk)})
    release_database()


def _why_ended(held: Grant, *, is_refused: bool) -> str:
    """Of access that no refresh token renews."""
    if grants.provider_of(held).credential.refresh_tokens == "always":
        return "no_refresh_token"
    return "access_refused" if is_refused else "access_expired"


def _has_lasted(held: Grant) -> bool:
    """Whether a word that nobody knows has been said for so long that no passing fault explains it."""
    return Grant.objects.filter(pk=held.pk, expires_at__lte=grants.database_time(-UNKNOWN_FOR.total_seconds())).exists()


def _why_refused(held: Grant) -> str:
    if held.interrupted:
        return "refresh_interrupted"
    ended = Grant.objects.filter(pk=held.pk, refresh_expires_at__lte=Now()).exists()
    return "test_mode_expired" if ended else "invalid_grant"


def _app_failed(held: Grant, reason: str) -> bool:
    """True when somebody else holds the lease by now: what he hears is newer."""
    with transaction.atomic():
        wait = _back_off(held, None, answer_lost=False)
        if wait is None:
            return True
        health.app_rejected(app_of(held), reason)
    raise RemoteUnavailable(
        f"{_name(held)} does not accept the OAuth app {str(app_of(held))!r} ({reason}). It has to be corrected.",
        retry_after=wait,
    )


def _provider_failed(held: Grant, outage: Outage) -> bool:
    """True when somebody else holds the lease by now: what he hears is newer."""
    with transaction.atomic():
        wait = _back_off(held, outage.retry_after, answer_lost=outage.answer_lost)
        if wait is None:
            return True
        health.grant_is_failing(held, outage.reason)
    logger.warning("connect.refresh_failed", extra={"grant": str(held.pk), "reason": outage.reason})
    raise RemoteUnavailable(
        f"{_name(held)} could not renew the access just now ({outage.reason}). It is tried again by itself.",
        retry_after=wait,
    )


def _back_off(held: Grant, retry_after: float | None, *, answer_lost: bool) -> float | None:
    """Seconds until the provider is asked again; None for a holder that was fenced off."""
    wait = min(LONGEST_BACKOFF, 5.0 * 2.0 ** min(held.failures, 10)) * random.uniform(0.5, 1.0)  # noqa: S311  # not a secret
    wait = max(wait, retry_after or 0.0)
    lost: Mapping[str, object] = {"interrupted": True} if answer_lost else {}
    is_mine = _let_go(held, failures=F("failures") + 1, retry_at=grants.database_time(wait), **lost)
    return wait if is_mine else None


def _let_go(held: Grant, **columns: object) -> bool:
    return bool(_mine(held).update(lease_until=None, exchange_started_at=None, **columns))


def _mine(held: Grant) -> QuerySet[Grant]:
    return Grant.objects.filter(pk=held.pk, fence=held.fence)


def _reconnect(held: Grant, connection_id: UUID | None) -> ReconnectRequired:
    connections = Connection.objects.select_related("customer")
    resting = connections.filter(pk=connection_id).first() if connection_id else None
    if resting is None:
        return ReconnectRequired(f"{_name(held)} no longer accepts this access. Connect the account again.")
    return reconnect_required(resting)


def _name(held: Grant) -> str:
    return grants.provider_of(held).name
