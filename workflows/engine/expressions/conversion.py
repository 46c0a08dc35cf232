"""Values on their way into CEL and out of it: what the library cannot take is converted, what it loses is restored."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from workflows.engine.expressions.faults import EvaluationFault, TooMuch

MAX_DEPTH: Final = 100
MAX_ORDERS: Final = 8
"""How many orders of the same names are told apart."""
SMALLEST, LARGEST = -(2**63), 2**63 - 1
_COST = 8
"""What a number, a key or an item counts beside its text, in bytes."""


def prepared(value: Any, allowance: list[int]) -> Any:
    """The value as CEL takes it; ``allowance[0]`` is lowered by its size.

    Times become RFC 3339, decimals and integers beyond 64 bits become text, tuples lists. Raises TooMuch when the
    allowance is used up, EvaluationFault for what is no JSON at all.
    """
    return _prepared(value, allowance, 0)


def _prepared(value: Any, allowance: list[int], depth: int) -> Any:
    allowance[0] -= _COST + (len(value) if isinstance(value, str) else 0)
    if allowance[0] < 0:
        raise TooMuch("too much")
    match value:
        case None | bool():
            return value
        case str():
            if "\0" in value:
                raise EvaluationFault("A text in it holds the character U+0000, with which nothing can be calculated.")
            return value
        case int():
            return value if SMALLEST <= value <= LARGEST else str(value)
        case float():
            return value
        case list() | tuple():
            _bounded(depth)
            if len(value) * _COST > allowance[0]:
                raise TooMuch("too much")
            return [_prepared(each, allowance, depth + 1) for each in value]
        case Mapping():
            _bounded(depth)
            return {
                str(_prepared(key, allowance, depth)): _prepared(each, allowance, depth + 1)
                for key, each in value.items()
            }
    return _foreign(value)


def _bounded(depth: int) -> None:
    if depth >= MAX_DEPTH:
        raise EvaluationFault(f"The value is nested deeper than {MAX_DEPTH} levels.")


def _foreign(value: Any) -> Any:
    match value:
        case datetime():
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
    raise EvaluationFault(f"A {type(value).__name__} is no JSON value.")


class KeyOrder:
    """The order of the names in objects, which CEL loses: as in the object that was handed in, or as written."""

    def __init__(self, sources: Iterable[Any], written: Iterable[tuple[str, ...]] = ()) -> None:
        self._sources = sources
        self._written = written
        self._known: dict[frozenset[str], list[tuple[str, ...]]] | None = None
        self._examples: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}

    def restored(self, value: Any) -> Any:
        """The value from CEL as plain JSON with its objects in order. Raises EvaluationFault for what is no JSON."""
        match value:
            case None | bool() | str() | int():
                return value
            case float():
                if not math.isfinite(value):
                    raise EvaluationFault("The result is not a number (a division by zero, or too large).")
                return value
            case list():
                return [self.restored(each) for each in value]
            case dict():
                return self._object(value)
            case datetime():
                return value.isoformat().replace("+00:00", "Z")
            case timedelta():
                return f"{value.total_seconds():g}s"
            case bytes() | bytearray():
                raise EvaluationFault("The result is bytes. Write text without a b before it.")
        raise EvaluationFault("The result is neither text, number, true, false, null, list nor object.")

    def _object(self, value: dict[Any, Any]) -> dict[str, Any]:
        made = {_name(key): self.restored(each) for key, each in value.items()}
        if len(made) < 2:
            return made
        return {key: made[key] for key in self._order(made)}

    def _order(self, made: dict[str, Any]) -> Iterable[str]:
        if self._known is None:
            self._known = {}
            for keys in [*self._written, *self._orders_in_sources()]:
                orders = self._known.setdefault(frozenset(keys), [])
                if len(orders) < MAX_ORDERS and keys not in orders:
                    orders.append(keys)
        orders = self._known.get(frozenset(made), [])
        if len(orders) == 1:
            return orders[0]
        for order in orders:
            if any(each == made for each in self._examples.get(order, ())):
                return order
        return orders[0] if orders else sorted(made)

    def _orders_in_sources(self) -> Iterator[tuple[str, ...]]:
        pending = list(self._sources)[::-1]
        while pending:
            current = pending.pop()
            if isinstance(current, dict):
                keys = tuple(current)
                if len(keys) > 1:
                    examples = self._examples.setdefault(keys, [])
                    if len(examples) < MAX_ORDERS:
                        examples.append(current)
                    yield keys
                pending.extend(reversed(current.values()))
            elif isinstance(current, list):
                pending.extend(reversed(current))


def _name(key: Any) -> str:
    return ("true" if key else "false") if isinstance(key, bool) else str(key)
