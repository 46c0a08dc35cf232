"""Where an error leads to is a page that whoever reads it can use: no customer's key is led to one for operators."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from integrations.actors import SYSTEM, Actor
from integrations.api.tests.conftest import MakeConnection
from integrations.models import Call, Customer
from integrations.payloads.shown import error_shown

RUN = "/api/v1/operations/gmail.list_labels/run"
ADMIN, OWNERS = "http://testserver/admin/integrations/connectlink/add/?customer=x", "http://testserver/connect/owner/google/"
AGAIN = "http://testserver/connect/again/6b1f7e0a-0000-4000-8000-000000000000/"


def test_a_customers_key_without_an_account_is_led_nowhere(globex_key: APIClient) -> None:
    answer = globex_key.post(RUN, {"customer": "globex", "params": {}}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_connected")
    assert "connect_url" not in answer.json()


def test_the_operators_key_is_led_to_the_form_for_a_link(operator_key: APIClient, globex: Customer) -> None:
    answer = operator_key.post(RUN, {"customer": "globex", "params": {}}, format="json").json()
    assert "/admin/integrations/connectlink/add/" in answer["connect_url"]


def test_an_account_to_connect_again_leads_the_key_to_its_own_page(
    globex_key: APIClient, globex: Customer, make_connection: MakeConnection
) -> None:
    connection = make_connection(globex, status="needs_reconnect", status_reason="invalid_grant")
    answer = globex_key.post(RUN, {"customer": "globex", "params": {}}, format="json").json()
    assert answer["connect_url"].endswith(f"/connect/again/{connection.pk}/")
    page = APIClient().get(f"/connect/again/{connection.pk}/")
    assert page.status_code == 200


@pytest.mark.parametrize("stored", [ADMIN, OWNERS])
def test_what_an_operator_was_told_is_not_shown_to_the_customer(
    globex_key: APIClient, operator_key: APIClient, globex: Customer, stored: str
) -> None:
    call = Call.objects.create(
        scope="x",
        call_key="x",
        request_hash="x",
        operation="gmail.list_labels",
        customer=globex,
        state="failed",
        error={"code": "not_connected", "detail": "No account.", "connect_url": stored},
    )
    address = f"/api/v1/calls/{call.pk}/"
    assert operator_key.get(address).json()["error"]["connect_url"] == stored
    assert globex_key.get(address).json()["error"] == {"code": "not_connected", "detail": "No account."}


@pytest.mark.parametrize(("address", "is_shown"), [(ADMIN, False), (OWNERS, False), (AGAIN, True)])
def test_who_is_confined_to_a_customer_reads_public_pages_alone(globex: Customer, address: str, is_shown: bool) -> None:
    error: dict[str, Any] = {"code": "not_connected", "connect_url": address}
    key = Actor("api_key", "1", "globex server", customer_id=globex.pk)
    assert ("connect_url" in (error_shown(key, error) or {})) is is_shown
    assert error_shown(SYSTEM, error) == error
    assert error_shown(key, None) is None
