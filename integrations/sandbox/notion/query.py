"""Filters and sorting of data sources: https://developers.notion.com/reference/filter-data-source-entries"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from integrations.sandbox.notion.errors import Resource, invalid
from integrations.sandbox.notion.resources import plain

MOST_DEEP = 2
Test = Callable[[Any, Any], bool]  # a property's value and what the filter compares it with

_TEXTS: Mapping[str, Test] = {
    "equals": lambda value, wanted: value == wanted,
    "does_not_equal": lambda value, wanted: value != wanted,
    "contains": lambda value, wanted: wanted.casefold() in value.casefold(),
    "does_not_contain": lambda value, wanted: wanted.casefold() not in value.casefold(),
    "starts_with": lambda value, wanted: value.casefold().startswith(wanted.casefold()),
    "ends_with": lambda value, wanted: value.casefold().endswith(wanted.casefold()),
    "is_empty": lambda value, wanted: not value,
    "is_not_empty": lambda value, wanted: bool(value),
}
_NUMBERS: Mapping[str, Test] = {
    "equals": lambda value, wanted: value == wanted,
    "does_not_equal": lambda value, wanted: value != wanted,
    "greater_than": lambda value, wanted: value is not None and value > wanted,
    "less_than": lambda value, wanted: value is not None and value < wanted,
    "greater_than_or_equal_to": lambda value, wanted: value is not None and value >= wanted,
    "less_than_or_equal_to": lambda value, wanted: value is not None and value <= wanted,
    "is_empty": lambda value, wanted: value is None,
    "is_not_empty": lambda value, wanted: value is not None,
}
_FLAGS: Mapping[str, Test] = {
    "equals": lambda value, wanted: value is wanted,
    "does_not_equal": lambda value, wanted: value is not wanted,
}
_CHOICES = {name: _TEXTS[name] for name in ("equals", "does_not_equal", "is_empty", "is_not_empty")}
_LISTS: Mapping[str, Test] = {
    "contains": lambda value, wanted: wanted in value,
    "does_not_contain": lambda value, wanted: wanted not in value,
    "is_empty": lambda value, wanted: not value,
    "is_not_empty": lambda value, wanted: bool(value),
}
_DATES: Mapping[str, Test] = {
    "equals": lambda value, wanted: value is not None and value.date() == wanted.date(),
    "before": lambda value, wanted: value is not None and value < wanted,
    "after": lambda value, wanted: value is not None and value > wanted,
    "on_or_before": lambda value, wanted: value is not None and value <= wanted,
    "on_or_after": lambda value, wanted: value is not None and value >= wanted,
    "is_empty": lambda value, wanted: value is None,
    "is_not_empty": lambda value, wanted: value is not None,
}
_OF_KIND: Mapping[str, Mapping[str, Test]] = {
    **dict.fromkeys(("title", "rich_text", "url", "email", "phone_number"), _TEXTS),
    **dict.fromkeys(("number", "unique_id"), _NUMBERS),
    "checkbox": _FLAGS,
    **dict.fromkeys(("select", "status"), _CHOICES),
    **dict.fromkeys(("multi_select", "people", "relation", "created_by", "last_edited_by"), _LISTS),
    "files": {name: _LISTS[name] for name in ("is_empty", "is_not_empty")},
    **dict.fromkeys(("date", "created_time", "last_edited_time"), _DATES),
}


def matches(page: Resource, condition: object, schema: Resource, depth: int = 0) -> bool:
    """Whether a page meets a filter. Raises 400 for one that Notion would refuse."""
    if condition is None:
        return True
    if not isinstance(condition, dict):
        raise invalid("body failed validation: body.filter should be an object.")
    for name, combine in (("and", all), ("or", any)):
        if name in condition:
            if depth >= MOST_DEEP or set(condition) != {name} or not isinstance(condition[name], list):
                raise invalid(f"body failed validation: body.filter.{name} should be a list, two levels deep at most.")
            return combine([matches(page, each, schema, depth + 1) for each in condition[name]])
    if "timestamp" in condition:
        return _meets_time(page, condition)
    return _meets(page, condition, schema)


def sorted_by(pages: Sequence[Resource], sorts: Sequence[Resource], schema: Resource) -> list[Resource]:
    """In the order asked for; the first way to sort counts most, and what is empty comes last."""
    found = list(pages)
    for sort in reversed(sorts):
        is_down = sort.get("direction") == "descending"
        keyed = [(_key(page, sort, schema), page) for page in found]
        there = sorted((each for each in keyed if each[0] is not None), key=lambda each: each[0], reverse=is_down)
        found = [page for _, page in there] + [page for key, page in keyed if key is None]
    return found


def _key(page: Resource, sort: Resource, schema: Resource) -> Any:
    if "timestamp" in sort:
        return page[sort["timestamp"]]
    value = _value(page, _config(sort["property"], schema))
    return value if not isinstance(value, list) else (value[0] if value else None)


def _meets_time(page: Resource, condition: Resource) -> bool:
    name = condition["timestamp"]
    if name not in ("created_time", "last_edited_time") or not isinstance(condition.get(name), dict):
        raise invalid("body failed validation: body.filter.timestamp should be `created_time` or `last_edited_time`.")
    return _test("date", condition[name], _moment(page[name]))


def _meets(page: Resource, condition: Resource, schema: Resource) -> bool:
    config = _config(str(condition.get("property", "")), schema)
    kind = config["type"]
    if not isinstance(condition.get(kind), dict):
        said = [name for name in condition if name not in ("property", "type")]
        raise invalid(f"database property {said[0] if said else 'undefined'} does not match filter {kind}")
    return _test(kind, condition[kind], _value(page, config))


def _test(kind: str, said: Resource, value: Any) -> bool:
    tests = _OF_KIND.get(kind, {})
    if len(said) != 1 or next(iter(said)) not in tests:
        names = ", ".join(f"`{each}`" for each in tests)
        raise invalid(f"body failed validation: body.filter.{kind} should have one of {names}.")
    ((name, wanted),) = said.items()
    if kind in ("date", "created_time", "last_edited_time") and name not in ("is_empty", "is_not_empty"):
        wanted = _moment(wanted)
    try:
        return tests[name](value, wanted)
    except (TypeError, AttributeError) as error:
        raise invalid(f"body failed validation: body.filter.{kind}.{name} cannot be {wanted!r}.") from error


def _config(name: str, schema: Resource) -> Resource:
    found = schema.get(name) or next((each for each in schema.values() if each["id"] == name), None)
    if found is None:
        raise invalid(f"Could not find property with name or id: {name}")
    config: Resource = found
    return config


def _value(page: Resource, config: Resource) -> Any:
    kind = config["type"]
    value = page["properties"][config["name"]][kind]
    if kind in ("title", "rich_text"):
        return plain(value)
    if kind in ("select", "status"):
        return value["name"] if value else ""
    if kind == "multi_select":
        return [each["name"] for each in value]
    if kind in ("people", "relation"):
        return [each["id"] for each in value]
    if kind in ("created_by", "last_edited_by"):
        return [value["id"]]
    if kind == "date":
        return _moment(value["start"]) if value else None
    if kind in ("created_time", "last_edited_time"):
        return _moment(value)
    if kind == "unique_id":
        return value["number"]
    return value if value is not None or kind in ("number", "files") else ""


def _moment(text: object) -> datetime:
    try:
        if isinstance(text, str) and len(text) == 10:
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        moment = datetime.fromisoformat(str(text))
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError as error:
        raise invalid(f"body failed validation: {text!r} should be a valid ISO 8601 date string.") from error
