"""Filter, sort, limit, deduplicate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.services.data.rules import is_like
from integrations.services.data.tests.conftest import Run

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "a", "A", "b2", "b10", "1", "2.50"])
ITEMS = st.lists(st.fixed_dictionaries({}, optional={"k": SCALARS, "n": SCALARS}), max_size=12)


@pytest.mark.parametrize(
    ("value", "operator", "wanted", "is_kept"),
    [
        (1, "equals", 1, True),
        (1, "equals", "1", True),
        ("1.0", "equals", 1, True),
        ("1", "equals", "1.0", False),
        ("007", "equals", "7", False),
        ("007", "equals", 7, True),
        (True, "equals", 1, False),
        (None, "equals", None, True),
        ("a", "not_equals", "b", True),
        ("12345678901234567890", "equals", "12345678901234567891", False),
        ("9.99", "greater_than", 10, False),
        ("19.99", "greater_than", "2", True),
        ("b", "greater_than", "a", True),
        ("2026-03-02T09:00:00+01:00", "less_than", "2026-03-02T08:30:00Z", True),
        ("2026-03-02", "at_least", "2026-03-02", True),
        (5, "between", [1, 5], True),
        (6, "between", [1, 5], False),
        ("Grüße", "contains", "üß", True),
        (["a", "b"], "contains", "b", True),
        ({"a": 1}, "contains", "a", True),
        ("abc", "not_contains", "b", False),
        ("invoice-7.pdf", "like", "invoice-*.pdf", True),
        ("invoice-7.pdf", "like", "invoice-?", False),
        ("abc", "starts_with", "ab", True),
        ("abc", "ends_with", "bc", True),
        (2, "in", ["1", "2"], True),
        ("x", "not_in", ["a"], True),
        (None, "exists", None, True),
        ("", "is_empty", None, True),
        (0, "is_empty", None, False),
        ([], "is_not_empty", None, False),
        (True, "is_true", None, True),
        ("true", "is_true", None, False),
        (False, "is_false", None, True),
        ([], "is_type", "list", True),
        (True, "is_type", "number", False),
        (None, "is_type", "null", True),
    ],
)
def test_a_condition_is_met_or_not(run: Run, value: object, operator: str, wanted: object, is_kept: bool) -> None:
    found = run("filter", items=[{"v": value}], rules=[{"field": "v", "operator": operator, "value": wanted}])

    assert (found["count"], found["rest_count"], found["warnings"]) == (int(is_kept), int(not is_kept), [])


@pytest.mark.parametrize("operator", ["equals", "greater_than", "contains", "like", "exists", "is_true", "is_type"])
def test_what_is_not_there_meets_no_condition(run: Run, operator: str) -> None:
    wanted = "text" if operator == "is_type" else "x"
    assert run("filter", items=[{}], rules=[{"field": "v", "operator": operator, "value": wanted}])["count"] == 0


def test_conditions_are_met_all_or_any(run: Run) -> None:
    rules = [{"operator": "greater_than", "value": 1}, {"operator": "less_than", "value": 3}]
    assert run("filter", items=[1, 2, 3], rules=rules)["items"] == [2]
    assert run("filter", items=[1, 2, 3], rules=rules, match="any")["items"] == [1, 2, 3]


def test_what_cannot_be_compared_is_kept_apart_and_named(run: Run) -> None:
    found = run("filter", items=["many", 5, *["few"] * 30], rules=[{"operator": "greater_than", "value": 3}])

    assert found["items"] == [5]
    assert found["warnings"][0] == "items[0] is 'many', which greater_than 3 cannot compare."
    assert (len(found["warnings"]), found["warnings"][-1]) == (21, "And 11 more.")


def test_capital_letters_count_unless_told(run: Run) -> None:
    rule = {"operator": "equals", "value": "STRASSE"}
    assert run("filter", items=["straße"], rules=[rule])["count"] == 0
    assert run("filter", items=["straße"], rules=[{**rule, "ignore_case": True}])["count"] == 1


@pytest.mark.parametrize(
    ("rule", "field", "words"),
    [
        ({"operator": "in", "value": "a"}, "rules.0.value", "Give a list of values for in."),
        (
            {"operator": "between", "value": [1]},
            "rules.0.value",
            "Give two values for between: the lowest and the highest.",
        ),
        ({"operator": "like"}, "rules.0.value", "Say what to look for with like."),
        ({"field": "a..b"}, "rules.0.field", "'a..b' is no path of a field."),
        ({"field": "a[x]"}, "rules.0.field", "'a[x]' is no path of a field."),
    ],
)
def test_a_wrong_condition_is_refused(
    refused: Callable[..., dict[str, str]], rule: dict[str, Any], field: str, words: str
) -> None:
    found = refused("filter", items=[], rules=[rule])

    assert list(found) == [field]
    assert found[field].startswith(words)


@given(text=st.text("ab", max_size=8), pattern=st.text("ab*?", max_size=6))
def test_patterns_match_as_a_brute_search_does(text: str, pattern: str) -> None:
    def brute(left: str, rest: str) -> bool:
        if not rest:
            return not left
        if rest[0] == "*":
            return any(brute(left[index:], rest[1:]) for index in range(len(left) + 1))
        return bool(left) and rest[0] in ("?", left[0]) and brute(left[1:], rest[1:])

    assert is_like(text, pattern) == brute(text, pattern)


@quick
@given(items=ITEMS)
def test_a_filter_loses_nothing(run: Run, items: list[Any]) -> None:
    numbered = [{**each, "at": index} for index, each in enumerate(items)]
    found = run("filter", items=numbered, rules=[{"field": "k", "operator": "at_least", "value": 1}])
    places = [[each["at"] for each in found[part]] for part in ("items", "rest")]

    assert sorted(places[0] + places[1]) == list(range(len(items)))
    assert places == [sorted(part) for part in places]
    kept = [index for index, each in enumerate(items) if str(each.get("k")) in ("1", "2", "3", "4", "5", "2.50")]
    assert places[0] == kept


def test_numbers_in_words_count(run: Run) -> None:
    assert run("sort", items=["item 10", "item 2", "Item 1"])["items"] == ["Item 1", "item 2", "item 10"]


def test_kinds_sort_apart(run: Run) -> None:
    mixed = [None, "b", 2, True, "10", "a", [1], 1.5]
    assert run("sort", items=mixed)["items"] == [1.5, 2, "10", "a", "b", True, [1], None]


def test_moments_sort_by_time_and_what_is_none_is_told(run: Run) -> None:
    days = ["2026-03-02T09:00:00+02:00", "soon", "2026-03-02T07:30:00Z", "2026-03-01"]
    found = run("sort", items=days, keys=[{"kind": "date"}])

    assert found["items"] == ["2026-03-01", "2026-03-02T09:00:00+02:00", "2026-03-02T07:30:00Z", "soon"]
    assert found["warnings"] == ["One value is no date in the items, such as 'soon'; they stand as null does."]


@pytest.mark.parametrize(
    ("direction", "nulls", "order"),
    [
        ("ascending", "last", [1, 2, None]),
        ("descending", "last", [2, 1, None]),
        ("ascending", "first", [None, 1, 2]),
        ("descending", "first", [None, 2, 1]),
    ],
)
def test_null_stands_where_it_is_told(run: Run, direction: str, nulls: str, order: list[Any]) -> None:
    assert run("sort", items=[2, None, 1], keys=[{"direction": direction, "nulls": nulls}])["items"] == order


@quick
@given(items=ITEMS, descending=st.booleans())
def test_sorting_is_stable_idempotent_and_keeps_everything(run: Run, items: list[Any], descending: bool) -> None:
    numbered = [{**each, "at": index} for index, each in enumerate(items)]
    keys = [{"field": "k", "direction": "descending" if descending else "ascending"}]
    once = run("sort", items=numbered, keys=keys)["items"]

    assert sorted(each["at"] for each in once) == list(range(len(items)))
    assert run("sort", items=once, keys=keys)["items"] == once
    for value in ("a", "1", 3, None):
        places = [each["at"] for each in once if "k" in each and each["k"] == value and type(each["k"]) is type(value)]
        assert places == sorted(places)


@quick
@given(items=ITEMS)
def test_two_keys_are_the_same_as_two_sorts(run: Run, items: list[Any]) -> None:
    by_both = run("sort", items=items, keys=[{"field": "k"}, {"field": "n", "direction": "descending"}])["items"]
    second_first = run("sort", items=items, keys=[{"field": "n", "direction": "descending"}])["items"]

    assert run("sort", items=second_first, keys=[{"field": "k"}])["items"] == by_both


@pytest.mark.parametrize(
    ("params", "part", "has_more"),
    [
        ({"max_items": 2}, [1, 2], True),
        ({"max_items": 2, "skip": 3}, [4, 5], False),
        ({"max_items": 2, "take_from": "end"}, [4, 5], True),
        ({"max_items": 2, "skip": 1, "take_from": "end"}, [3, 4], True),
        ({"max_items": 9, "skip": 4, "take_from": "end"}, [1], False),
        ({"max_items": 0}, [], True),
        ({"max_items": 2, "skip": 9, "take_from": "end"}, [], False),
    ],
)
def test_a_part_of_a_list(run: Run, params: dict[str, Any], part: list[int], has_more: bool) -> None:
    found = run("limit", items=[1, 2, 3, 4, 5], **params)

    assert (found["items"], found["has_more"], found["total"]) == (part, has_more, 5)


def test_the_last_of_the_same_is_kept_if_asked(run: Run) -> None:
    items = [{"k": 1, "v": "a"}, {"k": 2}, {"k": 1.0, "v": "b"}, {"k": "1"}]
    found = run("deduplicate", items=items, keys=["k"], keep="last")

    assert found["items"] == [{"k": 2}, {"k": 1.0, "v": "b"}, {"k": "1"}]
    assert found["duplicates"] == [{"k": 1, "v": "a"}]


def test_items_without_a_key_are_kept_unless_told(run: Run) -> None:
    items = [{"k": None}, {}, {"k": 1}]
    assert run("deduplicate", items=items, keys=["k"])["count"] == 3
    assert run("deduplicate", items=items, keys=["k"], keep_without_key=False)["items"] == [{"k": None}, {"k": 1}]


@quick
@given(items=ITEMS, keep=st.sampled_from(["first", "last"]))
def test_deduplicating_is_idempotent_and_loses_nothing(run: Run, items: list[Any], keep: str) -> None:
    once = run("deduplicate", items=items, keys=["k"], keep=keep)
    again = run("deduplicate", items=once["items"], keys=["k"], keep=keep)

    assert (again["items"], again["duplicates"]) == (once["items"], [])
    assert once["count"] + once["duplicate_count"] == len(items)


def test_too_many_items_are_refused(refused: Callable[..., dict[str, str]]) -> None:
    assert "at most 100000 items" in refused("sort", items=[0] * 100_001)["items"]
