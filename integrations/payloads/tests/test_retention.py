"""Contents are forgotten when their time is over, whatever still points at them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from integrations.models import Customer, Payload
from integrations.payloads import retention
from integrations.payloads.contents import keep, unsaved
from integrations.payloads.retention import no_longer_kept, prune

pytestmark = pytest.mark.django_db


def test_only_what_is_over_is_forgotten(acme: Customer) -> None:
    kept = keep({"a": 1}, customer_id=acme.pk)
    keep({"a": 2}, customer_id=acme.pk, kept_for=timedelta(0))
    assert prune() == 1
    assert list(Payload.objects.all()) == [kept]
    assert prune() == 0


def test_it_goes_on_in_small_batches_and_never_reads_a_content(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 3)
    over = [unsaved("a" * 5_000, customer_id=None, kept_for=timedelta(days=-number)) for number in range(7)]
    Payload.objects.bulk_create(over)
    with CaptureQueriesContext(connection) as asked:
        assert prune() == 7
    assert not Payload.objects.exists()
    assert not [each["sql"] for each in asked if '"content"' in each["sql"]]


def test_one_run_has_an_end_and_takes_the_oldest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    monkeypatch.setattr(retention, "BATCHES", 2)
    now = timezone.now()
    for days in (1, 5, 3, 2, 4):
        payload = unsaved(days, customer_id=None)
        payload.expires_at = now - timedelta(days=days)
        payload.save()
    assert prune() == 4
    assert Payload.objects.get().expires_at == now - timedelta(days=1)


def test_an_erased_customer_leaves_no_contents(acme: Customer, globex: Customer) -> None:
    keep({"mail": "secret"}, customer_id=acme.pk)
    others = {keep({}, customer_id=globex.pk).pk, keep({}, customer_id=None).pk}
    acme.delete()
    assert set(Payload.objects.values_list("pk", flat=True)) == others


def test_the_scheduler_runs_it() -> None:
    assert ("integrations.payloads.retention.prune", 600) in settings.SCHEDULER_JOBS


def test_readers_say_how_long_contents_are_kept() -> None:
    assert no_longer_kept() == "Its content is no longer kept (30 days)."
    assert no_longer_kept(retention.PASSING) == "Its content is no longer kept (1 day)."
