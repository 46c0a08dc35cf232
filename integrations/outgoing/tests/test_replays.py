"""What has ended is sent again: the same message under its old id."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.actors import SYSTEM, Actor
from integrations.egress.tests.vendor import Vendor, ok, status
from integrations.errors import Conflict, InputError, PermissionDenied
from integrations.models import AuditEvent, WebhookDelivery
from integrations.outgoing import endpoints, replays
from integrations.outgoing.tests.conftest import MakeEndpoint, Tell, let_pass, only, seconds_until, work

pytestmark = pytest.mark.django_db


def test_a_delivery_that_arrived_is_sent_again_under_its_id(
    make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor
) -> None:
    endpoint = make_endpoint().endpoint
    tell()
    work(endpoint)
    let_pass(86_400)
    again = replays.replay(SYSTEM, only())
    assert (again.state, again.finished_at) == ("waiting", None)
    assert seconds_until(again.give_up_at) == pytest.approx(3 * 86_400, abs=2)
    endpoint.turn.refresh_from_db()
    endpoint.turn.state = "queued"
    endpoint.turn.save()
    work(endpoint)
    first, second = receiver.received
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert (only().state, only().attempts, only().log.count()) == ("succeeded", 2, 2)
    assert AuditEvent.objects.get(action="webhook.delivery.replay").after == {"event": "connection.changed"}


def test_one_that_waits_or_whose_endpoint_is_off_is_not(make_endpoint: MakeEndpoint, tell: Tell) -> None:
    endpoint = make_endpoint().endpoint
    tell()
    with pytest.raises(Conflict, match="tried again by itself"):
        replays.replay(SYSTEM, only())
    work(endpoint)
    endpoints.change_endpoint(SYSTEM, endpoint, is_active=False)
    with pytest.raises(Conflict, match="switched off"):
        replays.replay(SYSTEM, only())
    assert only().state == "succeeded"


def test_all_that_failed_since_then_are_sent_again(make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor) -> None:
    endpoint = make_endpoint().endpoint
    for _ in range(3):
        tell()
    now = timezone.now()
    old = WebhookDelivery.objects.earliest("created_at")
    WebhookDelivery.objects.update(state="failed", due_at=None, finished_at=now, give_up_at=now)
    WebhookDelivery.objects.filter(pk=old.pk).update(created_at=now - timedelta(days=2))
    tell()
    assert replays.replay_failed(SYSTEM, endpoint, since=now - timedelta(days=1)) == 2
    assert replays.replay_failed(SYSTEM, endpoint, since=now - timedelta(days=1)) == 0
    work(endpoint)
    assert WebhookDelivery.objects.filter(state="succeeded").count() == 3
    assert WebhookDelivery.objects.get(pk=old.pk).state == "failed"
    assert AuditEvent.objects.filter(action="webhook.endpoint.replay").last() is not None
    with pytest.raises(InputError, match="still to come"):
        replays.replay_failed(SYSTEM, endpoint, since=now + timedelta(days=1))


def test_a_replay_that_fails_is_tried_again_like_any_other(
    make_endpoint: MakeEndpoint, tell: Tell, receiver: Vendor
) -> None:
    receiver.answers(ok(), status(500))
    endpoint = make_endpoint().endpoint
    tell()
    work(endpoint)
    replays.replay(SYSTEM, only())
    endpoint.turn.refresh_from_db()
    endpoint.turn.state = "queued"
    endpoint.turn.save()
    work(endpoint)
    assert (only().state, only().attempts) == ("waiting", 2)
    assert seconds_until(only().due_at) == pytest.approx(5, abs=1)


def test_replaying_takes_the_right(make_endpoint: MakeEndpoint, tell: Tell) -> None:
    endpoint = make_endpoint().endpoint
    tell()
    work(endpoint)
    vera = Actor("link", "x", "vera", rights=frozenset({"view", "operate"}))
    with pytest.raises(PermissionDenied):
        replays.replay(vera, only())
    with pytest.raises(PermissionDenied):
        replays.replay_failed(vera, endpoint, since=timezone.now() - timedelta(days=1))
    assert only().state == "succeeded"
