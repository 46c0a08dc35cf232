"""A running call keeps its lease while its worker lives, and no longer than its own deadline."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from integrations.actors import Actor
from integrations.billing import ledger
from integrations.egress.deadline import Deadline
from integrations.egress.tests.vendor import Vendor
from integrations.execution import claims, closing, door, watch
from integrations.execution.lease import from_now
from integrations.execution.tests.conftest import PARAMS, Execute
from integrations.holders import Holder
from integrations.models import Call, Connection, UsageLine


@pytest.fixture
def claim(operator: Actor, connection: Connection) -> claims.Claim:
    call = door.submit(
        "post.send_letter", PARAMS, call_key="k", actor=operator, source="api", holder=Holder.whose(connection.customer)
    )
    claim = claims.claim(call.pk)
    assert claim is not None
    return claim


def lease() -> timedelta:
    lease_until = Call.objects.get().lease_until
    assert lease_until is not None
    return lease_until - timezone.now()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_renewed_while_the_call_runs(claim: claims.Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(watch, "RENEW_SECONDS", 0.02)
    Call.objects.update(lease_until=from_now(1))
    with watch.Watch().over(claim, Deadline(60)):
        until(lambda: lease() > timedelta(seconds=10))


@pytest.mark.django_db(transaction=True)
def test_a_call_that_hangs_past_its_deadline_loses_its_lease(
    claim: claims.Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(watch, "RENEW_SECONDS", 0.02)
    monkeypatch.setattr(watch, "GRACE_SECONDS", 0.0)
    deadline = Deadline(0.01)
    with watch.Watch().over(claim, deadline):
        until(lambda: deadline.remaining() == 0)
        Call.objects.update(lease_until=from_now(1), cancel_requested_at=timezone.now())
        until(lambda: deadline.is_cancelled)
        assert lease() < timedelta(seconds=2)


@pytest.mark.django_db(transaction=True)
def test_a_call_that_somebody_else_has_taken_is_stopped(claim: claims.Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "TICK_SECONDS", 0.01)
    deadline = Deadline(60)
    with watch.Watch().over(claim, deadline):
        Call.objects.update(state="queued", attempt_token=None)
        until(lambda: deadline.is_cancelled)


@pytest.mark.django_db(transaction=True)
def test_the_thread_ends_when_there_is_nothing_to_watch(claim: claims.Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "TICK_SECONDS", 0.01)
    watching = watch.Watch()
    with watching.over(claim, Deadline(60)):
        thread = watching._thread
    assert isinstance(thread, threading.Thread)
    until(lambda: not thread.is_alive())
    with watching.over(claim, Deadline(60)):
        assert watching._thread is not thread


@pytest.mark.django_db
def test_an_answer_is_kept_although_the_database_fails_a_moment(
    vendor: Vendor, connection: Connection, execute: Execute, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "PAUSES", (0.0, 0.0, 0.0))
    record_call, failures = ledger.record_call, [OperationalError("gone"), OperationalError("gone")]

    def flaky(metered: ledger.Metered) -> ledger.Usage:
        if failures:
            raise failures.pop()
        return record_call(metered)

    monkeypatch.setattr(ledger, "record_call", flaky)
    assert execute("post.send_letter").state == "succeeded"
    assert len(vendor.received) == UsageLine.objects.sales().count() == 1
