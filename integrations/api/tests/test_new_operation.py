"""An operation added to a service's folder is served at once: palette, catalog, schema and endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.api.tests.conftest import MakeConnection
from integrations.catalog.context import Ctx
from integrations.catalog.schema import Input, Output
from integrations.catalog.testing import declaring_on
from integrations.execution import door
from integrations.holders import Holder
from integrations.models import Grant, UsageLine
from integrations.services.gmail.service import READ, service

KEY = "gmail.count_words"


class WordCountQuery(Input):
    """What to count the words of."""

    text: str
    """Any text."""


class WordCount(Output):
    """How many words there are."""

    words: int
    """The number."""


@pytest.fixture(autouse=True)
def _count_words() -> Iterator[None]:
    with declaring_on(service):

        @service.operation(effect="read", scopes=[READ], price="message_search", sample={"words": 2})
        def count_words(ctx: Ctx, data: WordCountQuery) -> WordCount:
            """Count words."""
            return WordCount(words=len(data.text.split()))

        yield


def test_the_editors_palette_offers_it(operator_key: APIClient) -> None:
    node = next(each for each in operator_key.get("/api/v1/nodes/").json()["results"] if each["type"] == KEY)
    assert (node["label"], node["service"], node["kind"]) == ("Count words", "gmail", "operation")
    assert node["input_schema"]["required"] == ["text"]
    assert Decimal(node["price"]["price"]) > 0


def test_the_catalog_and_the_schema_list_it(operator_key: APIClient) -> None:
    assert operator_key.get(f"/api/v1/operations/{KEY}/").json()["effect"] == "read"
    assert KEY in operator_key.get("/api/v1/services/gmail/").json()["operations"]
    schema = operator_key.get("/api/schema/?format=json").json()
    assert f"/api/v1/operations/{KEY}/run" in schema["paths"]
    assert "WordCountQuery" in schema["components"]["schemas"]


def test_its_endpoint_validates(operator_key: APIClient, make_connection: MakeConnection) -> None:
    _connect_owner(make_connection)
    body = {"account_mode": "owner", "params": {"txt": "a"}}
    answer = operator_key.post(f"/api/v1/operations/{KEY}/run", body, format="json")
    assert answer.status_code == 422
    assert {each["field"] for each in answer.json()["errors"]} == {"text", "txt"}


def test_it_runs_and_is_metered(make_connection: MakeConnection) -> None:
    _connect_owner(make_connection)
    outcome = door.execute(KEY, {"text": "two words"}, call_key="k", actor=SYSTEM, holder=Holder.owner(), source="test")
    assert outcome.result == {"words": 2}
    assert UsageLine.objects.sales().get().pricing_key == "message_search"


def _connect_owner(make_connection: MakeConnection) -> None:
    connection = make_connection(None, scopes=[READ], is_default=True)
    connection.grant = Grant.objects.create(oauth_app=connection.oauth_app, account_id=connection.account_id)
    connection.save()
