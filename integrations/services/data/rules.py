"""Whether an item meets a condition."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable

from pydantic import JsonValue

from integrations.services.data.exact import number_of
from integrations.services.data.models.selecting import DataRule
from integrations.services.data.ordering import compared, same
from integrations.services.data.paths import MISSING, Found, is_nothing, value_at

Test = Callable[[Found], bool | None]
"""None where the value cannot be compared."""
_TYPE_NAMES: dict[type, str] = {
    bool: "boolean",
    int: "number",
    float: "number",
    str: "text",
    list: "list",
    dict: "object",
}
_ABOUT_ORDER: dict[str, Callable[[int], bool]] = {
    "greater_than": lambda sign: sign > 0,
    "at_least": lambda sign: sign >= 0,
    "less_than": lambda sign: sign < 0,
    "at_most": lambda sign: sign <= 0,
}


def test_of(rule: DataRule) -> Test:
    """What is asked of the value of the rule's field, prepared once for all items."""
    wanted, operator, folds = rule.value, rule.operator, rule.ignore_case
    match operator:
        case "equals" | "not_equals":
            is_wanted = operator == "equals"
            among = _alike([wanted], folds)
            return lambda value: among(value) is is_wanted
        case "in" | "not_in":
            is_wanted = operator == "in"
            among = _alike(wanted if isinstance(wanted, list) else [], folds)
            return lambda value: among(value) is is_wanted
        case "greater_than" | "at_least" | "less_than" | "at_most":
            return _ordered(wanted, _ABOUT_ORDER[operator], folds)
        case "between":
            low, high = wanted if isinstance(wanted, list) else (None, None)
            return _both(_ordered(low, _ABOUT_ORDER["at_least"], folds), _ordered(high, _ABOUT_ORDER["at_most"], folds))
        case "contains" | "not_contains":
            return _contains(wanted, folds, is_wanted=operator == "contains")
        case "starts_with" | "ends_with" | "like":
            return _text_test(operator, str(wanted), folds)
        case "is_type":
            return lambda value: value is not MISSING and _type(value) == wanted
        case "exists" | "not_exists":
            is_wanted = operator == "exists"
            return lambda value: (value is not MISSING) is is_wanted
        case "is_empty" | "is_not_empty":
            is_wanted = operator == "is_empty"
            return lambda value: (is_nothing(value) or value in ("", [], {})) is is_wanted
        case "is_true":
            return lambda value: value is True
        case "is_false":
            return lambda value: value is False


def meets(item: JsonValue, rule: DataRule, test: Test) -> bool | None:
    """None where the item's value cannot be compared."""
    return test(value_at(item, rule.field))


def _alike(wanted: list[JsonValue], folds: bool) -> Callable[[Found], bool]:
    values: Collection[Hashable] = frozenset(same(each, ignore_case=folds) for each in wanted)
    numbers = frozenset(number for each in wanted if (number := number_of(each)) is not None)
    # A number that was typed into a form may be a text; two texts are the same only letter by letter.
    given_as_numbers = frozenset(
        number for each in wanted if not isinstance(each, str) and (number := number_of(each)) is not None
    )

    def is_among(value: Found) -> bool:
        if same(value, ignore_case=folds) in values:
            return True
        number = number_of(value)
        return number is not None and number in (given_as_numbers if isinstance(value, str) else numbers)

    return is_among


def _ordered(wanted: JsonValue, fits: Callable[[int], bool], folds: bool) -> Test:
    def test(value: Found) -> bool | None:
        if is_nothing(value):
            return False
        sign = compared(_folded(value, folds), _folded(wanted, folds))
        return None if sign is None else fits(sign)

    return test


def _both(one: Test, other: Test) -> Test:
    def test(value: Found) -> bool | None:
        first, second = one(value), other(value)
        return None if first is None or second is None else first and second

    return test


def _contains(wanted: JsonValue, folds: bool, *, is_wanted: bool) -> Test:
    looked_for = _folded(wanted if isinstance(wanted, str) else _as_words(wanted), folds)
    among = _alike(wanted if isinstance(wanted, list) else [wanted], folds)

    def test(value: Found) -> bool | None:
        if is_nothing(value):
            return not is_wanted
        if isinstance(value, list):
            return any(among(each) for each in value) is is_wanted
        if isinstance(value, dict):
            return (isinstance(wanted, str) and wanted in value) is is_wanted
        return (str(looked_for) in str(_folded(_as_words(value), folds))) is is_wanted

    return test


def _text_test(operator: str, wanted: str, folds: bool) -> Test:
    pattern = wanted.casefold() if folds else wanted

    def test(value: Found) -> bool | None:
        if is_nothing(value):
            return False
        if isinstance(value, list | dict):
            return None
        text = str(_folded(_as_words(value), folds))
        if operator == "starts_with":
            return text.startswith(pattern)
        return text.endswith(pattern) if operator == "ends_with" else is_like(text, pattern)

    return test


def is_like(text: str, pattern: str) -> bool:
    """Whether a text is as a pattern with * and ? says, in time that grows with both lengths and no faster."""
    at, place, star, kept = 0, 0, -1, 0
    while at < len(text):
        if place < len(pattern) and pattern[place] == "*":
            star, kept, place = place, at, place + 1
        elif place < len(pattern) and pattern[place] in ("?", text[at]):
            at, place = at + 1, place + 1
        elif star >= 0:
            kept += 1
            at, place = kept, star + 1
        else:
            return False
    return all(each == "*" for each in pattern[place:])


def _folded(value: Found, folds: bool) -> Found:
    return value.casefold() if folds and isinstance(value, str) else value


def _as_words(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _type(value: Found) -> str:
    return _TYPE_NAMES.get(type(value), "null")
