"""Service events: one poller for all who ask the same, the state before fixed first, nothing twice and nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from integrations.errors import RateLimited, RemoteUnavailable
from integrations.models import Call, Connection, Customer, Grant, OAuthApp, UsageLine
from integrations.queue.claims import claim
from integrations.queue.sweeper import sweep
from workflows.models import Deployment, InboxEvent, Poller, Run, Trigger
from workflows.tests.desk import SCOPE
from workflows.triggers import inbox, polling
from workflows.triggers.registration import sync, try_again
from workflows.triggers.tests.conftest import Deploy, at_once
from workflows.triggers.tests.post_office import PostOffice, open_post_office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    with open_post_office(tmp_path / "post") as office:
        yield office


@pytest.fixture
def account(globex: Customer) -> Connection:
    app = OAuthApp.objects.create(provider="slack", environment="sandbox", client_id="1.2")
    grant = Grant.objects.create(oauth_app=app, account_id="T1")
    return Connection.objects.create(
        customer=globex,
        provider="slack",
        oauth_app=app,
        grant=grant,
        account_id="T1",
        status="active",
        scopes=[SCOPE],
        connected_at=timezone.now(),
    )


def letters(box: str = "inbox", **fields: Any) -> dict[str, Any]:
    return {"id": "post", "type": "post.new_letter", "parameters": {"box": box}, **fields}


@pytest.fixture
def listening(deploy: Deploy, office: PostOffice, globex: Customer, account: Connection) -> Any:
    """Another deployment for the customer that listens to letters."""

    def make(box: str = "inbox") -> Deployment:
        deployment = deploy(letters(box), customer=globex)
        sync(deployment)
        return deployment

    return make


def poll() -> None:
    """Let every poller take its turn, as if it were due."""
    for poller in Poller.objects.order_by("created_at"):
        Poller.objects.filter(pk=poller.pk).update(not_before=None)
        polling.take_turn(poller.pk)


def trigger_of(deployment: Deployment) -> Trigger:
    return Trigger.objects.get(deployment=deployment)


def started(deployment: Deployment) -> list[str]:
    """The deliveries that have started a run, in their order."""
    events = InboxEvent.objects.filter(trigger__deployment=deployment, state="started")
    return sorted(events.values_list("delivery_id", flat=True))


def pause(deployment: Deployment) -> None:
    deployment.is_active, deployment.paused_at = False, timezone.now()
    deployment.save()
    sync(deployment)


def resume(deployment: Deployment, *, catch_up: bool = False) -> None:
    deployment.is_active, deployment.paused_at = True, None
    deployment.save()
    sync(deployment, catch_up=catch_up)


def test_what_was_there_before_is_never_handed_over(listening: Any, office: PostOffice) -> None:
    office.letters += ["old", "older"]
    deployment = listening()
    assert trigger_of(deployment).state == "pending"
    poll()
    assert (trigger_of(deployment).state, started(deployment)) == ("active", [])
    office.letters.append("new")
    poll()
    poll()
    assert started(deployment) == ["letter-2"]
    run = Run.objects.get()
    assert (run.source, office.polls) == ("event", [("inbox", None), ("inbox", 2), ("inbox", 3)])
    assert trigger_of(deployment).last_event_at is not None


def test_all_deployments_that_ask_the_same_share_one_poller(listening: Any, office: PostOffice) -> None:
    first, second, other = listening(), listening(), listening("archive")
    assert Poller.objects.count() == 2
    poll()
    office.letters.append("new")
    poll()
    assert len(office.polls) == 4
    assert [started(each) for each in (first, second, other)] == [["letter-0"]] * 3
    assert Run.objects.count() == 3


def test_who_joins_later_gets_nothing_from_before_and_the_others_miss_nothing(
    listening: Any, office: PostOffice
) -> None:
    first = listening()
    poll()
    office.letters.append("between")
    second = listening()
    poll()
    assert (started(first), started(second), trigger_of(second).state) == (["letter-0"], [], "active")
    office.letters.append("after")
    poll()
    assert (started(first), started(second)) == (["letter-0", "letter-1"], ["letter-1"])


def test_who_joins_while_a_poll_is_under_way_waits_for_the_next(listening: Any, office: PostOffice) -> None:
    first = listening()
    poll()
    poller = Poller.objects.get()
    Poller.objects.update(not_before=None)
    assert claim(Poller.objects.get())
    second = listening()
    assert trigger_of(second).joined_turn == poller.turn + 1
    assert trigger_of(first).joined_turn == 1


def test_events_and_checkpoint_are_kept_together(
    listening: Any, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = listening()
    poll()
    office.letters.append("new")
    before = Poller.objects.get().checkpoint

    def broken(*args: object, **kwargs: object) -> int:
        raise ConnectionError("the database is away")

    with monkeypatch.context() as patched:
        patched.setattr(inbox, "take", broken)
        poll()
    assert (Poller.objects.get().checkpoint, InboxEvent.objects.count()) == (before, 0)
    poll()
    assert (started(deployment), Poller.objects.get().checkpoint) == (["letter-0"], {"number": 1})
    assert office.polls[-1] == ("inbox", 0)


def test_a_poll_is_a_call_that_is_metered(listening: Any, office: PostOffice, globex: Customer) -> None:
    listening()
    poll()
    poll()
    calls = Call.objects.filter(kind="poll", operation="post.new_letter", customer=globex)
    assert [each.state for each in calls] == ["succeeded"] * 2
    assert UsageLine.objects.filter(customer_id=globex.pk, meter="call").count() == 2


def test_one_poll_is_made_however_many_workers_are_told(listening: Any, office: PostOffice) -> None:
    listening()
    [poller] = Poller.objects.all()
    at_once(lambda: polling.take_turn(poller.pk))
    assert len(office.polls) == 1


def test_a_poller_whose_worker_died_polls_again_from_the_same_place(listening: Any, office: PostOffice) -> None:
    deployment = listening()
    poll()
    office.letters.append("new")
    Poller.objects.update(not_before=None)
    assert claim(Poller.objects.get())
    Poller.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert sweep() >= 1
    poll()
    assert started(deployment) == ["letter-0"]


def test_failures_are_told_and_the_pause_grows(listening: Any, office: PostOffice) -> None:
    deployment, pauses = listening(), []
    poll()
    office.fault = RemoteUnavailable("The post office is closed.")
    office.letters.append("new")
    for _ in range(6):
        poll()
        due = Poller.objects.get().not_before
        assert due is not None
        pauses.append(round((due - timezone.now()).total_seconds()))
    assert pauses == [60, 120, 240, 480, 900, 900]
    trigger = trigger_of(deployment)
    assert (trigger.state, trigger.error) == ("failing", "The post office is closed.")
    office.fault = None
    poll()
    trigger = trigger_of(deployment)
    assert (trigger.state, trigger.error, started(deployment)) == ("active", "", ["letter-0"])
    assert Poller.objects.get().failures == 0


def test_what_a_vendor_asks_for_is_waited_for(listening: Any, office: PostOffice) -> None:
    listening()
    office.fault = RateLimited("Slow down.", retry_after=7_000)
    poll()
    poller = Poller.objects.get()
    assert poller.not_before is not None
    # Nothing was sent, so it waits for as long as it was asked to, or has failed and says when it may come again.
    assert poller.not_before - timezone.now() > timedelta(seconds=6_900)


def test_a_gap_is_said(listening: Any, office: PostOffice) -> None:
    deployment = listening()
    poll()
    office.gap = "The post office has forgotten where you were."
    poll()
    assert trigger_of(deployment).gap.endswith(": The post office has forgotten where you were.")
    assert trigger_of(deployment).state == "active"


def test_nobody_polls_for_nobody(listening: Any, office: PostOffice) -> None:
    first, second = listening(), listening()
    poll()
    pause(first)
    assert Poller.objects.count() == 1
    second.delete()
    poll()
    assert not Poller.objects.exists()
    assert len(office.polls) == 1


def test_what_came_while_paused_starts_nothing_unless_asked_for(listening: Any, office: PostOffice) -> None:
    first, second = listening(), listening()
    poll()
    for each in (first, second):
        pause(each)
    assert not Poller.objects.exists()
    office.letters += ["while", "paused"]
    resume(first)
    resume(second, catch_up=True)
    assert (trigger_of(first).state, trigger_of(second).state) == ("pending", "active")
    poll()
    assert (started(first), started(second)) == ([], ["letter-0", "letter-1"])
    office.letters.append("after")
    poll()
    assert (started(first), started(second)) == (["letter-2"], ["letter-0", "letter-1", "letter-2"])


def test_who_has_caught_up_listens_with_the_others_again(listening: Any, office: PostOffice) -> None:
    first, second = listening(), listening()
    poll()
    pause(second)
    office.letters.append("while")
    poll()
    resume(second, catch_up=True)
    assert Poller.objects.filter(is_private=True).count() == 1
    poll()
    poll()
    assert Poller.objects.get().triggers.count() == 2
    office.letters.append("after")
    poll()
    assert started(first) == started(second) == ["letter-0", "letter-1"]
    assert Run.objects.count() == 4


def test_another_version_that_asks_the_same_keeps_its_place(listening: Any, office: PostOffice, publish: Any) -> None:
    deployment = listening()
    poll()
    office.letters.append("between")
    deployment.version = publish(letters(name="Renamed"), of=deployment.version)
    deployment.save()
    sync(deployment)
    poll()
    assert started(deployment) == ["letter-0"]
    deployment.version = publish(letters("archive"), of=deployment.version)
    deployment.save()
    sync(deployment)
    office.letters.append("before the other question was fixed")
    poll()
    assert (started(deployment), [each.parameters for each in Poller.objects.all()]) == (
        ["letter-0"],
        [{"box": "archive"}],
    )


def test_without_an_account_it_says_so_and_listens_once_there_is_one(
    deploy: Deploy, office: PostOffice, globex: Customer, initech: Customer
) -> None:
    deployment = deploy(letters(), customer=initech)
    sync(deployment)
    trigger = trigger_of(deployment)
    assert (trigger.state, "no active" in trigger.error.lower() or "connect" in trigger.error.lower()) == (
        "failing",
        True,
    )
    assert (try_again(), trigger_of(deployment).state) == (1, "failing")
    app = OAuthApp.objects.create(provider="slack", environment="sandbox", client_id="9.9")
    grant = Grant.objects.create(oauth_app=app, account_id="T9")
    values: dict[str, Any] = {"status": "active", "scopes": [SCOPE], "connected_at": timezone.now()}
    Connection.objects.create(customer=initech, provider="slack", oauth_app=app, grant=grant, account_id="T9", **values)
    try_again()
    poll()
    assert (trigger_of(deployment).state, trigger_of(deployment).error) == ("active", "")


def test_another_customers_account_is_not_found(
    deploy: Deploy, office: PostOffice, initech: Customer, account: Connection
) -> None:
    for named in (str(account.pk), str(uuid4())):
        deployment = deploy(letters(connection=named), customer=initech)
        sync(deployment)
        assert trigger_of(deployment).state == "failing"
    assert not Poller.objects.exists()


def test_a_customer_who_is_switched_off_is_polled_for_and_started_for_no_more(
    listening: Any, office: PostOffice
) -> None:
    deployment = listening()
    poll()
    office.letters.append("new")
    Customer.objects.update(is_active=False)
    poll()
    assert (len(office.polls), started(deployment)) == (1, [])
