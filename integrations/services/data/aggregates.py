"""What is worked out of the values of a group, exactly."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from decimal import Decimal

from pydantic import JsonValue

from integrations.services.data.exact import exactly, given_back, number_of, shortened
from integrations.services.data.models.gathering import DataAggregateValue
from integrations.services.data.ordering import order, same
from integrations.services.data.paths import Found, or_null, value_at
from integrations.services.data.warned import Warnings, shown


def name_of(wanted: DataAggregateValue) -> str:
    """What the value is called: as it was told, else by what it is made of."""
    if wanted.name:
        return wanted.name
    field = wanted.field.replace(".", "_").replace("[", "_").replace("]", "")
    return f"{wanted.function}_{field}" if field else wanted.function


def worked_out(wanted: DataAggregateValue, items: Sequence[JsonValue], warnings: Warnings) -> JsonValue:
    """One value of a group. Sums and averages of texts are texts with every digit, of numbers they are numbers."""
    there: list[JsonValue] = [value for item in items if (value := or_null(value_at(item, wanted.field))) is not None]
    match wanted.function:
        case "count":
            return len(there) if wanted.field else len(items)
        case "first":
            return there[0] if there else None
        case "last":
            return there[-1] if there else None
        case "list":
            return there
        case "unique":
            first: dict[Hashable, JsonValue] = {}
            for value in there:
                first.setdefault(same(value), value)
            return list(first.values())
        case "count_unique":
            return len({same(value) for value in there})
        case "join":
            return wanted.separator.join(_as_words(value) for value in there)
        case "sum" | "average":
            return _summed(wanted, there, warnings)
        case "min" | "max":
            return _extreme(wanted, there, is_max=wanted.function == "max")


def _summed(wanted: DataAggregateValue, values: Sequence[JsonValue], warnings: Warnings) -> JsonValue:
    numbers: list[Decimal] = []
    for value in values:
        number = number_of(value)
        if number is None:
            warnings.add(f"{wanted.field or 'An item'} is {shown(value)}, which is no number; it was left out.")
        else:
            numbers.append(number)
    are_numbers = not any(isinstance(value, str) and number_of(value) is not None for value in values)
    with exactly():
        total = sum(numbers, Decimal(0))
        if wanted.function == "sum":
            return given_back(total, as_number=are_numbers)
        if not numbers:
            return None
        return given_back(shortened(total / len(numbers)), as_number=are_numbers)


def _extreme(wanted: DataAggregateValue, values: Sequence[JsonValue], *, is_max: bool) -> JsonValue:
    """By natural order; of equal ones the first."""
    known = [(place, value) for value in values if (place := order(value, "natural", ignore_case=False)) is not None]
    if not known:
        return None
    chosen = max(known, key=lambda each: each[0]) if is_max else min(known, key=lambda each: each[0])
    return chosen[1]


def _as_words(value: Found) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
