"""What a deployment may set."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import JsonValue

from integrations.errors import InputError
from workflows.engine.variables import MAX_BYTES, NO_SECRETS, checked_variables, resolved_variables


def variable(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "required": False, "default": None, "description": "", **more}


DECLARED = [
    variable("channel", required=True),
    variable("limit", "integer", required=True, default=10),
    variable("rate", "number"),
    variable("loud", "boolean"),
    variable("who", "array"),
    variable("about", "object"),
]


def wrong(given: dict[str, JsonValue], declared: list[dict[str, Any]] | None = None) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        checked_variables(DECLARED if declared is None else declared, given)
    return [(each.field, each.message) for each in caught.value.errors]


def test_values_of_their_types_are_taken_as_they_are() -> None:
    given: dict[str, JsonValue] = {
        "channel": "C1",
        "limit": 3,
        "rate": 1.5,
        "loud": True,
        "who": ["ada"],
        "about": {"x": None},
    }
    assert checked_variables(DECLARED, given) == given


def test_what_is_not_given_has_its_default_or_is_null() -> None:
    assert resolved_variables(DECLARED, {"channel": "C1", "rate": 0}) == {
        "channel": "C1",
        "limit": 10,
        "rate": 0,
        "loud": None,
        "who": None,
        "about": None,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("channel", 1),
        ("channel", None),
        ("limit", 1.5),
        ("limit", True),
        ("rate", "1"),
        ("rate", False),
        ("loud", 1),
        ("who", {}),
        ("about", []),
    ],
)
def test_another_type_is_refused(name: str, value: JsonValue) -> None:
    fields = [field for field, _ in wrong({"channel": "C1", name: value})]
    assert fields == [f"variables.{name}"]


def test_a_whole_number_is_an_integer_however_it_is_written() -> None:
    assert checked_variables(DECLARED, {"channel": "C1", "limit": 2.0})["limit"] == 2


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert wrong({"chanel": "C1", "loud": "yes"}) == [
        ("variables.chanel", "There is no variable 'chanel'. Did you mean 'channel'?"),
        ("variables.loud", "Give a value of type boolean."),
        ("variables.channel", "This variable is required and has no default."),
    ]
    assert wrong({"x": 1}, []) == [("variables.x", "There is no variable 'x'. Variables are: none.")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("api_key", "x"),
        ("Client-Secret", 1),
        ("note", "Bearer abcdefghijkl"),
        ("note", "mk_0123456789abcdef"),
        ("note", "ya29.a0AfB"),
    ],
)
def test_logins_are_no_variables(name: str, value: JsonValue) -> None:
    declared = [variable(name, "string" if isinstance(value, str) else "number")]
    assert wrong({name: value}, declared) == [(f"variables.{name}", NO_SECRETS)]


def test_page_tokens_and_ordinary_words_are_no_logins() -> None:
    declared = [variable("page_token"), variable("note")]
    given: dict[str, JsonValue] = {"page_token": "p", "note": "the bearer of news"}
    assert checked_variables(declared, given) == given


def test_what_cannot_be_stored_is_refused() -> None:
    assert [field for field, _ in wrong({"channel": "a\0"})] == ["variables.channel"]
    assert [field for field, _ in wrong({"channel": "x" * MAX_BYTES})] == ["variables"]
    assert [field for field, _ in wrong({"channel": "C1", "about": {"x": float("nan")}})] == ["variables.about.x"]
