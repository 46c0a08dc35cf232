"""Durable events: delivered after the commit, at least once, each listener on its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from integrations import events
from integrations.events import Payload
from integrations.models import OutboxEvent

pytestmark = pytest.mark.django_db
NAME = "test.happened"


@pytest.fixture
def heard() -> Iterator[list[Payload]]:
    received: list[Payload] = []
    events.subscribe(NAME)(received.append)
    yield received
    events._handlers.pop(NAME)


@pytest.fixture
def failing(heard: list[Payload]) -> Callable[[Payload], None]:
    def fail(payload: Payload) -> None:
        raise RuntimeError("a listener's fault")

    events._handlers[NAME].insert(0, fail)
    return fail


def test_an_event_is_heard_after_the_commit(
    heard: list[Payload], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        events.emit(NAME, {"n": 1})
        assert heard == []
    assert heard == [{"n": 1}]
    assert OutboxEvent.objects.get().delivered_at is not None


def test_a_rolled_back_event_is_never_heard(heard: list[Payload]) -> None:
    def emit_and_fail() -> None:
        with transaction.atomic():
            events.emit(NAME, {"n": 1})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        emit_and_fail()
    assert heard == []
    assert not OutboxEvent.objects.exists()


def test_a_failing_listener_keeps_it_from_nobody_and_is_asked_again(
    heard: list[Payload],
    failing: Callable[[Payload], None],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        events.emit(NAME, {"n": 1})
    assert heard == [{"n": 1}]
    event = OutboxEvent.objects.get()
    assert (event.delivered_at, event.failures) == (None, 1)
    events._handlers[NAME].remove(failing)
    OutboxEvent.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    assert events.redeliver() == 1
    assert heard == [{"n": 1}, {"n": 1}]
    assert OutboxEvent.objects.get().delivered_at is not None


def test_what_a_dead_process_left_behind_is_delivered(heard: list[Payload]) -> None:
    OutboxEvent.objects.create(name=NAME, payload={"n": 2})
    OutboxEvent.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    assert events.redeliver() == 1
    assert events.redeliver() == 0
    assert heard == [{"n": 2}]


def test_a_fresh_event_is_left_to_the_process_that_wrote_it(heard: list[Payload]) -> None:
    OutboxEvent.objects.create(name=NAME, payload={"n": 3})
    assert events.redeliver() == 0
    assert heard == []


@pytest.mark.django_db(transaction=True)
def test_a_hint_outside_a_transaction_takes_no_connection(heard: list[Payload]) -> None:
    connection.close()
    events.hint(NAME, {"n": 5})
    assert heard == [{"n": 5}]
    assert connection.connection is None


def test_a_hint_is_heard_once_and_not_stored(
    heard: list[Payload], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        events.hint(NAME, {"n": 4})
    assert heard == [{"n": 4}]
    assert not OutboxEvent.objects.exists()


@pytest.fixture
def kept() -> Iterator[list[OutboxEvent]]:
    written: list[OutboxEvent] = []
    events.within(NAME)(written.append)
    yield written
    events._keepers.pop(NAME)


def test_what_belongs_to_the_fact_is_written_with_it_before_the_commit(
    kept: list[OutboxEvent], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        events.emit(NAME, {"n": 6})
        assert [(each.name, each.payload) for each in kept] == [(NAME, {"n": 6})]
    OutboxEvent.objects.update(created_at=timezone.now() - timedelta(minutes=1), delivered_at=None)
    assert events.redeliver() == 1
    assert len(kept) == 1


def test_what_cannot_be_written_with_the_fact_undoes_it(kept: list[OutboxEvent]) -> None:
    def fail(event: OutboxEvent) -> None:
        raise RuntimeError("no room")

    events.within(NAME)(fail)
    with pytest.raises(RuntimeError):
        events.emit(NAME, {"n": 7})
    assert not OutboxEvent.objects.exists()
