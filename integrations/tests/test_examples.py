"""Every operation's example, on every demo account of the sandbox, as somebody who tries it first would send it."""

from __future__ import annotations

import pytest

from integrations.catalog.declare import Operation
from integrations.catalog.projections.service import operation_json
from integrations.catalog.registry import catalog
from integrations.catalog.rules.fields import fields_of
from integrations.tests.google_account import SERVICES, GoogleAccount

ORDER = ("read", "idempotent_write", "write", "destructive")
OPERATIONS = sorted(
    (each for service in SERVICES for each in catalog().services[service].operations.values()),
    key=lambda each: (ORDER.index(each.effect), each.key),
)
DEMO_ACCOUNTS = ("yara.keller@globex.example", "theo.marsh@sandmail.example")

on_each_account = pytest.mark.parametrize("email", DEMO_ACCOUNTS)


@on_each_account
def test_every_example_works_as_it_stands(sandbox: str, redis_server: object, email: str) -> None:
    account = GoogleAccount(sandbox, email)

    outcomes = {each.key: account.outcome(each.key, each.example) for each in OPERATIONS}

    assert {key: outcome.error for key, outcome in outcomes.items() if outcome.error is not None} == {}
    assert {key: outcome.warnings for key, outcome in outcomes.items() if outcome.warnings} == {}


@on_each_account
def test_an_example_finds_something(sandbox: str, redis_server: object, email: str) -> None:
    account = GoogleAccount(sandbox, email)

    counts = {each.key: account.run(each.key, **each.example).get("count", 1) for each in OPERATIONS if is_read(each)}

    assert {key for key, count in counts.items() if count == 0} == set()


def test_reading_works_with_what_the_fields_say_each(sandbox: str, redis_server: object) -> None:
    account = GoogleAccount(sandbox, DEMO_ACCOUNTS[0])

    outcomes = {each.key: account.outcome(each.key, copied(each)) for each in OPERATIONS if is_read(each)}

    assert {key: outcome.error for key, outcome in outcomes.items() if outcome.error is not None} == {}


def is_read(operation: Operation) -> bool:
    return operation.effect == "read"


def copied(operation: Operation) -> dict[str, object]:
    """The first example of each field."""
    fields = fields_of(operation_json(operation)["input_schema"])
    return {
        field.name: field.schema["examples"][0]  # type: ignore[index]  # a list by JSON Schema
        for field in fields
        if "." not in field.path and "examples" in field.schema
    }
