"""What a node's settings make of its errors, and what stops a run."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db.models.functions import Now

from integrations.actors import Actor
from integrations.models import Call
from integrations.queue.claims import claimed
from workflows.models import Run, RunEvent, Step
from workflows.runs import claims, steps
from workflows.runs.cancel import cancel_run
from workflows.runs.claims import take_up
from workflows.runs.tests.conftest import (
    RunFlow,
    kill_in_the_middle,
    let_leases_lapse,
    make_due,
    outcome,
    output_of,
    states,
    told,
    work_off,
)
from workflows.runs.tests.drawing import Json, drawn
from workflows.tests.desk import Desk

NOTE = {"type": "desk.read_note", "text": "ab"}
REFUSED = {"code": "remote_rejected", "detail": "The desk does not take 'ab'.", "vendor_status": 400}


def refusing(**settings: object) -> Json:
    return {"type": "desk.refuse_note", "text": "ab", "settings": settings}


def test_an_error_stops_the_run_and_what_runs_beside_goes_on_to_its_end(run_flow: RunFlow, desk: Desk) -> None:
    graph = drawn(
        {"start": {"type": "trigger.manual"}, "no": refusing(), "beside": NOTE, "after": NOTE, "behind": NOTE},
        "start -> no",
        "start -> beside",
        "no -> behind",
        "beside -> after",
    )
    run = run_flow(graph)
    assert (run.state, run.reason, run.output) == ("failed", "The desk does not take 'ab'.", None)
    assert states(run) == {"start": "succeeded", "no": "failed", "beside": "skipped", "after": "skipped"}
    assert desk.calls == 0


def test_an_error_branch_gets_the_error_and_the_run_succeeds(run_flow: RunFlow) -> None:
    graph = drawn(
        {
            "no": refusing(on_error="branch"),
            "good": NOTE,
            "bad": {"type": "flow.set", "fields": {"code": "{{ no.error.code }}"}},
        },
        "no -> good",
        "no:error -> bad",
    )
    run = run_flow(graph)
    assert outcome(run) == ("succeeded", {"code": "remote_rejected"})
    assert states(run) == {"no": "failed", "good": "skipped", "bad": "succeeded"}
    assert [each.error for each in run.steps.filter(node_id="no")] == [REFUSED]


def test_an_error_that_is_passed_over_goes_on_at_main(run_flow: RunFlow) -> None:
    graph = drawn(
        {"no": refusing(on_error="continue"), "after": {"type": "flow.set", "fields": {"error": "{{ no.error }}"}}},
        "no -> after",
    )
    assert outcome(run_flow(graph)) == ("succeeded", {"error": REFUSED})


def test_an_expression_that_fails_is_an_error_of_its_node(run_flow: RunFlow, desk: Desk) -> None:
    graph = drawn(
        {"start": {"type": "trigger.manual"}, "note": {**NOTE, "text": "{{ trigger.word }}"}}, "start -> note"
    )
    run = run_flow(graph, input={"world": "x"})
    error = run.steps.get(node_id="note").error or {}
    assert (run.state, error["code"], desk.calls) == ("failed", "expression_error", 0)
    assert [(each["node"], each["field"]) for each in error["errors"]] == [("note", "text")]


def test_a_node_is_tried_again_as_often_as_it_says(run_flow: RunFlow, start_flow: RunFlow, woken: list[UUID]) -> None:
    run = start_flow(drawn({"no": refusing(retries=2, retry_wait=60_000)}))
    for number in (2, 3):
        work_off(woken)
        step = Step.objects.get()
        assert (step.state, step.generation) == ("waiting", number)
        make_due()
        steps.run(step.pk)
    run.refresh_from_db()
    assert (run.state, Call.objects.count(), Step.objects.get().state) == ("failed", 3, "failed")
    words = list(RunEvent.objects.filter(state="waiting").values_list("message", flat=True))
    assert words == [f"Attempt {number} in 60 s: The desk does not take 'ab'." for number in (2, 3)]


def test_stop_ends_the_run_as_a_success_with_its_words(run_flow: RunFlow, desk: Desk) -> None:
    graph = drawn(
        {"stop": {"type": "flow.stop", "message": "Nothing to do."}, "start": {"type": "trigger.manual"}, "note": NOTE},
        "start -> stop",
        "start -> note",
    )
    run = run_flow(graph)
    assert (run.state, run.reason, desk.calls) == ("succeeded", "Nothing to do.", 0)


def test_stop_as_an_error_fails_the_run(run_flow: RunFlow) -> None:
    run = run_flow(drawn({"stop": {"type": "flow.stop", "message": "No stock.", "is_error": True}}))
    assert (run.state, run.reason) == ("failed", "No stock.")


def test_an_output_is_the_runs_whatever_comes_after_it(run_flow: RunFlow) -> None:
    graph = drawn(
        {"start": {"type": "trigger.manual"}, "out": {"type": "flow.output", "value": {"a": 1}}, "note": NOTE},
        "start -> out",
        "start -> note",
    )
    assert outcome(run_flow(graph)) == ("succeeded", {"a": 1})


def test_disabled_and_pinned_nodes_call_nobody(run_flow: RunFlow, desk: Desk) -> None:
    graph = drawn(
        {
            "start": {"type": "trigger.manual"},
            "off": {**NOTE, "disabled": True},
            "pinned": {**NOTE, "pinned": {"text": "pinned"}},
            "after": {"type": "flow.set", "fields": {"a": "{{ off.word }}", "b": "{{ pinned.text }}"}},
        },
        "start -> off",
        "off -> pinned",
        "pinned -> after",
    )
    assert outcome(run_flow(graph, input={"word": "x"})) == ("succeeded", {"a": "x", "b": "pinned"})
    assert desk.calls == 0
    run = run_flow(graph, input={"word": "x"}, is_pinned=False)
    assert (output_of(run, "pinned"), desk.calls) == ({"text": "abab"}, 1)


def test_a_cancelled_run_begins_nothing_more(
    start_flow: RunFlow, woken: list[UUID], operator: Actor, desk: Desk
) -> None:
    graph = drawn({"first": NOTE, "second": NOTE}, "first -> second")
    run = start_flow(graph)
    desk.on_call = lambda: cancel_run(operator, run.pk)
    work_off(woken)
    run.refresh_from_db()
    assert (run.state, run.reason, desk.calls) == ("cancelled", "Cancelled by ada.", 1)
    assert states(run) == {"first": "succeeded", "second": "cancelled"}
    assert told(run)[-1][2:] == ("cancelled", "cancelled")


def test_cancelling_ends_loops_and_waits_at_once(start_flow: RunFlow, woken: list[UUID], operator: Actor) -> None:
    graph = drawn(
        {
            "start": {"type": "trigger.manual"},
            "each": {"type": "flow.for_each", "items": "{{ trigger.words }}"},
            "wait": {"type": "flow.wait", "seconds": 3600},
        },
        "start -> each",
        "each:each -> wait",
    )
    run = start_flow(graph, input={"words": ["a", "b"]})
    work_off(woken)
    assert Run.objects.get().state == "waiting"
    assert cancel_run(operator, run.pk) == "cancelled"
    assert states(run) == {"start": "succeeded", "each": "cancelled", "wait.0": "cancelled", "wait.1": "cancelled"}


def test_one_node_runs_alone_on_what_the_last_run_came_to(run_flow: RunFlow, desk: Desk) -> None:
    graph = drawn(
        {"first": NOTE, "second": {**NOTE, "text": "{{ first.text }}"}, "third": NOTE},
        "first -> second",
        "second -> third",
    )
    before = run_flow(graph)
    run = run_flow(graph, only="second", earlier=before.pk)
    assert (states(run), outcome(run)) == ({"second": "succeeded"}, ("succeeded", {"text": "abababab"}))
    assert desk.calls == 4


@pytest.mark.parametrize("wait_for", ["all", "any"])
def test_a_merge_runs_once_whoever_comes_first(run_flow: RunFlow, wait_for: str) -> None:
    graph = drawn(
        {
            "start": {"type": "trigger.manual"},
            "a": {**NOTE, "text": "a"},
            "b": {**NOTE, "text": "b"},
            "both": {"type": "flow.merge", "wait_for": wait_for},
            "after": {**NOTE, "text": "c"},
        },
        "start -> a",
        "start -> b",
        "a -> both:a",
        "b -> both:b",
        "both -> after",
    )
    run = run_flow(graph)
    came = {"a": {"text": "aa"}, "b": {"text": "bb"} if wait_for == "all" else None}
    assert (run.state, output_of(run, "both")) == ("succeeded", came)
    assert Call.objects.count() == 3


def test_a_step_that_kills_its_workers_fails_at_last(
    start_flow: RunFlow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "MOST_LAPSES", 5)
    run = start_flow(drawn({"note": NOTE}))
    step = Step.objects.get()
    for _ in range(5):
        kill_in_the_middle(desk, step)
        let_leases_lapse()
        take_up(step.pk)
    steps.run(step.pk)
    run.refresh_from_db()
    assert (run.state, desk.calls) == ("failed", 5)
    assert run.reason == "Note was begun again and again, and each time its worker stopped. Try with less at once."


def test_steps_whose_workers_were_killed_with_others_go_on(
    start_flow: RunFlow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "MOST_LAPSES", 5)
    run = start_flow(drawn({"note": NOTE, "other": NOTE}, "note -> other"))
    step = Step.objects.get()
    start_flow(drawn({"note": NOTE}))
    other = Step.objects.exclude(pk=step.pk).get()
    for attempt in range(8):
        held = {**claimed(), "attempt": attempt}
        Step.objects.filter(pk=other.pk).update(**held, started_at=Now(), started_number=2, lease_until=Now())
        kill_in_the_middle(desk, step)
        let_leases_lapse()
        take_up(step.pk)
    steps.run(step.pk)
    run.refresh_from_db()
    assert (run.state, desk.calls) == ("succeeded", 10)  # eight that were killed, and one for each node


def test_a_call_that_was_stored_and_kills_its_workers_fails_at_last(
    start_flow: RunFlow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "MOST_LAPSES", 5)
    run = start_flow(drawn({"note": {**NOTE, "type": "desk.write_note"}}))
    step = Step.objects.get()
    desk.sends = True
    kill_in_the_middle(desk, step)
    Call.objects.update(sent_at=None)  # as of a hard budget: stored, and nothing has left
    for _ in range(4):
        let_leases_lapse()
        take_up(step.pk)
        kill_in_the_middle(desk, step)
        Call.objects.update(sent_at=None)
    let_leases_lapse()
    take_up(step.pk)
    steps.run(step.pk)
    run.refresh_from_db()
    assert (run.state, desk.calls, Call.objects.get().state) == ("failed", 5, "failed")
    assert run.reason == "Note was begun again and again, and each time its worker stopped. Try with less at once."


def test_variables_that_nobody_has_set_have_their_defaults(run_flow: RunFlow) -> None:
    graph = drawn(
        {"told": {"type": "flow.set", "fields": {"all": "{{ vars }}"}}},
        variables=[
            {"name": "greeting", "type": "string", "default": "Hello"},
            {"name": "limit", "type": "integer", "default": 5},
        ],
    )
    run = run_flow(graph, variables={"limit": 7})
    assert outcome(run) == ("succeeded", {"all": {"greeting": "Hello", "limit": 7}})
