"""Attack: one key, or one customer, asks for more than its share over REST; others do not feel it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from integrations.actors import SYSTEM
from integrations.api import keys, rates
from integrations.api.views import operations
from integrations.execution import opening
from integrations.execution.tests.conftest import PARAMS, MakeConnection
from integrations.models import Call, Connection, Customer

pytestmark = pytest.mark.django_db(transaction=True)

RUN = "/api/v1/operations/post.send_letter/run"
READ = "/api/v1/connections/"
SLOWEST = 0.001
MakeClient = Callable[[Customer | None], APIClient]


@pytest.fixture(autouse=True)
def _slow_refill(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four requests of a key at once, eight of a customer, forty of the operator; one comes back in 1,000 s."""
    settings.API_RATE = SLOWEST
    monkeypatch.setattr(rates, "BURST_SECONDS", 4_000)
    monkeypatch.setattr(operations, "WAIT_SECONDS", 0.01)


@pytest.fixture
def client() -> MakeClient:
    def make(customer: Customer | None) -> APIClient:
        made = APIClient()
        made.credentials(HTTP_AUTHORIZATION=f"Bearer {keys.create_key(SYSTEM, 'server', customer=customer).secret}")
        return made

    return make


def run(asking: APIClient, customer: str = "acme", **body: Any) -> Any:  # Django's test response
    return asking.post(RUN, {"customer": customer, "params": PARAMS, **body}, format="json")


def is_in(told: int, whole: int, began: float) -> bool:
    """Whether so many seconds were told as are left of the whole, now that some have passed."""
    return whole - (time.monotonic() - began) <= told <= whole


def statuses(asking: APIClient, count: int) -> list[int]:
    return [asking.get(READ).status_code for _ in range(count)]


def test_every_answer_says_what_is_left(client: MakeClient, acme: Customer) -> None:
    asking, began = client(acme), time.monotonic()
    answers = [asking.get(READ) for _ in range(2)]
    assert [each.headers["RateLimit-Remaining"] for each in answers] == ["3", "2"]
    assert {each.headers["RateLimit-Limit"] for each in answers} == {"4"}
    resets = [int(each.headers["RateLimit-Reset"]) for each in answers]
    assert all(is_in(reset, whole, began) for reset, whole in zip(resets, (1_000, 2_000), strict=True)), resets
    refused = asking.post(RUN, {"colour": "red"}, format="json")
    assert (refused.status_code, refused.headers["RateLimit-Remaining"]) == (422, "1")
    broken = asking.post(RUN, "{", content_type="application/json")
    assert (broken.status_code, broken.headers["RateLimit-Remaining"]) == (422, "0")


def test_more_than_a_keys_share_is_refused_with_the_time_to_wait(client: MakeClient, acme: Customer) -> None:
    asking, began = client(acme), time.monotonic()
    assert statuses(asking, 4) == [200] * 4
    refused = asking.get(READ)
    body = refused.json()
    assert (refused.status_code, body["code"]) == (429, "rate_limited")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.headers["RateLimit-Remaining"] == "0"
    assert int(refused.headers["Retry-After"]) == body["retry_after"]
    assert is_in(body["retry_after"], 1_000, began), body
    assert body["detail"].startswith("'server' asks for more than 0.001 requests a second.")


def test_a_second_key_gives_a_customer_no_more_than_its_share(client: MakeClient, acme: Customer) -> None:
    first, second, third = (client(acme) for _ in range(3))
    assert statuses(first, 4) + statuses(second, 4) == [200] * 8
    refused = third.get(READ)
    assert (refused.status_code, refused.json()["detail"][:28]) == (429, "This customer asks for more ")


def test_a_flood_leaves_other_customers_and_the_operator_their_shares(
    client: MakeClient, acme: Customer, globex: Customer
) -> None:
    flooding, other, operator = client(acme), client(globex), client(None)
    assert statuses(flooding, 10).count(429) == 6
    assert statuses(other, 4) == [200] * 4
    assert statuses(operator, 20) == [200] * 20


def test_one_customers_flood_through_the_operators_key_leaves_the_key_to_others(
    client: MakeClient, connection: Connection, globex: Customer, make_connection: MakeConnection
) -> None:
    make_connection(globex)
    operator = client(None)
    answers = [run(operator) for _ in range(50)]
    assert [each.status_code for each in answers] == [202] * 8 + [429] * 42
    assert answers[-1].json()["detail"].startswith("The customer 'acme' asks for more than 0.002 requests a second.")
    assert run(operator, "globex").status_code == 202
    assert Call.objects.count() == 9


@pytest.mark.parametrize(
    ("address", "left"), [("/api/v1/usage/report", "7"), ("/api/v1/operations/", "7"), ("/api/schema/", "2")]
)
def test_what_takes_long_to_make_weighs_more(
    client: MakeClient, acme: Customer, settings: Settings, address: str, left: str
) -> None:
    settings.API_RATE = 3 * SLOWEST
    asking = client(acme)
    answers = [asking.get(address) for _ in range(3)]
    assert (answers[0].status_code, answers[-1].status_code) == (200, 429)
    assert answers[0].headers["RateLimit-Remaining"] == left


def test_without_redis_nobody_is_held_up(client: MakeClient, acme: Customer, settings: Settings) -> None:
    settings.REDIS_URL = "unix:///nowhere/redis.sock?db=0"
    answers = [client(acme).get(READ) for _ in range(6)]
    assert {each.status_code for each in answers} == {200}
    assert "RateLimit-Remaining" not in answers[0].headers


def test_a_holder_with_too_many_waiting_calls_is_told_to_come_back(
    client: MakeClient,
    connection: Connection,
    globex: Customer,
    make_connection: MakeConnection,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.API_RATE = 30
    monkeypatch.setattr(opening, "MOST_WAITING", 3)
    make_connection(globex)
    operator = client(None)
    first = run(operator, idempotency_key="order-1")
    assert [run(operator).status_code for _ in range(2)] == [202, 202]
    refused = run(operator)
    assert (refused.status_code, refused.json()["code"], refused.headers["Retry-After"]) == (429, "rate_limited", "5")
    assert refused.json()["detail"].startswith("3 calls for the customer 'acme' wait for a worker already.")
    assert run(operator, idempotency_key="order-1").json()["call"] == first.json()["call"]
    assert run(operator, "globex").status_code == 202
    assert Call.objects.count() == 4
