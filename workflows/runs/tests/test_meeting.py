"""Two branches that end at the same moment: their merge runs once, each time."""

from __future__ import annotations

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db.models import Count

from workflows.models import Run, Step
from workflows.runs import calling
from workflows.runs.done import Done
from workflows.runs.history import history
from workflows.runs.shift import Shift
from workflows.runs.tests.conftest import RunFlow, output_of, run_in_thread, work_off
from workflows.runs.tests.drawing import drawn
from workflows.tests.desk import Desk

ROUNDS = int(os.environ.get("MACHINA_MEETINGS", "25"))
MEETINGS = 1_000
NOTE = {"type": "desk.read_note"}
GRAPH = drawn(
    {
        "start": {"type": "trigger.manual"},
        "a": {**NOTE, "text": "a"},
        "b": {**NOTE, "text": "b"},
        "both": {"type": "flow.merge", "wait_for": "all"},
        "after": {**NOTE, "text": "{{ both.a.text }}{{ both.b.text }}"},
    },
    "start -> a",
    "start -> b",
    "a -> both:a",
    "b -> both:b",
    "both -> after",
)
MEETING = drawn(
    {
        "start": {"type": "trigger.manual"},
        "a": {**NOTE, "text": "a"},
        "b": {**NOTE, "text": "b"},
        "both": {"type": "flow.merge", "wait_for": "all"},
        "after": {"type": "flow.set", "fields": {"is": "{{ both.a.is }}{{ both.b.is }}"}},
    },
    "start -> a",
    "start -> b",
    "a -> both:a",
    "b -> both:b",
    "both -> after",
)


def test_a_merge_of_branches_that_end_together_runs_once(start_flow: RunFlow, woken: list[UUID], desk: Desk) -> None:
    meeting = threading.Barrier(2)
    desk.on_call = lambda: meeting.wait(10) if desk.calls % 3 else None  # the two branches; the third call is alone
    with ThreadPoolExecutor(2) as workers:
        for _ in range(ROUNDS):
            desk.calls = 0
            start_flow(GRAPH)
            both = [woken.pop(), woken.pop()]
            list(workers.map(run_in_thread, both))
            work_off(woken)
    assert Run.objects.filter(state="succeeded").count() == ROUNDS
    steps = Step.objects.filter(node_id__in=("both", "after"), state="succeeded")
    assert steps.count() == 2 * ROUNDS
    for run in Run.objects.all():
        assert [each.number for each in history(run)] == list(range(1, run.events + 1))


def test_a_thousand_runs_whose_branches_end_together_merge_once_each(
    start_flow: RunFlow, woken: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls are left out, so that the ends come as close to each other as they can."""
    meeting = threading.Barrier(2)

    def end_together(shift: Shift, step: Step, *_: object, **__: object) -> list[Step]:
        meeting.wait(30)
        return shift.settle(step, Done("succeeded", frozenset({"main"}), value={"is": step.node_id}))

    monkeypatch.setattr(calling, "do", end_together)
    with ThreadPoolExecutor(2) as workers:
        for _ in range(MEETINGS):
            start_flow(MEETING)
            both = [woken.pop(), woken.pop()]
            list(workers.map(run_in_thread, both))

    assert woken == []
    assert Run.objects.filter(state="succeeded").count() == MEETINGS
    steps = Step.objects.filter(state="succeeded").values_list("node_id").order_by().annotate(Count("pk"))
    assert dict(steps) == dict.fromkeys(("start", "a", "b", "both", "after"), MEETINGS)
    assert {json.dumps(output_of(run, "after")) for run in Run.objects.all()} == {'{"is": "ab"}'}
