"""Paths of fields such as ``address.city`` or ``lines[0].sku``: how they are read, and what stands there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Annotated, Final

from pydantic import AfterValidator, Field, JsonValue

Steps = tuple[str | int, ...]
MOST_STEPS = 20
_STEP = re.compile(
    r"""(?:^|\.)(?P<name>[^.\[\]]+)|\[(?P<index>-?[0-9]{1,6})\]|\[(?P<quote>["'])(?P<quoted>.+?)(?P=quote)\]"""
)


class Missing:
    """What stands where nothing is, which is something else than null."""

    def __repr__(self) -> str:
        return "nothing"


MISSING: Final = Missing()
Found = JsonValue | Missing


def or_null(found: Found) -> JsonValue:
    """Null where nothing stands."""
    return None if isinstance(found, Missing) else found


def is_nothing(found: Found) -> bool:
    """Whether null or nothing stands there."""
    return found is None or isinstance(found, Missing)


@lru_cache(maxsize=4096)
def steps_of(path: str) -> Steps:
    """The steps from an item to a field; none for the item itself. Raises ValueError that says how to write one."""
    steps: list[str | int] = []
    position = 0
    while position < len(path):
        step = _STEP.match(path, position)
        if step is None or len(steps) == MOST_STEPS:
            raise ValueError(
                f"{path!r} is no path of a field. Write names with dots between and numbers in brackets, such as"
                ' address.city or lines[0].sku; a name with a dot or bracket in quotes, such as ["a.b"]'
            )
        index = step["index"]
        steps.append(int(index) if index is not None else step["name"] or step["quoted"])
        position = step.end()
    return tuple(steps)


def _checked(path: str) -> str:
    steps_of(path)
    return path


FieldPath = Annotated[str, AfterValidator(_checked), Field(min_length=1, max_length=300, examples=["address.city"])]
"""The path of a field of an item. A field that is called just so is taken first, whatever dots its name has."""
ItemPath = Annotated[str, AfterValidator(_checked), Field(max_length=300, examples=["address.city"])]
"""The same, and an empty text for the item itself."""


def value_at(item: JsonValue, path: str) -> Found:
    """What stands at the path, ``MISSING`` where nothing does."""
    if isinstance(item, dict) and path in item:
        return item[path]
    found: JsonValue = item
    for step in steps_of(path):
        if isinstance(step, str):
            if not isinstance(found, dict) or step not in found:
                return MISSING
            found = found[step]
        elif not isinstance(found, list) or not -len(found) <= step < len(found):
            return MISSING
        else:
            found = found[step]
    return found


def last_name(path: str) -> str:
    """What the field itself is called; the whole path where it ends in a number."""
    last = steps_of(path)[-1]
    return last if isinstance(last, str) else path


def without(item: JsonValue, path: str) -> JsonValue:
    """A copy of the item without the field; the very same one where there is none."""
    if isinstance(item, dict) and path in item:
        return {name: value for name, value in item.items() if name != path}
    return _without(item, steps_of(path))


def _without(item: JsonValue, steps: Sequence[str | int]) -> JsonValue:
    if not steps:
        return item
    step, rest = steps[0], steps[1:]
    if isinstance(step, str):
        if not isinstance(item, dict) or step not in item:
            return item
        if not rest:
            return {name: value for name, value in item.items() if name != step}
        return {**item, step: _without(item[step], rest)}
    if not isinstance(item, list) or not -len(item) <= step < len(item):
        return item
    place = step % len(item)
    kept = [] if not rest else [_without(item[place], rest)]
    return [*item[:place], *kept, *item[place + 1 :]]


def put(into: dict[str, JsonValue], path: str, value: JsonValue) -> bool:
    """Write the value where the path leads, with the objects that it takes; a number is a name there.

    Whether that could be done: where something else than an object stands in the way, nothing is written.
    """
    steps = [str(step) for step in steps_of(path)]
    place = into
    for step in steps[:-1]:
        inner = place.setdefault(step, {})
        if not isinstance(inner, dict):
            return False
        place = inner
    place[steps[-1]] = value
    return True


def fields_of(item: JsonValue) -> Mapping[str, JsonValue]:
    """The fields of an object; of anything else none."""
    return item if isinstance(item, dict) else {}
