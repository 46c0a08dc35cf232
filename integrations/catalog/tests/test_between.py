"""Rules over several fields of an input."""

from __future__ import annotations

import pytest
from jsonschema_rs import Draft202012Validator
from pydantic import ConfigDict, Field, ValidationError

from integrations.catalog.between import between
from integrations.catalog.registry import catalog
from integrations.catalog.schema import Input, input_schema
from integrations.errors import InputError
from integrations.execution.params import checked, parsed


class Trip(Input):
    """A way there and back."""

    model_config = ConfigDict(json_schema_extra={"not": {"required": ["days", "nights"]}})

    from_: str = Field(default="here", alias="from")
    days: int = 1
    nights: int = 0
    seats: int = Field(default=1, ge=1)
    to: str

    @between("from_", "to")
    def _leads_somewhere(self) -> str | None:
        return "there is nowhere to go" if self.from_ == self.to else None

    @between("nights", "days")
    def _has_days(self) -> str | None:
        return "more nights than days" if self.nights > self.days else None


def wrong(**params: object) -> dict[str, str]:
    with pytest.raises(InputError) as refused:
        parsed(Trip, checked(params), place="trip")
    return {each.field: each.message for each in refused.value.errors}


def test_rules_are_told_beside_everything_else_by_public_names() -> None:
    assert wrong(**{"from": "x", "to": "x", "nights": 5, "seats": 0, "colour": "red"}) == {
        "from": "there is nowhere to go",
        "nights": "more nights than days",
        "seats": "Input should be greater than or equal to 1, not 0.",
        "colour": "There is no such field. Fields are: from, days, nights, seats, to.",
    }


def test_a_rule_over_a_wrong_or_missing_field_is_not_asked() -> None:
    assert wrong(nights="many") == {
        "to": "This field is required.",
        "nights": "Input should be a valid integer, unable to parse string as an integer, not 'many'.",
    }


def test_what_keeps_the_rules_is_taken_as_it_is_given() -> None:
    trip = parsed(Trip, checked({"to": "there", "nights": 1}), place="trip")
    assert (trip.to, trip.nights, trip.model_fields_set) == ("there", 1, {"to", "nights"})
    with pytest.raises(ValidationError):
        Trip(to="here")


@pytest.mark.parametrize(
    ("operation", "params", "field"),
    [
        ("gmail.modify_message", {"message_id": "m", "add_labels": []}, "add_labels"),
        ("gmail.modify_message", {"message_id": "m", "read": True, "unread": True}, "add_labels"),
        ("gmail.send_message", {"to": [], "cc": []}, "to"),
        ("gmail.modify_messages", {"message_ids": ["m"]}, "add_labels"),
        ("gmail.forward_message", {"message_id": "m", "to": []}, "to"),
        (
            "google_calendar.move_event",
            {"event_id": "e", "destination_calendar_id": "primary"},
            "destination_calendar_id",
        ),
        ("google_calendar.share_calendar", {"calendar_id": "c"}, "share_with"),
        ("google_calendar.share_calendar", {"calendar_id": "c", "audience": "domain"}, "share_with"),
        (
            "google_calendar.share_calendar",
            {"calendar_id": "c", "audience": "everybody", "share_with": "a"},
            "share_with",
        ),
        ("google_calendar.list_events", {"order_by": "start", "single_events": False}, "order_by"),
    ],
)
def test_the_schema_says_it_too_and_no_answer_says_params(
    operation: str, params: dict[str, object], field: str
) -> None:
    model = catalog().operation(operation).input_model
    assert not Draft202012Validator(dict(input_schema(model))).is_valid(params)
    with pytest.raises(InputError) as refused:
        parsed(model, checked(params), place=operation)
    assert [each.field for each in refused.value.errors] == [field]
