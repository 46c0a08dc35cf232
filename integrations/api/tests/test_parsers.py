"""Attack: bodies that are small on the wire and large in memory."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.test import Client

from integrations.actors import SYSTEM
from integrations.api.keys import create_key
from integrations.json_values import MAX_VALUES

pytestmark = pytest.mark.django_db
PATH = "/api/v1/operations/gmail.search_messages/run"


@pytest.fixture
def send(client: Client) -> Any:
    secret = create_key(SYSTEM, "program").secret

    def post(body: bytes, **headers: str) -> Any:
        headers |= {"Authorization": f"Bearer {secret}"}
        return client.post(PATH, body, content_type="application/json", headers=headers)

    return post


@pytest.mark.parametrize("value", [b"[]", b"{}", b"0", b'{"a":1}'])
def test_millions_of_values_are_refused_before_they_are_made(send: Any, value: bytes) -> None:
    body = b'{"account_mode": "owner", "params": [' + b",".join([value] * (MAX_VALUES + 1)) + b"]}"
    answer = send(body)
    assert answer.status_code == 422
    assert f"{MAX_VALUES} are the most" in answer.json()["detail"]


@pytest.mark.parametrize("text", ["a, [b], {c} " * 200_000, '\\"[,' * 200_000])
def test_what_is_inside_a_text_is_no_value(send: Any, text: str) -> None:
    answer = send(b'{"account_mode": "owner", "params": {"query": "' + text.encode() + b'"}}')
    assert "are the most" not in answer.json()["detail"]


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_compressed_body_is_not_opened(send: Any, encoding: str) -> None:
    answer = send(gzip.compress(bytes(50_000_000)), **{"Content-Encoding": encoding})
    assert answer.status_code == 422
    assert f"is encoded by '{encoding}', and none is decoded" in answer.json()["detail"]
