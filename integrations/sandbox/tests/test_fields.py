"""Partial answers."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.sandbox.google.errors import GoogleError
from integrations.sandbox.google.fields import select

VALUE = {"a": {"b": 1, "c": {"d": 2, "e": 3}}, "items": [{"id": 1, "x": 2}, {"id": 2}], "n": None}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("", VALUE),
        ("*", VALUE),
        ("n", {"n": None}),
        ("a/b", {"a": {"b": 1}}),
        ("a(b,c/d)", {"a": {"b": 1, "c": {"d": 2}}}),
        ("a/c/e,a/b", {"a": {"b": 1, "c": {"e": 3}}}),
        ("a,a/b", {"a": VALUE["a"]}),
        ("a.c.e,a(b),items.x", {"a": {"b": 1, "c": {"e": 3}}, "items": [{"x": 2}, {}]}),
        ("items/id", {"items": [{"id": 1}, {"id": 2}]}),
        ("items(x)", {"items": [{"x": 2}, {}]}),
        ("*/b", {"a": {"b": 1}, "items": [{}, {}], "n": None}),
        ("missing", {}),
        ("a( b , c/d )", {"a": {"b": 1, "c": {"d": 2}}}),
    ],
)
def test_names_choose_what_is_kept(fields: str, expected: object) -> None:
    assert select(VALUE, fields) == expected


@pytest.mark.parametrize("fields", [",", "a,", "a(", "a()", "a)", "a//b", "/a", "a b;c", "(", "a(b"])
def test_unreadable_list_is_refused(fields: str) -> None:
    with pytest.raises(GoogleError, match="Invalid field selection"):
        select(VALUE, fields)


@given(st.text(alphabet="ab,/()* ", max_size=30))
def test_any_text_is_either_read_or_refused(fields: str) -> None:
    with suppress(GoogleError):
        select(VALUE, fields)
