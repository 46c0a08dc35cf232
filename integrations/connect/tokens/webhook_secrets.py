"""The secrets that sign events which go out, sealed by the vault in the row of the endpoint they belong to."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from integrations.connect.tokens import vault
from integrations.models import WebhookEndpoint

TABLE = "webhook_endpoint"
CURRENT, FORMER = "secret", "former_secret"


def sealed(endpoint_id: UUID, secret: str, *, column: str = CURRENT) -> str:
    """As the row keeps it."""
    return vault.seal(secret, table=TABLE, row=endpoint_id, column=column)


def current(endpoint: WebhookEndpoint) -> str:
    """The secret by which receivers check what they are sent. Raises vault.VaultError."""
    return vault.open_sealed(endpoint.secret_sealed, table=TABLE, row=endpoint.pk, column=CURRENT)


def in_force(endpoint: WebhookEndpoint) -> list[str]:
    """The current one, and the former as long as receivers may still go by it. Raises vault.VaultError."""
    until = endpoint.former_secret_until
    if not endpoint.former_secret_sealed or until is None or until <= timezone.now():
        return [current(endpoint)]
    former = vault.open_sealed(endpoint.former_secret_sealed, table=TABLE, row=endpoint.pk, column=FORMER)
    return [current(endpoint), former]
