"""Attack: every address that takes an id is tried with another customer's; 404, and nothing changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.serializers import serialize
from django.utils import timezone
from rest_framework.test import APIClient

from integrations.api.tests.conftest import MakeConnection
from integrations.models import Call, Connection, ConnectLink, Customer, UsageLine
from integrations.payloads.contents import keep


@pytest.fixture
def foreign(initech: Customer, make_connection: MakeConnection) -> dict[str, UUID]:
    """A connection, a link, a call and a content of a customer who is not asking."""
    link = ConnectLink.objects.create(
        customer=initech, services=["gmail"], token_hash="f" * 64, expires_at=timezone.now() + timedelta(days=1)
    )
    call = Call.objects.create(
        scope="x", call_key="x", request_hash="x", operation="gmail.list_labels", customer=initech, state="succeeded"
    )
    content = keep({"mail": "secret"}, customer_id=initech.pk)
    return {"connection": make_connection(initech).pk, "link": link.pk, "call": call.pk, "content": content.pk}


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "/api/v1/connections/{connection}/"),
        ("post", "/api/v1/connections/{connection}/test"),
        ("post", "/api/v1/connections/{connection}/refresh"),
        ("post", "/api/v1/connections/{connection}/revoke"),
        ("post", "/api/v1/connections/{connection}/confirm"),
        ("get", "/api/v1/links/{link}/"),
        ("post", "/api/v1/links/{link}/revoke"),
        ("post", "/api/v1/links/{link}/resend"),
        ("get", "/api/v1/calls/{call}/"),
        ("get", "/api/v1/payloads/{content}/"),
        ("get", "/api/v1/customers/initech/"),
        ("patch", "/api/v1/customers/initech/"),
        ("get", "/api/v1/customers/initech/links/"),
        ("post", "/api/v1/customers/initech/links/"),
        ("get", "/api/v1/connections/?customer=initech"),
        ("get", "/api/v1/usage/?customer=initech"),
        ("get", "/api/v1/usage/report?customer=initech"),
        ("get", "/api/google/status?customer=initech"),
        ("get", "/api/google/status"),
    ],
)
def test_another_customers_things_are_not_found(
    globex_key: APIClient, foreign: dict[str, UUID], method: str, address: str
) -> None:
    before = _everything()
    nothing: dict[str, Any] = {}
    body = nothing if method == "get" else {"data": {"services": ["gmail"]}, "format": "json"}
    answer = getattr(globex_key, method)(address.format(**foreign), **body)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert _everything() == before


@pytest.mark.parametrize(
    "account",
    [
        {"customer": "initech"},
        {"account_mode": "owner"},
        {"customer": "globex", "connection": "{connection}"},
        {"customer": "globex", "connection": str(uuid4())},
        {"customer": "nobody"},
    ],
)
def test_running_on_an_account_that_is_not_ours_is_not_found_and_leaves_nothing(
    globex_key: APIClient, foreign: dict[str, UUID], account: dict[str, str]
) -> None:
    body: dict[str, Any] = {name: value.format(**foreign) for name, value in account.items()} | {"params": {}}
    before = _everything()
    answer = globex_key.post("/api/v1/operations/gmail.list_labels/run", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert _everything() == before


def test_logging_out_another_customers_connection_is_not_found(globex_key: APIClient, foreign: dict[str, UUID]) -> None:
    answer = globex_key.post("/api/google/logout", {"connection": str(foreign["connection"])}, format="json")
    assert answer.status_code == 404
    assert Connection.objects.get(pk=foreign["connection"]).status == "active"


def test_a_customers_key_without_connection_does_not_log_out_the_owner(
    globex_key: APIClient, make_connection: MakeConnection
) -> None:
    owners = make_connection(None)
    answer = globex_key.post("/api/google/logout", {}, format="json")
    assert answer.json() == {"success": True, "revoked": []}
    assert Connection.objects.get(pk=owners.pk).status == "active"


def test_neither_customer_nor_owner_is_an_input_error_and_never_the_owner(
    operator_key: APIClient, make_connection: MakeConnection
) -> None:
    make_connection(None, is_default=True)
    answer = operator_key.post("/api/v1/operations/gmail.list_labels/run", {"params": {}}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")
    assert [each["field"] for each in answer.json()["errors"]] == ["customer"]
    assert not Call.objects.filter(is_refused=False).exists()


def test_connections_are_listed_for_their_customer_alone(
    globex_key: APIClient, globex: Customer, initech: Customer, make_connection: MakeConnection
) -> None:
    own = make_connection(globex)
    make_connection(initech)
    make_connection(None)
    listed = globex_key.get("/api/v1/connections/").json()["results"]
    assert [each["id"] for each in listed] == [str(own.pk)]


def _everything() -> str:
    """All but the traces of refused calls, which say that somebody asked."""
    calls = Call.objects.filter(is_refused=False).order_by("pk")
    others = (kind.objects.order_by("pk") for kind in (Customer, Connection, ConnectLink, UsageLine))
    return "".join(serialize("json", rows) for rows in (calls, *others))
