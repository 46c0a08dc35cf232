"""Aggregate, group, split, flatten."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from pydantic import JsonValue

from integrations.catalog.context import Ctx
from integrations.errors import FieldError, InputError
from integrations.services.data import samples
from integrations.services.data.aggregates import name_of, worked_out
from integrations.services.data.models.fields import MOST_ITEMS
from integrations.services.data.models.gathering import (
    DataAggregate,
    DataAggregated,
    DataFlatten,
    DataFlattened,
    DataGroup,
    DataGrouped,
    DataGroupOfItems,
    DataParts,
    DataSplit,
)
from integrations.services.data.ordering import same
from integrations.services.data.paths import last_name, or_null, value_at
from integrations.services.data.service import service
from integrations.services.data.warned import Warnings


@service.operation(
    effect="read", scopes=[], price="data", icon="sum", sample=samples.AGGREGATED, example=samples.AGGREGATE
)
def aggregate(ctx: Ctx, data: DataAggregate) -> DataAggregated:
    """Work out sums, averages, counts and the like over a list, for each group or for all items.

    Up to 100,000 items, 50 values and 10 fields to group by. Amounts that are texts are added with every digit and come
    back as texts; what is no number is left out and named in warnings. An average has 20 places at most.
    """
    names = _names(data)
    warnings = Warnings()
    groups = _grouped(data.items, data.group_by) if data.group_by else [({}, list(data.items))]
    rows: list[dict[str, JsonValue]] = []
    for key, items in groups:
        found = {name: worked_out(wanted, items, warnings) for name, wanted in zip(names, data.values, strict=True)}
        rows.append({**{last_name(path): value for path, value in key.items()}, **found})
    result = None if data.group_by else rows[0]
    return DataAggregated(items=rows, count=len(rows), result=result, warnings=warnings.words)


def _names(data: DataAggregate) -> list[str]:
    """What the values are called. Raises InputError where two columns would be called alike."""
    taken = [last_name(path) for path in data.group_by]
    names = [name_of(each) for each in data.values]
    wrong = [
        FieldError(f"values.{index}.name", f"{name!r} is the name of another value. Give this one a name of its own.")
        for index, name in enumerate(names)
        if name in taken or name in names[:index]
    ]
    wrong += [
        FieldError(f"group_by.{index}", f"{name!r} is the name of another field to group by. Rename it before.")
        for index, name in enumerate(taken)
        if name in taken[:index]
    ]
    if wrong:
        raise InputError(wrong[0].message, errors=wrong)
    return names


@service.operation(effect="read", scopes=[], price="data", icon="group", sample=samples.GROUPED, example=samples.GROUP)
def group(ctx: Ctx, data: DataGroup) -> DataGrouped:
    """Put the items of a list into groups that share some fields.

    Up to 100,000 items and 10 fields. Null and a field that is not there are the same; 1 and "1" are not.
    """
    found = _grouped(data.items, data.keys, ignore_case=data.ignore_case)
    groups = [DataGroupOfItems(key=key, items=items, count=len(items)) for key, items in found]
    return DataGrouped(groups=groups, count=len(groups))


def _grouped(
    items: Sequence[JsonValue], paths: Sequence[str], *, ignore_case: bool = False
) -> list[tuple[dict[str, JsonValue], list[JsonValue]]]:
    groups: dict[Hashable, tuple[dict[str, JsonValue], list[JsonValue]]] = {}
    for item in items:
        found = [value_at(item, path) for path in paths]
        mark = tuple(same(value, ignore_case=ignore_case) for value in found)
        known = groups.get(mark)
        if known is None:
            known = ({path: or_null(value) for path, value in zip(paths, found, strict=True)}, [])
            groups[mark] = known
        known[1].append(item)
    return list(groups.values())


@service.operation(effect="read", scopes=[], price="data", icon="split", sample=samples.SPLIT_UP, example=samples.SPLIT)
def split(ctx: Ctx, data: DataSplit) -> DataParts:
    """Split a list into parts of the same size, for what takes only so many at once.

    Up to 100,000 items. The last part has what is left; an empty list has no parts.
    """
    parts = [data.items[start : start + data.size] for start in range(0, len(data.items), data.size)]
    return DataParts(parts=parts, count=len(parts))


@service.operation(
    effect="read", scopes=[], price="data", icon="spread", sample=samples.FLATTENED, example=samples.FLATTEN
)
def flatten(ctx: Ctx, data: DataFlatten) -> DataFlattened:
    """Make one list of lists inside each other, or one item for each entry of a field.

    Up to 100,000 items in and out. Of a field that is null or not there nothing comes out; a value that is no list
    counts as a list of one.
    """
    warnings = Warnings()
    found: list[JsonValue] = []
    for item in data.items:
        inner = or_null(value_at(item, data.field))
        entries: list[JsonValue] = inner if isinstance(inner, list) else [] if inner is None else [inner]
        found.extend(_with_outer(entry, item, data, warnings) for entry in _opened(entries, data.levels - 1))
        if len(found) > MOST_ITEMS:
            raise InputError(f"More than {MOST_ITEMS:,} items would come out. Split the list before.", field="items")
    return DataFlattened(items=found, count=len(found), warnings=warnings.words)


def _opened(entries: list[JsonValue], levels: int) -> list[JsonValue]:
    for _ in range(levels):
        entries = [inner for each in entries for inner in (each if isinstance(each, list) else [each])]
    return entries


def _with_outer(entry: JsonValue, item: JsonValue, data: DataFlatten, warnings: Warnings) -> JsonValue:
    if not data.keep:
        return entry
    own: dict[str, JsonValue] = dict(entry) if isinstance(entry, dict) else {"value": entry}
    for path in data.keep:
        name = last_name(path)
        if name in own:
            warnings.once(f"Entries have a field {name!r} of their own, which they kept. Rename one of the two before.")
        else:
            own[name] = or_null(value_at(item, path))
    return own
