"""Connections over REST: what the buttons of a program do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from integrations.api.tests.conftest import MakeConnection
from integrations.models import Connection, Customer


def test_a_revoked_connection_answers_with_what_is_left(
    operator_key: APIClient, globex: Customer, make_connection: MakeConnection
) -> None:
    connection = make_connection(globex, is_default=True)
    answer = operator_key.post(f"/api/v1/connections/{connection.pk}/revoke")
    assert answer.status_code == 200, answer.json()
    left = {name: answer.json()[name] for name in ("id", "customer", "status", "is_default", "revoked_at_provider")}
    assert left == {
        "id": str(connection.pk),
        "customer": "globex",
        "status": "revoked",
        "is_default": False,
        "revoked_at_provider": False,
    }
    assert operator_key.get(f"/api/v1/connections/{connection.pk}/").json()["status"] == "revoked"


def test_a_pending_connection_is_revoked_once_and_then_gone(
    operator_key: APIClient, globex: Customer, make_connection: MakeConnection
) -> None:
    connection = make_connection(globex, status="pending", pending_until=timezone.now() + timedelta(minutes=15))
    address = f"/api/v1/connections/{connection.pk}/revoke"
    answer = operator_key.post(address)
    assert (answer.status_code, answer.json()["status"]) == (200, "revoked")
    assert not Connection.objects.exists()
    assert operator_key.post(address).status_code == 404


@pytest.mark.parametrize(("query", "found"), [("", 2), ("?status=paused", 1), ("?customer=globex", 2)])
def test_the_list_is_filtered(
    operator_key: APIClient, globex: Customer, make_connection: MakeConnection, query: str, found: int
) -> None:
    make_connection(globex)
    make_connection(globex, status="paused")
    assert len(operator_key.get(f"/api/v1/connections/{query}").json()["results"]) == found


def test_an_unknown_status_is_told_with_the_known_ones(operator_key: APIClient) -> None:
    answer = operator_key.get("/api/v1/connections/?status=asleep")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "status"
    assert "'asleep'" in answer.json()["detail"]
    assert "needs_reconnect" in answer.json()["detail"]
