"""Aggregate, group, split, flatten, and what is done with fields."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.services.data.tests.conftest import Run

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Refused = Callable[..., dict[str, str]]


@pytest.mark.parametrize(
    ("function", "values", "result"),
    [
        ("sum", ["0.10", "0.20"], "0.30"),
        ("sum", [0.1, 0.2], 0.3),
        ("sum", [1, 2.0], 3),
        ("sum", ["12345678901234567890.01", 1], "12345678901234567891.01"),
        ("sum", [], 0),
        ("average", [1, 2], 1.5),
        ("average", ["1.00", "2.00"], "1.5"),
        ("average", ["1", "1", "2"], "1.33333333333333333333"),
        ("average", [], None),
        ("min", ["item 10", "item 2"], "item 2"),
        ("max", ["9.50", 10], 10),
        ("max", [], None),
        ("count", [1, None, 2], 2),
        ("first", [None, "a", "b"], "a"),
        ("last", ["a", "b", None], "b"),
        ("list", ["a", None, "a"], ["a", "a"]),
        ("unique", ["a", "b", "a", 1, 1.0], ["a", "b", 1]),
        ("count_unique", ["a", "b", "a"], 2),
        ("join", ["a", 1, True], "a, 1, true"),
    ],
)
def test_a_value_is_worked_out_exactly(run: Run, function: str, values: list[Any], result: object) -> None:
    items = [{"v": value} for value in values]
    found = run("aggregate", items=items, values=[{"function": function, "field": "v", "name": "x"}])

    assert found["result"] == {"x": result}
    assert type(found["result"]["x"]) is type(result)


def test_what_is_no_number_is_left_out_and_named(run: Run) -> None:
    found = run("aggregate", items=[1, "many", True], values=[{"function": "sum"}])

    assert found["result"] == {"sum": 1}
    assert found["warnings"] == [
        "An item is 'many', which is no number; it was left out.",
        "An item is True, which is no number; it was left out.",
    ]


def test_names_must_differ(refused: Refused) -> None:
    values = [{"function": "sum", "field": "a"}, {"function": "count", "name": "sum_a"}]
    assert refused("aggregate", items=[], values=values) == {
        "values.1.name": "'sum_a' is the name of another value. Give this one a name of its own."
    }
    assert list(refused("aggregate", items=[], values=values[:1], group_by=["a.x", "b.x"])) == ["group_by.1"]


@quick
@given(
    rows=st.lists(st.tuples(st.sampled_from("abc"), st.decimals(-1000, 1000, places=2, allow_nan=False)), max_size=20)
)
def test_groups_add_up_to_the_whole(run: Run, rows: list[tuple[str, Decimal]]) -> None:
    items = [{"k": key, "v": str(amount)} for key, amount in rows]
    values = [{"function": "sum", "field": "v", "name": "sum"}, {"function": "count", "name": "count"}]
    whole = run("aggregate", items=items, values=values)["result"]
    groups = run("aggregate", items=items, values=values, group_by=["k"])["items"]

    assert sum(each["count"] for each in groups) == whole["count"] == len(rows)
    assert (
        sum((Decimal(each["sum"]) for each in groups), Decimal(0))
        == Decimal(whole["sum"])
        == sum((amount for _, amount in rows), Decimal(0))
    )
    assert [each["k"] for each in groups] == list(dict.fromkeys(key for key, _ in rows))


@quick
@given(items=st.lists(st.integers(0, 9), max_size=30), size=st.integers(1, 10))
def test_parts_put_together_are_the_list(run: Run, items: list[int], size: int) -> None:
    parts = run("split", items=items, size=size)["parts"]

    assert [each for part in parts for each in part] == items
    assert all(len(part) == size for part in parts[:-1])
    assert run("flatten", items=parts)["items"] == items


def test_groups_keep_the_order_in_which_they_come(run: Run) -> None:
    found = run("group", items=[{"k": "b"}, {"k": "A"}, {"k": "a"}, {}], keys=["k"], ignore_case=True)

    assert [(each["key"], each["count"]) for each in found["groups"]] == [
        ({"k": "b"}, 1),
        ({"k": "A"}, 2),
        ({"k": None}, 1),
    ]


def test_lists_inside_lists_are_opened_as_deep_as_told(run: Run) -> None:
    assert run("flatten", items=[[1, [2]], 3])["items"] == [1, [2], 3]
    assert run("flatten", items=[[1, [2]], 3], levels=2)["items"] == [1, 2, 3]


def test_entries_keep_their_own_field(run: Run) -> None:
    found = run("flatten", items=[{"id": 1, "tags": ["a", {"id": 2}], "n": {"x": 5}}], field="tags", keep=["id", "n.x"])

    assert found["items"] == [{"value": "a", "id": 1, "x": 5}, {"id": 2, "x": 5}]
    assert found["warnings"] == [
        "Entries have a field 'id' of their own, which they kept. Rename one of the two before."
    ]


def test_a_field_is_renamed_where_it_is(run: Run, refused: Refused) -> None:
    items = [{"a": 1, "b": {"c": 2, "d": 3}, "l": [{"x": 1}], "p.q": 4}]
    names = {"a": "A", "b.c": "C", "l[0].x": "y", "p.q": "pq", "none": "N"}

    assert list(run("rename", items=items, names=names)["items"][0].items()) == [
        ("A", 1),
        ("b", {"C": 2, "d": 3}),
        ("l", [{"y": 1}]),
        ("pq", 4),
    ]
    assert run("rename", items=[{"a": 1, "b": 2}], names={"a": "b", "b": "a"})["items"] == [{"b": 1, "a": 2}]
    assert refused("rename", items=items, names={"a": "b"}) == {
        "names.a": "An item has a field 'b' already. Leave that one out before, or choose another name."
    }


def test_fields_are_picked_where_they_are_or_flat(run: Run, refused: Refused) -> None:
    items = [{"a": {"b": 1, "c": 2}, "d": [5, 6]}, "word"]
    fields = ["d[-1]", "a.b"]

    assert run("pick_fields", items=items, fields=fields)["items"] == [{"d": {"-1": 6}, "a": {"b": 1}}, "word"]
    assert run("pick_fields", items=items, fields=fields, flat=True)["items"] == [{"d[-1]": 6, "b": 1}, "word"]
    assert run("pick_fields", items=items, fields=fields)["warnings"] == [
        "items[1] is 'word', which has no fields; it stayed as it is."
    ]
    assert list(refused("pick_fields", items=items, fields=["a.x", "b.x"], flat=True)) == ["fields.1"]


def test_fields_are_left_out_of_lists_and_objects(run: Run) -> None:
    items = [{"a": {"b": 1, "c": 2}, "l": [{"x": 1, "y": 2}, 7]}]
    found = run("omit_fields", items=items, fields=["a.b", "l[0].x", "l[1]", "gone"])

    assert found["items"] == [{"a": {"c": 2}, "l": [{"y": 2}]}]


def test_new_items_are_built_of_old_ones(run: Run, refused: Refused) -> None:
    items = [{"a": {"b": None}, "c": 1}]
    found = run("map_fields", items=items, fields={"x.y": "a.b", "z": "c"}, defaults={"x.y": "?"}, keep_others=True)

    assert found["items"] == [{"a": {"b": None}, "c": 1, "x": {"y": "?"}, "z": 1}]
    assert list(refused("map_fields", items=items)) == ["fields"]
    assert list(refused("map_fields", items=items, fields={"x": "c", "x.y": "c"})) == ["fields.x.y"]


def test_nested_fields_come_to_the_top(run: Run, refused: Refused) -> None:
    items = [{"a": {"b": 1, "c": {}}, "l": [{"x": 1}]}]

    assert run("flatten_fields", items=items)["items"] == [{"a.b": 1, "a.c": {}, "l": [{"x": 1}]}]
    assert run("flatten_fields", items=items, with_lists=True, separator="_")["items"] == [
        {"a_b": 1, "a_c": {}, "l_0_x": 1}
    ]
    assert list(refused("flatten_fields", items=[{"a": {"b": 1}, "a.b": 2}])) == ["separator"]
