"""An operator's endpoint, a receiver on loopback, and facts to tell of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from integrations import events
from integrations.actors import SYSTEM
from integrations.egress.tests.vendor import Vendor
from integrations.models import Customer, WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookTurn
from integrations.outgoing import turns
from integrations.outgoing.endpoints import CreatedEndpoint, create_endpoint

MakeEndpoint = Callable[..., CreatedEndpoint]
Tell = Callable[..., None]
CONNECTION = "5f0c1a52-1f2e-4d3c-9b1a-0123456789ab"


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Vendor]:
    """Somebody's program, which MACHINA_ALLOW_PRIVATE lets events out to."""
    receiver = Vendor()
    settings.MACHINA_ALLOW_PRIVATE = [receiver.url]
    yield receiver
    receiver.close()


@pytest.fixture
def globex(db: None) -> Customer:
    return Customer.objects.create(key="globex", name="Globex GmbH", email="office@globex.example")


@pytest.fixture
def initech(db: None) -> Customer:
    return Customer.objects.create(key="initech", name="Initech")


@pytest.fixture
def make_endpoint(db: None, receiver: Vendor) -> MakeEndpoint:
    def make(customer: Customer | None = None, path: str = "/hook", **given: Any) -> CreatedEndpoint:
        return create_endpoint(SYSTEM, customer, **{"url": receiver.url + path, "events": ["*"], **given})

    return make


@pytest.fixture
def tell(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Tell:
    """A fact is emitted and committed."""

    def tell(customer: Customer | None = None, name: str = "connection.changed", **payload: Any) -> None:
        given = {
            "connection": CONNECTION,
            "customer_id": customer.key if customer else None,
            "provider": "google",
            "status": "needs_reconnect",
            "status_reason": "invalid_grant",
        }
        with django_capture_on_commit_callbacks(execute=True):
            events.emit(name, given | payload, customer_id=customer.pk if customer else None)

    return tell


def work(endpoint: WebhookEndpoint) -> WebhookTurn:
    """Let a worker take the endpoint's turn; how it is afterwards."""
    turns.take_turn(endpoint.turn.pk)
    return WebhookTurn.objects.get(endpoint=endpoint)


def let_pass(seconds: float) -> None:
    """So much time goes by for everything that was written."""
    age = timedelta(seconds=seconds)
    for delivery in WebhookDelivery.objects.all():
        delivery.due_at = delivery.due_at and delivery.due_at - age
        delivery.finished_at = delivery.finished_at and delivery.finished_at - age
        delivery.give_up_at -= age
        delivery.created_at -= age
        delivery.save()
    for turn in WebhookTurn.objects.all():
        turn.paused_until = turn.paused_until and turn.paused_until - age
        turn.not_before = turn.not_before and turn.not_before - age
        turn.save()
    for attempt in WebhookAttempt.objects.all():
        attempt.at -= age
        attempt.save()


def only() -> WebhookDelivery:
    return WebhookDelivery.objects.get()


def seconds_until(moment: object) -> float:
    assert hasattr(moment, "timestamp")
    left: float = moment.timestamp() - timezone.now().timestamp()
    return left


def id_of(created: CreatedEndpoint) -> UUID:
    return created.endpoint.pk
