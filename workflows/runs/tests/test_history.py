"""What happened in a run, read back as a whole and page by page."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db.models import F

from integrations.actors import Actor
from workflows.models import Run, Step
from workflows.runs import steps
from workflows.runs.cancel import cancel_run
from workflows.runs.claims import take_up
from workflows.runs.events import Event
from workflows.runs.history import history, page
from workflows.runs.tests.conftest import RunFlow, kill_in_the_middle, let_leases_lapse, make_due, work_off
from workflows.runs.tests.drawing import drawn
from workflows.tests.desk import Desk

Told = tuple[int, UUID, str, str, str, int]
NOTE = {"type": "desk.read_note", "text": "a"}
GRAPH = drawn(
    {
        "start": {"type": "trigger.manual"},
        "words": {"type": "flow.for_each", "items": [1, 2, 3], "concurrency": 2},
        "note": NOTE,
        "wait": {"type": "flow.wait", "seconds": 60},
        "refused": {"type": "desk.refuse_note", "text": "b", "settings": {"retries": 1, "on_error": "continue"}},
        "last": NOTE,
    },
    "start -> words",
    "words:each -> note",
    "start -> wait",
    "wait -> refused",
    "refused -> last",
)


def told(event: Event) -> Told:
    return event.number, event.step.pk, event.state, event.run_state, event.message, event.attempt


def require_the_same_in_pages(run: Run) -> None:
    whole = [told(each) for each in history(run)]
    assert [each[0] for each in whole] == list(range(1, run.events + 1))
    for most in (1, 2, 3, 7, 100):
        paged: list[Told] = []
        while found := page(run, since=len(paged), most=most):
            assert len(found) <= most
            paged += [told(each) for each in found]
        assert paged == whole


def test_pages_are_the_whole_at_every_moment(start_flow: RunFlow, desk: Desk, woken: list[UUID]) -> None:
    run = start_flow(GRAPH)
    require_the_same_in_pages(run)
    work_off(woken)
    Step.objects.filter(node_id="wait").update(started_at=F("started_at") - timedelta(seconds=61))
    for _ in range(6):
        run.refresh_from_db()
        require_the_same_in_pages(run)
        make_due()
        for step in Step.objects.filter(state="waiting", node_id__in=("wait", "refused")):
            steps.run(step.pk)
            work_off(woken)
    run.refresh_from_db()
    require_the_same_in_pages(run)
    assert list(run.steps.exclude(state="succeeded").values_list("node_id", "state")) == [("refused", "failed")]


def test_pages_tell_of_steps_that_were_taken_up_again(start_flow: RunFlow, desk: Desk, woken: list[UUID]) -> None:
    run = start_flow(drawn({"note": NOTE, "other": NOTE}))
    for step in Step.objects.order_by("created_at"):
        kill_in_the_middle(desk, step)
    let_leases_lapse()
    for step in Step.objects.all():
        take_up(step.pk)
    work_off(woken)
    run.refresh_from_db()
    require_the_same_in_pages(run)


def test_pages_of_a_cancelled_run(start_flow: RunFlow, operator: Actor, woken: list[UUID]) -> None:
    run = start_flow(GRAPH)
    steps.run(woken.pop(0))
    cancel_run(operator, run.pk)
    work_off(woken)
    run.refresh_from_db()
    require_the_same_in_pages(run)


@pytest.mark.parametrize("since", [0, 150, 290])
def test_a_page_reads_few_rows_of_many(
    start_flow: RunFlow, woken: list[UUID], since: int, django_assert_max_num_queries: object
) -> None:
    branches = {f"b{number}": NOTE for number in range(100)}
    run = start_flow(
        drawn({"start": {"type": "trigger.manual"}, **branches}, *(f"start -> {each}" for each in branches))
    )
    work_off(woken)
    run.refresh_from_db()
    with django_assert_max_num_queries(4):  # type: ignore[operator]  # pytest-django's
        found = page(run, since=since, most=10)
    assert [each.number for each in found] == list(range(since + 1, since + 11))
