"""Connections: taking in an account, replacing its grant, and holding one that is not proved yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from integrations.connect import health
from integrations.connect.accounts import defaults
from integrations.connect.scopes import missing_scopes
from integrations.connect.states import LIVE, USABLE, Status
from integrations.connect.tokens import grants
from integrations.models import ConfirmedConnection, ConnectAttempt, Connection, Grant
from integrations.providers import registry
from integrations.providers.consent import Consent


def take_in(attempt: ConnectAttempt, consent: Consent, *, expected_as: str = "") -> tuple[Connection, list[str]]:
    """Connect a proved account, or connect it again under its old id; returns it and the scopes it still lacks.

    ``expected_as`` is the address by which the customer's record expects it.

    A consent that is worse than what a working connection has (fewer scopes, or no refresh token) does not replace
    it. Call with the holder locked.
    """
    known = _same_account(attempt, consent).exclude(status=Status.PENDING).first()
    if known is not None:
        lost = _lost(known, consent.scopes, has_refresh_token=bool(consent.tokens.refresh))
        if lost is not None:
            return known, lost
    connection = known or Connection(
        customer=attempt.customer,
        provider=attempt.provider,
        oauth_app=attempt.oauth_app,
        base_url=consent.base_url,
        account_id=consent.identity.account_id,
    )
    facts = registry.provider(attempt.provider)
    into = connection.grant if facts.credential.tokens_belong_to == "consent" else None
    grant = grants.store_consent(facts, attempt.oauth_app, consent.identity.account_id, consent.tokens, into=into)
    connection.expected_as = expected_as or connection.expected_as
    personal, connection.personal_grant = connection.personal_grant_id, _personal(attempt, consent)
    _describe(connection, attempt, consent, grant)
    _forget(_same_account(attempt, consent).filter(status=Status.PENDING))
    missing = _settle(connection, stays_paused=known is not None and known.status == Status.PAUSED)
    grants.delete_unused(personal)
    return connection, missing


def replace(connection: Connection, consent: Consent) -> Connection:
    """Put another credential under an account's old id, whoever's it is. Call with the holder locked."""
    facts, was_paused = registry.provider(connection.provider), connection.status == Status.PAUSED
    account_id = consent.identity.account_id
    grant = grants.store_consent(facts, connection.oauth_app, account_id, consent.tokens, into=connection.grant)
    Grant.objects.filter(pk=grant.pk).update(account_id=account_id)
    connection.account_id, connection.base_url = account_id, consent.base_url
    _show(connection, consent, grant)
    _settle(connection, stays_paused=was_paused)
    return connection


def hold(attempt: ConnectAttempt, consent: Consent, *, waits: timedelta, address: str, country: str) -> Connection:
    """Keep an account that is not proved: a separate row that changes no other one and cannot be used."""
    _forget(_same_account(attempt, consent).filter(status=Status.PENDING))
    facts = registry.provider(attempt.provider)
    connection = Connection(
        customer=attempt.customer,
        provider=attempt.provider,
        oauth_app=attempt.oauth_app,
        base_url=consent.base_url,
        account_id=consent.identity.account_id,
        status=Status.PENDING,
        pending_until=timezone.now() + waits,
        client_address=address or None,
        client_country=country,
    )
    grant = grants.store_consent(facts, attempt.oauth_app, consent.identity.account_id, consent.tokens, into=None)
    connection.personal_grant = _personal(attempt, consent)
    _describe(connection, attempt, consent, grant)
    connection.save()
    health.announce(connection)
    return connection


def accept(pending: Connection) -> Connection:
    """Turn a confirmed pending row into the account's connection. Call with the holder locked."""
    known = (
        Connection.objects.of(pending.customer_id)
        .filter(
            provider=pending.provider,
            oauth_app=pending.oauth_app,
            base_url=pending.base_url,
            account_id=pending.account_id,
        )
        .exclude(status=Status.PENDING)
        .first()
    )
    if known is not None:
        ConfirmedConnection.objects.create(id=pending.pk, connection=known)
    if known is None:
        accepted = pending
    elif _lost(known, pending.scopes, has_refresh_token=bool(pending.grant and pending.grant.refresh_sealed)) is None:
        accepted = known
        _move_grant(pending, known)
    else:
        _forget(Connection.objects.filter(pk=pending.pk))
        return known
    accepted.pending_until = None
    accepted.connected_at = timezone.now()
    _settle(accepted, stays_paused=accepted.status == Status.PAUSED)
    return accepted


def _move_grant(pending: Connection, known: Connection) -> None:
    old_grant, known.grant = known.grant_id, pending.grant
    old_personal, known.personal_grant = known.personal_grant_id, pending.personal_grant
    grants.lock(old_grant)
    for field in ("email", "email_verified", "name", "account_domain", "scopes"):
        setattr(known, field, getattr(pending, field))
    known.services = _union(known.services if known.status != Status.REVOKED else (), pending.services)
    Connection.objects.filter(pk=known.pk).update(grant=known.grant, personal_grant=known.personal_grant)
    Connection.objects.filter(pk=pending.pk).delete()
    grants.delete_unused(old_grant)
    grants.delete_unused(old_personal)


def _personal(attempt: ConnectAttempt, consent: Consent) -> Grant | None:
    return grants.store_personal(attempt.oauth_app, consent.personal)


def _describe(connection: Connection, attempt: ConnectAttempt, consent: Consent, grant: Grant) -> None:
    before = connection.services if connection.status != Status.REVOKED else []
    connection.services = _union(before, attempt.services)
    _show(connection, consent, grant)


def _show(connection: Connection, consent: Consent, grant: Grant) -> None:
    identity = consent.identity
    connection.grant = grant
    connection.email, connection.email_verified = identity.email[:254], identity.email_verified
    connection.name, connection.account_domain = identity.name[:200], identity.domain[:253]
    connection.scopes = list(consent.scopes)
    connection.connected_at = timezone.now()


def _settle(connection: Connection, *, stays_paused: bool) -> list[str]:
    """Give a connection with new tokens the state that fits them; returns the scopes it lacks."""
    missing = missing_scopes(connection.services, connection.scopes)
    facts, grant = registry.provider(connection.provider), connection.grant
    if facts.credential.refresh_tokens == "always" and not (grant and grant.refresh_sealed):
        connection.status, connection.status_reason = Status.NEEDS_RECONNECT, "no_refresh_token"
    elif stays_paused:
        connection.status, connection.status_reason = Status.PAUSED, ""
    elif missing:
        connection.status, connection.status_reason = Status.SCOPE_MISSING, "not_granted"
    else:
        connection.status, connection.status_reason = Status.ACTIVE, ""
    connection.reconnect_offered_at = None
    if connection.status in USABLE and not connection.is_default:
        connection.is_default = defaults.is_first(connection)
    connection.save()
    health.announce(connection)
    return missing


def _lost(known: Connection, scopes: Sequence[str], *, has_refresh_token: bool) -> list[str] | None:
    """What a working connection would lose by a further consent; None when that may replace what it has."""
    if known.status not in LIVE:
        return None
    lost = [scope for scope in known.scopes if scope not in scopes]
    worse = registry.provider(known.provider).credential.refresh_tokens == "always" and not has_refresh_token
    return lost if lost or worse else None


def _same_account(attempt: ConnectAttempt, consent: Consent) -> QuerySet[Connection]:
    return (
        Connection.objects.of(attempt.customer_id)
        .filter(
            provider=attempt.provider,
            oauth_app=attempt.oauth_app,
            base_url=consent.base_url,
            account_id=consent.identity.account_id,
        )
        .select_related("customer", "grant", "oauth_app")
    )


def _forget(waiting: QuerySet[Connection]) -> None:
    """Delete older pending rows of an account that has just consented anew, with their tokens."""
    for row in waiting:
        resting = (row.grant_id, row.personal_grant_id)
        row.delete()
        for grant_id in resting:
            grants.delete_unused(grant_id)


def _union(first: Sequence[str], second: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*first, *second]))
