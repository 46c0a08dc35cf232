"""Two lists: join them, or find out what has changed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Sequence

from pydantic import JsonValue

from integrations.catalog.context import Ctx
from integrations.errors import InputError
from integrations.services.data import samples
from integrations.services.data.exact import number_of
from integrations.services.data.models.fields import MOST_ITEMS
from integrations.services.data.models.gathering import DataChange, DataCompare, DataCompared, DataJoin, DataJoined
from integrations.services.data.ordering import same
from integrations.services.data.paths import Found, fields_of, value_at, without
from integrations.services.data.service import service
from integrations.services.data.warned import Warnings, shown

_ZERO_BEFORE = re.compile(r"[+-]?0[0-9]")
"""Begins what is a number of somebody's, such as 007, and no amount."""


@service.operation(effect="read", scopes=[], price="data", icon="join", sample=samples.JOINED, example=samples.JOIN)
def join(ctx: Ctx, data: DataJoin) -> DataJoined:
    """Join two lists by fields that are the same in both, as a look-up in a table does.

    Up to 100,000 items in each list and in the result: several partners make several items. An item whose fields are
    all null has no partner. Order is that of the left list, then what only the right one has.
    """
    rights = [each.right or each.left for each in data.on]
    lefts = [each.left for each in data.on]
    partners: dict[Hashable, list[int]] = defaultdict(list)
    for index, item in enumerate(data.right):
        if (mark := _mark(item, rights)) is not None:
            partners[mark].append(index)
    found: list[JsonValue] = []
    used: set[int] = set()
    left_only = 0
    for item in data.left:
        mark = _mark(item, lefts)
        matching = partners.get(mark, []) if mark is not None else []
        left_only += not matching
        used.update(matching)
        found.extend(_together(item, data.right[index], data) for index in matching)
        if not matching and data.kind != "inner":
            found.append(_together(item, None, data))
        _within_bounds(found)
    alone = [item for index, item in enumerate(data.right) if index not in used]
    if data.kind == "outer":
        found.extend(_together(None, item, data) for item in alone)
        _within_bounds(found)
    return DataJoined(items=found, count=len(found), left_only=left_only, right_only=len(alone))


def _within_bounds(found: Sequence[JsonValue]) -> None:
    if len(found) > MOST_ITEMS:
        words = f"More than {MOST_ITEMS:,} items would come out, because many have the same key."
        raise InputError(f"{words} Deduplicate one list before.", field="on")


def _mark(item: JsonValue, paths: Sequence[str]) -> Hashable:
    """What partners have in common; None for an item that has no such field."""
    marks = tuple(_alike(value_at(item, path)) for path in paths)
    return None if all(mark is None for mark in marks) else marks


def _alike(value: Found) -> Hashable:
    """As ``same``, and a text that is wholly a number as that number: lists come from different sources."""
    number = number_of(value)
    if number is None or (isinstance(value, str) and _ZERO_BEFORE.match(value)):
        return same(value)
    return ("decimal", number)


def _together(left: JsonValue, right: JsonValue, data: DataJoin) -> JsonValue:
    if data.result == "paired":
        return {"left": left, "right": right}
    merged = dict(fields_of(left))
    for name, value in fields_of(right).items():
        if name in merged and same(merged[name]) != same(value):
            merged[f"{data.right_prefix}{name}"] = value
        else:
            merged.setdefault(name, value)
    return merged


@service.operation(
    effect="read", scopes=[], price="data", icon="compare", sample=samples.COMPARED, example=samples.COMPARE
)
def compare_lists(ctx: Ctx, data: DataCompare) -> DataCompared:
    """Find out which items of a list are new, gone, changed or the same.

    Up to 100,000 items in each list. With keys an item is known again by these fields; several with the same key are
    held against each other in their order.
    """
    warnings = Warnings()
    before = _by_key(data.before, data, "before", warnings)
    after = _by_key(data.after, data, "after", warnings)
    added: list[JsonValue] = [item for key, item in after.items() if key not in before]
    removed: list[JsonValue] = [item for key, item in before.items() if key not in after]
    changed: list[DataChange] = []
    same_ones: list[JsonValue] = []
    for key, item in after.items():
        if key not in before:
            continue
        differing = _differing(before[key], item, data.ignore) if data.keys else []
        if differing is None or differing:
            changed.append(DataChange(before=before[key], after=item, fields=differing or []))
        else:
            same_ones.append(item)
    return DataCompared(
        added=added,
        removed=removed,
        changed=changed,
        same=same_ones,
        has_changes=bool(added or removed or changed),
        added_count=len(added),
        removed_count=len(removed),
        changed_count=len(changed),
        same_count=len(same_ones),
        warnings=warnings.words,
    )


def _by_key(items: Sequence[JsonValue], data: DataCompare, which: str, warnings: Warnings) -> dict[Hashable, JsonValue]:
    found: dict[Hashable, JsonValue] = {}
    counted: dict[Hashable, int] = defaultdict(int)
    for item in items:
        values = [value_at(item, path) for path in data.keys]
        mark: Hashable = tuple(map(same, values)) if data.keys else same(_counting(item, data.ignore))
        number = counted[mark]
        counted[mark] += 1
        if number == 1 and data.keys:
            warnings.add(f"Several items of {which} have the key {', '.join(map(shown, values))}.")
        found[(mark, number)] = item
    return found


def _counting(item: JsonValue, ignored: Sequence[str]) -> JsonValue:
    for path in ignored:
        item = without(item, path)
    return item


def _differing(before: JsonValue, after: JsonValue, ignored: Sequence[str]) -> list[str] | None:
    """Names of the fields that differ; None where the items themselves do."""
    one, other = _counting(before, ignored), _counting(after, ignored)
    if not (isinstance(one, dict) and isinstance(other, dict)):
        return [] if same(one) == same(other) else None
    return [
        name
        for name in dict.fromkeys([*one, *other])
        if (name in one) is not (name in other) or same(one.get(name)) != same(other.get(name))
    ]
