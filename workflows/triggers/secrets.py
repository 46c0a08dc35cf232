"""The secrets that callers of webhooks prove themselves by, sealed in the row of their trigger."""

from __future__ import annotations

import secrets
from base64 import b64encode

from integrations.execution.sealing import seal, seals, unseal
from workflows.models import Trigger

TABLE, COLUMN = "trigger", "secret"
ADDRESS_BYTES, SECRET_BYTES = 24, 32

seals(Trigger, table=TABLE, field="secret_sealed", column=COLUMN)


def new_public_id() -> str:
    """The part of a webhook's address that nobody can guess."""
    return secrets.token_urlsafe(ADDRESS_BYTES)


def new_secret() -> str:
    """In the way of Standard Webhooks, whose libraries take it as it is."""
    return f"whsec_{b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


def sealed_for(trigger: Trigger, secret: str) -> str:
    """As the row keeps it."""
    return seal(secret, table=TABLE, row=trigger.pk, column=COLUMN)


def secret_of(trigger: Trigger) -> str:
    """What a caller has to know. Raises ``integrations.connect.tokens.vault.VaultError``."""
    return unseal(trigger.secret_sealed, table=TABLE, row=trigger.pk, column=COLUMN)
