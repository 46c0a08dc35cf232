"""A claimed row keeps its lease while its worker lives, and no longer than its own deadline."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from integrations.egress.deadline import Deadline
from integrations.models import Call
from integrations.queue import claims, watch
from integrations.queue.clock import from_now
from integrations.queue.tests.conftest import MakeRow


@pytest.fixture
def row(make_row: MakeRow) -> Call:
    row = make_row()
    assert claims.claim(row)
    return row


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
def test_a_lease_is_renewed_while_the_call_runs(row: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(watch, "RENEW_SECONDS", 0.02)
    Call.objects.update(lease_until=from_now(1))
    with watch.Watch().over(row, Deadline(60)):
        until(lambda: lease() > timedelta(seconds=10))


@pytest.mark.django_db(transaction=True)
def test_a_call_that_hangs_past_its_deadline_loses_its_lease(row: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(watch, "RENEW_SECONDS", 0.02)
    monkeypatch.setattr(watch, "GRACE_SECONDS", 0.0)
    deadline = Deadline(0.01)
    with watch.Watch().over(row, deadline):
        until(lambda: deadline.remaining() == 0)
        Call.objects.update(lease_until=from_now(1), cancel_requested_at=timezone.now())
        until(lambda: deadline.is_cancelled)
        assert lease() < timedelta(seconds=2)


@pytest.mark.django_db(transaction=True)
def test_a_call_that_somebody_else_has_taken_is_stopped(row: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "TICK_SECONDS", 0.01)
    deadline = Deadline(60)
    with watch.Watch().over(row, deadline):
        Call.objects.update(state="queued", claim_token=None)
        until(lambda: deadline.is_cancelled)


@pytest.mark.django_db(transaction=True)
def test_the_thread_ends_when_there_is_nothing_to_watch(row: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "TICK_SECONDS", 0.01)
    watching = watch.Watch()
    with watching.over(row, Deadline(60)):
        thread = watching._thread
    assert isinstance(thread, threading.Thread)
    until(lambda: not thread.is_alive())
    with watching.over(row, Deadline(60)):
        assert watching._thread is not thread
