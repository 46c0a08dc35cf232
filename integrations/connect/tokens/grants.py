"""Grants: storing what a consent or a refresh brought, opening it, and the rule of what may be revoked."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from integrations.connect.states import LIVE, Status
from integrations.connect.tokens import vault
from integrations.connect.tokens.oauth_apps import app_of
from integrations.models import Connection, Grant, OAuthApp
from integrations.providers import registry
from integrations.providers.consent import PersonalTokens, Tokens
from integrations.providers.declare import Provider
from integrations.providers.oauth2 import NotRevocable

TABLE = "grant"


def store_consent(
    provider: Provider, app: OAuthApp | None, account_id: str, tokens: Tokens, *, into: Grant | None
) -> Grant:
    """Keep the tokens of a consent: in the given grant, in the account's shared one, or in a new one.

    A refresh that is under way on the old tokens loses its fence, so it cannot overwrite these.
    """
    if provider.credential.tokens_belong_to == "account":
        into = Grant.objects.filter(oauth_app=app, account_id=account_id).first() or into
    if into is None:
        into = Grant.objects.create(oauth_app=app, account_id=account_id, version=0)
    return _stored(into, tokens)


def store_personal(app: OAuthApp | None, personal: PersonalTokens | None) -> Grant | None:
    """Keep a person's own tokens, which all connections share that this person has consented to with the app."""
    if personal is None:
        return None
    into = Grant.objects.filter(oauth_app=app, account_id=personal.account_id).first()
    if into is None:
        into = Grant.objects.create(oauth_app=app, account_id=personal.account_id, version=0)
    return _stored(into, personal.tokens)


def _stored(into: Grant, tokens: Tokens) -> Grant:
    columns = {"refresh_sealed": "", "refresh_expires_at": None, **sealed_tokens(into.pk, tokens), **SETTLED}
    Grant.objects.filter(pk=into.pk).update(**columns, version=F("version") + 1, fence=F("fence") + 1)
    into.refresh_from_db()
    return into


SETTLED = {
    "lease_until": None,
    "exchange_started_at": None,
    "interrupted": False,
    "failures": 0,
    "retry_at": None,
    "refreshed_at": Now(),
}
"""What is true of a grant whose newest tokens have just been stored."""


def sealed_tokens(grant_id: UUID, tokens: Tokens) -> dict[str, object]:
    """The columns of a token answer: an old refresh token stays when the answer brings none."""
    columns: dict[str, object] = {
        "access_sealed": _seal(grant_id, "access", tokens.access),
        "expires_at": database_time(tokens.expires_in),
    }
    if tokens.refresh:
        columns["refresh_sealed"] = _seal(grant_id, "refresh", tokens.refresh)
    if tokens.refresh_expires_in is not None:
        columns["refresh_expires_at"] = database_time(tokens.refresh_expires_in)
    return columns


def provider_of(grant: Grant) -> Provider:
    """Whose tokens these are; a filled-in credential rests at the provider of its one connection. Raises NotFound."""
    if grant.oauth_app is not None:
        return registry.provider(grant.oauth_app.provider)
    return registry.provider(grant.connections.values_list("provider", flat=True).first() or "")


def open_access(grant: Grant) -> str:
    """The access token, or the fields of a key as one text. Raises vault.VaultError."""
    return vault.open_sealed(grant.access_sealed, table=TABLE, row=grant.pk, column="access")


def open_refresh(grant: Grant) -> str:
    """The refresh token, or an empty string where there is none. Raises vault.VaultError."""
    if not grant.refresh_sealed:
        return ""
    return vault.open_sealed(grant.refresh_sealed, table=TABLE, row=grant.pk, column="refresh")


def lock(grant_id: UUID | None) -> Grant | None:
    """Whoever changes the state of what rests on a grant, or takes it away, locks it before the connections.

    Returns it as it is now; None where there is none any more.
    """
    return Grant.objects.select_for_update().filter(pk=grant_id).first() if grant_id is not None else None


def delete_unused(grant_id: UUID | None) -> None:
    """Delete the grant's tokens once no connection rests on it."""
    if grant_id is not None:
        Grant.objects.filter(pk=grant_id, connections=None, personal_connections=None).delete()


def resting_on(grant: Grant) -> QuerySet[Connection]:
    """The connections that use a grant, as their own or as that of the person who consented."""
    return Connection.objects.filter(Q(grant=grant) | Q(personal_grant=grant))


def ends_at_vendor(provider: Provider, ended: Connection, *, was_pending: bool) -> bool:
    """Whether the vendor may be told to revoke: never so that it would end another connection that works.

    What was never proved protects nothing, except from the end of another unproved one: whoever tricks a person into
    a pending connection can neither revoke that person's healthy grant nor another tenant's waiting one.
    """
    revocation = provider.credential.revocation
    if ended.grant is None or isinstance(revocation, NotRevocable):
        return False
    if revocation.ends == "token":
        return not resting_on(ended.grant).exclude(pk=ended.pk).exists()
    statuses = LIVE | {Status.PENDING} if was_pending else LIVE
    return not rests_on_account(app_of(ended), ended.account_id, statuses=statuses).exclude(pk=ended.pk).exists()


def rests_on_account(app: OAuthApp, account_id: str, *, statuses: frozenset[Status]) -> QuerySet[Connection]:
    """The connections, of whomever, that revoking this account's access for the app would end."""
    return Connection.objects.filter(oauth_app=app, account_id=account_id, grant__isnull=False, status__in=statuses)


def database_time(seconds: float | None) -> Combinable | None:
    """A moment from now by the database's clock; None for never."""
    if seconds is None:
        return None
    return ExpressionWrapper(Now() + Value(timedelta(seconds=seconds)), output_field=DateTimeField())


def _seal(grant_id: UUID, column: str, token: str) -> str:
    return vault.seal(token, table=TABLE, row=grant_id, column=column)
