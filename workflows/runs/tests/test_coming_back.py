"""A vendor's limit in the middle of a step: it waits in the queue, alone and in a run of several."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from integrations import gate
from integrations.actors import SYSTEM, Actor
from integrations.egress.deadline import Deadline
from integrations.egress.tests.vendor import Vendor, ok, status
from integrations.models import Call, Connection
from integrations.queue import deaths
from integrations.restoring import pulse, resuming
from workflows.editor.tests.conftest import mailbox as mailbox
from workflows.editor.tests.conftest import vendor as vendor
from workflows.models import Run, Step
from workflows.runs import steps
from workflows.runs.cancel import cancel_run
from workflows.runs.tests.conftest import RunFlow, StartStep, make_due, output_of, told, work_off
from workflows.runs.tests.drawing import drawn
from workflows.tests.desk import Desk

WAIT = status(429, {}, Retry_After="4")
LABELS = {"type": "gmail.list_labels", "account_mode": "owner"}


@pytest.fixture
def owner_account(mailbox: Connection) -> Connection:
    """Gmail's, in place of the desk's."""
    return mailbox


@pytest.fixture(autouse=True)
def _never_asleep(desk: Desk, vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The catalog is the vendor's, which is opened after the desk's."""

    def refuse(self: Deadline, seconds: float) -> None:
        raise AssertionError(f"A worker was to wait for {seconds} s.")

    monkeypatch.setattr(Deadline, "wait", refuse)
    monkeypatch.setattr("integrations.egress.throttle.Throttle.acquire", lambda *_: 0.0)
    yield
    gate.unlock()
    gate.doubt(None)


@pytest.fixture
def alone(start_step: StartStep) -> Step:
    return start_step(node_type="gmail.list_labels", parameters={})


def test_a_step_says_what_it_waits_for_and_goes_on_with_the_same_call(vendor: Vendor, alone: Step) -> None:
    vendor.answers(WAIT, ok({"labels": []}))
    steps.run(alone.pk)
    assert [each[2:] for each in told(alone.run_id)][-1] == ("waiting", "waiting")
    call = Call.objects.get()
    assert (call.rides_on, call.state, call.requests, call.turned_away) == (alone.pk, "running", 1, 1)
    make_due()
    deaths.be_another_process()
    steps.run(alone.pk)
    call.refresh_from_db()
    assert (Run.objects.get().state, call.state, call.requests) == ("succeeded", "succeeded", 2)
    assert [each["status"] for each in call.exchanges] == [429, 200]


def test_one_that_is_cancelled_while_it_waits_is_never_sent_again(
    vendor: Vendor, alone: Step, operator: Actor, woken: list[UUID]
) -> None:
    vendor.answers(WAIT, ok({"labels": []}))
    steps.run(alone.pk)
    cancel_run(operator, alone.run_id)
    work_off(woken)
    assert (Run.objects.get().state, Call.objects.get().state) == ("cancelled", "cancelled")
    assert len(vendor.received) == 1


def test_a_step_of_a_workflow_waits_and_the_run_goes_on(vendor: Vendor, start_flow: RunFlow, woken: list[UUID]) -> None:
    vendor.answers(WAIT, ok({"labels": []}))
    nodes: dict[str, dict[str, Any]] = {"start": {"type": "trigger.manual"}, "labels": LABELS}
    run = start_flow(drawn(nodes, "start -> labels"))
    work_off(woken)
    run.refresh_from_db()
    assert run.state == "waiting"
    make_due()
    steps.run(Step.objects.get(state="waiting").pk)
    run.refresh_from_db()
    assert run.state == "succeeded"
    assert output_of(run, "labels") == {"labels": [], "count": 0, "next_page_token": None}


def test_a_letter_that_waited_when_the_backup_was_made_is_not_sent_after_it(
    vendor: Vendor, start_step: StartStep
) -> None:
    letter = {"to": ["bob@example.com"], "subject": "Once", "body": "Hi"}
    step = start_step(node_type="gmail.send_message", parameters=letter)
    vendor.answers(WAIT, ok({"id": "m1", "threadId": "t1"}))
    steps.run(step.pk)
    assert Step.objects.get().state == "waiting"
    pulse.enter("A backup came back.")
    resuming.resume(SYSTEM)
    make_due()
    steps.run(step.pk)
    ended = Step.objects.get()
    assert ended.error is not None
    assert (ended.state, Call.objects.get().state) == ("outcome_unknown", "outcome_unknown")
    assert "before the database came back" in ended.error["detail"]
    assert len(vendor.received) == 1
