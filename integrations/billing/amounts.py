"""Exact money: ten decimal places in the database, plain strings outside, sums without floating point."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DecimalField, Expression, Sum
from django.db.models.sql.compiler import SQLCompiler

PLACES = 10
_QUANTUM = Decimal(1).scaleb(-PLACES)


def rounded(amount: Decimal) -> Decimal:
    """The amount as the database keeps it."""
    return amount.quantize(_QUANTUM, rounding=ROUND_HALF_EVEN)


def as_text(amount: Decimal) -> str:
    """The amount as programs get it: no exponent, no trailing zeros."""
    text = format(amount, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


class _WholeUnits(DecimalField):  # type: ignore[type-arg]  # not generic at run time
    """What ``ExactSum`` returns: on SQLite an integer count of the smallest unit."""

    def get_internal_type(self) -> str:
        return "WholeUnits"  # not DecimalField, for which Django would convert through a float of 15 digits

    def from_db_value(
        self, value: Decimal | int | None, expression: Expression, connection: BaseDatabaseWrapper
    ) -> Decimal:
        if value is None:
            return Decimal(0)
        return Decimal(value).scaleb(-PLACES) if connection.vendor == "sqlite" else Decimal(value)


class ExactSum(Sum):
    """Sum of a money column; zero over no rows. SQLite keeps decimals as floats, so there whole units are summed."""

    def __init__(self, expression: str, **extra: Any) -> None:  # passed through to Django's aggregate
        super().__init__(expression, output_field=_WholeUnits(max_digits=30, decimal_places=PLACES), **extra)

    def as_sqlite(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        **context: Any,  # Django's signature
    ) -> tuple[str, Any]:
        template = f"SUM(CAST(ROUND(%(expressions)s * 1e{PLACES}) AS INTEGER))"
        return self.as_sql(compiler, connection, template=template, **context)
