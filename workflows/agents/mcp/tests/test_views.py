"""What is refused at ``/mcp/`` before the protocol's own reader, which reads anything, has seen it."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.api.keys import create_key
from integrations.json_values import MAX_VALUES

ASKED = '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"_meta":{"x":%s}}}'


@pytest.fixture
def client(db: None) -> APIClient:
    client = APIClient(headers={"accept": "application/json, text/event-stream"})
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {create_key(SYSTEM, 'agent').secret}")
    return client


@pytest.mark.parametrize("value", ["[]", '""', "1"])
def test_a_message_of_a_million_values_is_refused_before_any_is_made(client: APIClient, value: str) -> None:
    body = ASKED % ("[" + ",".join([value] * (MAX_VALUES + 1)) + "]")
    answer = client.generic("POST", "/mcp/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body")


def test_commas_in_a_text_are_no_values(client: APIClient) -> None:
    body = ASKED % ('"' + "[{," * MAX_VALUES + '"')
    answer = client.generic("POST", "/mcp/", body, content_type="application/json")
    assert answer.json() == {"jsonrpc": "2.0", "id": 1, "result": {}}
