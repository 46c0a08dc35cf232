"""Two branches that end at the same moment: their merge runs once, each time."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from workflows.models import Run, Step
from workflows.runs.history import history
from workflows.runs.tests.conftest import RunFlow, run_in_thread, work_off
from workflows.runs.tests.drawing import drawn
from workflows.tests.desk import Desk

ROUNDS = int(os.environ.get("MACHINA_MEETINGS", "25"))
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
