"""Secrets of staff's second factors, sealed by the vault in the table that allauth keeps them in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from django.db import transaction

from integrations.connect.tokens import vault

TABLE = "mfa_authenticator"
ROW = "any"
"""allauth hands over a text alone, so that all rows of its table share one place in the vault."""
COLUMN = "data"
SECRETS = ("secret", "seed")
"""Where TOTP and recovery codes keep theirs. What a passkey stores is public."""
OLD_CODES = "migrated_codes"

Rows = Any  # the table's manager, also a migration's; allauth ships no types


class SealingAdapter(DefaultMFAAdapter):
    """allauth's ``MFA_ADAPTER``. Raises VaultError where a secret does not open."""

    def encrypt(self, text: str) -> str:
        return vault.seal(text, table=TABLE, row=ROW, column=COLUMN)

    def decrypt(self, encrypted_text: str) -> str:
        return vault.open_sealed(encrypted_text, table=TABLE, row=ROW, column=COLUMN)


def sealed_secrets(rows: Rows) -> Iterator[str]:
    """Every sealed secret in the table."""
    for data in rows.order_by("pk").values_list("data", flat=True).iterator():
        yield from secrets_of(data)


def seal_clear_ones(rows: Rows) -> int:
    """Seal what was stored before there was a seal; returns how many rows had such secrets."""
    return sum(_rewrite(rows, pk, _sealed_if_clear) for pk in rows.order_by("pk").values_list("pk", flat=True))


def reseal(rows: Rows, pk: int) -> bool:
    """Seal one row's secrets with the current key. Raises VaultError, and then changes nothing."""
    adapter = SealingAdapter()
    return _rewrite(rows, pk, lambda sealed: adapter.encrypt(adapter.decrypt(sealed)))


def secrets_of(data: dict[str, Any]) -> list[str]:
    """What is sealed in one row."""
    return [*(data[name] for name in SECRETS if name in data), *data.get(OLD_CODES, [])]


def _sealed_if_clear(text: str) -> str:
    return text if text.startswith(f"{vault.SCHEME}.") else SealingAdapter().encrypt(text)


def _rewrite(rows: Rows, pk: int, change: Callable[[str], str]) -> bool:
    """Under the row's lock, so that a code that is used meanwhile stays used."""
    with transaction.atomic():
        row = rows.select_for_update().filter(pk=pk).first()
        if row is None:
            return False
        before = dict(row.data)
        row.data = {**before, **{name: change(before[name]) for name in SECRETS if name in before}}
        if OLD_CODES in before:
            row.data[OLD_CODES] = [change(code) for code in before[OLD_CODES]]
        if row.data != before:
            row.save(update_fields=["data"])
        return bool(row.data != before)
