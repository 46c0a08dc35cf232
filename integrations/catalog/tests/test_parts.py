"""Parts of an answer that may be missing, null or something else."""

from __future__ import annotations

import pytest

from integrations.catalog.readable import objects, part, parts, present

ODD = ["text", 3, None, [], True]


def test_null_is_as_good_as_left_out() -> None:
    assert present({"a": None, "b": 0, "c": "", "d": []}) == {"b": 0, "c": "", "d": []}


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_part_is_an_empty_one(odd: object) -> None:
    assert part({"person": odd}, "person") == part({}, "person") == {}
    assert part({"person": {"id": 1}}, "person") == {"id": 1}


@pytest.mark.parametrize("odd", ["text", 3, None, {}, True])
def test_what_is_no_list_has_no_parts(odd: object) -> None:
    assert parts({"people": odd}, "people") == parts({}, "people") == objects(odd) == []


def test_odd_entries_of_a_list_are_left_out() -> None:
    assert parts({"people": [{"id": 1}, *ODD, {}]}, "people") == [{"id": 1}, {}]
