"""Whole graphs, from their start to their end, worked on by one worker after another."""

from __future__ import annotations

from workflows.runs.tests.conftest import RunFlow, numbers, outcome, output_of, states
from workflows.runs.tests.drawing import drawn

NOTE = {"type": "desk.read_note"}
MANUAL = {"type": "trigger.manual"}


def test_a_chain_hands_on_what_each_node_gave(run_flow: RunFlow) -> None:
    graph = drawn(
        {
            "start": MANUAL,
            "first": {**NOTE, "text": "{{ trigger.word }}"},
            "named": {"type": "flow.set", "fields": {"twice": "{{ first.text }}", "said": "It is {{ first.text }}."}},
            "second": {**NOTE, "text": "{{ named.twice }}"},
        },
        "start -> first",
        "first -> named",
        "named -> second",
    )
    run = run_flow(graph, input={"word": "ab"})
    assert outcome(run) == ("succeeded", {"text": "abababab"})
    assert states(run) == {"start": "succeeded", "first": "succeeded", "named": "succeeded", "second": "succeeded"}
    assert output_of(run, "named") == {"twice": "abab", "said": "It is abab."}


def test_a_condition_takes_one_branch_and_skips_the_other(run_flow: RunFlow) -> None:
    graph = drawn(
        {
            "start": MANUAL,
            "long": {"type": "flow.if", "condition": "{{ size(trigger.word) > 3 }}"},
            "yes": {**NOTE, "text": "long"},
            "no": {**NOTE, "text": "short"},
            "after": {**NOTE, "text": "later"},
            "both": {"type": "flow.merge", "wait_for": "all"},
        },
        "start -> long",
        "long:true -> yes",
        "long:false -> no",
        "no -> after",
        "yes -> both:a",
        "after -> both:b",
    )
    run = run_flow(graph, input={"word": "abcdef"})
    assert outcome(run) == ("succeeded", {"a": {"text": "longlong"}, "b": None})
    assert states(run)["no"] == states(run)["after"] == "skipped"


def test_every_branch_of_a_fan_out_runs_and_the_merge_once(run_flow: RunFlow) -> None:
    branches = {f"b{number}": {**NOTE, "text": f"{number}"} for number in range(5)}
    graph = drawn(
        {"start": MANUAL, **branches, "all": {"type": "flow.merge", "wait_for": "all"}},
        *(f"start -> {name}" for name in branches),
        *(f"{name} -> all:{name}" for name in branches),
    )
    run = run_flow(graph)
    assert outcome(run) == ("succeeded", {name: {"text": f"{name[1:]}" * 2} for name in branches})
    assert numbers(run) == list(range(1, run.events + 1))
