"""What a run that is tried again takes up, and what a published version leaves behind."""

from __future__ import annotations

from uuid import UUID

import pytest

from integrations.actors import Actor
from workflows.models import Run, Version
from workflows.revisions import create_workflow, current_revision
from workflows.runs import onward
from workflows.runs.asking import retry_run
from workflows.runs.tests.conftest import RunFlow, outcome, states, work_off
from workflows.runs.tests.drawing import drawn
from workflows.tests.desk import Desk

NOTE = {"type": "desk.read_note"}
MANUAL = {"type": "trigger.manual"}


def test_a_retry_chooses_its_way_anew(
    run_flow: RunFlow, woken: list[UUID], operator: Actor, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onward, "MOST_COMPUTED", 0)  # so that the condition is a step of its own
    desk.fails_writes = True
    graph = drawn(
        {
            "start": MANUAL,
            "long": {"type": "flow.if", "condition": "{{ trigger == 'yes' }}"},
            "write": {"type": "desk.write_note", "text": "ab"},
        },
        "start -> long",
        "long:true -> write",
    )
    run = run_flow(graph, input="yes")
    assert run.state == "failed"
    desk.fails_writes = False
    again = retry_run(operator, run.pk)
    work_off(woken)
    assert outcome(Run.objects.get(pk=again.pk)) == ("succeeded", {"text": "abab"})


def test_a_retry_of_one_node_alone_runs_that_node_alone(
    run_flow: RunFlow, woken: list[UUID], operator: Actor, desk: Desk
) -> None:
    graph = drawn(
        {
            "start": MANUAL,
            "note": {**NOTE, "text": "a"},
            "write": {"type": "desk.write_note", "text": "{{ note.text }}"},
            "last": {**NOTE, "text": "b"},
        },
        "start -> note",
        "note -> write",
        "write -> last",
    )
    whole = run_flow(graph)
    desk.fails_writes = True
    alone = run_flow(graph, only="write", earlier=whole.pk)
    assert alone.state == "failed"
    desk.fails_writes = False
    again = retry_run(operator, alone.pk)
    work_off(woken)
    again = Run.objects.get(pk=again.pk)
    assert (outcome(again), states(again)) == (("succeeded", {"text": "aaaa"}), {"write": "succeeded"})


def test_a_version_gives_no_pinned_data(run_flow: RunFlow, operator: Actor) -> None:
    graph = drawn({"note": {**NOTE, "text": "a", "pinned": {"text": "pinned"}}})
    workflow = create_workflow(operator, name="Pinned", graph=graph.as_dict())
    version = Version.objects.create(workflow=workflow, number=1, revision=current_revision(workflow))
    assert outcome(run_flow(graph)) == ("succeeded", {"text": "pinned"})
    assert outcome(run_flow(graph, version=version)) == ("succeeded", {"text": "aa"})
