"""Arguments: every wrong field at once, and limits that nobody gets past."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from integrations.catalog.schema import Input
from integrations.errors import InputError, PayloadTooLarge
from integrations.execution.params import MAX_BYTES, MAX_DEPTH, checked, parsed


class Stamp(BaseModel):
    value: int


class Parcel(Input):
    to: str = Field(min_length=1)
    from_: str = Field(default="", alias="from")
    stamps: list[Stamp] = []
    weight: float | None = None


def wrong(values: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(InputError) as refused:
        parsed(Parcel, checked(values), place="post.send_parcel")
    assert refused.value.detail.startswith("post.send_parcel cannot use these parameters: ")
    return {each.field: each.message for each in refused.value.errors}


def test_good_arguments_become_the_model() -> None:
    data = parsed(Parcel, checked({"to": "Ada", "from": "Bob", "stamps": [{"value": 3}]}), place="x")
    assert data == Parcel.model_validate({"to": "Ada", "from": "Bob", "stamps": [Stamp(value=3)]})


def test_every_wrong_field_is_named_at_once_by_its_dotted_path() -> None:
    assert wrong({"stamps": [{"value": 1}, {"value": "x"}, {}], "weight": "heavy", "colour": "red"}) == {
        "to": "This field is required.",
        "stamps.1.value": "Input should be a valid integer, unable to parse string as an integer, not 'x'.",
        "stamps.2.value": "This field is required.",
        "weight": "Input should be a valid number, unable to parse string as a number, not 'heavy'.",
        "colour": "There is no such field. Fields are: to, from, stamps, weight.",
    }


def test_a_long_value_is_shortened_in_the_message() -> None:
    message = wrong({"to": "Ada", "weight": "x" * 5000})["weight"]
    assert len(message) < 200
    assert message.endswith("…."), message


def nested(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(levels - 1):
        value = {"a": value}
    return value


def test_nesting_is_limited_however_deep_it_goes() -> None:
    checked(nested(MAX_DEPTH))
    with pytest.raises(InputError, match="deeper than 40 levels"):
        checked(nested(MAX_DEPTH + 1))
    with pytest.raises(InputError, match="deeper than 40 levels"):
        checked(nested(200_000))


def test_a_value_that_contains_itself_is_refused() -> None:
    loop: dict[str, Any] = {}
    loop["loop"] = [loop]
    with pytest.raises(InputError, match="deeper"):
        checked(loop)


def test_the_size_is_limited_in_bytes() -> None:
    frame = len('{"a":""}')
    checked({"a": "x" * (MAX_BYTES - frame)})
    checked({"a": "é" * ((MAX_BYTES - frame) // 2)})
    with pytest.raises(PayloadTooLarge, match="the limit is 1 MB"):
        checked({"a": "x" * (MAX_BYTES - frame + 1)})
    with pytest.raises(PayloadTooLarge):
        checked({"a": "é" * ((MAX_BYTES - frame) // 2 + 1)})
    with pytest.raises(PayloadTooLarge, match=r"have 3\.0 MB; the limit is 2 MB"):
        checked({"a": "x" * 3 * MAX_BYTES}, at_most=2 * MAX_BYTES)


def test_names_keep_their_order_and_are_compared_without_it() -> None:
    one, other = checked({"b": 1, "a": {"d": 2, "c": 3}}), checked({"a": {"c": 3, "d": 2}, "b": 1})

    assert one.text == '{"b":1,"a":{"d":2,"c":3}}'
    assert one.canonical == other.canonical == '{"a":{"c":3,"d":2},"b":1}'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), b"bytes", {1, 2}])
def test_what_is_no_json_is_refused(value: object) -> None:
    with pytest.raises(InputError, match="not plain JSON"):
        checked({"a": value})


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\\\x00"])
def test_a_nul_character_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="NUL"):
        checked({"a": text})
    with pytest.raises(InputError, match="NUL"):
        checked({text: "a"})


def test_a_backslash_before_u0000_is_just_text() -> None:
    assert checked({"a": "\\u0000"}).values == {"a": "\\u0000"}


def test_half_of_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(InputError, match="surrogate"):
        checked({"a": "\ud800"})
    checked({"a": "😀"})


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=20,
)


@given(values=st.dictionaries(TEXT, JSON, max_size=4))
def test_any_json_without_impossible_characters_is_taken(values: dict[str, Any]) -> None:
    assert checked(values).values == values


def test_where_nothing_is_taken_that_is_said() -> None:
    with pytest.raises(InputError) as refused:
        parsed(Input, checked({"colour": "red"}), place="post.list_letters")
    assert [each.as_dict() for each in refused.value.errors] == [
        {"field": "colour", "message": "There are no fields to give here."}
    ]
