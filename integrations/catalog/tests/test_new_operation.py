"""Adding an operation to a service touches its folder alone: all else is computed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from integrations.catalog.context import Ctx
from integrations.catalog.projections.node import nodes
from integrations.catalog.projections.prices import price_rows
from integrations.catalog.projections.rest import operation_paths
from integrations.catalog.projections.service import operation_json, service_json
from integrations.catalog.projections.skill import operation_tables
from integrations.catalog.projections.tool import tool, tools
from integrations.catalog.registry import Catalog, catalog
from integrations.catalog.schema import Input, Output
from integrations.catalog.testing import declaring_on
from integrations.services.gmail.service import READ, service


class MailCountQuery(Input):
    """What to count."""

    query: str = ""
    """What to look for."""


class MailCount(Output):
    """How many there are."""

    total: int
    """The number."""


@pytest.fixture
def with_count_messages() -> Iterator[Catalog]:
    with declaring_on(service):

        @service.operation(effect="read", scopes=[READ], price="message_search", sample={"total": 3})
        def count_messages(ctx: Ctx, data: MailCountQuery) -> MailCount:
            """Count messages."""
            return MailCount(total=3)

        yield catalog()


def test_it_is_in_the_palette_with_its_form(with_count_messages: Catalog) -> None:
    node = next(each for each in nodes(with_count_messages) if each["type"] == "gmail.count_messages")

    assert node["label"] == "Count messages"
    assert node["service_name"] == "Gmail"
    assert node["ui_schema"] == {"order": ["query"]}
    assert node["sample"] == {"total": 3}


def test_it_is_a_tool(with_count_messages: Catalog) -> None:
    operation = tools(with_count_messages)["gmail_count_messages"]

    assert tool(operation)["input_schema"]["properties"] == {
        "query": {"type": "string", "default": "", "description": "What to look for."}
    }


def test_it_is_an_endpoint(with_count_messages: Catalog) -> None:
    paths, schemas = operation_paths(with_count_messages)

    assert "/api/v1/operations/gmail.count_messages/run" in paths
    assert {"MailCountQuery", "MailCount"} <= set(schemas)
    assert operation_json(with_count_messages.operation("gmail.count_messages"))["effect"] == "read"
    assert "gmail.count_messages" in service_json(service)["operations"]


def test_it_has_a_price(with_count_messages: Catalog) -> None:
    row = next(each for each in price_rows(with_count_messages) if each["key"] == "message_search")

    assert row["charged_for"] == ["gmail.search_messages", "gmail.count_messages"]


def test_it_is_in_the_skill(with_count_messages: Catalog) -> None:
    assert "### gmail_count_messages" in operation_tables(service)


def test_afterwards_it_is_gone(with_count_messages: Catalog) -> None:
    with declaring_on(service):
        service.operations.pop("count_messages")

    assert "count_messages" in service.operations
