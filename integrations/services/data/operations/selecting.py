"""Filter, sort, limit, deduplicate."""

from __future__ import annotations

from collections.abc import Hashable

from pydantic import JsonValue

from integrations.catalog.context import Ctx
from integrations.services.data import samples
from integrations.services.data.models.selecting import (
    DataDeduplicate,
    DataDeduplicated,
    DataFilter,
    DataFiltered,
    DataLimit,
    DataLimited,
    DataSort,
    DataSorted,
    DataSortKey,
)
from integrations.services.data.ordering import order, same
from integrations.services.data.paths import is_nothing, value_at
from integrations.services.data.rules import meets, test_of
from integrations.services.data.service import service
from integrations.services.data.warned import Warnings, shown


@service.operation(
    effect="read", scopes=[], price="data", icon="filter", sample=samples.FILTERED, example=samples.FILTER
)
def filter(ctx: Ctx, data: DataFilter) -> DataFiltered:  # noqa: A001  # what people call it
    """Keep the items of a list that meet conditions.

    Up to 100,000 items and 50 conditions. The other items are returned as well, so nothing gets lost. A value that
    cannot be compared (a word with a number) does not meet its condition and is named in warnings.
    """
    tests = [(rule, test_of(rule)) for rule in data.rules]
    wants_all = data.match == "all"
    kept: list[JsonValue] = []
    rest: list[JsonValue] = []
    warnings = Warnings()
    for index, item in enumerate(data.items):
        answers = [(rule, meets(item, rule, test)) for rule, test in tests]
        for rule, answer in answers:
            if answer is None:
                value = value_at(item, rule.field)
                place = f"items[{index}]{'.' if rule.field else ''}{rule.field}"
                warnings.add(f"{place} is {shown(value)}, which {rule.operator} {shown(rule.value)} cannot compare.")
        found = [answer is True for _, answer in answers]
        (kept if (all(found) if wants_all else any(found)) else rest).append(item)
    return DataFiltered(items=kept, count=len(kept), rest=rest, rest_count=len(rest), warnings=warnings.words)


@service.operation(effect="read", scopes=[], price="data", icon="sort", sample=samples.SORTED, example=samples.SORT)
def sort(ctx: Ctx, data: DataSort) -> DataSorted:
    """Put the items of a list in order, by one field or several.

    Up to 100,000 items and 10 keys. Items that compare equal stay in the order they came in. Natural order takes
    numbers in texts for what they count. What has no value of the kind stands last, or first if asked.
    """
    items = list(data.items)
    warnings = Warnings()
    for key in reversed(data.keys):
        items = _sorted_by(items, key, warnings)
    return DataSorted(items=items, count=len(items), warnings=warnings.words)


def _sorted_by(items: list[JsonValue], key: DataSortKey, warnings: Warnings) -> list[JsonValue]:
    values = [value_at(item, key.field) for item in items]
    places = [order(value, key.kind, ignore_case=key.ignore_case) for value in values]
    odd = [value for value, place in zip(values, places, strict=True) if place is None and not is_nothing(value)]
    if odd:
        many = f"{len(odd):,} values are" if len(odd) > 1 else "One value is"
        warnings.add(
            f"{many} no {key.kind} in {key.field or 'the items'}, such as {shown(odd[0])}; they stand as null does."
        )
    known = [index for index, place in enumerate(places) if place is not None]
    known.sort(key=lambda index: places[index] or (), reverse=key.direction == "descending")
    # With reverse, Python keeps equal ones in their order, as without.
    unknown = [index for index, place in enumerate(places) if place is None]
    return [items[index] for index in ([*unknown, *known] if key.nulls == "first" else [*known, *unknown])]


@service.operation(
    effect="read", scopes=[], price="data", icon="scissors", sample=samples.LIMITED, example=samples.LIMIT
)
def limit(ctx: Ctx, data: DataLimit) -> DataLimited:
    """Keep a part of a list: the first items, the last ones, or some in between.

    Up to 100,000 items. Their order stays as it is.
    """
    total = len(data.items)
    if data.take_from == "start":
        part = data.items[data.skip : data.skip + data.max_items]
    else:
        end = max(0, total - data.skip)
        part = data.items[max(0, end - data.max_items) : end]
    return DataLimited(items=part, count=len(part), has_more=data.skip + data.max_items < total, total=total)


@service.operation(
    effect="read", scopes=[], price="data", icon="copy-x", sample=samples.DEDUPLICATED, example=samples.DEDUPLICATE
)
def deduplicate(ctx: Ctx, data: DataDeduplicate) -> DataDeduplicated:
    """Keep each item of a list once, by some of its fields or as a whole.

    Up to 100,000 items. The numbers 1 and 1.0 are the same, 1 and the text "1" are not. The order stays as it is.
    """
    marks = [_mark(item, data) for item in data.items]
    last = {mark: index for index, mark in enumerate(marks)}
    first = {mark: index for index, mark in reversed(list(enumerate(marks)))}
    chosen = first if data.keep == "first" else last
    kept: list[JsonValue] = []
    duplicates: list[JsonValue] = []
    for index, (item, mark) in enumerate(zip(data.items, marks, strict=True)):
        (kept if mark is None or chosen[mark] == index else duplicates).append(item)
    return DataDeduplicated(items=kept, count=len(kept), duplicates=duplicates, duplicate_count=len(duplicates))


def _mark(item: JsonValue, data: DataDeduplicate) -> Hashable:
    """What is the same for items that are; None for one that is kept in any case."""
    if not data.keys:
        return ("item", same(item, ignore_case=data.ignore_case))
    values = [value_at(item, key) for key in data.keys]
    if data.keep_without_key and all(map(is_nothing, values)):
        return None
    return tuple(same(value, ignore_case=data.ignore_case) for value in values)
