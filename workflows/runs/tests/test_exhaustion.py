"""Attack: drawings that would run without end, or keep more than anybody can hold."""

from __future__ import annotations

from typing import Any

from workflows.engine.control.branching import MAX_ITEMS
from workflows.models import LoopItem
from workflows.runs.tests.conftest import RunFlow, states
from workflows.runs.tests.drawing import drawn


def test_a_loop_over_more_items_than_the_limit_fails_with_words(run_flow: RunFlow) -> None:
    graph = drawn(
        {
            "start": {"type": "trigger.manual"},
            "each": {"type": "flow.for_each", "items": "{{ trigger }}"},
            "note": {"type": "desk.read_note", "text": "a"},
        },
        "start -> each",
        "each:each -> note",
    )
    run = run_flow(graph, input=[0] * (MAX_ITEMS + 1))
    assert (run.state, states(run)) == ("failed", {"start": "succeeded", "each": "failed"})
    error: Any = run.steps.get(node_id="each").error
    [problem] = error["errors"]
    assert (problem["field"], "100000" in problem["message"].replace(",", "")) == ("items", True), problem
    assert not LoopItem.objects.exists()
