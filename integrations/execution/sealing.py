"""Secrets in rows of other apps: sealed by the vault for their place, and turned with its keys."""

from __future__ import annotations

from django.db.models import Model

from integrations.connect.tokens import vault
from integrations.connect.tokens.rotation import Place, turn_as_well


def seal(text: str, *, table: str, row: object, column: str) -> str:
    """The secret as its row keeps it; it opens nowhere else."""
    return vault.seal(text, table=table, row=row, column=column)


def unseal(sealed: str, *, table: str, row: object, column: str) -> str:
    """What was sealed for this very place. Raises ``integrations.connect.tokens.vault.VaultError``."""
    return vault.open_sealed(sealed, table=table, row=row, column=column)


def seals(model: type[Model], *, table: str, field: str, column: str) -> None:
    """Say that a table keeps sealed values, so that they are re-sealed when the keys are turned."""
    turn_as_well(Place(model._default_manager, table, field, column))
