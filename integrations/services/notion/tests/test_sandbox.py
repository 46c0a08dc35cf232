"""Notion through the one door against the sandbox."""

from __future__ import annotations

import pytest

from integrations.catalog.registry import catalog
from integrations.services.notion.tests.account import NotionAccount

ORDER = ("read", "idempotent_write", "write", "destructive")
OPERATIONS = sorted(
    catalog().services["notion"].operations.values(), key=lambda each: (ORDER.index(each.effect), each.key)
)


@pytest.fixture
def notion(sandbox: str, redis_server: object) -> NotionAccount:
    return NotionAccount(sandbox)


@pytest.mark.parametrize("email", ["yara.keller@globex.example", "theo.marsh@sandmail.example"])
def test_every_example_works_as_it_stands(sandbox: str, redis_server: object, email: str) -> None:
    account = NotionAccount(sandbox, email)

    outcomes = {each.key: account.outcome(each.key, each.example) for each in OPERATIONS}

    assert {key: outcome.error for key, outcome in outcomes.items() if outcome.error is not None} == {}
    assert {key: outcome.warnings for key, outcome in outcomes.items() if outcome.warnings} == {}
    empty = {key: one.result for key, one in outcomes.items() if (one.result or {}).get("count") == 0}
    assert empty == {}
