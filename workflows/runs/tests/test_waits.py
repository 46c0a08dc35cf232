"""Waits for times and calls, workflows that call workflows, and answers for who called a webhook."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.utils import timezone

from integrations.actors import Actor
from integrations.errors import Conflict, NotFound
from integrations.models import Connection
from integrations.payloads.contents import load
from workflows.engine.graph import Graph
from workflows.models import Run, RunEvent, Step, Version, Workflow
from workflows.revisions import create_workflow, current_revision
from workflows.runs import addresses, answers, limits, steps, waits
from workflows.runs.addresses import Awaited
from workflows.runs.cancel import cancel_run
from workflows.runs.tests.conftest import RunFlow, make_due, outcome, output_of, states, work_off
from workflows.runs.tests.drawing import drawn

MANUAL = {"type": "trigger.manual"}
Publish = Callable[..., Workflow]


@pytest.fixture
def publish(operator: Actor, owner_account: Connection) -> Publish:
    def make(graph: Graph, *, into: Workflow | None = None) -> Workflow:
        made = into or create_workflow(operator, name="Called", graph=graph.as_dict())
        Version.objects.create(workflow=made, number=1, revision=current_revision(made))
        return made

    return make


def test_a_wait_lasts_as_long_as_it_says(start_flow: RunFlow, woken: list[UUID]) -> None:
    graph = drawn(
        {"wait": {"type": "flow.wait", "seconds": 3600}, "end": {"type": "flow.set", "fields": {}}}, "wait -> end"
    )
    run = start_flow(graph)
    work_off(woken)
    step = Step.objects.get()
    assert step.not_before is not None
    assert step.started_at is not None
    assert abs(step.not_before - step.started_at - timedelta(hours=1)) < timedelta(seconds=1)
    words = RunEvent.objects.get(state="waiting").message
    assert words == f"Waits until {step.not_before:%Y-%m-%d %H:%M:%S} UTC."
    make_due()
    steps.run(step.pk)  # too early by its own clock
    assert Run.objects.get().state == "waiting"
    Step.objects.update(started_at=timezone.now() - timedelta(hours=2))
    make_due()
    steps.run(step.pk)
    run.refresh_from_db()
    assert (run.state, states(run)) == ("succeeded", {"wait": "succeeded", "end": "succeeded"})


def test_a_time_that_has_gone_by_is_not_waited_for(run_flow: RunFlow) -> None:
    run = run_flow(drawn({"wait": {"type": "flow.wait", "until": "2020-01-01T00:00:00Z"}}))
    assert run.state == "succeeded"


CALLBACK = drawn(
    {
        "told": {"type": "flow.set", "fields": {"url": "{{ wait_url('wait') }}"}},
        "wait": {"type": "flow.wait", "callback": True},
        "after": {"type": "flow.set", "fields": {"said": "{{ wait.body.answer }}"}},
    },
    "told -> wait",
    "wait -> after",
)


def token_of(run: Run) -> str:
    told: Any = output_of(run, "told")
    path = urlsplit(told["url"]).path
    assert path.startswith("/hooks/wait/")
    return str(path.split("/")[3])


def test_a_wait_goes_on_when_its_address_is_called(start_flow: RunFlow, woken: list[UUID]) -> None:
    run = start_flow(CALLBACK)
    work_off(woken)
    assert Run.objects.get().state == "waiting"
    token = token_of(run)
    waits.call(token, {"answer": "yes"})
    work_off(woken)
    assert outcome(Run.objects.get()) == ("succeeded", {"said": "yes"})
    for _ in range(2):
        with pytest.raises(Conflict):
            waits.call(token, {"answer": "no"})
    for wrong in ("", "x", token[:-2] + "zz", token + "a"):
        with pytest.raises(NotFound):
            waits.call(wrong, None)
    assert outcome(Run.objects.get()) == ("succeeded", {"said": "yes"})


def test_an_address_may_be_called_before_the_run_waits_there(start_flow: RunFlow, woken: list[UUID]) -> None:
    run = start_flow(CALLBACK)
    waits.call(addresses.token_of(Awaited(run.pk, ("wait", ()))), {"answer": "early"})
    work_off(woken)
    assert outcome(Run.objects.get()) == ("succeeded", {"said": "early"})


def test_a_called_workflow_is_a_run_of_its_own_whose_output_goes_on(
    run_flow: RunFlow, publish: Publish, woken: list[UUID]
) -> None:
    called = publish(
        drawn({"start": MANUAL, "note": {"type": "desk.read_note", "text": "{{ trigger.word }}"}}, "start -> note")
    )
    graph = drawn(
        {
            "call": {"type": "flow.call_workflow", "workflow": str(called.pk), "input": {"word": "ab"}},
            "after": {"type": "flow.set", "fields": {"got": "{{ call.text }}"}},
        },
        "call -> after",
    )
    run = run_flow(graph)
    assert outcome(run) == ("succeeded", {"got": "abab"})
    child = Run.objects.get(workflow=called)
    assert (child.source, child.depth, child.parent_step) == ("workflow", 1, run.steps.get(node_id="call").pk)
    assert (child.version and child.version.number, load(child.output) if child.output else None) == (
        1,
        {"text": "abab"},
    )


def test_a_called_workflow_that_fails_or_is_not_published_is_an_error_of_its_node(
    run_flow: RunFlow, publish: Publish, operator: Actor
) -> None:
    failing = publish(drawn({"no": {"type": "desk.refuse_note", "text": "ab"}}))
    run = run_flow(drawn({"call": {"type": "flow.call_workflow", "workflow": str(failing.pk)}}))
    child = Run.objects.get(workflow=failing)
    assert (run.state, run.reason) == (
        "failed",
        f"'Called' failed (run {child.pk}): The desk does not take 'ab'.",
    )
    draft = create_workflow(operator, name="Draft", graph={})
    run = run_flow(drawn({"call": {"type": "flow.call_workflow", "workflow": str(draft.pk)}}))
    assert (run.state, run.reason) == ("failed", "'Draft' has no version that was published. Publish it first.")


def test_a_workflow_that_calls_itself_ends_with_words(
    run_flow: RunFlow, publish: Publish, operator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DEEPEST", 3)
    itself = create_workflow(operator, name="Mirror", graph={})
    graph = drawn({"call": {"type": "flow.call_workflow", "workflow": str(itself.pk)}})
    itself.revisions.update(graph=graph.as_dict(), graph_hash="its own")
    publish(graph, into=itself)
    run = run_flow(graph)
    assert run.state == "failed"
    assert "workflows have called one another 3 deep, which is the limit. Does it call itself?" in run.reason
    assert Run.objects.filter(workflow=itself).count() == 2


def test_cancelling_ends_the_called_run_as_well(
    start_flow: RunFlow, publish: Publish, woken: list[UUID], operator: Actor
) -> None:
    called = publish(drawn({"wait": {"type": "flow.wait", "seconds": 60}}))
    run = start_flow(drawn({"call": {"type": "flow.call_workflow", "workflow": str(called.pk)}}))
    work_off(woken)
    assert cancel_run(operator, run.pk) == "cancelled"
    assert Run.objects.get(workflow=called).state == "cancelled"


def test_an_answer_is_told_and_found_once(run_flow: RunFlow) -> None:
    graph = drawn(
        {
            "start": MANUAL,
            "answer": {"type": "flow.respond", "status": 201, "body": {"got": "{{ trigger.word }}"}},
            "again": {"type": "flow.respond", "body": "late"},
        },
        "start -> answer",
        "answer -> again",
    )
    run = run_flow(graph, input={"word": "ab"})
    place = answers.answer_place(run.pk)
    try:
        found = place.awaited_in_thread(5)
    finally:
        place.leave()
    assert found == answers.Answer("succeeded", 201, {}, {"got": "ab"})


def test_a_run_that_ends_without_an_answer_says_so(run_flow: RunFlow) -> None:
    run = run_flow(drawn({"start": MANUAL}), input=1)
    place = answers.answer_place(run.pk)
    try:
        found = place.awaited_in_thread(5)
    finally:
        place.leave()
    assert found is not None
    assert (found.is_given, found.run_state) == (False, "succeeded")
