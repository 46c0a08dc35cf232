"""What waits in vain ends, and what has ended is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.models import OutboxEvent, WebhookDelivery, WebhookEndpoint
from integrations.outgoing import retention
from integrations.outgoing.tests.conftest import MakeEndpoint, Tell, let_pass, only, work

pytestmark = pytest.mark.django_db


def test_what_an_endpoint_that_is_off_never_heard_is_given_up(make_endpoint: MakeEndpoint, tell: Tell) -> None:
    make_endpoint()
    tell()
    WebhookEndpoint.objects.update(is_active=False, why_inactive="by_hand")
    let_pass(3 * 86_400)
    retention.prune()
    assert only().state == "waiting"
    let_pass(3_601)
    retention.prune()
    assert (only().state, only().error, only().due_at) == ("failed", retention.NEVER_TRIED, None)


def test_after_thirty_days_a_delivery_and_its_fact_are_forgotten(make_endpoint: MakeEndpoint, tell: Tell) -> None:
    endpoint = make_endpoint().endpoint
    tell()
    work(endpoint)
    tell()
    WebhookDelivery.objects.filter(state="succeeded").update(finished_at=timezone.now() - timedelta(days=31))
    first = OutboxEvent.objects.earliest("id")
    OutboxEvent.objects.filter(pk=first.pk).update(delivered_at=timezone.now() - timedelta(days=31))
    assert retention.prune() == 1
    assert only().state == "waiting"
    assert not OutboxEvent.objects.filter(pk=first.pk).exists()
    assert OutboxEvent.objects.count() == 1
