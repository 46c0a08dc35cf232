"""Who waits for a call hears of its end, and looks at the row when nothing is heard."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from uuid import UUID

import pytest
import redis
from django.db import connection as database
from pytest_django import Settings

from integrations.actors import Actor
from integrations.egress.tests.vendor import Vendor, ok
from integrations.errors import NotFound
from integrations.execution import door, notices, waiting
from integrations.execution.cancelling import cancel
from integrations.execution.notices import Subscription, subscription
from integrations.execution.outcome import Outcome, progress_of
from integrations.execution.request import CallOptions
from integrations.execution.tests.conftest import LETTER, Execute
from integrations.execution.waiting import place
from integrations.holders import Holder
from integrations.models import Call, Connection

pytestmark = pytest.mark.django_db(transaction=True)

Submit = Callable[..., Call]


@pytest.fixture
def submit(operator: Actor, connection: Connection) -> Submit:
    def submitted(call_id: UUID | None = None, *, source: str = "api", call_key: str = "k") -> Call:
        options: CallOptions = {"call_id": call_id} if call_id else {}
        holder = Holder.whose(connection.customer)
        return door.submit(
            "post.read_letter", {}, call_key=call_key, actor=operator, source=source, holder=holder, **options
        )

    return submitted


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """The row is not looked at: only a notice ends the waiting."""
    monkeypatch.setattr(waiting, "FIRST_LOOK", 1_000.0)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """The calls whose rows were looked at."""
    seen: list[UUID] = []
    look = waiting._look

    def noting(call_id: UUID) -> Outcome | None:
        seen.append(call_id)
        return look(call_id)

    monkeypatch.setattr(waiting, "_look", noting)
    return seen


def run_in_thread(call: Call) -> None:
    def work() -> None:
        door.run_call(call.pk)
        database.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)


def test_a_notice_brings_the_outcome_and_the_row_is_not_looked_at(
    vendor: Vendor, submit: Submit, deaf: None, looks: list[UUID]
) -> None:
    with place() as mine:
        call = submit(mine.call_id)
        run_in_thread(call)
        outcome = mine.outcome_in_thread(call, 10)
    assert outcome is not None
    stored = progress_of(Call.objects.get())
    assert (outcome.state, outcome.result, outcome.call_id) == ("succeeded", LETTER, call.pk)
    assert (outcome.usage, outcome.execution_time, outcome.warnings) == (
        stored.usage,
        stored.execution_time,
        stored.warnings,
    )
    assert looks == []


def test_a_large_outcome_is_fetched_from_its_row(
    vendor: Vendor, submit: Submit, deaf: None, looks: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "CARRIED", 10)
    with place() as mine:
        call = submit(mine.call_id)
        run_in_thread(call)
        outcome = mine.outcome_in_thread(call, 10)
    assert outcome is not None
    assert (outcome.result, looks) == (LETTER, [call.pk])


def test_an_error_is_told_as_it_is(vendor: Vendor, submit: Submit, deaf: None) -> None:
    with place() as mine:
        call = submit(mine.call_id)
        cancelled = cancel(call.pk)
        outcome = mine.outcome_in_thread(call, 10)
    assert outcome is not None
    assert (outcome.state, outcome.error) == ("cancelled", cancelled.error)


def test_a_notice_that_got_lost_costs_a_moment(vendor: Vendor, submit: Submit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "FIRST_LOOK", 0.05)
    monkeypatch.setattr(notices, "_publish", lambda call_id, outcome: None)
    with place() as mine:
        call = submit(mine.call_id)
        run_in_thread(call)
        outcome = mine.outcome_in_thread(call, 10)
    assert outcome is not None
    assert outcome.result == LETTER


def test_two_who_ask_with_one_key_both_hear(vendor: Vendor, submit: Submit, deaf: None) -> None:
    with place() as first, place() as second:
        call = submit(first.call_id)
        assert submit(second.call_id).pk == call.pk
        waiter = threading.Thread(target=lambda: heard.append(second.outcome_in_thread(call, 10)))
        heard: list[Outcome | None] = []
        waiter.start()
        run_in_thread(call)
        mine = first.outcome_in_thread(call, 10)
        waiter.join(20)
    assert mine is not None
    assert [each and each.result for each in (mine, *heard)] == [LETTER, LETTER]


def test_who_asks_for_an_ended_call_is_answered_at_once(
    vendor: Vendor, submit: Submit, deaf: None, looks: list[UUID]
) -> None:
    run_in_thread(submit())
    with place() as mine:
        outcome = mine.outcome_in_thread(submit(mine.call_id), 10)
    assert outcome is not None
    assert (outcome.result, len(looks)) == (LETTER, 1)


def test_what_does_not_end_in_time_has_no_outcome(submit: Submit) -> None:
    with place() as mine:
        assert mine.outcome_in_thread(submit(mine.call_id), 0.05) is None


def test_a_call_that_is_gone_is_not_found(submit: Submit) -> None:
    with place() as mine:
        call = submit(mine.call_id)
        Call.objects.all().delete()
        with pytest.raises(NotFound):
            mine.outcome_in_thread(call, 0.05)


def test_nobody_is_told_of_what_nobody_waits_for(
    vendor: Vendor, submit: Submit, execute: Execute, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[UUID] = []
    monkeypatch.setattr(notices, "_publish", lambda call_id, outcome: told.append(call_id))
    execute("post.read_letter", {})
    assert told == []
    vendor.answers(ok(LETTER))
    call = submit()
    run_in_thread(call)
    assert told == [call.pk]


def test_nothing_is_kept_of_those_who_left(submit: Submit) -> None:
    with place() as mine:
        mine.outcome_in_thread(submit(mine.call_id), 0.01)
    assert subscription._expected == {}


def test_without_redis_waiting_goes_on(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(notices, "READY_SECONDS", 0.05)
    monkeypatch.setattr(notices, "TICK_SECONDS", 0.01)
    deaf = Subscription()
    deaf.get_ready()
    assert not deaf.is_ready


def test_the_thread_ends_when_nobody_waits_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(notices, "KEPT_SECONDS", 0.0)
    short = Subscription()
    waited_for = UUID(int=1)
    notice = short.expect(waited_for)
    short.get_ready()
    thread = short._thread
    assert isinstance(thread, threading.Thread)
    assert short.is_ready
    short.forget(waited_for, notice)
    thread.join(10)
    assert (thread.is_alive(), short.is_ready) == (False, False)


def test_a_notice_that_somebody_else_has_written_is_not_believed(
    redis_server: redis.Redis, vendor: Vendor, submit: Submit, deaf: None, caplog: pytest.LogCaptureFixture
) -> None:
    """Who can write to Redis invents no outcome, and ends nobody's hearing."""
    with place() as mine:
        call = submit(mine.call_id)
        invented = {"call": str(call.pk), "state": "succeeded", "result": {"invented": True}, "warnings": []}
        for forged in (b"", b"not JSON", json.dumps(invented).encode(), b"0" * 32 + json.dumps(invented).encode()):
            assert redis_server.publish(notices.CHANNEL, forged) == 1
        run_in_thread(call)
        outcome = mine.outcome_in_thread(call, 10)
    assert outcome is not None
    assert outcome.result == LETTER
    assert [each.message for each in caplog.records] == ["execution.notice_not_ours"] * 4
