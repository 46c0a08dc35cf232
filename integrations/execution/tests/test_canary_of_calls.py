"""SECURITY 15: a vendor shouts the token back in every way there is, and no surface that tells of calls repeats it."""

from __future__ import annotations

import logging
from decimal import Decimal
from typing import Any

import pytest
import redis
from django.apps import apps
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from rest_framework.test import APIClient

from integrations import events
from integrations.actors import SYSTEM, Actor
from integrations.api import keys
from integrations.billing.budgets.actions import create_budget
from integrations.egress.tests.vendor import Reply, Vendor, ok, reset, status
from integrations.erasing.export import export
from integrations.execution.tests.conftest import ACCESS, LETTER, Execute
from integrations.models import Call, Connection, Customer, WebhookDelivery
from integrations.outgoing import turns
from integrations.outgoing.endpoints import create_endpoint

pytestmark = pytest.mark.django_db


def shouting(code: int, **more: str) -> Reply:
    """An answer that has what it was sent in its body and its headers."""

    def reply(handler: Any, vendor: Vendor) -> None:
        sent = vendor.received[-1].headers["authorization"]
        body = {"error": {"message": f"bad {sent}", "code": sent}, "letter_id": sent, "text": sent}
        status(code, body, x_echo=sent, link=f'<https://post.example/?page=2&token={sent}>; rel="next"', **more)(
            handler, vendor
        )

    return reply


WAYS: dict[str, Reply] = {
    "an answer": shouting(200),
    "a refusal": shouting(400),
    "no permission": shouting(403),
    "not found": shouting(404),
    "a limit": shouting(429, retry_after="300"),
    "an outage": shouting(500),
    "a redirect": shouting(302, location="/elsewhere"),
}


def everything_stored() -> str:
    models = [model for model in apps.get_models() if model._meta.app_label != "sandbox"]
    return "\n".join(str(row) for model in models for row in model._default_manager.values())


def test_a_token_that_the_vendor_shouts_back_is_nowhere(
    vendor: Vendor,
    connection: Connection,
    acme: Customer,
    operator: Actor,
    execute: Execute,
    settings: Settings,
    redis_server: redis.Redis,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    caplog.set_level(logging.DEBUG)
    receiver, told = Vendor(), list[object]()
    settings.MACHINA_ALLOW_PRIVATE = [receiver.url]
    for kind in ("usage.recorded", "connection.changed", "budget.threshold"):
        monkeypatch.setitem(events._handlers, kind, [*events._handlers[kind], told.append])
    endpoint = create_endpoint(SYSTEM, acme, url=f"{receiver.url}/hook", events=["*"])
    budget: Any = {"amount": Decimal("0.1"), "currency": "USD", "period": "total", "thresholds": [0.1]}
    create_budget(SYSTEM, acme, **budget)

    outcomes = []
    with django_capture_on_commit_callbacks(execute=True):
        for operation in ("post.read_letter", "post.send_letter"):
            for reply in (*WAYS.values(), reset(), ok(LETTER)):
                redis_server.delete(*(redis_server.keys("machina:throttle:*") or ["none"]))
                vendor.answers(reply)
                outcomes.append(execute(operation, {} if operation == "post.read_letter" else {"to": "Ada"}))
    turns.take_turn(endpoint.endpoint.turn.pk)
    pages = [*_over_rest(acme), *_in_the_admin()]
    receiver.close()

    assert ACCESS in str([each.headers for each in vendor.received])
    assert {each.state for each in outcomes} == {"succeeded", "failed", "outcome_unknown"}
    assert Call.objects.count() == len(outcomes)
    assert {page.status_code for page in pages} == {200}
    assert [delivery.state for delivery in WebhookDelivery.objects.all()] == ["succeeded"]
    assert len(receiver.received) == 1
    places = {
        "the database": everything_stored(),
        "Redis": str([redis_server.dump(key) for key in redis_server.scan_iter()]),
        "the log": caplog.text,
        "answers": str(outcomes),
        "what sockets are told": str(told),
        "mails": str([message.message() for message in mail.outbox]),
        "webhooks": str([(each.path, each.headers, each.body) for each in receiver.received]),
        "the customer's export": "".join(export(SYSTEM, acme)),
        "pages": "".join(page.getvalue().decode() for page in pages),
    }
    for secret in (ACCESS, endpoint.secret):
        assert [place for place, content in places.items() if secret in content] == []


def _over_rest(customer: Customer) -> list[Any]:
    answers = []
    for made in (keys.create_key(SYSTEM, "operator"), keys.create_key(SYSTEM, "acme server", customer=customer)):
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {made.secret}")
        addresses = [f"/api/v1/{name}/" for name in ("calls", "usage", "connections", "budgets", "webhook_endpoints")]
        addresses += [f"/api/v1/calls/{call.pk}/" for call in Call.objects.all()]
        addresses += [f"/api/v1/webhook_endpoints/{each.endpoint_id}/deliveries/" for each in _deliveries()]
        answers += [client.get(address) for address in addresses]
    return answers


def _in_the_admin() -> list[Any]:
    client = Client()
    client.force_login(
        User.objects.create_superuser("root", "root@operator.example", "correct horse"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    names = ("call", "usageline", "connection", "budget", "webhookendpoint", "webhookdelivery", "auditevent")
    pages = [client.get(f"/admin/integrations/{name}/") for name in names]
    pages += [client.get(f"/admin/integrations/call/{call.pk}/change/") for call in Call.objects.all()]
    return [*pages, *(client.get(f"/admin/integrations/webhookdelivery/{each.pk}/change/") for each in _deliveries())]


def _deliveries() -> list[WebhookDelivery]:
    return list(WebhookDelivery.objects.all())
