"""For each: its body once for each item, at most so many at once, the results in their order."""

from __future__ import annotations

from uuid import UUID

import pytest

from integrations.actors import Actor
from integrations.models import Call
from workflows.models import LoopItem, Run
from workflows.runs import limits, onward
from workflows.runs.asking import retry_run
from workflows.runs.tests.conftest import RunFlow, outcome, output_of, states, work_off
from workflows.runs.tests.drawing import Json, drawn
from workflows.tests.desk import Desk

NOTE = {"type": "desk.read_note"}
REFUSE = {"type": "desk.refuse_note"}


def loop(body: dict[str, Json], *edges: str, **each: object) -> Json:
    """The parts of a drawing with one loop over the trigger's words."""
    nodes = {
        "start": {"type": "trigger.manual"},
        "words": {"type": "flow.for_each", "items": "{{ trigger.words }}", **each},
        **body,
    }
    return {"nodes": nodes, "edges": ("start -> words", f"words:each -> {next(iter(body))}", *edges)}


def run_loop(run_flow: RunFlow, parts: Json, words: list[object]) -> Run:
    return run_flow(drawn(parts["nodes"], *parts["edges"]), input={"words": words})


def test_results_stand_in_the_order_of_the_items(run_flow: RunFlow) -> None:
    parts = loop({"note": {**NOTE, "text": "{{ item }}{{ index }}"}}, concurrency=3)
    run = run_loop(run_flow, parts, ["a", "b", "c", "d", "e"])
    results = [{"text": f"{word}{index}" * 2} for index, word in enumerate("abcde")]
    assert outcome(run) == ("succeeded", {"results": results, "count": 5, "errors": []})
    assert states(run)["note.4"] == "succeeded"


def test_a_body_that_is_only_computed_and_an_own_result(run_flow: RunFlow) -> None:
    parts = loop(
        {"made": {"type": "flow.set", "fields": {"twice": "{{ item * 2 }}"}}},
        result="{{ made.twice }}",
    )
    run = run_loop(run_flow, parts, [1, 2, 3])
    assert outcome(run) == ("succeeded", {"results": [2, 4, 6], "count": 3, "errors": []})


def test_a_loop_without_a_body_gives_the_results_alone(run_flow: RunFlow) -> None:
    graph = drawn(
        {
            "start": {"type": "trigger.manual"},
            "words": {"type": "flow.for_each", "items": "{{ trigger.words }}", "result": "{{ item + '!' }}"},
            "after": {"type": "flow.set", "fields": {"count": "{{ words.count }}"}},
        },
        "start -> words",
        "words -> after",
    )
    run = run_flow(graph, input={"words": ["a", "b"]})
    assert output_of(run, "words") == {"results": ["a!", "b!"], "count": 2, "errors": []}
    assert outcome(run) == ("succeeded", {"count": 2})
    empty = run_flow(graph, input={"words": []})
    assert outcome(empty) == ("succeeded", {"count": 0})


def test_the_first_item_that_fails_stops_the_loop_and_the_run(run_flow: RunFlow, desk: Desk) -> None:
    parts = loop(
        {
            "bad": {"type": "flow.if", "condition": "{{ item == 'bad' }}"},
            "no": {**REFUSE, "text": "{{ item }}"},
            "note": {**NOTE, "text": "{{ item }}"},
        },
        "bad:true -> no",
        "bad:false -> note",
        concurrency=1,
    )
    run = run_loop(run_flow, parts, ["a", "bad", "c"])
    assert (run.state, run.reason) == ("failed", "The desk does not take 'bad'.")
    assert (states(run)["words"], desk.calls) == ("failed", 1)
    words = run.steps.get(node_id="words")
    assert (words.error or {})["detail"] == "Item 1: The desk does not take 'bad'."


def test_items_that_fail_are_collected_where_that_is_wanted(run_flow: RunFlow) -> None:
    parts = loop(
        {
            "bad": {"type": "flow.if", "condition": "{{ item == 'bad' }}"},
            "no": {**REFUSE, "text": "{{ item }}"},
            "note": {**NOTE, "text": "{{ item }}"},
        },
        "bad:true -> no",
        "bad:false -> note",
        on_item_error="collect",
    )
    run = run_loop(run_flow, parts, ["a", "bad", "c"])
    assert outcome(run) == (
        "succeeded",
        {
            "results": [{"text": "aa"}, None, {"text": "cc"}],
            "count": 3,
            "errors": [{"index": 1, "code": "remote_rejected", "detail": "The desk does not take 'bad'."}],
        },
    )


def test_loops_in_loops_have_longer_paths(run_flow: RunFlow) -> None:
    parts = loop(
        {
            "letters": {"type": "flow.for_each", "items": "{{ item.letters }}", "result": "{{ note.text }}"},
            "note": {**NOTE, "text": "{{ item }}"},
        },
        "letters:each -> note",
        result="{{ letters.results }}",
    )
    run = run_loop(run_flow, parts, [{"letters": ["a", "b"]}, {"letters": []}, {"letters": ["c"]}])
    assert outcome(run) == ("succeeded", {"results": [["aa", "bb"], [], ["cc"]], "count": 3, "errors": []})
    assert {"letters.0", "note.0.1", "note.2.0"} <= states(run).keys()


def test_branches_of_a_body_meet_once_for_each_item(run_flow: RunFlow) -> None:
    parts = loop(
        {
            "begin": {"type": "flow.set", "fields": {"word": "{{ item }}"}},
            "left": {**NOTE, "text": "{{ begin.word }}"},
            "right": {**NOTE, "text": "{{ begin.word }}{{ index }}"},
            "both": {"type": "flow.merge", "wait_for": "all"},
        },
        "begin -> left",
        "begin -> right",
        "left -> both:left",
        "right -> both:right",
        concurrency=2,
    )
    run = run_loop(run_flow, parts, ["a", "b", "c"])
    results = [{"left": {"text": w * 2}, "right": {"text": f"{w}{n}" * 2}} for n, w in enumerate("abc")]
    assert outcome(run) == ("succeeded", {"results": results, "count": 3, "errors": []})


def test_many_items_are_begun_a_few_at_a_time(run_flow: RunFlow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onward, "MOST_COMPUTED", 10)
    parts = loop({"made": {"type": "flow.set", "fields": {"is": "{{ index }}"}}}, result="{{ made.is }}", concurrency=4)
    run = run_loop(run_flow, parts, [*range(95)])
    assert outcome(run) == ("succeeded", {"results": [*range(95)], "count": 95, "errors": []})
    assert LoopItem.objects.count() == 95
    assert run.standing.keys() <= {"counts", "last", "loops", "output"}


def test_what_is_no_list_fails_with_words(run_flow: RunFlow) -> None:
    run = run_loop(run_flow, loop({"note": {**NOTE, "text": "x"}}), "abc")  # type: ignore[arg-type]  # that is the point
    assert run.state == "failed"
    assert (run.steps.get(node_id="words").error or {})["code"] == "input_error"


def test_a_run_is_bounded_in_its_steps(run_flow: RunFlow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_STEPS", 20)
    run = run_loop(run_flow, loop({"made": {"type": "flow.set", "fields": {}}}), [*range(100)])
    assert (run.state, run.reason) == ("failed", "The run has come to 20 steps, which is the limit. Divide the work.")


def test_a_loop_that_is_tried_again_keeps_the_items_that_had_succeeded(
    run_flow: RunFlow, operator: Actor, woken: list[UUID], desk: Desk
) -> None:
    parts = loop({"write": {"type": "desk.write_note", "text": "{{ item }}"}}, "words -> after", concurrency=1)
    parts["nodes"]["after"] = {"type": "flow.set", "fields": {"count": "{{ words.count }}"}}
    desk.on_call = lambda: setattr(desk, "fails_writes", desk.calls == 2)
    first = run_loop(run_flow, parts, ["a", "b", "c", "d"])
    assert (first.state, desk.calls, states(first)["write.2"]) == ("failed", 2, "failed")
    desk.on_call, desk.fails_writes = None, False
    second = retry_run(operator, first.pk)
    work_off(woken)
    second.refresh_from_db()
    assert outcome(second) == ("succeeded", {"count": 4})
    assert output_of(second, "words") == {
        "results": [{"text": word * 2} for word in "abcd"],
        "count": 4,
        "errors": [],
    }
    assert (desk.calls, Call.objects.filter(operation="desk.write_note", state="succeeded").count()) == (4, 4)
