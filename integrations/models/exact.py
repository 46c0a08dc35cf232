"""Decimals that no database turns into a float: the field they are kept in, and the one way to sum it."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any, cast

from django.core.exceptions import FieldError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DecimalField, Expression, Field, Sum
from django.db.models.sql.compiler import SQLCompiler
from django.utils.functional import cached_property

EXACT = Context(prec=100, rounding=ROUND_HALF_EVEN)
"""For arithmetic on amounts: Python's own context rounds to 28 digits."""
CHUNK = 11
"""Digits that SQLite adds up at once: 90 million such integers fit into its 64 bits, and with more it says so."""


class ExactDecimalField(DecimalField):  # type: ignore[type-arg]  # not generic at run time
    """A decimal of up to ``max_digits`` digits, exact on every database, rounded half even to ``decimal_places``.

    PostgreSQL has NUMERIC. SQLite would keep a decimal as a float of 15 digits, so there the column is TEXT of one
    width that sorts as the numbers do: ``1`` and all digits (`1.5` of six digits, two places: `10001.50`), or for a
    negative number ``0`` and what it lacks to the next power of ten (`-1.5`: `09998.50`). So filters, ordering,
    indexes, MIN and MAX are those of text and exact. A plain ``Sum`` raises TypeError there: use ``ExactSum``.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "text" if connection.vendor == "sqlite" else f"numeric({self.max_digits}, {self.decimal_places})"

    def cast_db_type(self, connection: BaseDatabaseWrapper) -> str:
        return self.db_type(connection)

    def get_internal_type(self) -> str:
        return "ExactDecimalField"  # not DecimalField, which Django's SQLite backend converts through a float

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """Raises ValueError for an amount with too many digits."""
        if value is None or hasattr(value, "as_sql"):
            return value
        given = self.to_python(value)
        amount = given.quantize(self._quantum, context=EXACT)
        scaled = int(amount.scaleb(self.decimal_places, EXACT))
        if abs(scaled) >= self._limit:
            raise ValueError(f"{given} has more than {self.max_digits} digits, which {self.name!r} cannot keep.")
        return self._as_text(scaled) if connection.vendor == "sqlite" else amount

    def from_db_value(self, value: Any, expression: Expression, connection: BaseDatabaseWrapper) -> Decimal | None:
        if value is None or connection.vendor != "sqlite":
            return cast("Decimal | None", value)
        if not isinstance(value, str) or len(value) != self.max_digits + 2:
            raise TypeError(f"{value!r} is no stored amount. Sum amounts by ExactSum.")
        scaled = int(value.replace(".", "")) - self._limit
        return Decimal(scaled).scaleb(-self.decimal_places, EXACT)

    @cached_property
    def _quantum(self) -> Decimal:
        return Decimal(1).scaleb(-self.decimal_places)

    @cached_property
    def _limit(self) -> int:
        """The least whole number of quanta that is too large."""
        return int(10**self.max_digits)

    def chunks(self) -> list[tuple[int, int, int]]:
        """How ``ExactSum`` takes a stored text apart: (first character from 1, length, power of ten) of each piece."""
        before = self.max_digits - self.decimal_places + 1
        pieces = []
        for start, end in ((0, before), (before + 1, self.max_digits + 2)):
            for last in range(end, start, -CHUNK):
                first = max(start, last - CHUNK)
                power = before - last if start == 0 else before + 1 - last
                pieces.append((first + 1, last - first, power))
        return pieces

    def _as_text(self, scaled: int) -> str:
        digits = f"{scaled + self._limit:0{self.max_digits + 1}d}"
        before = self.max_digits - self.decimal_places + 1
        return f"{digits[:before]}.{digits[before:]}"


class _Total(Field):  # type: ignore[type-arg]  # not generic at run time
    """What ``ExactSum`` returns: on SQLite the number of rows and the sum of each chunk, put together here."""

    def __init__(self, summed: ExactDecimalField) -> None:
        super().__init__()
        self.summed = summed

    def get_internal_type(self) -> str:
        return "ExactTotal"

    def get_prep_value(self, value: Any) -> Any:
        raise FieldError("A sum of amounts cannot be compared by the database: compare it in Python.")

    def from_db_value(self, value: Any, expression: Expression, connection: BaseDatabaseWrapper) -> Decimal:
        if value is None:
            return Decimal(0)
        if connection.vendor != "sqlite":
            return Decimal(value)
        rows, *sums = (int(part) for part in value.split())
        total = Decimal(-rows * 10 ** (self.summed.max_digits - self.summed.decimal_places))
        for part, (_, _, power) in zip(sums, self.summed.chunks(), strict=True):
            total = EXACT.add(total, Decimal(part).scaleb(power, EXACT))
        return EXACT.quantize(total, Decimal(1).scaleb(-self.summed.decimal_places))


class ExactSum(Sum):
    """The sum of an ``ExactDecimalField``, exact at any length; zero over no rows. It takes no filter or distinct."""

    def __init__(self, expression: Any) -> None:  # a name or an expression, as Django's aggregates take
        super().__init__(expression)

    def _resolve_output_field(self) -> _Total:
        summed = self.get_source_expressions()[0].output_field
        if not isinstance(summed, ExactDecimalField):
            raise FieldError(f"{summed!r} is no ExactDecimalField: use Sum.")
        return _Total(summed)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:  # Django's signature
        source, params = compiler.compile(self.get_source_expressions()[0])
        chunks = cast("_Total", self.output_field).summed.chunks()
        sums = [f"SUM(CAST(SUBSTR({source}, {first}, {length}) AS INTEGER))" for first, length, _ in chunks]
        parts = " || ' ' || ".join([f"COUNT({source})", *sums])
        return f"({parts})", (*params,) * (len(chunks) + 1)
