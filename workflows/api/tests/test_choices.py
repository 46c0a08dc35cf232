"""What can be chosen in the form of an agent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from integrations.catalog.schema import input_schema
from integrations.models import Connection, Customer
from workflows.agents.choices import CHOICES, MOST
from workflows.engine.control.registry import controls

ADDRESS = "/api/v1/nodes/options/"
Ask = Callable[..., list[dict[str, str]]]


@pytest.fixture
def ask(operator_key: APIClient) -> Ask:
    def choices(name: str, client: APIClient = operator_key, **body: str) -> list[dict[str, str]]:
        answer = client.post(f"{ADDRESS}{name}", {"account_mode": "owner"} | body, format="json")
        assert answer.status_code == 200, answer.content
        options: list[dict[str, str]] = answer.json()["options"]
        return options

    return choices


def named(schema: Any) -> Iterator[str]:  # a JSON Schema, however deep
    if isinstance(schema, dict):
        if isinstance(schema.get("x-ui"), dict) and "options" in schema["x-ui"]:
            yield schema["x-ui"]["options"]
        for each in schema.values():
            yield from named(each)


def test_every_field_that_names_choices_has_some() -> None:
    wanted = {name for each in controls().values() for name in named(input_schema(each.input_model))}
    assert wanted == {*CHOICES}


@pytest.mark.django_db
def test_skills_are_offered_with_what_they_are_for(ask: Ask) -> None:
    by_value = {each["value"]: each for each in ask("skills")}
    assert by_value["plan-meeting"]["label"] == "plan-meeting"
    assert by_value["plan-meeting"]["detail"]
    assert [each["value"] for each in ask("skills", query="plan MEETING")][:1] == ["plan-meeting"]
    assert ask("skills", query="no such words") == []


@pytest.mark.django_db
def test_models_of_connected_vendors_come_first_and_the_accounts_can_be_chosen(ask: Ask) -> None:
    mine = Connection.objects.create(provider="anthropic", account_id="key-1", name="Team key")
    Connection.objects.create(provider="openai", account_id="key-2", status="revoked")
    first = ask("models")
    assert len(first) == MOST
    assert first[0]["value"] == "sandbox/rules"
    assert first[1]["value"].startswith("anthropic/claude-sonnet-")
    assert {each["detail"] for each in first[1:20]} == {"Anthropic"}
    assert ask("models", query="mistral/ LARGE")[0]["detail"] == "Mistral, not connected"
    assert ask("model_accounts") == [{"value": str(mine.pk), "label": "Team key", "detail": "Anthropic"}]


@pytest.mark.django_db
def test_only_models_that_the_vendor_itself_answers_with_are_offered(ask: Ask) -> None:
    assert {each["value"].partition("/")[2][:6] for each in ask("models", query="google_ai/")} == {"gemini"}


@pytest.mark.django_db
def test_a_customers_key_is_offered_nobody_elses_accounts(ask: Ask, globex_key: APIClient, globex: Customer) -> None:
    Connection.objects.create(provider="anthropic", account_id="key-1", name="The operator's")
    theirs = Connection.objects.create(customer=globex, provider="openai", account_id="key-2", name="Theirs")
    body = {"customer": "globex"}
    found = globex_key.post(f"{ADDRESS}model_accounts", body, format="json").json()["options"]
    assert [each["value"] for each in found] == [str(theirs.pk)]
    refused = globex_key.post(f"{ADDRESS}model_accounts", {"account_mode": "owner"}, format="json")
    assert refused.status_code == 404


@pytest.mark.django_db
def test_unknown_choices_are_refused_with_those_that_there_are(operator_key: APIClient) -> None:
    answer = operator_key.post(f"{ADDRESS}tempers", {"account_mode": "owner"}, format="json")
    assert (answer.status_code, answer.json()["detail"]) == (
        404,
        "There are no choices 'tempers'. There are: skills, models, model_accounts.",
    )
