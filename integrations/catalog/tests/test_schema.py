"""JSON Schemas of inputs and outputs."""

from __future__ import annotations

from typing import Literal, cast

import pytest
from jsonschema_rs import Draft202012Validator, meta
from pydantic import BaseModel, Field, ValidationError

from integrations.catalog.schema import Input, Output, inlined, input_schema, output_schema, property_hints, ui
from integrations.catalog.tests.post import Letter, LetterSend


class Question(Input):
    """A question."""

    word: str | None = Field(default=None, max_length=3, json_schema_extra=ui(advanced=True))
    """One word."""
    kind: Literal["a", "b"] | None = None
    """One of two."""
    only: Literal["x"] | None = None
    """One of one."""
    either: int | str | None = None
    """A number or a text."""
    default: str = "kept"
    """A field that is called like a keyword of JSON Schema."""


class Branch(Output):
    """A tree."""

    children: list[Branch] = []
    """Smaller trees."""


def test_an_optional_field_is_its_type_or_null_and_keeps_its_limits() -> None:
    word = input_schema(Question)["properties"]["word"]  # type: ignore[index]  # JSON

    assert word == {
        "type": ["string", "null"],
        "maxLength": 3,
        "description": "One word.",
        "title": "Word",
        "x-ui": {"advanced": True},
    }


def test_an_optional_choice_may_be_null() -> None:
    properties = input_schema(Question)["properties"]
    assert isinstance(properties, dict)

    assert properties["kind"]["enum"] == ["a", "b", None]
    assert properties["only"]["anyOf"] == [{"const": "x", "type": "string"}, {"type": "null"}]
    assert properties["either"]["anyOf"] == [{"type": "integer"}, {"type": "string"}, {"type": "null"}]


def test_no_input_has_null_as_its_default_but_other_defaults_stay() -> None:
    schema = input_schema(Question)
    properties = schema["properties"]
    assert isinstance(properties, dict)

    assert not [name for name, field in properties.items() if field.get("default", "") is None]
    assert properties["default"]["default"] == "kept"


def test_an_output_keeps_null_defaults_and_shows_the_names_that_are_sent() -> None:
    properties = output_schema(Letter)["properties"]
    assert isinstance(properties, dict)

    assert properties["from"]["default"] is None
    assert "from_" not in properties


@pytest.mark.parametrize("schema", [input_schema(Question), input_schema(LetterSend), output_schema(Letter)])
def test_schemas_are_valid_2020_12(schema: dict[str, object]) -> None:
    meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})


def test_a_nullable_field_takes_null_by_schema_and_by_model() -> None:
    Draft202012Validator(input_schema(Question)).validate({"word": None, "kind": None, "either": 1})

    assert Question.model_validate({"word": None}).model_fields_set == {"word"}


def test_inlining_leaves_no_reference_and_keeps_what_stands_beside_one() -> None:
    flat = inlined(output_schema(Letter))
    properties = flat["properties"]
    assert isinstance(properties, dict)

    assert "$ref" not in str(flat)
    assert "$defs" not in flat
    assert properties["stamps"]["items"]["properties"]["value"]["description"] == "Cents."


def test_a_recursive_model_stays_open_at_its_second_turn() -> None:
    flat = inlined(output_schema(Branch))

    assert "$ref" not in str(flat)


def test_hints_are_found_by_the_public_name() -> None:
    assert property_hints(input_schema(LetterSend)) == {
        "to": {"options": "people"},
        "body": {"widget": "textarea", "advanced": True},
        "from": {"options": "people"},
    }


def test_hints_hold_only_what_was_given() -> None:
    assert ui() == {"x-ui": {}}
    assert ui(show_when={"kind": ("a",)}, placeholder="…") == {
        "x-ui": {"show_when": {"kind": ["a"]}, "placeholder": "…"}
    }


def test_an_input_refuses_and_an_output_ignores_unknown_fields() -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Question.model_validate({"wrong": 1})

    assert Letter.model_validate({"letter_id": "1", "new_at_the_vendor": True}).letter_id == "1"


def test_an_output_reads_both_names_and_writes_the_public_one() -> None:
    class Named(Output):
        """Something with a sender."""

        from_: str = Field(alias="from")
        """Who."""

    assert Named.model_validate({"from": "Ada"}).model_dump() == {"from": "Ada"}
    assert Named(from_="Ada").model_dump(mode="json") == {"from": "Ada"}


def test_a_model_without_fields_has_no_hints() -> None:
    class Empty(BaseModel):
        """Nothing."""

    assert property_hints(input_schema(Empty)) == {}


def test_a_nested_object_is_titled_by_its_field_and_not_by_its_class() -> None:
    class Route(Input):
        """Where to go."""

        first_stop: Question
        last_stop: Question | None = None

    for schema in (input_schema(Route), inlined(input_schema(Route))):
        properties = cast(dict[str, dict[str, object]], schema["properties"])
        assert [each["title"] for each in properties.values()] == ["First Stop", "Last Stop"]
