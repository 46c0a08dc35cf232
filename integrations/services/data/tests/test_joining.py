"""Two lists held against each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.services.data.tests.conftest import Run

quick = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
ROWS = st.lists(
    st.fixed_dictionaries({"v": st.integers(0, 3)}, optional={"k": st.sampled_from([None, 1, "a", "b"])}), max_size=8
)


@quick
@given(left=ROWS, right=ROWS, kind=st.sampled_from(["inner", "left", "outer"]))
def test_a_join_finds_what_a_brute_search_finds(run: Run, left: list[Any], right: list[Any], kind: str) -> None:
    def fit(one: dict[str, Any], other: dict[str, Any]) -> bool:
        return one.get("k") is not None and one.get("k") == other.get("k")

    expected: list[dict[str, Any]] = []
    for one in left:
        pairs = [{"left": one, "right": other} for other in right if fit(one, other)]
        expected += pairs or ([] if kind == "inner" else [{"left": one, "right": None}])
    alone = [other for other in right if not any(fit(one, other) for one in left)]
    if kind == "outer":
        expected += [{"left": None, "right": other} for other in alone]
    found = run("join", left=left, right=right, on=[{"left": "k"}], kind=kind, result="paired")

    assert found["items"] == expected
    assert found["left_only"] == sum(not any(fit(one, other) for other in right) for one in left)
    assert found["right_only"] == len(alone)


@pytest.mark.parametrize(
    ("one", "other", "partners"),
    [(1, "1", 1), ("1.50", 1.5, 1), ("007", 7, 0), ("007", "007", 1), (True, 1, 0), (None, None, 0), ("0.5", 0.5, 1)],
)
def test_a_number_and_its_text_are_partners(run: Run, one: object, other: object, partners: int) -> None:
    found = run("join", left=[{"k": one}], right=[{"k": other}], on=[{"left": "k"}], kind="inner")

    assert found["count"] == partners


def test_both_fields_of_one_name_are_kept(run: Run) -> None:
    left, right = [{"id": 1, "name": "Ada", "city": "Oslo"}], [{"nr": 1, "name": "A. L.", "city": "Oslo"}]
    found = run("join", left=left, right=right, on=[{"left": "id", "right": "nr"}])

    assert found["items"] == [{"id": 1, "name": "Ada", "city": "Oslo", "nr": 1, "right_name": "A. L."}]


def test_a_join_that_explodes_is_refused(refused: Callable[..., dict[str, str]]) -> None:
    many = [{"k": 1}] * 400
    assert refused("join", left=many, right=many, on=[{"left": "k"}]) == {
        "on": "More than 100,000 items would come out, because many have the same key. Deduplicate one list before."
    }


@quick
@given(before=ROWS, after=ROWS)
def test_a_comparison_accounts_for_every_item(run: Run, before: list[Any], after: list[Any]) -> None:
    found = run("compare_lists", before=before, after=after, keys=["k"])

    assert found["removed_count"] + found["changed_count"] + found["same_count"] == len(before)
    assert found["added_count"] + found["changed_count"] + found["same_count"] == len(after)
    assert run("compare_lists", before=before, after=before, keys=["k"])["has_changes"] is False
    assert run("compare_lists", before=before, after=list(reversed(before)))["has_changes"] is False


def test_changes_name_their_fields_and_some_do_not_count(run: Run) -> None:
    before = [{"id": 1, "a": 1, "seen": 1}, {"id": 2, "a": 1, "seen": 1}]
    after = [{"id": 1, "a": 1.0, "seen": 2}, {"id": 2, "b": 1, "seen": 2}]
    found = run("compare_lists", before=before, after=after, keys=["id"], ignore=["seen"])

    assert found["same"] == [after[0]]
    assert found["changed"] == [{"before": before[1], "after": after[1], "fields": ["a", "b"]}]


def test_one_key_of_several_items_is_told(run: Run) -> None:
    found = run("compare_lists", before=[{"id": 1}, {"id": 1}, {"id": 1}], after=[{"id": 1}], keys=["id"])

    assert (found["same_count"], found["removed_count"]) == (1, 2)
    assert found["warnings"] == ["Several items of before have the key 1."]


def test_a_key_cannot_be_ignored(refused: Callable[..., dict[str, str]]) -> None:
    assert refused("compare_lists", before=[], after=[], keys=["id"], ignore=["id"]) == {
        "ignore": "'id' is a key, so its changes cannot be ignored."
    }
