"""Functions on lists and objects."""

from __future__ import annotations

import json
import math
from typing import Any

from workflows.engine.expressions.faults import EvaluationFault
from workflows.engine.expressions.functions.allowance import spend
from workflows.engine.expressions.functions.register import Items, Object, Text, Value, Whole, described, function


@function("Lists and objects", "first([3, 1, 2])", 3)
def first(items: Items) -> Any:
    """The first item; null if there is none."""
    return items[0] if items else None


@function("Lists and objects", "last([3, 1, 2])", 2)
def last(items: Items) -> Any:
    """The last item; null if there is none."""
    return items[-1] if items else None


@function("Lists and objects", "length([3, 1, 2])", 3)
def length(value: Value) -> int:
    """How many items, fields or characters there are."""
    if isinstance(value, str | list | dict):
        return len(value)
    raise EvaluationFault(f"length() needs a list, an object or a text, not {described(value)}.")


@function("Lists and objects", "sum([1, 2.5])", 3.5)
def sum_(items: Items) -> int | float:
    """All numbers of the list together; 0 if it is empty."""
    numbers = _numbers("sum", items)
    return math.fsum(numbers) if any(isinstance(each, float) for each in numbers) else sum(map(int, numbers))


@function("Lists and objects", "average([1, 2])", 1.5)
def average(items: Items) -> float | None:
    """The mean of the numbers; null if there are none."""
    numbers = _numbers("average", items)
    return math.fsum(numbers) / len(numbers) if numbers else None


@function("Lists and objects", "min([3, 1, 2])", 1)
def min_(items: Items) -> Any:
    """The smallest of numbers or texts; null if there is none."""
    return min(_comparable("min", items), default=None)


@function("Lists and objects", "max([3, 1, 2])", 3)
def max_(items: Items) -> Any:
    """The largest of numbers or texts; null if there is none."""
    return max(_comparable("max", items), default=None)


@function("Lists and objects", "unique([1, 2, 1])", [1, 2])
def unique(items: Items) -> list[Any]:
    """The list without repeated items, each where it first stood."""
    known: dict[str, Any] = {}
    for each in items:
        known.setdefault(_mark(each), each)
    return list(known.values())


@function("Lists and objects", "sort([{'n': 2}, {'n': 1}], 'n')", [{"n": 1}, {"n": 2}])
def sort(items: Items, field: Text | None = None) -> list[Any]:
    """The list in rising order of numbers or texts; with a field, its objects by that field."""
    keys = items if field is None else pluck(items, field)
    _comparable("sort", keys)
    return [items[place] for place in sorted(range(len(items)), key=lambda place: keys[place])]


@function("Lists and objects", "reverse([1, 2])", [2, 1])
def reverse(items: Items) -> list[Any]:
    """The list from its end to its beginning."""
    return items[::-1]


@function("Lists and objects", "flatten([[1, 2], [3], 4])", [1, 2, 3, 4])
def flatten(items: Items) -> list[Any]:
    """One list of the items of its lists, one level deep."""
    return [inner for each in items for inner in (each if isinstance(each, list) else [each])]


@function("Lists and objects", "slice([1, 2, 3, 4], 1, 3)", [2, 3])
def slice_(items: Items, start: Whole, end: Whole | None = None) -> list[Any]:
    """The items from ``start`` (0 is the first) up to, not including, ``end``."""
    if start < 0 or (end is not None and end < 0):
        raise EvaluationFault("slice() counts from 0; it takes no place below it.")
    return items[start:end]


@function("Lists and objects", "compact([1, null, ''])", [1])
def compact(items: Items) -> list[Any]:
    """The list without null and empty texts."""
    return [each for each in items if each is not None and each != ""]


@function("Lists and objects", "chunk([1, 2, 3], 2)", [[1, 2], [3]])
def chunk(items: Items, size: Whole) -> list[Any]:
    """The list cut into lists of at most ``size`` items."""
    if size < 1:
        raise EvaluationFault(f"chunk() needs a size of at least 1, not {size}.")
    return [items[start : start + size] for start in range(0, len(items), size)]


@function("Lists and objects", "pluck([{'id': 1}, {'id': 2}], 'id')", [1, 2])
def pluck(items: Items, field: Text) -> list[Any]:
    """That field of every object in the list; null where it is missing."""
    return [each.get(field) if isinstance(each, dict) else None for each in items]


@function("Lists and objects", "keys({'b': 1, 'a': 2})", ["b", "a"])
def keys(of: Object) -> list[str]:
    """The names of an object's fields, in their order."""
    return list(of)


@function("Lists and objects", "values({'b': 1, 'a': 2})", [1, 2])
def values(of: Object) -> list[Any]:
    """The values of an object's fields, in their order."""
    return list(of.values())


@function("Lists and objects", "merge({'a': 1}, {'b': 2})", {"a": 1, "b": 2})
def merge(one: Object, other: Object) -> dict[str, Any]:
    """One object with the fields of both; where both have one, the other's."""
    return {**one, **other}


def _numbers(name: str, items: list[Any]) -> list[int | float]:
    for each in items:
        if not isinstance(each, int | float) or isinstance(each, bool):
            raise EvaluationFault(f"{name}() needs a list of numbers; {described(each)} is in it. number() makes one.")
    return items


def _comparable(name: str, items: list[Any]) -> list[Any]:
    """The items, if all are numbers or all are texts."""
    if items and not all(isinstance(each, str) for each in items):
        strange = [each for each in items if not isinstance(each, int | float) or isinstance(each, bool)]
        if strange:
            raise EvaluationFault(f"{name}() needs all numbers or all texts; {described(strange[0])} is among them.")
    return items


def _mark(value: Any) -> str:
    """Equal for equal values; 1 and 1.0 are equal, as in CEL."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    mark = json.dumps(value, sort_keys=True)
    spend(len(mark))
    return mark
