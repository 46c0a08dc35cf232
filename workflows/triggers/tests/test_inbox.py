"""The inbox: what cannot be started is tried again, parked in the end, and played again by somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from integrations.actors import Actor
from integrations.errors import Conflict, NotFound, PermissionDenied, RemoteUnavailable
from integrations.models import AuditEvent, Customer, Payload
from workflows.models import Deployment, InboxEvent, Run, Trigger
from workflows.triggers import inbox, starting
from workflows.triggers.registration import sync
from workflows.triggers.tests.conftest import Deploy, at_once, webhook

pytestmark = pytest.mark.django_db(transaction=True)

Waiting = Callable[..., InboxEvent]


@pytest.fixture
def waiting(deploy: Deploy, globex: Customer) -> Waiting:
    """An event that waits for being started."""

    def make(customer: Customer | None = globex, **columns: object) -> InboxEvent:
        [trigger] = sync(deploy(webhook(), customer=customer)).triggers
        inbox.take(trigger, [inbox.Delivery("a", {"n": 1})], received_at=timezone.now())
        InboxEvent.objects.filter(trigger=trigger).update(**columns)
        return InboxEvent.objects.get(trigger=trigger)

    return make


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """What starting a run raises, as long as there is something."""
    faults: list[BaseException] = [RemoteUnavailable("Not now.")]
    start = starting.start

    def start_or_raise(*args: Any, **kwargs: Any) -> Run:
        if faults:
            raise faults[0]
        return start(*args, **kwargs)

    monkeypatch.setattr(inbox, "start", start_or_raise)
    return faults


def try_all() -> None:
    InboxEvent.objects.update(not_before=None)
    inbox.start_waiting()


def test_an_event_starts_one_run_however_many_want_to_start_it(waiting: Waiting) -> None:
    event = waiting()
    at_once(inbox.start_waiting)
    assert Run.objects.get().pk == event.run_id
    event.refresh_from_db()
    assert (event.state, event.content_id) == ("started", None)


def test_what_fails_is_tried_later_each_time_and_parked_at_the_fifth(
    waiting: Waiting, broken: list[BaseException]
) -> None:
    event, pauses = waiting(), []
    for _ in range(4):
        try_all()
        event.refresh_from_db()
        assert event.not_before is not None
        pauses.append(round((event.not_before - timezone.now()).total_seconds()))
    assert (pauses, event.state) == ([5, 20, 80, 320], "waiting")
    try_all()
    event.refresh_from_db()
    assert (event.state, event.attempts, event.error) == (
        "parked",
        5,
        {"code": "remote_unavailable", "detail": "Not now."},
    )
    try_all()
    event.refresh_from_db()
    assert event.attempts == 5
    assert not Run.objects.exists()


def test_a_fault_of_ours_is_not_told_outside(waiting: Waiting, broken: list[BaseException]) -> None:
    event = waiting()
    broken[0] = KeyError("secret-detail")
    try_all()
    event.refresh_from_db()
    assert event.error == {
        "code": "internal_error",
        "detail": "It could not be started because of a fault in Machina. The log says more.",
    }


def test_one_that_fails_holds_up_none_of_the_others(
    waiting: Waiting, initech: Customer, broken: list[BaseException]
) -> None:
    waiting()
    try_all()
    broken.clear()
    other = waiting(initech)
    inbox.start_waiting()
    assert Run.objects.get().pk == other.run_id


def test_a_parked_event_is_played_again_once_by_who_may(waiting: Waiting, operator: Actor, viewer: Actor) -> None:
    event = waiting(state="parked", attempts=5, error={"code": "x", "detail": "y"})
    with pytest.raises(PermissionDenied):
        inbox.replay(viewer, event.pk)
    inbox.replay(operator, event.pk)
    event.refresh_from_db()
    assert (event.state, event.attempts, event.error) == ("started", 0, None)
    assert Run.objects.get().pk == event.run_id
    with pytest.raises(Conflict, match="This event is started"):
        inbox.replay(operator, event.pk)
    assert list(AuditEvent.objects.values_list("action", flat=True)).count("inbox.replay") == 1


def test_a_customer_sees_and_plays_its_own_events_only(waiting: Waiting, globex: Customer, initech: Customer) -> None:
    event = waiting(state="parked")
    rights = frozenset({"view", "operate"})
    own = Actor(kind="api_key", id=str(uuid4()), label="own", customer_id=globex.pk, rights=rights)  # type: ignore[arg-type]  # literals
    other = Actor(kind="api_key", id=str(uuid4()), label="other", customer_id=initech.pk, rights=rights)  # type: ignore[arg-type]  # literals
    with pytest.raises(NotFound):
        inbox.replay(other, event.pk)
    event.refresh_from_db()
    assert event.state == "parked"
    inbox.replay(own, event.pk)
    assert Run.objects.count() == 1


def test_what_waits_while_a_deployment_is_paused_is_dropped_and_can_be_played(
    waiting: Waiting, operator: Actor
) -> None:
    event = waiting()
    Deployment.objects.update(is_active=False, paused_at=timezone.now())
    inbox.start_waiting()
    event.refresh_from_db()
    assert (event.state, Run.objects.exists()) == ("dropped", False)
    Deployment.objects.update(is_active=True, paused_at=None)
    inbox.replay(operator, event.pk)
    assert Run.objects.count() == 1


def test_an_event_without_content_is_parked_and_cannot_be_played(waiting: Waiting, operator: Actor) -> None:
    event = waiting()
    Payload.objects.all().delete()
    inbox.start_waiting()
    event.refresh_from_db()
    assert event.state == "parked"
    with pytest.raises(Conflict, match="no longer kept"):
        inbox.replay(operator, event.pk)


def test_the_same_deliveries_are_kept_once(waiting: Waiting) -> None:
    trigger = Trigger.objects.select_related("deployment").get(pk=waiting().trigger_id)
    again = [inbox.Delivery("a", 1), inbox.Delivery("b", 2), inbox.Delivery("b", 3)]
    assert inbox.take(trigger, again, received_at=timezone.now()) == 1
    assert inbox.take(trigger, again, received_at=timezone.now()) == 0
    assert sorted(InboxEvent.objects.values_list("delivery_id", flat=True)) == ["a", "b"]


def test_old_events_are_forgotten(waiting: Waiting) -> None:
    event = waiting(received_at=timezone.now() - inbox.KEPT - timedelta(minutes=1))
    assert inbox.prune() == 1
    assert not InboxEvent.objects.filter(pk=event.pk).exists()
