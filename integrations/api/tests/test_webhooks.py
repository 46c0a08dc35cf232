"""Webhook endpoints over REST: made, changed, tested, looked at and replayed, by those who may."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from rest_framework.test import APIClient

from integrations import events
from integrations.egress.tests.vendor import Vendor, status
from integrations.models import Customer, WebhookDelivery, WebhookEndpoint, WebhookTurn
from integrations.outgoing import turns

ENDPOINTS = "/api/v1/webhook_endpoints/"


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Vendor]:
    receiver = Vendor()
    settings.MACHINA_ALLOW_PRIVATE = [receiver.url]
    yield receiver
    receiver.close()


def made(client: APIClient, receiver: Vendor, **body: Any) -> Any:
    answer = client.post(ENDPOINTS, {"url": f"{receiver.url}/hook", **body}, format="json")
    assert answer.status_code == 201, answer.content
    return answer.json()


def finish(customer: Customer) -> None:
    payload = {"link": str(uuid4()), "customer_id": customer.key, "providers": ["google"]}
    events.emit("link.finished", payload, customer_id=customer.pk)


def test_an_endpoint_is_made_heard_and_looked_at(
    operator_key: APIClient,
    receiver: Vendor,
    globex: Customer,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    answer = operator_key.post(ENDPOINTS, {"url": f"{receiver.url}/hook", "description": "Books"}, format="json")
    body = answer.json()
    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    secret = body.pop("secret")
    assert secret.startswith("whsec_")
    given = ("customer", "url", "description", "events", "is_active", "why_inactive")
    assert [body[name] for name in given] == [None, f"{receiver.url}/hook", "Books", ["*"], True, ""]
    assert operator_key.get(f"{ENDPOINTS}{body['id']}/").json() == body
    assert operator_key.get(ENDPOINTS).json() == {"results": [body], "next": None}
    receiver.answers(status(500, b"sorry"), status(200, b"thanks"))
    with django_capture_on_commit_callbacks(execute=True):
        finish(globex)
    for _ in range(2):
        turns.take_turn(WebhookTurn.objects.get().pk)
        WebhookTurn.objects.update(paused_until=None, not_before=None)
        WebhookDelivery.objects.filter(state="waiting").update(due_at=body["created_at"])
    (listed,) = operator_key.get(f"{ENDPOINTS}{body['id']}/deliveries/?state=succeeded&event=link.finished").json()[
        "results"
    ]
    assert [listed[name] for name in ("event", "customer", "state", "attempts", "status", "error")] == [
        "link.finished",
        "globex",
        "succeeded",
        2,
        200,
        "",
    ]
    whole = operator_key.get(f"{ENDPOINTS}{body['id']}/deliveries/{listed['id']}/").json()
    assert json.loads(whole["body"])["data"]["customer"] == "globex"
    assert [(each["number"], each["status"], each["answer"]) for each in whole["log"]] == [
        (2, 200, "thanks"),
        (1, 500, "sorry"),
    ]
    assert secret not in str(whole)
    replayed = operator_key.post(f"{ENDPOINTS}{body['id']}/deliveries/{listed['id']}/replay")
    assert (replayed.status_code, replayed.json()["state"]) == (202, "waiting")
    twice = operator_key.post(f"{ENDPOINTS}{body['id']}/deliveries/{listed['id']}/replay")
    assert (twice.status_code, twice.json()["code"]) == (409, "conflict")


def test_a_customers_key_makes_its_own_and_sees_no_other(
    operator_key: APIClient, globex_key: APIClient, receiver: Vendor, globex: Customer, initech: Customer
) -> None:
    operators, theirs = made(operator_key, receiver), made(operator_key, receiver, customer="initech")
    own = made(globex_key, receiver, events=["connection.*"])
    assert own["customer"] == "globex"
    finish(initech)
    foreign = WebhookDelivery.objects.get(endpoint=theirs["id"])
    assert [each["id"] for each in globex_key.get(ENDPOINTS).json()["results"]] == [own["id"]]
    before = list(WebhookEndpoint.objects.order_by("pk").values())
    for other in (operators, theirs):
        address, delivery = f"{ENDPOINTS}{other['id']}/", f"deliveries/{foreign.pk}/"
        asked = [
            globex_key.get(address),
            globex_key.patch(address, {"is_active": False}, format="json"),
            globex_key.delete(address),
            *(globex_key.post(f"{address}{action}") for action in ("test", "rotate_secret")),
            globex_key.post(f"{address}replay", {"since": "2026-01-01T00:00:00Z"}, format="json"),
            globex_key.get(f"{address}deliveries/"),
            globex_key.get(f"{address}{delivery}"),
            globex_key.post(f"{address}{delivery}replay"),
        ]
        assert [each.status_code for each in asked] == [404] * 9
    smuggled = f"{ENDPOINTS}{own['id']}/deliveries/{foreign.pk}/"
    assert globex_key.get(smuggled).status_code == globex_key.post(f"{smuggled}replay").status_code == 404
    denied = globex_key.post(ENDPOINTS, {"url": receiver.url, "customer": "initech"}, format="json")
    assert denied.status_code == 404
    assert list(WebhookEndpoint.objects.order_by("pk").values()) == before


def test_an_endpoint_is_changed_tested_and_deleted(operator_key: APIClient, receiver: Vendor) -> None:
    first = made(operator_key, receiver)
    address = f"{ENDPOINTS}{first['id']}/"
    changed = operator_key.patch(address, {"events": ["link.finished"], "is_active": False}, format="json")
    assert (changed.json()["events"], changed.json()["is_active"]) == (["link.finished"], False)
    assert changed.json()["why_inactive"] == "by_hand"
    assert operator_key.post(f"{address}test").status_code == 409
    assert operator_key.patch(address, {"is_active": True}, format="json").json()["why_inactive"] == ""
    tested = operator_key.post(f"{address}test")
    assert (tested.status_code, tested.json()["event"]) == (202, "webhook.test")
    rotated = operator_key.post(f"{address}rotate_secret").json()
    assert rotated["secret"] != first["secret"]
    replayed = operator_key.post(f"{address}replay", {"since": "2026-01-01T00:00:00Z"}, format="json")
    assert (replayed.status_code, replayed.json()) == (202, {"deliveries": 0})
    assert operator_key.delete(address).status_code == 204
    assert operator_key.get(address).status_code == 404
    assert not WebhookDelivery.objects.exists()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["url"]),
        ({"url": "http://plain.example/", "events": ["nothing"]}, ["url", "events.0"]),
        ({"url": "https://10.0.0.1/"}, ["url"]),
        ({"url": "https://hooks.example/", "secret": "whsec_x"}, ["secret"]),
        ({"url": "https://hooks.example/", "events": []}, ["events"]),
        ({"url": "https://hooks.example/", "description": "a\0b"}, ["description"]),
    ],
)
def test_what_is_wrong_is_named_and_nothing_made(operator_key: APIClient, body: Any, fields: list[str]) -> None:
    answer = operator_key.post(ENDPOINTS, body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (422, "input_error")
    assert [each["field"] for each in answer.json()["errors"]] == fields
    assert not WebhookEndpoint.objects.exists()


def test_wrong_filters_are_named(operator_key: APIClient, receiver: Vendor) -> None:
    address = f"{ENDPOINTS}{made(operator_key, receiver)['id']}/deliveries/"
    assert operator_key.get(f"{address}?state=lost").json()["errors"][0]["field"] == "state"
    assert operator_key.get(f"{address}?event=%00").json()["errors"][0]["field"] == "event"


def test_lists_take_the_same_number_of_queries_however_long(
    operator_key: APIClient, receiver: Vendor, globex: Customer, django_assert_max_num_queries: Any
) -> None:
    endpoint = made(operator_key, receiver)
    for _ in range(5):
        made(operator_key, receiver, customer="globex")
        finish(globex)
    with django_assert_max_num_queries(4):
        assert len(operator_key.get(ENDPOINTS).json()["results"]) == 6
    with django_assert_max_num_queries(5):
        assert len(operator_key.get(f"{ENDPOINTS}{endpoint['id']}/deliveries/").json()["results"]) == 5
