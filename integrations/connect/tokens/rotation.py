"""Re-sealing every secret with the current key: in steps that can be stopped and started again at any time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Manager, QuerySet

from integrations.connect.tokens import grants, oauth_apps, revocations, second_factors, vault, webhook_secrets
from integrations.models import Grant, OAuthApp, Revocation, WebhookEndpoint

BATCH = 200


@dataclass(frozen=True)
class Place:
    """One sealed column of one table, with the names it is sealed under."""

    rows: Manager[Any]  # each of another table
    table: str
    field: str
    column: str


PLACES = (
    Place(OAuthApp.objects, oauth_apps.TABLE, "secret_sealed", "secret"),
    Place(OAuthApp.objects, oauth_apps.TABLE, "signing_secret_sealed", oauth_apps.SIGNING),
    Place(Grant.objects, grants.TABLE, "access_sealed", "access"),
    Place(Grant.objects, grants.TABLE, "refresh_sealed", "refresh"),
    Place(Revocation.objects, revocations.TABLE, "access_sealed", "access"),
    Place(Revocation.objects, revocations.TABLE, "refresh_sealed", "refresh"),
    Place(WebhookEndpoint.objects, webhook_secrets.TABLE, "secret_sealed", webhook_secrets.CURRENT),
    Place(WebhookEndpoint.objects, webhook_secrets.TABLE, "former_secret_sealed", webhook_secrets.FORMER),
)
_elsewhere: list[Place] = []


def turn_as_well(place: Place) -> None:
    """Re-seal a column of another app's table with the rest."""
    if place not in _elsewhere:
        _elsewhere.append(place)


def _places() -> tuple[Place, ...]:
    return (*PLACES, *_elsewhere)


@dataclass
class Rotation:
    """What a run did."""

    resealed: int = 0
    failed: list[str] = field(default_factory=list)
    """Why each secret that does not open stays as it is."""


def keys_in_use() -> Counter[str]:
    """How many secrets each key id still seals."""
    used: Counter[str] = Counter()
    for place in _places():
        for sealed in place.rows.exclude(**{place.field: ""}).values_list(place.field, flat=True).iterator():
            used[vault.key_of(sealed)] += 1
    used.update(vault.key_of(sealed) for sealed in second_factors.sealed_secrets(Authenticator.objects))
    return used


def count_outdated() -> int:
    """How many secrets are not sealed with the current key."""
    return sum(_outdated(place).count() for place in _places()) + len(_outdated_second_factors())


def rotate(progress: Callable[[], None]) -> Rotation:
    """Seal what is not sealed with the current key anew; ``progress`` is called for each secret looked at.

    A secret that changes meanwhile is left alone: whoever changed it has sealed it with the current key.
    """
    done = Rotation()
    for place in _places():
        for pk, sealed in _walk(place):
            try:
                text = vault.open_sealed(sealed, table=place.table, row=pk, column=place.column)
            except vault.VaultError as error:
                done.failed.append(str(error))
            else:
                fresh = vault.seal(text, table=place.table, row=pk, column=place.column)
                done.resealed += place.rows.filter(pk=pk, **{place.field: sealed}).update(**{place.field: fresh})
            progress()
    for number in _outdated_second_factors():
        try:
            done.resealed += second_factors.reseal(Authenticator.objects, number)
        except vault.VaultError as error:
            done.failed.append(str(error))
        progress()
    return done


def _outdated_second_factors() -> list[int]:
    """Rows of staff's second factors: a few for each operator, so that they fit into memory."""
    current = vault.sealed_with(settings.ENCRYPTION_KEYS[0][0])
    rows = Authenticator.objects.order_by("pk").values_list("pk", "data")
    return [pk for pk, data in rows if not all(each.startswith(current) for each in second_factors.secrets_of(data))]


def _outdated(place: Place) -> QuerySet[Any]:
    current = vault.sealed_with(settings.ENCRYPTION_KEYS[0][0])
    return place.rows.exclude(**{place.field: ""}).exclude(**{f"{place.field}__startswith": current}).order_by("pk")


def _walk(place: Place) -> Iterator[tuple[UUID, str]]:
    """By primary key in small batches: memory stays flat, and rows that do not open are passed once."""
    last: UUID | None = None
    while True:
        rows = _outdated(place) if last is None else _outdated(place).filter(pk__gt=last)
        batch = list(rows.values_list("pk", place.field)[:BATCH])
        if not batch:
            return
        yield from batch
        last = batch[-1][0]
