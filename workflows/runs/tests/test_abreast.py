"""Many calls of one run: performed beside one another, begun and written down in groups."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from integrations.models import Call, UsageLine
from integrations.queue.beside import Beside
from integrations.queue.deaths import new_token
from workflows.models import LoopItem, Run, Step
from workflows.runs import steps
from workflows.runs.cancel import cancel_run
from workflows.runs.tests.conftest import RunFlow, numbers, outcome, work_off
from workflows.runs.tests.drawing import Json, drawn
from workflows.runs.tests.test_cost import statements as statements  # a fixture
from workflows.tests.desk import Desk

pytestmark = pytest.mark.django_db(transaction=True)

MANUAL: Json = {"type": "trigger.manual"}
NOTE: Json = {"type": "desk.read_note", "text": "{{ item }}", "account_mode": "owner"}
RunAbreast = Callable[..., Run]


def loop(body: Json, **each: object) -> Json:
    nodes = {"start": MANUAL, "words": {"type": "flow.for_each", "items": "{{ trigger }}", **each}, "note": body}
    return {"graph": drawn(nodes, "start -> words", "words:each -> note")}


@pytest.fixture
def run_abreast(start_flow: RunFlow, woken: list[UUID]) -> RunAbreast:
    """Starts a run, and does all of it as a worker with so many places would that is told of its first step."""

    def run(places: int = 100, **start: Any) -> Run:
        started = start_flow(**start)
        beside = Beside(places)
        while woken:
            steps.run(woken.pop(0), beside)
        assert [beside.take(None) for _ in range(places)].count(True) == places - places // 4  # all were given back
        return Run.objects.get(pk=started.pk)

    return run


def test_a_hundred_items_are_begun_and_ended_in_groups(
    run_abreast: RunAbreast, start_flow: RunFlow, statements: list[str]
) -> None:
    words: list[object] = [f"w{number}" for number in range(100)]
    run_abreast(**loop(NOTE), input=words)  # plans and statements are made
    statements.clear()
    run = run_abreast(**loop(NOTE), input=words)
    results = [{"text": f"{word}{word}"} for word in words]
    assert outcome(run) == ("succeeded", {"results": results, "count": 100, "errors": []})
    assert statements.count("COMMIT") < 30, "\n".join(statements)
    assert len(statements) < 350, "\n".join(statements)
    assert numbers(run) == [*range(1, run.events + 1)]
    assert (Call.objects.filter(run_id=run.pk).count(), UsageLine.objects.filter(run_id=run.pk).count()) == (100, 100)


def test_branches_of_a_fan_out_are_taken_together(run_abreast: RunAbreast, statements: list[str]) -> None:
    branches = {f"b{number}": {**NOTE, "text": f"{number}"} for number in range(60)}
    graph = drawn(
        {"start": MANUAL, **branches, "all": {"type": "flow.merge", "wait_for": "all"}},
        *(f"start -> {name}" for name in branches),
        *(f"{name} -> all:{name}" for name in branches),
    )
    run_abreast(graph=graph)
    statements.clear()
    run = run_abreast(graph=graph)
    assert outcome(run) == ("succeeded", {name: {"text": f"{name[1:]}" * 2} for name in branches})
    assert statements.count("COMMIT") < 30, "\n".join(statements)
    assert numbers(run) == [*range(1, run.events + 1)]


def test_so_many_calls_are_under_way_at_once(run_abreast: RunAbreast, desk: Desk) -> None:
    together = threading.Barrier(51)  # with one less of them nothing would ever go on
    desk.on_call = lambda: together.wait(20)
    run = run_abreast(**loop(NOTE, concurrency=51), input=["a"] * 51)
    assert run.state == "succeeded"


def test_with_hardly_a_place_one_follows_the_other(run_abreast: RunAbreast, desk: Desk) -> None:
    run = run_abreast(places=1, **loop(NOTE), input=["a"] * 30)
    assert (run.state, desk.calls, numbers(run)) == ("succeeded", 30, [*range(1, run.events + 1)])


def test_errors_stand_beside_what_has_succeeded(run_abreast: RunAbreast) -> None:
    given = {"type": "flow.if", "condition": "{{ item != 'b' }}"}
    nodes = {
        "start": MANUAL,
        "words": {"type": "flow.for_each", "items": "{{ trigger }}", "on_item_error": "collect"},
        "good": given,
        "note": NOTE,
        "bad": {**NOTE, "type": "desk.refuse_note"},
    }
    edges = ("start -> words", "words:each -> good", "good:true -> note", "good:false -> bad")
    run = run_abreast(graph=drawn(nodes, *edges), input=["a", "b", "c", "b"])
    _, output = outcome(run)
    said = "The desk does not take 'b'."
    errors = [{"index": index, "code": "remote_rejected", "detail": said} for index in (1, 3)]
    assert output == {"results": [{"text": "aa"}, None, {"text": "cc"}, None], "count": 4, "errors": errors}
    assert run.state == "succeeded"


def test_writes_say_that_they_leave_and_are_sent_once(run_abreast: RunAbreast, desk: Desk) -> None:
    desk.sends = True
    run = run_abreast(**loop({**NOTE, "type": "desk.write_note"}), input=["a"] * 20)
    calls = Call.objects.filter(run_id=run.pk)
    assert (run.state, desk.calls, calls.count()) == ("succeeded", 20, 20)
    assert not calls.filter(sent_at=None).exists()


def test_one_that_was_taken_by_another_worker_keeps_the_others_from_nothing(
    run_abreast: RunAbreast, desk: Desk
) -> None:
    taken: list[UUID] = []
    is_first = threading.Lock()

    def take_one() -> None:
        if is_first.acquire(blocking=False):
            step = Step.objects.filter(node_id="note", state="running")[0]
            taken.append(step.pk)
            Step.objects.filter(pk=step.pk).update(claim_token=new_token())

    desk.on_call = take_one
    run = run_abreast(**loop(NOTE), input=["a"] * 8)
    assert run.state == "running"
    left = Step.objects.filter(node_id="note").exclude(state="succeeded")
    assert [each.pk for each in left] == taken
    assert (LoopItem.objects.count(), Call.objects.count()) == (7, 7)
    assert numbers(run) == [*range(1, run.events + 1)]


def test_a_cancelled_run_begins_nothing_more(run_abreast: RunAbreast, desk: Desk, operator: object) -> None:
    cancelled = threading.Lock()

    def cancel() -> None:
        if cancelled.acquire(blocking=False):
            cancel_run(operator, Run.objects.get().pk)  # type: ignore[arg-type]  # the fixture's

    desk.on_call = cancel
    run = run_abreast(**loop(NOTE, concurrency=3), input=["a"] * 30)
    assert run.state == "cancelled"
    assert desk.calls < 12


def test_two_workers_share_a_run(start_flow: RunFlow, woken: list[UUID], desk: Desk) -> None:
    branches = {f"b{number}": {**NOTE, "text": f"{number}"} for number in range(40)}
    run = start_flow(drawn({"start": MANUAL, **branches}, *(f"start -> {name}" for name in branches)))
    told = [woken.pop(0) for _ in range(2)]
    workers = [threading.Thread(target=steps.run, args=(each, Beside(8))) for each in told]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    work_off(woken)
    assert (Run.objects.get(pk=run.pk).state, desk.calls) == ("succeeded", 40)
