"""Which JSON values can be stored."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from integrations.errors import FieldError
from workflows.engine import values
from workflows.engine.values import value_problems


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("a\0b", values.NUL),
        ("\ud800", values.SURROGATE),
        (float("nan"), values.NOT_FINITE),
        (2**1024, values.TOO_LARGE),
        (b"bytes", values.NOT_JSON),
    ],
)
def test_a_value_that_cannot_be_stored_is_named_with_its_path(value: object, message: str) -> None:
    assert list(value_problems({"list": [1, value]}, path="here")) == [FieldError("here.list.1", message)]


def test_a_key_that_cannot_be_stored_is_a_problem_of_its_object() -> None:
    assert list(value_problems({"list": [{"a\0b": 1}]})) == [FieldError("list.0", values.NUL)]


def test_problems_come_in_the_order_of_the_text() -> None:
    fields = [each.field for each in value_problems({"a": "\0", "b": ["\0", {"c": "\0"}], "d": "\0"})]
    assert fields == ["a", "b.0", "b.1.c", "d"]


def test_a_hundred_levels_can_be_stored_and_no_more() -> None:
    value: object = 1
    for _ in range(100):
        value = [value]
    assert list(value_problems(value)) == []
    assert [each.message for each in value_problems([value])] == [values.TOO_DEEP]


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(st.characters()),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_what_has_no_problem_survives_as_strict_json(value: object) -> None:
    assume(not [*value_problems(value)])
    assert json.loads(json.dumps(value, allow_nan=False).encode()) == value
