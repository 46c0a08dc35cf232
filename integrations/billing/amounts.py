"""Exact money in Python: how amounts are rounded, added up and written. The database's part is ``models/exact.py``."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from integrations.models.exact import EXACT

PLACES = 10
UNIT_PLACES = 15
"""A token may cost 0.00000001875."""


def rounded(amount: Decimal) -> Decimal:
    """An amount or quantity as the ledger keeps it, half even."""
    return amount.quantize(Decimal(1).scaleb(-PLACES), context=EXACT)


def unit_rounded(amount: Decimal) -> Decimal:
    """An amount for one unit as the ledger keeps it, half even."""
    return amount.quantize(Decimal(1).scaleb(-UNIT_PLACES), context=EXACT)


def times(quantity: Decimal, unit_amount: Decimal) -> Decimal:
    """What so many units come to, rounded once."""
    return rounded(EXACT.multiply(quantity, unit_amount))


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum; Python's own ``sum`` rounds to 28 digits."""
    result = Decimal(0)
    for amount in amounts:
        result = EXACT.add(result, amount)
    return result


def as_text(amount: Decimal) -> str:
    """The amount as programs get it: no exponent, no trailing zeros."""
    text = format(amount, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
