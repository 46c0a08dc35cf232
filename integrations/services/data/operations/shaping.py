"""Rename, pick, omit and map fields; bring nested ones to the top."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import JsonValue

from integrations.catalog.context import Ctx
from integrations.errors import InputError
from integrations.services.data import samples
from integrations.services.data.models.shaping import (
    DataFlattenFields,
    DataMap,
    DataOmit,
    DataPick,
    DataRename,
    DataShaped,
)
from integrations.services.data.paths import Missing, fields_of, last_name, or_null, put, steps_of, value_at, without
from integrations.services.data.service import service
from integrations.services.data.warned import Warnings, shown

Shape = Callable[[dict[str, JsonValue]], dict[str, JsonValue]]


@service.operation(
    effect="read", scopes=[], price="data", icon="rename", sample=samples.RENAMED, example=samples.RENAME
)
def rename(ctx: Ctx, data: DataRename) -> DataShaped:
    """Call fields of all items otherwise; their order and place stay.

    Up to 100,000 items and 200 names. A field that an item does not have is passed over. Refused where the new name is
    that of another field of the item.
    """

    def renamed(item: dict[str, JsonValue]) -> dict[str, JsonValue]:
        whole = {path: name for path, name in data.names.items() if path in item}
        at_top = _with_names(item, whole, "")
        for path, name in data.names.items():
            if path not in whole and len(steps_of(path)) > 1:
                at_top = _renamed_inside(at_top, steps_of(path), name, path)
        return at_top

    return _each(data.items, renamed)


def _with_names(item: dict[str, JsonValue], names: dict[str, str], path: str) -> dict[str, JsonValue]:
    new = {names.get(name, name): value for name, value in item.items()}
    if len(new) < len(item):
        kept = [names.get(name, name) for name in item]
        twice = next(name for name in kept if kept.count(name) > 1)
        field = path or next(old for old, name in names.items() if name == twice)
        raise InputError(
            f"An item has a field {twice!r} already. Leave that one out before, or choose another name.",
            field=f"names.{field}",
        )
    return new


def _renamed_inside(
    item: dict[str, JsonValue], steps: Sequence[str | int], name: str, path: str
) -> dict[str, JsonValue]:
    def inside(value: JsonValue, left: Sequence[str | int]) -> JsonValue:
        step, rest = left[0], left[1:]
        if isinstance(step, str):
            if not isinstance(value, dict) or step not in value:
                return value
            return _with_names(value, {step: name}, path) if not rest else {**value, step: inside(value[step], rest)}
        if not isinstance(value, list) or not -len(value) <= step < len(value) or not rest:
            return value
        place = step % len(value)
        return [*value[:place], inside(value[place], rest), *value[place + 1 :]]

    return dict(fields_of(inside(item, steps)))


@service.operation(
    effect="read", scopes=[], price="data", icon="list-filter", sample=samples.PICKED, example=samples.PICK
)
def pick_fields(ctx: Ctx, data: DataPick) -> DataShaped:
    """Keep some fields of all items, in the order in which they are named.

    Up to 100,000 items and 200 fields. A field that an item does not have is left out there as well; an entry of a list
    stands under its number.
    """
    names = _flat_names(data.fields) if data.flat else {}

    def picked(item: dict[str, JsonValue]) -> dict[str, JsonValue]:
        new: dict[str, JsonValue] = {}
        for path in data.fields:
            value = value_at(item, path)
            if isinstance(value, Missing):
                continue
            if data.flat or path in item:
                new[names.get(path, path)] = value
            else:
                _put(new, path, value, "fields")
        return new

    return _each(data.items, picked)


def _flat_names(paths: Sequence[str]) -> dict[str, str]:
    names = {path: last_name(path) for path in paths}
    seen: dict[str, str] = {}
    for index, (path, name) in enumerate(names.items()):
        if name in seen:
            words = f"{path!r} and {seen[name]!r} would both be called {name!r}. Use map_fields, which takes names."
            raise InputError(words, field=f"fields.{index}")
        seen[name] = path
    return names


@service.operation(
    effect="read", scopes=[], price="data", icon="delete-columns", sample=samples.OMITTED, example=samples.OMIT
)
def omit_fields(ctx: Ctx, data: DataOmit) -> DataShaped:
    """Leave out some fields of all items.

    Up to 100,000 items and 200 fields. What an item does not have is passed over.
    """

    def omitted(item: dict[str, JsonValue]) -> dict[str, JsonValue]:
        left: JsonValue = item
        for path in data.fields:
            left = without(left, path)
        return dict(fields_of(left))

    return _each(data.items, omitted)


@service.operation(
    effect="read", scopes=[], price="data", icon="table-fields", sample=samples.MAPPED, example=samples.MAP
)
def map_fields(ctx: Ctx, data: DataMap) -> DataShaped:
    """Build new items out of the fields of old ones, under new names and with fixed values.

    Up to 100,000 items and 200 fields. What is to be worked out for each item takes a loop.
    """
    if not data.fields and not data.values:
        raise InputError("Say in fields or values what the new items consist of.", field="fields")

    def mapped(item: dict[str, JsonValue]) -> dict[str, JsonValue]:
        new = _deep_copy(item) if data.keep_others else {}
        for name, path in data.fields.items():
            value = or_null(value_at(item, path))
            _put(new, name, data.defaults.get(name) if value is None else value, "fields")
        for name, value in data.values.items():
            _put(new, name, value, "values")
        return new

    return _each(data.items, mapped)


def _put(new: dict[str, JsonValue], path: str, value: JsonValue, field: str) -> None:
    if not put(new, path, value):
        words = f"{path!r} leads into a field that has a value already. Choose another name."
        raise InputError(words, field=f"{field}.{path}")


def _deep_copy(item: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Objects are copied, for new fields go into them; lists are not, for nothing does."""
    return {name: _deep_copy(value) if isinstance(value, dict) else value for name, value in item.items()}


@service.operation(
    effect="read", scopes=[], price="data", icon="layers", sample=samples.FLAT_FIELDS, example=samples.FLATTEN_FIELDS
)
def flatten_fields(ctx: Ctx, data: DataFlattenFields) -> DataShaped:
    """Bring the fields of objects inside items to the top, under names such as customer.city.

    Up to 100,000 items. An empty object stays as it is. Refused where two fields would be called alike.
    """

    def flat(item: dict[str, JsonValue]) -> dict[str, JsonValue]:
        new: dict[str, JsonValue] = {}
        for name, value in _leaves(item, data):
            if name in new:
                raise InputError(
                    f"Two fields would both be called {name!r}. Choose another separator.", field="separator"
                )
            new[name] = value
        return new

    return _each(data.items, flat)


def _leaves(value: JsonValue, data: DataFlattenFields, prefix: str = "") -> list[tuple[str, JsonValue]]:
    """Parameters nest 40 levels at most, so this does as well."""
    inner: dict[str, JsonValue] = {}
    if isinstance(value, dict):
        inner = value
    elif data.with_lists and isinstance(value, list):
        inner = {str(index): each for index, each in enumerate(value)}
    if not inner:
        return [(prefix, value)] if prefix else []
    start = f"{prefix}{data.separator}" if prefix else ""
    return [leaf for name, each in inner.items() for leaf in _leaves(each, data, f"{start}{name}")]


def _each(items: Sequence[JsonValue], shape: Shape) -> DataShaped:
    warnings = Warnings()
    shaped: list[JsonValue] = []
    for index, item in enumerate(items):
        if isinstance(item, dict):
            shaped.append(shape(item))
        else:
            warnings.add(f"items[{index}] is {shown(item)}, which has no fields; it stayed as it is.")
            shaped.append(item)
    return DataShaped(items=shaped, count=len(shaped), warnings=warnings.words)
