"""What is kept is JSON that every database and program takes."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.payloads.plain import plain, plain_text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))


@given(JSON.filter(lambda value: "\0" not in str(value)))
def test_plain_json_stays_the_very_same(value: object) -> None:
    assert "\\u0000" in json.dumps(value) or plain(value) is value
    assert json.loads(plain_text(value)) == plain(value)


@given(ANY_TEXT)
def test_any_text_becomes_one_that_can_be_stored(text: str) -> None:
    stored = plain_text({text: text})
    assert "\0" not in str(json.loads(stored))
    assert stored.encode().decode() == stored
    assert plain({text: text}) == json.loads(stored)


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("a\0b", "a�b"),
        ("\\u0000", "\\u0000"),
        ("\\\0", "\\�"),
        ("\\\\\0\0", "\\\\��"),
        ("half \ud83d of a pair", "half � of a pair"),
        ("\ud83d\ude00", "😀"),
    ],
)
def test_what_cannot_be_stored_is_replaced_and_nothing_else(given_text: str, kept: str) -> None:
    assert plain([given_text]) == json.loads(plain_text([given_text])) == [kept]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_numbers_that_json_does_not_know_become_null(number: float) -> None:
    value = {"NaN": "Infinity", "share": number, "count": 2}
    assert plain_text(value) == '{"NaN":"Infinity","share":null,"count":2}'
    assert plain(value) == {"NaN": "Infinity", "share": None, "count": 2}


def test_what_is_no_json_value_is_refused() -> None:
    around: list[object] = []
    around.append(around)
    with pytest.raises(ValueError, match="Circular"):
        plain_text(around)
    with pytest.raises(TypeError):
        plain_text({"when": object()})
