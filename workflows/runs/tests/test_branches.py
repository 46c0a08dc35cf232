"""Branches that end in one turn of one worker, and loops beside one another whose items have the same paths."""

from __future__ import annotations

from uuid import UUID

import pytest

from workflows.models import Run, Step
from workflows.runs import shift, steps
from workflows.runs.tests.conftest import RunFlow, numbers, outcome, states, work_off
from workflows.runs.tests.drawing import Json, drawn

NOTE = {"type": "desk.read_note"}
MANUAL = {"type": "trigger.manual"}


def made(value: object) -> Json:
    return {"type": "flow.set", "fields": {"made": value}}


def test_branches_that_are_only_computed_meet(run_flow: RunFlow) -> None:
    graph = drawn(
        {
            "start": MANUAL,
            "note": {**NOTE, "text": "a"},
            "left": made(1),
            "right": made(2),
            "both": {"type": "flow.merge", "wait_for": "all"},
        },
        "start -> note",
        "note -> left",
        "note -> right",
        "left -> both:a",
        "right -> both:b",
    )
    run = run_flow(graph)
    assert outcome(run) == ("succeeded", {"a": {"made": 1}, "b": {"made": 2}})
    assert numbers(run) == list(range(1, run.events + 1))


def test_they_meet_in_each_item_of_a_loop(run_flow: RunFlow) -> None:
    graph = drawn(
        {
            "start": MANUAL,
            "each": {"type": "flow.for_each", "items": "{{ trigger }}", "result": "{{ both.a.made + both.b.made }}"},
            "left": made("{{ item }}"),
            "right": made(1),
            "both": {"type": "flow.merge", "wait_for": "all"},
        },
        "start -> each",
        "each:each -> left",
        "each:each -> right",
        "left -> both:a",
        "right -> both:b",
    )
    assert outcome(run_flow(graph, input=[1, 2])) == ("succeeded", {"results": [2, 3], "count": 2, "errors": []})


def test_an_item_in_which_two_branches_fail_at_once_has_failed_once(run_flow: RunFlow) -> None:
    graph = drawn(
        {
            "start": MANUAL,
            "each": {"type": "flow.for_each", "items": "{{ trigger }}", "on_item_error": "collect"},
            "left": made("{{ item.left }}"),
            "right": made("{{ item.right }}"),
        },
        "start -> each",
        "each:each -> left",
        "each:each -> right",
    )
    run = run_flow(graph, input=[{}, {"left": 1, "right": 2}])
    state, told = outcome(run)
    assert isinstance(told, dict)
    assert (state, told["count"], [each["index"] for each in told["errors"]]) == ("succeeded", 2, [0])
    assert told["results"] == [None, {"made": 2}]


def test_the_end_of_an_item_takes_nothing_from_a_loop_beside_it(
    start_flow: RunFlow, woken: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = {"type": "flow.for_each", "items": "{{ trigger }}"}
    graph = drawn(
        {
            "start": MANUAL,
            "quick": loop,
            "note": {**NOTE, "text": "a"},
            "slow": loop,
            "left": {**NOTE, "text": "a"},
            "right": {**NOTE, "text": "b"},
            "both": {"type": "flow.merge", "wait_for": "all"},
        },
        "start -> quick",
        "quick:each -> note",
        "start -> slow",
        "slow:each -> left",
        "slow:each -> right",
        "left -> both:a",
        "right -> both:b",
    )
    monkeypatch.setattr(shift, "MOST_STEPS", 1)  # each step is offered, so that the test says whose turn it is
    run = start_flow(graph, input=["only"])
    for node_id in ("slow", "left", "quick", "note", "right"):
        step_id = Step.objects.get(run=run, node_id=node_id).pk
        woken.remove(step_id)
        steps.run(step_id)
    work_off(woken)
    ended = Run.objects.get(pk=run.pk)
    assert (ended.state, states(ended)["both.0"]) == ("succeeded", "succeeded")
    both = ended.steps.select_related("result").get(node_id="slow")
    assert both.state == "succeeded"
