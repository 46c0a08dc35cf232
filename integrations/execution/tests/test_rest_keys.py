"""The idempotency key of REST: the customer's, in the body or as a header, whichever API key sends it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.api import keys
from integrations.api.views import operations
from integrations.execution.tests.conftest import PARAMS, MakeConnection
from integrations.models import Call, Connection, Customer

pytestmark = pytest.mark.django_db(transaction=True)

RUN = "/api/v1/operations/post.send_letter/run"
Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody performs the calls here, so nobody waits for them."""
    monkeypatch.setattr(operations, "WAIT_SECONDS", 0.01)


def client(customer: Customer | None) -> APIClient:
    made = APIClient()
    made.credentials(HTTP_AUTHORIZATION=f"Bearer {keys.create_key(SYSTEM, 'server', customer=customer).secret}")
    return made


def ask(client: APIClient, *, header: str | None = None, customer: str = "acme", **body: Any) -> Any:  # JSON
    headers = {} if header is None else {"Idempotency-Key": header}
    return client.post(RUN, {"customer": customer, "params": PARAMS, **body}, format="json", headers=headers)


def test_a_new_api_key_repeats_nothing_that_an_old_one_has_sent(connection: Connection, acme: Customer) -> None:
    first = ask(client(acme), idempotency_key="order-17")
    rotated = ask(client(acme), idempotency_key="order-17")
    operators = ask(client(None), idempotency_key="order-17")
    assert first.status_code == 202
    assert first.json()["call"] == rotated.json()["call"] == operators.json()["call"]
    assert Call.objects.count() == 1


def test_two_customers_may_use_the_same_one_through_the_operators_key(
    connection: Connection, globex: Customer, make_connection: MakeConnection
) -> None:
    make_connection(globex)
    operator = client(None)
    answers = [ask(operator, customer=key, idempotency_key="order-17") for key in ("acme", "globex")]
    assert [each.status_code for each in answers] == [202, 202]
    assert {call.customer.key for call in Call.objects.select_related("customer") if call.customer} == {
        "acme",
        "globex",
    }


def test_the_owners_keys_are_no_customers(connection: Connection, make_connection: MakeConnection) -> None:
    make_connection(None)
    operator = client(None)
    assert ask(operator, idempotency_key="order-17").status_code == 202
    owners = operator.post(
        RUN, {"account_mode": "owner", "params": PARAMS, "idempotency_key": "order-17"}, format="json"
    )
    assert owners.status_code == 202
    assert Call.objects.count() == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"header": "order-17"}, {"header": "order-17"}),
        ({"header": "order-17"}, {"idempotency_key": "order-17"}),
        ({"header": '"order-17"'}, {"idempotency_key": "order-17"}),
        ({"header": "order-17", "idempotency_key": "order-17"}, {"header": " order-17 "}),
    ],
)
def test_the_header_is_honoured_like_the_field(
    connection: Connection, acme: Customer, first: dict[str, str], second: dict[str, str]
) -> None:
    asking = client(acme)
    one, other = ask(asking, **first), ask(asking, **second)
    assert (one.status_code, other.json()["call"]) == (202, one.json()["call"])
    assert Call.objects.get().call_key == "order-17"


def test_without_a_key_each_request_is_one(connection: Connection, acme: Customer) -> None:
    asking = client(acme)
    assert ask(asking).json()["call"] != ask(asking).json()["call"]


def test_a_key_used_for_something_else_is_a_conflict_wherever_it_is_sent(
    connection: Connection, acme: Customer
) -> None:
    asking = client(acme)
    ask(asking, header="order-17")
    other = ask(asking, header="order-17", params={"to": "Bob"})
    assert (other.status_code, other.json()["code"]) == (409, "conflict")
    assert Call.objects.filter(is_refused=False).count() == 1


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({"header": "order-17", "idempotency_key": "order-18"}, ["idempotency_key"]),
        ({"header": ""}, ["Idempotency-Key"]),
        ({"header": '""'}, ["Idempotency-Key"]),
        ({"header": "x" * 121}, ["Idempotency-Key"]),
        ({"idempotency_key": "x" * 121}, ["idempotency_key"]),
        ({"idempotency_key": ""}, ["idempotency_key"]),
        ({"header": "a", "idempotency_key": "b", "colour": "red"}, ["colour", "idempotency_key"]),
    ],
)
def test_what_is_no_key_or_two_of_them_is_an_input_error(
    connection: Connection, acme: Customer, sent: dict[str, str], fields: list[str]
) -> None:
    answer = ask(client(acme), **sent)
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")
    assert sorted(each["field"] for each in answer.json()["errors"]) == sorted(fields)
    assert not Call.objects.filter(is_refused=False).exists()


def test_keys_of_before_still_stand_for_what_they_sent(connection: Connection, acme: Customer) -> None:
    first = ask(client(acme), header="order-17").json()["call"]
    Call.objects.update(scope="api_key:7f0c")
    migration = import_module("integrations.migrations.0008_idempotency_of_customers")
    migration.give_keys_to_customers(apps, None)
    assert ask(client(acme), header="order-17").json()["call"] == first
    assert Call.objects.count() == 1
